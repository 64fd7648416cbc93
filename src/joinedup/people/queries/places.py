"""The four places that somebody may have: where they live, are now, are registered, which council.

Each is told with where it is known from and since when. Of somebody whose whereabouts are
restricted none is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, FilteredRelation, OuterRef, Subquery

from joinedup.foundation import place
from joinedup.foundation.models import Account, periods
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.models import FormerDetail, Person
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
    row = _asked_at_once(card.person_id, scope.now)
    lives = _lives(card, row)
    return FourPlaces(
        lives=lives,
        is_now=_now(row) if row["now_kind"] else lives,
        registered=_registered(card, row),
        council=_council(lives),
    )


def _asked_at_once(person_id: PersonId, at: datetime) -> Mapping[str, Any]:
    """What is held of each place, since when and by whom, in one question."""
    last = FormerDetail.objects.filter(person_id=OuterRef("pk"), field__in=_ADDRESS)
    last = last.order_by("-until")
    registered, elsewhere = (
        FilteredRelation(name, condition=periods.running(at, path=f"{name}__"))
        for name in ("registrations", "whereabouts")
    )
    people = Person.objects.filter(pk=person_id).alias(practice_now=registered, place_now=elsewhere)
    return people.values(
        "made_at",
        corrected_at=Subquery(last.values("until")[:1]),
        corrected_by=Subquery(last.values(name=_name_of("corrected_by"))[:1]),
        practice=F("practice_now__practice_code"),
        practice_at=F("practice_now__since"),
        practice_by=_name_of("practice_now__recorded_by"),
        now_kind=F("place_now__kind"),
        now_words=F("place_now__words"),
        now_postcode=F("place_now__postcode"),
        now_at=F("place_now__since"),
        now_by=_name_of("place_now__recorded_by"),
    ).get()


def _name_of(column: str) -> Subquery:
    return Subquery(Account.objects.filter(pk=OuterRef(column)).values("display_name")[:1])


def _lives(card: Card, row: Mapping[str, Any]) -> PlaceOf:
    if not (card.address or card.postcode):
        return UNKNOWN
    at = row["corrected_at"] or row["made_at"]
    return _at(card.address or "", card.postcode or "", source=row["corrected_by"] or "", at=at)


def _now(row: Mapping[str, Any]) -> PlaceOf:
    kind = place.current().location_kinds.get(row["now_kind"])
    words = row["now_words"] or (str(kind.name) if kind else row["now_kind"])
    by = row["now_by"] or ""
    return _at(words, row["now_postcode"], source=by, at=row["now_at"], code=row["now_kind"])


def _registered(card: Card, row: Mapping[str, Any]) -> PlaceOf:
    code = row["practice"]
    if code is None:
        return UNKNOWN
    return PlaceOf(
        words=card.practice_name or code,
        code=code,
        source=row["practice_by"] or "",
        at=row["practice_at"],
        is_ours=place.current().practice_locality(code) is not None,
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
