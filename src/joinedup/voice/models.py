"""The tables of this room: who has answered, and apart from that what was answered."""

from uuid import uuid4

from django.db import models

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Anchor
from joinedup.voice.domain.questions import LONGEST_WORDS


class Given(models.Model):
    """That somebody has answered, so that nobody is asked again too soon: not what they said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_key = models.UUIDField(unique=True)
    of = models.CharField(max_length=20)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="voice_given_person"),
            models.Index(fields=["account", "at"], name="voice_given_account"),
        ]


class Reply(models.Model):
    """What somebody answered. By nothing in it is it known who did, nor when but for the quarter.

    Its key is drawn by chance, and tells no order.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    of = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField()
    quarter = models.DateField()
    how = models.CharField(max_length=20)
    was_helped = models.BooleanField(default=False)
    service_code = models.CharField(max_length=60, blank=True, default="")
    team_code = models.CharField(max_length=60, blank=True, default="")
    words = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")
    # By what a row of a file is known, so that it counts once.
    file_key = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        indexes = [models.Index(fields=["of", "edition", "quarter"], name="voice_reply_quarter")]


class Score(models.Model):
    """The answer to one item, 1 to 5; nothing where it does not fit."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="scores")
    item = models.CharField(max_length=30)
    score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "item"], name="voice_score_once"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(1, 5)),
                name="voice_score_in_range",
            ),
        ]


class Paper(models.Model):
    """A form on paper that somebody was given: by its number it is typed in, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=60, blank=True, default="")
    team_code = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    used_at = models.DateTimeField(null=True)


guards.append_only(Given)
guards.append_only(Reply)
guards.append_only(Score)
guards.append_only(Paper, allow={"used_at": guards.FILL})
holdings.of_person(Given, "That they said how their care was", left_out=("account_id",))
holdings.of_person(Paper, "Forms that they were given, to say how their care was")
holdings.nothing_of(Reply, "Kept without a name: whose it is can be told by nothing in it.")
holdings.nothing_of(Score, "As the reply that it is of.")
