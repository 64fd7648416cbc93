"""Meetings about people: called, people put on the agenda and taken off it, and cancelled."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, care, journey
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.foundation.viewing import ON_ONES_WORD
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import meetings as rules
from joinedup.people.domain.glass import GlassOfOneself
from joinedup.people.domain.meetings import (
    AgendaAlready,
    AgendaOfNobodys,
    MeetingNotYours,
    MeetingOver,
    MeetingTooMany,
)
from joinedup.people.models import AgendaItem, Attendee, Meeting, Person
from joinedup.people.services.opening import refuse_own
from joinedup.people.services.restricting_records import who_open_people


@journey.change
def call_meeting(
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    usernames: Iterable[str],
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Call a meeting of some who open records, of any organisation; the caller is the chair."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    called = rules.title(title)
    rules.check_times(starts_at, ends_at, at=at)
    attending = {one.id for one in who_open_people(usernames)} | {by.account_id}
    if len(attending) > rules.MOST_ATTENDEES:
        raise MeetingTooMany(most=rules.MOST_ATTENDEES)
    made = Meeting(
        made_key=key, title=called, chair_id=by.account_id, starts_at=starts_at, ends_at=ends_at
    )
    Meeting.objects.bulk_create([made], ignore_conflicts=True)
    held = Meeting.objects.get(made_key=key)
    if held.id == made.id:
        Attendee.objects.bulk_create(
            Attendee(meeting=held, account_id=one) for one in sorted(attending)
        )
        _note(events.MeetingCalled(meeting_id=held.id), held, at=at, by=by)
    return held.id


@journey.change
def put_on_agenda(
    person_id: PersonId, *, meeting_id: UUID, reason: str, at: datetime, by: Actor
) -> UUID:
    """Put a person on the agenda: open to those who attend from an hour before to an hour after.

    Whoever does attends, and has a part in the person's care that is no other meeting and not on
    their own word. It opens nobody's own record to them, nor their family's or household's.
    """
    access.require_permission(by.scope, Permission.RECORD_ADD)
    why = rules.reason(reason)
    meeting = _attended(meeting_id, at=at, by=by)
    survivor = anchors.surviving([person_id])[person_id]
    decision = access.require(by.scope, survivor)
    if not set(decision.grounds).difference((care.MEETING, *ON_ONES_WORD)):
        raise AgendaOfNobodys()
    person = Person.objects.select_for_update(no_key=True).filter(pk=survivor).first()
    if person is None:
        raise NotFound()
    if meeting.agenda.filter(person=person, taken_off_at__isnull=True).exists():
        raise AgendaAlready()
    item = AgendaItem.objects.create(
        meeting=meeting, person=person, reason=why, put_at=at, put_by=by.account_id
    )
    since, until = rules.opens(meeting.starts_at, meeting.ends_at, at=at)
    for attending in meeting.attendees.order_by("account_id"):
        if _is_own(person, attending.account_id):
            continue
        holder = care.account(attending.account_id)
        care.begin(survivor, holder, because=care.MEETING, at=since, until=until, by=by, about=item)
    fact = events.AgendaItemPut(meeting_id=meeting.id, item_id=item.id, until=until)
    journey.record(fact, about=item, person=survivor, content=why, at=at, by=by)
    return item.id


@journey.change
def take_off_agenda(item_id: UUID, *, at: datetime, by: Actor) -> UUID:
    """Take a person off the agenda: closed at once to those who attend; says of which meeting."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    item = AgendaItem.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    if item is None:
        raise NotFound()
    meeting = _attended(item.meeting_id, at=at, by=by)
    if item.taken_off_at is not None:
        raise AgendaAlready()
    _take_off(item, at=at, by=by)
    return meeting.id


@journey.change
def cancel_meeting(meeting_id: UUID, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Cancel a meeting, as its chair: whoever is on its agenda is closed at once."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    meeting = _attended(meeting_id, at=at, by=by, seen=seen)
    if meeting.chair_id != by.account_id:
        raise MeetingNotYours()
    for item in list(meeting.agenda.filter(taken_off_at__isnull=True).order_by("id")):
        _take_off(item, at=at, by=by)
    meeting.cancelled_at = at
    meeting.save(update_fields=["version", "cancelled_at"])
    _note(events.MeetingCancelled(meeting_id=meeting.id), meeting, at=at, by=by)


def _attended(meeting_id: UUID, *, at: datetime, by: Actor, seen: Version | None = None) -> Meeting:
    """A meeting that is not over, locked; to nobody else is it there."""
    if not Attendee.objects.filter(meeting_id=meeting_id, account_id=by.account_id).exists():
        raise NotFound()
    meeting = journey.lock(Meeting, meeting_id, seen=seen)
    if meeting.cancelled_at is not None or meeting.ends_at <= at:
        raise MeetingOver()
    return meeting


def _take_off(item: AgendaItem, *, at: datetime, by: Actor) -> None:
    care.end_about(item, because="taken_off", at=at, by=by)
    item.taken_off_at = at
    item.save(update_fields=["taken_off_at"])
    fact = events.AgendaItemTakenOff(meeting_id=item.meeting_id, item_id=item.id)
    journey.record(fact, about=item, person=PersonId(item.person_id), at=at, by=by)


def _is_own(person: Person, account_id: UUID) -> bool:
    try:
        refuse_own(person, account_id)
    except GlassOfOneself:
        return True
    return False


def _note(fact: object, about: Meeting, *, at: datetime, by: Actor) -> None:
    journey.record(fact, about=about, place=True, at=at, by=by)
