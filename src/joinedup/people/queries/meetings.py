"""Meetings about people, for those who attend them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from joinedup.foundation import accounts, instant
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain import meetings as rules
from joinedup.people.models import Meeting
from joinedup.people.queries.cards import Card, cards

MOST_LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One meeting: what it is called, when it is, and whether anything can still change."""

    meeting_id: UUID
    version: Version
    title: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAgenda:
    """A person on an agenda, as the viewer may know of them, why, and who put them there."""

    item_id: UUID
    card: Card
    reason: str
    put_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One meeting with who attends and whom it is about; `opens_at` is an hour before it."""

    row: MeetingRow
    chair: str
    is_chair: bool
    attendees: tuple[str, ...]
    agenda: tuple[OnAgenda, ...]
    opens_at: datetime
    closes_at: datetime


def meetings(scope: Scope, *, only_open: bool = False) -> list[MeetingRow]:
    """The viewer's meetings that are to come, and those of the last month, the next first."""
    access.require_permission(scope, Permission.PERSON_OPEN)
    now = instant.now()
    mine = Meeting.objects.filter(attendees__account_id=scope.account_id)
    until = now if only_open else now - rules.SHOWN_AFTER
    found = mine.filter(ends_at__gt=until)
    if only_open:
        found = found.filter(cancelled_at__isnull=True)
    return [_row(one, now) for one in found.order_by("-starts_at", "id")[:MOST_LISTED]]


def meeting(scope: Scope, meeting_id: UUID) -> MeetingPage:
    """One meeting, to those who attend it; to nobody else is it there."""
    access.require_permission(scope, Permission.PERSON_OPEN)
    mine = Meeting.objects.filter(attendees__account_id=scope.account_id)
    held = mine.filter(pk=meeting_id).first()
    if held is None:
        raise NotFound()
    items = list(held.agenda.filter(taken_off_at__isnull=True).order_by("id"))
    attending = list(held.attendees.values_list("account_id", flat=True))
    names = accounts.names({*attending, held.chair_id, *(one.put_by for one in items)})
    shown = cards(scope, [PersonId(one.person_id) for one in items])
    return MeetingPage(
        row=_row(held, instant.now()),
        chair=names[held.chair_id],
        is_chair=held.chair_id == scope.account_id,
        attendees=tuple(sorted(names[one] for one in attending)),
        agenda=tuple(
            OnAgenda(
                item_id=one.id,
                card=shown[PersonId(one.person_id)],
                reason=one.reason if shown[PersonId(one.person_id)].is_open else "",
                put_by=names[one.put_by],
            )
            for one in items
        ),
        opens_at=held.starts_at - rules.TO_PREPARE,
        closes_at=held.ends_at + rules.TO_WRITE_UP,
    )


def _row(held: Meeting, now: datetime) -> MeetingRow:
    return MeetingRow(
        meeting_id=held.id,
        version=Version(held.version),
        title=held.title,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        is_cancelled=held.cancelled_at is not None,
        is_over=held.ends_at <= now,
    )
