"""The tables of this room: requests for a copy, what of each was judged, and the copy itself."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor
from joinedup.subject_access.domain.requests import LONGEST_NAME, LONGEST_REASON, Standing


class AccessRequest(models.Model):
    """Somebody asked for a copy of all that is held of them, or of somebody they act for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    requester = models.CharField(max_length=20)
    requester_name = models.CharField(max_length=LONGEST_NAME)
    checked_how = models.CharField(max_length=20)
    received_on = models.DateField()
    due_on = models.DateField()
    extended_because = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    names = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()  # An account.
    gathered_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)  # An account.
    made_at = models.DateTimeField(null=True)
    made_digest = models.CharField(max_length=64, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)  # An account.
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)  # An account.
    closed_because = models.CharField(max_length=LONGEST_REASON, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(closed_at__isnull=True), name="access_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at__isnull=True), name="access_one_open"
            )
        ]

    def standing(self) -> Standing:
        """What decides where it stands."""
        return Standing(
            gathered_at=self.gathered_at,
            released_at=self.released_at,
            made_at=self.made_at,
            taken_at=self.taken_at,
            closed_at=self.closed_at,
        )


class JudgedRow(models.Model):
    """A row of what is held that somebody must judge, and what they judged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="rows")
    part = models.CharField(max_length=80)
    row_key = models.CharField(max_length=80)
    why = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    judgement = models.CharField(max_length=10, blank=True, default="")
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    judged_at = models.DateTimeField(null=True)
    judged_by = models.UUIDField(null=True)  # An account.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "part", "row_key"], name="judged_row_once")
        ]


class CopyFile(models.Model):
    """The copy, until it is taken."""

    request = models.OneToOneField(AccessRequest, on_delete=models.PROTECT, primary_key=True)
    body = models.BinaryField()


guards.append_only(
    AccessRequest,
    allow={
        **dict.fromkeys(
            ("version", "due_on", "extended_because", "gathered_at", "released_at", "released_by"),
            guards.CHANGE,
        ),
        "names": guards.CHANGE,
        **dict.fromkeys(("made_at", "made_digest", "taken_at", "taken_by"), guards.CHANGE),
        **dict.fromkeys(("closed_at", "closed_by", "closed_because"), guards.FILL),
    },
)
guards.append_only(
    JudgedRow,
    allow=dict.fromkeys(
        ("version", "why", "digest", "judgement", "reason", "judged_at", "judged_by"), guards.CHANGE
    ),
)
# It changes while the copy is made: what may name somebody else in it is left out unasked.
holdings.of_person(
    AccessRequest,
    "Requests for a copy",
    left_out=("requester_name", "names", "extended_because", "closed_because"),
)
holdings.nothing_of(JudgedRow, "Which rows of a copy were judged: it would tell what is kept back.")
holdings.nothing_of(CopyFile, "The copy itself.")
