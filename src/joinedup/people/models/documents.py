"""Emergency and advance care documents: as each was recorded, and what happened to it since."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.people.domain.details import LONGEST
from joinedup.people.domain.documents import (
    LONGEST_DETAILS,
    LONGEST_NAME,
    Cpr,
    DocumentKind,
    EndedHow,
    Focus,
    Involved,
    Known,
)
from joinedup.people.domain.record import HERE
from joinedup.people.domain.relations import LONGEST_BECAUSE, LONGEST_WORDS
from joinedup.people.models import items
from joinedup.people.models.index import Person


class Document(items.Seen):
    """A document on what somebody wants, or who decides for them; it is never changed.

    Another version of it is another document. Of one that another system sent, `asserted_at` is
    when its sender says that it was so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    made_key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30)
    summary = models.CharField(max_length=LONGEST_WORDS)
    details = models.CharField(max_length=LONGEST_DETAILS, blank=True, default="")
    cpr = models.CharField(max_length=20, default=Cpr.NOT_SAID.value)
    focus = models.CharField(max_length=20, default=Focus.NOT_SAID.value)
    recommended = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")
    not_recommended = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")
    treatments = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")
    life_sustaining = models.CharField(max_length=20, default=Known.NOT_KNOWN.value)
    says_even_if_at_risk = models.BooleanField(default=False)
    is_in_writing = models.BooleanField(default=False)
    is_signed = models.BooleanField(default=False)
    is_witnessed = models.BooleanField(default=False)
    proxy_name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    proxy_phone = models.CharField(max_length=LONGEST["phone"], blank=True, default="")
    is_registered = models.CharField(max_length=20, default=Known.NOT_KNOWN.value)
    care_place = models.CharField(max_length=LONGEST["whereabouts"], blank=True, default="")
    death_place = models.CharField(max_length=LONGEST["whereabouts"], blank=True, default="")
    stands_beside = models.BooleanField(default=False)
    issued_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    kept_where = models.CharField(max_length=LONGEST["whereabouts"], blank=True, default="")
    signed_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    involved = models.CharField(max_length=20, default=Involved.NOT_KNOWN.value)
    involved_who = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    capacity = models.CharField(max_length=20, default=Known.NOT_KNOWN.value)
    source = models.CharField(max_length=60, default=HERE)  # A partner.
    source_key = models.CharField(max_length=200, blank=True, default="")
    asserted_at = models.DateTimeField(null=True, blank=True)
    received_id = models.UUIDField(null=True, blank=True)  # What arrived.
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()  # An account.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)  # An account.
    ended_how = models.CharField(max_length=20, blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")
    ended_decided_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in DocumentKind]), name="document_known"
            ),
            models.CheckConstraint(
                condition=Q(cpr__in=[one.value for one in Cpr]), name="document_cpr_known"
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="document_says_something"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=[one.value for one in EndedHow]),
                name="document_ended_somehow",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="document_of_source_once",
            ),
        ]


class DocumentNote(models.Model):
    """That somebody saw the original of a document on a day, or found it still right."""

    class Kind(models.TextChoices):
        """What was done."""

        SEEN = "seen"
        REVIEWED = "reviewed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    name = models.CharField(max_length=LONGEST_NAME)
    role = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    next_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()  # An account.

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["seen", "reviewed"]), name="document_note_known"
            ),
        ]


guards.append_only(
    Document,
    allow={
        **items.MAY_CHANGE,
        "version": guards.CHANGE,
        "ended_at": guards.FILL,
        "ended_by": guards.FILL,
        "ended_how": guards.FILL,
        "ended_on": guards.FILL,
        "ended_because": guards.FILL,
        "ended_decided_by": guards.FILL,
    },
)
guards.append_only(DocumentNote)
holdings.of_person(
    Document,
    "Documents on what they want, and on who decides",
    words=("summary", "details", "treatments", "involved_who", "stands_beside", "ended_because"),
    held_back="own_view",
)
holdings.of_person(
    DocumentNote, "Who saw or reviewed a document", paths=("document__person_id",), words=("words",)
)
