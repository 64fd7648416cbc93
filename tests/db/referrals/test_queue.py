"""The queue: what falls due next, under tabs, filters and pages."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Membership
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import queries, services
from joinedup.referrals.domain.contacts import ContactKind
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    NOT_KNOWN,
    RespectForm,
    RespectKind,
    Urgency,
    Where,
)
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.paging import UnknownPage
from tests.builders import referrals as build
from tests.builders.queries import at_most
from tests.builders.record import an_entry, kept


def how_soon(response_class: str) -> Urgency:
    return Urgency(response_class=response_class, if_nobody_comes="?")


def queued(tab: str = "all_open", **filters: object) -> list[object]:
    page = queries.queue(build.clinician().scope, tab=tab, **filters)
    return [row.line_id for row in page.rows]


def test_the_queue_is_in_the_order_of_what_falls_due_next(clock):
    normal = build.a_line(urgency=how_soon("normal"))
    clock.tick(timedelta(minutes=1))
    fast = build.a_line(urgency=how_soon("fast"))
    clock.tick(timedelta(minutes=1))
    rapid = build.a_line(urgency=how_soon("rapid"))

    assert queued() == [rapid, fast, normal]


def test_an_urgency_not_stated_stands_among_the_rapid(clock):
    fast = build.a_line(urgency=how_soon("fast"))
    not_stated = build.a_line(urgency=Urgency(response_class=NOT_KNOWN, if_nobody_comes="?"))

    assert queued() == [not_stated, fast]


def test_crews_on_scene_and_promised_calls_come_first(clock):
    rapid = build.a_line()
    called_back = build.a_line(
        urgency=how_soon("normal"), call_back_by=instant.now() + timedelta(hours=2)
    )
    with_crew = build.a_line(urgency=how_soon("normal"), is_crew_on_scene=True)

    assert queued() == [called_back, with_crew, rapid]


def test_a_crew_no_longer_comes_first_once_a_team_accepted(clock):
    with_crew = build.a_line(Stage.NO_WORKER, is_crew_on_scene=True)
    rapid = build.a_line()

    assert queued() == [rapid, with_crew]


def test_what_has_nothing_due_comes_last(clock):
    answered = build.a_line(Stage.RESPONDED)
    normal = build.a_line(urgency=how_soon("normal"))

    assert queued() == [normal, answered]


def test_a_paused_line_sorts_by_when_its_answer_is_due(clock):
    fast = build.a_line(urgency=how_soon("fast"))
    rapid = build.a_line(Stage.WAITING_FOR_INFORMATION)

    assert queued() == [rapid, fast]
    row = queries.queue(build.clinician().scope, tab="waiting_for_information").rows[0]
    assert row.is_clock_paused
    assert row.triage_due_at is None
    assert row.falls_due_at == row.waits_for.by_when < row.response_due_at


def test_an_answer_that_is_overdue_stands_to_triage_too(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION, urgency=how_soon("normal"))
    assert queued("to_triage") == []

    clock.tick(timedelta(hours=1))

    assert queued("to_triage") == queued("waiting_for_information") == [line_id]
    counts = queries.queue_counts(build.clinician().scope)
    assert (counts.to_triage, counts.waiting_for_information, counts.all_open) == (1, 1, 1)


def test_an_answer_that_came_is_no_longer_overdue(clock):
    build.a_line(Stage.WITH_TEAM)
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)
    clock.tick(timedelta(hours=1))

    services.answer_question(
        line_id, seen=build.seen(line_id), answer="Flat 2", at=instant.now(), by=build.gp()
    )

    assert queued("to_triage") == [line_id]
    assert queries.queue_counts(build.clinician().scope).to_triage == 1


def test_a_team_is_waited_for_whoever_has_spoken_to_the_person(clock):
    line_id = build.a_line(urgency=how_soon("fast"))
    build.contact(line_id, kind="remote_assessment", by=build.clinician())
    build.triage(line_id, response_class="fast")

    row = queries.queue(build.clinician().scope, tab="with_team").rows[0]

    due_at = build.line(line_id).response_clock.due_at
    assert (row.falls_due_at, row.waits_for.by_when) == (due_at, due_at)
    assert row.response_due_at is None


@pytest.mark.parametrize(
    ("stage", "tab"),
    [
        (Stage.TO_TRIAGE, "to_triage"),
        (Stage.REDIRECT_OFFERED, "to_triage"),
        (Stage.WAITING_FOR_INFORMATION, "waiting_for_information"),
        (Stage.WITH_TEAM, "with_team"),
        (Stage.NO_WORKER, "no_worker"),
    ],
)
def test_a_line_stands_under_its_tab(clock, stage, tab):
    line_id = build.a_line(stage)

    assert queued(tab) == queued("all_open") == [line_id]


def test_a_promised_call_stands_under_call_back(clock):
    build.a_line()
    promised = build.a_line(call_back_by=instant.now() + timedelta(hours=1))

    assert queued("call_back") == [promised]


def test_a_closed_line_stands_nowhere(clock):
    build.a_line(Stage.CLOSED)

    assert queued("all_open") == []


def test_an_unknown_tab_is_empty(clock):
    build.a_line()

    assert queued("everything") == []


def test_tabs_count_what_they_hold(clock):
    for stage in (Stage.TO_TRIAGE, Stage.WITH_TEAM, Stage.ALLOCATED):
        build.a_line(stage)
    scope = build.clinician().scope

    counts = queries.queue_counts(scope)

    assert counts.all_open == 3
    for tab in ("to_triage", "waiting_for_information", "with_team", "no_worker", "call_back"):
        assert getattr(counts, tab) == queries.queue(scope, tab=tab).total


def test_filters_narrow_list_and_counts_alike(clock):
    rapid = build.a_line()
    build.a_line(urgency=how_soon("normal"))
    scope = build.clinician().scope

    assert queued(response_class="rapid") == [rapid]
    assert queries.queue_counts(scope, response_class="rapid").all_open == 1
    assert queued(locality="vale_north") == queued()
    assert queries.queue_counts(scope, locality="wycombe").all_open == 0


def test_the_class_decided_replaces_the_one_asked_for(clock):
    line_id = build.a_line()
    build.triage(line_id, response_class="normal")

    assert queued(response_class="rapid") == []
    assert queued(response_class="normal") == [line_id]


def test_somebody_whose_whereabouts_are_restricted_is_in_no_locality(clock):
    line_id = build.a_line(
        where=Where(kind=WhereKind.RELATIVE, address="2 Elm Row", until=NO_PLAN_TO_MOVE)
    )
    person = build.line(line_id).referral.person_id
    care.restrict(
        person, kind=care.LOCATION, reason="person_asked", at=instant.now(), by=build.clinician()
    )
    scope = build.clinician().scope

    assert queued(locality="vale_north") == []
    assert queries.queue_counts(scope, locality="vale_north").all_open == 0
    row = queries.queue(scope, tab="all_open").rows[0]
    assert (row.locality_code, row.where_address) == (None, "")


def test_pages_follow_on_without_gap_or_repeat(clock):
    lines = [build.a_line() for _ in range(5)]
    lines.append(build.a_line(is_crew_on_scene=True))
    lines.append(build.a_line(Stage.RESPONDED))
    scope, shown, after = build.clinician().scope, [], None

    while True:
        page = queries.queue(scope, tab="all_open", after=after, limit=3)
        shown += [row.line_id for row in page.rows]
        after = page.next_key
        if after is None:
            break

    assert shown == queued()
    assert sorted(shown) == sorted(lines)
    assert page.total == 7


@pytest.mark.parametrize("word", ["x", "1.2", "0.1.zz", "0.99999999999999999999999.00", "1.x.y.z"])
def test_a_page_that_nobody_gave_out_is_refused(clock, word):
    with pytest.raises(UnknownPage):
        queued(after=word)


def test_a_row_says_what_its_line_waits_for(clock):
    waits = {
        stage: queries.triage_page(build.clinician().scope, build.a_line(stage)).line.waits_for
        for stage in (
            Stage.TO_TRIAGE,
            Stage.WAITING_FOR_INFORMATION,
            Stage.REDIRECT_OFFERED,
            Stage.WITH_TEAM,
            Stage.NO_WORKER,
            Stage.ALLOCATED,
            Stage.RESPONDED,
            Stage.CLOSED,
        )
    }

    assert {stage: (one.what, one.of) for stage, one in waits.items()} == {
        Stage.TO_TRIAGE: ("triage", "spr"),
        Stage.WAITING_FOR_INFORMATION: ("information", "referrer"),
        Stage.REDIRECT_OFFERED: ("redirect", "out_of_hours_gp"),
        Stage.WITH_TEAM: ("acceptance", "rapid_response"),
        Stage.NO_WORKER: ("worker", "rapid_response"),
        Stage.ALLOCATED: ("response", "Ann"),
        Stage.RESPONDED: ("closing", "rapid_response"),
        Stage.CLOSED: ("", ""),
    }


def test_a_row_carries_its_warnings_in_words(clock):
    line_id = build.a_line(
        Stage.ALLOCATED,
        respect_form=RespectForm(kind=RespectKind.IN_PLACE),
        risks="Aggressive dog",
        interpreter="Polish",
    )
    build.contact(line_id, kind=ContactKind.ATTEMPTED)
    clock.tick(timedelta(minutes=20))
    build.contact(line_id, kind=ContactKind.ATTEMPTED)

    row = queries.queue(build.clinician().scope, tab="all_open").rows[0]

    assert row.has_respect_form
    assert row.has_risk
    assert row.needs_interpreter
    assert row.no_answer_count == 2
    assert row.change_words == "Not drinking, dizzy on standing"


def test_a_row_says_of_a_form_that_only_the_record_tells_of(clock):
    line_id, other = build.a_line(), build.a_line()
    person = build.person_of(build.line(line_id).referral_id)
    kept(person, an_entry(kind=EntryKind.CARE_PLAN, words="ReSPECT plan: not for resuscitation"))

    rows = {row.line_id: row for row in queries.queue(build.clinician().scope).rows}

    assert rows[line_id].has_respect_form
    assert not rows[other].has_respect_form


def test_a_row_says_that_more_was_told(clock):
    referral_id = build.sent()

    services.add_information(
        referral_id, seen=None, words="Worse", worse=True, at=instant.now(), by=build.gp()
    )

    (row,) = queries.queue(build.clinician().scope).rows
    assert (row.has_later_information, row.is_told_worse) == (True, True)


def test_a_row_says_worse_until_somebody_has_been(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    told = build.line(line_id).referral_id
    for worse in (True, False):
        services.add_information(
            told, seen=None, words="More", worse=worse, at=instant.now(), by=build.gp()
        )

    before = queries.queue(build.clinician().scope, tab="all_open").rows[0]
    build.contact(line_id)
    after = queries.queue(build.clinician().scope, tab="all_open").rows[0]

    assert (before.is_told_worse, before.has_later_information) == (True, True)
    assert (after.is_told_worse, after.has_later_information) == (False, True)


def test_a_row_says_that_it_may_repeat_another(clock):
    first = build.sent()
    second = build.sent_again(first)
    build.sent()

    rows = queries.queue(build.clinician().scope, tab="all_open").rows

    repeated = {row.referral_id for row in rows if row.may_be_duplicate}
    assert repeated == {first, second}


def test_two_lines_of_one_referral_do_not_repeat_each_other(clock):
    build.sent(asked=build.asking("rapid_response", "not_sure"))

    rows = queries.queue(build.clinician().scope, tab="all_open").rows

    assert [row.may_be_duplicate for row in rows] == [False, False]


def test_people_shown_are_noted(clock):
    person = build.person_of(build.sent())
    scope = build.clinician().scope

    queries.queue(scope)

    assert scope.shown == {person: "open_referral"}


@pytest.mark.parametrize("who", [build.gp, build.nurse, build.commissioner])
def test_the_queue_is_for_the_front_door(clock, who):
    scope = who().scope

    for question in (queries.queue, queries.queue_counts):
        with pytest.raises(NotPermitted):
            question(scope)
    with pytest.raises(NotPermitted):
        queries.changes_since(scope, None)


def test_a_team_sees_what_was_sent_to_it(clock):
    sent, taken = build.a_line(Stage.WITH_TEAM), build.a_line(Stage.ALLOCATED)
    build.a_line()

    rows = queries.team_list(build.nurse().scope, build.TEAM)

    assert {row.line_id for row in rows} == {sent, taken}


def test_a_team_does_not_see_anothers_list(clock):
    with pytest.raises(NotPermitted):
        queries.team_list(build.nurse().scope, "acht_wycombe")


def test_my_work_is_what_i_am_to_go_to(clock):
    mine = build.a_line(Stage.ALLOCATED)
    build.a_line(Stage.NO_WORKER)

    assert [row.line_id for row in queries.my_work(build.nurse().scope)] == [mine]
    assert queries.my_work(build.nurse("bea").scope) == []


def of_two_teams(second: str) -> Scope:
    """The scope of a nurse who works in a second team too."""
    first = Membership.objects.get(account_id=build.nurse().account_id)
    given = {"role": first.role, "organisation_code": "bht", "since": first.since}
    Membership.objects.create(
        account_id=first.account_id, team_code=second, given_by=first.account_id, **given
    )
    return build.nurse().scope


def test_a_team_sees_how_many_wait_for_it(clock):
    for stage in (Stage.WITH_TEAM, Stage.NO_WORKER, Stage.ALLOCATED, Stage.CLOSED, Stage.TO_TRIAGE):
        build.a_line(stage)

    found = queries.team_counts(build.nurse().scope)

    assert [(one.team_code, one.to_accept, one.no_worker, one.open_count) for one in found] == [
        (build.TEAM, 1, 1, 3)
    ]


def test_the_team_list_opens_on_the_team_with_a_line_to_accept_then_the_soonest_due(clock):
    scope, other = of_two_teams("acht_wycombe"), "acht_wycombe"
    idle = queries.team_to_open(scope)
    slow, soon = build.a_line(), build.a_line()
    build.triage(slow, team_code=other, response_class="normal")
    build.accept(slow, by=build.nurse("zoe", team=other))
    build.triage(soon)
    build.accept(soon)
    soonest = queries.team_to_open(scope)
    build.triage(build.a_line(), team_code=other, response_class="normal")
    to_accept = queries.team_to_open(scope)

    assert (idle, soonest, to_accept) == (other, build.TEAM, other)
    assert queries.team_to_open(build.gp().scope) == build.LARKMEAD
    assert queries.team_to_open(build.commissioner().scope) == ""


def test_the_people_of_a_team_are_listed_by_name(clock):
    build.nurse("zoe")
    build.nurse("bea")
    build.nurse("carl", team="night_north")

    workers = queries.team_workers(build.manager().scope, build.TEAM)

    assert [one.name for one in workers] == ["Bea", "Mo", "Zoe"]


def test_the_oldest_unopened_line_is_told(clock):
    waiting_since = instant.now()
    unopened = build.a_line()
    clock.tick(timedelta(minutes=5))
    build.a_line()

    assert queries.queue_counts(build.clinician().scope).oldest_unopened == waiting_since
    services.open_line(unopened, at=instant.now(), by=build.clinician())
    assert queries.queue_counts(build.clinician().scope).oldest_unopened == instant.now()


@pytest.mark.parametrize("lines", [1, 6])
def test_the_queue_asks_the_store_few_questions_however_long(clock, lines):
    for _ in range(lines):
        build.a_line()
    scope = build.clinician().scope

    with at_most(1):
        counts = queries.queue_counts(scope)
    with at_most(9):
        counted = queries.queue(scope, counted=counts)
    with at_most(10):
        assert queries.queue(scope) == counted


@pytest.mark.parametrize("lines", [1, 4])
def test_a_teams_list_asks_the_store_few_questions_however_long(clock, lines):
    for _ in range(lines):
        build.a_line(Stage.ALLOCATED)

    scope = build.nurse().scope
    with at_most(9):
        queries.team_list(scope, build.TEAM)
