"""Who sees one item is chosen, and whether the person reads it online; each with its reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from joinedup.foundation import journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import events
from joinedup.people.domain import items as rules
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.items import (
    Because,
    Choice,
    HeldBack,
    ItemKind,
    OwnView,
    Seeing,
)
from joinedup.people.domain.record import EntryKind, EntrySent, Written
from joinedup.people.models import Document, ItemChoice, Person, RecordEntry
from joinedup.people.queries import documents, record, record_sections
from joinedup.people.services import rows as people
from joinedup.people.services.record_rows import Row


class NeverHeldBack(Refused):
    """Somebody always reads what they are allergic to."""

    code = "item_never_held_back"


class ItemChosen(Refused):
    """Somebody chose who sees the item, or marked it, since it was read."""

    code = "item_chosen_since"


@dataclass(frozen=True, slots=True)
class _Item:
    """An item that is being chosen about: whose it is, and its rows: every version of an entry."""

    kind: ItemKind
    named: UUID
    person_id: PersonId
    rows: Any
    may_be: tuple[Audience, ...]
    may_be_quiet: bool
    about: Person
    is_allergy: bool = False


@journey.change
def choose_audience(
    item_id: UUID, *, kind: ItemKind, choice: Choice, seen: int, at: datetime, by: Actor
) -> UUID:
    """Choose who sees an entry or a document, of those with a part in somebody's care.

    Whoever chooses is among those who see it, before and after. Returns the item.
    """
    item = _item(item_id, kind, by=by)
    given = rules.checked(
        choice,
        may_be=item.may_be,
        may_be_quiet=item.may_be_quiet,
        organisation=by.scope.organisation,
        teams=by.scope.teams,
        on=place.today(),
    )
    number = _next(item, seen=seen, about_view=False)
    item.rows.update(**_columns(given.seeing), is_chosen=True)
    _keep(item, given, number=number, at=at, by=by)
    return item_id


@journey.change
def mark_own_view(
    item_id: UUID, *, kind: ItemKind, held: HeldBack, seen: int, at: datetime, by: Actor
) -> UUID:
    """Mark that the person does not read an item online yet, or at all; or that they do again."""
    item = _item(item_id, kind, by=by)
    given = rules.checked_held(held, on=place.today())
    if item.is_allergy and given.view is not OwnView.SHOWN:
        raise NeverHeldBack(at="view")
    number = _next(item, seen=seen, about_view=True)
    item.rows.update(own_view=given.view.value or None)
    ItemChoice.objects.create(
        person_id=item.person_id,
        item_kind=item.kind.value,
        item_id=item.named,
        about_view=True,
        number=number,
        own_view=given.view.value,
        because=given.because.value,
        words=given.words,
        assessed_by=given.assessed_by,
        review_on=given.review_on,
        chosen_at=at,
        chosen_by=by.account_id,
    )
    fact = events.OwnViewMarked(
        item_id=item.named,
        item=item.kind,
        view=given.view,
        because=given.because,
        review_on=given.review_on,
    )
    journey.record(fact, about=item.about, person=item.person_id, at=at, by=by)
    return item_id


def seeing_of(sent: EntrySent, written: Written, *, by: Actor) -> Seeing | None:
    """Who an entry that is written here is for: as its author chose, or None for its kind's rule.

    Of what nobody is kept from nothing else can be chosen.
    """
    if written.audience is None:
        return _by_kind(sent, by)
    of = _of(written, by)
    choice = Choice(
        seeing=Seeing(audience=written.audience, of=of), because=Because.FOR_ONE_SERVICE
    )
    may_be = _audiences(_sections_of(sent))
    given = rules.checked(
        choice,
        may_be=may_be,
        may_be_quiet=False,
        organisation=by.scope.organisation,
        teams=by.scope.teams,
        on=place.today(),
    )
    return given.seeing


def note_written(made: Row, *, at: datetime, by: Actor) -> None:
    """Keep beside a new entry that its author chose who sees it, where that is not everybody."""
    if made.audience is None:
        return
    seeing = Seeing(audience=Audience(made.audience), of=made.audience_of or "")
    item = _entry_item(made.id, RecordEntry.objects.filter(pk=made.id).get())
    choice = Choice(seeing=seeing, because=Because.FOR_ONE_SERVICE)
    _keep(item, choice, number=1, at=at, by=by)


def _by_kind(sent: EntrySent, by: Actor) -> Seeing | None:
    said = rules.by_kind(sent.kind, _sections_of(sent))
    of = by.scope.organisation
    return Seeing(audience=said, of=of) if of and said is not Audience.EVERYBODY else None


def _sections_of(sent: EntrySent) -> frozenset[Any]:
    return record_sections.sections_said(
        sent.kind, code_system=sent.code_system, code=sent.code, words=sent.words, source=""
    )


def _of(written: Written, by: Actor) -> str:
    if written.audience is Audience.EVERYBODY:
        return ""
    if written.audience is Audience.TEAM:
        return written.audience_of
    return by.scope.organisation


def _audiences(sections: Collection[Any]) -> tuple[Audience, ...]:
    return (Audience.EVERYBODY,) if rules.is_never_narrowed(sections) else tuple(Audience)


def _item(item_id: UUID, kind: ItemKind, *, by: Actor) -> _Item:
    access.require_permission(by.scope, Permission.RECORD_ADD)
    if kind is ItemKind.ENTRY:
        # Says no to whoever may not read it.
        record.entry_of(by.scope, item_id)
        return _entry_item(item_id, RecordEntry.objects.get(pk=item_id))
    documents.document_to_change(by.scope, item_id)
    held = Document.objects.get(pk=item_id)
    whose = PersonId(held.person_id)
    return _Item(
        kind=kind,
        named=held.pk,
        person_id=whose,
        rows=Document.objects.filter(pk=held.pk),
        may_be=rules.audiences_of(DocumentKind(held.kind)),
        may_be_quiet=False,
        about=people.lock_record(whose),
    )


def _entry_item(item_id: UUID, held: RecordEntry) -> _Item:
    whose = PersonId(held.person_id)
    about = people.lock_record(whose)
    chain = RecordEntry.objects.filter(
        person_id=whose, source=held.source, source_key=held.source_key
    )
    first = chain.filter(version=1).values_list("pk", flat=True).get()
    live = chain.filter(superseded_at=None).get()
    may_be = _audiences(record_sections.sections_of(live))
    may_be_quiet = EntryKind(live.kind) not in rules.NEVER_KEPT_QUIET
    is_allergy = live.kind == EntryKind.ALLERGY
    return _Item(ItemKind.ENTRY, first, whose, chain, may_be, may_be_quiet, about, is_allergy)


def _next(item: _Item, *, seen: int, about_view: bool) -> int:
    """The number of the next choice of an item, if nobody chose since the user read it."""
    before = ItemChoice.objects.filter(item_id=item.named, about_view=about_view)
    count = before.count()
    if count != seen:
        raise ItemChosen()
    before.filter(is_latest=True).update(is_latest=False)
    return count + 1


def _columns(seeing: Seeing) -> dict[str, Any]:
    return {
        "audience": seeing.audience.value if seeing.is_narrow else None,
        "audience_of": seeing.of or None,
        "is_quiet": seeing.is_quiet or None,
    }


def _keep(item: _Item, given: Choice, *, number: int, at: datetime, by: Actor) -> None:
    ItemChoice.objects.create(
        person_id=item.person_id,
        item_kind=item.kind.value,
        item_id=item.named,
        about_view=False,
        number=number,
        audience=given.seeing.audience.value,
        audience_of=given.seeing.of,
        is_quiet=given.seeing.is_quiet,
        because=given.because.value,
        words=given.words,
        review_on=given.review_on,
        chosen_at=at,
        chosen_by=by.account_id,
    )
    fact = events.AudienceChosen(
        item_id=item.named,
        item=item.kind,
        audience=given.seeing.audience,
        of=given.seeing.of,
        because=given.because,
    )
    journey.record(fact, about=item.about, person=item.person_id, at=at, by=by)
