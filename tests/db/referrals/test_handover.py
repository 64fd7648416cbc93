"""A watch is handed over: row by row, to somebody by name who accepts, confirmed by both leads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from joinedup.foundation import care, instant, place, verify
from joinedup.foundation.models import Entry
from joinedup.foundation.scope import ACCESS, LOCATION, Actor, system
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.referrals import services
from joinedup.referrals.domain.handover import (
    ConfirmedAlready,
    GiverConfirmsFirst,
    HandoverIsOver,
    LineChangedMeanwhile,
    NotGivenToYou,
    NothingChosen,
    NotOfTheTeam,
    NotTheGiver,
    NotToYourself,
    RowIsAccepted,
)
from joinedup.referrals.domain.ids import HandoverId, LineId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Allocation, Handover, HandoverRow
from joinedup.referrals.queries import handover as queries
from tests.builders import calls
from tests.builders import referrals as build
from tests.builders.watch import (
    HOUR,
    MINUTE,
    accept,
    begun,
    confirm,
    give,
    promise,
    shown,
)


def listed(handover: HandoverId) -> set[LineId]:
    return {one.line_id for one in queries.handover(build.clinician().scope, handover).rows}


def test_the_front_door_hands_over_what_no_team_has_accepted(clock):
    waits, with_team = build.a_line(), build.a_line(Stage.WITH_TEAM)
    asked = build.a_line(Stage.WAITING_FOR_INFORMATION)
    build.a_line(Stage.NO_WORKER)
    build.a_line(Stage.CLOSED)

    assert listed(begun()) == {waits, with_team, asked}


def test_a_team_hands_over_what_it_took_on_and_has_not_answered(clock):
    no_worker, goes = build.a_line(Stage.NO_WORKER), build.a_line(Stage.ALLOCATED)
    build.a_line(Stage.RESPONDED)
    owed = build.a_line(Stage.RESPONDED)
    promise(owed)
    mo = build.manager()

    made = begun(by=mo, role="duty_manager")

    rows = queries.handover(mo.scope, made).rows
    assert {one.line_id for one in rows} == {no_worker, goes, owed}


def closed_owing() -> LineId:
    """A line that a team answered and closed before a promised call was made."""
    line_id = build.a_line(Stage.RESPONDED)
    promise(line_id)
    build.close(line_id, by=build.nurse())
    return line_id


def test_the_front_door_hands_over_whoever_is_owed_a_call(clock):
    line_id, call_id = closed_owing(), calls.taken()
    calls.promise(call_id, after=2 * HOUR)
    mo, made = build.manager(), begun()

    page = shown(build.clinician(), "referrals:handover", made)
    of_team = shown(mo, "referrals:handover", begun(by=mo, role="duty_manager"))

    assert "2 callers are owed a call" in page
    by_line = page.index(reverse("referrals:call_owed", args=[line_id]))
    assert by_line < page.index(reverse("referrals:call", args=[call_id]))
    assert page.count("01632 960 010") == 2
    assert "owed a call" not in of_team
    services.stop_handover(made, at=instant.now(), by=build.clinician())
    assert "owed a call" not in shown(build.clinician(), "referrals:handover", made)


def test_whoever_takes_over_takes_on_whoever_is_owed_a_call(clock):
    sam, leah, made = build.clinician(), build.clinician("leah"), begun()
    closed_owing()
    calls.promise(calls.taken(), after=2 * HOUR)
    takes_on = "With it you take on 2 callers who are owed a call."
    assert takes_on in shown(leah, "referrals:handover", made)
    assert takes_on not in shown(sam, "referrals:handover", made)

    confirm(made, by=sam)
    assert Handover.objects.get().owed_count is None
    clock.tick(MINUTE)
    confirm(made, by=leah)

    kept = "2 callers were owed a call: with Leah from then."
    assert kept in shown(sam, "referrals:handover", made)
    facts = [entry.body for entry in Entry.objects.filter(kind="referrals.handover_confirmed")]
    assert ['"owed_count":2' in body for body in facts] == [True, True]
    assert verify.report().is_sound


def test_no_team_but_the_front_door_takes_on_who_is_owed_a_call(clock):
    calls.promise(calls.taken(), after=HOUR)
    mo, ruth = build.manager(), build.manager("ruth")
    made = begun(by=mo, role="duty_manager")
    assert "take on" not in shown(ruth, "referrals:handover", made)

    confirm(made, by=mo)
    clock.tick(MINUTE)
    confirm(made, by=ruth)

    assert Handover.objects.get().owed_count == 0
    assert "owed a call" not in shown(mo, "referrals:handover", made)


@pytest.mark.parametrize(("kind", "words"), [(ACCESS, "Record"), (LOCATION, "Whereabouts")])
def test_no_restricted_caller_is_printed_with_a_handover(clock, kind, words):
    line_id = closed_owing()
    person = build.person_of(build.line(line_id).referral_id)
    care.restrict(person, kind=kind, reason="safety", at=instant.now(), by=system("t"))

    page = shown(build.clinician(), "referrals:handover", begun())

    assert reverse("referrals:call_owed", args=[line_id]) in page
    assert f"{words} restricted" in page
    assert "01632 960 010" not in page
    assert "Dr Joan Pryce" not in page


def test_a_row_is_the_giver_s_until_whoever_it_was_given_to_accepts(clock):
    line_id = build.a_line()
    made = begun()
    assert give(made, line_id) == 1
    view = queries.handover(build.clinician().scope, made)
    assert [one.line_id for one in view.stayed] == [line_id]

    clock.tick(MINUTE)
    accept(made, line_id)

    view = queries.handover(build.clinician().scope, made)
    assert (view.accepted_count, view.stayed) == (1, ())
    assert view.rows[0].given_to_name == "Leah"
    kinds = Entry.objects.filter(about_id=line_id).values_list("kind", flat=True)
    assert "referrals.line_handed_over" in kinds


def test_both_leads_confirm_and_then_it_is_kept(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    stays = build.a_line()
    made = begun()

    with pytest.raises(GiverConfirmsFirst):
        confirm(made, by=leah)
    confirm(made, by=sam)
    with pytest.raises(ConfirmedAlready):
        confirm(made, by=sam)
    clock.tick(MINUTE)
    confirm(made, by=leah)

    kept = queries.handover(sam.scope, made)
    assert (kept.taker_name, kept.ended_at, kept.ended_how) == ("Leah", instant.now(), "confirmed")
    assert [one.line_id for one in kept.stayed] == [stays]
    facts = [entry.body for entry in Entry.objects.filter(kind="referrals.handover_confirmed")]
    assert all('"stayed_count":1' in body for body in facts)
    with pytest.raises(HandoverIsOver):
        give(made, stays)
    assert verify.report().is_sound


def test_what_is_kept_does_not_change_with_what_happens_later(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    stays, went = build.a_line(), build.a_line(Stage.WITH_TEAM)
    made = begun()
    build.accept(went)
    confirm(made, by=sam)
    clock.tick(MINUTE)
    confirm(made, by=leah)
    clock.tick(HOUR)
    build.triage(stays)
    build.accept(stays)

    kept = queries.handover(sam.scope, made)

    assert [one.line_id for one in kept.stayed] == [stays]


def test_what_the_other_lead_did_meanwhile_is_said_before_a_row_is_accepted(clock):
    line_id = build.a_line()
    made = begun()
    give(made, line_id)
    before = build.seen(line_id)
    build.triage(line_id, by=build.clinician("tess"))

    with pytest.raises(LineChangedMeanwhile):
        accept(made, line_id, seen=before)

    (row,) = queries.handover(build.clinician().scope, made).rows
    assert [entry.kind for entry in row.changes] == ["referrals.line_triaged"]
    accept(made, line_id)
    assert HandoverRow.objects.get().accepted_at == instant.now()


def test_a_line_that_was_closed_meanwhile_is_on_no_watch(clock):
    line_id = build.a_line()
    made = begun()
    give(made, line_id)
    services.advise_only(
        line_id,
        seen=build.seen(line_id),
        reason=place.current().reasons_offered("advice_only")[0].code,
        words="Rest",
        at=instant.now(),
        by=build.clinician("tess"),
    )

    with pytest.raises(LineChangedMeanwhile):
        accept(made, line_id)
    (row,) = queries.handover(build.clinician().scope, made).rows
    assert not row.is_open


def test_a_line_that_came_since_is_listed_as_new_and_can_be_given(clock):
    build.a_line()
    made = begun()
    clock.tick(MINUTE)
    new = build.a_line()

    view = queries.handover(build.clinician().scope, made)
    assert [one.line_id for one in view.arrived] == [new]
    give(made, new)

    row = HandoverRow.objects.get(line_id=new)
    assert (row.is_new, row.given_at) == (True, instant.now())
    assert queries.handover(build.clinician().scope, made).arrived == ()


def test_a_handover_that_broke_off_goes_on_where_it_was(clock):
    line_id = build.a_line()
    made = begun()
    give(made, line_id)
    clock.tick(HOUR)

    again = begun(by=build.clinician("leah"))

    assert again == made
    assert HandoverRow.objects.get().given_to_id == build.clinician("leah").account_id
    assert Handover.objects.count() == 1


def test_after_it_is_over_another_may_begin(clock):
    made = begun()
    services.stop_handover(made, at=instant.now(), by=build.clinician("leah"))

    assert begun() != made
    with pytest.raises(HandoverIsOver):
        services.stop_handover(made, at=instant.now(), by=build.clinician())


def test_the_giver_s_own_visit_goes_to_whoever_accepts_it(clock):
    ann, mo = build.nurse(), build.manager()
    line_id = build.a_line(Stage.NO_WORKER)
    build.allocate(line_id, worker=mo.account_id)
    made = begun(by=mo, role="duty_manager")
    give(made, line_id, to=ann, by=mo)

    accept(made, line_id, by=ann)

    assert Allocation.objects.get(line_id=line_id, until=None).worker_id == ann.account_id


def test_another_s_visit_stays_with_whoever_goes(clock):
    ann, mo = build.nurse(), build.manager()
    second = build.manager("ruth")
    line_id = build.a_line(Stage.ALLOCATED)
    made = begun(by=mo, role="duty_manager")
    give(made, line_id, to=second, by=mo)

    accept(made, line_id, by=second)

    assert Allocation.objects.get(line_id=line_id, until=None).worker_id == ann.account_id


def test_rows_are_given_by_the_giver_to_a_colleague_of_the_team(clock):
    line_id = build.a_line()
    made = begun()

    with pytest.raises(NotTheGiver):
        give(made, line_id, by=build.clinician("leah"), to=build.clinician())
    with pytest.raises(NotToYourself):
        give(made, line_id, to=build.clinician())
    with pytest.raises(NotOfTheTeam):
        give(made, line_id, to=build.manager())
    with pytest.raises(NothingChosen):
        give(made)
    assert give(made, build.a_line(Stage.CLOSED)) == 0


def test_a_row_is_accepted_once_by_whoever_it_was_given_to(clock):
    line_id = build.a_line()
    made = begun()
    with pytest.raises(NotGivenToYou):
        accept(made, line_id)
    give(made, line_id)
    with pytest.raises(NotGivenToYou):
        accept(made, line_id, by=build.clinician("tess"))

    accept(made, line_id)

    with pytest.raises(RowIsAccepted):
        accept(made, line_id)
    assert give(made, line_id, to=build.clinician("tess")) == 0
    with pytest.raises(NotFound):
        accept(made, build.a_line())


def test_another_team_s_handover_is_its_own(clock):
    made = begun()

    with pytest.raises(NotPermitted):
        begun(by=build.manager())
    with pytest.raises(NotPermitted):
        queries.handover(build.manager().scope, made)
    with pytest.raises(NotPermitted):
        services.note_handover(made, words="x", at=instant.now(), by=build.manager())
    with pytest.raises(NotFound):
        services.begin_handover("king", at=instant.now(), by=build.clinician())
    assert queries.handovers(build.manager().scope) == ()


@pytest.mark.parametrize(
    ("at", "change_at"),
    [
        (datetime(2026, 11, 24, 20, 50, tzinfo=UTC), datetime(2026, 11, 24, 21, 0, tzinfo=UTC)),
        (datetime(2026, 11, 24, 21, 20, tzinfo=UTC), datetime(2026, 11, 24, 21, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 7, 40, tzinfo=UTC), datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_handover_belongs_to_the_change_it_runs_up_to_or_followed(at, change_at):
    with instant.frozen(at):
        made = begun()

    assert Handover.objects.get(id=made).change_at == change_at


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_begin_at_once_have_one_handover():
    leads = [build.clinician(), build.clinician("leah")]
    together = Barrier(2)

    def begin(by: Actor) -> HandoverId:
        together.wait()
        try:
            return begun(by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(begin, leads)

    assert first == second
    assert Handover.objects.count() == 1
