"""What of a record is for others than the viewer: that there is something, and whose it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, QuerySet

from joinedup.foundation import anchors
from joinedup.foundation import scope as access
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from joinedup.people.queries.cards import Card
from joinedup.people.queries.record_sections import number_of, whose_name


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor:
    """How many entries are for one organisation or team, which can be asked."""

    of: str
    name: str
    count: int
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a viewer is told of that they may not read, and of which kinds it is.

    What is kept quiet is not among it: even to say that there is something would harm.
    """

    kinds: frozenset[EntryKind] = frozenset()
    whose: tuple[KeptFor, ...] = ()


NOTHING: Final = Kept()


def kept(scope: Scope, ids: Sequence[PersonId], *, is_glass_broken: bool, is_hidden: bool) -> Kept:
    """What somebody's record holds that is for others than the viewer, to whom they are open.

    Of somebody whose whereabouts `is_hidden` it is not said whose: that may say where they are.
    """
    return NOTHING if is_glass_broken else _told(_kept(scope, ids), is_hidden=is_hidden)


def kept_of(scope: Scope, card: Card) -> Kept:
    """The same by the card, for a page that has no more."""
    return (
        NOTHING
        if card.is_glass_broken
        else _told(_kept_of(scope, card.person_id), is_hidden=card.is_location_restricted)
    )


def _told(found: Iterable[tuple[str, str | None, int]], *, is_hidden: bool) -> Kept:
    counts: dict[str, int] = {}
    kinds = set()
    for kind, of, count in found:
        kinds.add(EntryKind(kind))
        whose = "" if is_hidden else of or ""
        counts[whose] = counts.get(whose, 0) + count
    told = (
        KeptFor(of=of, name=whose_name(of), count=n, phone=number_of(of))
        for of, n in sorted(counts.items())
    )
    return Kept(kinds=frozenset(kinds), whose=tuple(told))


@question
def _kept(scope: Scope, ids: Sequence[PersonId]) -> QuerySet[Any, Any]:
    return _for_others(scope, RecordEntry.objects.filter(person_id__in=ids))


@question
def _kept_of(scope: Scope, person_id: PersonId) -> QuerySet[Any, Any]:
    return _for_others(scope, RecordEntry.objects.filter(anchors.theirs([person_id])))


def for_others(scope: Scope, theirs: QuerySet[RecordEntry]) -> QuerySet[RecordEntry]:
    """Of some entries, those that hold and are for others than the viewer, and not kept quiet."""
    live = theirs.filter(superseded_at=None, is_entered_in_error=False, audience__isnull=False)
    return live.filter(~access.for_viewer(scope, is_glass_broken=False), is_quiet__isnull=True)


def _for_others(scope: Scope, theirs: QuerySet[RecordEntry]) -> QuerySet[Any, Any]:
    told = for_others(scope, theirs)
    counted = told.values("kind", "audience_of").annotate(rows=Count("pk")).order_by("kind")
    return counted.values_list("kind", "audience_of", "rows")
