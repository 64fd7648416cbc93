"""Who acts for somebody, as they and staff read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _lazy

from joinedup.mycare.domain import delegates as rules
from joinedup.mycare.domain.delegates import State
from joinedup.mycare.queries.delegates import DelegateRow
from joinedup.web import filters
from joinedup.web.sentences import mycare
from joinedup.web.sentences.kinds import Sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One who acts for somebody, in words, and what may be done about it."""

    delegation_id: UUID
    version: int
    name: str
    basis: str
    parts: tuple[str, ...]
    standing: str
    since: str
    review_due: str
    reason: str
    is_suspended: bool
    is_due: bool


def lines(rows: Iterable[DelegateRow], *, to_staff: bool = False) -> list[Line]:
    """Everybody who acts for somebody."""
    return [line(one, to_staff=to_staff) for one in rows]


def line(one: DelegateRow, *, to_staff: bool = False) -> Line:
    """One who acts for somebody."""
    said = _TO_STAFF if to_staff else _TO_THEM
    return Line(
        delegation_id=one.delegation_id,
        version=one.version,
        name=one.name,
        basis=one.basis.label,
        parts=tuple(str(mycare.DELEGATED[part]) for part in one.parts),
        standing=str(said[one.state]),
        since=filters.moment(one.since) if one.since else "",
        review_due=filters.day(filters.local(one.review_due).date()),
        reason=one.reason,
        is_suspended=one.state is State.SUSPENDED,
        is_due=one.state in (State.LATE, State.STOPPED),
    )


def part_title(part: str) -> str:
    """What a part that was given is called."""
    return str(mycare.DELEGATED[part])


def given(parts: Iterable[str]) -> list[tuple[str, str]]:
    """The parts that were given, each with its code, but for what stands on the first page."""
    return [(one, part_title(one)) for one in parts if one != rules.COMING]


_TO_THEM: Final[Mapping[State, Sentence]] = {
    State.WAITING: _lazy("They have not used their code yet."),
    State.EXPIRED: _lazy("Their code is too old. End this, and name them again."),
    State.ACTS: _lazy("They can see your pages now."),
    State.LATE: _lazy("A year has gone by. Do you still want this? If not, it will stop soon."),
    State.STOPPED: _lazy("This has stopped, for more than a year has gone by. You can keep it."),
    State.SUSPENDED: _lazy("You or we have put this on hold. They see nothing now."),
    State.ENDED: _lazy("This is over."),
}
_TO_STAFF: Final[Mapping[State, Sentence]] = {
    State.WAITING: _lazy("Named; the code is not used yet"),
    State.EXPIRED: _lazy("Named; the code was never used and is too old"),
    State.ACTS: _lazy("Acts for them"),
    State.LATE: _lazy("Acts for them; the yearly review is overdue"),
    State.STOPPED: _lazy("Stopped: the yearly review was not made"),
    State.SUSPENDED: _lazy("Suspended"),
    State.ENDED: _lazy("Ended"),
}
