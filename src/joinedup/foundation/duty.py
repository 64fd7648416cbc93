"""Duty: who watches in which role now, on which number, until when, and who is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from joinedup.foundation import events, journey, place
from joinedup.foundation.models import Account, Duty, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place_schema import DutyRole
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel import local_time
from joinedup.kernel.errors import NotFound, NotPermitted, Reason, Refused
from joinedup.kernel.ids import AccountId

LONGEST: Final = timedelta(hours=24)
"""Nobody is on duty for longer in one go: whoever stays says so again."""

CAME_OFF, TAKEN_OVER, ENDED_BY_COLLEAGUE = "came_off", "taken_over", "ended_by_colleague"


class DutyTimeWrong(Refused):
    """The end of a duty lies in the past, or a day away or more."""

    code = "duty_time_wrong"


class OnDutyAlready(Refused):
    """This very person is on duty in this role already."""

    code = "on_duty_already"


class DutyHasEnded(Refused):
    """This duty is over."""

    code = "duty_has_ended"


class NotYourDutyRole(Refused):
    """A duty role is held by the people of its team."""

    code = "duty_role_not_yours"


class DutyNumberMissing(Refused):
    """Whoever is on duty can be rung."""

    code = "duty_number_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Somebody on duty: who, as what, on which number, until when."""

    duty_id: UUID
    account_id: AccountId
    name: str
    profession: str
    duty_role: str
    team_code: str
    number: str
    since: datetime
    until: datetime


def on_duty(at: datetime) -> tuple[OnDuty, ...]:
    """Everybody on duty at an instant: by role, in the order of the place, then longest first."""
    order = list(place.current().duty_roles)
    rows = [_row(one) for one in _running(at).select_related("account")]
    known = {code: number for number, code in enumerate(order)}
    rows.sort(key=lambda one: (known.get(one.duty_role, len(order)), one.since, one.duty_id))
    return tuple(rows)


def is_front_door_held(on: Iterable[OnDuty]) -> bool:
    """Whether somebody of the front door is among those on duty."""
    front_door = place.current().front_door.team
    return any(one.team_code == front_door for one in on)


def nobody_at_front_door(at: datetime) -> bool:
    """Whether nobody is on duty at the front door, so that a referrer should ring."""
    return not _running(at).filter(team_code=place.current().front_door.team).exists()


def roles_held(account_id: AccountId, at: datetime) -> frozenset[str]:
    """The duty roles that somebody holds at an instant."""
    held = _running(at).filter(account_id=account_id)
    return frozenset(held.values_list("duty_role", flat=True))


def roles_open_to(teams: Iterable[str]) -> tuple[DutyRole, ...]:
    """The duty roles that somebody of these teams may hold, in the order of the place."""
    own = set(teams)
    return tuple(one for one in place.current().duty_roles.values() if one.team in own)


def next_change(duty_role: str, at: datetime) -> datetime:
    """When a role is next handed over by the place's hours; never sooner than in a minute."""
    here = place.current()
    zone = ZoneInfo(here.zone)
    today = at.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    changes = (
        local_time.earliest(datetime.combine(day, hour), zone)
        for day in days
        for hour in sorted(here.duty_roles[duty_role].hands_over_at)
    )
    soonest = at + timedelta(minutes=1)
    return next((one for one in changes if one >= soonest), at + timedelta(hours=12))


@journey.change
def go_on_duty(
    duty_role: str,
    *,
    until: datetime,
    number: str,
    in_place_of: UUID | None = None,
    at: datetime,
    by: Actor,
) -> UUID:
    """Watch in a role of one's own team until a time, on a number, perhaps in somebody's place.

    Whoever is replaced comes off at that instant: a watch moves when its taker says so.
    """
    require_permission(by.scope, Permission.DUTY_SEE)
    role = place.current().duty_roles.get(duty_role)
    if role is None or role.team not in by.scope.teams:
        raise NotYourDutyRole(duty_role=duty_role)
    _check_until(until, at=at)
    if not number.strip():
        raise DutyNumberMissing()
    _wait_for_own(by.account_id)
    if in_place_of is not None:
        _end(_locked(in_place_of, at=at, role=duty_role), TAKEN_OVER, at=at, by=by)
    if _running(at).filter(account_id=by.account_id, duty_role=duty_role).exists():
        raise OnDutyAlready()
    made = Duty.objects.create(
        account_id=by.account_id,
        duty_role=duty_role,
        team_code=role.team,
        number=number.strip(),
        since=at,
        until=until,
    )
    fact = events.WentOnDuty(duty_role=duty_role, team=role.team, until=until)
    journey.record(fact, about=made, account=by.account_id, at=at, by=by)
    return made.id


@journey.change
def stay_on_duty(duty_id: UUID, *, until: datetime, at: datetime, by: Actor) -> None:
    """Stay longer, or say sooner than the end that one goes; one's own duty only."""
    held = _locked(duty_id, at=at)
    if held.account_id != by.account_id:
        raise NotPermitted(reasons=(Reason("not_your_duty", {}),))
    _check_until(until, at=at)
    held.until = until
    held.save(update_fields=["until"])
    fact = events.DutyProlonged(duty_role=held.duty_role, until=until)
    journey.record(fact, about=held, account=held.account_id, at=at, by=by)


@journey.change
def come_off_duty(duty_id: UUID, *, at: datetime, by: Actor) -> None:
    """Come off duty now; a colleague of the team who hands over may say so of whoever forgot."""
    held = _locked(duty_id, at=at)
    is_own = held.account_id == by.account_id
    is_lead = by.scope.may(Permission.DUTY_HAND_OVER) and held.team_code in by.scope.teams
    if not (is_own or is_lead):
        raise NotPermitted(reasons=(Reason("not_your_duty", {}),))
    _end(held, CAME_OFF if is_own else ENDED_BY_COLLEAGUE, at=at, by=by)


@journey.change
def end_duties_of(account_id: AccountId, *, because: str, at: datetime, by: Actor) -> None:
    """End what somebody holds who acts no longer, or no longer in the team of the role."""
    account = Account.objects.get(id=account_id)
    held_teams = set(
        account.memberships.filter(periods.running(at)).values_list("team_code", flat=True)
    )
    running = Duty.objects.select_for_update(no_key=True).filter(
        periods.running(at), account_id=account_id
    )
    for held in running.order_by("id"):
        if not account.is_active or held.team_code not in held_teams:
            _end(held, because, at=at, by=by)


def _running(at: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(periods.running(at), account__is_active=True)


def _row(held: Duty) -> OnDuty:
    return OnDuty(
        duty_id=held.id,
        account_id=AccountId(held.account_id),
        name=held.account.display_name,
        profession=held.account.profession,
        duty_role=held.duty_role,
        team_code=held.team_code,
        number=held.number,
        since=held.since,
        until=held.until,
    )


def _check_until(until: datetime, *, at: datetime) -> None:
    if not at < until <= at + LONGEST:
        raise DutyTimeWrong(until=until)


def _wait_for_own(account_id: AccountId) -> None:
    # Two pages of one person wait for each other here: the second finds what the first made.
    own = Account.objects.select_for_update(no_key=True).filter(id=account_id)
    list(own.values_list("id"))


def _locked(duty_id: UUID, *, at: datetime, role: str = "") -> Duty:
    held = Duty.objects.select_for_update(no_key=True).filter(id=duty_id).first()
    if held is None or (role and held.duty_role != role):
        raise NotFound()
    # Of two who come at once the second may have read its clock before the first was done.
    if held.until <= at or held.ended_because:
        raise DutyHasEnded()
    return held


def _end(held: Duty, because: str, *, at: datetime, by: Actor) -> None:
    # One that began in the same instant, by a clock that runs a little ahead, ends as it began.
    held.until = max(held.since, at)
    held.ended_because, held.ended_by = because, by.account_id
    held.save(update_fields=["until", "ended_because", "ended_by"])
    fact = events.CameOffDuty(duty_role=held.duty_role, team=held.team_code, because=because)
    journey.record(fact, about=held, account=held.account_id, at=at, by=by)
