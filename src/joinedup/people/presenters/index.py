"""Words for what a search was read as, and for what somebody found answers of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.people.domain.ranking import Why
from joinedup.people.domain.search import Query
from joinedup.people.queries import Card, Former, Found
from joinedup.web import filters, words
from joinedup.web.sentences.kinds import Sentence

WHY: Final = {
    Why.NUMBER: (gettext_lazy("NHS number matches"), "green"),
    Why.NAME: (gettext_lazy("Name matches"), "green"),
    Why.NAME_SIMILAR: (gettext_lazy("Name is similar"), "yellow"),
    Why.NAME_PART: (gettext_lazy("Part of the name matches"), "yellow"),
    Why.NAME_DIFFERS: (gettext_lazy("Name differs"), "red"),
    Why.BORN: (gettext_lazy("Date of birth matches"), "green"),
    Why.BORN_SWAPPED: (gettext_lazy("Day and month of birth changed over"), "yellow"),
    Why.BORN_SLIP: (gettext_lazy("Date of birth is one figure off"), "yellow"),
    Why.BORN_DIFFERS: (gettext_lazy("Date of birth differs"), "red"),
    Why.POSTCODE: (gettext_lazy("Postcode matches"), "green"),
    Why.DISTRICT: (gettext_lazy("Same postcode area"), "yellow"),
    Why.POSTCODE_DIFFERS: (gettext_lazy("Postcode differs"), "red"),
    Why.PHONE: (gettext_lazy("Telephone matches"), "green"),
}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Somebody found, with words for what they answer and the tone of each."""

    card: Card
    why: tuple[tuple[str, str], ...]
    can_open: bool


def found_rows(found: Iterable[Found]) -> tuple[FoundRow, ...]:
    """People found as the page lists them."""
    return tuple(
        FoundRow(one.card, tuple((str(WHY[why][0]), WHY[why][1]) for why in one.why), one.can_open)
        for one in found
    )


def read_as(query: Query) -> list[str]:
    """How a search was read, so that whoever typed it sees what was looked for."""
    said = []
    if query.number:
        said.append(_("NHS number %(number)s") % {"number": query.number.display})
    if query.names:
        said.append(_("name %(names)s") % {"names": " ".join(query.names).title()})
    if query.births:
        days = _(" or ").join(filters.day(born_on) for born_on in query.births)
        said.append(_("born %(days)s") % {"days": days})
    if query.postcode or query.district:
        said.append(_("postcode %(code)s") % {"code": query.postcode or query.district})
    if query.phone:
        said.append(_("telephone %(number)s") % {"number": filters.phone(query.phone)})
    return said


def problems(query: Query) -> list[str]:
    """What of a search could not be read, in words: it was looked for by the rest."""
    return [words.of_refusal(code, {}) for code in query.problems]


def as_json(query: Query, found: Iterable[Found]) -> dict[str, object]:
    """A search and its answers, for a page's script."""
    return {
        "read_as": read_as(query),
        "problems": problems(query),
        "found": [_row_as_json(row) for row in found_rows(found)],
    }


def _row_as_json(row: FoundRow) -> dict[str, object]:
    card = row.card
    return {
        "id": str(card.person_id),
        "name": card.name,
        "born": filters.day(card.born_on) if card.born_on else None,
        "age": card.age,
        "died": filters.day(card.died_on) if card.died_on else None,
        "nhs_number": card.nhs_number,
        "practice": card.practice_name,
        "is_location_restricted": card.is_location_restricted,
        "can_open": row.can_open,
        "why": [said for said, _tone in row.why],
    }


@dataclass(frozen=True, slots=True)
class FormerRow:
    """One detail as it was until it was corrected, under its name on the form."""

    label: str
    was: str
    until: datetime


def former_rows(former: Iterable[Former], labels: Mapping[str, Sentence]) -> list[FormerRow]:
    """What was corrected, in the words of the form that corrects it."""
    return [FormerRow(str(labels[one.field]), one.was, one.until) for one in former]


@dataclass(frozen=True, slots=True)
class Compared:
    """One detail of two entries, side by side."""

    label: str
    described: str
    known: str


def compared(described: Card, known: Card) -> tuple[Compared, ...]:
    """Two entries side by side, so that somebody can tell whether they are one person."""
    return tuple(
        Compared(label, mine, theirs)
        for (label, mine), (_label, theirs) in zip(_lines(described), _lines(known), strict=True)
    )


def _lines(card: Card) -> tuple[tuple[str, str], ...]:
    unknown = _("Not known")
    return (
        (_("Name"), card.name),
        (_("Description"), card.description or unknown),
        (_("Born"), filters.day(card.born_on) if card.born_on else unknown),
        (_("Gender"), card.gender.label),
        (_("NHS number"), card.nhs_number or unknown),
        (
            _("Address"),
            _("Restricted: ask") if card.is_location_restricted else card.address or unknown,
        ),
        (_("Telephone"), filters.phone(card.phone) if card.phone else unknown),
    )
