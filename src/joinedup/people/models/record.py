"""Tables of the record: entries received about people, and when each source was heard."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor, Received
from joinedup.people.domain.record import LONGEST, EntryKind, When
from joinedup.people.models import items


class RecordEntry(items.Seen):
    """One version of what a source says of somebody; its message is kept once, elsewhere.

    `at` is when it happened, as far as `when` says it is known: the start of a day, or when it was
    received. The next version of the same source and key fills `superseded_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=LONGEST["source"])
    source_key = models.CharField(max_length=LONGEST["source_key"])
    version = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField(null=True)
    received = models.ForeignKey(
        Received, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    path = models.CharField(max_length=LONGEST["path"], default="")
    at = models.DateTimeField()
    when = models.CharField(max_length=10)
    until = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    status = models.CharField(max_length=LONGEST["status"], default="")
    code_system = models.CharField(max_length=LONGEST["code_system"], default="")
    code = models.CharField(max_length=LONGEST["code"], default="")
    words = models.CharField(max_length=LONGEST["words"])
    value = models.CharField(max_length=LONGEST["value"], default="")
    author = models.CharField(max_length=LONGEST["author"], default="")
    author_role = models.CharField(max_length=LONGEST["author_role"], default="")
    organisation = models.CharField(max_length=LONGEST["organisation"], default="")
    details = models.TextField(default="")
    says_none = models.BooleanField(default=False)
    is_entered_in_error = models.BooleanField(default=False)
    # The account, where somebody wrote it here by hand.
    written_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source", "source_key"],
                condition=Q(superseded_at__isnull=True),
                name="record_one_live_version",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in EntryKind]), name="record_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(when__in=[when.value for when in When]), name="record_when_known"
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | Q(version__gt=1, replaces__isnull=False),
                name="record_version_replaces",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="record_timeline"),
            models.Index(
                fields=["person", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="record_kind",
            ),
        ]


class SourceHeard(models.Model):
    """When a partner was first and last heard, last asked, and last did not answer."""

    source = models.CharField(primary_key=True, max_length=LONGEST["source"])
    first_heard_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    last_asked_at = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)


guards.append_only(RecordEntry, allow={"superseded_at": guards.FILL, **items.MAY_CHANGE})
holdings.of_person(
    RecordEntry,
    "The record",
    words=("words", "value", "details"),
    left_out=("received_id", "replaces_id", "source_key", "path"),
    held_back="own_view",
)
holdings.nothing_of(SourceHeard, "When a system was heard.")
