"""Who is on duty in which role, and until when."""

from django.db import models

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.accounts import Account
from joinedup.foundation.models.periods import RUNS_FORWARD


class Duty(models.Model):
    """Somebody watches in a duty role, and can be rung, from `since` up to `until`.

    `until` is when they said that they go; it moves when they stay longer or leave sooner.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    duty_role = models.CharField(max_length=60)
    team_code = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_because = models.CharField(max_length=40, blank=True, default="")
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=RUNS_FORWARD, name="duty_runs_forward"),
        ]
        indexes = [
            # Whoever asks who is on now reads the few rows that have not ended.
            models.Index(fields=["until", "duty_role"], name="duty_until"),
        ]


guards.append_only(
    Duty,
    allow={
        "until": guards.CHANGE,
        "ended_because": guards.FILL,
        "ended_by": guards.FILL,
    },
)
# Two may share a role; nobody holds the same one twice at once.
guards.no_overlap(Duty, by=("account", "duty_role"))
holdings.nothing_of(Duty, "Who is on duty.")
