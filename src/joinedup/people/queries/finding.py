"""Finding somebody from one box of text."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from joinedup.foundation import anchors, care, naming, place
from joinedup.foundation import scope as access
from joinedup.foundation.naming import Opened
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import keys, names, ranking, search
from joinedup.people.domain.keys import KeyKind, Lookup
from joinedup.people.domain.ranking import Candidate, Match, Why
from joinedup.people.domain.search import Query
from joinedup.people.models import Person, SearchKey
from joinedup.people.queries.cards import Card, cards

MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who answers a search: how well, in what, and whether the viewer may open them."""

    card: Card
    score: int
    why: tuple[Why, ...]
    can_open: bool


def asked(text: str) -> Query:
    """What a box of text asks for; raises the plain reason where it cannot find anybody."""
    return search.parse(text, on=place.today())


def opened_by_reference(scope: Scope, text: str) -> Opened | None:
    """What a box of text asks for by its reference, if it is one and the viewer may open it."""
    spelt = search.as_reference(text)
    return naming.opened(scope, spelt) if spelt else None


def find(scope: Scope, text: str, *, limit: int = 20) -> list[Found]:
    """People who answer a box of text, the surest first.

    Somebody whose record is restricted is found by exact number or by full name and date of birth.
    """
    access.require_permission(scope, Permission.PERSON_FIND)
    query = asked(text)
    matches = _matches(query)
    hidden = care.restricted_ids(
        (one for one, match in matches.items() if not match.is_exact), kind=access.ACCESS
    )
    ranked = sorted(
        (one for one in matches if one not in hidden),
        key=lambda one: (-matches[one].score, one),
    )[:limit]
    shown = cards(scope, ranked)
    return [
        Found(shown[one], matches[one].score, matches[one].why, shown[one].is_open)
        for one in ranked
    ]


def _matches(query: Query) -> dict[PersonId, Match]:
    """Everybody who answers, under the id they have now: whoever was merged answers for both."""
    candidates = _candidates(_looked_up(query))
    survivors = anchors.surviving(candidates)
    best: dict[PersonId, Match] = {}
    for one, candidate in candidates.items():
        match, survivor = ranking.match(query, candidate), survivors[one]
        if match and (survivor not in best or best[survivor].score < match.score):
            best[survivor] = match
    return best


def _looked_up(query: Query) -> set[UUID]:
    found: set[UUID] = set()
    for lookup in keys.lookups(query):
        room = MOST_CANDIDATES - len(found)
        found.update(_people_with(lookup)[:room])
    return found


def _people_with(lookup: Lookup) -> list[UUID]:
    people = SearchKey.objects.filter(kind=lookup.kind, key__in=lookup.keys)
    sounding = SearchKey.objects.filter(
        kind=KeyKind.SOUND, key__in=lookup.sounds, person_id=OuterRef("person_id")
    )
    ids = people.values_list("person_id", flat=True)
    found = [] if lookup.must_sound else list(ids[: MOST_CANDIDATES + 1])
    if lookup.must_sound or (lookup.sounds and len(found) > MOST_CANDIDATES):
        found = list(ids.filter(Exists(sounding))[:MOST_CANDIDATES])
    return found


def _candidates(ids: Iterable[UUID]) -> dict[PersonId, Candidate]:
    wanted = list(ids)
    people = Person.objects.filter(pk__in=wanted).values_list(
        "pk", "nhs_number", "family_name", "given_name", "known_as", "born_on"
    )
    places = _places(wanted)
    return {
        PersonId(one): Candidate(
            number=number,
            family=names.tokens(family_name),
            given=names.tokens(f"{given_name} {known_as}"),
            born_on=born_on,
            postcodes=frozenset(places.get((one, KeyKind.POSTCODE), ())),
            phone=next(iter(places.get((one, KeyKind.PHONE), ())), ""),
        )
        for one, number, family_name, given_name, known_as, born_on in people
    }


def _places(ids: list[UUID]) -> dict[tuple[UUID, str], list[str]]:
    # From the keys, which somebody whose whereabouts are restricted has none of.
    held: dict[tuple[UUID, str], list[str]] = {}
    found = SearchKey.objects.filter(person_id__in=ids, kind__in=[KeyKind.POSTCODE, KeyKind.PHONE])
    for one, kind, key in found.values_list("person_id", "kind", "key"):
        held.setdefault((one, kind), []).append(key)
    return held
