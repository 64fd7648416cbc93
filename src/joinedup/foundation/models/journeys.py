"""The journey log: entries in chains, what they carried, and what must be told to whom."""

from functools import reduce
from operator import or_
from typing import Final

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.anchors import Anchor


class Content(models.Model):
    """Words or bytes that an entry speaks of; it can be destroyed and the chain still verifies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    salt = models.CharField(max_length=32, blank=True)
    text = models.TextField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Without its salt, short words cannot be guessed from the digest that outlives them.
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, text__isnull=False)
                | models.Q(destroyed_at__isnull=False, text__isnull=True, salt=""),
                name="content_kept_or_destroyed",
            )
        ]


class Entry(models.Model):
    """One fact, in the chain of the subject it concerns. Never updated, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=80)
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    about_version = models.PositiveIntegerField(null=True)
    change_id = models.UUIDField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_account = models.UUIDField()
    by_role = models.CharField(max_length=30, blank=True, default="")
    by_organisation = models.CharField(max_length=60, blank=True, default="")
    body = models.TextField()
    content = models.ForeignKey(Content, null=True, on_delete=models.PROTECT, related_name="+")
    content_digest = models.CharField(max_length=64, blank=True, default="")
    corrects = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="entry_seq_once"),
        ]
        indexes = [
            models.Index(fields=["about_kind", "about_id", "recorded_at"], name="entry_about"),
            models.Index(fields=["kind", "recorded_at"], name="entry_kind"),
            models.Index(fields=["subject", "-at"], name="entry_timeline"),
        ]


class Delivery(models.Model):
    """Something that must reach another room or organisation, kept until it has."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=30)
    listener = models.CharField(max_length=100)
    key = models.CharField(max_length=120)
    order_key = models.CharField(max_length=120, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    payload = models.TextField(blank=True, default="")
    about_kind = models.CharField(max_length=60, blank=True, default="")
    about_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempt_count = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True, default="")
    last_error = models.CharField(max_length=500, blank=True, default="")
    held_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listener", "key"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(delivered_at__isnull=True),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["order_key", "id"],
                condition=models.Q(delivered_at__isnull=True) & ~models.Q(order_key=""),
                name="delivery_order",
            ),
            models.Index(fields=["about_kind", "about_id"], name="delivery_about"),
        ]


class Seal(models.Model):
    """What the heads of the chains were at an instant; a copy is written outside the database."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.TextField()
    digest = models.CharField(max_length=64)


class TimedJob(models.Model):
    """A job that the worker does every so often, and who is doing it now."""

    name = models.CharField(primary_key=True, max_length=100)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True, default="")
    last_done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")


class Received(models.Model):
    """A message or file as it arrived, byte for byte, and what was answered.

    What is too large for a message has no `body`: it is the file that `file_digest` names.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=200, blank=True, default="")
    sequence = models.CharField(max_length=60, blank=True, default="")
    message_key = models.CharField(max_length=200)
    format = models.CharField(max_length=60)
    body = models.BinaryField()
    body_digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64, blank=True, default="")
    received_at = models.DateTimeField()
    received_by = models.UUIDField()
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True, default="")
    refusals = models.TextField(blank=True, default="")
    repaired = models.TextField(blank=True, default="")
    about_kind = models.CharField(max_length=60, blank=True, default="")
    about_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "message_key"], name="received_once"),
        ]
        indexes = [
            models.Index(fields=["sender", "subject_key", "sequence"], name="received_order"),
            models.Index(fields=["sender", "body_digest"], name="received_bytes"),
        ]


guards.append_only(Entry)
guards.append_only(
    Content, allow={"salt": guards.EMPTY, "text": guards.EMPTY, "destroyed_at": guards.FILL}
)
guards.append_only(Seal)
guards.append_only(
    Delivery,
    allow={
        "next_at": guards.CHANGE,
        "attempt_count": guards.CHANGE,
        "leased_until": guards.CHANGE,
        "leased_by": guards.CHANGE,
        "last_error": guards.CHANGE,
        "held_at": guards.CHANGE,
        "given_up_at": guards.CHANGE,
        "delivered_at": guards.FILL,
        "receipt": guards.FILL,
    },
)
guards.append_only(
    Received,
    allow={
        "answered_at": guards.CHANGE,
        "outcome": guards.CHANGE,
        "refusals": guards.CHANGE,
        "repaired": guards.CHANGE,
        "about_kind": guards.CHANGE,
        "about_id": guards.CHANGE,
    },
)
_GUARDED_KINDS: Final = (
    *("safeguarding.", "people.alert_", "people.location_", "people.record_restricted"),
    *("people.record_opened", "people.named_", "people.own_view_", "people.audience_"),
    *("people.look_", "mycare.delegate_", "subject_access."),
)


def _tells_of_what_is_guarded(kind: str) -> Q:
    return reduce(or_, (Q(**{f"{kind}__startswith": one}) for one in _GUARDED_KINDS))


# What an entry holds besides its kind stands in the table that it is about, where it is judged; the
# kinds left out would tell of a row that may be kept back.
holdings.of_person(
    Entry,
    "What happened, step by step",
    paths=("subject_id",),
    left_out=(
        *("body", "content_id", "content_digest", "corrects", "about_version", "change_id"),
        *("about_kind", "about_id"),
    ),
    never=_tells_of_what_is_guarded("kind"),
)
holdings.nothing_of(Content, "Words that are given with what happened.")
holdings.of_person(
    Delivery,
    "What was handed to other systems, and when",
    paths=("entry__subject_id",),
    left_out=("payload", "leased_until", "leased_by", "last_error", "receipt", "next_at"),
    never=_tells_of_what_is_guarded("entry__kind"),
)
holdings.nothing_of(
    Received, "A message as it came, kept as proof; what was taken from it is given."
)
holdings.nothing_of(Seal, "A seal over what happened.")
holdings.nothing_of(TimedJob, "When a job runs.")
