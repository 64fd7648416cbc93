"""Who is named to co-ordinate somebody's care: an interval row, one at a time."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models.periods import RUNS_FORWARD
from joinedup.people.domain.relations import LONGEST_BECAUSE
from joinedup.people.models.index import Person


class KeyWorker(models.Model):
    """One of the staff is named to co-ordinate a person's care. Another ends it and begins anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="key_workers")
    account_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    named_by = models.UUIDField()  # An account.
    ended_by = models.UUIDField(null=True)  # An account.
    ended_because = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="key_worker_one"
            ),
            models.CheckConstraint(condition=RUNS_FORWARD, name="key_worker_runs_forward"),
        ]


guards.append_only(
    KeyWorker,
    allow={
        "version": guards.CHANGE,
        "until": guards.FILL,
        "ended_by": guards.FILL,
        "ended_because": guards.FILL,
    },
)
holdings.of_person(KeyWorker, "Their key workers", words=("ended_because",))
