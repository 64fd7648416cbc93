"""How a call ends, as its pad asks: each outcome, and what each cannot do without."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.models import Line, Referral
from joinedup.web import filters
from tests.builders import people, referrals
from tests.builders.call_pages import ANSWERS, CALLER, KEY, end, post, signed_in, the_call, words

NEW = {"new-family_name": "Marsh", "new-given_name": "Ethel", "new-postcode": "HP19 7AA"}


@pytest.fixture
def sam(client: Client) -> Client:
    """Sam, a clinician at the front door, signed in."""
    return signed_in(client, "sam")


def test_a_call_becomes_a_referral_with_a_reference_to_say(sam: Client, clock):
    person_id = people.a_person(family_name="Marsh", given_name="Ethel")
    post(sam, **ANSWERS, choose=str(person_id))
    clock.tick(timedelta(minutes=2))

    sent = post(sam, **ANSWERS, do="referral")
    page = words(sam.get(sent["Location"]))

    referral = Referral.objects.get()
    line = Line.objects.select_related("response_clock").get()
    assert referral.reference in page
    assert "Say this aloud" in page
    assert line.response_clock.started_at == the_call().began_at
    assert referral.caller_name == "Dr Joan Pryce"


def test_a_referral_asks_for_the_eight_and_for_whom(sam: Client):
    answer = end(sam, "referral")

    assert answer.status_code == 422
    assert "Nobody is chosen yet" in words(answer)
    assert "Say where they are" in words(answer)
    assert the_call().ended_at is None


def test_somebody_described_is_referred_without_a_name(sam: Client):
    post(sam, **ANSWERS, description="Man of 80, grey coat", do="referral")

    assert the_call().outcome == Outcome.REFERRAL


def test_somebody_new_is_added_with_the_referral(sam: Client):
    shown = post(sam, **ANSWERS, **NEW, do="add")
    page = sam.get(shown["Location"])

    post(sam, **ANSWERS, **NEW, do="referral")

    assert "MARSH, Ethel" in words(page)
    assert the_call().outcome == Outcome.REFERRAL


@pytest.mark.parametrize("do", ["add", "referral"])
def test_somebody_new_may_be_one_who_is_known(sam: Client, do: str):
    people.a_person(family_name="Marsh", given_name="Ethel", postcode="HP19 7AA")

    answer = post(sam, **ANSWERS, **NEW, do=do)

    assert "Is it one of these?" in words(answer)
    assert not Referral.objects.exists()


def test_somebody_new_needs_a_name(sam: Client):
    answer = post(sam, **ANSWERS, **{"new-given_name": "Ethel"}, do="add")

    assert answer.status_code == 422
    assert "Enter the family name" in words(answer)


def test_what_is_open_already_is_shown_before_it_is_sent(sam: Client):
    referral_id = referrals.sent()
    person_id = referrals.person_of(referral_id)
    post(sam, **ANSWERS, choose=str(person_id))

    asked = post(sam, **ANSWERS, do="referral")
    different = post(sam, **ANSWERS, do="referral", is_different="yes")

    page = words(asked)
    assert "<title>This may be open already: Take a call" in page
    assert page.index('id="open-already"') < page.index('aria-label="Who is calling"')
    assert page.count("Send as another need") == 2
    assert "Send the referral" not in page
    assert different.status_code == 303
    assert Referral.objects.count() == 2


@pytest.mark.parametrize(
    "refused", [{"do": "advice_only"}, {"do": "referral"}, {"do": "add"}, {"do": "cut_off"}]
)
def test_the_title_says_that_something_is_wrong(sam: Client, refused: dict[str, str]):
    answer = post(sam, **{**CALLER, "caller_number": ""}, **refused)

    assert answer.status_code == 422
    assert "<title>Error: Take a call" in words(answer)


def test_a_call_about_an_open_referral_adds_to_it(sam: Client):
    referral_id = referrals.sent()
    post(sam, **ANSWERS, choose=str(referrals.person_of(referral_id)))

    picked = post(sam, **ANSWERS, same_as=str(referral_id))
    post(sam, **ANSWERS, do="about_existing", existing=str(referral_id), picture="worse")

    assert "Which referral?" in words(picked)
    assert (Referral.objects.count(), the_call().outcome) == (1, Outcome.ABOUT_EXISTING)


def test_whoever_rings_again_is_promised_no_later_than_before(sam: Client, clock):
    referral_id = referrals.sent()
    due_at = Line.objects.select_related("response_clock").get().response_clock.due_at
    clock.tick(timedelta(minutes=40))
    post(sam, **ANSWERS, choose=str(referrals.person_of(referral_id)))

    told = post(sam, **ANSWERS, do="about_existing", existing=str(referral_id), picture="worse")
    page = words(sam.get(told["Location"]))

    assert due_at is not None
    assert f"Somebody comes by {filters.moment(due_at)} at the latest." in page


def test_advice_does_not_say_that_somebody_comes(sam: Client):
    pad = words(sam.get(reverse("referrals:call_new")))
    box = pad[pad.index('name="safety_net"') :].split("</textarea>")[0]

    assert "If it gets worse, ring 999." in box
    assert "before we come" not in box


def test_without_a_number_the_box_to_tick_is_named_as_it_stands(sam: Client):
    answer = end(sam, "cut_off", caller_number="")

    assert "or tick “No direct number”" in words(answer)


def test_two_open_calls_are_told_apart(sam: Client):
    post(sam, "referrals:call_keep", **CALLER)
    post(sam, "referrals:call_keep", **{**CALLER, "key": KEY[:-1] + "f", "caller_name": "Ruth"})
    post(sam, "referrals:call_keep", key=KEY[:-1] + "a", caller_role="Nurse")

    pad = words(sam.get(reverse("referrals:call_new")))

    assert ": Dr Joan Pryce</a>" in pad
    assert ": Ruth</a>" in pad
    assert ": nobody named yet</a>" in pad


def test_calls_are_listed_by_what_came_of_them(sam: Client):
    end(sam, "cut_off")

    def listed(outcome: str) -> str:
        return words(sam.get(reverse("referrals:calls"), {"outcome": outcome}))

    assert "No call has ended so." in listed("advice_only")
    assert "Showing 1 of 1" in listed("cut_off")
    assert "Showing 1 of 1" in listed("no such outcome")
    assert "Showing 1 of 1" in listed("")


def test_the_queue_leads_to_the_calls(sam: Client):
    page = words(sam.get(reverse("referrals:queue")))

    assert f'href="{reverse("referrals:calls")}">Calls</a>' in page
    end(sam, "cut_off", caller_number="")
    assert "1 call open</a>" in words(sam.get(reverse("referrals:queue")))


def test_the_pad_says_in_whose_words_something_is_open(sam: Client):
    referral_id = referrals.sent()
    post(sam, **CALLER, choose=str(referrals.person_of(referral_id)))

    pad = words(sam.get(reverse("referrals:call", args=[the_call().pk])))

    assert "“Not drinking, dizzy on standing”" in pad


def test_nothing_is_added_without_words(sam: Client):
    referral_id = referrals.sent()
    post(sam, **CALLER, choose=str(referrals.person_of(referral_id)))

    answer = end(sam, "about_existing", existing=str(referral_id), picture="same")

    assert answer.status_code == 422
    assert the_call().ended_at is None


def test_advice_closes_the_call(sam: Client):
    done = end(
        sam,
        "advice_only",
        advice_reason="advice_to_referrer",
        advice="Fluids",
        safety_net="Ring 999",
    )

    assert "Fluids" in words(sam.get(done["Location"]))
    assert the_call().outcome == Outcome.ADVICE_ONLY


def test_a_promised_call_stands_in_the_queue_until_it_is_made(sam: Client, clock):
    end(sam, "call_back", call_back_in="30", change_words="Wants to know about a bed")
    queue = words(sam.get(reverse("referrals:queue"), {"tab": "call_back"}))

    post(sam, "referrals:call_rung_back", the_call().pk, seen=str(the_call().version), words="Told")

    assert "Dr Joan Pryce" in queue
    assert the_call().called_back_words == "Told"
    assert "Dr Joan Pryce" not in words(sam.get(reverse("referrals:queue"), {"tab": "call_back"}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say by when they are rung back"),
        ({"call_back_in": "at"}, "Enter the day and time"),
        ({"call_back_in": "at", "call_back_at-day": "1"}, "must include a month"),
        (
            {
                "call_back_in": "at",
                "call_back_at-day": "1",
                "call_back_at-month": "1",
                "call_back_at-year": "2020",
                "call_back_at-time": "10",
            },
            "Choose a later one",
        ),
        ({"call_back_in": "30", "caller_number": ""}, "Direct number to ring back"),
        (
            {"call_back_in": "30", "caller_number": "", "caller_number_not_known": "on"},
            "There is no number to ring",
        ),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(sam: Client, typed: dict[str, str], said: str):
    answer = end(sam, "call_back", **typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert the_call().ended_at is None


def test_what_is_not_for_us_names_who_takes_it(sam: Client):
    done = end(
        sam, "not_for_us", sent_to="neighbour:oxfordshire", not_for_us_reason="outside_the_place"
    )

    assert "01632 960 302" in words(sam.get(done["Location"])).replace("\xa0", " ")


def test_who_takes_it_is_offered_with_their_number(sam: Client):
    pad = words(sam.get(reverse("referrals:call_new"))).replace("\xa0", " ")

    assert "Oxfordshire community services: 01632 960 302" in pad


def test_somebody_on_no_list_may_take_it(sam: Client):
    asked = {"sent_to": "somebody_else", "not_for_us_reason": "outside_the_place"}

    nameless = end(sam, "not_for_us", **asked, sent_to_number="999")
    numberless = end(sam, "not_for_us", **asked, sent_to_name="Emergency dentist")
    done = end(sam, "not_for_us", **asked, sent_to_name="Emergency dentist", sent_to_number="111")

    assert "Write who takes it" in words(nameless)
    assert numberless.status_code == 422
    assert "Emergency dentist takes this. Ring them on 111" in words(sam.get(done["Location"]))


def test_a_system_takes_nobody(sam: Client):
    pad = words(sam.get(reverse("referrals:call_new")))

    assert "GP record systems" not in re.sub(r"(?s)caller_organisation.*?</select>", "", pad)


def test_who_takes_it_must_have_a_number(sam: Client):
    answer = end(sam, "not_for_us", sent_to="", not_for_us_reason="outside_the_place")

    assert answer.status_code == 422
    assert "Choose who takes it" in words(answer)


def test_a_caller_who_was_cut_off_is_to_be_rung_back(sam: Client):
    ended = words(sam.get(end(sam, "cut_off")["Location"]))

    assert "Ring them now" in ended
    assert "We ring you back" not in ended
    assert "Cut off" in words(sam.get(reverse("referrals:calls")))


def test_the_number_is_asked_for_before_a_call_is_cut_off(sam: Client):
    answer = end(sam, "cut_off", caller_number="")

    assert answer.status_code == 422
    assert the_call().ended_at is None


def test_every_outcome_says_who_called(sam: Client):
    answer = end(
        sam,
        "advice_only",
        caller_name="",
        advice_reason="advice_to_referrer",
        advice="Fluids",
        safety_net="Ring 999",
    )

    assert "Ask who is calling" in words(answer)
    assert the_call().ended_at is None
