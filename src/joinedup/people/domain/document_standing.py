"""Which documents are in force, which were superseded, and where those in force are in doubt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from joinedup.people.domain.documents import (
    ABOUT_CPR,
    Cpr,
    DocumentKind,
    EndedHow,
    Paper,
    gives_power,
)

_IN_DOUBT_ABOUT_CPR: Final = (Cpr.ATTEMPT, Cpr.DO_NOT_ATTEMPT, Cpr.MODIFIED)


class Standing(StrEnum):
    """Whether a document counts today."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    ENDED = "ended"


class Doubt(StrEnum):
    """Why whoever reads a document in force must ask before they go by it."""

    CPR_DISAGREES = "cpr_disagrees"
    ORDER_NOT_KNOWN = "order_not_known"
    LATER_ATTORNEY = "later_attorney"

    @property
    def label(self) -> str:
        """What to read."""
        return _DOUBTS[self]


_DOUBTS: Final = {
    Doubt.CPR_DISAGREES: "These disagree about CPR: ask",
    Doubt.ORDER_NOT_KNOWN: "Another may be newer, its day is not known: ask",
    Doubt.LATER_ATTORNEY: "A later attorney may decide otherwise: ask",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document as the rules of standing see it."""

    document_id: UUID
    paper: Paper
    recorded_at: datetime
    recorded_on: date
    ended_how: EndedHow | None = None


def standings(held: Sequence[Held], *, on: date) -> dict[UUID, Standing]:
    """Whether each document of one person counts on a day, whatever the order of recording.

    The newest of a kind counts. What it superseded stays so when it is revoked, suspended, found
    not valid or runs out: an older wish never comes back by itself.
    """
    return {one.document_id: _standing(one, held, on) for one in held}


def doubts(held: Sequence[Held], *, on: date) -> dict[UUID, tuple[Doubt, ...]]:
    """Why each of the documents in force has to be asked about, where it has."""
    standing = standings(held, on=on)
    in_force = [one for one in held if standing[one.document_id] is Standing.IN_FORCE]
    return {one.document_id: tuple(_doubts(one, in_force)) for one in in_force}


def newest_first(held: Iterable[Held]) -> list[Held]:
    """Documents of one person: by kind, then the newest, then by when they were recorded."""
    order = list(DocumentKind)
    newest = sorted(held, key=_recorded, reverse=True)
    newest.sort(key=lambda one: one.paper.issued_on or one.recorded_on, reverse=True)
    return sorted(newest, key=lambda one: order.index(one.paper.kind))


def about_cpr(standing: Mapping[UUID, Standing], held: Iterable[Held]) -> bool:
    """Whether a document in force is a form about resuscitation, or says anything of it."""
    in_force = [one for one in held if standing[one.document_id] is Standing.IN_FORCE]
    return any(is_about_cpr(one.paper) for one in in_force)


def is_about_cpr(paper: Paper) -> bool:
    """Whether a document is a form about resuscitation, or says anything of it."""
    return paper.kind in ABOUT_CPR or says_of_cpr(paper)


def says_of_cpr(paper: Paper) -> bool:
    """Whether a document says that CPR is to be attempted or not."""
    return paper.cpr in _IN_DOUBT_ABOUT_CPR


def _standing(one: Held, held: Sequence[Held], on: date) -> Standing:
    if one.ended_how is not None:
        return Standing.ENDED
    if any(_supersedes(other, one) for other in held):
        return Standing.SUPERSEDED
    if one.paper.valid_until is not None and one.paper.valid_until < on:
        return Standing.EXPIRED
    return Standing.IN_FORCE


def _supersedes(newer: Held, older: Held) -> bool:
    if newer.paper.kind is not older.paper.kind or newer.paper.stands_beside:
        return False
    if newer.ended_how is EndedHow.MISTAKE:
        return False
    if newer.paper.kind is DocumentKind.LPA_HEALTH and not gives_power(newer.paper):
        # An attorney without power does not take it from one who has it.
        return not gives_power(older.paper) and _is_newer(newer, older)
    return _is_newer(newer, older)


def _is_newer(one: Held, other: Held) -> bool:
    """Whether one is known to be newer: by day of issue, then by when it was recorded.

    One whose day is not known was issued on the day on which it was recorded at the latest.
    """
    mine, its = one.paper.issued_on, other.paper.issued_on
    if mine is not None and its is None:
        return mine > other.recorded_on
    if mine is None and its is not None:
        return False
    if mine is not None and its is not None and mine != its:
        return mine > its
    return _recorded(one) > _recorded(other)


def _recorded(one: Held) -> tuple[datetime, UUID]:
    return one.recorded_at, one.document_id


def _doubts(one: Held, in_force: Sequence[Held]) -> Iterable[Doubt]:
    others = [other for other in in_force if other is not one]
    said = {other.paper.cpr for other in others if says_of_cpr(other.paper)}
    if says_of_cpr(one.paper) and said - {one.paper.cpr}:
        yield Doubt.CPR_DISAGREES
    if any(_is_order_not_known(one, other) for other in others):
        yield Doubt.ORDER_NOT_KNOWN
    if any(_may_overrule(other, one) for other in others):
        yield Doubt.LATER_ATTORNEY


def _is_order_not_known(one: Held, other: Held) -> bool:
    if one.paper.kind is not other.paper.kind or one.paper.stands_beside:
        return False
    is_known = (one.paper.issued_on is None) is (other.paper.issued_on is None)
    return not is_known and not other.paper.stands_beside


def _may_overrule(attorney: Held, decision: Held) -> bool:
    """Whether an attorney was given power after a decision in advance, or may have been.

    Mental Capacity Act 2005 s.25(2)(b).
    """
    is_pair = (
        attorney.paper.kind is DocumentKind.LPA_HEALTH and decision.paper.kind is DocumentKind.ADRT
    )
    if not is_pair or not gives_power(attorney.paper):
        return False
    given_on, decided_on = attorney.paper.issued_on, decision.paper.issued_on
    return given_on is None or decided_on is None or given_on > decided_on
