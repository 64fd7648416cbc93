"""Tables of looks at records that somebody is to judge."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor
from joinedup.foundation.models.periods import RUNS_FORWARD
from joinedup.people.domain.patterns import Pattern


class LookToReview(models.Model):
    """Looks of one account at one person on one day, or at many within an hour, to be judged.

    What comes after it was judged is another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    pattern = models.CharField(max_length=20)
    account_id = models.UUIDField()
    role = models.CharField(max_length=30)
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    person = models.ForeignKey(Anchor, null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40, blank=True, default="")
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.UUIDField(null=True)
    finding = models.CharField(max_length=30, blank=True, default="")
    finding_words = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "person", "pattern", "day"],
                condition=Q(reviewed_at__isnull=True, person__isnull=False),
                name="look_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["account_id", "pattern", "day"],
                condition=Q(reviewed_at__isnull=True, person__isnull=True),
                name="look_one_burst_waiting",
            ),
            models.CheckConstraint(
                condition=Q(pattern__in=[one.value for one in Pattern]), name="look_pattern_known"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, pattern=Pattern.MANY_QUICKLY.value)
                | (Q(person__isnull=False) & ~Q(pattern=Pattern.MANY_QUICKLY.value)),
                name="look_at_somebody_or_many",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, finding="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="")),
                name="look_reviewed_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(reviewed_at__isnull=True), name="look_to_review"
            ),
            models.Index(
                fields=["-id"], condition=Q(reviewed_at__isnull=False), name="look_was_reviewed"
            ),
        ]


class LooksJudged(models.Model):
    """Up to which seal of readings looks were gone through: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    seal_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="looks_judged_once")]


class WellKnown(models.Model):
    """Every look at a person is judged for a time, because many know them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    said_by = models.UUIDField()
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="well_known_once"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="well_known_runs_forward"),
        ]


guards.append_only(
    LookToReview,
    allow={
        "version": guards.CHANGE,
        "last_at": guards.CHANGE,
        "count": guards.CHANGE,
        "reviewed_at": guards.FILL,
        "reviewed_by": guards.FILL,
        "finding": guards.FILL,
        "finding_words": guards.FILL,
    },
)
guards.append_only(LooksJudged, allow={"seal_seq": guards.CHANGE})
guards.append_only(WellKnown, allow={"until": guards.FILL, "ended_by": guards.FILL})
holdings.of_person(
    LookToReview, "Looks that were asked about", words=("finding_words",), is_guarded=True
)
holdings.nothing_of(LooksJudged, "How far the log was gone through.")
holdings.of_person(WellKnown, "That they are well known")
