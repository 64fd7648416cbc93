"""The record as whoever it is about reads it: its parts, and each entry in a few lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.people.domain.own_parts import OwnPart
from joinedup.people.domain.record import HERE, When
from joinedup.people.queries.documents import DocumentRow
from joinedup.people.queries.own_record import OwnEntry
from joinedup.people.queries.record_rows import RecordRow
from joinedup.web import filters
from joinedup.web.sentences.kinds import Sentence


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of one's record: its code, what it is called, and how much of it there is."""

    code: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry: its words, when it was, who told us, and whether it is over."""

    words: str
    value: str
    when: str
    told_by: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper on what somebody wants: what it is, what it says, and who saw it."""

    title: str
    words: tuple[str, ...]
    told: str


def parts(held: Mapping[OwnPart, int]) -> list[PartRow]:
    """Every part, those with nothing to read among them: all are where one looks for them."""
    return [PartRow(part.value, title(part), count) for part, count in held.items()]


def title(part: OwnPart) -> str:
    """What a part is called."""
    return str(_TITLES[part])


def entries(found: Iterable[OwnEntry]) -> list[EntryLine]:
    """Entries in a few lines each."""
    return [
        EntryLine(
            words=one.row.words or _("Words we do not show here, to keep you safe"),
            value=one.row.value,
            when=_when(one.row),
            told_by="" if one.row.source == HERE else one.row.source_name,
            is_over=one.is_over,
        )
        for one in found
    ]


def papers(found: Iterable[DocumentRow]) -> list[PaperLine]:
    """Papers in force."""
    return [
        PaperLine(one.line, tuple(filter(None, (one.paper.summary, one.paper.details))), one.told)
        for one in found
    ]


def _when(row: RecordRow) -> str:
    if row.when is When.TIME:
        return filters.moment(row.at)
    if row.when is When.DAY:
        return filters.short_day(row.at)
    return _("We do not know the day")


_TITLES: Final[Mapping[OwnPart, Sentence]] = {
    OwnPart.MEDICINES: _lazy("Medicines"),
    OwnPart.ALLERGIES: _lazy("Allergies"),
    OwnPart.CONDITIONS: _lazy("Illnesses and health problems"),
    OwnPart.TESTS: _lazy("Tests and readings"),
    OwnPart.VISITS: _lazy("Visits and stays"),
    OwnPart.TREATMENTS: _lazy("Operations and treatments"),
    OwnPart.VACCINES: _lazy("Jabs"),
    OwnPart.PLANS: _lazy("Plans and goals"),
    OwnPart.LETTERS: _lazy("Letters"),
    OwnPart.WISHES: _lazy("Papers on what you want"),
    OwnPart.NOTES: _lazy("Notes"),
}
