"""Joiners, movers and leavers: what a file would change, what waits, and what became of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from joinedup.foundation import place
from joinedup.foundation.models import Account, Care, Duty, Membership, periods
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel import local_time
from joinedup.kernel.errors import NotFound
from joinedup.office.domain import staffing
from joinedup.office.domain.staffing import Event, Known, StaffRow, Turned
from joinedup.office.models import StaffChange

MOST_LISTED: Final = 100
_AT_ONCE: Final = 500
_State = StaffChange.State


@dataclass(frozen=True, slots=True)
class Holds:
    """What somebody holds, to be handed over: how many people by ground, and duties by role."""

    people: Mapping[str, int]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A row as it would be carried out, and the day of the waiting row that it replaces."""

    row: StaffRow
    due_at: datetime
    replaces: date | None
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """What a file would change: rows to carry out, rows that are known, and rows turned away."""

    planned: tuple[Planned, ...]
    unchanged_count: int
    turned: tuple[Turned, ...]
    holds: Mapping[UUID, Holds]
    """Of each leaver whose account holds anything."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row of a file that was taken: who, what, when, and what became of it."""

    id: UUID
    file: str
    row: int
    event: str
    username: str
    name: str
    role: str
    organisation_code: str
    begins_on: date
    state: str
    refusal: str
    account_id: UUID | None
    settled_at: datetime | None


@dataclass(slots=True)
class _Here:
    """What is true of the people of a file before any row of it."""

    open_accounts: dict[str, UUID] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    joining: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)
    waiting: dict[tuple[str, str], date] = field(default_factory=dict)
    administrators: set[UUID] = field(default_factory=set)


def known_here() -> Known:
    """What the place has, by code and by name."""
    here = place.current()
    roles = [one for one in Role if one not in (Role.RESIDENT, Role.SYSTEM)]
    teams = {code: one.name for code, one in here.teams.items()}
    practices = {code: one.name for code, one in here.practices.items()}
    organisations = {code: one.name for code, one in here.organisations.items()}
    return Known(
        organisations=_by_either(organisations),
        roles=_by_either({role.value: here.role_name(role) for role in roles}),
        teams=_by_either({**practices, **teams}),
        practices=frozenset(practices),
    )


def staff_plan(scope: Scope, sent: bytes, *, at: datetime) -> StaffPlan:
    """What a file of joiners, movers and leavers would change, without changing anything."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    zone = ZoneInfo(place.current().zone)
    found = staffing.read(
        staffing.text_of(sent), known=known_here(), today=at.astimezone(zone).date()
    )
    rows = [one for one in found if isinstance(one, StaffRow)]
    here = _here(rows)
    planned: list[Planned] = []
    turned = [one for one in found if isinstance(one, Turned)]
    new = [one for one in rows if one.digest not in here.digests]
    for row in new:
        if refused := _refused(row, here, by=scope.account_id):
            turned.append(refused)
        else:
            planned.append(_planned(row, here, zone))
    leaving = [p.account_id for p in planned if p.row.event is Event.LEAVER and p.account_id]
    return StaffPlan(
        planned=tuple(planned),
        unchanged_count=len(rows) - len(new),
        turned=tuple(sorted(turned, key=lambda one: one.row)),
        holds=held_by(leaving, at=at),
    )


def due_at(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins on the place's clocks."""
    return local_time.earliest(datetime.combine(day, time()), zone)


def staff_changes(scope: Scope, states: Collection[str]) -> list[ChangeRow]:
    """Rows in any of these states: those that wait by day, and what is settled newest first."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = StaffChange.objects.select_related("file").filter(state__in=states)
    is_waiting = _State.WAITING in states
    order = ("due_at", "id") if is_waiting else ("-settled_at", "-id")
    return [_change_row(one) for one in found.order_by(*order)[:MOST_LISTED]]


def staff_change(scope: Scope, change_id: UUID) -> ChangeRow:
    """One row that waits."""
    require_permission(scope, Permission.ACCOUNT_MANAGE)
    found = StaffChange.objects.select_related("file").filter(id=change_id, state=_State.WAITING)
    if (one := found.first()) is None:
        raise NotFound()
    return _change_row(one)


def held_by(account_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Holds]:
    """What each of some accounts holds now: people, as a count only, and duties."""
    people: dict[UUID, dict[str, set[UUID]]] = {}
    duties: dict[UUID, set[str]] = {}
    for some in _batches(account_ids):
        cared = Care.objects.filter(periods.running(at), account_id__in=some)
        for account_id, because, person in cared.values_list("account_id", "because", "person_id"):
            if account_id:
                people.setdefault(account_id, {}).setdefault(because, set()).add(person)
        on = Duty.objects.filter(periods.running(at), account_id__in=some)
        for account_id, duty_role in on.values_list("account_id", "duty_role"):
            duties.setdefault(account_id, set()).add(duty_role)
    return {
        one: Holds(
            people={b: len(who) for b, who in sorted(people.get(one, {}).items())},
            duties=tuple(sorted(duties.get(one, ()))),
        )
        for one in people.keys() | duties.keys()
    }


def _here(rows: Iterable[StaffRow]) -> _Here:
    here = _Here()
    rows = list(rows)
    for some in _batches(rows):
        _add_accounts(here, some)
        _add_changes(here, some)
    managing = _administrators()
    here.administrators = set(managing.values_list("account_id", flat=True))
    return here


def _add_accounts(here: _Here, rows: Collection[StaffRow]) -> None:
    names = {row.username.casefold() for row in rows}
    emails = {row.email.casefold() for row in rows if row.email}
    lowered = Account.objects.annotate(low=Lower("username"), mail=Lower("email"))
    found = lowered.filter(Q(low__in=names | emails) | Q(mail__in=names | emails))
    for account in found.filter(is_system=False):
        if account.is_active:
            here.open_accounts[account.username.casefold()] = account.id
        else:
            here.closed.add(account.username.casefold())
    for low, mail in found.values_list("low", "mail"):
        here.emails.update(one for one in (low, mail) if one)


def _add_changes(here: _Here, rows: Collection[StaffRow]) -> None:
    names = {row.username.casefold() for row in rows}
    lowered = StaffChange.objects.annotate(low=Lower("username"))
    for low, event, begins_on in lowered.filter(low__in=names, state=_State.WAITING).values_list(
        "low", "event", "begins_on"
    ):
        here.waiting[low, event] = begins_on
        if event == Event.JOINER:
            here.joining.add(low)
    same = StaffChange.objects.filter(
        digest__in=[row.digest for row in rows], state__in=(_State.WAITING, _State.DONE)
    )
    here.digests.update(same.values_list("digest", flat=True))


def _administrators() -> QuerySet[Membership]:
    return Membership.objects.filter(
        role=Role.PLACE_ADMINISTRATOR,
        until__isnull=True,
        account__is_active=True,
        account__is_system=False,
    )


def _refused(row: StaffRow, here: _Here, *, by: UUID) -> Turned | None:
    name = row.username.casefold()
    account_id = here.open_accounts.get(name)

    def turned(code: str, column: str = "username") -> Turned:
        return Turned(row.row, column, code, {"username": row.username})

    if row.event is Event.JOINER:
        if name in here.closed:
            return turned("staff_joiner_closed")
        if name in here.emails:
            return turned("staff_joiner_is_here")
        if row.email and row.email.casefold() in here.emails:
            return turned("email_taken", "email")
        here.emails.update(one for one in (name, row.email.casefold()) if one)
        return None
    if name in here.closed:
        return turned("staff_is_closed")
    if account_id is None:
        return None if name in here.joining else turned("staff_not_known")
    if account_id == by:
        return turned("staff_oneself")
    if row.role != Role.PLACE_ADMINISTRATOR and account_id in here.administrators:
        if here.administrators == {account_id}:
            return turned("last_administrator")
        here.administrators.discard(account_id)
    return None


def _planned(row: StaffRow, here: _Here, zone: ZoneInfo) -> Planned:
    name = row.username.casefold()
    return Planned(
        row=row,
        due_at=due_at(row.begins_on, zone),
        replaces=here.waiting.get((name, row.event)),
        account_id=here.open_accounts.get(name),
    )


def _change_row(one: StaffChange) -> ChangeRow:
    return ChangeRow(
        id=one.id,
        file=one.file.name,
        row=one.row,
        event=one.event,
        username=one.username,
        name=one.name,
        role=one.role,
        organisation_code=one.organisation_code,
        begins_on=one.begins_on,
        state=one.state,
        refusal=one.refusal,
        account_id=one.account_id,
        settled_at=one.settled_at,
    )


def _by_either(names: Mapping[str, str]) -> dict[str, str]:
    return {name.casefold(): code for code, name in names.items()} | {
        code.casefold(): code for code in names
    }


def _batches[T](many: Collection[T]) -> Iterable[list[T]]:
    rows = list(many)
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
