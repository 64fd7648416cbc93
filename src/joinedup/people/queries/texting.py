"""What has to be known before a text goes to somebody: whose number it is, and what is for few."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from joinedup.foundation.questions import question
from joinedup.kernel.audience import Audience
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import phones
from joinedup.people.domain.keys import KeyKind
from joinedup.people.models import RecordEntry, SearchKey

MOST_OTHERS: Final = 20
MOST_GUARDED: Final = 200


def others_with_number(ids: Sequence[PersonId], phone: str) -> int:
    """On how many other people's records a number stands, and of nobody whose; at most twenty.

    Whoever restricts where they are is not counted: their number is no key to find them by.
    """
    dialled = phones.normalised(phone)
    return len(_others(ids, dialled)) if dialled else 0


def guarded_words(ids: Sequence[PersonId]) -> list[str]:
    """What entries say that are not for everybody, or that the person does not read online yet.

    For a rule to compare words with, and never to be shown.
    """
    return [words for (words,) in _guarded(ids)]


@question
def _others(ids: Sequence[PersonId], dialled: str) -> QuerySet[Any, Any]:
    found = SearchKey.objects.filter(kind=KeyKind.PHONE.value, key=dialled)
    return found.exclude(person_id__in=ids).values_list("person_id")[:MOST_OTHERS]


@question
def _guarded(ids: Sequence[PersonId]) -> QuerySet[Any, Any]:
    is_narrow = Q(audience__isnull=False) & ~Q(audience=Audience.EVERYBODY.value)
    is_held = Q(own_view__isnull=False) & ~Q(own_view="")
    held = RecordEntry.objects.filter(
        is_narrow | is_held, person_id__in=ids, superseded_at=None, is_entered_in_error=False
    )
    return held.order_by("-id").values_list("words")[:MOST_GUARDED]
