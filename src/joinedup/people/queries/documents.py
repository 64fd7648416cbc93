"""Documents on what somebody wants, or who decides for them: those in force, and the earlier."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from joinedup.foundation import accounts, anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import FOR_OTHERS, Scope
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain import document_standing, document_words
from joinedup.people.domain.document_standing import Doubt, Held, Standing
from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    Ended,
    EndedHow,
    Focus,
    Involved,
    Known,
    Paper,
    Reviewed,
    Sight,
)
from joinedup.people.domain.record import HERE
from joinedup.people.models import Document, DocumentNote
from joinedup.people.queries import record_rows
from joinedup.people.queries.cards import Card
from joinedup.people.queries.items import KeptFor
from joinedup.people.queries.people import PersonPage, emergency_page, person_page
from joinedup.people.queries.record_sections import number_of, whose_name


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """That an original was seen, or a document found still right; and who wrote it down when."""

    done: Sight | Reviewed
    at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document as the viewer may know of it, and whether it counts today.

    Of somebody whose whereabouts are restricted nothing is in it that says where they are.
    """

    document_id: UUID
    version: Version
    paper: Paper
    standing: Standing
    doubts: tuple[Doubt, ...]
    recorded_at: datetime
    recorded_by: str
    source: str
    source_name: str
    asserted_at: datetime | None
    notes: tuple[NoteRow, ...]
    ended: Ended | None
    ended_at: datetime | None
    ended_by: str
    is_where_hidden: bool
    audience: Audience = Audience.EVERYBODY
    audience_of: str = ""
    is_held_back: bool = False

    @property
    def is_in_force(self) -> bool:
        """Whether it counts today."""
        return self.standing is Standing.IN_FORCE

    @property
    def seen(self) -> Sight | None:
        """Who saw the original last."""
        return _last(one.done for one in self.notes if isinstance(one.done, Sight))

    @property
    def reviewed(self) -> Reviewed | None:
        """Who found it still right last."""
        return _last(one.done for one in self.notes if isinstance(one.done, Reviewed))

    @property
    def review_on(self) -> date | None:
        """When it is to be looked at again: as the last review says, or else the paper."""
        return self.reviewed.next_on if self.reviewed else self.paper.review_on

    @property
    def is_review_overdue(self) -> bool:
        """Whether it should have been looked at again by now; it stays in force."""
        return self.review_on is not None and self.review_on < place.today()

    @property
    def line(self) -> str:
        """What it is and what to do by it."""
        return document_words.line(self.paper)

    @property
    def told(self) -> str:
        """When it was issued and looked at again, and who saw the original."""
        return document_words.told_of(
            self.paper,
            seen=self.seen,
            reviewed=self.reviewed,
            due_on=self.review_on,
            on=place.today(),
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever goes by it must know: faults, and why to ask."""
        return (*(one.label for one in self.doubts), *document_words.faults(self.paper))

    @property
    def ended_words(self) -> str:
        """Why it is not in force, where it is not."""
        if self.ended is not None:
            return document_words.end_in_words(self.ended)
        return document_words.not_in_force(self.standing, self.paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The documents of one person: what counts today, newest first of each kind; and the rest."""

    in_force: tuple[DocumentRow, ...] = ()
    earlier: tuple[DocumentRow, ...] = ()
    may_record: bool = False
    kept: tuple[KeptFor, ...] = ()

    @property
    def about_cpr(self) -> tuple[DocumentRow, ...]:
        """Those in force that say whether CPR is to be attempted, or are a form about it."""
        return tuple(one for one in self.in_force if document_standing.is_about_cpr(one.paper))

    @property
    def no_more(self) -> tuple[DocumentRow, ...]:
        """Of each kind with nothing in force, the last one: a copy may still lie on the table."""
        last: dict[DocumentKind, DocumentRow] = {}
        for one in self.earlier:
            is_theirs = one.ended is None or one.ended.how is not EndedHow.MISTAKE
            if is_theirs and one.standing is not Standing.SUPERSEDED:
                last.setdefault(one.paper.kind, one)
        held = {one.paper.kind for one in self.in_force}
        return tuple(one for kind, one in last.items() if kind not in held)


NOTHING: Final = Documents()


def documents_of(scope: Scope, card: Card, ids: Sequence[PersonId] = ()) -> Documents:
    """What somebody wants and who decides for them, for a viewer who may read it.

    A page that has the ids that the card stands for before it gives them.
    """
    if not may_read(scope, card):
        return NOTHING
    found = _held(ids) if ids else _held_of(card.person_id)
    every = _rows(found, is_hidden=card.is_location_restricted)
    # One for others takes the place of an earlier one all the same: what stands is found first.
    rows = [one for one in every if _is_for(scope, card, one)]
    return Documents(
        in_force=tuple(one for one in rows if one.is_in_force),
        earlier=tuple(one for one in rows if not one.is_in_force),
        may_record=scope.may(Permission.RECORD_ADD),
        kept=_kept(card, (one for one in every if one not in rows)),
    )


def _is_for(scope: Scope, card: Card, row: DocumentRow) -> bool:
    return access.is_for_viewer(
        scope,
        None if row.audience is Audience.EVERYBODY else row.audience,
        row.audience_of,
        is_glass_broken=card.is_glass_broken,
    )


def _kept(card: Card, rows: Iterable[DocumentRow]) -> tuple[KeptFor, ...]:
    whose = Counter("" if card.is_location_restricted else one.audience_of for one in rows)
    return tuple(
        KeptFor(of=of, name=whose_name(of), count=n, phone=number_of(of))
        for of, n in sorted(whose.items())
    )


def for_the_person(held: Documents) -> Documents:
    """Those that the person reads too: what is held back is on no sheet that is left with them."""
    return replace(
        held,
        in_force=tuple(one for one in held.in_force if not one.is_held_back),
        earlier=tuple(one for one in held.earlier if not one.is_held_back),
    )


def own_papers(ids: Sequence[PersonId], *, is_hidden: bool) -> tuple[DocumentRow, ...]:
    """Those in force that whoever they are about reads, whom of the staff they are for or not.

    What stands is found among all of them: one that is held back takes an earlier one's place too.
    """
    every = _rows(_held(ids), is_hidden=is_hidden)
    return tuple(one for one in every if one.is_in_force and not one.is_held_back)


def may_read(scope: Scope, card: Card) -> bool:
    """Whether a viewer may read somebody's documents: whoever has them open and sees records."""
    return card.is_open and scope.may(Permission.RECORD_SEE)


def document(scope: Scope, document_id: UUID) -> tuple[Card, DocumentRow, bool]:
    """One document, as it stands beside the others, whose it is, and whether all of them is open.

    It is open to whoever needs it in an emergency, and of a restricted record to whoever has a
    ground: nobody is kept from what somebody wants.
    """
    page = emergency_page(scope, _whose(scope, document_id))
    return page.card, _one_of(scope, page, document_id), page.decision.is_allowed


def document_to_change(scope: Scope, document_id: UUID) -> tuple[Card, DocumentRow]:
    """The same for whoever would write of it, to whom the person has to be open."""
    page = person_page(scope, _whose(scope, document_id))
    return page.card, _one_of(scope, page, document_id)


def _whose(scope: Scope, document_id: UUID) -> PersonId:
    whose = Document.objects.filter(pk=document_id).values_list("person_id", flat=True).first()
    if whose is None:
        raise NotFound()
    access.require_permission(scope, Permission.RECORD_SEE)
    return PersonId(whose)


def _one_of(scope: Scope, page: PersonPage, document_id: UUID) -> DocumentRow:
    held = documents_of(scope, page.card, page.ids)
    for one in (*held.in_force, *held.earlier):
        if one.document_id == document_id:
            return one
    raise NotPermitted(
        reasons=tuple(Reason(FOR_OTHERS, {"whose": one.name}) for one in held.kept),
        person_id=page.card.person_id,
    )


@question
def _held(ids: Sequence[PersonId]) -> QuerySet[Document]:
    return _with_notes(Document.objects.filter(person_id__in=ids))


@question
def _held_of(person_id: PersonId) -> QuerySet[Document]:
    return _with_notes(Document.objects.filter(anchors.theirs([person_id])))


def _with_notes(found: QuerySet[Document]) -> QuerySet[Document]:
    # One row a note, and one where there is none: a document has few.
    notes = {f"note_{name}": F(f"notes__{name}") for name in _OF_NOTE}
    named = {f"{which}_name": accounts.name_of(which) for which in ("recorded_by", "ended_by")}
    told = found.annotate(**notes, **named, note_recorder=accounts.name_of("notes__recorded_by"))
    return told.order_by("pk")


_OF_NOTE: Final = (*("id", "kind", "on", "name", "role", "next_on", "words", "recorded_at"),)


def _rows(found: Iterable[Document], *, is_hidden: bool) -> list[DocumentRow]:
    rows: dict[UUID, list[Document]] = {}
    for one in found:
        rows.setdefault(one.pk, []).append(one)
    if not rows:
        return []
    first = {document_id: noted[0] for document_id, noted in rows.items()}
    held = {one.pk: held_of(one) for one in first.values()}
    standing = document_standing.standings(list(held.values()), on=place.today())
    doubts = document_standing.doubts(list(held.values()), on=place.today())
    drawn = []
    for each in document_standing.newest_first(held.values()):
        row = _row(rows[each.document_id], each, standing[each.document_id])
        row = replace(row, doubts=doubts.get(each.document_id, ()))
        drawn.append(_without_where(row) if is_hidden else row)
    return drawn


def held_of(row: Document) -> Held:
    """A document as the rules of standing see it."""
    return Held(
        document_id=row.pk,
        paper=paper_of(row),
        recorded_at=row.recorded_at,
        recorded_on=local_day(row.recorded_at),
        ended_how=EndedHow(row.ended_how) if row.ended_how else None,
    )


def local_day(at: datetime) -> date:
    """The day that an instant was on in the place."""
    return at.astimezone(ZoneInfo(place.current().zone)).date()


def paper_of(row: Document) -> Paper:
    """What a document says, as the rules see it."""
    said = {one.name: getattr(row, one.name) for one in fields(Paper)}
    codes = {name: code(said[name]) for name, code in _CODES.items()}
    return Paper(**{**said, **codes})


_CODES: Final = {
    "kind": DocumentKind,
    "cpr": Cpr,
    "focus": Focus,
    "life_sustaining": Known,
    "is_registered": Known,
    "capacity": Known,
    "involved": Involved,
}


def _row(noted: Sequence[Document], held: Held, standing: Standing) -> DocumentRow:
    row = noted[0]
    ended = None
    if held.ended_how is not None:
        ended = Ended(
            how=held.ended_how,
            because=row.ended_because,
            on=row.ended_on,
            decided_by=row.ended_decided_by,
        )
    return DocumentRow(
        document_id=row.pk,
        version=Version(row.version),
        paper=held.paper,
        standing=standing,
        doubts=(),
        recorded_at=row.recorded_at,
        recorded_by=_named(row, "recorded_by_name"),
        source=row.source,
        source_name="" if row.source == HERE else _source(row.source),
        asserted_at=row.asserted_at,
        notes=_notes(noted),
        ended=ended,
        ended_at=row.ended_at,
        ended_by=_named(row, "ended_by_name"),
        is_where_hidden=False,
        audience=Audience(row.audience or Audience.EVERYBODY),
        audience_of=row.audience_of or "",
        is_held_back=bool(row.own_view),
    )


def _source(code: str, *, is_restricted: bool = False) -> str:
    partners = place.current().partners
    return record_rows.name_of(code, partners, is_restricted=is_restricted)


def _named(row: Document, column: str) -> str:
    return getattr(row, column) or ""


def _notes(noted: Sequence[Document]) -> tuple[NoteRow, ...]:
    """What was done with a document, the latest day first; of one day, what was told last."""
    told = [_note(one) for one in noted if one.note_id]  # type: ignore[attr-defined]
    told.sort(key=lambda one: (one.done.on or date.min, one.at), reverse=True)
    return tuple(told)


def _note(row: Document) -> NoteRow:
    of = {name: getattr(row, f"note_{name}") for name in _OF_NOTE}
    done: Sight | Reviewed = Sight(name=of["name"], role=of["role"], on=of["on"])
    if of["kind"] == DocumentNote.Kind.REVIEWED:
        done = Reviewed(
            name=of["name"],
            role=of["role"],
            on=of["on"],
            next_on=of["next_on"],
            words=of["words"],
        )
    return NoteRow(done=done, at=of["recorded_at"], recorded_by=_named(row, "note_recorder"))


def _without_where(row: DocumentRow) -> DocumentRow:
    ended = row.ended
    if ended is not None:
        why = document_words.safe_words(ended.because)
        ended = replace(ended, because=why, decided_by="")
    return replace(
        row,
        paper=document_words.without_where(row.paper),
        notes=tuple(replace(one, done=_nameless(one.done)) for one in row.notes),
        ended=ended,
        source_name=_source(row.source, is_restricted=True) if row.source_name else "",
        is_where_hidden=True,
    )


def _nameless(done: Sight | Reviewed) -> Sight | Reviewed:
    # Whoever goes to somebody is of a practice or a team, which says where.
    if isinstance(done, Reviewed):
        return replace(done, name="", role="", words=document_words.safe_words(done.words))
    return replace(done, name="", role="")


def _last[D: (Sight, Reviewed)](done: Iterable[D]) -> D | None:
    return next(iter(done), None)
