"""What a board is narrowed to, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlencode

from joinedup.foundation import place
from joinedup.measures.domain.board import Wanted
from joinedup.measures.queries import OWN, Asked

WEEKS: Final = (4, 13, 26, 52)
USUAL_WEEKS: Final = 13
EARLIEST: Final = date(2000, 1, 3)
NARROWED_BY: Final = ("response_class", "lead", "locality", "referrer", "service")


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for. An answer that the place does not have narrows nothing."""

    asked: Asked
    given: Mapping[str, str] = field(default_factory=dict)

    def query(self, **more: str) -> str:
        """The part of an address that asks for the same, and more; what is usual is left out."""
        return urlencode({**self.given, **{name: said for name, said in more.items() if said}})

    def without(self, name: str) -> str:
        """The same, no longer narrowed by one thing."""
        return urlencode({one: said for one, said in self.given.items() if one != name})


def filters(typed: Mapping[str, str]) -> Filters:
    """What an address asks for; what cannot be is as if it had not been said."""
    here, today = place.current(), place.today()
    known: dict[str, frozenset[str]] = {
        "response_class": frozenset(here.response_classes),
        "lead": frozenset(here.leads),
        "locality": frozenset(here.localities),
        "referrer": frozenset(one.kind.value for one in here.organisations.values()),
        "service": frozenset(here.services),
        "measure": frozenset(here.measures),
    }
    given = {name: typed[name] for name, codes in known.items() if typed.get(name) in codes}
    weeks, last = _weeks(typed.get("weeks", "")), _day(typed.get("last", ""), today)
    if weeks != USUAL_WEEKS:
        given["weeks"] = str(weeks)
    if last != today:
        given["last"] = last.isoformat()
    asked = Asked(
        weeks=weeks,
        last=last,
        measure=given.get("measure", OWN),
        wanted=Wanted(**{name: given.get(name, "") for name in NARROWED_BY}),
    )
    return Filters(asked, given)


def _weeks(text: str) -> int:
    # Looked up as it was written: Python makes no number of five thousand digits.
    return next((one for one in WEEKS if text == str(one)), USUAL_WEEKS)


def _day(text: str, today: date) -> date:
    try:
        said = date.fromisoformat(text)
    except ValueError:
        return today
    return said if EARLIEST <= said <= today else today
