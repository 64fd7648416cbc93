"""Pairs of entries that may be one person, and whose entry is not compared yet."""

from django.db import models
from django.db.models import F, Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.people.domain.pairs import Answer
from joinedup.people.models.index import Person


class ToCompare(models.Model):
    """Somebody whose entry is new or changed, not yet compared with those like it."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()


class PossibleDuplicate(models.Model):
    """Two entries that may be one person, and what somebody said of it; `one` has the lower id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    found_at = models.DateTimeField()
    score = models.SmallIntegerField()
    signs = models.CharField(max_length=400, blank=True, default="")
    answer = models.CharField(max_length=20, default=Answer.OPEN.value)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)  # An account.
    words = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_asked_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(answer__in=[answer.value for answer in Answer]),
                name="pair_answer_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["other", "one"],
                name="pair_other",
            ),
            models.Index(
                fields=["-score", "id"],
                condition=Q(answer__in=[Answer.OPEN.value, Answer.NOT_YET.value]),
                name="pair_open",
            ),
        ]


guards.append_only(
    PossibleDuplicate,
    allow=dict.fromkeys(
        (
            *("version", "found_at", "score", "signs", "answer"),
            *("answered_at", "answered_by", "words"),
        ),
        guards.CHANGE,
    ),
)
holdings.nothing_of(ToCompare, "That a record waits to be compared.")
holdings.nothing_of(
    PossibleDuplicate, "Whether two records are of one person: it tells of another."
)
