"""Safeguarding concerns, each as it was raised, and what was answered since."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor
from joinedup.safeguarding.domain.answer import LONGEST_NAME, Outcome
from joinedup.safeguarding.domain.concern import LONGEST_LINE, Whose

OPEN = Q(closed_at__isnull=True)
WAITING = Q(acknowledged_at__isnull=True, closed_at__isnull=True)


class Concern(models.Model):
    """What somebody raised about an adult, or a child who lives with them; it is never changed.

    `front_door` is the organisation that it went to, by message or by telephone, and
    `acknowledge_by` the instant by which the place expects to hear that they have it. Whoever is
    alleged to have done harm is kept by `alleged_key` and `alleged_account`, so that they read
    nothing of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    reference = models.CharField(max_length=11, unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    whose = models.CharField(max_length=10)
    child = models.ForeignKey(Anchor, null=True, on_delete=models.PROTECT, related_name="+")
    child_name = models.CharField(max_length=LONGEST_LINE, blank=True, default="")
    child_age = models.CharField(max_length=LONGEST_LINE, blank=True, default="")
    child_number = models.CharField(max_length=LONGEST_LINE, blank=True, default="")
    harm = models.CharField(max_length=20, blank=True, default="")
    words = models.TextField()
    heard = models.CharField(max_length=20)
    kinds = models.CharField(max_length=200)
    danger = models.CharField(max_length=10)
    danger_words = models.TextField(blank=True, default="")
    alleged = models.CharField(max_length=20)
    alleged_name = models.CharField(max_length=LONGEST_LINE, blank=True, default="")
    alleged_key = models.CharField(max_length=LONGEST_LINE, blank=True, default="")
    alleged_contact = models.CharField(max_length=10)
    alleged_account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )
    needs = models.CharField(max_length=10)
    protects = models.CharField(max_length=10)
    knows = models.CharField(max_length=10)
    not_told = models.TextField(blank=True, default="")
    agrees = models.CharField(max_length=10)
    override = models.CharField(max_length=20, blank=True, default="")
    override_words = models.TextField(blank=True, default="")
    wishes = models.TextField(blank=True, default="")
    capacity = models.CharField(max_length=10)
    capacity_words = models.TextField(blank=True, default="")
    done = models.TextField(blank=True, default="")
    reach = models.TextField(blank=True, default="")
    raiser_name = models.CharField(max_length=LONGEST_LINE)
    raiser_role = models.CharField(max_length=LONGEST_LINE)
    raiser_number = models.CharField(max_length=LONGEST_LINE)
    raised_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation_code = models.CharField(max_length=40)
    raised_at = models.DateTimeField()
    front_door = models.CharField(max_length=40)
    is_by_message = models.BooleanField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    acknowledged_account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_by_telephone = models.BooleanField(default=False)
    their_reference = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=30, blank=True, default="")
    outcome_words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(whose__in=list(Whose)), name="concern_whose_known"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by="")
                | Q(acknowledged_at__isnull=False, acknowledged_account__isnull=False)
                & ~Q(acknowledged_by=""),
                name="concern_receiver_said",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(
                    closed_at__isnull=False,
                    acknowledged_at__isnull=False,
                    outcome__in=list(Outcome),
                )
                & ~Q(outcome_words=""),
                name="concern_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["raised_at"], condition=WAITING, name="concern_waiting"),
            models.Index(fields=["front_door", "-id"], name="concern_door"),
            models.Index(fields=["raised_by", "-id"], name="concern_raiser"),
        ]


guards.append_only(
    Concern,
    allow={
        "version": guards.CHANGE,
        "acknowledged_at": guards.FILL,
        "acknowledged_by": guards.FILL,
        "acknowledged_account": guards.FILL,
        "is_by_telephone": guards.CHANGE,
        "their_reference": guards.FILL,
        "closed_at": guards.FILL,
        "closed_account": guards.FILL,
        "outcome": guards.FILL,
        "outcome_words": guards.FILL,
    },
)
holdings.of_person(
    Concern, "Safeguarding concerns", paths=("person_id", "child_id"), is_guarded=True
)
