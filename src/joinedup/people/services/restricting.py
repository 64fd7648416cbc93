"""Where somebody is, shown to nobody for a time."""

from datetime import datetime

from joinedup.foundation import anchors, care, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.models import Person
from joinedup.people.services import namesakes, rows


class ReasonUnknown(Refused):
    """The place has no such reason for this step."""

    code = "restriction_reason_unknown"


@journey.change
def restrict_location(
    person_id: PersonId, *, seen: Version | None, reason: str, at: datetime, by: Actor
) -> None:
    """Show nobody from now where somebody is, nor anything that follows from it.

    They are still found by number, name and date of birth, but no longer by postcode. Whoever may
    restrict may do so for somebody whom they may not open: safety does not wait for a relationship.
    Any other entry that may be theirs is hidden with them.
    """
    _check(reason=reason, kind=ReasonKind.RESTRICT, by=by)
    # In id order, as whoever locks several does.
    together = sorted([person_id, *namesakes.shown_like(person_id)])
    locked = {one: rows.lock(one, seen=seen if one == person_id else None) for one in together}
    person = locked.pop(person_id)
    care.restrict(person_id, kind=access.LOCATION, reason=reason, at=at, by=by)
    _save(person)
    fact = events.LocationRestricted(reason=reason)
    journey.record(fact, about=person, person=person_id, at=at, by=by)
    for other in locked.values():
        other.save(update_fields=["version"])
        namesakes.hide(other, at=at, by=by)


@journey.change
def lift_restriction(
    person_id: PersonId, *, seen: Version | None, reason: str, at: datetime, by: Actor
) -> None:
    """Show again where somebody is, to those who may open them."""
    _check(reason=reason, kind=ReasonKind.LIFT_RESTRICTION, by=by)
    person = rows.lock(person_id, seen=seen)
    care.lift(person_id, kind=access.LOCATION, at=at, by=by)
    _save(person)
    fact = events.LocationShownAgain(reason=reason)
    journey.record(fact, about=person, person=person_id, at=at, by=by)


def _save(person: Person) -> None:
    rows.save(person)
    # Whoever turned out to be this person is found under their own keys still.
    absorbed = anchors.all_of(PersonId(person.pk))[1:]
    for one in Person.objects.filter(pk__in=absorbed).order_by("pk"):
        rows.rekey(one)


def _check(*, reason: str, kind: ReasonKind, by: Actor) -> None:
    access.require_permission(by.scope, Permission.PERSON_RESTRICT)
    check_reason(kind, reason)


def check_reason(kind: ReasonKind, reason: str) -> None:
    """Refuse a reason that the place does not have for a step."""
    if reason not in {one.code for one in place.current().reasons_for(kind)}:
        raise ReasonUnknown(reason=reason)
