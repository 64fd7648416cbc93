"""API clients: which system of a partner asks, for what, until when; and how fast it may."""

from django.db import models

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.accounts import Account
from joinedup.foundation.models.periods import RUNS_FORWARD


class ApiClient(models.Model):
    """One system of a partner, which acts as the account of its organisation, within scopes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="clients")
    name = models.CharField(max_length=100)
    owner = models.CharField(max_length=150, blank=True, default="")
    scopes = models.CharField(max_length=200)
    a_minute = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="api_client_name")]
        constraints = [
            models.CheckConstraint(condition=RUNS_FORWARD, name="api_client_runs_forward"),
            models.CheckConstraint(condition=models.Q(a_minute__gte=1), name="api_client_may_ask"),
        ]


class ClientSecret(models.Model):
    """A secret that a client signs in by, known by its digest alone, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=RUNS_FORWARD, name="client_secret_runs_forward"),
        ]


class Allowance(models.Model):
    """How far somebody who asks has used what they may ask, counted by every process together."""

    key = models.CharField(primary_key=True, max_length=150)
    used_until = models.BigIntegerField(db_index=True)
    """The instant, in microseconds, at which nothing of it is used any more."""


guards.append_only(
    ApiClient,
    allow={"until": guards.CHANGE, "last_used_at": guards.CHANGE, "version": guards.CHANGE},
)
guards.append_only(ClientSecret, allow={"until": guards.CHANGE})
holdings.nothing_of(ApiClient, "A program of a partner.")
holdings.nothing_of(ClientSecret, "A program's secret.")
holdings.nothing_of(Allowance, "How often somebody asked.")
