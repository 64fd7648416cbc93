"""Details put right, whereabouts, practice and other identifiers."""

from datetime import datetime

from joinedup.foundation import care, journey, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.domain import postcodes
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import FormerDetail, Identifier, Person, Whereabouts
from joinedup.people.services import namesakes, rows
from joinedup.people.services.comparing import to_be_compared


class NotIdentified(Refused):
    """Nobody knows yet who this is: say who it is before correcting their details."""

    code = "person_not_identified"


class IdentifierOfAnother(Refused):
    """The other system's identifier is somebody else's here."""

    code = "identifier_of_another"


class EndsBeforeItBegins(Refused):
    """A stay whose end is before it began."""

    code = "ends_before_it_begins"


@journey.change
def correct_details(
    person_id: PersonId, *, seen: Version | None, details: PersonDetails, at: datetime, by: Actor
) -> None:
    """Put somebody's details right; what they were is kept.

    Of somebody whose whereabouts are restricted the address, postcode and practice were not shown:
    left blank, they stay as they are.
    """
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    if person.identified_at is None:
        raise NotIdentified()
    before = person.details()
    after = rules.tidied(details, on=place.today())
    if care.restricted_ids([person_id]):
        after = rules.with_hidden(after, before)
    if person.died_on and after.born_on:
        rules.check_death(person.died_on, born_on=after.born_on, on=place.today())
    changed = rules.changed_fields(before, after)
    if not changed:
        return
    _keep_former(person, before, changed, at=at, by=by)
    person.take(after)
    rows.save(person)
    rows.change_practice(person, after.practice_code, at=at, by=by)
    fact = events.DetailsCorrected(changed=changed)
    journey.record(fact, about=person, person=person_id, at=at, by=by)
    to_be_compared([person.pk])
    if rules.KNOWN_BY & {*changed}:
        namesakes.hide_like_restricted([person], at=at, by=by)


@journey.change
def move_to(
    person_id: PersonId, *, seen: Version | None, stay: Stay, at: datetime, by: Actor
) -> None:
    """Say where somebody is now, and until when; *home* ends being elsewhere."""
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    if stay.until is not None and stay.until <= at:
        raise EndsBeforeItBegins()
    move(person, stay, at=at, by=by)
    rows.save(person)


@journey.change
def register_with_practice(
    person_id: PersonId, *, seen: Version | None, practice_code: str, at: datetime, by: Actor
) -> None:
    """Register somebody with a practice, whose staff may see them from then on; blank is none."""
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    rows.change_practice(person, rules.trimmed("practice_code", practice_code), at=at, by=by)
    rows.save(person)


@journey.change
def link_identifier(
    person_id: PersonId,
    *,
    seen: Version | None,
    system: str,
    value: str,
    at: datetime,
    by: Actor,
) -> None:
    """Note what another system calls somebody; noting it again changes nothing."""
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    named = {
        "system": rules.trimmed("identifier", system),
        "value": rules.trimmed("identifier", value),
    }
    made = Identifier(person=person, **named)
    Identifier.objects.bulk_create([made], ignore_conflicts=True)
    held = Identifier.objects.get(**named)
    if held.person_id != person_id:
        raise IdentifierOfAnother(person_id=held.person_id)
    if held.id != made.id:
        return
    rows.save(person)
    to_be_compared([person.pk])
    fact = events.IdentifierLinked(identifier_id=held.id)
    journey.record(fact, about=person, person=person_id, at=at, by=by)


def move(person: Person, stay: Stay, *, at: datetime, by: Actor) -> None:
    """Write down where somebody is, ending where they were; the caller saves the person."""
    since = at
    for was in person.whereabouts.exclude(until__lte=at).order_by("since"):
        since = was.until = max(was.since, at)
        was.save(update_fields=["until"])
    if stay.kind is not WhereKind.HOME:
        Whereabouts.objects.create(
            person=person,
            kind=stay.kind.value,
            words=rules.trimmed("whereabouts", stay.words),
            postcode=postcodes.normalised(stay.postcode) if stay.postcode.strip() else "",
            since=since,
            until=stay.until,
            recorded_by=by.account_id,
        )
    fact = events.PersonMoved(kind=stay.kind)
    journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)


def carry_whereabouts(was: Person, now: Person, *, at: datetime, by: Actor) -> None:
    """Let where somebody is go with them to the entry they are known under, where it says none."""
    where = was.elsewhere()
    if where is None or now.elsewhere() is not None:
        return
    stay = Stay(
        kind=WhereKind(where.kind),
        words=where.words,
        postcode=where.postcode,
        until=where.until,
    )
    move(now, stay, at=at, by=by)


def _keep_former(
    person: Person, before: PersonDetails, changed: tuple[str, ...], *, at: datetime, by: Actor
) -> None:
    FormerDetail.objects.bulk_create(
        FormerDetail(
            person=person,
            field=field,
            was=rules.written(getattr(before, field)),
            until=at,
            corrected_by=by.account_id,
        )
        for field in changed
    )
