"""The tables of this room: who sees their own care, by which letter, and who acts for them."""

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

holdings.of_person(LetterCode, "Letters to see their own care")
holdings.of_person(Resident, "That they see their own care online")
holdings.of_person(Asking, "What they asked, and what was answered", words=("words", "answer"))
holdings.of_person(Card, "Their cards", left_out=("number_digest",))
holdings.of_person(CardOpening, "Who opened a card", paths=("card__person_id",))
holdings.of_person(
    Delegation, "Who acts for them", others=("name", "account_id"), words=("reason",)
)
