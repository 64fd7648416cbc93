"""A watch is handed over: row by row, each to somebody by name, and confirmed by both leads."""

from collections.abc import Collection
from datetime import datetime, timedelta

from joinedup.foundation import duty, journey, place
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require, require_permission
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.handover import (
    ConfirmedAlready,
    Ended,
    GiverConfirmsFirst,
    HandoverIsOver,
    LineChangedMeanwhile,
    NotGivenToYou,
    NothingChosen,
    NotOfTheTeam,
    NotTheGiver,
    NotToYourself,
    RowIsAccepted,
    change_meant,
)
from joinedup.referrals.domain.ids import HandoverId, LineId, ReferralId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Allocation, Handover, HandoverRow, Line
from joinedup.referrals.queries.handover import lines_of_watch, owed_on_watch_count, stayed_count
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.queries.team import is_worker_of
from joinedup.referrals.services.answering import allocate_line


@change
def begin_handover(duty_role: str, *, at: datetime, by: Actor) -> HandoverId:
    """List everything that is open on a watch, to be handed over; one that was begun goes on.

    After a crash, or when both leads press at once, it is the same handover.
    """
    require_permission(by.scope, Permission.DUTY_HAND_OVER)
    role = place.current().duty_roles.get(duty_role)
    if role is None:
        raise NotFound()
    _require_team(by, role.team)
    made, is_new = Handover.objects.get_or_create(
        duty_role=duty_role,
        ended_at=None,
        defaults={
            "team_code": role.team,
            "giver_id": by.account_id,
            "begun_at": at,
            "change_at": _change_at(duty_role, at),
        },
    )
    if not is_new:
        return HandoverId(made.id)
    lines = lines_of_watch(by.scope, role.team)
    HandoverRow.objects.bulk_create(
        HandoverRow(handover=made, line_id=one.line_id, line_version=one.version, listed_at=at)
        for one in lines
    )
    fact = events.HandoverBegun(duty_role=duty_role, change_at=made.change_at, row_count=len(lines))
    journey.record(fact, about=made, place=True, at=at, by=by)
    return HandoverId(made.id)


@change
def give_rows(
    handover_id: HandoverId,
    *,
    lines: Collection[LineId],
    to: AccountId,
    words: str,
    at: datetime,
    by: Actor,
) -> int:
    """Give rows to a colleague of the team by name; they are the giver's until accepted.

    A line that came since the list was made is listed as new. Says how many were given.
    """
    handover = _held(handover_id, by=by)
    if handover.giver_id != by.account_id:
        raise NotTheGiver()
    if not lines:
        raise NothingChosen()
    if to == by.account_id:
        raise NotToYourself(at="to")
    if not is_worker_of(handover.team_code, to):
        raise NotOfTheTeam(at="to")
    words = wording.words(words, longest=300)
    found = {one.line_id: one for one in lines_of_watch(by.scope, handover.team_code)}
    listed = {row.line_id: row for row in handover.rows.filter(line_id__in=lines)}
    given = 0
    for line_id in sorted(set(lines) & found.keys()):
        row = listed.get(line_id) or HandoverRow(
            handover=handover, line_id=line_id, listed_at=at, is_new=True, line_version=1, version=0
        )
        if row.accepted_at is not None:
            continue
        row.given_to_id, row.given_at, row.words = to, at, words
        row.line_version = found[line_id].version
        row.version += 1
        row.save()
        given += 1
    handover.save(update_fields=["version"])
    fact = events.HandoverRowsGiven(duty_role=handover.duty_role, to=to, row_count=given)
    journey.record(fact, about=handover, place=True, at=at, by=by)
    return given


@change
def accept_row(
    handover_id: HandoverId, line_id: LineId, *, seen: Version, at: datetime, by: Actor
) -> None:
    """Take a row over that was given to oneself, as one saw the line just now.

    Where the giver was to go themselves, whoever accepts goes.
    """
    handover = _held(handover_id, by=by)
    row = handover.rows.filter(line_id=line_id).first()
    if row is None:
        raise NotFound()
    if row.accepted_at is not None:
        raise RowIsAccepted()
    if row.given_to_id != by.account_id:
        raise NotGivenToYou()
    line = _unchanged(line_id, seen=seen, by=by)
    row.accepted_at = at
    row.line_version = line.version
    row.version += 1
    row.save()
    handover.save(update_fields=["version"])
    fact = events.LineHandedOver(
        referral_id=ReferralId(line.referral_id),
        duty_role=handover.duty_role,
        giver=AccountId(handover.giver_id),
        taker=by.account_id,
    )
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by)
    goes = Allocation.objects.filter(line=line, until__isnull=True, worker_id=handover.giver_id)
    if goes.exists() and stage_of(line_id) is Stage.ALLOCATED:
        allocate_line(line_id, seen=None, worker=by.account_id, at=at, by=by)


@change
def note_handover(handover_id: HandoverId, *, words: str, at: datetime, by: Actor) -> None:
    """Write what the next watch needs to know beside the rows."""
    handover = _held(handover_id, by=by)
    if handover.giver_id != by.account_id:
        raise NotTheGiver()
    handover.words = wording.words(words)
    handover.save(update_fields=["words", "version"])
    fact = events.ShiftNoted(kind="handover")
    journey.record(fact, about=handover, place=True, at=at, by=by, content=handover.words or None)


@change
def confirm_handover(handover_id: HandoverId, *, at: datetime, by: Actor) -> None:
    """Confirm, first whoever gives, then a lead who takes; then it is over, and kept.

    Rows that nobody accepted stay with the giver, and it says how many. Callers who are owed a call
    that no row has are the taker's from then.
    """
    require_permission(by.scope, Permission.DUTY_HAND_OVER)
    handover = _held(handover_id, by=by)
    owed_count = owed_on_watch_count(by.scope, handover.team_code)
    is_giver = handover.giver_id == by.account_id
    if is_giver:
        if handover.giver_confirmed_at is not None:
            raise ConfirmedAlready()
        handover.giver_confirmed_at = at
    else:
        if handover.giver_confirmed_at is None:
            raise GiverConfirmsFirst()
        handover.taker_id, handover.taker_confirmed_at = by.account_id, at
        handover.ended_at, handover.ended_how = at, Ended.CONFIRMED
        handover.owed_count = owed_count
    handover.save()
    fact = events.HandoverConfirmed(
        duty_role=handover.duty_role,
        side="giver" if is_giver else "taker",
        stayed_count=stayed_count(by.scope, handover_id, handover.team_code),
        owed_count=owed_count,
    )
    journey.record(fact, about=handover, place=True, at=at, by=by)


@change
def stop_handover(handover_id: HandoverId, *, at: datetime, by: Actor) -> None:
    """Stop a handover that was begun by mistake; what was accepted in it stays accepted."""
    require_permission(by.scope, Permission.DUTY_HAND_OVER)
    handover = _held(handover_id, by=by)
    handover.ended_at, handover.ended_how = at, Ended.STOPPED
    handover.save()
    fact = events.HandoverStopped(duty_role=handover.duty_role)
    journey.record(fact, about=handover, place=True, at=at, by=by)


def _change_at(duty_role: str, at: datetime) -> datetime:
    following = duty.next_change(duty_role, at)
    day_before = duty.next_change(duty_role, at - timedelta(days=1))
    last = day_before
    while (after := duty.next_change(duty_role, last)) < following:
        last = after
    return change_meant(at, next_change=following, last_change=last)


def _held(handover_id: HandoverId, *, by: Actor) -> Handover:
    require_permission(by.scope, Permission.DUTY_SEE)
    handover = journey.lock(Handover, handover_id, seen=None)
    _require_team(by, handover.team_code)
    if handover.ended_at is not None:
        raise HandoverIsOver()
    return handover


def _require_team(by: Actor, team: str) -> None:
    if team not in by.scope.teams:
        raise NotPermitted(reasons=(Reason("not_your_team", {"team": team}),))


def _unchanged(line_id: LineId, *, seen: Version, by: Actor) -> Line:
    rows = Line.objects.select_for_update(no_key=True, of=("self",)).select_related("referral")
    line = rows.filter(id=line_id).first()
    if line is None:
        raise NotFound()
    require(by.scope, PersonId(line.referral.person_id))
    if line.version != seen or line.closed_at is not None:
        raise LineChangedMeanwhile()
    return line
