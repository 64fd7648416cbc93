"""Of two entries that may be one person's, neither shows where somebody restricted is."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from joinedup.foundation import care, instant, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import Merge, Restriction, periods
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.domain.keys import KeyKind
from joinedup.people.models import Person, SearchKey
from joinedup.people.services import rows

MAY_BE_RESTRICTED: Final = "may_be_somebody_restricted"


def hide_like_restricted(people: Iterable[Person], *, at: datetime, by: Actor) -> None:
    """Restrict where those people are who may be somebody of whom anything is restricted."""
    born = [one for one in people if one.born_on]
    days = {one.born_on for one in born if one.born_on}
    held = [one.details() for one in _restricted_born(days, instant.now())]
    if held:
        for person in born:
            details = person.details()
            if any(rules.may_be_one(details, other) for other in held):
                hide(person, at=at, by=by)


@question
def _restricted_born(days: Collection[date], now: datetime) -> QuerySet[Person]:
    restricted = Restriction.objects.filter(periods.not_ended(now))
    return Person.objects.filter(born_on__in=days, pk__in=restricted.values("person_id"))


def hide(person: Person, *, at: datetime, by: Actor) -> None:
    """Restrict where somebody is who may be somebody restricted, if it is shown still."""
    person_id = PersonId(person.pk)
    if care.restricted_ids([person_id]):
        return
    care.restrict(person_id, kind=access.LOCATION, reason=MAY_BE_RESTRICTED, at=at, by=by)
    rows.rekey(person)
    fact = events.LocationRestricted(reason=MAY_BE_RESTRICTED)
    journey.record(fact, about=person, person=person_id, at=at, by=by)


def shown_like(person_id: PersonId) -> list[PersonId]:
    """Others who may be this person and of whom it is shown where they are."""
    person = Person.objects.filter(pk=person_id, born_on__isnull=False).first()
    if person is None or person.born_on is None:
        return []
    own = person.search_keys.filter(kind=KeyKind.SOUND).values("key")
    sounding = SearchKey.objects.filter(
        kind=KeyKind.SOUND, key__in=own, person_id=OuterRef("person_id")
    )
    born_then = SearchKey.objects.filter(
        Exists(sounding), kind=KeyKind.BORN, key=person.born_on.isoformat()
    )
    merged = Merge.objects.filter(until__isnull=True).values("absorbed_id")
    others = Person.objects.filter(pk__in=born_then.values("person_id"))
    others = others.exclude(pk=person_id).exclude(pk__in=merged)
    details = person.details()
    like = [PersonId(one.pk) for one in others if rules.may_be_one(details, one.details())]
    hidden = care.restricted_ids(like)
    return [one for one in like if one not in hidden]
