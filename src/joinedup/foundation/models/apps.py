"""Apps of others that read one person for one user: known here, opened, and what each was let."""

from django.db import models

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.accounts import Account
from joinedup.foundation.models.anchors import Anchor
from joinedup.foundation.models.periods import RUNS_FORWARD


class App(models.Model):
    """A SMART app that may be opened here: a public client, known by its id and its addresses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    owner = models.CharField(max_length=150)
    launch_url = models.CharField(max_length=500)
    # An address a line, each as the app sends it.
    redirect_uris = models.TextField()
    kinds = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="app_name")]
        constraints = [models.CheckConstraint(condition=RUNS_FORWARD, name="app_runs_forward")]


class AppLaunch(models.Model):
    """That somebody opened an app about a person: it counts once, for them, for minutes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(db_index=True)


class AppGrant(models.Model):
    """What a user let an app read, of one person, in one role, for as long as a session lives.

    The code that the app is given, and the token that it takes for it, are known by their digests.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    membership_id = models.UUIDField()
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    scopes = models.TextField()
    session_key = models.CharField(max_length=40)
    redirect_uri = models.CharField(max_length=500)
    challenge = models.CharField(max_length=43)
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "made_at"], name="app_grant_of_person")]


guards.append_only(
    App, allow={"until": guards.CHANGE, "last_used_at": guards.CHANGE, "version": guards.CHANGE}
)
guards.append_only(
    AppGrant,
    allow={"token_digest": guards.FILL, "taken_at": guards.FILL, "ended_at": guards.FILL},
)
holdings.nothing_of(App, "A program of others.")
holdings.nothing_of(AppLaunch, "That an app is being opened; gone after minutes.")
holdings.of_person(
    AppGrant,
    "Apps that were let read of them",
    left_out=(
        *("membership_id", "session_key", "redirect_uri", "challenge", "code_digest"),
        "token_digest",
    ),
    more=("app__name",),
)
