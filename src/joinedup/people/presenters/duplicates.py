"""Words for what agrees and differs in two entries, and the two side by side."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.people.domain.likeness import POINTS, Sign
from joinedup.people.queries import Card
from joinedup.people.queries.duplicates import Compared, Pair, Side
from joinedup.web import filters, place_words

SIGNS: Final = {
    Sign.FAMILY_SAME: gettext_lazy("Same family name"),
    Sign.FAMILY_SIMILAR: gettext_lazy("Family name sounds alike"),
    Sign.FAMILY_DIFFERS: gettext_lazy("Family name differs"),
    Sign.GIVEN_SAME: gettext_lazy("Same given name"),
    Sign.GIVEN_SIMILAR: gettext_lazy("Given name sounds alike"),
    Sign.GIVEN_INITIAL: gettext_lazy("Same initial"),
    Sign.GIVEN_DIFFERS: gettext_lazy("Given name differs"),
    Sign.NAMES_CHANGED_OVER: gettext_lazy("Family and given name changed over"),
    Sign.BORN_SAME: gettext_lazy("Same date of birth"),
    Sign.BORN_SWAPPED: gettext_lazy("Day and month of birth changed over"),
    Sign.BORN_SLIP: gettext_lazy("Date of birth is one figure off"),
    Sign.BORN_DIFFERS: gettext_lazy("Date of birth differs"),
    Sign.NUMBERS_DIFFER: gettext_lazy("NHS numbers differ, one of them not verified"),
    Sign.VERIFIED_NUMBERS_DIFFER: gettext_lazy("Two verified NHS numbers"),
    Sign.SOURCE_NUMBER_SAME: gettext_lazy("Same number in another system"),
    Sign.ADDRESS_SAME: gettext_lazy("Same address"),
    Sign.POSTCODE_SAME: gettext_lazy("Same postcode"),
    Sign.POSTCODE_DIFFERS: gettext_lazy("Postcode differs"),
    Sign.PHONE_SAME: gettext_lazy("Same telephone"),
    Sign.GENDER_DIFFERS: gettext_lazy("Gender differs"),
    Sign.ONE_HAS_DIED: gettext_lazy("One of them has died"),
    Sign.SAID_BY_SOMEBODY: gettext_lazy("Somebody asked for them to be compared"),
}
_IN_PART: Final = {
    Sign.FAMILY_SIMILAR,
    Sign.GIVEN_SIMILAR,
    Sign.GIVEN_INITIAL,
    Sign.NAMES_CHANGED_OVER,
    Sign.BORN_SWAPPED,
    Sign.BORN_SLIP,
}


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as the list shows it: why it is asked about, and what speaks against it."""

    pair: Pair
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One detail of both entries, and whether it is the same."""

    label: str
    one: str
    other: str
    mark: str
    tone: str


def pair_row(pair: Pair) -> PairRow:
    """A pair with its signs in words, what agrees first."""
    in_order = sorted(pair.signs, key=lambda sign: -POINTS[sign])
    return PairRow(pair, tuple((str(SIGNS[sign]), _tone(sign)) for sign in in_order))


def dangers(compared: Compared) -> list[str]:
    """What speaks against joining two entries, in words."""
    return [str(SIGNS[sign]) for sign in compared.dangers]


def entries(compared: Compared) -> list[tuple[str, str]]:
    """The two entries to choose the one from that goes on, the likelier first."""
    sides = sorted(compared.sides, key=_stands_behind)
    return [(str(side.card.person_id), _entry(side)) for side in sides]


def lines(compared: Compared) -> list[Line]:
    """The two side by side, detail by detail."""
    one, other = compared.sides
    return [
        _line(label, mine, theirs)
        for (label, mine), (_label, theirs) in zip(_details(one), _details(other), strict=True)
        if mine or theirs
    ]


def _line(label: str, one: str | None, other: str | None) -> Line:
    unknown = _("Not known")
    mark, tone = "", ""
    # What is not shown, or was only ever the day of a record, neither agrees nor differs.
    says_nothing = {_("Restricted: ask"), _("Not shown to you")} & {one, other}
    if one and other and not says_nothing and label != _("In the index since"):
        is_same = one.casefold() == other.casefold()
        mark, tone = (_("Same"), "green") if is_same else (_("Differs"), "yellow")
    return Line(label, one or unknown, other or unknown, mark, tone)


def _details(side: Side) -> list[tuple[str, str | None]]:
    card = side.card
    return [
        (_("Family name"), card.family_name),
        (_("Given names"), card.given_name),
        (_("Likes to be called"), card.known_as),
        (_("Born"), filters.day(card.born_on) if card.born_on else None),
        (_("Died"), filters.day(card.died_on) if card.died_on else None),
        (_("Gender"), card.gender.label if card.gender != "unknown" else None),
        (_("NHS number"), _number(card)),
        (_("Address"), _if_shown(card, card.address)),
        (_("Postcode"), _if_shown(card, card.postcode)),
        (_("Telephone"), filters.phone(card.phone) if card.phone else _if_shown(card, None)),
        (place_words.filled("%(Practice)s"), _practice(card)),
        (_("Language"), card.language),
        (_("Other numbers"), ", ".join(value for _system, value in side.identifiers)),
        (_("In the index since"), filters.day(side.since.date())),
    ]


def _if_shown(card: Card, value: str | None) -> str | None:
    if card.is_location_restricted:
        return _("Restricted: ask")
    return value if card.is_open else _("Not shown to you")


def _practice(card: Card) -> str | None:
    return _("Restricted: ask") if card.is_location_restricted else card.practice_name


def _number(card: Card) -> str | None:
    if not card.nhs_number:
        return None
    how = _("verified") if card.is_nhs_number_verified else _("not verified")
    return f"{card.nhs_number}, {how}"


def _entry(side: Side) -> str:
    since = _("in the index since %(day)s") % {"day": filters.day(side.since.date())}
    return ", ".join(part for part in (side.card.name, _number(side.card), since) if part)


def _stands_behind(side: Side) -> tuple[bool, bool, object]:
    return (not side.card.is_nhs_number_verified, not side.card.nhs_number, side.since)


def _tone(sign: Sign) -> str:
    if sign in _IN_PART:
        return "yellow"
    return "green" if POINTS[sign] > 0 else "red"
