"""The response board, and the lines behind each of its figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import Place
from joinedup.foundation.place_measures import Measure as MeasureHere
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.clock import Pause
from joinedup.kernel.ids import Page, PersonId
from joinedup.measures.domain import shown
from joinedup.measures.domain.board import NOW, Board, By, Wanted, behind, board, part_of
from joinedup.measures.domain.calls import Call, CallFigures, call_figures
from joinedup.measures.domain.measure import Basis, Judge, Kind, Line, Measure, Standing
from joinedup.measures.domain.open_time import instant, micros
from joinedup.measures.domain.weeks import Weeks
from joinedup.people import queries as people
from joinedup.referrals import extracts
from joinedup.referrals import queries as referrals
from joinedup.referrals.domain.outcomes import Ending
from joinedup.referrals.domain.response import counted_urgency
from joinedup.referrals.extracts import Said, WaitExtract
from joinedup.referrals.queries.listed import ListedRow

OWN: Final = ""
"""Each class by its own measure: the first that the place file has for it."""
EVERYTHING: Final = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a board is asked for: so many weeks up to a day, by a measure, of some lines."""

    weeks: int
    last: date
    measure: str = OWN
    wanted: Wanted = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The board as it was asked for. `withheld` names the cells that this viewer is not shown.

    `calls` is None where no telephone system has told of any: they are not measured. How calls
    ended is the call pad's to say.
    """

    asked: Asked
    weeks: Weeks
    measures: tuple[Measure, ...]
    board: Board
    calls: CallFigures | None
    calls_ended: Mapping[str, int]
    sees_people: bool
    withheld: frozenset[shown.Cell]
    at: datetime


@dataclass(frozen=True, slots=True)
class Waited:
    """How one line behind a figure stands by the measure: from when, to when, and by when."""

    started_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """The lines behind a figure: how many it counts, and those that the viewer may see."""

    count: int
    page: Page[ListedRow]
    waited: Mapping[UUID, Waited]

    @property
    def unseen_count(self) -> int:
        """How many of them the viewer may not see."""
        return self.count - self.page.total


def measures_of(code: str, here: Place) -> tuple[Measure, ...]:
    """The measure of a code; each class by its own where none, or one not known, is named."""
    named = here.measures.get(code)
    if named is not None:
        return (_measure(named, here),)
    own: dict[str, MeasureHere] = {}
    for one in here.measures.values():
        own.setdefault(one.response_class, one)
    return tuple(_measure(one, here) for one in own.values())


def response_board(scope: Scope, asked: Asked) -> Response:
    """The board of the lines received in some weeks, by week, class, lead and so on.

    It counts lines, in the class they are in now: until triage the one asked for. Each is *in
    time* or *over* by the measure of its class, or not counted yet, or not by this measure. Open
    and over now are whenever received.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    read = _read(scope, asked)
    found = board(
        read.received,
        read.open_before,
        judge=read.judge,
        week_of=read.weeks.namer(),
        codes=_codes(read.weeks),
    )
    sees_people = scope.may(Permission.PERSON_OPEN)
    return Response(
        asked=asked,
        weeks=read.weeks,
        measures=read.measures,
        board=found,
        calls=_calls(scope, read.weeks),
        calls_ended=extracts.calls_ended(scope, since=read.weeks.since, until=read.weeks.until),
        sees_people=sees_people,
        withheld=frozenset() if sees_people else shown.kept_back(found),
        at=scope.now,
    )


def behind_figure(
    scope: Scope,
    asked: Asked,
    *,
    column: str,
    by: By | None = None,
    code: str = "",
    after: str | None = None,
) -> Behind:
    """The lines that one figure counts, as far as the viewer may see their people.

    The figure is counted over everybody; the list goes by the one access rule.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    require_permission(scope, Permission.PERSON_OPEN)
    read = _read(scope, asked)
    lines = [*read.received, *(read.open_before if column in NOW else ())]
    if by is not None:
        week_of = read.weeks.namer()
        lines = [line for line in lines if part_of(line, by, week_of=week_of) == code]
    counted = behind(lines, judge=read.judge, column=column)
    page = referrals.listed(scope, [UUID(line.line_id) for line in counted], after=after)
    seen = {row.line_id for row in page.rows}
    waited = {
        UUID(line.line_id): _waited(line, read.judge)
        for line in counted
        if UUID(line.line_id) in seen
    }
    return Behind(len(counted), page, waited)


def behind_reason(scope: Scope, asked: Asked, *, reason: str, after: str | None = None) -> Behind:
    """The lines that were last declined for a reason, as far as the viewer may see their people."""
    require_permission(scope, Permission.FIGURES_SEE)
    require_permission(scope, Permission.PERSON_OPEN)
    read = _read(scope, asked)
    counted = [line for line in read.received if line.declined == reason]
    page = referrals.listed(scope, [UUID(line.line_id) for line in counted], after=after)
    return Behind(
        len(counted), page, {UUID(line.line_id): _waited(line, read.judge) for line in counted}
    )


@dataclass(frozen=True, slots=True)
class _Read:
    weeks: Weeks
    measures: tuple[Measure, ...]
    received: list[Line]
    open_before: list[Line]
    judge: Judge


def _read(scope: Scope, asked: Asked) -> _Read:
    here = place.current()
    weeks = Weeks.up_to(asked.last, asked.weeks, zone=here.zone)
    since, until = weeks.since, weeks.until
    measures = measures_of(asked.measure, here)
    declined = extracts.declines(scope, since=since)
    pauses = extracts.pauses(scope, since=since, until=until)
    both = []
    for rows in (
        extracts.waits(scope, since=since, until=until),
        extracts.open_waits(scope, before=since),
    ):
        lines = asked.wanted.narrow(_lines(rows, here, declined, pauses))
        both.append(_with_basis(scope, lines, rows, measures))
    received, open_before = both
    started = [line.started for line in received] + [line.started for line in open_before]
    first = min(started, default=micros(since))
    judge = Judge(measures, since=first, now=micros(scope.now))
    return _Read(weeks, measures, received, open_before, judge)


def _lines(
    rows: Iterable[WaitExtract],
    here: Place,
    declined: Mapping[str, str],
    pauses: Mapping[str, tuple[Pause, ...]],
) -> list[Line]:
    """Lines as figures need them; whether anybody lives here is not looked up yet."""
    kinds = _Kinds(here.not_stated_counts_as)
    referrers = {code: one.kind.value for code, one in here.organisations.items()}
    reasons = {line_id: f"decline.{reason}" for line_id, reason in declined.items()}
    # Taken apart row by row: a board reads thousands.
    return [
        Line(
            line_id,
            received,
            started,
            answered,
            closed,
            bool(is_accepted),
            kind,
            unhelped or reasons.get(line_id, ""),
            kind.locality != "",
            False,
            pauses.get(line_id, ()),
        )
        for line_id, _, received, started, answered, closed, is_accepted, by, told in rows
        for kind, unhelped in (kinds[told, referrers.get(by, "")],)
    ]


class _Kinds(dict[tuple[str, str], tuple[Kind, str]]):
    """The kind of a line and why it could not be helped, if so, by what is told and who referred.

    Each different text is taken apart once, and lines of one kind share it.
    """

    def __init__(self, not_stated: str) -> None:
        super().__init__()
        self._not_stated = not_stated

    def __missing__(self, said_by: tuple[str, str]) -> tuple[Kind, str]:
        told, referrer = said_by
        said = Said.of(told)
        kind = Kind(
            counted_urgency(said.response_class or None, not_stated=self._not_stated),
            said.lead,
            said.locality_code,
            referrer,
            said.service_code,
            said.ended == Ending.ADVICE_ONLY,
        )
        unhelped = f"{Ending.CANNOT_HELP}.{said.outcome}" if said.outcome else ""
        found = self[said_by] = (kind, unhelped)
        return found


def _with_basis(
    scope: Scope, lines: list[Line], rows: Iterable[WaitExtract], measures: Sequence[Measure]
) -> list[Line]:
    """Lines with whether their people belong to the place, as far as a measure asks.

    Whoever had a locality was registered here. Of the others, and of where anybody lives, the
    index of people is asked, and answers yes or no.
    """
    basis = {one.response_class: one.basis for one in measures}
    by_residence = {code for code, one in basis.items() if one is Basis.RESIDENCE}
    unknown = [
        place
        for place, line in enumerate(lines)
        if line.kind.response_class in by_residence
        or (not line.is_registered and line.kind.response_class in basis)
    ]
    if not unknown:
        return lines
    persons = {row.line_id: row.person_id for row in rows}
    whose = {place: _whose(lines[place], persons) for place in unknown}
    living = {at for at in unknown if lines[at].kind.response_class in by_residence}
    residents = people.residents_at(scope, [whose[at] for at in living]) if living else {}
    others = [whose[at] for at in unknown if at not in living]
    registered = people.registered_at(scope, others) if others else set()
    told = list(lines)
    for at in unknown:
        if at in living:
            told[at] = lines[at]._replace(is_resident=bool(residents[whose[at]]))
        elif whose[at] in registered:
            told[at] = lines[at]._replace(is_registered=True)
    return told


def _whose(line: Line, persons: Mapping[str, str]) -> tuple[PersonId, datetime]:
    return PersonId(UUID(persons[line.line_id])), instant(max(line.received, line.started))


def _measure(one: MeasureHere, here: Place) -> Measure:
    answers = here.response_classes[one.response_class]
    hours = one.calendar or (answers.calendar if one.with_pauses else None)
    is_always = hours is None or here.calendars[hours].is_always_open
    return Measure(
        code=one.code,
        name=one.name,
        version=one.version,
        source=one.source,
        response_class=one.response_class,
        limit=one.limit or answers.limit,
        calendar=None if is_always or hours is None else here.calendar(hours),
        with_pauses=one.with_pauses,
        basis=Basis(one.basis.value),
        target_percent=one.target_percent,
    )


def _codes(weeks: Weeks) -> dict[By, tuple[str, ...]]:
    here = place.current()
    kinds = dict.fromkeys(one.kind.value for one in here.organisations.values())
    return {
        By.WEEK: weeks.codes,
        By.RESPONSE_CLASS: tuple(here.response_classes),
        By.LEAD: tuple(here.leads),
        By.LOCALITY: tuple(here.localities),
        By.REFERRER: tuple(kinds),
        By.SERVICE: tuple(here.services),
    }


def _calls(scope: Scope, weeks: Weeks) -> CallFigures | None:
    threshold = timedelta(seconds=float(place.current().call_measure.threshold_seconds))
    rang = extracts.call_times(scope, since=weeks.since, until=weeks.until)
    return call_figures(map(Call._make, rang), threshold=threshold // timedelta(microseconds=1))


def _waited(line: Line, judge: Judge) -> Waited:
    due, stands = judge.due(line), judge.standing(line)
    return Waited(
        instant(line.started),
        None if line.answered is None else instant(line.answered),
        None if line.closed is None else instant(line.closed),
        None if due is None else instant(due),
        stands in (Standing.ANSWERED_LATE, Standing.UNANSWERED),
    )
