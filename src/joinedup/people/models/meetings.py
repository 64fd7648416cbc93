"""Meetings about people: when, who attends, and whom they are about."""

from django.db import models
from django.db.models import F, Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.people.domain.meetings import LONGEST_REASON, LONGEST_TITLE
from joinedup.people.models.index import Person


class Meeting(models.Model):
    """A meeting about people, as of a multidisciplinary team: its chair, and when it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    chair_id = models.UUIDField()  # An account.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_runs_forward"
            )
        ]


class Attendee(models.Model):
    """Somebody who attends a meeting, the chair among them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    account_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "account_id"], name="attendee_once")
        ]
        indexes = [models.Index(fields=["account_id"], name="attendee_account")]


class AgendaItem(models.Model):
    """A person whom a meeting is about, why, and who put them there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON)
    put_at = models.DateTimeField()
    put_by = models.UUIDField()  # An account.
    taken_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(taken_off_at__isnull=True),
                name="agenda_once",
            )
        ]


guards.append_only(Meeting, allow={"version": guards.CHANGE, "cancelled_at": guards.FILL})
guards.append_only(Attendee)
guards.append_only(AgendaItem, allow={"taken_off_at": guards.FILL})
holdings.nothing_of(Meeting, "A meeting of staff, about nobody by itself.")
holdings.nothing_of(Attendee, "Who of the staff was there.")
holdings.of_person(AgendaItem, "Meetings at which they were spoken of", words=("reason",))
