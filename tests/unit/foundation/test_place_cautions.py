"""What a sound place file may not have meant is said once each, with where and what to do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from joinedup.foundation import place
from joinedup.foundation.place_cautions import cautions, ending
from tests.builders.place import SHIPPED


def said(folder: Path, *changes: tuple[str, str], invented: bool = True) -> list[tuple[str, str]]:
    text = SHIPPED.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = folder / "buckinghamshire.toml"
    file.write_text(text)
    here = place.load(file)
    return [(one.at, one.code) for one in cautions(here, is_demonstration=invented)]


@pytest.mark.parametrize("file", sorted(SHIPPED.parent.glob("*.toml")), ids=lambda file: file.stem)
def test_nothing_of_a_shipped_place_is_worth_a_look(file):
    assert list(cautions(place.load(file), is_demonstration=True)) == []


def test_a_team_that_may_accept_after_the_promise_is(tmp_path):
    change = ('accept_within = "15 min"', 'accept_within = "3 h"')

    assert said(tmp_path, change) == [("response_classes rapid", "accepted_too_late")]


def test_a_class_that_nobody_measures_is(tmp_path):
    change = ('response_class = "fast"\nbasis', 'response_class = "rapid"\nbasis')

    assert said(tmp_path, change) == [("response_classes fast", "class_unmeasured")]


def test_what_only_the_front_door_answers_is():
    here = place.load(SHIPPED)
    kept = {code: here.teams[code] for code in ("spr", "rapid_response", "acht_wycombe")}

    found = {
        one.at: one.message for one in cautions(replace(here, teams=kept), is_demonstration=True)
    }

    assert set(found) == {
        "teams, fast nurse",
        "teams, fast therapist",
        "teams, fast social_care",
        "teams, normal nurse",
        "teams, normal therapist",
        "teams, normal social_care",
    }
    assert "led by Social care anywhere" in found["teams, fast social_care"]
    assert "in Aylesbury Vale North" in found["teams, fast nurse"]
    assert "and 3 more" in found["teams, fast nurse"]


@pytest.mark.parametrize(
    ("number", "is_somebodys"),
    [
        ("01296 123456", True),
        ("020 7946 1000", True),
        ("0113 496 0123", False),
        ("0161 496 0999", False),
        ("0191 498 0001", False),
        ("07700 900123", False),
    ],
)
def test_a_number_of_somebody_is(tmp_path, number, is_somebodys):
    found = said(tmp_path, ('telephone = "01632 960010"', f'telephone = "{number}"'))

    assert found == [("organisations bht", "number_may_be_real")] * is_somebodys


def test_a_number_of_a_role_is_looked_at_too(tmp_path):
    found = said(tmp_path, ('telephone = "01632 960480"', 'telephone = "01296 123456"'))

    assert found == [("roles privacy_officer", "number_may_be_real")]


def test_a_number_told_to_residents_is_looked_at_too(tmp_path):
    found = said(tmp_path, ("ring us on 0808 157 0100", "ring us on 0808 999 0100"))

    assert found == [("response_classes rapid", "number_may_be_real")]


def test_among_real_people_real_numbers_are_right(tmp_path):
    change = ('telephone = "01632 960010"', 'telephone = "01296 123456"')

    assert said(tmp_path, change, invented=False) == []


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2027, 10, 1), []),
        (date(2027, 10, 2), ["agreement_review_overdue"]),
        (date(2028, 1, 31), ["agreement_ends_soon"]),
        (date(2028, 3, 31), ["agreement_ends_soon"]),
        (date(2028, 4, 1), ["agreement_ended", "party_to_no_agreement"]),
    ],
)
def test_an_agreement_that_ends_is_said_sixty_days_before(on, codes):
    assert [one.code for one in ending(place.load(SHIPPED), on=on)] == codes


def test_a_place_without_agreements_has_none_to_end():
    here = replace(place.load(SHIPPED), sharing_agreements={})

    assert list(ending(here, on=date(2030, 1, 1))) == []
