"""The tables of this room: who sees their own care, who acts for them, and what they were told."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor, Care
from joinedup.foundation.models.periods import RUNS_FORWARD
from joinedup.mycare.domain.asking import AskedFor, Outcome
from joinedup.mycare.domain.cards import LONGEST_NAME, CardStanding
from joinedup.mycare.domain.delegates import Basis, Held
from joinedup.mycare.domain.letters import Standing
from joinedup.mycare.domain.summaries import LONGEST_NOTE, How, TextWish
from joinedup.mycare.domain.texting import TextState, Trouble


class LetterCode(models.Model):
    """A code that was given to somebody on paper; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    seen_how = models.CharField(max_length=20)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField()  # An account.
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)  # An account.

    class Meta:
        indexes = [models.Index(fields=["person", "-issued_at"], name="letter_code_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="letter_code_one_live",
            )
        ]

    def standing(self) -> Standing:
        """What decides whether it may be used."""
        return Standing(
            expires_at=self.expires_at,
            attempts=self.attempts,
            is_used=self.used_at is not None,
            is_revoked=self.revoked_at is not None,
        )


class Resident(models.Model):
    """Somebody sees their own care by an account of their own, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["person", "since"], name="resident_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="resident_one_live"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="resident_runs_forward"),
        ]


class Asking(models.Model):
    """Something that somebody asks about their own record, and what was answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_for = models.CharField(max_length=20)
    words = models.TextField()
    reading_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)  # An account.
    outcome = models.CharField(max_length=20, blank=True, default="")
    answer = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-made_at"], name="asking_person"),
            models.Index(
                fields=["asked_for", "made_at"],
                condition=Q(answered_at__isnull=True),
                name="asking_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_for__in=[one.value for one in AskedFor]),
                name="asking_known",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="", answer="")
                | Q(answered_at__isnull=False, outcome__in=[one.value for one in Outcome])
                & ~Q(answer=""),
                name="asking_answered_in_words",
            ),
        ]


class Card(models.Model):
    """A card that opens a part of somebody's record to whoever treats them elsewhere, for a time.

    Neither its code nor its holder's number is kept, only what both come to.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    number_digest = models.CharField(max_length=64)
    parts = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"], name="card_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(ended_at__isnull=True), name="card_one_live"
            )
        ]

    def standing(self) -> CardStanding:
        """What decides whether it opens."""
        return CardStanding(
            expires_at=self.expires_at, attempts=self.attempts, is_ended=self.ended_at is not None
        )


class CardOpening(models.Model):
    """Somebody opened a card, and who they said that they were."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="openings")
    opened_at = models.DateTimeField()
    name = models.CharField(max_length=LONGEST_NAME)
    where = models.CharField(max_length=LONGEST_NAME)


class Delegation(models.Model):
    """Somebody may see parts of another's own pages, on a basis, until it is ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=20)
    parts = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    named_at = models.DateTimeField()
    named_by = models.UUIDField()  # An account.
    since = models.DateTimeField(null=True)
    review_due = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    until = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person", "named_at"], name="delegation_person"),
            models.Index(
                fields=["account"], condition=Q(until__isnull=True), name="delegation_account"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account"],
                condition=Q(until__isnull=True, account__isnull=False),
                name="delegation_one_live",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[one.value for one in Basis]), name="delegation_basis_known"
            ),
        ]

    def held(self) -> Held:
        """What decides how it stands."""
        return Held(
            expires_at=self.expires_at,
            review_due=self.review_due,
            is_taken_up=self.account_id is not None,
            is_suspended=self.suspended_at is not None,
            is_ended=self.until is not None,
        )


class Summary(models.Model):
    """What somebody was told after they were talked with, and what came of a text of it.

    `told` is the text as it is sent. `tries` counts how often it went out; `handed_at` is empty
    while it waits for the morning, or to go out again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.UUIDField()  # An account.
    made_organisation = models.CharField(max_length=60)
    template = models.CharField(max_length=40)
    words = models.TextField()
    how = models.CharField(max_length=20)
    told = models.TextField(blank=True, default="")
    number = models.CharField(max_length=20, blank=True, default="")
    now_because = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    state = models.CharField(max_length=20, blank=True, default="")
    trouble = models.CharField(max_length=20, blank=True, default="")
    state_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    send_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    carrier_id = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True)
    in_error_at = models.DateTimeField(null=True)
    in_error_by = models.UUIDField(null=True)  # An account.
    in_error_because = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)  # An account.
    settled_how = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-made_at"], name="summary_person"),
            models.Index(
                fields=["send_at"],
                condition=Q(state="waiting", handed_at__isnull=True),
                name="summary_to_hand_on",
            ),
            models.Index(
                fields=["handed_at"],
                condition=Q(state="waiting", handed_at__isnull=False),
                name="summary_on_its_way",
            ),
            models.Index(fields=["ask_at"], condition=Q(state="sent"), name="summary_to_ask"),
            models.Index(
                fields=["made_organisation", "id"],
                condition=Q(state__in=["failed", "stopped"], settled_at__isnull=True),
                name="summary_to_see_to",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=[one.value for one in How]), name="summary_how_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in TextState])
                & Q(trouble__in=["", *(one.value for one in Trouble)]),
                name="summary_state_known",
            ),
            models.CheckConstraint(
                condition=Q(how="text") & ~Q(told="") & ~Q(number="") & ~Q(state="")
                | ~Q(how="text") & Q(told="", number="", state=""),
                name="summary_text_is_whole",
            ),
        ]


class TextDecision(models.Model):
    """What somebody said about being sent texts, for as long as it held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=20)
    may_name = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    told_by = models.UUIDField()  # An account: their own, or of whoever asked them.

    class Meta:
        indexes = [models.Index(fields=["person", "since"], name="text_decision_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(wish__in=[one.value for one in TextWish]), name="text_decision_known"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="text_decision_one_live"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="text_decision_runs_forward"),
        ]


guards.append_only(
    Delegation,
    allow={
        "version": guards.CHANGE,
        "account_id": guards.FILL,
        "parts": guards.CHANGE,
        "attempts": guards.CHANGE,
        "since": guards.FILL,
        "review_due": guards.CHANGE,
        "suspended_at": guards.CHANGE,
        "reason": guards.CHANGE,
        "until": guards.FILL,
        "ended_because": guards.FILL,
    },
)
guards.append_only(
    Asking,
    allow={
        "version": guards.CHANGE,
        "answered_at": guards.FILL,
        "answered_by": guards.FILL,
        "outcome": guards.FILL,
        "answer": guards.FILL,
    },
)
guards.append_only(
    LetterCode,
    allow={
        "version": guards.CHANGE,
        "attempts": guards.CHANGE,
        "used_at": guards.FILL,
        "revoked_at": guards.FILL,
        "revoked_by": guards.FILL,
    },
)
guards.append_only(Resident, allow={"until": guards.FILL, "ended_because": guards.FILL})
guards.no_overlap(Resident, by=("person",))
guards.append_only(
    Card,
    allow={"version": guards.CHANGE, "attempts": guards.CHANGE, "ended_at": guards.FILL},
)
guards.append_only(CardOpening)
guards.append_only(
    Summary,
    allow={
        **dict.fromkeys(("version", "state", "trouble", "state_at", "tries"), guards.CHANGE),
        **dict.fromkeys(("send_at", "handed_at", "carrier_id", "sent_at", "ask_at"), guards.CHANGE),
        **dict.fromkeys(("in_error_at", "in_error_by", "in_error_because"), guards.FILL),
        **dict.fromkeys(("settled_at", "settled_by", "settled_how"), guards.FILL),
    },
)
guards.append_only(TextDecision, allow={"until": guards.FILL})
guards.no_overlap(TextDecision, by=("person",))

holdings.of_person(LetterCode, "Letters to see their own care")
holdings.of_person(Resident, "That they see their own care online")
holdings.of_person(Asking, "What they asked, and what was answered", words=("words", "answer"))
holdings.of_person(Card, "Their cards", left_out=("number_digest",))
holdings.of_person(CardOpening, "Who opened a card", paths=("card__person_id",))
holdings.of_person(
    Delegation, "Who acts for them", others=("name", "account_id"), words=("reason",)
)
holdings.of_person(
    Summary,
    "What they were told after a talk",
    words=("words", "told", "now_because", "in_error_because", "settled_how"),
    left_out=("carrier_id", "ask_at"),
    says_where=True,
)
holdings.of_person(TextDecision, "What they said about texts")
