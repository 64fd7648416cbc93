"""Lines by their ids: the list behind a figure, as far as its viewer may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from joinedup.foundation.ids import is_id
from joinedup.foundation.scope import Scope, visible
from joinedup.kernel.ids import Page, PersonId
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One line of a list: by which reference it goes, and whom it is about."""

    line_id: LineId
    reference: str
    card: Card


def listed(
    scope: Scope, line_ids: Collection[UUID], *, after: str | None = None, limit: int = 20
) -> Page[ListedRow]:
    """Those of some lines whose people the viewer may see, in the order they were asked for.

    The total is of these alone: it may be smaller than the number of ids.
    """
    lines = Line.objects.filter(visible(scope, person="referral__person_id"), pk__in=line_ids)
    total = lines.count()
    page = (lines.filter(pk__gt=after) if is_id(after or "") else lines).order_by("pk")
    found = list(page.values_list("pk", "referral__reference", "referral__person_id")[: limit + 1])
    shown = found[:limit]
    cards = people.cards(scope, {PersonId(person) for _, _, person in shown})
    return Page(
        rows=tuple(
            ListedRow(line_id=LineId(line_id), reference=reference, card=cards[PersonId(person)])
            for line_id, reference, person in shown
        ),
        next_key=str(shown[-1][0]) if len(found) > limit else None,
        total=total,
    )
