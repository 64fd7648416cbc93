"""Entries of a record as another system reads them: under one name through all their versions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, UUIDField, When

from joinedup.foundation import anchors
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Limited, Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from joinedup.people.queries import record_rows as rows
from joinedup.people.queries.cards import Card, cards
from joinedup.people.queries.record_rows import RecordRow, Seen
from joinedup.people.queries.record_sections import PARTS, kept_close

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class OutwardEntry:
    """An entry as it is now; `first_id` is that of its first version, which names it for good."""

    first_id: UUID
    row: RecordRow
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesWanted:
    """Which entries are asked for: each thing that is given has to hold.

    A code is a system, None for any, and its value.
    """

    kind: EntryKind
    first_ids: Collection[UUID] | None = None
    codes: Collection[tuple[str | None, str]] | None = None
    since: datetime | None = None
    until: datetime | None = None


def outward_entry(scope: Scope, kind: EntryKind, first_id: UUID) -> OutwardEntry:
    """One entry of a kind about somebody whom the viewer may open, as it is now."""
    access.require_permission(scope, Permission.RECORD_SEE)
    first = RecordEntry.objects.filter(pk=first_id, version=1, kind=kind.value).first()
    if first is None:
        raise NotFound()
    own = PersonId(first.person_id)
    survivor = anchors.surviving([own])[own]
    decision = access.require(scope, survivor)
    same = RecordEntry.objects.filter(
        person_id=own, source=first.source, source_key=first.source_key, superseded_at=None
    )
    if not _readable(scope, decision, same).exists():
        raise kept_close(scope, survivor, same.get(), decision)
    return _shown(scope, survivor, same)[0]


def outward_entries(
    scope: Scope, person_id: PersonId, wanted: EntriesWanted, *, after: str = "", limit: int = 25
) -> Page[OutwardEntry]:
    """Entries of a kind of somebody whom the viewer may open, those last told first."""
    access.require_permission(scope, Permission.RECORD_SEE)
    survivor = anchors.surviving([person_id])[person_id]
    decision = access.require(scope, survivor)
    ids = anchors.all_of(survivor)
    found = RecordEntry.objects.filter(
        _asked(wanted), person_id__in=ids, kind=wanted.kind.value, superseded_at=None
    )
    found = _readable(scope, decision, found)
    if wanted.first_ids is not None:
        found = _with_first(found).filter(Q(first_id__in=list(wanted.first_ids)))
    total = found[: MOST_COUNTED + 1].count()
    # Ids are made in the order of time, so they page as well as sort.
    page = found.filter(pk__lt=UUID(after)) if is_id(after) else found
    keys = list(page.order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    shown = _shown(scope, survivor, RecordEntry.objects.filter(pk__in=keys[:limit]))
    return Page(
        rows=tuple(shown),
        next_key=str(keys[limit - 1]) if len(keys) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _readable(scope: Scope, of: Limited, entries: QuerySet[RecordEntry]) -> QuerySet[RecordEntry]:
    for_them = entries.filter(access.for_viewer(scope, is_glass_broken=of.is_glass_broken))
    only = access.open_rows(scope, of, PARTS)
    return for_them if only is None else for_them.filter(only)


def _asked(wanted: EntriesWanted) -> Q:
    asked = Q()
    if wanted.codes is not None:
        any_of = Q(pk__in=[])
        for system, code in wanted.codes:
            any_of |= Q(code=code) if system is None else Q(code_system=system, code=code)
        asked &= any_of
    if wanted.since is not None:
        asked &= Q(at__gte=wanted.since)
    if wanted.until is not None:
        asked &= Q(at__lt=wanted.until)
    return asked


def _with_first(entries: QuerySet[RecordEntry]) -> QuerySet[Any]:
    first = RecordEntry.objects.filter(
        version=1,
        person_id=OuterRef("person_id"),
        source=OuterRef("source"),
        source_key=OuterRef("source_key"),
    )
    named = Case(
        When(version=1, then=F("pk")),
        default=Subquery(first.values("pk")[:1]),
        output_field=UUIDField(),
    )
    return entries.annotate(first_id=named)


def _shown(scope: Scope, survivor: PersonId, entries: QuerySet[RecordEntry]) -> list[OutwardEntry]:
    card = cards(scope, [survivor])[survivor]
    firsts = dict(_with_first(entries).values_list("pk", "first_id"))
    seen = Seen(scope, [survivor], card.is_location_restricted)
    drawn: Sequence[RecordRow] = rows.drawn(seen, entries.order_by("-pk"))
    return [OutwardEntry(firsts[row.entry_id], row, card) for row in drawn]
