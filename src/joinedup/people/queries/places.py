"""The four places that somebody may have: where they live, are now, are registered, which council.

Each is told with where it is known from and since when. Of somebody whose whereabouts are
restricted none is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from joinedup.foundation import accounts, place
from joinedup.foundation.models import periods
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.models import FormerDetail, Person, Registration, Whereabouts
from joinedup.people.queries.cards import Card

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


class Held(NamedTuple):
    """What the store holds of somebody's places besides their card, and who said each."""

    made_at: datetime
    corrected_at: datetime | None
    corrected_by: UUID | None
    practice_code: str | None
    practice_since: datetime | None
    practice_by: UUID | None
    where_kind: str | None
    where_words: str | None
    where_postcode: str | None
    where_since: datetime | None
    where_by: UUID | None
    corrected_by_name: str | None
    practice_by_name: str | None
    where_by_name: str | None

    @property
    def names(self) -> dict[UUID, str]:
        """The accounts that said any of it, by name."""
        said = (
            (self.corrected_by, self.corrected_by_name),
            (self.practice_by, self.practice_by_name),
            (self.where_by, self.where_by_name),
        )
        return {one: name for one, name in said if one is not None and name is not None}


UNKNOWN: Final = PlaceOf()
HIDDEN: Final = FourPlaces(
    lives=UNKNOWN, is_now=UNKNOWN, registered=UNKNOWN, council=UNKNOWN, is_hidden=True
)


def four_places_of(scope: Scope, card: Card) -> FourPlaces:
    """The four places of a person whose card the viewer has before them."""
    return told_of(card, held_of(scope, card))


def held_of(scope: Scope, card: Card) -> Held | None:
    """What is held of somebody's places, in one question; None where it may not be told."""
    if card.is_location_restricted or not card.is_open:
        return None
    return Held(*_held(card.person_id, scope.now)[0])


@question
def _held(person_id: PersonId, now: datetime) -> QuerySet[Any, Any]:
    running = periods.running(now)
    of_person = {"person_id": OuterRef("pk")}
    corrected = FormerDetail.objects.filter(**of_person, field__in=_ADDRESS).order_by("-until")
    practice = Registration.objects.filter(running, **of_person)
    elsewhere = Whereabouts.objects.filter(running, **of_person)
    wanted = {
        "corrected_at": Subquery(corrected.values("until")[:1]),
        "corrected_by": Subquery(corrected.values("corrected_by")[:1]),
        "practice": Subquery(practice.values("practice_code")[:1]),
        "practice_since": Subquery(practice.values("since")[:1]),
        "practice_by": Subquery(practice.values("recorded_by")[:1]),
        "where_kind": Subquery(elsewhere.values("kind")[:1]),
        "where_words": Subquery(elsewhere.values("words")[:1]),
        "where_postcode": Subquery(elsewhere.values("postcode")[:1]),
        "where_since": Subquery(elsewhere.values("since")[:1]),
        "where_by": Subquery(elsewhere.values("recorded_by")[:1]),
    }
    # Who said each, after what they said: a column may name one that stands before it.
    named = {f"{column}_name": accounts.name_of(column) for column in wanted if column in _SAID_BY}
    person = Person.objects.filter(pk=person_id).annotate(**wanted).annotate(**named)
    return person.values_list("made_at", *wanted, *named)


_SAID_BY: Final = frozenset({"corrected_by", "practice_by", "where_by"})


def told_of(card: Card, held: Held | None) -> FourPlaces:
    """The four places as they are told, from what is held."""
    if held is None:
        return HIDDEN
    names = held.names
    lives = _lives(card, held, names)
    return FourPlaces(
        lives=lives,
        is_now=_now(held, names) or lives,
        registered=_registered(card, held, names),
        council=_council(lives),
    )


def _lives(card: Card, held: Held, names: Mapping[UUID, str]) -> PlaceOf:
    if not (card.address or card.postcode):
        return UNKNOWN
    source = names.get(held.corrected_by, "") if held.corrected_by else ""
    at = held.corrected_at or held.made_at
    return _at(card.address or "", card.postcode or "", source=source, at=at)


def _now(held: Held, names: Mapping[UUID, str]) -> PlaceOf | None:
    if held.where_kind is None or held.where_since is None or held.where_by is None:
        return None
    kind = place.current().location_kinds.get(held.where_kind)
    words = held.where_words or (str(kind.name) if kind else held.where_kind)
    return _at(
        words,
        held.where_postcode or "",
        source=names.get(held.where_by, ""),
        at=held.where_since,
        code=held.where_kind,
    )


def _registered(card: Card, held: Held, names: Mapping[UUID, str]) -> PlaceOf:
    if held.practice_code is None or held.practice_by is None:
        return UNKNOWN
    return PlaceOf(
        words=card.practice_name or held.practice_code,
        code=held.practice_code,
        source=names.get(held.practice_by, ""),
        at=held.practice_since,
        is_ours=place.current().practice_locality(held.practice_code) is not None,
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
