"""Short references that people read aloud."""

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.foundation.ids import new_id
from joinedup.kernel.errors import Refused
from joinedup.kernel.reference import ALPHABET, parse_reference, reference
from tests.rules import rule

THING = UUID("019a9f3e-5c00-7abc-9def-4be0dc2574bd")
places = st.integers(0, 8)


def is_refused(text: str) -> bool:
    try:
        parse_reference(text)
    except Refused as refused:
        return refused.refusal_code == "reference_check"
    return False


def characters(thing_id: UUID) -> str:
    return reference(thing_id).replace("-", "")


@given(st.uuids())
def test_a_reference_reads_back_as_it_was(thing_id: UUID) -> None:
    assert parse_reference(reference(thing_id)) == reference(thing_id)


def test_a_reference_is_grouped_and_always_the_same() -> None:
    assert reference(THING) == "W3E2-AX5X-1"


@rule("A reference is taken as people say and write it")
@pytest.mark.parametrize(
    "text",
    [
        "W3E2-AX5X-1",
        "w3e2-ax5x-1",
        "W3E2AX5X1",
        " w3e2 ax5x 1 ",
        "W3E2\u2013AX5X\u2013I",
        "w3e2 ax5x l",
        "W-3-E-2-A-X-5-X-1",
    ],
)
def test_spelling_does_not_matter(text: str) -> None:
    assert parse_reference(text) == "W3E2-AX5X-1"


def test_the_letter_o_is_read_as_nought() -> None:
    assert reference(UUID(int=0)) == "0000-0000-0"
    assert parse_reference("oOoO-0000-o") == "0000-0000-0"


@pytest.mark.parametrize(
    "text", ["", "W3E2-AX5X", "W3E2-AX5X-11", "W3EU-AX5X-1", "W3E\u00c9-AX5X-1", "943 476 5919"]
)
def test_what_cannot_be_a_reference_is_refused(text: str) -> None:
    assert is_refused(text)


@rule("One wrong character of a reference is always found")
@given(thing_id=st.uuids(), place=places, wrong=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_refused(thing_id: UUID, place: int, wrong: str) -> None:
    right = characters(thing_id)

    changed = right[:place] + wrong + right[place + 1 :]

    assert is_refused(changed) == (changed != right)


def test_every_single_wrong_character_is_refused() -> None:
    right = characters(THING)

    wrong = [
        right[:place] + character + right[place + 1 :]
        for place in range(9)
        for character in ALPHABET
        if character != right[place]
    ]

    assert len(wrong) == 9 * 31
    assert all(is_refused(text) for text in wrong)


@rule("Two characters of a reference that changed places are always found")
@given(thing_id=st.uuids(), exchanged=st.sampled_from([*combinations(range(9), 2)]))
def test_two_exchanged_characters_are_refused(thing_id: UUID, exchanged: tuple[int, int]) -> None:
    right = characters(thing_id)
    changed = list(right)
    one, other = exchanged
    changed[one], changed[other] = changed[other], changed[one]

    assert is_refused("".join(changed)) == (right[one] != right[other])


def test_things_made_together_have_unlike_references() -> None:
    made = {reference(new_id()) for _ in range(2_000)}

    assert len(made) == 2_000


@given(st.text(max_size=20))
def test_any_text_is_a_reference_or_refused(text: str) -> None:
    if not is_refused(text):
        assert parse_reference(parse_reference(text)) == parse_reference(text)
