"""What was asked, and what was told about it later."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.request import WHERE_KINDS, AgreementKind, RespectKind


class Draft(models.Model):
    """A referral begun and not sent. It holds what the form held, and goes when it is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Anchor, null=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="draft_account")]


class Referral(models.Model):
    """What was asked, by whom, about whom and with what agreement.

    In a column of words NULL is the answer *not known* and an empty one says that nothing was said,
    which the compulsory ones never hold. Where to go for the visit is in `VisitDetail`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=200)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    arrived_by = models.CharField(max_length=10)
    sender_code = models.CharField(max_length=60, blank=True, default="")
    sender_reference = models.CharField(max_length=200, blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    team_code = models.CharField(max_length=60, blank=True, default="")
    began_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    caller_name = models.CharField(max_length=150, blank=True, default="")
    caller_role = models.CharField(max_length=100, blank=True, default="")
    caller_number = models.CharField(max_length=60, null=True)
    where_kind = models.CharField(max_length=20)
    where_address = models.CharField(max_length=500, blank=True, default="")
    where_postcode = models.CharField(max_length=20, blank=True, default="")
    where_until = models.DateTimeField(null=True)
    is_staying = models.BooleanField(default=False)
    contact_number = models.CharField(max_length=60, null=True)
    who_is_with_them = models.CharField(max_length=300, blank=True, default="")
    change_words = models.TextField(null=True)
    since_words = models.CharField(max_length=300, null=True)
    asked_class = models.CharField(max_length=40, null=True)
    if_nobody_comes = models.TextField(null=True)
    agreement_kind = models.CharField(max_length=20)
    agreement_by_whom = models.CharField(max_length=300, null=True, default="")
    agreement_reason = models.TextField(null=True, default="")
    agreement_explained = models.TextField(null=True, default="")

    is_crew_on_scene = models.BooleanField(default=False)
    risks = models.TextField(null=True, default="")
    allergies = models.TextField(null=True, default="")
    respect_kind = models.CharField(max_length=20, default=RespectKind.NOT_KNOWN)
    respect_signed_on = models.DateField(null=True)
    is_respect_original_seen = models.BooleanField(default=False)
    interpreter = models.CharField(max_length=100, blank=True, default="")
    carer = models.CharField(max_length=300, blank=True, default="")
    other_words = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="referral_sent_once"),
            models.UniqueConstraint(
                fields=["sender_code", "sender_reference"],
                condition=~Q(sender_reference=""),
                name="referral_one_per_sender_reference",
            ),
            models.CheckConstraint(
                condition=Q(arrived_by__in=list(ArrivedBy)), name="referral_arrival_known"
            ),
            models.CheckConstraint(
                condition=Q(where_kind__in=WHERE_KINDS), name="referral_whereabouts_known"
            ),
            models.CheckConstraint(
                condition=Q(agreement_kind__in=list(AgreementKind)),
                name="referral_agreement_known",
            ),
            models.CheckConstraint(
                condition=Q(where_until__isnull=True) | Q(is_staying=False),
                name="referral_stays_or_moves",
            ),
            models.CheckConstraint(
                condition=Q(began_at__isnull=True) | Q(began_at__lte=models.F("received_at")),
                name="referral_begins_before_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-received_at"], name="referral_person"),
            models.Index(fields=["account", "-received_at"], name="referral_account"),
            models.Index(fields=["team_code", "-received_at"], name="referral_team"),
            models.Index(fields=["received_at"], name="referral_received"),
        ]


class Observation(models.Model):
    """One measurement that came with the referral, or with what was added to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="observations")
    addition = models.ForeignKey("Addition", null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    number = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    choice = models.CharField(max_length=40, blank=True, default="")
    unit = models.CharField(max_length=30, blank=True, default="")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False, choice="")
                | Q(number__isnull=True) & ~Q(choice=""),
                name="observation_number_or_choice",
            )
        ]


guards.append_only(Observation)


class Addition(models.Model):
    """More was told after the referral was sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="additions")
    words = models.TextField()
    is_worse = models.BooleanField()
    urgency = models.CharField(max_length=40, null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    # The call that told it, where one did: then it is the caller who told it.
    call = models.ForeignKey("Call", null=True, on_delete=models.PROTECT, related_name="additions")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()


guards.append_only(Addition)


class VisitDetail(models.Model):
    """Where to go and how to get in for this visit; sealed once the last line has closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="visit_detail")
    visit_address = models.CharField(max_length=500, blank=True, default="")
    key_safe_code = models.CharField(max_length=60, blank=True, default="")
    access_note = models.TextField(blank=True, default="")


holdings.of_person(
    Draft, "Referrals that were begun and not sent", words=("fields",), is_guarded=True
)
holdings.of_person(
    Referral,
    "Referrals",
    others=("caller_name", "caller_number", "who_is_with_them", "carer"),
    words=("change_words", "since_words", "agreement_explained", "risks", "other_words"),
    left_out=("key",),
    says_where=True,
)
holdings.of_person(
    Observation,
    "What was measured for a referral",
    paths=("referral__person_id", "addition__referral__person_id"),
)
holdings.of_person(
    Addition, "What was added to a referral", paths=("referral__person_id",), words=("words",)
)
holdings.of_person(
    VisitDetail,
    "How to get in for a visit",
    paths=("referral__person_id",),
    left_out=("key_safe_code",),
    says_where=True,
)
