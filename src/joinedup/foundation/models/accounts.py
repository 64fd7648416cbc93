"""Accounts and what each may be, where, and since when."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.periods import RUNS_FORWARD


class AccountManager(BaseUserManager["Account"]):
    """Finds an account for sign-in; accounts are made by `foundation.accounts`."""


class Account(AbstractBaseUser):
    """Somebody, or a partner's system, that can act here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True, default="")
    display_name = models.CharField(max_length=150)
    profession = models.CharField(max_length=60, blank=True, default="")
    direct_number = models.CharField(max_length=30, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    token_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    """When it was last opened again; not using it is counted from then."""
    dormant_since = models.DateTimeField(null=True, blank=True)
    """Since when it is closed because nobody used it."""
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = AccountManager()

    class Meta:
        # People sign in by either, in whatever letters they type it.
        constraints = [
            models.UniqueConstraint(Lower("username"), name="account_username_of_one"),
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="account_email_of_one"
            ),
            models.CheckConstraint(
                condition=models.Q(dormant_since__isnull=True) | models.Q(is_active=False),
                name="account_dormant_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name that colleagues know, as Django asks for it."""
        return self.display_name


class Membership(models.Model):
    """An account holds a role in an organisation, perhaps in one team, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    organisation_code = models.CharField(max_length=60)
    team_code = models.CharField(max_length=60, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["account", "since"], name="membership_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "organisation_code", "team_code"],
                condition=models.Q(until__isnull=True),
                name="membership_one_live",
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="membership_runs_forward"),
        ]


guards.append_only(Membership, allow={"until": guards.FILL})
guards.no_overlap(Membership, by=("account", "role", "organisation_code", "team_code"))
holdings.nothing_of(
    Account, "Who works here; that somebody reads their own care is told by itself."
)
holdings.nothing_of(Membership, "What somebody is at work.")
