"""What the records that were joined to somebody hold of where they live and how to reach them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from joinedup.foundation.questions import question
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import names
from joinedup.people.domain.details import says_where
from joinedup.people.domain.phones import normalised
from joinedup.people.models import FormerDetail, Person
from joinedup.people.queries.cards import Card, registered


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedDetails:
    """What one joined record says that the one that goes on does not; blank where it says the same.

    `is_phone_newer` says that its number was given later than the one that is shown.
    """

    name: str
    address: str
    address_since: datetime
    phone: str
    phone_since: datetime
    is_phone_newer: bool


def held_of(ids: Sequence[PersonId]) -> dict[PersonId, Any]:
    """Somebody and the records joined to them, in one question, for both that is said of those."""
    return {PersonId(one.pk): one for one in _held(ids)} if len(ids) > 1 else {}


def joined_details(card: Card, held: Mapping[PersonId, Any]) -> tuple[JoinedDetails, ...]:
    """What records joined to somebody whose card is open say else, the latest told first.

    Of somebody whose whereabouts are restricted no address is told, and no landline.
    """
    if card.person_id not in held:
        return ()
    survivor = held[card.person_id]
    shown = [_details(one, survivor, card) for one in held.values() if one is not survivor]
    told = [one for one in shown if one.address or one.phone]
    return tuple(sorted(told, key=lambda one: one.phone_since, reverse=True))


@question
def _held(ids: Sequence[PersonId]) -> QuerySet[Any]:
    return registered(Person.objects.filter(pk__in=list(ids))).annotate(
        address_since=_since("address_lines"), phone_since=_since("phone")
    )


def _since(field: str) -> Coalesce:
    """When a detail was last changed, else when the record was made."""
    changed = FormerDetail.objects.filter(person_id=OuterRef("pk"), field=field)
    last = Subquery(changed.order_by("-until").values("until")[:1])
    return Coalesce(last, F("made_at"), output_field=DateTimeField())


def _details(one: Any, survivor: Any, card: Card) -> JoinedDetails:
    is_hidden = card.is_location_restricted
    address, phone = _address(one), one.phone
    is_same_number = _dialled(phone) == _dialled(survivor.phone)
    if is_hidden or address == _address(survivor):
        address = ""
    if is_same_number or (is_hidden and says_where("phone", phone)):
        phone = ""
    return JoinedDetails(
        name=names.shown(one.family_name, one.given_name),
        address=address,
        address_since=one.address_since,
        phone=phone,
        phone_since=one.phone_since,
        is_phone_newer=bool(phone)
        and (not survivor.phone or one.phone_since > survivor.phone_since),
    )


def _dialled(phone: str) -> str:
    return normalised(phone) or phone


def _address(one: Any) -> str:
    return ", ".join(part for part in (*one.address.splitlines(), one.postcode) if part)
