"""A death: recorded here, told by a system of one record, carried by a join, and taken back."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from joinedup.foundation import anchors, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.domain.details import DIED_ON
from joinedup.people.domain.relations import LONGEST_BECAUSE, BecauseMissing, said
from joinedup.people.models import FormerDetail, Person
from joinedup.people.services import key_workers, rows


class NotDied(Refused):
    """No death is recorded that could be taken back."""

    code = "not_died"


@journey.change
def record_death(
    person_id: PersonId, *, seen: Version | None, died_on: date, at: datetime, by: Actor
) -> None:
    """Record that somebody has died."""
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    rules.check_death(died_on, born_on=person.born_on, on=place.today())
    person.died_on, person.died_told_of_id = died_on, None
    rows.save(person)
    fact = events.DeathRecorded(died_on=died_on)
    journey.record(fact, about=person, person=person_id, at=at, by=by)
    key_workers.end_at_a_death(person_id, at=at, by=by)


@journey.change
def tell_death(record_id: PersonId, *, died_on: date, at: datetime, by: Actor) -> bool:
    """Record a death that a system tells of a record; says whether it was not held so yet.

    Where the record is joined to another it is written with the record, and whoever they are known
    as has died with it unless a death of their own is held. One that somebody here took back, told
    again of the same day, is old.
    """
    access.require_permission(by.scope, Permission.PERSON_CORRECT)
    survivor = anchors.surviving([record_id])[record_id]
    access.require(by.scope, survivor)
    _hold([record_id, survivor])
    person = rows.lock(survivor, seen=None)
    record = person if record_id == survivor else rows.lock_record(record_id)
    if anchors.surviving([record_id])[record_id] != survivor:
        raise rows.PersonMerged()
    if _is_old(record, person, died_on):
        return False
    for one in (record, person):
        rules.check_death(died_on, born_on=one.born_on, on=place.today())

    record.died_on, record.died_told_of_id = died_on, None
    rows.save(record)
    if person is not record and _follows(person, record):
        person.died_on, person.died_told_of_id = died_on, record.pk
        rows.save(person)
    fact = events.DeathRecorded(died_on=died_on)
    journey.record(fact, about=record, person=record_id, at=at, by=by)
    key_workers.end_at_a_death(survivor, at=at, by=by)
    return True


@journey.change
def take_back_death(
    person_id: PersonId, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> None:
    """Say that somebody has not died: the day and who took it back are kept, with the reason.

    It is kept with each record that told a death, with the day that it told, and goes with it. What
    was closed because of it stays closed: whether it is asked for again is for somebody to say. A
    message that tells the same day again is old, as with any detail put right here.
    """
    ids = anchors.all_of(person_id)
    _hold(ids)
    person = rows.locked(person_id, seen=seen, needs=Permission.PERSON_CORRECT, by=by)
    reason = said(because, longest=LONGEST_BECAUSE)
    if not reason:
        raise BecauseMissing(at="because")
    was, told_of = person.died_on, person.died_told_of_id
    if was is None:
        raise NotDied()
    others = _records(ids, but=person_id)
    whose = next((one for one in others if one.pk == told_of), person)
    for one in others if told_of else [person, *others]:
        day = rules.written(one.died_on)
        FormerDetail.objects.create(
            person=one, field=DIED_ON, was=day, until=at, corrected_by=by.account_id
        )
    for one in (person, *others):
        one.died_on, one.died_told_of_id = None, None
        rows.save(one)
    fact = events.DeathTakenBack(died_on=was)
    journey.record(fact, about=whose, person=PersonId(whose.pk), content=reason, at=at, by=by)


def carry_death(was: Person, now: Person) -> None:
    """Let a death held of a record that is about to be joined go with it; the caller saves both.

    A day that is held of whom they will be known as stays; one that somebody took back of those
    stays taken back.
    """
    if was.died_on is None or now.died_on is not None:
        return
    if _is_taken_back(was.died_on, of=anchors.all_of(PersonId(now.pk))):
        return
    rules.check_death(was.died_on, born_on=now.born_on, on=place.today())
    now.died_on, now.died_told_of_id = was.died_on, was.died_told_of_id or was.pk


def take_death_home(
    survivor: Person, parted: Person, *, with_them: Collection[UUID], at: datetime, by: Actor
) -> None:
    """Let a death that was told of a record that is parted go with it; the caller saves both.

    `with_them` are those who go back with the one that is parted, themselves among them. Where it
    was told of a record that stays too, the survivor has died of that.
    """
    was, told_of = survivor.died_on, survivor.died_told_of_id
    if was is None or told_of not in with_them:
        return
    survivor.died_on, survivor.died_told_of_id = _told_of_joined(survivor, rather=was)
    if parted.died_on is None:
        parted.died_on, parted.died_told_of_id = was, told_of
    if survivor.died_on == was:
        return
    fact = events.DeathWentBack(died_on=was, to=PersonId(parted.pk))
    journey.record(fact, about=survivor, person=PersonId(survivor.pk), at=at, by=by)


def _told_of_joined(survivor: Person, *, rather: date) -> tuple[date, UUID] | tuple[None, None]:
    """A day of death that a record joined to somebody holds, and which record, rather of this day.

    Whoever writes a death in a joined record holds the survivor, as whoever asks this does.
    """
    joined = set(anchors.all_of(PersonId(survivor.pk))) - {survivor.pk}
    held = Person.objects.filter(pk__in=joined, died_on__isnull=False).order_by("pk")
    told = [(day, pk) for day, pk in held.values_list("died_on", "pk") if day is not None]
    return min(told, key=lambda one: one[0] != rather, default=(None, None))


def _follows(person: Person, record: Person) -> bool:
    """Whether somebody has died of what is told of a record that is joined to theirs."""
    return person.died_on is None or person.died_told_of_id == record.pk


def _is_old(record: Person, person: Person, died_on: date) -> bool:
    is_own = record.pk != person.pk or person.died_told_of_id is None
    if record.died_on == died_on and is_own and person.died_on is not None:
        return True
    return _is_taken_back(died_on, of={record.pk, *anchors.all_of(PersonId(person.pk))})


def _is_taken_back(died_on: date, *, of: Iterable[UUID]) -> bool:
    """Whether somebody here took back a death of this day, of any of these records."""
    put_right = FormerDetail.objects.filter(person_id__in=set(of), field=DIED_ON)
    return put_right.filter(was=rules.written(died_on)).exists()


def _hold(ids: Iterable[UUID]) -> None:
    # In the order of their ids, as whoever joins or parts them does.
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(held.values_list("pk"))


def _records(ids: Iterable[UUID], *, but: UUID) -> list[Person]:
    found = Person.objects.filter(pk__in=set(ids) - {but}, died_on__isnull=False).order_by("pk")
    return [rows.lock_record(PersonId(one)) for one in found.values_list("pk", flat=True)]
