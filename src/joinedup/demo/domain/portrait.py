"""What other systems hold of somebody whom the day is told of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Coded(NamedTuple):
    """A condition: its code where one is sure, its words, and for how many years."""

    code: str
    words: str
    years: int


class Medicine(NamedTuple):
    """A medicine and how it is taken."""

    words: str
    dose: str


class Measured(NamedTuple):
    """A figure: of what, how much, and how many days ago."""

    code: str
    words: str
    value: str
    days: int


class Seen(NamedTuple):
    """A contact, and how many days ago."""

    words: str
    days: int


class Stay(NamedTuple):
    """A stay in hospital: why, how many days ago it began, and how many nights."""

    why: str
    days: int
    nights: int


class Service(NamedTuple):
    """Support that the council pays for, and how many units of it a week."""

    component: str
    units: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """One kind of story, as the systems of practice, community, hospital and council have it."""

    conditions: tuple[Coded, ...]
    medicines: tuple[Medicine, ...]
    measured: tuple[Measured, ...]
    seen: Seen
    visited: Seen | None
    stay: Stay | None
    service: Service | None
    matters: str
    plan: str


def portrait(said: Mapping[str, Any]) -> Portrait:
    """A portrait as it is written down."""
    return Portrait(
        conditions=tuple(Coded(*one) for one in said["conditions"]),
        medicines=tuple(Medicine(*one) for one in said["medicines"]),
        measured=tuple(Measured(*one) for one in said["measured"]),
        seen=Seen(*said["seen"]),
        visited=Seen(*said["visited"]) if "visited" in said else None,
        stay=Stay(*said["stay"]) if "stay" in said else None,
        service=Service(*said["service"]) if "service" in said else None,
        matters=said.get("matters", ""),
        plan=said.get("plan", ""),
    )
