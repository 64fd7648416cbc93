"""The safety net: what waits too long is raised with whoever is on duty, until it is seen to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Final
from uuid import UUID

from joinedup.foundation import duty, journey, place
from joinedup.foundation.duty import OnDuty
from joinedup.foundation.ids import new_id
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_emergency, require_permission
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import RaisedId
from joinedup.referrals.domain.safety_net import (
    Action,
    AlreadySeenTo,
    Before,
    Watcher,
    check_answer,
    next_turn,
    told,
)
from joinedup.referrals.domain.triage import check_known
from joinedup.referrals.models import Line, Raised
from joinedup.referrals.models.watching import OPEN
from joinedup.referrals.queries.due_now import CALL, FoundDue, due_for_somebody
from joinedup.referrals.queries.raised import is_of_front_door

AT_ONCE: Final = 100
"""After a night without a worker hundreds may be due: they are raised in small transactions."""

type Key = tuple[str, UUID, str]


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round of the safety net did."""

    raised: int
    cleared: int


def watch(*, at: datetime, by: Actor) -> Swept:
    """Raise what waits too long, and clear what was done meanwhile; doing it twice changes nothing.

    Each hundred is a transaction of its own: killed half-way, the next round does the rest.
    """
    found = due_for_somebody(by.scope, at=at)
    columns = Raised.objects.filter(OPEN).values_list("id", "rule", "about_id", "occasion")
    waiting = {(rule, about, occasion): one for one, rule, about, occasion in columns}
    fresh = [one for one in found if _key(one) not in waiting]
    on = duty.on_duty(at) if fresh else ()
    raised = sum(raise_some(some, on=on, at=at, by=by) for some in batched(fresh, AT_ONCE))
    due = {_key(one) for one in found}
    over = [one for key, one in waiting.items() if key not in due]
    cleared = sum(clear_some(some, at=at, by=by) for some in batched(over, AT_ONCE))
    return Swept(raised, cleared)


@change
def raise_some(found: Sequence[FoundDue], *, on: Sequence[OnDuty], at: datetime, by: Actor) -> int:
    """Raise some of what is due, each once; says how many were not raised before."""
    before = _before(found)
    turns = [(one, next_turn(before.get(_key(one)), at=at)) for one in found]
    made = [_raised(one, turn, on=on, at=at) for one, turn in turns if turn is not None]
    Raised.objects.bulk_create(made, ignore_conflicts=True)
    # Where another worker was a moment quicker, its row stands and ours was not made.
    kept = set(Raised.objects.filter(id__in=[one.id for one in made]).values_list("id", flat=True))
    fresh = [one for one in made if one.id in kept]
    for one, line in _with_lines(fresh):
        fact = events.SafetyNetRaised(
            raised_id=RaisedId(one.id),
            rule=one.rule,
            duty_role=one.duty_role,
            meant_for=one.meant_for,
            is_held=one.account_id is not None,
            turn=one.turn,
        )
        _record(fact, one, line, at=at, by=by)
    return len(fresh)


@change
def clear_some(raised_ids: Sequence[UUID], *, at: datetime, by: Actor) -> int:
    """Say of some that the thing itself was done, so that nobody need answer; they stay as such."""
    rows = Raised.objects.select_for_update(no_key=True).filter(OPEN, id__in=raised_ids)
    over = list(rows.order_by("id"))
    for one in over:
        one.cleared_at = at
        one.version += 1
    Raised.objects.bulk_update(over, ["cleared_at", "version"])
    for one, line in _with_lines(over):
        fact = events.SafetyNetCleared(raised_id=RaisedId(one.id), rule=one.rule)
        _record(fact, one, line, at=at, by=by)
    return len(over)


@change
def answer_raised(
    raised_id: RaisedId,
    *,
    action: str,
    words: str,
    again: timedelta | None,
    at: datetime,
    by: Actor,
) -> None:
    """Say what was done about something that was raised; `again` has it told anew if still so.

    Without it this is raised no more on this occasion.
    """
    require_permission(by.scope, Permission.DUTY_SEE)
    words = wording.words(words)
    check_known("action", action, list(Action))
    did = Action(action)
    check_answer(did, words, again)
    one = journey.lock(Raised, raised_id, seen=None)
    if one.person_id is not None and not is_of_front_door(by.scope, one):
        # Whoever may not open a restricted record may have rung those who do.
        require_emergency(by.scope, PersonId(one.person_id))
    if one.answered_at is not None or one.cleared_at is not None:
        raise AlreadySeenTo()
    one.answered_at, one.answered_by_id = at, by.account_id
    one.action, one.words = did.value, words
    one.again_at = at + again if again else None
    one.save()
    fact = events.SafetyNetAnswered(raised_id=raised_id, rule=one.rule, action=did.value)
    line = Line.objects.filter(id=one.line_id).first() if one.line_id else None
    _record(fact, one, line, at=at, by=by, content=words or None)


def _key(found: FoundDue) -> Key:
    return found.due.rule.value, found.about_id, found.due.occasion


def _key_of(one: Raised) -> Key:
    return one.rule, one.about_id, one.occasion


def _before(found: Iterable[FoundDue]) -> dict[Key, Before]:
    """How each thing stood when it was last raised on this occasion."""
    rows = Raised.objects.filter(about_id__in={one.about_id for one in found})
    return {
        _key_of(one): Before(
            turn=one.turn,
            is_open=one.answered_at is None and one.cleared_at is None,
            is_cleared=one.cleared_at is not None,
            again_at=one.again_at,
        )
        for one in rows.order_by("turn")
    }


def _raised(found: FoundDue, turn: int, *, on: Sequence[OnDuty], at: datetime) -> Raised:
    goes_to = told(found.due.rule, _watchers(on))
    holder = next((one for one in on if one.duty_role == goes_to.duty_role), None)
    return Raised(
        id=new_id(),
        rule=found.due.rule.value,
        about_kind=found.about_kind,
        about_id=found.about_id,
        occasion=found.due.occasion,
        turn=turn,
        line_id=found.line_id,
        person_id=found.person_id,
        due_at=found.due.at,
        raised_at=at,
        duty_role=goes_to.duty_role,
        meant_for=goes_to.meant_for,
        account_id=holder.account_id if holder and goes_to.is_on_duty else None,
    )


def _watchers(on: Collection[OnDuty]) -> list[Watcher]:
    held = {one.duty_role for one in on}
    return [
        Watcher(one.code, frozenset(one.watches), one.code in held)
        for one in place.current().duty_roles.values()
    ]


def _with_lines(rows: Sequence[Raised]) -> list[tuple[Raised, Line | None]]:
    lines = Line.objects.in_bulk([one.line_id for one in rows if one.line_id])
    return [(one, lines.get(one.line_id) if one.line_id else None) for one in rows]


def _record(
    fact: object,
    one: Raised,
    line: Line | None,
    *,
    at: datetime,
    by: Actor,
    content: str | None = None,
) -> None:
    about = line if line is not None else one
    call = one.about_id if one.about_kind == CALL and one.person_id is None else None
    journey.record(
        fact,
        about=about,
        person=PersonId(one.person_id) if one.person_id else None,
        call=call,
        place=one.person_id is None and call is None,
        at=at,
        by=by,
        content=content,
    )
