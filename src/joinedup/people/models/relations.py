"""Who stands by somebody, and what whoever goes there must know: intervals with their reasons."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import periods
from joinedup.people.domain.details import LONGEST
from joinedup.people.domain.relations import LONGEST_BECAUSE, LONGEST_WORDS, Relation, Told
from joinedup.people.models.index import Person

_ENDS = {
    "version": guards.CHANGE,
    "until": guards.FILL,
    "ended_by": guards.FILL,
    "ended_because": guards.FILL,
}


class Relationship(models.Model):
    """Somebody stands by a person, for a time. A change ends the row and begins another.

    `other` is the carer's own entry in the index, which this opens to nobody; or a name only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST["family_name"], blank=True, default="")
    phone = models.CharField(max_length=LONGEST["phone"], blank=True, default="")
    relation = models.CharField(max_length=20)
    is_unpaid_carer = models.BooleanField(default=False)
    lives_with = models.BooleanField(default=False)
    is_next_of_kin = models.BooleanField(default=False)
    is_key_holder = models.BooleanField(default=False)
    may_be_told = models.CharField(max_length=10, default=Told.NOT_ASKED.value)
    told_by = models.CharField(max_length=LONGEST["family_name"], blank=True, default="")
    told_on = models.DateField(null=True, blank=True)
    plan = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")
    plan_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_by = models.UUIDField()  # An account.
    ended_by = models.UUIDField(null=True)  # An account.
    ended_because = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False) | ~Q(name=""), name="relationship_names_somebody"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=[one.value for one in Relation]),
                name="relationship_known",
            ),
            models.CheckConstraint(
                condition=Q(may_be_told__in=[one.value for one in Told]),
                name="relationship_told_known",
            ),
            models.CheckConstraint(
                condition=periods.RUNS_FORWARD, name="relationship_runs_forward"
            ),
            models.CheckConstraint(
                condition=~Q(person=models.F("other")), name="relationship_to_another"
            ),
        ]


class Alert(models.Model):
    """What whoever goes to somebody must know, for a time, to be looked at again by a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=60)
    words = models.CharField(max_length=LONGEST_WORDS)
    review_on = models.DateField()
    is_person_told = models.BooleanField()
    not_told_because = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_by = models.UUIDField()  # An account.
    ended_by = models.UUIDField(null=True)  # An account.
    ended_because = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=periods.RUNS_FORWARD, name="alert_runs_forward"),
            models.CheckConstraint(
                condition=Q(is_person_told=True) | ~Q(not_told_because=""),
                name="alert_told_or_why_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on", "id"], condition=Q(until__isnull=True), name="alert_review"
            )
        ]


guards.append_only(Relationship, allow=_ENDS)
guards.append_only(Alert, allow=_ENDS)
holdings.of_person(
    Relationship,
    "Family, friends and carers",
    others=("name", "phone", "plan", "other_id"),
    words=("told_by", "ended_because"),
)
holdings.of_person(
    Alert, "Alerts", words=("words", "not_told_because", "ended_because"), is_guarded=True
)
