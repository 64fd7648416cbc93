"""What happened to a line on its way: decisions, questions, offers, contacts, its end."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import check, guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account
from joinedup.referrals.domain.contacts import ContactKind
from joinedup.referrals.domain.wording import LONGEST_NAME
from joinedup.referrals.models.lines import Line


class Decision(models.Model):
    """Somebody decided about a line. Never changed: a later decision is a later row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=30)
    response_class = models.CharField(max_length=40, blank=True, default="")
    lead = models.CharField(max_length=40, blank=True, default="")
    team_code = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=40, blank=True, default="")
    words = models.TextField(blank=True, default="")
    # Whoever decided, where that is not whoever entered it, and why it was entered late. The
    # release before knows no such columns, and must be able to write rows while this one takes
    # over.
    made_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="", db_default="")
    late_reason = models.CharField(max_length=40, blank=True, default="", db_default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["line", "at"], name="decision_line")]


guards.append_only(Decision)
check.codes(Decision, "reasons", "reason", "late_reason")


class Question(models.Model):
    """Something asked about a line; at most one waits for its answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="questions")
    asked_of = models.CharField(max_length=30)
    reason = models.CharField(max_length=40)
    words = models.TextField()
    by_when = models.DateTimeField()
    is_clock_paused = models.BooleanField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True, default="")
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(ended_at__isnull=True), name="question_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="")
                | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="question_end_says_how",
            ),
        ]


guards.append_only(
    Question,
    allow={"ended_at": guards.FILL, "ended_how": guards.FILL, "answer": guards.FILL},
)
check.codes(Question, "reasons", "reason")


class Redirect(models.Model):
    """A line is offered to an organisation outside, which confirms or refuses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="redirects")
    to = models.CharField(max_length=60)
    reason = models.CharField(max_length=40)
    words = models.TextField(blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_reason = models.CharField(max_length=40, blank=True, default="")
    settled_words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(confirmed_at__isnull=True, refused_at__isnull=True),
                name="redirect_one_open",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True),
                name="redirect_settled_one_way",
            ),
        ]


guards.append_only(
    Redirect,
    allow={
        "confirmed_at": guards.FILL,
        "refused_at": guards.FILL,
        "refused_reason": guards.FILL,
        "settled_words": guards.FILL,
    },
)
check.codes(Redirect, "reasons", "reason")


class Contact(models.Model):
    """Somebody reached the person, or tried to. Never changed: both times are kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=30)
    profession = models.CharField(max_length=60)
    # Whoever made it, where that is not whoever recorded it.
    made_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    words = models.TextField(blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    late_reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(ContactKind)), name="contact_kind_known"
            )
        ]


guards.append_only(Contact)
check.codes(Contact, "professions", "profession")
check.codes(Contact, "reasons", "late_reason")


class NoAccessStep(models.Model):
    """A step that the place asks for when nobody answers; taken anew after somebody was reached."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="no_access_steps")
    step = models.CharField(max_length=60)
    words = models.TextField(blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()


guards.append_only(NoAccessStep)


class ClosingSummary(models.Model):
    """How a line ended, in words for its referrer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="closing_summary")
    words = models.TextField(blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


guards.append_only(ClosingSummary)

holdings.of_person(
    Decision,
    "What was decided about a referral",
    paths=("line__referral__person_id",),
    words=("words",),
)
holdings.of_person(
    Question,
    "What was asked about a referral",
    paths=("line__referral__person_id",),
    words=("words", "answer"),
)
holdings.of_person(
    Redirect,
    "To whom it was offered",
    paths=("line__referral__person_id",),
    words=("words", "settled_words"),
)
holdings.of_person(
    Contact,
    "Visits and calls, made or tried",
    paths=("line__referral__person_id",),
    words=("words",),
)
holdings.of_person(
    NoAccessStep,
    "What was done when nobody answered",
    paths=("line__referral__person_id",),
    words=("words",),
)
holdings.of_person(
    ClosingSummary, "How it ended", paths=("line__referral__person_id",), words=("words",)
)
