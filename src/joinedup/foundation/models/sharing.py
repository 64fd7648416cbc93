"""Sharing decisions: intervals in which a person, or who may for them, said who sees what."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.anchors import Anchor
from joinedup.foundation.models.periods import RUNS_FORWARD
from joinedup.kernel.sections import LIMITABLE


class SharingDecision(models.Model):
    """Somebody objected, limited a section or consented, for a time; no code is everybody.

    `document_id` is the power of attorney or the deputy's order that it rests on. One that was
    `carried_from` another record runs because two records were found to be of one person.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        OBJECTION = "objection"
        ONLY_CARERS = "only_carers"
        LIMIT = "limit"
        CONSENT = "consent"
        PHOTOGRAPHS = "photographs"
        RESEARCH = "research"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    section = models.CharField(max_length=20, blank=True, default="")
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=20)
    decider = models.CharField(max_length=200, blank=True, default="")
    document_id = models.UUIDField(null=True)
    because = models.CharField(max_length=1000, blank=True, default="")
    way = models.CharField(max_length=20)
    recorded_by = models.UUIDField()
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_by = models.UUIDField(null=True)
    ended_decided_by = models.CharField(max_length=20, blank=True, default="")
    ended_decider = models.CharField(max_length=200, blank=True, default="")
    ended_document_id = models.UUIDField(null=True)
    ended_because = models.CharField(max_length=1000, blank=True, default="")
    ended_way = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=RUNS_FORWARD, name="sharing_runs_forward"),
            models.CheckConstraint(
                condition=Q(kind__in=["objection", "consent"]) & ~Q(organisation_code="")
                | Q(kind__in=["only_carers", "photographs", "research"], organisation_code="")
                | Q(kind="limit"),
                name="sharing_says_who",
            ),
            models.CheckConstraint(
                condition=Q(kind="limit", section__in=[one.value for one in LIMITABLE])
                | ~Q(kind="limit") & Q(section=""),
                name="sharing_says_what",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by__isnull=True)
                | Q(until__isnull=False, ended_by__isnull=False),
                name="sharing_ended_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "organisation_code"], name="sharing_person"),
            models.Index(fields=["organisation_code", "person"], name="sharing_organisation"),
        ]


guards.append_only(
    SharingDecision,
    allow={
        "version": guards.CHANGE,
        "until": guards.FILL,
        "ended_by": guards.FILL,
        "ended_decided_by": guards.FILL,
        "ended_decider": guards.FILL,
        "ended_document_id": guards.FILL,
        "ended_because": guards.FILL,
        "ended_way": guards.FILL,
    },
)
guards.no_overlap(SharingDecision, by=("person", "kind", "section", "organisation_code"))
holdings.of_person(
    SharingDecision,
    "What was decided about sharing",
    words=("because", "ended_because", "decider", "ended_decider"),
)
