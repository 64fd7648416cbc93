"""Clocks: started, paused, stopped and superseded; one function says when each falls due."""

from datetime import datetime

from django.db.models import Model

from joinedup.foundation import place
from joinedup.foundation.models import Clock, ClockPause, periods
from joinedup.foundation.scope import Actor
from joinedup.kernel.clock import ClockRule, Pause, due_at
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import ClockId


def start(rule: ClockRule, *, about: Model, started_at: datetime) -> Clock:
    """Start a clock on a thing by a rule of the place."""
    clock = unsaved(rule, about=about, started_at=started_at)
    clock.save(force_insert=True)
    return clock


def unsaved(rule: ClockRule, *, about: Model, started_at: datetime) -> Clock:
    """A clock as it starts, not yet saved."""
    return Clock(
        about_kind=about._meta.label_lower,
        about_id=about.pk,
        rule_code=rule.code,
        rule_version=rule.version,
        limit=rule.limit,
        calendar_code=rule.calendar,
        started_at=started_at,
        due_at=due_at(
            rule, place.current().calendar(rule.calendar), started_at=started_at, pauses=()
        ),
    )


def pause(clock_id: ClockId, *, reason: str, at: datetime, by: Actor) -> Clock:
    """Hold a clock still for a coded reason."""
    clock = _open(clock_id)
    if clock.pauses.filter(periods.not_ended(at)).exists():
        raise Refused("clock_already_paused")
    ClockPause.objects.create(clock=clock, reason=reason, since=at, paused_by=by.account_id)
    return _reckoned(clock)


def resume(clock_id: ClockId, *, at: datetime, by: Actor) -> Clock:
    """Let a paused clock run on; does nothing to one that runs."""
    clock = _open(clock_id)
    _end_pause(clock, at=at, by=by)
    return _reckoned(clock)


def stand_still(
    clock_id: ClockId, *, reason: str, since: datetime, until: datetime, by: Actor
) -> Clock:
    """Hold a clock still between two instants: it runs on by itself, and its due time is known."""
    clock = _open(clock_id)
    ClockPause.objects.create(
        clock=clock,
        reason=reason,
        since=since,
        until=until,
        paused_by=by.account_id,
        resumed_by=by.account_id,
    )
    return _reckoned(clock)


def stop(clock_id: ClockId, *, at: datetime, how: str, by: Actor) -> Clock:
    """End a clock: it was met, or what it measured is no longer awaited."""
    clock = _open(clock_id)
    _end_pause(clock, at=at, by=by)
    clock.due_at = falls_due(clock)
    clock.ended_at, clock.ended_how = at, how
    clock.version += 1
    clock.save()
    return clock


def stop_sooner(clock_id: ClockId, *, at: datetime, by: Actor) -> Clock:
    """Move the end of a stopped clock back: a late entry says that it was met before."""
    del by
    clock = Clock.objects.select_for_update(no_key=True).get(id=clock_id)
    if clock.ended_at is None or not clock.started_at <= at <= clock.ended_at:
        raise ValueError("only a stopped clock moves, and only back, to after it started")
    clock.ended_at = at
    clock.version += 1
    clock.save(update_fields=["ended_at", "version"])
    return clock


def supersede(
    clock_id: ClockId, rule: ClockRule, *, about: Model, at: datetime, by: Actor
) -> Clock:
    """Replace a clock by one under another rule from the same start; the old one is kept, closed.

    Pauses already taken count for the new clock as they did for the old. One that was met keeps its
    end: what met it does not meet the new one.
    """
    return _replaced(_latest(clock_id), rule, about=about, at=at, by=by)


def cut_short(
    clock_id: ClockId, *, until: datetime, about: Model, at: datetime, by: Actor
) -> Clock:
    """Let a clock that was to stand still for longer run on from an instant.

    What stands in its place has the same rule and start, and no pause beyond that instant. A clock
    that would stand still no longer than that stays as it is.
    """
    old = _open(clock_id)
    if not old.pauses.filter(periods.not_ended(until)).exists():
        return old
    rule = ClockRule(old.rule_code, old.rule_version, old.limit, old.calendar_code)
    return _replaced(old, rule, about=about, at=at, by=by, stands_until=until)


def _replaced(
    old: Clock,
    rule: ClockRule,
    *,
    about: Model,
    at: datetime,
    by: Actor,
    stands_until: datetime | None = None,
) -> Clock:
    new = start(rule, about=about, started_at=old.started_at)
    for taken in old.pauses.order_by("since"):
        until = taken.until
        if stands_until is not None and until is not None:
            until = min(until, stands_until)
        if until is None or taken.since < until:
            ClockPause.objects.create(
                clock=new,
                reason=taken.reason,
                since=taken.since,
                until=until,
                paused_by=taken.paused_by,
                resumed_by=taken.resumed_by,
            )
    if old.ended_at is None:
        _end_pause(old, at=at, by=by)
        old.due_at = falls_due(old)
        old.ended_at, old.ended_how = at, "superseded"
    old.superseded_by = new
    old.version += 1
    old.save()
    return _reckoned(new)


def falls_due(clock: Clock) -> datetime | None:
    """When a clock falls due by its rule, its calendar and its pauses; nothing while it stands."""
    rule = ClockRule(clock.rule_code, clock.rule_version, clock.limit, clock.calendar_code)
    taken = sorted(clock.pauses.all(), key=lambda one: one.since)
    pauses = tuple(Pause(one.since, one.until, one.reason) for one in taken)
    calendar = place.current().calendar(clock.calendar_code)
    return due_at(rule, calendar, started_at=clock.started_at, pauses=pauses)


def _open(clock_id: ClockId) -> Clock:
    clock = _latest(clock_id)
    if clock.ended_at is not None:
        raise Refused("clock_has_ended")
    return clock


def _latest(clock_id: ClockId) -> Clock:
    clock = Clock.objects.select_for_update(no_key=True).filter(id=clock_id).first()
    if clock is None:
        raise NotFound()
    if clock.superseded_by_id is not None:
        raise Refused("clock_has_ended")
    return clock


def _end_pause(clock: Clock, *, at: datetime, by: Actor) -> None:
    for open_one in clock.pauses.filter(until__isnull=True):
        # What is told late may have happened before the pause: then the clock never stood still.
        open_one.until, open_one.resumed_by = max(open_one.since, at), by.account_id
        open_one.save(update_fields=["until", "resumed_by"])


def _reckoned(clock: Clock) -> Clock:
    clock.due_at = falls_due(clock)
    clock.version += 1
    clock.save(update_fields=["due_at", "version"])
    return clock
