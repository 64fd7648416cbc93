"""Identifiers, each with a type of its own, and the page of rows."""

from dataclasses import dataclass
from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
AccountId = NewType("AccountId", UUID)
CareId = NewType("CareId", UUID)
EntryId = NewType("EntryId", UUID)
ClockId = NewType("ClockId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
ReceivedId = NewType("ReceivedId", UUID)
Version = NewType("Version", int)


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows of a list, the key that the next ones start after, and how many there are."""

    rows: tuple[T, ...]
    next_key: str | None
    total: int
    total_is_capped: bool = False
