"""Which two entries are asked about, and which traps are not: twins, father and son."""

from dataclasses import replace
from datetime import date

import pytest

from joinedup.people.domain import likeness as rules
from joinedup.people.domain.details import Gender
from joinedup.people.domain.likeness import Described, Sign
from tests.rules import rule

ETHEL = Described(
    family=("pargeter",),
    given=("ethel", "may"),
    called=("etty",),
    born_on=date(1945, 3, 12),
    gender=Gender.FEMALE,
    number="9434765919",
    is_number_verified=True,
    address="14 station road aylesbury",
    postcode="HP19 8AB",
    phone="01632960001",
)
AWAY = {"address": "", "postcode": "HP11 2QQ", "phone": ""}


def again(**changes: object) -> Described:
    """Ethel entered again, without a number."""
    return replace(ETHEL, **{"number": "", "is_number_verified": False, **changes})  # type: ignore[arg-type]


@rule("Two entries born on one day whose names are or sound alike may be one person")
@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({}, Sign.FAMILY_SAME),
        ({"family": ("pargiter",), "given": ("ethyl",), **AWAY}, Sign.FAMILY_SIMILAR),
        ({"given": ("e",), "called": (), **AWAY}, Sign.GIVEN_INITIAL),
        ({"given": ("etty",), "called": (), **AWAY}, Sign.GIVEN_SAME),
        ({"given": ("may",), "called": (), **AWAY}, Sign.GIVEN_SAME),
        ({"born_on": date(1945, 12, 3), **AWAY}, Sign.BORN_SWAPPED),
        ({"born_on": date(1945, 3, 13)}, Sign.BORN_SLIP),
        ({"family": ("smith",)}, Sign.FAMILY_DIFFERS),
        ({"family": ("ethel",), "given": ("pargeter",), "called": ()}, Sign.NAMES_CHANGED_OVER),
        ({"number": "9434765870"}, Sign.NUMBERS_DIFFER),
        ({"died_on": date(2026, 1, 1), **AWAY}, Sign.ONE_HAS_DIED),
    ],
)
def test_may_be_one_person(changes: dict[str, object], sign: Sign) -> None:
    found = rules.likeness(ETHEL, again(**changes))

    assert found.is_enough
    assert sign in found.signs
    assert rules.likeness(again(**changes), ETHEL).score == found.score


@rule("Twins, and father and son of one name, are not asked about")
@pytest.mark.parametrize(
    "changes",
    [
        {"given": ("ada",), "called": ()},
        # Twins whose second name is the same.
        {"given": ("ada", "may"), "called": ()},
        {"given": ("ada",), "called": (), "gender": Gender.MALE},
        {"born_on": date(1971, 3, 12)},
        {"given": (), "called": (), **AWAY},
        {"born_on": None, **AWAY},
        {"family": ("smith",), **AWAY},
        {"number": "9434765870", "is_number_verified": True, **AWAY},
    ],
)
def test_is_not_asked_about(changes: dict[str, object]) -> None:
    assert not rules.likeness(ETHEL, again(**changes)).is_enough


def test_one_number_of_another_system_is_a_sign() -> None:
    numbers = frozenset({rules.source_number("RXQ 123-456")})

    found = rules.likeness(
        replace(ETHEL, source_numbers=numbers),
        again(family=("smith",), source_numbers=numbers, **AWAY),
    )

    assert found.is_enough
    assert Sign.SOURCE_NUMBER_SAME in found.signs


def test_a_short_number_of_another_system_says_nothing() -> None:
    assert rules.source_number("12-345") == ""


@rule("Joining takes a reason in words where two verified NHS numbers differ")
def test_what_speaks_against_joining_is_named() -> None:
    other = again(number="9434765870", is_number_verified=True, died_on=date(2026, 1, 1))

    assert rules.likeness(ETHEL, other).dangers == (
        Sign.VERIFIED_NUMBERS_DIFFER,
        Sign.ONE_HAS_DIED,
    )
    assert not rules.likeness(ETHEL, again()).dangers


def test_every_sign_has_points() -> None:
    assert rules.POINTS.keys() == set(Sign)


def test_days_alike_are_the_day_and_its_figures_changed_over() -> None:
    assert [*rules.days_alike(date(1945, 3, 12))] == [date(1945, 3, 12), date(1945, 12, 3)]
    assert [*rules.days_alike(date(1945, 3, 13))] == [date(1945, 3, 13)]
    assert [*rules.days_alike(date(1945, 3, 3))] == [date(1945, 3, 3)]


def test_what_is_not_known_neither_agrees_nor_differs() -> None:
    nobody = Described()

    assert rules.likeness(ETHEL, nobody) == rules.Likeness(0, ())
    assert rules.likeness(nobody, nobody) == rules.Likeness(0, ())
