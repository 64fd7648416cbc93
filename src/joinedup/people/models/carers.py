"""That somebody is an unpaid carer: interval rows of the carer, never of whom they care for."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.periods import RUNS_FORWARD
from joinedup.people.domain.carers import Assessment, CaringHours, Signpost
from joinedup.people.domain.relations import LONGEST_BECAUSE
from joinedup.people.models.index import Person


class Carer(models.Model):
    """Somebody cares for somebody, unpaid, and what they say of it. A change begins a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="as_carer")
    hours = models.CharField(max_length=20)
    assessment = models.CharField(max_length=20)
    signposted_to = models.CharField(max_length=20)
    is_under_strain = models.BooleanField()
    agrees_to_register = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_by = models.UUIDField()  # An account.
    ended_by = models.UUIDField(null=True)  # An account.
    ended_because = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="carer_one"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="carer_runs_forward"),
            models.CheckConstraint(
                condition=Q(hours__in=[one.value for one in CaringHours]), name="carer_hours_known"
            ),
            models.CheckConstraint(
                condition=Q(assessment__in=[one.value for one in Assessment]),
                name="carer_assessment_known",
            ),
            models.CheckConstraint(
                condition=Q(signposted_to__in=[one.value for one in Signpost]),
                name="carer_signpost_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["since", "id"],
                condition=Q(until__isnull=True, agrees_to_register=True),
                name="carer_register",
            )
        ]


guards.append_only(
    Carer,
    allow={
        "version": guards.CHANGE,
        "until": guards.FILL,
        "ended_by": guards.FILL,
        "ended_because": guards.FILL,
    },
)
holdings.of_person(Carer, "What they said of caring for somebody", words=("ended_because",))
