"""Whether people belong to the place: registered with a practice of it, or living in it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from joinedup.foundation import anchors, instant, place
from joinedup.foundation.models import periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.postcodes import district
from joinedup.people.models import FormerDetail, Person, Registration


@dataclass(frozen=True, slots=True)
class Basis:
    """Whether somebody is registered here and lives here; None where that is not known.

    It says no more than that: not where, nor with whom.
    """

    is_registered: bool
    is_resident: bool | None


def basis_of(scope: Scope, person_id: PersonId) -> Basis:
    """Whether somebody belongs to the place now; whoever is merged does as the survivor."""
    return bases_of(scope, [person_id])[person_id]


def bases_of(scope: Scope, person_ids: Iterable[PersonId]) -> dict[PersonId, Basis]:
    """Whether each of many belongs to the place now."""
    require_permission(scope, Permission.PERSON_FIND)
    survivors = anchors.surviving(person_ids)
    ids = set(survivors.values())
    running = Registration.objects.filter(periods.running(instant.now()), person_id__in=ids)
    practices = dict(running.values_list("person_id", "practice_code"))
    postcodes = dict(Person.objects.filter(pk__in=ids).values_list("pk", "postcode"))
    return {
        one: Basis(_is_here(practices.get(survivor)), lives_here(postcodes.get(survivor) or ""))
        for one, survivor in survivors.items()
    }


def basis_at(scope: Scope, person_id: PersonId, at: datetime) -> Basis:
    """Whether somebody belonged to the place at an instant."""
    require_permission(scope, Permission.PERSON_FIND)
    asked = {(person_id, at)}
    return Basis(bool(_registered(asked)), _residents(asked)[person_id, at])


def registered_at(
    scope: Scope, asked: Iterable[tuple[PersonId, datetime]]
) -> set[tuple[PersonId, datetime]]:
    """Those who were registered with a practice of the place, each at their instant."""
    require_permission(scope, Permission.FIGURES_SEE)
    return _registered(set(asked))


def _registered(wanted: set[tuple[PersonId, datetime]]) -> set[tuple[PersonId, datetime]]:
    rows = Registration.objects.filter(person_id__in={one for one, _ in wanted})
    held: dict[PersonId, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for person, practice, since, until in rows.values_list(
        "person_id", "practice_code", "since", "until"
    ):
        if _is_here(practice):
            held[PersonId(person)].append((since, until))
    return {
        (person, at)
        for person, at in wanted
        if any(since <= at and (until is None or at < until) for since, until in held[person])
    }


def residents_at(
    scope: Scope, asked: Iterable[tuple[PersonId, datetime]]
) -> dict[tuple[PersonId, datetime], bool | None]:
    """Whether each lived in the place at their instant, by the address that was held then.

    None where no postcode was held. An address corrected later counts as it was until then.
    """
    require_permission(scope, Permission.FIGURES_SEE)
    return _residents(set(asked))


def _residents(
    wanted: set[tuple[PersonId, datetime]],
) -> dict[tuple[PersonId, datetime], bool | None]:
    ids = {one for one, _ in wanted}
    now = dict(Person.objects.filter(pk__in=ids).values_list("pk", "postcode"))
    former: dict[PersonId, list[tuple[datetime, str]]] = defaultdict(list)
    rows = FormerDetail.objects.filter(person_id__in=ids, field="postcode").order_by("until")
    for person, until, was in rows.values_list("person_id", "until", "was"):
        former[PersonId(person)].append((until, was))
    return {(one, at): lives_here(_held(former[one], at, now.get(one, ""))) for one, at in wanted}


def lives_here(postcode: str) -> bool | None:
    """Whether an address is in the place, by the first half of its postcode."""
    if not postcode:
        return None
    return district(postcode) in _districts(place.current())


def _districts(here: place.Place) -> frozenset[str]:
    return frozenset(one for area in here.areas.values() for one in area.postcodes)


def _held(former: list[tuple[datetime, str]], at: datetime, now: str) -> str:
    later = bisect_right([until for until, _ in former], at)
    return former[later][1] if later < len(former) else now


def _is_here(practice: str | None) -> bool:
    return place.current().practice_locality(practice) is not None
