"""Two at once: one call is begun once, ended once, and taken over by one."""

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Care, Entry
from joinedup.kernel.errors import Conflict
from joinedup.referrals import services
from joinedup.referrals.domain.calls import CallEnded, Outcome
from joinedup.referrals.models import Call, Referral, TelephoneCall
from joinedup.referrals.services.calling import CallOfColleague
from joinedup.referrals.services.calling_back import NoCallPromised
from tests.builders import calls, people, referrals
from tests.db.referrals.test_races import at_once
from tests.db.referrals.test_telephone import ANSWERED, GIVEN_UP, read

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_pad_that_saves_twice_at_once_begins_one_call() -> None:
    sam = referrals.clinician()

    came = at_once(*[lambda: calls.taken(by=sam)] * 4)

    assert len(set(came)) == 1
    assert Entry.objects.filter(kind="referrals.call_taken").count() == 1


def test_a_double_press_ends_a_call_with_one_referral() -> None:
    sam, call_id, request = referrals.clinician(), calls.taken(), referrals.a_request()
    seen = calls.seen(call_id)

    came = at_once(
        *[lambda: services.refer_from_call(call_id, request, seen=seen, at=instant.now(), by=sam)]
        * 4
    )

    assert len({one for one in came if one is not CallEnded}) == 1
    assert Referral.objects.count() == 1
    assert calls.row(call_id).outcome == Outcome.REFERRAL


def test_two_outcomes_at_once_are_one() -> None:
    sam, call_id = referrals.clinician(), calls.taken(about=people.a_person())
    seen = calls.seen(call_id)

    came = at_once(
        lambda: services.note_cut_off(call_id, seen=seen, at=instant.now(), by=sam),
        lambda: services.advise_by_call(
            call_id,
            seen=seen,
            reason="advice_to_referrer",
            advice="Fluids",
            safety_net="Ring 999",
            at=instant.now(),
            by=sam,
        ),
    )

    assert sorted(came, key=str) == [CallEnded, None]
    assert Entry.objects.filter(kind="referrals.call_finished", subject_id=call_id).count() == 1


def test_two_colleagues_who_take_over_at_once_are_told_apart() -> None:
    call_id = calls.taken()
    seen = calls.seen(call_id)

    came = at_once(
        *(
            lambda by=by: services.go_on_with_call(call_id, seen=seen, at=instant.now(), by=by)
            for by in (referrals.clinician("kit"), referrals.clinician("lou"))
        )
    )

    assert sorted(came, key=str) == [Conflict, None]


def test_whoever_lost_the_call_does_not_write_in_it() -> None:
    call_id = calls.taken()
    services.go_on_with_call(call_id, seen=None, at=instant.now(), by=referrals.clinician("kit"))

    with pytest.raises(CallOfColleague):
        services.save_call(
            call_id, seen=None, told=calls.told(), at=instant.now(), by=referrals.clinician()
        )


def test_two_who_choose_at_once_open_one_person() -> None:
    sam, call_id = referrals.clinician(), calls.taken()
    first, second = people.a_person(), people.a_person()
    seen = calls.seen(call_id)

    came = at_once(
        *(
            lambda one=one: services.choose_person(
                call_id, seen=seen, person_id=one, at=instant.now(), by=sam
            )
            for one in (first, second)
        )
    )

    assert sorted(came, key=str) == [Conflict, None]
    assert Care.objects.filter(because="open_call", ended_by__isnull=True).count() == 1


def test_a_promised_call_is_made_once() -> None:
    sam, call_id = referrals.clinician(), calls.taken()
    services.note_cut_off(call_id, seen=None, at=instant.now(), by=sam)

    came = at_once(
        *[lambda: services.ring_back(call_id, seen=None, words="Rang", at=instant.now(), by=sam)]
        * 3
    )

    assert sorted(came, key=str) == [NoCallPromised, NoCallPromised, None]


def test_a_file_read_twice_at_once_keeps_each_call_once() -> None:
    mo = referrals.manager()
    # The threads of this test hold no clock still: what they read must lie in the past.
    lines = [line.replace("2026-11-24", "2026-11-20") for line in (ANSWERED, GIVEN_UP)]

    came = at_once(*[lambda: read(*lines, by=mo)] * 2)

    assert sum(one.accepted_count for one in came) == 2
    assert TelephoneCall.objects.count() == 2
    assert Call.objects.count() == 0
