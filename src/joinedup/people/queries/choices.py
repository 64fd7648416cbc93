"""Who sees one item and how that came to be; what a person reads themselves; what to review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from joinedup.foundation import accounts
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.audience import Audience
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import items as rules
from joinedup.people.domain.items import Because, ItemKind, OwnView
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import Document, ItemChoice, RecordEntry
from joinedup.people.queries import documents, record
from joinedup.people.queries.cards import Card, cards
from joinedup.people.queries.record_sections import sections_of, whose_name

MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One choice of who sees an item, or one mark on the person's own view."""

    audience: Audience | None
    whose: str
    is_quiet: bool
    view: OwnView | None
    because: Because
    words: str
    assessed_by: str
    review_on: date | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoSees:
    """Who sees one item now, how that came to be, and what may be chosen.

    `seen` and `seen_view` count the choices and the marks so far: one that was made since is told.
    """

    item_id: UUID
    kind: ItemKind
    card: Card
    title: str
    audience: Audience
    whose: str
    view: OwnView
    may_be: tuple[Audience, ...]
    may_be_quiet: bool
    seen: int
    seen_view: int
    history: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReview:
    """A choice or mark whose day has come, for whoever made it."""

    item_id: UUID
    kind: ItemKind
    person_id: PersonId
    is_about_view: bool
    review_on: date


def who_sees(scope: Scope, item_id: UUID, kind: ItemKind) -> WhoSees:
    """Who sees an entry or a document that the viewer may read."""
    if kind is ItemKind.DOCUMENT:
        card, drawn = documents.document_to_change(scope, item_id)
        held = Document.objects.get(pk=item_id)
        may_be = rules.audiences_of(drawn.paper.kind)
        return _who_sees(held, item_id, kind, card, drawn.paper.kind.label, may_be)
    person_id, versions = record.entry_of(scope, item_id)
    entry = RecordEntry.objects.get(pk=item_id)
    title = next(one.words for one in versions if one.entry_id == item_id) or entry.kind
    may_be = (Audience.EVERYBODY,)
    if not rules.is_never_narrowed(sections_of(entry)):
        may_be = tuple(Audience)
    card = cards(scope, [person_id])[person_id]
    return _who_sees(entry, _first(entry), kind, card, title, may_be)


def to_review(scope: Scope, *, on: date) -> list[ToReview]:
    """Choices and marks of the viewer's own whose day has come, the longest overdue first."""
    access.require_permission(scope, Permission.RECORD_ADD)
    due = ItemChoice.objects.filter(
        access.visible(scope), chosen_by=scope.account_id, is_latest=True, review_on__lte=on
    )
    found = due.order_by("review_on", "pk")[:MOST]
    for one in found:
        scope.show(PersonId(one.person_id), "review")
    return [
        ToReview(
            item_id=one.item_id,
            kind=ItemKind(one.item_kind),
            person_id=PersonId(one.person_id),
            is_about_view=one.about_view,
            review_on=one.review_on or on,
        )
        for one in found
    ]


def _first(entry: RecordEntry) -> UUID:
    chain = RecordEntry.objects.filter(
        person_id=entry.person_id, source=entry.source, source_key=entry.source_key, version=1
    )
    return chain.values_list("pk", flat=True).get()


def _who_sees(
    held: RecordEntry | Document,
    named: UUID,
    kind: ItemKind,
    card: Card,
    title: str,
    may_be: tuple[Audience, ...],
) -> WhoSees:
    chosen = list(ItemChoice.objects.filter(item_id=named).order_by("-chosen_at", "-pk"))
    by = accounts.names(one.chosen_by for one in chosen)
    is_entry = kind is ItemKind.ENTRY
    return WhoSees(
        item_id=held.pk,
        kind=kind,
        card=card,
        title=title,
        audience=Audience(held.audience or Audience.EVERYBODY),
        whose=whose_name(held.audience_of or ""),
        view=OwnView(held.own_view or ""),
        may_be=may_be,
        may_be_quiet=is_entry and EntryKind(held.kind) not in rules.NEVER_KEPT_QUIET,
        seen=sum(not one.about_view for one in chosen),
        seen_view=sum(one.about_view for one in chosen),
        history=tuple(_chosen(chosen, by)),
    )


def _chosen(choices: Iterable[ItemChoice], by: dict[UUID, str]) -> Iterable[Chosen]:
    for one in choices:
        yield Chosen(
            audience=None if one.about_view else Audience(one.audience),
            whose=whose_name(one.audience_of),
            is_quiet=one.is_quiet,
            view=OwnView(one.own_view) if one.about_view else None,
            because=Because(one.because),
            words=one.words,
            assessed_by=one.assessed_by,
            review_on=one.review_on,
            at=one.chosen_at,
            by=by.get(one.chosen_by, ""),
        )
