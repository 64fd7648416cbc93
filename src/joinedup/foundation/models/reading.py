"""The log of reading: who looked at whom, why, and what was refused."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.anchors import Anchor


class Reading(models.Model):
    """One page, search, print or answer that showed people, or was refused."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    account_id = models.UUIDField()
    role = models.CharField(max_length=30, blank=True, default="")
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    purpose = models.CharField(max_length=30)
    route = models.CharField(max_length=120)
    outcome = models.CharField(max_length=20)
    detail = models.CharField(max_length=200, blank=True, default="")
    person_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    seal_seq = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "at"], name="reading_account"),
            models.Index(fields=["at"], name="reading_at"),
            models.Index(fields=["seal_seq", "id"], name="reading_seal"),
        ]


class ReadingOf(models.Model):
    """One person whom a reading showed, and the ground that allowed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="reading_of_person")]


class ReadingSeal(models.Model):
    """A batch of readings, sealed by the worker so that none can quietly go."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    readings = models.TextField()
    digest = models.CharField(max_length=64)


guards.append_only(Reading, allow={"seal_seq": guards.FILL})
guards.append_only(ReadingOf)
guards.append_only(ReadingSeal)
holdings.nothing_of(Reading, "Given by person, with whom it showed.")
holdings.of_person(
    ReadingOf,
    "Who looked, and why",
    left_out=("reading_id",),
    more=(
        *("reading__at", "reading__account_id", "reading__role", "reading__organisation_code"),
        *("reading__purpose", "reading__route"),
    ),
    never=Q(reading__route__startswith="safeguarding:")
    | Q(reading__role__startswith="safeguarding_")
    | Q(reading__outcome="refused"),
)
holdings.nothing_of(ReadingSeal, "A seal over what was read.")
