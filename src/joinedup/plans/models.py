"""The tables of this room: what was agreed, how it was reviewed, and what the person says of it."""

from typing import Any

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor
from joinedup.plans.domain.agreements import (
    LONGEST_NAME,
    EndedBecause,
    Found,
    Outcome,
    Says,
)


def _one_of(column: str, of: Any) -> Q:
    return Q(**{f"{column}__in": [one.value for one in of]})


class Agreement(models.Model):
    """One version of what was agreed with a person; the one that has not ended stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    goals = models.TextField()
    person_does = models.TextField(blank=True)
    we_do = models.TextField()
    family_does = models.TextField(blank=True)
    family_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    free = models.TextField(blank=True)
    free_until = models.DateField(null=True)
    took_part = models.TextField(blank=True)
    outcome = models.CharField(max_length=10)
    decided_by = models.CharField(max_length=20, blank=True, default="")
    decided_on = models.DateField(null=True)
    way = models.CharField(max_length=20, blank=True, default="")
    decider = models.CharField(max_length=200, blank=True, default="")
    because = models.TextField(blank=True, default="")
    look_again_on = models.DateField()
    # Whose it is to look at it again where nobody is the key worker.
    team_code = models.CharField(max_length=60, blank=True)
    organisation = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()
    written_by = models.UUIDField()  # An account.
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-written_at"], name="agreement_person"),
            models.Index(
                fields=["look_again_on"], condition=Q(ended_at__isnull=True), name="agreement_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="agreement_one_current"
            ),
            models.CheckConstraint(
                condition=_one_of("outcome", Outcome), name="agreement_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.AGREED.value) & ~Q(decided_by="")
                | ~Q(outcome=Outcome.AGREED.value) & Q(decided_by=""),
                name="agreement_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False) & _one_of("ended_because", EndedBecause),
                name="agreement_ended_because",
            ),
        ]


class Review(models.Model):
    """That an agreement was looked at again: what each side kept, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reviews")
    found = models.CharField(max_length=10)
    person_kept = models.TextField()
    services_kept = models.TextField()
    next_on = models.DateField(null=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.UUIDField()  # An account.

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_of("found", Found), name="plan_review_found")
        ]


class Reply(models.Model):
    """What the person says of an agreement on their own pages, and what they were answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="replies")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)  # An account.

    class Meta:
        indexes = [
            models.Index(
                fields=["agreement"],
                condition=Q(answered_at__isnull=True, says="wants_change"),
                name="plan_reply_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=_one_of("says", Says), name="plan_reply_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="plan_reply_answered_in_words",
            ),
        ]


guards.append_only(
    Agreement,
    allow={
        "version": guards.CHANGE,
        "outcome": guards.CHANGE,
        "decided_by": guards.CHANGE,
        "decided_on": guards.FILL,
        "way": guards.CHANGE,
        "look_again_on": guards.CHANGE,
        "ended_at": guards.FILL,
        "ended_because": guards.FILL,
    },
)
guards.append_only(Review)
guards.append_only(
    Reply,
    allow={
        "version": guards.CHANGE,
        "answer": guards.FILL,
        "answered_at": guards.FILL,
        "answered_by": guards.FILL,
    },
)

_WORDS = ("goals", "person_does", "we_do", "family_does", "free", "took_part", "because")
holdings.of_person(
    Agreement,
    "What was agreed with them",
    others=("family_name", "decider"),
    words=_WORDS,
    says_where=True,
)
holdings.of_person(
    Review,
    "How what was agreed was looked at again",
    paths=("agreement__person_id",),
    words=("person_kept", "services_kept"),
    says_where=True,
)
holdings.of_person(
    Reply,
    "What they said of what was agreed",
    paths=("agreement__person_id",),
    words=("words", "answer"),
    says_where=True,
)
