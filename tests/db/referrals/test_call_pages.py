"""The call pad, page by page: taken, kept, about somebody, put right, taken over."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.referrals import services
from joinedup.referrals.models import Call, Referral
from tests.builders import calls, people, referrals
from tests.builders.call_pages import ANSWERS, CALLER, KEY, end, post, signed_in, the_call, words

EARLIER = {"began_at-day": "24", "began_at-month": "11", "began_at-year": "2026"}


@pytest.fixture
def sam(client: Client) -> Client:
    """Sam, a clinician at the front door, signed in."""
    return signed_in(client, "sam")


def test_the_pad_is_offered_and_keeps_nothing_yet(sam: Client):
    answer = sam.get(reverse("referrals:call_new"))

    assert answer.status_code == 200
    assert 'aria-keyshortcuts="F2 C"' in words(answer)
    assert not Call.objects.exists()


def test_what_is_typed_begins_one_call_and_is_kept(sam: Client):
    first = post(sam, "referrals:call_keep", **CALLER).json()
    again = post(
        sam,
        "referrals:call_keep",
        **{**CALLER, "caller_role": "Locum"},
        seen=first["fields"]["seen"],
    ).json()

    assert (first["fields"]["seen"], again["fields"]["seen"]) == ("1", "2")
    assert the_call().caller_role == "Locum"


def test_a_call_that_was_interrupted_is_gone_on_with(sam: Client):
    post(sam, "referrals:call_keep", **CALLER, change_words="Fell in the night")

    answer = sam.get(reverse("referrals:call", args=[the_call().pk]))

    assert "Fell in the night" in words(answer)
    assert "Dr Joan Pryce" in words(answer)


def test_the_one_box_finds_and_a_button_chooses(sam: Client):
    person_id = people.a_person(family_name="Marsh", given_name="Ethel", postcode="HP19 7AA")
    found = post(sam, "referrals:call_find", **CALLER, who="Marsh, Ethel HP19 7AA")

    chosen = post(sam, **CALLER, seen=str(the_call().version), choose=str(person_id))
    page = sam.get(chosen["Location"])

    assert "MARSH, Ethel" in words(found)
    assert the_call().person_id == person_id
    assert "Not recorded" in words(page)
    assert "for 24 hours after it" in words(page)


def test_somebody_else_may_be_chosen(sam: Client):
    person_id = people.a_person()
    post(sam, **CALLER, choose=str(person_id))

    post(sam, **CALLER, do="leave")

    assert the_call().person_id is None


@pytest.mark.parametrize("tampered", ["x", "", "018f6d0e-0000-7000-8000-000000000bad"])
def test_a_button_that_was_tampered_with_chooses_nobody(sam: Client, tampered: str):
    answer = post(sam, **CALLER, choose=tampered)

    assert answer.status_code in (422, 404)
    assert the_call().person_id is None


def test_a_search_that_is_too_thin_says_what_to_add(sam: Client):
    answer = post(sam, "referrals:call_find", **CALLER, who="Marsh")

    assert "Add something" in words(answer)


def test_the_beginning_is_put_right_with_a_reason(sam: Client, clock):
    answer = post(
        sam,
        **CALLER,
        **EARLIER,
        **{"began_at-time": "09:05"},
        began_reason="system_down",
        do="keep",
    )

    assert answer.status_code == 303
    assert the_call().began_at == instant.now() - timedelta(minutes=25)


@pytest.mark.parametrize(
    ("time", "said"),
    [("09:05", "Say why the call"), ("23:00", "began later"), ("25:00", "Enter a time like")],
)
def test_a_beginning_that_cannot_be_is_shown_beside_it(sam: Client, clock, time: str, said: str):
    answer = post(sam, **CALLER, **EARLIER, **{"began_at-time": time}, do="advice_only")

    assert answer.status_code == 422
    assert said in words(answer)
    assert the_call().caller_name == "Dr Joan Pryce"


def test_a_pad_sent_twice_ends_one_call(sam: Client):
    person_id = people.a_person()
    post(sam, **ANSWERS, choose=str(person_id))
    post(sam, **ANSWERS, do="referral")

    again = post(sam, **ANSWERS, do="referral")

    assert again.status_code == 303
    assert Referral.objects.count() == 1


def test_an_old_page_of_the_pad_is_a_conflict(sam: Client):
    post(sam, **CALLER)
    seen = str(the_call().version)
    post(sam, **{**CALLER, "caller_role": "Locum"}, seen=seen)

    answer = post(sam, **{**CALLER, "caller_role": "Nurse"}, seen=seen)

    assert answer.status_code == 409
    assert the_call().caller_role == "Locum"


def test_a_version_that_was_tampered_with_is_a_conflict(sam: Client):
    post(sam, **CALLER)

    assert post(sam, **CALLER, seen="-3").status_code == 409


def test_a_colleague_sees_an_open_call_and_takes_it_over(sam: Client):
    post(sam, **CALLER, change_words="Fell")
    kit = signed_in(Client(), "kit")
    call_id = the_call().pk

    listed = words(kit.get(reverse("referrals:call_new")))
    shown = words(kit.get(reverse("referrals:call", args=[call_id])))
    post(kit, "referrals:call_go_on", call_id, seen=str(the_call().version))
    mine = words(kit.get(reverse("referrals:call", args=[call_id])))
    lost = post(sam, "referrals:call", call_id, **CALLER, seen=str(the_call().version))

    assert "1 more call open" in listed
    assert "Sam has this call" in shown
    assert "How does it end?" in mine
    assert lost.status_code == 422
    assert "Kit has this call" in words(lost)


def test_taking_over_an_old_page_is_refused(sam: Client):
    post(sam, **CALLER)
    kit = signed_in(Client(), "kit")

    answer = post(kit, "referrals:call_go_on", the_call().pk, seen="x")

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        {"opened": "yesterday"},
        {"opened": "2026-11-24T09:30:00"},
        {"opened": "9999-12-31T23:59:59+00:00"},
        {"caller_name": "x" * 5000, "caller_role": "\x00\x07"},
        {"caller_organisation": "nowhere"},
        {"existing": "x", "do": "about_existing"},
        {"services": ["nothing"], "do": "referral"},
        {"do": "everything"},
        {"sent_to": "neighbour:atlantis", "do": "not_for_us"},
        {"who": "x" * 5000},
    ],
)
def test_bad_input_is_answered_plainly(sam: Client, typed: dict[str, Any]):
    answer = post(sam, **{**CALLER, **typed})

    assert answer.status_code in (303, 422)
    assert the_call().ended_at is None


def test_a_referral_that_a_button_names_wrongly_is_not_chosen(sam: Client):
    answer = post(sam, **CALLER, same_as="x")

    assert "Nothing is open for whoever is chosen" in words(answer)


def test_a_pad_without_a_key_is_refused(sam: Client):
    answer = post(sam, caller_name="Dr Joan Pryce")

    assert answer.status_code == 422
    assert not Call.objects.exists()


def test_rung_back_needs_what_was_said(sam: Client):
    end(sam, "cut_off")

    answer = post(sam, "referrals:call_rung_back", the_call().pk, seen=str(the_call().version))

    assert "Write what was said" in words(answer)


@pytest.mark.parametrize("route", ["call_find", "call_keep"])
def test_an_address_that_only_takes_leads_back_to_the_pad(sam: Client, route: str):
    assert sam.get(reverse(f"referrals:{route}"))["Location"] == reverse("referrals:call_new")


@pytest.mark.parametrize("route", ["call_go_on", "call_rung_back"])
def test_an_address_of_a_call_that_only_takes_leads_back_to_it(sam: Client, route: str):
    call_id = calls.taken()

    answer = sam.get(reverse(f"referrals:{route}", args=[call_id]))

    assert answer["Location"] == reverse("referrals:call", args=[call_id])


def test_only_the_front_door_has_the_pad(client: Client):
    nurse = referrals.nurse()
    client.force_login(
        Account.objects.get(id=nurse.account_id), backend=settings.AUTHENTICATION_BACKENDS[0]
    )

    assert client.get(reverse("referrals:call_new")).status_code == 403


def test_a_find_after_the_end_leads_to_what_came_of_it(sam: Client):
    end(sam, "cut_off")

    answer = post(sam, "referrals:call_find", **CALLER, who="Marsh")

    assert answer["Location"] == reverse("referrals:call", args=[the_call().pk])


def test_a_find_with_a_wrong_beginning_says_so(sam: Client, clock):
    answer = post(
        sam, "referrals:call_find", **CALLER, **EARLIER, **{"began_at-time": "23:00"}, who="Marsh"
    )

    assert answer.status_code == 422


def test_the_strip_names_teams_risk_and_what_happened(sam: Client):
    line_id = referrals.a_line()
    referrals.triage(line_id)
    referrals.accept(line_id)
    referrals.contact(line_id)
    person_id = referrals.person_of(referrals.line(line_id).referral_id)
    ended = calls.taken(about=person_id, key="before", by=referrals.clinician())
    services.note_cut_off(ended, seen=calls.seen(ended), at=instant.now(), by=referrals.clinician())

    page = words(sam.get(post(sam, **CALLER, choose=str(person_id))["Location"]))

    assert "Teams involved" in page
    assert "Call: Cut off, Dr Joan Pryce, GP" in page


def test_no_page_of_a_call_asks_the_store_too_much(sam: Client):
    line_id = referrals.a_line()
    referrals.triage(line_id)
    person_id = referrals.person_of(referrals.line(line_id).referral_id)
    for number in range(3):
        calls.taken(key=f"open {number}", about=person_id, by=referrals.clinician("kit"))
    post(sam, **ANSWERS, choose=str(person_id))
    call_id = Call.objects.get(key=KEY).pk
    pages = [
        reverse("referrals:call_new"),
        reverse("referrals:call", args=[call_id]),
        reverse("referrals:calls"),
        reverse("referrals:queue") + "?tab=call_back",
    ]

    asked = {one: _questions(sam, one) for one in pages}
    post(sam, "referrals:call", call_id, **ANSWERS, do="referral", is_different="yes")
    asked["ended"] = _questions(sam, pages[1])

    assert {one: count for one, count in asked.items() if count > 20} == {}


def _questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in asked)


@pytest.mark.parametrize(
    "pressed",
    [
        {"do": "referral"},
        {"do": "advice_only"},
        {"do": "cut_off"},
        {"do": "add", "new-family_name": ""},
        {"do": "keep"},
    ],
)
def test_a_button_on_an_empty_pad_keeps_no_call(sam: Client, pressed: dict[str, str]) -> None:
    net = words(sam.get(reverse("referrals:call_new"))).partition('name="safety_net"')[2]
    net = net.partition(">")[2].partition("<")[0].strip("\n")

    answer = post(sam, key=KEY, who="", safety_net=net, **pressed)

    assert answer.status_code in {200, 422}
    assert ("There is a problem" in words(answer)) == (pressed["do"] != "keep")
    assert not Call.objects.exists()


def test_a_pad_that_was_empty_when_a_button_was_pressed_begins_when_it_was_opened(
    sam: Client,
) -> None:
    opened = instant.now() - timedelta(minutes=4)
    shown = words(post(sam, key=KEY, opened=opened.isoformat(), do="cut_off"))
    again = shown.partition('name="opened" value="')[2].partition('"')[0]

    post(sam, "referrals:call_keep", **CALLER, opened=again)

    assert abs(the_call().began_at - opened) < timedelta(seconds=1)


def test_find_with_nothing_typed_says_what_to_type(sam: Client) -> None:
    empty = post(sam, "referrals:call_find", key=KEY, who=" ")

    assert "Type an NHS number" in words(empty)
    assert not Call.objects.exists()

    post(sam, "referrals:call_keep", **CALLER)
    assert "Type an NHS number" in words(post(sam, "referrals:call_find", **CALLER, who=""))


def test_a_wrong_beginning_hides_nothing_else_that_is_wrong(sam: Client) -> None:
    future = {"began_at-day": "24", "began_at-month": "11", "began_at-year": "2199"}
    typed = {"key": KEY, "change_words": "Fell", **future, "began_at-time": "10:00"}

    advice = words(post(sam, **typed, do="advice_only"))
    referral = words(post(sam, **typed, do="referral"))

    for page in (advice, referral):
        assert 'href="#id_began_at-day"' in page
        assert "Ask who is calling" in page
    assert "Choose who was advised" in advice
    assert "Choose who was advised" not in referral
    assert the_call().ended_at is None
