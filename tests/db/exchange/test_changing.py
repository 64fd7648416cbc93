"""What follows a referral changes it or takes it back: in the sender's order, and nothing lost."""

import json
from datetime import date, timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle

from joinedup.exchange.adapters import fhir
from joinedup.exchange.services.arrivals import Outcome
from joinedup.people.models import Person
from joinedup.referrals.models import Addition, Referral
from tests.builders import partner as build
from tests.builders.exchange import (
    BACK,
    LATE,
    ON,
    UPDATE,
    WORSE,
    a_message,
    an_ethel,
    without,
)


def new(**changes):
    return a_message(**{"priority": "urgent", **changes})


def test_an_update_is_added_and_a_higher_priority_raises_the_class():
    build.taken(new())

    assert build.taken(a_message(**WORSE)).outcome is Outcome.ACCEPTED
    addition = Addition.objects.get()
    assert addition.words == "Priority: stat (was urgent)\nNow confused as well"
    assert addition.is_worse
    assert build.the_line().asked_class == "rapid"


def test_an_update_that_says_nothing_new_changes_nothing():
    build.taken(new())

    taken = build.taken(new(reason="update", message_id="b2c0a3f4-0008-4c00-8000-000000000008"))

    assert taken.outcome is Outcome.UNCHANGED
    assert not Addition.objects.exists()


@pytest.mark.parametrize(
    ("died", "on", "said"),
    [
        ({"deceasedDateTime": "2026-11-24T09:00:00+00:00"}, date(2026, 11, 24), "on 2026-11-24"),
        ({"deceasedBoolean": True}, None, "no date was given"),
    ],
)
def test_a_death_in_an_update_is_recorded_and_comes_first(died, on, said):
    build.taken(new())

    taken = build.taken(new(**UPDATE, patient=an_ethel(**died)))

    assert taken.outcome is Outcome.ACCEPTED
    assert Person.objects.get().died_on == on
    told = f"The sender says that this person has died: {said}."
    assert [(one.words, one.is_worse) for one in Addition.objects.all()] == [(told, True)]
    assert build.the_line().asked_class == "rapid"


def test_a_death_told_late_comes_first_too():
    build.taken(new())
    build.taken(a_message(**WORSE))

    build.taken(a_message(**LATE, patient=an_ethel(deceasedBoolean=True)))

    assert Addition.objects.order_by("id")[1].is_worse


def test_a_death_comes_with_taking_a_referral_back():
    build.taken(new())

    build.taken(a_message(**BACK, patient=an_ethel(deceasedDateTime="2026-11-24")))

    assert Person.objects.get().died_on == date(2026, 11, 24)


def test_an_update_that_puts_it_on_hold_says_so():
    build.taken(new())

    taken = build.taken(new(**UPDATE, status="on-hold"))

    assert taken.outcome is Outcome.ACCEPTED
    assert Addition.objects.get().words.startswith("The sender has put this on hold")


def test_an_older_update_is_kept_as_late_and_overrules_nothing():
    build.taken(new())
    build.taken(a_message(**WORSE))

    assert build.taken(a_message(**LATE)).outcome is Outcome.ACCEPTED
    late = Addition.objects.order_by("id").last()
    assert late is not None
    assert late.words == (
        "Written before what was sent since, and received after it:\n"
        "Her daughter is there until noon"
    )
    assert not late.is_worse
    assert build.the_line().asked_class == "rapid"


@pytest.mark.parametrize("in_order", [True, False], ids=["in order", "late"])
@pytest.mark.parametrize("since", [None, "routine"])
def test_haste_counts_whenever_it_comes(in_order, since):
    build.taken(new())
    worse = a_message(**WORSE)
    other = new(
        reason="update",
        message_id="b2c0a3f4-0006-4c00-8000-000000000006",
        sent="2026-11-24T09:29:00+00:00",
        priority=since,
        note=[{"text": "Her daughter is there"}],
    )

    for message in (worse, other) if in_order else (other, worse):
        assert build.taken(message).outcome is Outcome.ACCEPTED

    assert build.the_line().asked_class == "rapid"
    told = {one.is_worse: one.words for one in Addition.objects.all()}
    assert "Priority: stat (was urgent)" in told[True]


def test_haste_counts_after_an_update_that_states_none():
    build.taken(new())
    build.taken(new(**UPDATE, priority=None, note=[{"text": "Her daughter is there"}]))

    build.taken(a_message(**WORSE))

    assert Addition.objects.order_by("id")[1].words.startswith("Priority: stat (was urgent)")
    assert build.the_line().asked_class == "rapid"


def test_another_person_is_known_by_a_number_given_earlier():
    build.taken(new())
    build.taken(new(**UPDATE, patient=without(an_ethel(), "identifier")))
    number = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000212"}]

    taken = build.taken(a_message(**WORSE, patient=an_ethel(identifier=number)))

    assert build.codes(taken) == ["person_differs"]


def test_an_update_of_another_person_is_refused():
    build.taken(new())
    another = an_ethel(
        identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000212"}]
    )

    assert build.codes(build.taken(a_message(**WORSE, patient=another))) == ["person_differs"]


def test_what_comes_before_its_referral_is_kept_and_applied_in_order():
    assert build.taken(a_message(**WORSE)).outcome is Outcome.WAITING
    assert build.taken(a_message(**LATE)).outcome is Outcome.WAITING
    assert not Referral.objects.exists()

    assert build.taken(new()).outcome is Outcome.ACCEPTED

    said = [one.words for one in Addition.objects.order_by("id")]
    assert said[0] == "Her daughter is there until noon"
    assert said[1].startswith("Priority: stat (was urgent)")
    assert build.the_line().asked_class == "rapid"
    assert {row.outcome for row in build.kept()} == {"accepted"}


def test_what_waited_and_does_not_fit_does_not_stop_its_referral():
    build.taken(a_message(**BACK))
    build.taken(a_message(**{**WORSE, "sent": "2026-11-24T09:29:30+00:00"}))

    assert build.taken(new()).outcome is Outcome.ACCEPTED

    outcomes = {row.message_key[-4:]: row.outcome for row in build.kept()}
    assert outcomes == {"0004": "accepted", "0002": "refused", "0001": "accepted"}
    assert build.the_line().closed_how == "withdraw"
    assert [one.key.split(":")[0] for one in build.posted()] == ["answer", "answer", "refusal"]


def test_what_waited_a_day_for_its_referral_is_refused_and_its_sender_told(clock):
    build.taken(a_message(**WORSE))
    build.work()
    assert build.kept()[0].outcome == "waiting"
    clock.tick(timedelta(days=1, minutes=1))

    build.work()

    (told,) = build.posted()
    assert build.kept()[0].outcome == "refused"
    assert fhir.validate(told.payload.encode(), source="told", on=ON)[1] == ()
    Bundle.model_validate_json(told.payload)
    header, outcome = (entry["resource"] for entry in json.loads(told.payload)["entry"][:2])
    assert (header["response"]["code"], header["response"]["identifier"]) == (
        "fatal-error",
        a_message(**WORSE)["id"],
    )
    assert "within a day" in outcome["issue"][0]["diagnostics"]


def test_what_was_refused_for_waiting_may_be_sent_again(clock):
    build.taken(a_message(**WORSE))
    clock.tick(timedelta(days=1, minutes=1))
    build.work()
    build.taken(new())

    assert build.taken(a_message(**WORSE)).outcome is Outcome.ACCEPTED


def test_what_was_refused_for_waiting_waits_a_day_again(clock):
    build.taken(a_message(**WORSE))
    clock.tick(timedelta(days=1, minutes=1))
    build.work()

    assert build.taken(a_message(**WORSE)).outcome is Outcome.WAITING
    clock.tick(timedelta(hours=23))
    build.work()
    assert build.kept()[0].outcome == "waiting"


@pytest.mark.parametrize(
    ("status", "died", "reason"),
    [
        ("revoked", {}, "not_said"),
        ("entered-in-error", {}, "made_in_error"),
        ("revoked", {"deceasedDateTime": "2026-11-24"}, "died"),
    ],
)
def test_a_referral_is_taken_back(status, died, reason):
    build.taken(new())

    taken = build.taken(a_message(**{**BACK, "status": status}, patient=an_ethel(**died)))

    assert taken.outcome is Outcome.ACCEPTED
    assert (build.the_line().closed_how, build.the_line().outcome) == ("withdraw", reason)


def test_a_referral_that_is_over_is_neither_changed_nor_taken_back_again():
    build.taken(new())
    build.taken(a_message(**BACK))
    again = {**BACK, "message_id": "b2c0a3f4-0006-4c00-8000-000000000006"}

    assert build.codes(build.taken(a_message(**again))) == ["referral_is_complete"]
    worse = {**WORSE, "sent": "2026-11-24T09:29:30+00:00"}
    assert build.codes(build.taken(a_message(**worse))) == ["referral_is_complete"]


def test_one_taken_back_before_something_newer_was_sent_is_refused():
    build.taken(new())
    build.taken(a_message(**WORSE))

    taken = build.taken(a_message(**{**BACK, "sent": "2026-11-24T09:26:30+00:00"}))

    assert build.codes(taken) == ["newer_is_known"]
    assert build.the_line().closed_at is None
