"""One document in words: what it says, term by term, and what happened to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from joinedup.people.domain import document_words, documents
from joinedup.people.domain.documents import DocumentKind, Known, Sight
from joinedup.people.queries.documents import DocumentRow, NoteRow
from joinedup.web import filters


class Happened(NamedTuple):
    """One thing that happened to a document: what, in whose words, and who wrote it down when."""

    title: str
    words: str
    by: str


def facts(row: DocumentRow) -> list[tuple[str, str]]:
    """What a document says, with what is not known said as not known."""
    paper = row.paper
    asked = documents.asked_of(paper.kind)
    told = dict(_of_kind(row))
    found = [(words, told[name]) for name, words in _terms().items() if name in asked]
    return [(words, said) for words, said in found if said]


def _terms() -> dict[str, str]:
    return {
        "cpr": _("CPR"),
        "focus": _("Focus of care"),
        "recommended": _("Recommended"),
        "not_recommended": _("Not recommended"),
        "treatments": _("Refuses"),
        "proxy_name": _("Who decides when they cannot"),
        "proxy_phone": _("Their number"),
        "is_registered": _("Registered with the Office of the Public Guardian"),
        "life_sustaining": _("Covers life-sustaining treatment"),
        "is_in_writing": _("What the law asks of it"),
        "care_place": _("To be cared for"),
        "death_place": _("To die"),
        "details": _("What else it says"),
        "issued_on": _("Issued"),
        "review_on": _("Review"),
        "valid_until": _("Valid until"),
        "signed_by": _("Signed by"),
        "involved": _("Who took part"),
        "capacity": _("Could decide when it was made"),
        "kept_where": _("Original kept"),
    }


def _of_kind(row: DocumentRow) -> Iterator[tuple[str, str]]:
    paper = row.paper
    for name in ("cpr", "focus", "is_registered", "life_sustaining", "capacity"):
        yield name, str(getattr(paper, name).label)
    for name in ("recommended", "not_recommended", "treatments", "proxy_name", "details"):
        yield name, getattr(paper, name)
    phone = filters.phone(paper.proxy_phone) if paper.proxy_phone else _("Not recorded")
    yield "proxy_phone", phone
    yield "is_in_writing", _law(row)
    for name in ("care_place", "death_place", "signed_by", "kept_where"):
        yield name, getattr(paper, name) or _("Not recorded")
    yield "issued_on", filters.day(paper.issued_on) if paper.issued_on else _("Not known")
    yield "review_on", filters.day(row.review_on) if row.review_on else _("No day set")
    yield "valid_until", filters.day(paper.valid_until) if paper.valid_until else ""
    who = f": {paper.involved_who}" if paper.involved_who else ""
    yield "involved", f"{paper.involved.label}{who}"


def _law(row: DocumentRow) -> str:
    paper = row.paper
    if paper.kind is DocumentKind.ADRT and paper.life_sustaining is Known.NO:
        return _("Nothing in writing: it is not about life-sustaining treatment")
    missing = documents.missing_by_law(paper)
    if not missing:
        return _("Written, signed, witnessed, and said to hold even if life is at risk")
    return _("Not shown to be: %(what)s") % {"what": ", ".join(missing)}


def history(row: DocumentRow) -> list[Happened]:
    """What happened to a document, the latest first."""
    told = [*_ended(row), *((one.at, _noted(one)) for one in row.notes)]
    told.append((row.recorded_at, _recorded(row)))
    return [one for _at, one in sorted(told, key=lambda one: one[0], reverse=True)]


def _ended(row: DocumentRow) -> Iterator[tuple[datetime, Happened]]:
    if row.ended is not None and row.ended_at is not None:
        words = document_words.end_in_words(row.ended)
        yield row.ended_at, Happened(_("Ended"), words, _by(row.ended_by, row.ended_at))


def _noted(note: NoteRow) -> Happened:
    is_seen = isinstance(note.done, Sight)
    title = _("Original seen") if is_seen else _("Reviewed: still right")
    words = document_words.who_and_when(note.done)
    if not isinstance(note.done, Sight):
        more = [note.done.words] if note.done.words else []
        if note.done.next_on:
            more.append(_("Next review %(day)s") % {"day": filters.short_day(note.done.next_on)})
        words = ". ".join([words, *more])
    return Happened(title, words, _by(note.recorded_by, note.at))


def _recorded(row: DocumentRow) -> Happened:
    if not row.source_name:
        return Happened(_("Recorded here"), "", _by(row.recorded_by, row.recorded_at))
    at = filters.moment(row.asserted_at) if row.asserted_at else _("no time given")
    said = {"source": row.source_name, "at": at}
    words = _("Sent by %(source)s, as of %(at)s") % said
    return Happened(_("Received"), words, filters.moment(row.recorded_at))


def _by(who: str, at: datetime) -> str:
    return _("%(who)s, %(at)s") % {"who": who, "at": filters.moment(at)}
