"""A call taken: begun, kept as it is typed, and about somebody."""

from datetime import date, timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Entry
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted
from joinedup.kernel.ids import Version
from joinedup.people import services as people_services
from joinedup.referrals import queries, services
from joinedup.referrals.domain.calls import (
    CallBeganLater,
    CallBeganLongAgo,
    CallBeganWithoutReason,
)
from joinedup.referrals.domain.pad import Beginning
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.models import Call
from joinedup.referrals.services.calling import CallOfColleague, CallTooLong
from joinedup.referrals.services.sending import NoKey
from tests.builders import calls, duplicates, people, referrals

pytestmark = pytest.mark.usefixtures("clock")


def test_one_key_begins_one_call():
    first = calls.taken()
    again = calls.taken()

    assert first == again
    assert Call.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b"])
def test_a_call_without_a_proper_key_is_refused(key):
    with pytest.raises(NoKey):
        services.take_call(
            calls.told(),
            key=key,
            opened_at=instant.now(),
            at=instant.now(),
            by=referrals.clinician(),
        )


def test_a_call_begins_when_its_pad_was_opened(clock):
    opened_at = instant.now()
    clock.tick(timedelta(seconds=40))

    call_id = services.take_call(
        calls.told(), key="a", opened_at=opened_at, at=instant.now(), by=referrals.clinician()
    )

    assert calls.row(call_id).began_at == opened_at


def test_only_the_front_door_takes_calls():
    with pytest.raises(NotPermitted):
        calls.taken(by=referrals.nurse())


def test_what_is_told_about_somebody_unknown_joins_the_calls_chain():
    call_id = calls.taken(description="Man of 80 at the bus station")

    assert calls.kinds(call_id) == ["referrals.call_taken"]


def test_a_call_is_kept_as_it_is_typed():
    call_id = calls.taken()

    calls.saved(call_id, caller_name="Dr J Pryce", caller_number=None, is_crew_waiting=True)

    kept = queries.call(referrals.clinician().scope, call_id)
    assert (kept.caller_name, kept.caller_number, kept.is_crew_waiting) == (
        "Dr J Pryce",
        None,
        True,
    )


def test_a_save_whose_answer_was_lost_is_no_conflict():
    call_id = calls.taken()
    calls.saved(call_id, seen=Version(1), caller_name="Dr J Pryce")

    calls.saved(call_id, seen=Version(1), caller_name="Dr J Pryce")

    assert calls.seen(call_id) == 2


def test_two_windows_do_not_write_over_each_other():
    call_id = calls.taken()
    calls.saved(call_id, seen=Version(1), fields={"change_words": ["Fell"]})

    with pytest.raises(Conflict):
        calls.saved(call_id, seen=Version(1), fields={"change_words": ["Did not fall"]})


def test_a_call_longer_than_any_is_refused():
    call_id = calls.taken()

    with pytest.raises(CallTooLong):
        calls.saved(call_id, fields={"change_words": ["x" * 100_001]})


def test_an_organisation_that_the_place_does_not_have_is_left_out():
    call_id = calls.taken(caller_organisation="nowhere")

    assert calls.row(call_id).caller_organisation == ""


def test_the_beginning_may_be_put_right_with_a_reason(clock):
    call_id = calls.taken()
    earlier = instant.now() - timedelta(minutes=30)

    calls.saved(call_id, beginning=Beginning(at=earlier, reason="system_down"))

    assert calls.row(call_id).began_at == earlier
    assert calls.kinds(call_id)[-1] == "referrals.call_beginning_changed"


@pytest.mark.parametrize(
    ("earlier", "reason", "refusal"),
    [
        (timedelta(minutes=-1), "", CallBeganLater),
        (timedelta(minutes=6), "", CallBeganWithoutReason),
        (timedelta(days=8), "system_down", CallBeganLongAgo),
        (timedelta(minutes=6), "because", UnknownCode),
    ],
)
def test_a_beginning_that_cannot_be_is_refused(earlier, reason, refusal):
    call_id = calls.taken()

    with pytest.raises(refusal):
        calls.saved(call_id, beginning=Beginning(at=instant.now() - earlier, reason=reason))


def test_nobody_is_open_before_somebody_is_chosen():
    person_id = people.a_person()
    calls.taken()

    decision = access.explain(referrals.clinician().scope, person_id)

    assert not decision.is_allowed


def test_an_open_call_is_a_reason_to_see_the_person():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    decision = access.explain(referrals.clinician("kit").scope, person_id)

    assert decision.grounds == (care.OPEN_CALL,)
    assert calls.kinds(person_id)[-1] == "referrals.person_rung_about"
    assert calls.kinds(call_id)[-1] == "referrals.call_about_person"


def test_two_entries_tell_of_one_change():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    changes = Entry.objects.filter(about_id=call_id).exclude(kind="referrals.call_taken")

    assert len(set(changes.values_list("change_id", flat=True))) == 1
    assert changes.count() == 2


def test_the_call_opens_the_person_for_a_day_after_it_ends(clock):
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)
    calls.advised(call_id)

    clock.tick(timedelta(hours=23, minutes=59))
    until_then = access.explain(referrals.clinician().scope, person_id)
    clock.tick(timedelta(minutes=2))
    afterwards = access.explain(referrals.clinician().scope, person_id)

    assert until_then.is_allowed
    assert not afterwards.is_allowed


def test_somebody_chosen_by_mistake_is_open_no_longer(clock):
    mistaken, meant = people.a_person(), people.a_person()
    call_id = calls.taken(about=mistaken)

    clock.tick(timedelta(seconds=20))
    services.choose_person(
        call_id,
        seen=calls.seen(call_id),
        person_id=meant,
        at=instant.now(),
        by=referrals.clinician(),
    )

    scope = referrals.clinician().scope
    assert not access.explain(scope, mistaken).is_allowed
    assert access.explain(scope, meant).is_allowed


def test_a_call_may_be_about_nobody_again(clock):
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    clock.tick(timedelta(seconds=20))
    for _twice in range(2):
        services.leave_person(
            call_id, seen=calls.seen(call_id), at=instant.now(), by=referrals.clinician()
        )

    assert calls.row(call_id).person_id is None
    assert not access.explain(referrals.clinician().scope, person_id).is_allowed


def test_somebody_who_is_not_in_the_index_cannot_be_chosen():
    call_id = calls.taken()

    with pytest.raises(NotFound):
        services.choose_person(
            call_id, seen=None, person_id=call_id, at=instant.now(), by=referrals.clinician()
        )


def test_looking_somebody_up_in_a_call_is_written_down_as_that():
    person_id = people.a_person(family_name="Dale", given_name="Colin", born_on=date(1937, 2, 3))
    scope = referrals.clinician().scope

    queries.find_in_call(scope, "Dale, Colin 3 2 1937")

    assert scope.shown[person_id] == care.OPEN_CALL


def test_a_colleague_does_not_write_in_a_call_before_taking_it_over():
    call_id = calls.taken()
    colleague = referrals.clinician("kit")

    with pytest.raises(CallOfColleague):
        calls.saved(call_id, by=colleague, caller_name="Somebody else")
    services.go_on_with_call(call_id, seen=calls.seen(call_id), at=instant.now(), by=colleague)
    calls.saved(call_id, by=colleague, caller_name="Dr Pryce")

    assert calls.row(call_id).caller_name == "Dr Pryce"
    assert "referrals.call_taken_over" in calls.kinds(call_id)


def test_an_open_call_is_seen_by_colleagues(clock):
    calls.taken(description="Man at the bus station")
    clock.tick(timedelta(hours=2))

    (seen,) = queries.open_calls(referrals.clinician("kit").scope)

    assert (seen.taker_name, seen.about, seen.is_left_open) == (
        "Sam",
        "Man at the bus station",
        True,
    )


def test_an_open_call_is_about_whom_somebody_turned_out_to_be():
    described, known = people.somebody_described(), people.a_person()
    call_id = calls.taken(about=described)

    people_services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=referrals.clinician()
    )

    assert queries.call(referrals.clinician().scope, call_id).card.person_id == known
    calls.saved(call_id, caller_name="Dr Pryce")
    duplicates.parted(described)
    card = queries.call(referrals.clinician().scope, call_id).card
    assert (card.person_id, card.is_open) == (described, True)


def test_the_strip_tells_what_is_going_on():
    referral_id = referrals.sent(risks="Dog", allergies="Penicillin")
    person_id = referrals.person_of(referral_id)
    calls.taken(about=person_id)
    scope = referrals.clinician().scope
    card = queries.call(scope, calls.taken()).card

    shown = queries.strip(scope, card)

    assert [one.reference for one in shown.lines] == [shown.lately.reference]
    assert (shown.lately.allergies, [risk for _at, risk in shown.risks]) == ("Penicillin", ["Dog"])
    assert [one.kind for one in shown.happened] == ["referral"]
