"""The four places that somebody may have: where they live, are now, are registered, which council.

Each is told with where it is known from and since when. Of somebody whose whereabouts are
restricted none is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.foundation import accounts, place
from joinedup.foundation.models import periods
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.models import FormerDetail, Person, Registration, Whereabouts
from joinedup.people.queries.cards import Card
from joinedup.people.queries.people import person_page

_ADDRESS: Final = ("address_lines", "postcode")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOf:
    """One of somebody's places: what it is called, since when that is held, and who said so.

    `is_ours` is None where the place does not say; beyond our border `taker` takes people, on
    `telephone`.
    """

    words: str = ""
    code: str = ""
    postcode: str = ""
    source: str = ""
    at: datetime | None = None
    is_ours: bool | None = None
    taker: str = ""
    telephone: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything is held."""
        return bool(self.words or self.postcode or self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class FourPlaces:
    """Where somebody lives, is now, is registered, and whose council it is."""

    lives: PlaceOf
    is_now: PlaceOf
    registered: PlaceOf
    council: PlaceOf
    is_hidden: bool = False


UNKNOWN: Final = PlaceOf()
HIDDEN: Final = FourPlaces(
    lives=UNKNOWN, is_now=UNKNOWN, registered=UNKNOWN, council=UNKNOWN, is_hidden=True
)


def four_places(scope: Scope, person_id: PersonId) -> FourPlaces:
    """The four places of somebody whom the viewer may open."""
    return four_places_of(scope, person_page(scope, person_id).card)


def four_places_of(scope: Scope, card: Card) -> FourPlaces:
    """The same of a person whose card the viewer has before them."""
    if card.is_location_restricted or not card.is_open:
        return HIDDEN
    person_id = card.person_id
    corrected = FormerDetail.objects.filter(person_id=person_id, field__in=_ADDRESS)
    last = corrected.order_by("-until").values_list("until", "corrected_by").first()
    practice = Registration.objects.filter(periods.running(scope.now), person_id=person_id).first()
    elsewhere = Whereabouts.objects.filter(periods.running(scope.now), person_id=person_id).first()
    said_by = {one.recorded_by for one in (practice, elsewhere) if one is not None}
    names = accounts.names(said_by | ({last[1]} if last else set()))
    lives = _lives(card, last, names)
    return FourPlaces(
        lives=lives,
        is_now=_now(elsewhere, names) if elsewhere else lives,
        registered=_registered(card, practice, names),
        council=_council(lives),
    )


def _lives(card: Card, corrected: tuple[datetime, UUID] | None, names: dict[UUID, str]) -> PlaceOf:
    if not (card.address or card.postcode):
        return UNKNOWN
    made_at = Person.objects.filter(pk=card.person_id).values_list("made_at", flat=True)
    at, by = corrected or (made_at.get(), None)
    source = names.get(by, "") if by else ""
    return _at(card.address or "", card.postcode or "", source=source, at=at)


def _now(row: Whereabouts, names: dict[UUID, str]) -> PlaceOf:
    kind = place.current().location_kinds.get(row.kind)
    words = row.words or (str(kind.name) if kind else row.kind)
    by = names.get(row.recorded_by, "")
    return _at(words, row.postcode, source=by, at=row.since, code=row.kind)


def _registered(card: Card, row: Registration | None, names: dict[UUID, str]) -> PlaceOf:
    if row is None:
        return UNKNOWN
    return PlaceOf(
        words=card.practice_name or row.practice_code,
        code=row.practice_code,
        source=names.get(row.recorded_by, ""),
        at=row.since,
        is_ours=place.current().practice_locality(row.practice_code) is not None,
    )


def _council(lives: PlaceOf) -> PlaceOf:
    """Whose council an address is in, by the first half of its postcode."""
    here = place.current()
    area = here.area_of(lives.postcode)
    if area is None:
        return PlaceOf(
            is_ours=lives.is_ours, taker=lives.taker, telephone=lives.telephone, at=lives.at
        )
    council = here.organisations[str(area.council)]
    return PlaceOf(
        words=str(council.name),
        code=council.code,
        source=lives.postcode.partition(" ")[0],
        at=lives.at,
        is_ours=True,
    )


def _at(words: str, postcode: str, *, source: str, at: datetime, code: str = "") -> PlaceOf:
    here = place.current()
    neighbour = here.neighbour_of(postcode)
    is_ours = True if here.area_of(postcode) else False if neighbour else None
    return PlaceOf(
        words=words,
        code=code,
        postcode=postcode,
        source=source,
        at=at,
        is_ours=is_ours,
        taker=str(neighbour.name) if neighbour else "",
        telephone=neighbour.telephone if neighbour else "",
    )

