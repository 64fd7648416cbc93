"""The response board: who sees which figures, what they open to, and what is withheld."""

import csv
import io
import re
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import clocks, instant, place
from joinedup.foundation.instant import Hands
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import ClockId
from joinedup.measures import queries
from joinedup.measures.domain.board import By, Wanted
from joinedup.measures.domain.measure import Basis
from joinedup.measures.presenters import choosing
from joinedup.measures.presenters import page as pages
from joinedup.measures.presenters import sheet as sheets
from joinedup.measures.queries import Asked, Response
from joinedup.people import services as people
from joinedup.referrals import extracts
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models.calls import TelephoneCall, TelephoneFile
from tests.builders import calls
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.queries import at_most

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = timedelta(minutes=1)
KNOWN = {"locality": "localities", "service": "services", "lead": "leads"}


def asked(**changes: Any) -> Asked:
    return Asked(**{"weeks": 4, "last": place.today(), **changes})


def board(by: Actor | None = None, **changes: Any) -> Response:
    return queries.response_board((by or build.manager()).scope, asked(**changes))


def page(who: Actor, address: str = "measures:response", **query: str) -> Any:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=who.account_id))
    return client.get(reverse(address), query)


def answered(minutes: int, clock: Hands, **changes: Any) -> None:
    line_id = build.a_line(Stage.ALLOCATED, **changes)
    clock.tick(minutes * MINUTE)
    build.contact(line_id)


def test_waits_are_from_receipt_to_the_contact_that_answered(clock: Hands) -> None:
    for minutes in (20, 40, 60, 80, 100, 200):
        answered(minutes, clock)

    total = board().board.total

    assert (total.received, total.accepted, total.counted, total.in_time) == (6, 6, 6, 5)
    assert (total.median_minutes, total.ninetieth_minutes) == (60, 200)


def test_two_hours_without_pauses_is_another_measure(clock: Hands) -> None:
    answered(130, clock)

    own, national = board().board.total, board(measure="two_hour").board.total

    assert (own.in_time, national.in_time, national.counted) == (1, 0, 1)


def test_the_national_measure_counts_residents(clock: Hands) -> None:
    beyond = build.ethel()
    person = persons.a_person(postcode="OX1 1AA")
    build.sent(person=build.KnownPerson(person_id=person))
    build.sent(person=build.NewPerson(details=beyond))
    clock.tick(timedelta(hours=5))

    total = board(measure="two_hour").board.total

    assert (total.received, total.unanswered, total.outside) == (2, 1, 1)


def test_somebody_restricted_is_counted_and_not_placed(clock: Hands) -> None:
    person = persons.a_person()
    people.restrict_location(
        person, seen=None, reason="person_asked", at=instant.now(), by=persons.the_office()
    )
    build.sent(person=build.KnownPerson(person_id=person))
    clock.tick(timedelta(hours=5))

    found = board().board

    assert (found.total.counted, found.total.outside) == (1, 0)
    for by in (By.LOCALITY, By.REFERRER):
        assert [row.code for row in found.tables[by]] == [""]


def test_open_past_its_limit_counts_as_over(clock: Hands) -> None:
    build.a_line(Stage.NO_WORKER)
    clock.tick(timedelta(hours=4))

    total = board().board.total

    assert (total.counted, total.unanswered, total.over_now) == (1, 1, 1)


def test_what_was_received_before_the_period_is_open_now_all_the_same(clock: Hands) -> None:
    build.a_line()
    clock.tick(timedelta(weeks=6))

    total = board().board.total

    assert (total.received, total.open_now, total.over_now) == (0, 1, 1)


def test_a_pause_of_the_response_clock_is_given_back(clock: Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED)
    held = ClockId(build.line(line_id).response_clock_id)
    clocks.pause(held, reason="person_asked", at=instant.now(), by=build.clinician())
    clock.tick(timedelta(hours=2))
    clocks.resume(held, at=instant.now(), by=build.clinician())
    clock.tick(timedelta(hours=2))
    build.contact(line_id)

    assert board().board.total.in_time == 1


def test_a_need_that_was_told_twice_is_counted_once(clock: Hands) -> None:
    first = build.sent()
    clock.tick(timedelta(minutes=10))
    second = build.sent_again(first, by=build.gp("ros", practice="K99002"))
    build.join(build.the_line(second), first)
    clock.tick(timedelta(hours=5))

    total = board().board.total

    assert (total.received, total.open_now, total.over_now, total.counted) == (1, 1, 1, 1)


def test_declined_lines_stand_by_their_last_reason(clock: Hands) -> None:
    line_id = build.a_line(Stage.WITH_TEAM)
    build.decline(line_id)

    found = board().board

    assert found.declined == (("decline.no_capacity", 1),)
    assert (found.total.declined, found.total.accepted) == (1, 0)


def test_a_board_is_narrowed_by_what_is_wanted(clock: Hands) -> None:
    build.a_line(Stage.WITH_TEAM)
    build.triage(build.a_line(), lead="therapist")

    assert board(wanted=Wanted(lead="therapist")).board.total.received == 1


def test_calls_are_not_measured_without_a_telephone_system(clock: Hands) -> None:
    assert board().calls is None


def test_calls_are_measured_by_the_telephone_system(clock: Hands) -> None:
    rang(answered_after=30)
    rang(answered_after=90)

    found = board().calls

    assert found is not None
    assert (found.in_time, found.counted) == (1, 2)


def rang(*, answered_after: int) -> None:
    now = instant.now()
    file = TelephoneFile.objects.create(
        source="switch", name="a.csv", account_id=build.manager().account_id, began_at=now
    )
    TelephoneCall.objects.create(
        file=file,
        source="switch",
        call_id=str(TelephoneCall.objects.count()),
        began_at=now,
        answered_at=now + timedelta(seconds=answered_after),
    )


def test_a_figure_opens_to_those_whom_one_may_see(clock: Hands) -> None:
    mine = build.a_line(Stage.ALLOCATED)
    build.a_line()  # At the front door: no team has it yet.
    manager = build.manager()

    found = queries.behind_figure(manager.scope, asked(), column="received")

    assert (found.count, found.page.total, found.unseen_count) == (2, 1, 1)
    assert [row.line_id for row in found.page.rows] == [mine]
    said = page(manager, "measures:behind", column="received").content.decode()
    assert "1 of 2: 1 you may not see." in said


@pytest.mark.parametrize(
    ("by", "code", "count"),
    [(By.LEAD, "nurse", 1), (By.LEAD, "therapist", 0), (By.WEEK, "2026-11-23", 1)],
)
def test_a_figure_of_a_part_opens_to_that_part(clock: Hands, by: By, code: str, count: int) -> None:
    build.a_line(Stage.WITH_TEAM)

    found = queries.behind_figure(
        build.manager().scope, asked(), column="received", by=by, code=code
    )

    assert found.count == count


def test_a_reason_opens_to_its_lines(clock: Hands) -> None:
    build.decline(build.a_line(Stage.WITH_TEAM))

    found = queries.behind_reason(build.manager().scope, asked(), reason="decline.no_capacity")

    assert found.count == 1
    answer = page(build.manager(), "measures:behind", by="reason", of="decline.no_capacity")
    assert answer.status_code == 200


def test_a_commissioner_opens_no_list(clock: Hands) -> None:
    build.a_line()

    with pytest.raises(NotPermitted):
        queries.behind_figure(build.commissioner().scope, asked(), column="received")
    said = page(build.commissioner(), "measures:behind", column="received").content.decode()
    assert "Your role sees figures" in said


@pytest.mark.parametrize("who", [build.gp, build.clinician, build.nurse])
def test_figures_are_for_those_who_may_see_them(clock: Hands, who: Any) -> None:
    with pytest.raises(NotPermitted):
        board(who())
    assert page(who()).status_code == 403


def test_small_numbers_are_withheld_from_a_commissioner(clock: Hands) -> None:
    for _ in range(7):
        build.a_line(Stage.WITH_TEAM)
    build.triage(build.a_line(), lead="therapist")

    told = sheets.sheet(board(build.commissioner())).table("lead").rows
    seen = sheets.sheet(board()).table("lead").rows

    assert {row.code: row.cells["received"] for row in told} == {"nurse": None, "therapist": None}
    assert {row.code: row.cells["received"] for row in seen} == {"nurse": 7, "therapist": 1}


@pytest.mark.parametrize("shape", ["", "json", "csv"])
def test_what_is_withheld_is_withheld_in_every_shape(clock: Hands, shape: str) -> None:
    for _ in range(17):
        build.a_line(Stage.WITH_TEAM)
    build.triage(build.a_line(), lead="therapist")

    said = page(build.commissioner(), format=shape).content.decode()

    assert "withheld" in said
    assert re.search(r"(?<!\d)18(?!\d)", said)
    assert not re.search(r"(?<!\d)17(?!\d)", _figures(said))


def _figures(said: str) -> str:
    """The part of an answer that figures stand in, whatever its shape."""
    main = said.partition("<main")[2].partition("</main>")[0] or said
    return re.sub(r"[\w-]+=\"[^\"]*\"", "", main)


def test_a_table_to_take_away_is_safe_to_open(clock: Hands) -> None:
    build.a_line()
    row = sheets.SheetRow("=1+1", "@SUM(A1)", dict.fromkeys(sheets.COLUMNS), frozenset())
    shown = sheets.sheet(board())
    unsafe = replace(shown, total=row, calls=None)

    answer = page(build.manager(), format="csv")
    rows = list(csv.reader(io.StringIO(sheets.as_csv(unsafe))))

    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert rows[1][1:3] == ["'=1+1", "'@SUM(A1)"]
    assert {len(one) for one in rows} == {10 + len(sheets.COLUMNS)}


def test_a_table_to_take_away_says_what_it_is_of(clock: Hands) -> None:
    build.a_line()
    answer = page(build.manager(), format="csv", weeks="4", lead="nurse").content.decode(
        "utf-8-sig"
    )

    rows = list(csv.DictReader(io.StringIO(answer)))

    assert {row["as_at"] for row in rows} == {"2026-11-24T09:30:00Z"}
    assert {(row["from"], row["to"]) for row in rows} == {("2026-11-02", "2026-11-29")}
    assert {row["narrowed_to"] for row in rows} == {"lead: nurse"}
    assert rows[0]["measures"].startswith("Rapid response within 3 hours, 2015-02; ")


def test_calls_are_told_by_what_came_of_them(clock: Hands) -> None:
    for number in range(6):
        calls.advised(calls.taken(key=f"call {number}"))

    told = page(build.commissioner(), format="json").json()["calls_ended"]

    assert {one["code"]: one["calls"] for one in told if one["calls"]} == {"advice_only": 6}


def test_weeks_without_a_call_say_so(clock: Hands) -> None:
    before = page(build.manager()).content.decode()
    calls.advised(calls.taken())

    after = page(build.manager()).content.decode()

    assert "No call of these weeks was written down on the call pad." in before
    assert "No call of these weeks" not in after


def test_few_calls_of_a_kind_are_withheld(clock: Hands) -> None:
    calls.advised(calls.taken())

    told = {
        one["code"]: one for one in page(build.commissioner(), format="json").json()["calls_ended"]
    }
    seen = {one["code"]: one for one in page(build.manager(), format="json").json()["calls_ended"]}

    assert told["advice_only"] | {"name": ""} == {
        "code": "advice_only",
        "name": "",
        "calls": None,
        "withheld": ["calls"],
    }
    assert seen["advice_only"]["calls"] == 1


def test_a_list_says_how_long_each_waited_and_which_were_late(clock: Hands) -> None:
    answered(130, clock)
    build.a_line(Stage.NO_WORKER)
    clock.tick(timedelta(hours=4))

    said = page(build.manager(), "measures:behind", column="counted").content.decode()
    first = page(build.manager(), "measures:behind", column="in_time").content.decode()

    assert "<td>2 h 10</td>" in said
    assert said.count(">late<") == 1
    assert ">late<" not in first
    assert "First page" not in said


def test_the_weeks_before_are_one_step_away(clock: Hands) -> None:
    said = page(build.manager(), weeks="4").content.decode()
    before = page(build.manager(), weeks="4", last="2026-10-27").content.decode()

    assert re.search(r'href="\?weeks=4&amp;last=2026-10-27">The 4 weeks before<', said)
    assert "weeks after" not in said
    assert 'last=2026-11-24">The 4 weeks after<' in before


def test_json_says_what_the_figures_are_of(clock: Hands) -> None:
    build.a_line()

    told = page(build.manager(), format="json").json()

    assert told["place"] == "buckinghamshire"
    assert told["total"]["received"] == 1
    assert {one["code"] for one in told["measures"]} == {"own_rapid", "own_fast", "own_normal"}
    assert told["measures"][0]["basis"] == Basis.REGISTRATION


def test_each_bar_is_named_by_its_week(clock: Hands) -> None:
    answered(20, clock)
    shown = page(build.commissioner()).content.decode()

    named = re.findall(r'class="ju-board__name"[^>]*middle">([^<]*)<', shown)
    assert len(named) == 13
    assert named[-1] == "23\u00a0Nov"


def test_no_figure_is_of_a_worker(clock: Hands) -> None:
    build.a_line(Stage.CLOSED)
    workers = {str(one) for one in Account.objects.values_list("id", flat=True)} | {
        str(one.hex) for one in Account.objects.values_list("id", flat=True)
    }
    names = {"Ann", "Sam", "Mo"}
    since = instant.now() - timedelta(days=1)

    rows = extracts.waits(build.manager().scope, since=since, until=since + timedelta(days=2))
    said = page(build.commissioner()).content.decode()

    assert not [one for one in workers if one in str(rows)]
    assert not [one for one in workers if one in str([asdict(row) for row in _listed()])]
    main = said.partition("<main")[2].partition("</main>")[0]
    assert not [one for one in (*workers, *names) if re.search(rf"\b{one}\b", main)]


def _listed() -> list[extracts.LineExtract]:
    since = instant.now() - timedelta(days=1)
    return list(extracts.lines(build.manager().scope, since=since, until=since + timedelta(days=2)))


@pytest.mark.parametrize(
    "query",
    [
        {"weeks": "nine", "last": "tomorrow", "measure": "x", "lead": "<script>"},
        {"weeks": "52", "last": "2031-01-01"},
        {"weeks": "9" * 5000},
        {"weeks": "4", "last": "1066-10-14"},
        {"last": "2026-10-25", "measure": "two_hour", "response_class": "rapid"},
    ],
)
def test_any_address_answers_with_a_board(clock: Hands, query: dict[str, str]) -> None:
    answer = page(build.manager(), **query)

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_calls_in_time_lead_to_no_list_of_lines(clock: Hands) -> None:
    rang(answered_after=30)
    build.a_line()
    sheet = sheets.sheet(board())

    drawn = pages.board_page(sheet, choosing.filters({}))

    assert drawn.total["received"].href
    assert drawn.calls["counted"].words == "1"
    assert not any(one.href for one in drawn.calls.values())


@pytest.mark.parametrize("by", ["locality", "referrer", "service", "reason", "week", "lead"])
def test_a_part_that_nobody_has_is_not_named_after_the_address(clock: Hands, by: str) -> None:
    said = page(build.manager(), "measures:behind", column="received", by=by, of="no-such-part")

    assert "The board has no such part" in said.content.decode()
    assert "no-such-part" not in said.content.decode().casefold().partition("<main")[2]


@pytest.mark.parametrize("by", ["locality", "referrer", "service", "lead"])
def test_a_part_that_the_place_has_is_named_although_it_is_empty(clock: Hands, by: str) -> None:
    here = place.current()
    kinds = {one.kind.value: one for one in here.organisations.values()}
    code = next(iter(kinds if by == "referrer" else getattr(here, KNOWN[by])))

    said = page(build.manager(), "measures:behind", column="received", by=by, of=code)

    assert "no such part" not in said.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"column": "nothing", "by": "nothing", "of": "'"},
        {"column": "received", "by": "week", "of": "not a week"},
        {"column": "received", "after": "no id"},
    ],
)
def test_any_address_answers_with_a_list(clock: Hands, query: dict[str, str]) -> None:
    build.a_line(Stage.ALLOCATED)

    assert page(build.manager(), "measures:behind", **query).status_code == 200


def test_the_old_address_of_the_figures_leads_here(clock: Hands) -> None:
    answer = page(build.manager(), "measures:old_figures")

    assert (answer.status_code, answer["Location"]) == (303, reverse("measures:response"))


@pytest.mark.parametrize("measure", ["", "two_hour"])
def test_a_board_asks_the_store_few_questions(clock: Hands, measure: str) -> None:
    for stage in (Stage.TO_TRIAGE, Stage.CLOSED):
        build.a_line(stage)
    scope = build.manager().scope

    with at_most(10):
        queries.response_board(scope, asked(measure=measure))
