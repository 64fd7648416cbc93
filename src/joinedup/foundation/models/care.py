"""Care: intervals in which somebody has a reason to see a person, and restrictions on it."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.anchors import Anchor
from joinedup.foundation.models.periods import RUNS_FORWARD


class Care(models.Model):
    """A team or an account has a care relationship with a person, for a reason, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    team_code = models.CharField(max_length=60, blank=True, default="")
    account_id = models.UUIDField(null=True)
    because = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    about_kind = models.CharField(max_length=60, blank=True, default="")
    about_id = models.UUIDField(null=True)
    begun_by = models.UUIDField()
    ended_because = models.CharField(max_length=60, blank=True, default="")
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(team_code="") & Q(account_id__isnull=False))
                | (~Q(team_code="") & Q(account_id__isnull=True)),
                name="care_one_holder",
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="care_runs_forward"),
        ]
        indexes = [
            models.Index(fields=["person", "team_code", "since"], name="care_person_team"),
            models.Index(fields=["person", "account_id", "since"], name="care_person_account"),
            models.Index(fields=["team_code", "person"], name="care_team"),
            models.Index(fields=["about_kind", "about_id"], name="care_about"),
        ]


class Restriction(models.Model):
    """A person's whereabouts, or whole record, is shown to fewer people for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60)
    set_by = models.UUIDField()
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(until__isnull=True),
                name="restriction_one_live",
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="restriction_runs_forward"),
        ]


class BrokenGlass(models.Model):
    """Somebody opened a record on their own word, said why, and was reviewed.

    `ground` says how: in an emergency without a part in the person's care, or by saying that they
    care for them now. The care relationship that it gave ends by itself; this stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40, default="broken_glass", db_default="broken_glass")
    account_id = models.UUIDField()
    role = models.CharField(max_length=30)
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=60)
    words = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.UUIDField(null=True)
    finding = models.CharField(max_length=30, blank=True, default="")
    finding_words = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=RUNS_FORWARD, name="glass_runs_forward"),
            models.CheckConstraint(condition=~Q(words=""), name="glass_says_why"),
            models.CheckConstraint(
                condition=Q(ground__in=("broken_glass", "self_claimed")), name="glass_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, finding="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="")),
                name="glass_reviewed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "since"], name="glass_person"),
            models.Index(
                fields=["since", "id"],
                condition=Q(reviewed_at__isnull=True),
                name="glass_to_review",
            ),
            models.Index(fields=["since", "id"], name="glass_since"),
            models.Index(fields=["account_id", "ground", "since"], name="glass_by_account"),
        ]


class GlassTold(models.Model):
    """Somebody who works for a person has read that their record was opened in an emergency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    glass = models.ForeignKey(BrokenGlass, on_delete=models.PROTECT, related_name="told")
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["glass", "account_id"], name="glass_told_once")
        ]


class OwnRecord(models.Model):
    """A person here is somebody who works here, and never opens their own record as staff."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    said_by = models.UUIDField()
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account_id"],
                condition=Q(until__isnull=True),
                name="own_record_once",
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="own_record_runs_forward"),
        ]
        indexes = [models.Index(fields=["account_id"], name="own_record_account")]


guards.append_only(
    Care,
    allow={
        "since": guards.CHANGE,
        "until": guards.CHANGE,
        "ended_because": guards.FILL,
        "ended_by": guards.FILL,
    },
)
# What a referral gave goes on for a day after its end, so what was ended may meet what follows.
guards.no_overlap(
    Care,
    by=("person", "team_code", "account_id", "because", "about_kind", "about_id"),
    while_empty="ended_by",
)
guards.append_only(Restriction, allow={"until": guards.FILL, "lifted_by": guards.FILL})
guards.no_overlap(Restriction, by=("person", "kind"))
guards.append_only(
    BrokenGlass,
    allow={
        "version": guards.CHANGE,
        "until": guards.CHANGE,
        "reviewed_at": guards.FILL,
        "reviewed_by": guards.FILL,
        "finding": guards.FILL,
        "finding_words": guards.FILL,
    },
)
guards.append_only(GlassTold)
guards.append_only(OwnRecord, allow={"until": guards.FILL, "ended_by": guards.FILL})
holdings.of_person(Care, "Who has had a part in the care")
holdings.of_person(
    Restriction, "Who may not open the record, or see where they are", is_guarded=True
)
holdings.of_person(
    BrokenGlass, "The record was opened in an emergency", words=("words", "finding_words")
)
holdings.of_person(
    GlassTold, "Who was told of that", paths=("glass__person_id",), left_out=("glass_id",)
)
holdings.of_person(OwnRecord, "Accounts of staff that are their own")
