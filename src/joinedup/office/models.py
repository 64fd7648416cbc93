"""The tables of this room: what processes count together, who people are elsewhere, who comes."""

from django.db import models
from django.db.models.functions import Lower

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account
from joinedup.foundation.models.periods import RUNS_FORWARD


class CacheEntry(models.Model):
    """A row of Django's database cache: sign-in attempts, counted by every process together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class Identity(models.Model):
    """Who the holder of an account is at an identity provider: issuer, subject, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    bound_by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["account", "since"], name="identity_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=models.Q(until__isnull=True),
                name="identity_of_one",
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="identity_runs_forward"),
        ]


class LaunchedPerson(models.Model):
    """Whom another system has chosen for the holder of an account, until that is settled here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=60)
    nhs_number = models.CharField(max_length=10, blank=True, default="")
    family_name = models.CharField(max_length=200, blank=True, default="")
    given_name = models.CharField(max_length=200, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    was_here = models.BooleanField()
    at = models.DateTimeField(db_index=True)


class LaunchLink(models.Model):
    """What opens us once, for the holder of an account and with somebody chosen, for a minute."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    nhs_number = models.CharField(max_length=10)
    family_name = models.CharField(max_length=200)
    given_name = models.CharField(max_length=200)
    born_on = models.DateField(null=True)
    ends_at = models.DateTimeField(db_index=True)


class UsedOnce(models.Model):
    """What a provider gave that counts once: known by its digest, and forgotten when it is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(db_index=True)


class StaffFile(models.Model):
    """A file of joiners, movers and leavers was read: by whom, and whether it was then taken."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    read_by = models.UUIDField()
    read_at = models.DateTimeField(db_index=True)
    taken_at = models.DateTimeField(null=True, blank=True)


class StaffChange(models.Model):
    """One row of such a file: what happens to somebody's work, when, and what became of it."""

    class State(models.TextChoices):
        """Where a row stands."""

        READ = "read"
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StaffFile, on_delete=models.PROTECT, related_name="changes")
    row = models.PositiveIntegerField()
    event = models.CharField(max_length=10)
    username = models.CharField(max_length=60)
    name = models.CharField(max_length=150, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    direct_number = models.CharField(max_length=30, blank=True, default="")
    profession = models.CharField(max_length=60, blank=True, default="")
    organisation_code = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=30, blank=True, default="")
    team_codes = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    begins_on = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField()
    digest = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    refusal = models.CharField(max_length=60, blank=True, default="")
    account_id = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="staff_change_due")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                "event",
                condition=models.Q(state="waiting"),
                name="staff_change_one_waits",
            ),
        ]


guards.append_only(Identity, allow={"until": guards.FILL})
holdings.nothing_of(CacheEntry, "Counts and pages kept for minutes.")
holdings.nothing_of(Identity, "Who an account's holder is at a provider.")
holdings.nothing_of(LaunchedPerson, "Whom another system had open, kept while somebody signs in.")
holdings.nothing_of(LaunchLink, "A link with somebody chosen, kept for a minute.")
holdings.nothing_of(UsedOnce, "That something was used once.")
holdings.nothing_of(StaffFile, "A file of who joins, moves and leaves.")
holdings.nothing_of(StaffChange, "Who joins, moves and leaves, by their work alone.")
