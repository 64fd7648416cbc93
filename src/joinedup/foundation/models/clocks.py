"""Clocks: a promise of time with its rule, its pauses and when it falls due."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.periods import RUNS_FORWARD


class Clock(models.Model):
    """A running or stopped clock on one thing. `due_at` is empty while a pause is open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    rule_code = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=20)
    limit = models.DurationField()
    calendar_code = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=40, blank=True, default="")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="clock_about"),
            models.Index(
                fields=["due_at"], condition=Q(ended_at__isnull=True), name="clock_open_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_how=""), name="clock_end_has_reason"
            )
        ]


class ClockPause(models.Model):
    """A clock stood still for a coded reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    paused_by = models.UUIDField()
    resumed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(until__isnull=True), name="pause_one_open"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="pause_runs_forward"),
        ]


guards.append_only(
    Clock,
    allow={
        "due_at": guards.CHANGE,
        "ended_at": guards.CHANGE,
        "ended_how": guards.FILL,
        "superseded_by": guards.FILL,
        "version": guards.CHANGE,
    },
)
guards.append_only(ClockPause, allow={"until": guards.FILL, "resumed_by": guards.FILL})
guards.no_overlap(ClockPause, by=("clock",))
holdings.nothing_of(Clock, "Counted anew from what was asked and done, which is given.")
holdings.nothing_of(ClockPause, "Counted anew from what was asked and done, which is given.")
