"""Kinds of fact, and their one text on every store."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel import facts
from joinedup.kernel.facts import fact
from joinedup.kernel.ids import PersonId
from tests.builders.kernel import YEARS

TreeId = NewType("TreeId", UUID)
TREE = TreeId(UUID("019a9f3e-5c00-7abc-9def-013927ba2f5d"))
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Fruit(StrEnum):
    """A code of a list."""

    APPLE = "apple"
    PEAR = "pear"


@fact
class TreePlanted:
    """A fact that holds one of everything that a fact may hold."""

    __module__ = "joinedup.orchard.events"

    tree_id: TreeId
    fruit: Fruit
    bed: str
    planted_at: datetime
    planted_on: date
    height_metres: Decimal
    number: int
    is_grafted: bool
    planted_by: PersonId | None
    neighbours: tuple[TreeId, ...]
    expected: tuple[Fruit, ...] | None = None


def a_planting(**values: Any) -> TreePlanted:
    said: dict[str, Any] = {
        "tree_id": TREE,
        "fruit": Fruit.PEAR,
        "bed": "south_3",
        "planted_at": NOON,
        "planted_on": date(2026, 11, 24),
        "height_metres": Decimal("1.50"),
        "number": 7,
        "is_grafted": True,
        "planted_by": None,
        "neighbours": (TREE,),
    }
    return TreePlanted(**said | values)


BODY = {
    "tree_id": str(TREE),
    "fruit": "pear",
    "bed": "south_3",
    "planted_at": "2026-11-24T12:00:00.000000Z",
    "planted_on": "2026-11-24",
    "height_metres": "1.50",
    "number": 7,
    "is_grafted": True,
    "planted_by": None,
    "neighbours": [str(TREE)],
    "expected": None,
}


def test_a_kind_is_named_for_its_room_and_what_happened() -> None:
    assert facts.kind_of(TreePlanted) == "orchard.tree_planted"
    assert facts.kind_of(a_planting()) == "orchard.tree_planted"
    assert facts.fact_class("orchard.tree_planted") is TreePlanted
    assert "orchard.tree_planted" in facts.kinds()


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        a_planting().number = 8  # type: ignore[misc]


def test_what_is_no_fact_has_no_kind() -> None:
    with pytest.raises(TypeError, match="Decimal is no kind of fact"):
        facts.kind_of(Decimal(1))


def test_a_body_is_plain_values() -> None:
    assert facts.body_of(a_planting()) == BODY


def test_canonical_text_is_sorted_and_without_spaces() -> None:
    text = facts.canonical({"b": 1, "a": [TREE, None], "c": {"z": "\u00e9", "y": Fruit.APPLE}})

    assert text == f'{{"a":["{TREE}",null],"b":1,"c":{{"y":"apple","z":"\u00e9"}}}}'


def test_canonical_text_of_its_own_reading_is_itself() -> None:
    text = facts.canonical(facts.body_of(a_planting()))

    assert facts.canonical(json.loads(text)) == text


def test_one_instant_has_one_text_in_every_zone() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))

    assert facts.canonical({"at": elsewhere}) == facts.canonical({"at": NOON})


codes = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=100)
instants = st.datetimes(*YEARS, timezones=st.timezones())
plantings = st.builds(
    TreePlanted,
    tree_id=st.uuids(),
    fruit=st.sampled_from(Fruit),
    bed=codes,
    planted_at=instants,
    planted_on=st.dates(),
    height_metres=st.decimals(allow_nan=False, allow_infinity=False),
    number=st.integers(),
    is_grafted=st.booleans(),
    planted_by=st.none() | st.uuids(),
    neighbours=st.lists(st.uuids(), max_size=3).map(tuple),
    expected=st.none() | st.lists(st.sampled_from(Fruit), max_size=3).map(tuple),
)


@given(plantings)
def test_a_fact_comes_back_from_its_body_and_text(said: TreePlanted) -> None:
    body = facts.body_of(said)

    # To Python, a time that a zone's clocks show twice or never equals none in another zone.
    in_utc = replace(said, planted_at=said.planted_at.astimezone(UTC))
    assert facts.from_body("orchard.tree_planted", body) == in_utc
    assert facts.from_text("orchard.tree_planted", facts.canonical(body)) == in_utc
    assert json.loads(facts.canonical(body)) == body


def test_a_field_added_since_takes_its_default() -> None:
    body = {name: value for name, value in BODY.items() if name != "expected"}

    assert facts.from_body("orchard.tree_planted", body) == a_planting()


def test_a_field_dropped_since_is_passed_over() -> None:
    assert facts.from_body("orchard.tree_planted", BODY | {"colour": "red"}) == a_planting()


@pytest.mark.parametrize(
    "words",
    [
        "Ethel fell",
        "fell\nagain",
        "fell\tagain",
        "fell\u00a0again",
        "fell\u2028again",
        "f\x00ll",
        "\ud800",
        "x" * 101,
    ],
)
def test_words_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"orchard\.tree_planted\.bed holds words") as refused:
        facts.body_of(a_planting(bed=words))

    assert words not in str(refused.value)


@pytest.mark.parametrize("code", ["", "x" * 100, "south-3/b:é"])
def test_a_code_is_taken(code: str) -> None:
    assert facts.body_of(a_planting(bed=code))["bed"] == code


def test_words_are_refused_among_many_codes() -> None:
    with pytest.raises(ValueError, match="holds words"):
        facts.body_of(a_planting(neighbours=("south_3", "Ethel fell")))


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        datetime.fromisoformat("2026-11-24 12:00"),
        Decimal("NaN"),
        Decimal("Infinity"),
        timedelta(hours=1),
        NOON.time(),
        {"a"},
        b"bytes",
        {1: "a"},
        object(),
    ],
)
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        facts.canonical({"said": [value]})


def test_a_kind_is_declared_once() -> None:
    def declare() -> type:
        class FruitPicked:
            """A fact."""

            __module__ = "joinedup.orchard.events"

        return fact(FruitPicked)

    assert facts.kind_of(declare()) == "orchard.fruit_picked"
    with pytest.raises(ValueError, match=r"two kinds of fact are called orchard\.fruit_picked"):
        declare()


def test_a_fact_is_declared_in_a_rooms_events() -> None:
    class Misplaced:
        """A fact outside a room."""

    with pytest.raises(ValueError, match="declared in a room's events"):
        fact(Misplaced)


@pytest.mark.parametrize(
    "held",
    [
        float,
        timedelta,
        dict[str, str],
        list[str],
        Any,
        str | int,
        tuple[str, int],
        str | None | int,
    ],
)
def test_a_field_that_would_not_come_back_is_refused(held: Any) -> None:
    undeclared = type(
        "Unspeakable",
        (),
        {"__module__": "joinedup.orchard.events", "__annotations__": {"held": held}},
    )

    with pytest.raises(TypeError, match="would not come back"):
        fact(undeclared)


def test_a_kind_that_few_may_know_of_is_named_as_such() -> None:
    declared = type("SeedHidden", (), {"__module__": "joinedup.orchard.events"})
    kind = facts.kind_of(hidden := facts.fact(declared))
    assert kind not in facts.kinds_kept_close()

    assert facts.kept_close(hidden) is hidden

    assert kind in facts.kinds_kept_close()
