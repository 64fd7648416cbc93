"""Which looks stand out, and why: at the edge of every rule."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.ids import PersonId
from joinedup.people.domain.patterns import (
    AN_HOUR,
    MANY,
    Looked,
    Pattern,
    Viewer,
    burst_of,
    pattern_of,
)

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOME = ("4 Mill Lane", "HP19 8AB")


def person(number: int) -> PersonId:
    return PersonId(UUID(int=number))


OWN, SISTER, ETHEL = person(1), person(2), person(3)
OLU = Viewer(
    name="Dr Olu Bankole",
    organisation="ooh",
    own=frozenset({OWN}),
    family=frozenset({SISTER}),
    homes=(HOME,),
)


@pytest.mark.parametrize(
    ("looked", "pattern"),
    [
        (Looked(OWN, "Bankole", HOME), Pattern.OWN_RECORD),
        (Looked(SISTER, "Bankole", HOME), Pattern.FAMILY),
        (Looked(ETHEL, "Bankole", (" 4 mill  lane", "hp198ab")), Pattern.SAME_ADDRESS),
        (Looked(ETHEL, "Bankole", HOME, is_location_restricted=True), Pattern.SAME_SURNAME),
        (Looked(ETHEL, "Marsh", works_at=frozenset({"ooh"})), Pattern.OWN_COLLEAGUE),
        (Looked(ETHEL, "Marsh", works_at=frozenset({"trust"})), None),
        (Looked(ETHEL, "Marsh", is_well_known=True), Pattern.WELL_KNOWN),
        (Looked(ETHEL, "Marsh", ("6 Mill Lane", "HP19 8AB")), Pattern.NEIGHBOUR),
        (Looked(ETHEL, "Marsh", ("6 Mill Lane", "HP19 8AC")), None),
        (Looked(ETHEL, "Marsh", ("6 Mill Lane", "HP19 8AB"), is_location_restricted=True), None),
        (Looked(ETHEL, "BANKOLE"), Pattern.SAME_SURNAME),
        (Looked(ETHEL, "Bank"), None),
        (Looked(ETHEL, ""), None),
    ],
)
def test_the_strongest_reason_is_told(looked: Looked, pattern: Pattern | None) -> None:
    assert pattern_of(OLU, looked) is pattern


def test_nobody_without_an_address_is_a_neighbour() -> None:
    homeless = Viewer(name="Sam", organisation="trust", homes=(("", ""),))

    assert pattern_of(homeless, Looked(ETHEL, "Marsh")) is None


@pytest.mark.parametrize("pattern", list(Pattern))
def test_every_pattern_says_what_it_means(pattern: Pattern) -> None:
    assert pattern.label
    assert pattern.explained.endswith(".")


def test_many_are_more_than_forty_within_an_hour() -> None:
    step = AN_HOUR / (MANY + 1)
    looks = [(START + number * step, person(number)) for number in range(MANY + 1)]

    burst = burst_of(looks)

    assert burst == (START, looks[-1][0], MANY + 1)
    assert burst_of(looks[1:]) is None
    assert (
        burst_of(
            [(at + number * timedelta(seconds=5), one) for number, (at, one) in enumerate(looks)]
        )
        is None
    )


def test_one_person_opened_often_is_one() -> None:
    assert burst_of([(START + timedelta(seconds=n), ETHEL) for n in range(MANY * 3)]) is None


@given(
    st.lists(st.tuples(st.integers(0, 7200), st.integers(1, 120)), min_size=0, max_size=300).map(
        sorted
    )
)
def test_the_burst_is_what_counting_every_hour_finds(told: list[tuple[int, int]]) -> None:
    looks = [(START + timedelta(seconds=at), person(who)) for at, who in told]

    slow = max(
        (len({who for at, who in told if end - 3600 < at <= end}) for end, _ in told), default=0
    )
    burst = burst_of(looks)

    assert (burst.person_count if burst else None) == (slow if slow > MANY else None)


def test_somebody_opened_again_still_counts_when_the_first_look_is_an_hour_ago() -> None:
    half = AN_HOUR / 2
    others = [(START + AN_HOUR, person(number)) for number in range(10, 10 + MANY)]

    burst = burst_of([(START, ETHEL), (START + half, ETHEL), *others])

    assert burst == (START + half, START + AN_HOUR, MANY + 1)
