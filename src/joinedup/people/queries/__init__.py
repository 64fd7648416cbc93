"""Reading the person index. Names and addresses leave it by `cards` alone."""

from joinedup.people.queries.basis import Basis, bases_of, basis_of, registered_at, residents_at
from joinedup.people.queries.cards import Card, cards
from joinedup.people.queries.finding import Found, asked, find, opened_by_reference
from joinedup.people.queries.people import (
    NHS_NUMBER,
    Former,
    Held,
    InContact,
    PersonPage,
    PlaceNow,
    Standing,
    Unidentified,
    by_identifier,
    details,
    emergency_page,
    in_contact,
    locality_of,
    person_page,
    standing,
    unidentified,
)

__all__ = [
    "NHS_NUMBER",
    "Basis",
    "Card",
    "Former",
    "Found",
    "Held",
    "InContact",
    "PersonPage",
    "PlaceNow",
    "Standing",
    "Unidentified",
    "asked",
    "bases_of",
    "basis_of",
    "by_identifier",
    "cards",
    "details",
    "emergency_page",
    "find",
    "in_contact",
    "locality_of",
    "opened_by_reference",
    "person_page",
    "registered_at",
    "residents_at",
    "standing",
    "unidentified",
]
