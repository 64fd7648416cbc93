"""Names: folded, sounded, compared and shown."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.people.domain import names

TEXT = st.text(alphabet="aeiostrnmlé'- ", max_size=20)


def slips_between(one: str, other: str) -> int:
    """Edits, a change-over of neighbours counting as one: the textbook recursion, slowly."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        slips_between(one[1:], other) + 1,
        slips_between(one, other[1:]) + 1,
        slips_between(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[:2] == other[1::-1] and len(one) > 1 and len(other) > 1:
        ways.append(slips_between(one[2:], other[2:]) + 1)
    return min(ways)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("O'Brien", ("obrien",)),
        ("O\u2019Brien", ("obrien",)),
        ("O Brien", ("obrien",)),
        ("Mc Donald", ("mcdonald",)),
        ("Smith-Jones", ("smith", "jones")),
        ("Siân", ("sian",)),
        ("Łukasz Østergård", ("lukasz", "ostergard")),
        ("Weiß", ("weiss",)),
        ("St. John", ("st", "john")),
        ("J.R. Smith", ("j", "r", "smith")),
        ("Smith 2nd", ("smith", "nd")),
        ("O O Brien", ("oobrien",)),
        ("Mary O", ("mary", "o")),
        ("o o o", ("o", "o", "o")),
        ("", ()),
        (" '- ", ()),
    ],
)
def test_a_name_is_folded_to_plain_words(written: str, expected: tuple[str, ...]) -> None:
    assert names.tokens(written) == expected


@given(TEXT)
def test_folding_a_folded_name_changes_nothing(written: str) -> None:
    once = names.tokens(written)

    assert names.tokens(" ".join(once)) == once


@pytest.mark.parametrize(
    ("typed", "held"),
    [("smyth", "smith"), ("stephen", "steven"), ("catherine", "kathryn"), ("clarke", "clark")],
)
def test_names_said_alike_share_a_sound(typed: str, held: str) -> None:
    assert names.sound(typed) == names.sound(held)


def test_a_name_in_another_script_has_itself_as_its_sound() -> None:
    assert names.sound("李") == "李"


@pytest.mark.parametrize(
    ("typed", "held", "expected"),
    [
        ("ethel", "ethel", names.SAME),
        ("eth", "ethel", names.BEGINNING),
        ("et", "ethel", names.DIFFERENT),
        ("ehtel", "ethel", names.ALIKE),
        ("pargiter", "pargeter", names.ALIKE),
        ("kathryn", "catherine", names.SOUND),
        ("roberdson", "robertton", names.ALIKE_TWICE),
        ("e", "ethel", names.INITIAL),
        ("ethel", "e", names.INITIAL),
        ("j", "ethel", names.DIFFERENT),
        ("jo", "mo", names.DIFFERENT),
        ("reg", "ethel", names.DIFFERENT),
    ],
)
def test_likeness_of_a_typed_name_to_a_held_one(typed: str, held: str, expected: int) -> None:
    assert names.alike(typed, held) == expected


@given(
    st.text(alphabet="aert", min_size=4, max_size=7),
    st.text(alphabet="aert", min_size=4, max_size=7),
)
def test_one_slip_is_what_the_slow_twin_counts_as_one(typed: str, held: str) -> None:
    assume(not held.startswith(typed))

    assert (names.alike(typed, held) == names.ALIKE) == (slips_between(typed, held) == 1)


@pytest.mark.parametrize(
    ("family", "given_name", "expected"),
    [
        ("Pargeter", "Ethel May", "PARGETER, Ethel May"),
        ("Pargeter", "", "PARGETER"),
        ("", "Ethel", "Ethel"),
        ("", "", "Name not known"),
    ],
)
def test_a_name_is_shown_family_first(family: str, given_name: str, expected: str) -> None:
    assert names.shown(family, given_name) == expected
