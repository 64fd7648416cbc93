"""Invented people: names, homes, practices and NHS numbers of the range kept for tests."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from joinedup.foundation.place import Place
from joinedup.kernel import nhs_number
from joinedup.people.domain.details import Gender, PersonDetails
from joinedup.people.services import ToRegister

SEED: Final = 2015
FIRST_NUMBER: Final = 999_100_000
"""NHS numbers that begin 999 are for tests and never issued (NHS England).

The first hundred thousand are left to whoever tries a message of their own.
"""

NAMES: Final = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
_STREETS: Final = (
    "Almond Close",
    "Beacon Rise",
    "Chapel Lane",
    "Drovers Way",
    "Elm Walk",
    "Ferry Row",
    "Glebe Road",
    "Hazel Court",
    "Ivinghoe Gardens",
    "Kiln Lane",
    "Lime Avenue",
    "Malthouse Yard",
    "Orchard View",
    "Pound Street",
    "Quarry Bank",
    "Station Road",
    "Tannery Lane",
    "Vicarage Road",
    "Willow Drive",
    "Yew Tree Close",
)
_TOWNS: Final = {
    "MK18": "Buckingham",
    "HP20": "Aylesbury",
    "HP22": "Wendover",
    "HP5": "Chesham",
    "HP13": "High Wycombe",
    "HP10": "Wooburn Green",
    "HP9": "Beaconsfield",
    "EN5": "Barnet",
    "N3": "Finchley",
    "HA8": "Edgware",
}
"""The post towns of some postcodes; elsewhere a locality's own name has to do."""
_LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"


def people(count: int, *, here: Place, on: date, seed: int) -> Iterator[ToRegister]:
    """So many people, the same ones for the same seed; older people are more than their share."""
    rng = Random(seed)
    practices = list(here.practices.values())
    homes = {code: _home(here, code) for code in here.localities}
    numbers = _numbers()
    for place_in_line in range(count):
        practice = practices[place_in_line % len(practices)]
        yield ToRegister(
            key=UUID(int=rng.getrandbits(128), version=4),
            details=_somebody(
                rng,
                next(numbers),
                practice.code,
                homes[practice.locality],
                born_on=_born_on(rng, on),
            ),
        )


def _home(here: Place, locality: str) -> tuple[str, str]:
    """A town of a locality, and the first half of its postcodes."""
    areas = [one for one in here.areas.values() if one.locality == locality]
    listed = [outward for one in areas for outward in one.postcodes]
    known = next((outward for outward in listed if outward in _TOWNS), listed[0] if listed else "")
    return _TOWNS.get(known, here.localities[locality].name), known or "HP1"


def _somebody(
    rng: Random,
    number: nhs_number.NhsNumber,
    practice: str,
    home: tuple[str, str],
    *,
    born_on: date,
) -> PersonDetails:
    gender = rng.choice((Gender.FEMALE, Gender.FEMALE, Gender.MALE))
    town, outward = home
    unit = f"{rng.randint(1, 9)}{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}"
    return PersonDetails(
        family_name=rng.choice(NAMES["family"]),
        given_name=rng.choice(NAMES["female" if gender is Gender.FEMALE else "male"]),
        born_on=born_on,
        gender=gender,
        nhs_number=number,
        is_nhs_number_verified=rng.random() < 0.95,
        address_lines=(f"{rng.randint(1, 120)} {rng.choice(_STREETS)}", town),
        postcode=f"{outward} {unit}",
        # 07700 900000 to 900999 are kept for drama (Ofcom).
        phone=f"07700900{rng.randint(0, 999):03}",
        practice_code=practice,
        needs_interpreter=rng.random() < 0.02,
    )


def _born_on(rng: Random, on: date) -> date:
    years = min(max(rng.gauss(74, 14), 19), 103)
    return on - timedelta(days=int(years * 365.25))


def _numbers() -> Iterator[nhs_number.NhsNumber]:
    for nine in range(FIRST_NUMBER, 1_000_000_000):
        made = nhs_number.make(str(nine))
        if made is not None:
            yield made
