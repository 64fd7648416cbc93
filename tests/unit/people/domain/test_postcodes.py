"""Postcodes: their form, and nothing more."""

import pytest

from joinedup.people.domain import postcodes


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("hp198ab", "HP19 8AB"),
        (" HP19  8AB ", "HP19 8AB"),
        ("hp19 Oab", "HP19 0AB"),
        ("m1 Iae", "M1 1AE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("zz99 3vz", "ZZ99 3VZ"),
    ],
)
def test_a_postcode_is_written_one_way(written: str, expected: str) -> None:
    assert postcodes.normalised(written) == expected


@pytest.mark.parametrize("written", ["", "HP19", "HP19 8A", "19 8AB", "HP19 8AB 7", "not known"])
def test_what_has_not_the_form_is_refused(written: str) -> None:
    with pytest.raises(postcodes.PostcodeNotReal):
        postcodes.normalised(written)


def test_the_outward_part_names_the_district() -> None:
    assert postcodes.district("HP19 8AB") == "HP19"
