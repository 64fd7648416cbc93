"""Calls to the front door, and the telephone system's own record of when they were answered."""

from django.db import models
from django.db.models import F, Q

from joinedup.foundation import check, guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.wording import LONGEST_NAME
from joinedup.referrals.models.lines import Line
from joinedup.referrals.models.referral import Referral


class Call(models.Model):
    """Somebody rang the front door. It has a chain of its own until it is known about whom.

    `caller_number` is NULL where it is not known. `fields` is the pad as it was typed, emptied when
    the call ends; the rest of a row says by then all that is kept of it.
    """

    anchor = models.OneToOneField(
        Anchor, primary_key=True, on_delete=models.PROTECT, related_name="+", db_column="id"
    )
    key = models.CharField(max_length=200)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    began_reason = models.CharField(max_length=40, blank=True, default="")
    # Whoever took it down, where that is not whoever entered it. The release before knows no such
    # column, and must be able to write rows while this one takes over.
    taken_on_paper_by = models.CharField(
        max_length=LONGEST_NAME, blank=True, default="", db_default=""
    )
    saved_at = models.DateTimeField()
    fields = models.JSONField(default=dict)

    caller_name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    caller_role = models.CharField(max_length=100, blank=True, default="")
    caller_organisation = models.CharField(max_length=60, blank=True, default="")
    caller_number = models.CharField(max_length=60, null=True, default="")
    is_crew_waiting = models.BooleanField(default=False)
    person = models.ForeignKey(Anchor, null=True, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=300, blank=True, default="")
    wanted = models.TextField(blank=True, default="")

    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    outcome_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True, default="")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+")
    advice = models.TextField(blank=True, default="")
    safety_net = models.TextField(blank=True, default="")
    sent_to = models.CharField(max_length=60, blank=True, default="")
    sent_to_name = models.CharField(max_length=200, blank=True, default="")
    sent_to_number = models.CharField(max_length=60, blank=True, default="")
    call_back_by = models.DateTimeField(null=True)
    called_back_at = models.DateTimeField(null=True)
    called_back_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )
    called_back_words = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opened_by", "key"], name="call_begun_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome]), name="call_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="", outcome_at__isnull=True)
                | (Q(ended_at__isnull=False, outcome_at__isnull=False) & ~Q(outcome="")),
                name="call_ends_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(began_at__lte=F("opened_at")), name="call_begins_before_pad"
            ),
            models.CheckConstraint(
                condition=Q(called_back_at__isnull=True) | Q(call_back_by__isnull=False),
                name="call_back_was_promised",
            ),
        ]
        indexes = [
            models.Index(fields=["began_at"], name="call_began"),
            models.Index(fields=["began_at"], condition=Q(ended_at__isnull=True), name="call_open"),
            models.Index(fields=["person", "-began_at"], name="call_person"),
            models.Index(
                fields=["call_back_by"],
                condition=Q(call_back_by__isnull=False, called_back_at__isnull=True),
                name="call_promised",
            ),
        ]


_AS_TYPED = (
    "began_at",
    "began_reason",
    "taken_on_paper_by",
    "taken_by",
    "saved_at",
    "fields",
    "caller_name",
    "caller_role",
    "caller_organisation",
    "caller_number",
    "is_crew_waiting",
    "person",
    "description",
    "wanted",
    "version",
)
_AT_ITS_END = (
    "ended_at",
    "outcome",
    "outcome_at",
    "reason",
    "referral",
    "line",
    "advice",
    "safety_net",
    "sent_to",
    "sent_to_name",
    "sent_to_number",
    "call_back_by",
    "called_back_at",
    "called_back_by",
    "called_back_words",
)
guards.append_only(
    Call,
    allow={
        **dict.fromkeys(_AS_TYPED, guards.CHANGE),
        **dict.fromkeys(_AT_ITS_END, guards.FILL),
    },
)
check.codes(Call, "reasons", "began_reason", "reason")


class TelephoneFile(models.Model):
    """A file of the telephone system was read: by whom, when, and what became of its rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    accepted_count = models.PositiveIntegerField(null=True)
    unchanged_count = models.PositiveIntegerField(null=True)
    refused_count = models.PositiveIntegerField(null=True)
    overlapping_count = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-began_at"], name="telephone_file_began")]


guards.append_only(
    TelephoneFile,
    allow=dict.fromkeys(
        ("ended_at", "accepted_count", "unchanged_count", "refused_count", "overlapping_count"),
        guards.FILL,
    ),
)


class TelephoneCall(models.Model):
    """One call as the telephone system has it. It names nobody: only lines, and instants."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(TelephoneFile, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    call_id = models.CharField(max_length=100)
    queue = models.CharField(max_length=60, blank=True, default="")
    extension = models.CharField(max_length=60, blank=True, default="")
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "call_id"], name="telephone_call_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(abandoned_at__isnull=True),
                name="telephone_answered_or_abandoned",
            ),
        ]
        indexes = [
            models.Index(fields=["began_at"], name="telephone_call_began"),
            models.Index(
                fields=["source", "extension", "answered_at"],
                condition=Q(answered_at__isnull=False) & ~Q(extension=""),
                name="telephone_call_extension",
            ),
        ]


# A file that is made while somebody is still talking is completed by the next one.
guards.append_only(
    TelephoneCall,
    allow={
        "extension": guards.FILL,
        "answered_at": guards.FILL,
        "ended_at": guards.FILL,
        "abandoned_at": guards.FILL,
    },
)
holdings.of_person(
    Call,
    "Telephone calls",
    others=("caller_name", "caller_number", "sent_to_number"),
    words=("description", "wanted", "advice", "safety_net", "called_back_words", "fields"),
    left_out=("key",),
)
holdings.nothing_of(TelephoneFile, "A file of the telephone system.")
holdings.nothing_of(
    TelephoneCall, "When a call came and was answered; of whom it was is not known."
)
