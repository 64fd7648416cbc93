"""Invented rows and people to draw."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from joinedup.foundation import instant
from joinedup.people.domain.details import Gender


def a_card(**given: object) -> SimpleNamespace:
    """A person as `people.queries.cards` gives one."""
    card = {
        "name": "DALE, Ethel",
        "born_on": date(1945, 3, 9),
        "gender": Gender.FEMALE,
        "nhs_number": "9434765919",
        "is_nhs_number_verified": True,
        "phone": "01296315000",
        "practice_name": "Verney Close Surgery",
        "is_location_restricted": False,
        "is_identified": True,
        "died_on": None,
        "language": "English",
        "needs_interpreter": False,
    }
    return SimpleNamespace(**{**card, **given})


@dataclass(frozen=True)
class Row:
    """A line of a queue."""

    id: str
    card: SimpleNamespace
    due_at: datetime | None
    tone: str
    asked: str
    where: str
    words: str
    holder: str
    signs: tuple[tuple[str, str], ...] = ()
    is_paused: bool = False
    label: str = ""


def rows() -> list[Row]:
    """A queue of a busy afternoon."""
    now = instant.now()
    ahead = lambda **t: now + timedelta(**t, seconds=30)  # noqa: E731
    return [
        Row(
            "1",
            a_card(),
            ahead(minutes=-20),
            "over",
            "Rapid, nurse",
            "Home, Winslow",
            "Not drinking since yesterday, confused, daughter with her",
            "Single Point of Referral",
            (("Crew waiting", "red"), ("DNACPR", "purple")),
        ),
        Row(
            "2",
            a_card(name="OKONKWO-FEATHERSTONEHAUGH, Bartholomew", born_on=date(1938, 1, 2)),
            ahead(minutes=9),
            "soon",
            "Not stated, nurse",
            "Care home, Wing",
            "Fall this morning, not hurt, cannot stand without two",
            "Single Point of Referral",
            (("Duplicate?", "yellow"),),
            label="triage in",
        ),
        Row(
            "3",
            a_card(name="SINGH, Amarjit", born_on=date(1952, 6, 30)),
            ahead(hours=1, minutes=12),
            "",
            "Fast, therapist",
            "Daughter's home, Aylesbury",
            "Stairs have become too much since the hip; two steps to the bathroom",
            "North Therapy Team",
            (("Interpreter: Punjabi", "blue"), ("No answer, twice", "orange")),
        ),
        Row(
            "4",
            a_card(name="Not identified yet", born_on=None, is_identified=False),
            None,
            "",
            "Normal, social care",
            "Hospital, Stoke Mandeville",
            "Home with nobody there; family abroad",
            "Referrer: asked for a number",
            is_paused=True,
        ),
    ]
