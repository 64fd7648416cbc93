"""Whom the number of somebody chosen in another system names here, and who was open before."""

from dataclasses import dataclass
from datetime import timedelta

from joinedup.foundation import anchors
from joinedup.foundation import scope as access
from joinedup.foundation.models import ReadingOf
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.launching import Differs, Known, differences
from joinedup.people.models import Person
from joinedup.people.queries.cards import Card, cards

PAGE_OF_PERSON = "desk:person"


@dataclass(frozen=True, slots=True)
class Matched:
    """Who the number names here, and what differs from what the other system told."""

    card: Card
    differs: tuple[Differs, ...]


def matched(scope: Scope, number: str, told: Known) -> Matched | None:
    """Whom an exact NHS number names; nobody where it names none.

    Of somebody whose record is restricted nothing is compared, for nothing of it is shown.
    """
    access.require_permission(scope, Permission.PERSON_FIND)
    found = Person.objects.filter(nhs_number=number).first() if number else None
    if found is None:
        return None
    survivor = anchors.surviving([PersonId(found.pk)])[PersonId(found.pk)]
    card = cards(scope, [survivor])[survivor]
    if card.is_access_restricted and not card.is_open:
        return Matched(card, ())
    ours = Known(card.family_name, card.given_name, card.born_on, card.known_as)
    return Matched(card, differences(told, ours))


def open_before(scope: Scope, *, within: timedelta) -> Card | None:
    """Whose page the viewer opened last and lately; nobody where they opened none."""
    last = ReadingOf.objects.filter(
        reading__account_id=scope.account_id,
        reading__at__gt=scope.now - within,
        reading__route=PAGE_OF_PERSON,
        reading__person_count=1,
    )
    person_id = last.order_by("-reading__at").values_list("person_id", flat=True).first()
    return cards(scope, [PersonId(person_id)]).get(PersonId(person_id)) if person_id else None
