"""The response board: how many came, what became of them, and how soon, in all and by each part."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Final

from joinedup.measures.domain.measure import Judge, Kind, Line, Standing

ONE_MINUTE: Final = 60_000_000


class By(StrEnum):
    """What the tables of a board are by."""

    WEEK = "week"
    RESPONSE_CLASS = "response_class"
    LEAD = "lead"
    LOCALITY = "locality"
    REFERRER = "referrer"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of some lines.

    Of those received in the period: how many; how many a team has accepted, ended with advice, or
    were declined; and how they stand by the measure. Open and over now are whenever received.
    Median and 90th percentile are minutes from the start to the answer, of those answered.
    """

    received: int = 0
    accepted: int = 0
    advised: int = 0
    declined: int = 0
    in_time: int = 0
    answered_late: int = 0
    unanswered: int = 0
    not_yet: int = 0
    ended_first: int = 0
    outside: int = 0
    median_minutes: int | None = None
    ninetieth_minutes: int | None = None
    open_now: int = 0
    over_now: int = 0

    @property
    def over(self) -> int:
        """Those that were counted and not in time."""
        return self.answered_late + self.unanswered

    @property
    def counted(self) -> int:
        """What a percentage is of: answered, or past the limit without an answer."""
        return self.in_time + self.over

    @property
    def answered(self) -> int:
        """What a median is of."""
        return self.in_time + self.answered_late

    @property
    def in_time_percent(self) -> float | None:
        """The share in time, to one place; none where nothing was counted."""
        return round(100 * self.in_time / self.counted, 1) if self.counted else None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one part: one week, one class."""

    code: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of a period, with a table for each thing that they are by.

    `declined` counts each declined line once, by the reason that was said last.
    """

    total: Figures
    tables: Mapping[By, tuple[Row, ...]]
    declined: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines a board is about; an empty one does not narrow it."""

    response_class: str = ""
    lead: str = ""
    locality: str = ""
    referrer: str = ""
    service: str = ""

    def narrow(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that are wanted."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name, code in given.items():
            if code:
                lines = [line for line in lines if getattr(line.kind, name) == code]
        return list(lines)


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many per cent of the values do not exceed.

    By nearest rank: it is a wait that somebody had. Of no values there is none.
    """
    if not values:
        raise ValueError("no values have no percentile")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(rank, 1) - 1]


def board(
    received: Sequence[Line],
    open_before: Sequence[Line],
    *,
    judge: Judge,
    week_of: Callable[[Line], str],
    codes: Mapping[By, Sequence[str]],
) -> Board:
    """The board of the lines received in a period, beside those still open from before it.

    `codes` says in which order the parts of each table stand; one that is not among them and has
    lines comes after them.
    """
    standings = judge.standings(received)
    marks = _marks(received, standings)
    # The shortest first: then those of each part stand in order as well.
    waited = {
        place: (line.answered - line.started) // ONE_MINUTE
        for place, (line, standing) in enumerate(zip(received, standings, strict=True))
        if standing <= Standing.ANSWERED_LATE and line.answered is not None
    }
    waits = [(waited[place], place) for place in sorted(waited, key=waited.__getitem__)]
    kinds = [line.kind for line in received]
    grouped = _Grouped.of(kinds, marks, waits)
    still_open = [
        (line, standing)
        for line, standing in zip(received, standings, strict=True)
        if line.closed is None
    ]
    still_open += [(line, judge.standing(line)) for line in open_before]
    opened = Counter((line.kind, standing is Standing.UNANSWERED) for line, standing in still_open)
    of_weeks = _Grouped.of([week_of(line) for line in received], marks, waits)
    # Open now is whenever received: it is of no week of the period.
    figures = {By.WEEK: _figures(of_weeks, _itself, Counter())} | {
        by: _figures(grouped, attrgetter(by.value), opened) for by in By if by is not By.WEEK
    }
    all_of_it = _figures(grouped, _all, opened)
    return Board(
        total=all_of_it.get(_ALL, Figures()),
        tables={by: _table(by, figures[by], codes[by]) for by in By},
        declined=_declined(received),
    )


def behind(lines: Iterable[Line], *, judge: Judge, column: str) -> list[Line]:
    """The lines behind one figure: those that its column counts."""
    is_among = COLUMNS[column]
    return [line for line in lines if is_among(line, judge.standing(line))]


def part_of(line: Line, by: By, *, week_of: Callable[[Line], str]) -> str:
    """The part of a table in which a line is counted."""
    if by is By.WEEK:
        return week_of(line)
    part: str = getattr(line.kind, by.value)
    return part


COLUMNS: Final[Mapping[str, Callable[[Line, Standing], bool]]] = {
    "received": lambda line, standing: True,
    "accepted": lambda line, standing: line.is_accepted,
    "advised": lambda line, standing: line.kind.is_advised,
    "declined": lambda line, standing: bool(line.declined),
    "counted": lambda line, standing: standing <= Standing.UNANSWERED,
    "in_time": lambda line, standing: standing is Standing.IN_TIME,
    "over": lambda line, standing: Standing.IN_TIME < standing <= Standing.UNANSWERED,
    "answered": lambda line, standing: standing <= Standing.ANSWERED_LATE,
    "not_yet": lambda line, standing: standing is Standing.NOT_YET,
    "ended_first": lambda line, standing: standing is Standing.ENDED_FIRST,
    "outside": lambda line, standing: standing is Standing.OUTSIDE,
    "open_now": lambda line, standing: line.closed is None,
    "over_now": lambda line, standing: line.closed is None and standing is Standing.UNANSWERED,
}
NOW: Final = frozenset({"open_now", "over_now"})
"""Columns that count what is so now, whenever it was received."""

# What is known of a line, as one small number: thousands of them are counted at once.
_ACCEPTED, _ADVISED, _DECLINED, _STANDINGS = 8, 16, 32, 7


def _marks(lines: Sequence[Line], standings: Sequence[Standing]) -> list[int]:
    return [
        standing
        | (_ACCEPTED if line.is_accepted else 0)
        | (_ADVISED if line.kind.is_advised else 0)
        | (_DECLINED if line.declined else 0)
        for line, standing in zip(lines, standings, strict=True)
    ]


def _table(by: By, found: Mapping[str, Figures], codes: Sequence[str]) -> tuple[Row, ...]:
    known = [code for code in codes if by is By.WEEK or code in found]
    others = sorted(found.keys() - set(known))
    return tuple(Row(code, found.get(code, Figures())) for code in (*known, *others))


@dataclass(frozen=True, slots=True)
class _Grouped[K]:
    """Lines by what they have in common: how many have each mark, and the waits, shortest first."""

    marked: Counter[tuple[K, int]]
    waited: Mapping[K, Sequence[int]]

    @classmethod
    def of(
        cls, keys: Sequence[K], marks: Sequence[int], waits: Sequence[tuple[int, int]]
    ) -> "_Grouped[K]":
        waited: dict[K, list[int]] = defaultdict(list)
        for wait, place in waits:
            waited[keys[place]].append(wait)
        return cls(Counter(zip(keys, marks, strict=True)), waited)


def _figures[K](
    grouped: _Grouped[K], part_of: Callable[[K], str], opened: Counter[tuple[K, bool]]
) -> dict[str, Figures]:
    """The figures of each part, put together from those of what it is made of."""
    marked: dict[str, Counter[int]] = defaultdict(Counter)
    for (key, mark), count in grouped.marked.items():
        marked[part_of(key)][mark] += count
    waited: dict[str, list[int]] = {part: [] for part in marked}
    for key, waits in grouped.waited.items():
        waited[part_of(key)] += waits
    still: Counter[str] = Counter()
    over: Counter[str] = Counter()
    for (key, is_over), count in opened.items():
        still[part_of(key)] += count
        over[part_of(key)] += count if is_over else 0
    return {
        part: _of(marked[part], waited.get(part, []), still[part], over[part])
        for part in marked.keys() | still.keys()
    }


def _itself(code: str) -> str:
    return code


_ALL: Final = ""


def _all(_: Kind) -> str:
    return _ALL


def _of(marked: Counter[int], waits: list[int], open_now: int, over_now: int) -> Figures:
    def among(bit: int) -> int:
        return sum(count for mark, count in marked.items() if mark & bit)

    standing: Counter[int] = Counter()
    for mark, count in marked.items():
        standing[mark & _STANDINGS] += count
    return Figures(
        received=marked.total(),
        accepted=among(_ACCEPTED),
        advised=among(_ADVISED),
        declined=among(_DECLINED),
        in_time=standing[Standing.IN_TIME],
        answered_late=standing[Standing.ANSWERED_LATE],
        unanswered=standing[Standing.UNANSWERED],
        not_yet=standing[Standing.NOT_YET],
        ended_first=standing[Standing.ENDED_FIRST],
        outside=standing[Standing.OUTSIDE],
        median_minutes=percentile(waits, 50) if waits else None,
        ninetieth_minutes=percentile(waits, 90) if waits else None,
        open_now=open_now,
        over_now=over_now,
    )


def _declined(received: Iterable[Line]) -> tuple[tuple[str, int], ...]:
    counted = Counter(line.declined for line in received if line.declined)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
