"""A referral by form, page by page: begun, kept, checked, sent once, added to and withdrawn."""

from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from joinedup.demo.services import staffing
from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.referrals.forms import referring as forms
from joinedup.referrals.models import Draft, Line, Referral
from tests.builders import people as persons

ANSWERS = {
    "caller_name": "Dr Joan Hale",
    "caller_role": "GP",
    "caller_number": "01632 960301",
    "where_kind": "home",
    "where_address": "4 Mill Lane",
    "until_kind": "staying",
    "contact_number": "01632 960777",
    "change_words": "Not drinking, dizzy and muddled.",
    "since_words": "since last night",
    "services": ["rapid_response", "community_nursing"],
    "response_class": "rapid",
    "if_nobody_comes": "Ambulance",
    "agreement": "agrees",
    "observed_pulse": "96",
    "key_safe_code": "C1942",
}


# Every box of the form with an answer, and how the pages after it say that answer.
EVERY_BOX = {
    "caller_name": ("Dr Joan Hale", "Dr Joan Hale"),
    "caller_role": ("GP locum", "GP locum"),
    "caller_number": ("01632 960301", "01632\xa0960\xa0301"),
    "where_kind": ("home", "At home"),
    "where_address": ("Marked Cottage", "Marked Cottage"),
    "where_postcode": ("HP19 8AB", "HP19 8AB"),
    "until_kind": ("staying", "Staying there"),
    "contact_number": ("01632 960777", "01632\xa0960\xa0777"),
    "who_is_with_them": ("Her neighbour Ida", "Her neighbour Ida"),
    "change_words": ("Off her feet", "Off her feet"),
    "since_words": ("since Tuesday", "since Tuesday"),
    "services": (["rapid_response"], "Rapid response"),
    "response_class": ("rapid", "Rapid"),
    "if_nobody_comes": ("Ambulance then", "Ambulance then"),
    "agreement": ("lacks_capacity", "lacks capacity"),
    "agreement_more": ("her daughter Ruth", "her daughter Ruth"),
    "is_crew_on_scene": ("on", "rew"),
    "risks": ("Dog bites", "Dog bites"),
    "allergies": ("Penicillin rash", "Penicillin rash"),
    "respect_kind": ("in_place", "In place"),
    "respect_signed_on": (("3", "2", "2026"), "3\xa0Feb\xa02026"),
    "is_respect_original_seen": ("on", "original seen"),
    "interpreter": ("Urdu speaker", "Urdu speaker"),
    "carer": ("Son, worn out", "Son, worn out"),
    "other_words": ("Bring the hoist", "Bring the hoist"),
    "visit_address": ("The annexe", "The annexe"),
    "key_safe_code": ("C1942", "C1942"),
    "access_note": ("Side gate", "Side gate"),
    "observed_respiration_rate": ("23", "23"),
    "observed_oxygen_saturation": ("91", "91"),
    "observed_air_or_oxygen": ("oxygen", "xygen"),
    "observed_systolic_blood_pressure": ("98", "98"),
    "observed_pulse": ("117", "117"),
    "observed_consciousness": ("confusion", "onfusion"),
    "observed_temperature": ("38.7", "38.7"),
}
# Carried unseen, or instead of another answer.
NO_BOX = {"seen", "observed_at", "where_until", "contact_not_known"} | {
    f"{name}_not_known"
    for name in (
        *("caller_number", "where_address", "change_words", "since_words", "if_nobody_comes"),
    )
}
SHOWN_TO_FEW = {"visit_address", "key_safe_code", "access_note"}


def _day(name: str, day: str, month: str, year: str, time: str = "") -> dict[str, str]:
    """A day, or a time of it, as its boxes are filled in."""
    typed = {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
    return {**typed, f"{name}-time": time} if time else typed


@pytest.fixture
def joan() -> Client:
    """A GP at her desk."""
    staffing.make(at=instant.now())
    client = Client(SERVER_NAME="127.0.0.1")
    typed = {"login": "joan", "password": settings.JOINEDUP_DEMO_PASSWORD}
    client.post(reverse("account_login"), typed)
    return client


def said(answer: Any) -> str:
    """What a page says."""
    return unescape(answer.content.decode())


def begun(client: Client, **who: str) -> Draft:
    """A draft about somebody new, unless somebody else is described."""
    about = who or {"new-family_name": "Allum", "new-given_name": "Ethel", "new-gender": "female"}
    assert client.post(reverse("referrals:new"), about).status_code == 303
    return Draft.objects.latest("began_at")


def filled(client: Client, draft: Draft, **changed: Any) -> Any:
    """The form as it is sent on."""
    answers = {**ANSWERS, "seen": draft.version, **changed}
    return client.post(reverse("referrals:refer", args=[draft.pk]), answers)


def sent(client: Client) -> Referral:
    """A referral, sent by form."""
    draft = begun(client)
    assert filled(client, draft).status_code == 303
    assert client.post(reverse("referrals:check", args=[draft.pk])).status_code == 303
    return Referral.objects.latest("received_at")


def test_a_referral_is_checked_and_sent_once(joan: Client) -> None:
    draft = begun(joan)
    filled(joan, draft)
    check = reverse("referrals:check", args=[draft.pk])

    shown = joan.get(check).content.decode()
    answers = [joan.post(check) for _ in range(2)]

    assert "Not drinking, dizzy and muddled." in shown
    assert "Pulse 96" in shown
    assert "; measured " in shown
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Referral.objects.count() == 1
    assert Line.objects.count() == 2
    assert "Referral sent" in joan.get(answers[0].headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"change_words": ""}, "What has changed?"),
        ({"services": []}, "Choose at least one"),
        ({"agreement": "lacks_capacity"}, "Say who decided in their best interests"),
        ({"agreement": "not_asked"}, "Say why they have not been asked"),
        ({"agreement": "refuses"}, "Say what was explained to them"),
        ({"until_kind": "until"}, "Enter the day and time"),
        ({"contact_not_known": "yes"}, "keep one of them"),
        ({"observed_pulse": "9000"}, "Enter a number from"),
        ({"observed_pulse": "fast"}, "Enter a number"),
        ({"observed_pulse": "NaN"}, "Enter a number"),
        ({"observed_pulse": "-Infinity"}, "Enter a number"),
        ({"response_class": "tomorrow"}, "Choose one of the answers shown"),
        ({"where_kind": "the moon"}, "Choose one of the answers shown"),
        ({"where_postcode": "ZZZ"}, "Enter the whole postcode, like HP19 8AB"),
        (_day("observed_at", "1", "1", "2099", "12:00"), "must be now or earlier"),
        (_day("observed_at", "1", "1", "1900", "12:00"), "over a year ago: check the year"),
        (_day("respect_signed_on", "1", "1", "2099"), "The day of signing must be today or"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(
    joan: Client, changed: dict[str, Any], said: str
) -> None:
    draft = begun(joan)

    answer = filled(joan, draft, **changed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "since last night" in answer.content.decode()
    assert not Referral.objects.exists()


def test_part_of_a_postcode_is_refused_where_somebody_is_added(joan: Client) -> None:
    typed = {"new-family_name": "Allum", "new-address": "4 Mill Lane", "new-postcode": "ZZZ"}

    answer = joan.post(reverse("referrals:new"), typed)

    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert "Enter the whole postcode, like HP19 8AB" in page
    assert "4 Mill Lane" in page
    assert not Draft.objects.exists()


def test_a_measurement_is_read_as_it_was_told(joan: Client) -> None:
    draft = begun(joan)
    filled(joan, draft, observed_pulse="90", observed_temperature="38.7")
    joan.post(reverse("referrals:check", args=[draft.pk]))
    line = Line.objects.all()[0]
    sam = Client(SERVER_NAME="127.0.0.1")
    sam.post(
        reverse("account_login"), {"login": "sam", "password": settings.JOINEDUP_DEMO_PASSWORD}
    )

    read = sam.get(reverse("referrals:line", args=[line.pk])).content.decode()

    assert "<strong>90</strong>" in read
    assert "<strong>38.7</strong>" in read


def test_a_draft_is_kept_as_it_is_typed_and_thrown_away(joan: Client) -> None:
    draft = begun(joan, description="man of about 80, grey coat")
    keep = reverse("referrals:keep", args=[draft.pk])

    kept = joan.post(keep, {"seen": draft.version, "change_words": "Found at the bus station"})
    stale = joan.post(keep, {"seen": draft.version, "change_words": "Older"})
    page = joan.get(reverse("referrals:refer", args=[draft.pk])).content.decode()
    discard = reverse("referrals:discard", args=[draft.pk])
    draft.refresh_from_db()
    joan.get(discard)
    gone = joan.post(discard, {"seen": draft.version})

    assert kept.json()["fields"]["seen"] == str(draft.version)
    assert stale.status_code == 409
    assert "Found at the bus station" in page
    assert gone.status_code == 303
    assert not Draft.objects.exists()


def test_more_is_told_and_the_referral_is_withdrawn(joan: Client) -> None:
    referral = sent(joan)
    status = reverse("referrals:status", args=[referral.pk])
    told = {"seen": referral.version, "words": "Now too weak to stand", "picture": "worse"}

    empty = joan.post(reverse("referrals:add", args=[referral.pk]), {"seen": referral.version})
    added = joan.post(reverse("referrals:add", args=[referral.pk]), told)
    page = joan.get(status).content.decode()
    referral.refresh_from_db()
    withdraw = reverse("referrals:withdraw", args=[referral.pk])
    preview = joan.get(withdraw)
    form = preview.context["form"] if preview.context else None
    lines = ",".join(f"{one.pk}:{one.version}" for one in referral.lines.all())
    taken = {"seen": referral.version, "reason": "arranged_elsewhere", "lines": lines}
    refused = joan.post(withdraw, {**taken, "reason": ""})
    back = joan.post(withdraw, taken)

    assert (empty.status_code, added.status_code, refused.status_code) == (422, 303, 422)
    assert "Now too weak to stand" in page
    assert preview.status_code == 200
    assert form is None or form.initial["lines"] == lines
    assert back.status_code == 303
    assert not Line.objects.filter(closed_at=None).exists()


def test_a_reason_of_messages_alone_is_offered_to_no_person(joan: Client) -> None:
    referral = sent(joan)
    withdraw = reverse("referrals:withdraw", args=[referral.pk])
    lines = ",".join(f"{one.pk}:{one.version}" for one in referral.lines.all())

    preview = joan.get(withdraw).content.decode()
    forced = joan.post(withdraw, {"seen": referral.version, "reason": "not_said", "lines": lines})

    assert "It was asked for twice" in preview
    assert "did not say why" not in preview
    assert forced.status_code == 422


def test_a_likely_duplicate_is_shown_and_can_be_added_to(joan: Client) -> None:
    referral = sent(joan)
    person = str(referral.person_id)
    draft = begun(joan, person=person)
    filled(joan, draft)

    shown = joan.get(reverse("referrals:check", args=[draft.pk])).content.decode()
    added = joan.post(
        reverse("referrals:add_to_duplicate", args=[draft.pk, referral.pk]),
        {"seen": referral.version, "words": "Worse since noon", "picture": "worse"},
    )

    assert referral.reference in shown
    assert added["Location"] == reverse("referrals:status", args=[referral.pk])
    assert Referral.objects.count() == 1
    assert not Draft.objects.exists()


def test_what_a_second_referrer_adds_keeps_every_answer_and_who_they_are(joan: Client) -> None:
    referral = sent(joan)
    Account.objects.filter(username="joan").update(direct_number="01632960302")
    draft = begun(joan, person=str(referral.person_id))
    filled(joan, draft, since_words="since noon", key_safe_code="C1066Z")

    check = reverse("referrals:check", args=[draft.pk])
    shown = unescape(joan.get(check).content.decode())
    offered = shown.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    told = {"seen": referral.version, "picture": "worse", "words": offered}
    joan.post(reverse("referrals:add_to_duplicate", args=[draft.pk, referral.pk]), told)
    sam = Client(SERVER_NAME="127.0.0.1")
    sam.post(
        reverse("account_login"), {"login": "sam", "password": settings.JOINEDUP_DEMO_PASSWORD}
    )
    line = Line.objects.filter(referral=referral).first()
    page = unescape(sam.get(reverse("referrals:line", args=[line.pk])).content.decode())
    later = page.partition("Told later")[2].partition("</section>")[0]

    assert "when they were referred?" in shown
    assert "Since when: since noon" in later
    assert "If nobody comes: " in later
    assert "Asked for: " in later
    assert "C1066Z" not in offered
    assert 'href="tel:01632960302"' in later
    assert "Told by: Dr Joan Hale, GP" in later
    assert "Dr Joan Hale, GP, " in later


def test_every_box_of_the_form_reaches_the_check_and_the_clinician(joan: Client) -> None:
    draft, answers = begun(joan), {}
    for name, (answer, _) in EVERY_BOX.items():
        if isinstance(answer, tuple):
            parts = zip(("day", "month", "year"), answer, strict=True)
            answers |= {f"{name}-{part}": typed for part, typed in parts}
        else:
            answers[name] = answer

    assert joan.post(
        reverse("referrals:refer", args=[draft.pk]), {**answers, "seen": draft.version}
    ).headers["Location"] == reverse("referrals:check", args=[draft.pk])
    checked = unescape(joan.get(reverse("referrals:check", args=[draft.pk])).content.decode())
    joan.post(reverse("referrals:check", args=[draft.pk]))
    line = Line.objects.get(referral__key=str(draft.pk))
    sam = Client(SERVER_NAME="127.0.0.1")
    sam.post(
        reverse("account_login"), {"login": "sam", "password": settings.JOINEDUP_DEMO_PASSWORD}
    )
    read = unescape(sam.get(reverse("referrals:line", args=[line.pk])).content.decode())

    assert EVERY_BOX.keys() | NO_BOX == forms.Referral().fields.keys()
    unchecked = [name for name, (_, said) in EVERY_BOX.items() if said not in checked]
    assert unchecked == []
    unread = [name for name, (_, said) in EVERY_BOX.items() if said not in read]
    assert set(unread) == SHOWN_TO_FEW


def test_a_fault_among_what_is_folded_away_unfolds_it(joan: Client) -> None:
    draft = begun(joan)

    good = filled(joan, draft, response_class="").content.decode()
    bad = filled(joan, draft, observed_pulse="9999", seen=draft.version + 1).content.decode()

    assert '<details class="ju-step" id="add-more">' in good
    assert '<details class="ju-step" id="add-more" open>' in bad


def test_somebody_else_may_be_chosen_and_what_was_answered_is_kept(joan: Client) -> None:
    draft = begun(joan)
    filled(joan, draft)
    ethel = persons.a_person(family_name="Marsh", given_name="Ethel", postcode="HP19 7AA")
    form = said(joan.get(reverse("referrals:refer", args=[draft.pk])))
    href = f"{reverse('referrals:new')}?draft={draft.pk}"
    assert f'href="{href}"' in form
    assert f'href="{href}"' in said(joan.get(reverse("referrals:check", args=[draft.pk])))

    asked = said(joan.get(href))
    found = {"text": "Marsh, Ethel HP19 7AA", "draft": str(draft.pk)}
    listed = said(joan.post(reverse("referrals:find_who"), found))
    chosen = joan.post(reverse("referrals:new"), {"person": str(ethel), "draft": str(draft.pk)})

    assert "It is about ALLUM, Ethel now" in asked
    assert 'value="Allum"' in asked
    assert f'name="draft" value="{draft.pk}"' in listed
    assert chosen["Location"] == reverse("referrals:refer", args=[draft.pk])
    kept = Draft.objects.get()
    assert kept.person_id == ethel
    assert kept.fields["change_words"] == [ANSWERS["change_words"]]
    assert not any(name.startswith("new-") for name in kept.fields)


def test_whom_a_draft_is_about_is_not_changed_over_another_window(joan: Client) -> None:
    draft = begun(joan)
    asked = said(joan.get(f"{reverse('referrals:new')}?draft={draft.pk}"))
    assert f'name="seen" value="{draft.version}"' in asked
    who = {"draft": str(draft.pk), "seen": str(draft.version)}
    filled(joan, draft)
    told = Draft.objects.get().fields["change_words"]

    answer = joan.post(reverse("referrals:new"), {**who, "description": "Woman in a blue coat"})

    assert answer.status_code == 409
    assert "Woman in a blue coat" in said(answer)
    kept = Draft.objects.get()
    assert kept.fields["change_words"] == told
    assert "description" not in kept.fields


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ({"new-family_name": "Allum", "new-given_name": "Edith", "new-gender": "female"}, "Edith"),
        ({"description": "Woman of about 80, blue coat"}, "blue coat"),
    ],
)
def test_details_of_somebody_new_are_put_right(
    joan: Client, who: dict[str, str], says: str
) -> None:
    draft = begun(joan)
    filled(joan, draft)

    joan.post(reverse("referrals:new"), {**who, "draft": str(draft.pk)})

    draft.refresh_from_db()
    shown = said(joan.get(reverse("referrals:check", args=[draft.pk])))
    assert says in shown
    assert "Ethel" not in shown
    assert says in said(joan.get(f"{reverse('referrals:new')}?draft={draft.pk}"))
    assert Draft.objects.count() == 1


def test_nobody_makes_a_colleagues_draft_another_persons(joan: Client) -> None:
    draft = begun(joan)
    other = Client(SERVER_NAME="127.0.0.1")
    other.post(
        reverse("account_login"), {"login": "ruth", "password": settings.JOINEDUP_DEMO_PASSWORD}
    )

    shown = other.get(f"{reverse('referrals:new')}?draft={draft.pk}")
    typed = {"description": "Somebody", "draft": str(draft.pk)}
    sent = other.post(reverse("referrals:new"), typed)

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert "description" not in Draft.objects.get().fields


def test_find_with_an_empty_box_says_what_to_type(joan: Client) -> None:
    assert "Type an NHS number" in said(joan.post(reverse("referrals:find_who"), {"text": " "}))
