"""A call ends: with a referral, by adding to one, with advice, a promise, or elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.foundation import care, instant, journey, verify
from joinedup.foundation import scope as access
from joinedup.kernel.errors import NotFound
from joinedup.referrals import queries, services
from joinedup.referrals.domain.calls import (
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
from joinedup.referrals.services.calling_back import CallAlreadyDue, NoCallPromised
from joinedup.referrals.services.ending_calls import CallAboutNobody
from tests.builders import calls, people, referrals

pytestmark = pytest.mark.usefixtures("clock")


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


def test_whoever_rings_for_nobody_else_refers_for_no_organisation():
    caller = replace(referrals.a_request().referrer, name="Mrs Brown", organisation_code="")
    referral_id = refer(calls.taken(caller_organisation=""), referrer=caller)

    referral = Referral.objects.get(id=referral_id)
    assert (referral.caller_name, referral.organisation_code) == ("Mrs Brown", "")


def test_a_promise_on_paper_that_is_overdue_is_owed(clock):
    clock.tick(timedelta(hours=4))
    call_id = calls.taken()
    began_at, promised = instant.now() - timedelta(hours=3), instant.now() - timedelta(hours=1)
    with pytest.raises(CallAlreadyDue):
        calls.promise(call_id, after=timedelta(hours=-1))
    calls.saved(call_id, beginning=Beginning(at=began_at, reason="system_down"))

    with pytest.raises(CallAlreadyDue):
        calls.promise(call_id, after=timedelta(hours=-3))
    calls.promise(call_id, after=timedelta(hours=-1))

    (owed,) = queries.promised_calls(referrals.clinician().scope)
    assert (owed.call_id, owed.by_when) == (call_id, promised)


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
    assert calls.kinds(referrals.person_of(referral_id))[-1] == "referrals.call_finished"


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


def test_advice_ends_a_call_and_is_kept():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    calls.advised(call_id)

    kept = queries.call(referrals.clinician().scope, call_id)
    assert (kept.outcome, kept.advice, kept.fields) == (
        Outcome.ADVICE_ONLY,
        "Fluids, and look again at six",
        {},
    )
    assert calls.kinds(person_id)[-1] == "referrals.call_finished"


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
        calls.advised(calls.taken(), **changes)


def promise(call_id, *, in_=timedelta(hours=1)):
    calls.promise(call_id, after=in_)


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
    assert queries.promised_calls(scope) == []
    assert calls.kinds(person_id)[-1] == "referrals.caller_rung_back"


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
    calls.advised(call_id)

    with pytest.raises(CallEnded):
        calls.saved(call_id)
    with pytest.raises(CallEnded):
        cut_off(call_id)


def test_a_call_that_is_not_there_is_not_found():
    with pytest.raises(CallNotFound):
        queries.call(referrals.clinician().scope, people.a_person())
    with pytest.raises(CallNotFound):
        cut_off_nothing()


def cut_off_nothing():
    services.note_cut_off(people.a_person(), seen=None, at=instant.now(), by=referrals.clinician())


def test_ended_calls_are_listed_the_last_first():
    first, second = calls.taken(key="a"), calls.taken(key="b")
    for one in (first, second):
        calls.advised(one)

    page = queries.calls_of(referrals.clinician().scope, limit=1)
    rest = queries.calls_of(referrals.clinician().scope, after=page.next_key)

    assert [one.call_id for one in (*page.rows, *rest.rows)] == [second, first]


def test_the_chain_of_a_call_verifies():
    calls.advised(calls.taken(about=people.a_person()))

    assert journey.entries_of([Call.objects.get().pk])
    assert not verify.report().faults


def test_a_known_person_is_referred_by_call():
    person_id = people.a_person()
    call_id = calls.taken(about=person_id)

    refer(call_id, person=KnownPerson(person_id=person_id))

    assert queries.open_calls(referrals.clinician().scope) == []
