"""Anchors: the subjects that facts are about, each the head of one chain."""

from django.db import models

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.periods import RUNS_FORWARD


class Subject(models.TextChoices):
    """What a chain is about."""

    PERSON = "person"
    PLACE = "place"
    ACCOUNT = "account"
    CALL = "call"


class Anchor(models.Model):
    """A subject and the head of its chain. It holds no demographics."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Subject.choices)
    code = models.CharField(max_length=60, default="", blank=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)
    sealed_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~models.Q(code=""), name="anchor_one_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Subject.values), name="anchor_kind_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(seq__gt=models.F("sealed_seq")),
                name="anchor_unsealed",
            )
        ]


class Merge(models.Model):
    """Two anchors are one person from `since`, until somebody says otherwise."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    absorbed = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    merged_by = models.UUIDField()
    reason = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(until__isnull=True), name="merge_one_live"
            ),
            models.CheckConstraint(
                condition=~models.Q(absorbed=models.F("into")), name="merge_not_itself"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="merge_runs_forward"),
        ]
        indexes = [models.Index(fields=["into", "absorbed"], name="merge_into")]


guards.append_only(
    Anchor, allow={"seq": guards.CHANGE, "digest": guards.CHANGE, "sealed_seq": guards.CHANGE}
)
guards.append_only(Merge, allow={"until": guards.FILL})
guards.no_overlap(Merge, by=("absorbed",))
holdings.nothing_of(Anchor, "An identifier: what it names is in the other tables.")
holdings.of_person(
    Merge, "Records that were joined", paths=("absorbed_id", "into_id"), words=("reason",)
)
