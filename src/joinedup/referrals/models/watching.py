"""What was raised so that nobody is forgotten, and what whoever is on duty writes down."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from joinedup.foundation import check, guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor
from joinedup.referrals.domain.duty_board import NoteKind
from joinedup.referrals.domain.safety_net import Action, Rule
from joinedup.referrals.models.lines import Line

OPEN = Q(answered_at__isnull=True, cleared_at__isnull=True)


class Raised(models.Model):
    """Something has waited too long, and stays here until somebody says what they did.

    `occasion` tells one wait of a thing from its next; `turn` counts how often that was raised. It
    was `meant_for` one duty role and went to another where nobody was on duty in that one.
    `account` was told then, and is empty where nobody was on duty at all: it belongs to whoever
    holds the role now. One that cleared by itself stays as such.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField(max_length=30)
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    occasion = models.CharField(max_length=100)
    turn = models.PositiveIntegerField(default=1)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Anchor, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    duty_role = models.CharField(max_length=60)
    meant_for = models.CharField(max_length=60)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=30, blank=True, default="")
    words = models.TextField(blank=True, default="")
    again_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    # Derived, and only on rows that `queries.raised` brought with it.
    has_worker: bool
    line_answered_at: datetime | None
    went_off_at: datetime | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "about_id", "occasion", "turn"], name="raised_once"
            ),
            models.CheckConstraint(condition=Q(rule__in=list(Rule)), name="raised_rule_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, action="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, action__in=list(Action)),
                name="raised_answer_says_what",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(cleared_at__isnull=True),
                name="raised_settled_one_way",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=OPEN, name="raised_open"),
            models.Index(fields=["about_id", "rule"], name="raised_about"),
            models.Index(fields=["line", "raised_at"], name="raised_line"),
        ]


guards.append_only(
    Raised,
    allow={
        "answered_at": guards.FILL,
        "answered_by": guards.FILL,
        "action": guards.FILL,
        "words": guards.FILL,
        "again_at": guards.FILL,
        "cleared_at": guards.FILL,
        "version": guards.CHANGE,
    },
)


class Capacity(models.Model):
    """How much there is of something tonight, as somebody was told, and as of when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    count = models.PositiveIntegerField()
    words = models.CharField(max_length=300, blank=True, default="")
    as_of = models.DateTimeField()
    recorded_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "-as_of"], name="capacity_latest")]


guards.append_only(Capacity)
check.codes(Capacity, "capacities", "kind")


class ShiftNote(models.Model):
    """Something that whoever is on needs to know, until somebody says that it is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    words = models.TextField()
    made_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(NoteKind)), name="note_kind_known"),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=Q(ended_at__isnull=True), name="note_open")
        ]


guards.append_only(ShiftNote, allow={"ended_at": guards.FILL, "ended_by": guards.FILL})


class Handover(models.Model):
    """One watch is handed to the next: begun by the giver, over when both have confirmed.

    `change_at` is the hour of the place at which the role changes. Whoever took it over took on
    `owed_count` callers who were owed a call that no row has. One that was stopped handed nothing
    over beyond the rows that were accepted before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    duty_role = models.CharField(max_length=60)
    team_code = models.CharField(max_length=60)
    change_at = models.DateTimeField()
    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    words = models.TextField(blank=True, default="")
    giver_confirmed_at = models.DateTimeField(null=True)
    taker = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    taker_confirmed_at = models.DateTimeField(null=True)
    owed_count = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty_role"], condition=Q(ended_at__isnull=True), name="handover_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="")
                | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="handover_end_says_how",
            ),
            models.CheckConstraint(
                condition=Q(taker__isnull=True) | ~Q(taker=F("giver")),
                name="handover_between_two",
            ),
        ]
        indexes = [models.Index(fields=["team_code", "-begun_at"], name="handover_team")]


guards.append_only(
    Handover,
    allow={
        "words": guards.CHANGE,
        "giver_confirmed_at": guards.FILL,
        "taker": guards.FILL,
        "taker_confirmed_at": guards.FILL,
        "owed_count": guards.FILL,
        "ended_at": guards.FILL,
        "ended_how": guards.FILL,
        "version": guards.CHANGE,
    },
)


class HandoverRow(models.Model):
    """One open line in a handover: given to somebody by name, and theirs once they accept.

    `line_version` is the line as whoever gave it last saw it. A row that nobody accepted stays with
    the giver.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="rows")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    line_version = models.PositiveIntegerField()
    listed_at = models.DateTimeField()
    is_new = models.BooleanField(default=False)
    words = models.CharField(max_length=300, blank=True, default="")
    given_to = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "line"], name="handover_row_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(given_to__isnull=False),
                name="handover_row_given_first",
            ),
        ]
        indexes = [models.Index(fields=["line", "-accepted_at"], name="handover_row_line")]


guards.append_only(
    HandoverRow,
    allow={
        "line_version": guards.CHANGE,
        "words": guards.CHANGE,
        "given_to": guards.CHANGE,
        "given_at": guards.CHANGE,
        "accepted_at": guards.FILL,
        "version": guards.CHANGE,
    },
)

holdings.of_person(
    Raised,
    "What waited too long",
    paths=("line__referral__person_id", "person_id"),
    words=("words",),
    never=Q(about_kind__startswith="safeguarding"),
)
holdings.nothing_of(Capacity, "How much of something there is.")
holdings.nothing_of(ShiftNote, "A note for a watch, about the service.")
holdings.nothing_of(Handover, "A watch that was handed over.")
holdings.of_person(
    HandoverRow,
    "When somebody else took over",
    paths=("line__referral__person_id",),
    words=("words",),
    left_out=("handover_id",),
)
