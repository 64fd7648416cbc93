"""A safeguarding concern as a message tells it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernSent:
    """What the front door is told: about whom, how urgent, and every question with its answer.

    `address` is blank where somebody's whereabouts are hidden.
    """

    message_id: UUID
    reference: str
    raised_at: datetime
    is_danger: bool
    title: str
    to: str
    by: str
    name: str
    born_on: date | None
    nhs_number: str | None
    address: str
    answers: tuple[tuple[str, str], ...]
