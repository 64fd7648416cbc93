"""A call taken: begun, kept as it is typed, about somebody, and ended with its outcome."""

from datetime import date, timedelta

import pytest

from joinedup.foundation import care, instant, journey, verify
from joinedup.foundation import scope as access
from joinedup.foundation.models import Entry
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted
from joinedup.kernel.ids import Version
from joinedup.referrals import queries, services
from joinedup.referrals.domain.calls import (
    CallBeganLater,
    CallBeganLongAgo,
    CallBeganWithoutReason,
    CallEnded,
    NobodyTakesIt,
    NoNumberToRing,
    Outcome,
    Sent,
)
from joinedup.referrals.domain.pad import Beginning
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.domain.wording import WordsMissing
from joinedup.referrals.models import Call, Line, Referral
from joinedup.referrals.queries.calls import CallNotFound
from joinedup.referrals.services.calling import CallOfColleague, CallTooLong
from joinedup.referrals.services.calling_back import CallAlreadyDue, NoCallPromised
from joinedup.referrals.services.ending_calls import CallAboutNobody
from joinedup.referrals.services.sending import NoKey
from tests.builders import calls, people, referrals

pytestmark = pytest.mark.usefixtures("clock")


def kinds(subject_id) -> list[str]:
    found = Entry.objects.filter(subject_id=subject_id).order_by("seq")
    return list(found.values_list("kind", flat=True))


def save(call_id, *, by=None, seen=None, beginning=None, **changes):
    services.save_call(
        call_id,
        seen=seen or calls.seen(call_id),
        told=calls.told(**changes),
        beginning=beginning,
        at=instant.now(),
        by=by or referrals.clinician(),
    )


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

    assert kinds(call_id) == ["referrals.call_taken"]


def test_a_call_is_kept_as_it_is_typed():
    call_id = calls.taken()

    save(call_id, caller_name="Dr J Pryce", caller_number=None, is_crew_waiting=True)

    kept = queries.call(referrals.clinician().scope, call_id)
    assert (kept.caller_name, kept.caller_number, kept.is_crew_waiting) == (
        "Dr J Pryce",
        None,
        True,
    )


def test_a_save_whose_answer_was_lost_is_no_conflict():
    call_id = calls.taken()
    save(call_id, seen=Version(1), caller_name="Dr J Pryce")

    save(call_id, seen=Version(1), caller_name="Dr J Pryce")

    assert calls.seen(call_id) == 2


def test_two_windows_do_not_write_over_each_other():
    call_id = calls.taken()
    save(call_id, seen=Version(1), fields={"change_words": ["Fell"]})

    with pytest.raises(Conflict):
        save(call_id, seen=Version(1), fields={"change_words": ["Did not fall"]})


def test_a_call_longer_than_any_is_refused():
    call_id = calls.taken()

    with pytest.raises(CallTooLong):
        save(call_id, fields={"change_words": ["x" * 100_001]})


def test_an_organisation_that_the_place_does_not_have_is_left_out():
    call_id = calls.taken(caller_organisation="nowhere")

    assert calls.row(call_id).caller_organisation == ""


def test_the_beginning_may_be_put_right_with_a_reason(clock):
    call_id = calls.taken()
    earlier = instant.now() - timedelta(minutes=30)

    save(call_id, beginning=Beginning(at=earlier, reason="system_down"))

    assert calls.row(call_id).began_at == earlier
    assert kinds(call_id)[-1] == "referrals.call_beginning_changed"


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
        save(call_id, beginning=Beginning(at=instant.now() - earlier, reason=reason))


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
    assert kinds(person_id)[-1] == "referrals.person_rung_about"
    assert kinds(call_id)[-1] == "referrals.call_about_person"


def test_two_entries_tell_of_one_change():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    changes = Entry.objects.filter(about_id=call_id).exclude(kind="referrals.call_taken")

    assert len(set(changes.values_list("change_id", flat=True))) == 1
    assert changes.count() == 2


def test_the_call_opens_the_person_for_a_day_after_it_ends(clock):
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)
    advise(call_id)

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
        save(call_id, by=colleague, caller_name="Somebody else")
    services.go_on_with_call(call_id, seen=calls.seen(call_id), at=instant.now(), by=colleague)
    save(call_id, by=colleague, caller_name="Dr Pryce")

    assert calls.row(call_id).caller_name == "Dr Pryce"
    assert "referrals.call_taken_over" in kinds(call_id)


def test_an_open_call_is_seen_by_colleagues(clock):
    calls.taken(description="Man at the bus station")
    clock.tick(timedelta(hours=2))

    (seen,) = queries.open_calls(referrals.clinician("kit").scope)

    assert (seen.taker_name, seen.about, seen.is_left_open) == (
        "Sam",
        "Man at the bus station",
        True,
    )


def refer(call_id, *, by=None, **changes):
    return services.refer_from_call(
        call_id,
        referrals.a_request(**changes),
        seen=calls.seen(call_id),
        at=instant.now(),
        by=by or referrals.clinician(),
    )


def test_the_response_clock_counts_from_when_the_call_began(clock):
    began_at = instant.now()
    call_id = calls.taken()
    clock.tick(timedelta(minutes=4))

    referral_id = refer(call_id)

    line = Line.objects.select_related("response_clock", "triage_clock").get(
        referral_id=referral_id
    )
    assert line.response_clock.started_at == began_at
    assert line.triage_clock.started_at == began_at + timedelta(minutes=4)
    assert Referral.objects.get(id=referral_id).arrived_by == "call"


def test_a_referral_sent_twice_by_call_is_one():
    call_id = calls.taken()

    assert refer(call_id) == refer(call_id)
    assert Referral.objects.count() == 1


def test_a_referral_by_call_is_about_somebody():
    with pytest.raises(CallAboutNobody):
        refer(calls.taken(), person=None)


def test_the_call_is_about_whoever_was_referred():
    call_id = calls.taken()

    referral_id = refer(call_id)

    assert calls.row(call_id).person_id == referrals.person_of(referral_id)
    assert kinds(referrals.person_of(referral_id))[-1] == "referrals.call_finished"


def test_three_who_tell_of_one_fall_make_one_referral():
    first = referrals.sent()
    call_id = calls.taken(caller_organisation="K99002", caller_name="Dr Second", key="second")
    services.tell_from_call(
        call_id,
        seen=calls.seen(call_id),
        referral_id=first,
        words="She fell again",
        worse=True,
        at=instant.now(),
        by=referrals.clinician(),
    )
    services.add_information(
        first,
        seen=None,
        words="Ambulance left",
        worse=False,
        at=instant.now(),
        by=referrals.gp("jo"),
    )

    status = queries.referral_status(referrals.clinician().scope, first)
    second = queries.my_referrals(referrals.gp("ros", practice="K99002").scope)

    assert Referral.objects.count() == 1
    assert [one.told_by for one in status.additions] == ["Dr Second, GP", "Jo"]
    assert [one.referral_id for one in second.rows] == [first]
    assert calls.row(call_id).outcome == Outcome.ABOUT_EXISTING


def test_a_crew_that_waits_puts_an_existing_referral_first():
    first = referrals.sent()
    call_id = calls.taken(is_crew_waiting=True)

    services.tell_from_call(
        call_id,
        seen=None,
        referral_id=first,
        words="A crew is here",
        worse=False,
        at=instant.now(),
        by=referrals.clinician(),
    )

    assert Referral.objects.get(id=first).is_crew_on_scene


def test_nothing_is_added_to_a_referral_that_is_not_there():
    call_id = calls.taken()

    with pytest.raises(NotFound):
        services.tell_from_call(
            call_id,
            seen=None,
            referral_id=call_id,
            words="She fell",
            worse=False,
            at=instant.now(),
            by=referrals.clinician(),
        )


def advise(call_id, **changes):
    given = {
        "reason": "advice_to_referrer",
        "advice": "Fluids, and look again at six",
        "safety_net": "Ring us or 999 if she is drowsy",
    }
    services.advise_by_call(
        call_id,
        seen=calls.seen(call_id),
        **{**given, **changes},
        at=instant.now(),
        by=referrals.clinician(),
    )


def test_advice_ends_a_call_and_is_kept():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    advise(call_id)

    kept = queries.call(referrals.clinician().scope, call_id)
    assert (kept.outcome, kept.advice, kept.fields) == (
        Outcome.ADVICE_ONLY,
        "Fluids, and look again at six",
        {},
    )
    assert kinds(person_id)[-1] == "referrals.call_finished"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"advice": " "}, WordsMissing),
        ({"safety_net": ""}, WordsMissing),
        ({"reason": "because"}, UnknownCode),
    ],
)
def test_advice_without_its_words_is_refused(changes, refusal):
    with pytest.raises(refusal):
        advise(calls.taken(), **changes)


def promise(call_id, *, in_=timedelta(hours=1)):
    services.promise_to_ring(
        call_id,
        seen=calls.seen(call_id),
        by_when=instant.now() + in_,
        at=instant.now(),
        by=referrals.clinician(),
    )


def test_a_promise_to_ring_stays_until_somebody_has(clock):
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)
    promise(call_id)
    scope = referrals.clinician().scope
    (owed,) = queries.promised_calls(scope)

    services.ring_back(
        call_id,
        seen=owed.version,
        words="She is better",
        at=instant.now(),
        by=referrals.clinician(),
    )

    assert owed.wanted == "Not drinking, dizzy on standing"
    assert queries.promised_count(scope) == 0
    assert kinds(person_id)[-1] == "referrals.caller_rung_back"


def test_whoever_owes_a_call_may_look_until_it_is_made(clock):
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)
    promise(call_id, in_=timedelta(days=3))
    clock.tick(timedelta(days=2))

    decision = access.explain(referrals.clinician().scope, person_id)

    assert decision.grounds == (care.OPEN_CALL,)


def test_a_promise_for_a_time_that_has_passed_is_refused():
    with pytest.raises(CallAlreadyDue):
        promise(calls.taken(), in_=timedelta(0))


@pytest.mark.parametrize("number", ["", None])
def test_nobody_is_promised_a_call_without_a_number(number):
    with pytest.raises(NoNumberToRing):
        promise(calls.taken(caller_number=number))


def test_a_call_that_was_made_is_not_made_again():
    call_id = calls.taken()

    with pytest.raises(NoCallPromised):
        services.ring_back(
            call_id, seen=None, words="Rang", at=instant.now(), by=referrals.clinician()
        )


def test_nobody_is_rung_back_about_a_call_that_is_not_there():
    with pytest.raises(CallNotFound):
        services.ring_back(
            people.a_person(), seen=None, words="Rang", at=instant.now(), by=referrals.clinician()
        )


def test_what_is_not_for_us_says_who_takes_it():
    call_id = calls.taken()
    sent = Sent(to="oxfordshire", name="Oxfordshire", number="01632 960090")

    services.send_elsewhere(
        call_id,
        seen=calls.seen(call_id),
        reason="outside_the_place",
        sent=sent,
        at=instant.now(),
        by=referrals.clinician(),
    )

    kept = calls.row(call_id)
    assert (kept.outcome, kept.sent_to_number) == (Outcome.NOT_FOR_US, "01632 960090")


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [(Sent(), NobodyTakesIt), (Sent(to="oxfordshire"), NoNumberToRing)],
)
def test_nobody_is_sent_nowhere(sent, refusal):
    with pytest.raises(refusal):
        services.send_elsewhere(
            calls.taken(),
            seen=None,
            reason="outside_the_place",
            sent=sent,
            at=instant.now(),
            by=referrals.clinician(),
        )


def cut_off(call_id):
    services.note_cut_off(
        call_id, seen=calls.seen(call_id), at=instant.now(), by=referrals.clinician()
    )


def test_a_call_that_was_cut_off_is_owed_one_at_once():
    cut_off(calls.taken())

    (owed,) = queries.promised_calls(referrals.clinician().scope)
    assert (owed.by_when, owed.is_cut_off) == (instant.now(), True)


def test_a_caller_without_a_number_is_owed_none():
    call_id = calls.taken(caller_number=None)

    cut_off(call_id)

    assert calls.row(call_id).call_back_by is None


def test_a_call_is_not_cut_off_before_the_number_is_asked_for():
    with pytest.raises(NoNumberToRing):
        cut_off(calls.taken(caller_number=""))


def test_nothing_is_done_to_a_call_that_has_ended():
    call_id = calls.taken()
    advise(call_id)

    with pytest.raises(CallEnded):
        save(call_id)
    with pytest.raises(CallEnded):
        cut_off(call_id)


def test_a_call_that_is_not_there_is_not_found():
    with pytest.raises(CallNotFound):
        queries.call(referrals.clinician().scope, people.a_person())
    with pytest.raises(CallNotFound):
        cut_off_nothing()


def cut_off_nothing():
    services.note_cut_off(people.a_person(), seen=None, at=instant.now(), by=referrals.clinician())


def test_a_call_follows_whom_it_was_about():
    call_id = calls.taken(about=people.a_person())
    was, now = calls.row(call_id).person_id, people.a_person()

    services.follow_person(was, now=now, at=instant.now(), by=referrals.clinician())

    assert calls.row(call_id).person_id == now


def test_ended_calls_are_listed_the_last_first():
    first, second = calls.taken(key="a"), calls.taken(key="b")
    for one in (first, second):
        advise(one)

    page = queries.calls_of(referrals.clinician().scope, limit=1)
    rest = queries.calls_of(referrals.clinician().scope, after=page.next_key)

    assert [one.call_id for one in (*page.rows, *rest.rows)] == [second, first]


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


def test_the_chain_of_a_call_verifies():
    advise(calls.taken(about=people.a_person()))

    assert journey.entries_of([Call.objects.get().pk])
    assert not verify.report().faults


def test_a_known_person_is_referred_by_call():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    refer(call_id, person=KnownPerson(person_id=person_id))

    assert queries.open_calls(referrals.clinician().scope) == []
