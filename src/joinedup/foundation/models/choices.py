"""Opt-outs of uses that are not a person's own care: what was found of each, and when."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.anchors import Anchor
from joinedup.foundation.models.periods import RUNS_FORWARD
from joinedup.kernel.purposes import OptOut


class OptOutHeld(models.Model):
    """Whether somebody has opted out, as it was found from `since` on; the next finding ends it.

    `checked_at` is when it was last found to be so: it moves with every check that says the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    is_opted_out = models.BooleanField()
    source = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField()
    told_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(until__isnull=True), name="opt_out_one_live"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in OptOut]), name="opt_out_kind_known"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="opt_out_runs_forward"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "is_opted_out", "checked_at", "person"],
                condition=Q(until__isnull=True),
                name="opt_out_now",
            )
        ]


class OptOutRequest(models.Model):
    """A list of NHS numbers to be checked for national data opt-outs, and that it was answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True)
    answer_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-made_at"], name="opt_out_request_made"),
            models.Index(fields=["digest"], name="opt_out_request_digest"),
        ]


guards.append_only(OptOutHeld, allow={"until": guards.FILL, "checked_at": guards.CHANGE})
guards.append_only(
    OptOutRequest,
    allow={
        "answered_at": guards.FILL,
        "answered_by": guards.FILL,
        "answer_digest": guards.FILL,
    },
)
holdings.of_person(OptOutHeld, "Opt-outs from other uses of their data")
holdings.nothing_of(OptOutRequest, "How many were asked about, and when; whom is not kept.")
