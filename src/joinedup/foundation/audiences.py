"""The part of the one access rule that reads rows: whom one is for, and what is agreed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from joinedup.foundation.permissions import Permission
from joinedup.foundation.viewing import EVERYBODY, JOB, NOBODY, Scope
from joinedup.kernel.audience import OF_ORGANISATION, Audience
from joinedup.kernel.sections import Section


@dataclass(frozen=True, slots=True)
class Parts:
    """How a table of what is held of people tells the section of a row, and who told it.

    `of` gives the rows of a section, `told_by` those that came from any of some organisations,
    `item` is the prefix of its own scope columns, where it has them.
    """

    of: Callable[[Section], Q]
    told_by: Callable[[frozenset[str]], Q]
    item: str | None = None


def for_viewer(scope: Scope, *, is_glass_broken: bool, item: str = "") -> Q:
    """The items that are for the viewer, of people who are open to them.

    `item` is the prefix of the row's own scope columns. An item is for everybody while nothing is
    said; for one organisation, with urgent care or without; or for one team. Whoever opened the
    record in an emergency sees all of them, and why they did is reviewed.
    """
    if is_glass_broken or scope.role == JOB:
        return EVERYBODY
    audience, of = f"{item}audience", f"{item}audience_of"
    opened = Q(**{f"{audience}__isnull": True})
    own = {f"{audience}__in": [one.value for one in OF_ORGANISATION], of: scope.organisation}
    opened |= Q(**own)
    if scope.teams:
        # In one order, so that a question put together once is filled in rightly.
        opened |= Q(**{audience: Audience.TEAM.value, f"{of}__in": sorted(scope.teams)})
    if scope.may(Permission.EMERGENCY_OPEN):
        opened |= Q(**{audience: Audience.URGENT_TOO.value})
    return opened


def is_for_viewer(
    scope: Scope, audience: str | None, of: str | None, *, is_glass_broken: bool
) -> bool:
    """The same of one item that is at hand: of a version shown beside another, or a document."""
    if is_glass_broken or scope.role == JOB or audience is None:
        return True
    if audience == Audience.TEAM:
        return of in scope.teams
    if audience == Audience.URGENT_TOO and scope.may(Permission.EMERGENCY_OPEN):
        return True
    return audience in OF_ORGANISATION and of == scope.organisation


def not_agreed(scope: Scope, parts: Parts) -> Q:
    """The rows that another organisation told of which no agreement in force says they are shared.

    What an organisation told itself stays open to it.
    """
    hidden = NOBODY
    for sections, organisations in scope.not_agreed:
        inside = NOBODY
        for section in sorted(sections):
            inside |= parts.of(section)
        hidden |= inside & ~parts.told_by(organisations)
    return hidden
