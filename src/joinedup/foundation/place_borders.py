"""What a place file says of its border: which council is where, and who takes whom beyond it."""

from dataclasses import dataclass

from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import (
    Code,
    LocalityRef,
    OrganisationRef,
    OutwardCode,
    Telephone,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour(Entry):
    """Who takes people beyond our border, by the first half of their postcode."""

    code: Code
    name: Text
    telephone: Telephone
    postcodes: tuple[OutwardCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Entry):
    """A part of the place by the first half of its postcodes: its council, and its locality."""

    code: Code
    council: OrganisationRef
    locality: LocalityRef
    postcodes: tuple[OutwardCode, ...]
