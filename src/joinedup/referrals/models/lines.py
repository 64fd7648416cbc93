"""Lines: one service asked for each, whoever is to go, and whoever is looking."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Clock, periods
from joinedup.referrals.models.referral import Referral


class Line(models.Model):
    """One service asked for. Its stage is derived from these columns and from what happened.

    `asked_class` is NULL when not stated. `team_code` is the team it was sent to, which has it from
    `accepted_at`; until then the front door does. A team's decline empties all three.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="lines")
    service_code = models.CharField(max_length=60, blank=True, default="")
    locality_code = models.CharField(max_length=60, blank=True, default="")
    asked_class = models.CharField(max_length=40, null=True)
    response_class = models.CharField(max_length=40, blank=True, default="")
    lead = models.CharField(max_length=40, blank=True, default="")
    team_code = models.CharField(max_length=60, blank=True, default="")
    triage_clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="+")
    response_clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    triaged_at = models.DateTimeField(null=True)
    triaged_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    call_back_by = models.DateTimeField(null=True)
    no_access_confirmed_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=30, blank=True, default="")
    outcome = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    # Derived, and only on lines that `queries.lines` and its neighbours brought with them.
    stage: str
    rank: int
    falls_due_at: datetime
    asked_of: str | None
    answer_by: datetime | None
    offered_to: str | None
    worker_id: UUID | None
    worker_name: str | None
    worst_told: bool | None
    has_visit_details: bool
    has_observations: bool
    has_contacts: bool
    has_decisions: bool
    has_filed: bool
    has_tried: bool
    was_declined: bool
    safety_net: str | None
    safety_net_at: datetime | None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(triaged_at__isnull=True) | ~Q(response_class="") & ~Q(lead=""),
                name="line_triaged_into_a_cell",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, team_code="")
                | Q(sent_at__isnull=False, triaged_at__isnull=False) & ~Q(team_code=""),
                name="line_sent_to_a_team",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(sent_at__isnull=False),
                name="line_accepted_once_sent",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_how="", outcome="")
                | Q(closed_at__isnull=False) & ~Q(closed_how="") & ~Q(outcome=""),
                name="line_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team_code", "accepted_at"],
                condition=Q(closed_at__isnull=True),
                name="line_open_team",
            ),
            models.Index(
                fields=["call_back_by"],
                condition=Q(call_back_by__isnull=False),
                name="line_call_promised",
            ),
        ]


class Allocation(models.Model):
    """Somebody is to go, for a time; at most one at a time for a line."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    allocated_by = models.UUIDField()
    ended_because = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(until__isnull=True), name="allocation_one_live"
            ),
            models.CheckConstraint(condition=periods.RUNS_FORWARD, name="allocation_runs_forward"),
        ]
        indexes = [
            models.Index(
                fields=["worker"], condition=Q(until__isnull=True), name="allocation_live_worker"
            )
        ]


guards.append_only(Allocation, allow={"until": guards.FILL, "ended_because": guards.FILL})
guards.no_overlap(Allocation, by=("line",))


class Presence(models.Model):
    """Somebody has a line open on a page. It says who is looking; it locks nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "account"], name="presence_once")]


holdings.of_person(
    Line,
    "What was asked for, service by service",
    paths=("referral__person_id",),
    left_out=("triage_clock_id", "response_clock_id"),
)
holdings.of_person(Allocation, "Who was to come", paths=("line__referral__person_id",))
holdings.nothing_of(Presence, "Who has a page open now.")
