"""Who may see one item of a record: on the item itself, and each choice with its reason beside."""

from typing import Final

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor
from joinedup.people.domain.items import LONGEST_NAME, Because, ItemKind
from joinedup.people.domain.relations import LONGEST_BECAUSE

LONGEST_OF: Final = 60
MAY_CHANGE: Final = {
    "audience": guards.CHANGE,
    "audience_of": guards.CHANGE,
    "is_quiet": guards.CHANGE,
    "is_chosen": guards.CHANGE,
    "own_view": guards.CHANGE,
}


class Seen(models.Model):
    """The columns of an item that say who may see it, as the one access rule reads them.

    Empty says nothing: it is for everybody, and shown to the person. So a large table takes them
    at once, and rows that the release before this one writes are as they were. `is_chosen` is set
    where somebody chose: no later word of a source changes that.
    """

    audience = models.CharField(max_length=12, null=True)
    # An organisation, or a team.
    audience_of = models.CharField(max_length=LONGEST_OF, null=True)
    is_quiet = models.BooleanField(null=True)
    is_chosen = models.BooleanField(null=True)
    own_view = models.CharField(max_length=10, null=True)

    class Meta:
        abstract = True


class ItemChoice(models.Model):
    """One choice of who sees an item, or a mark on the person's own view: who, when and why.

    `item` is the first version of an entry, or a document. `about_view` tells a mark on their own
    view from a choice of who else sees it. Never changed: the next of an item takes its place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    item_kind = models.CharField(max_length=10)
    item_id = models.UUIDField()  # The first version of an entry, or a document.
    about_view = models.BooleanField()
    number = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    audience = models.CharField(max_length=12, blank=True, default="")
    audience_of = models.CharField(max_length=LONGEST_OF, blank=True, default="")
    is_quiet = models.BooleanField(default=False)
    own_view = models.CharField(max_length=10, blank=True, default="")
    because = models.CharField(max_length=20)
    words = models.CharField(max_length=LONGEST_BECAUSE, blank=True, default="")
    assessed_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    review_on = models.DateField(null=True, blank=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.UUIDField()  # An account.

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item_id", "about_view", "number"], name="item_choice_numbered"
            ),
            models.CheckConstraint(
                condition=Q(item_kind__in=[one.value for one in ItemKind]),
                name="item_choice_of_item",
            ),
            models.CheckConstraint(
                condition=Q(because__in=[one.value for one in Because]),
                name="item_choice_because_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["chosen_by", "review_on"],
                condition=Q(is_latest=True, review_on__isnull=False),
                name="item_choice_to_review",
            ),
        ]


guards.append_only(ItemChoice, allow={"is_latest": guards.CHANGE})
holdings.of_person(
    ItemChoice, "Who may see an entry or a document", words=("words",), is_guarded=True
)
