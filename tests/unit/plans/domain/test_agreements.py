"""What an agreement with a person must say, and how it is looked at again."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.errors import Refused
from joinedup.people.domain.sharing import Basis, DecidedBy, Way
from joinedup.plans.domain import agreements as rules
from joinedup.plans.domain.agreements import (
    EndedBecause,
    Found,
    Outcome,
    Part,
    Reviewed,
    Says,
    Terms,
)

TODAY = date(2026, 11, 24)
THEMSELVES = Basis(decided_by=DecidedBy.PERSON, decided_on=TODAY, way=Way.FACE_TO_FACE)


def terms(**changes: Any) -> Terms:
    said = {
        "goals": " To walk  to the shop ",
        "person_does": "",
        "we_do": "Nia, nurse: dress the leg",
        "family_does": "",
        "family_name": "",
        "has_family_agreed": False,
        "free": "",
        "free_until": None,
        "took_part": "",
        "outcome": Outcome.AGREED,
        "basis": THEMSELVES,
        "look_again_on": TODAY + timedelta(days=42),
    }
    return Terms(**{**said, **changes})


def review(**changes: Any) -> Reviewed:
    said = {
        "found": Found.KEPT,
        "person_kept": "Most days",
        "services_kept": "Each Monday",
        "next_on": TODAY + timedelta(days=1),
    }
    return Reviewed(**{**said, **changes})


def test_it_is_kept_without_what_is_typed_around_the_words() -> None:
    assert rules.checked(terms(), on=TODAY).goals == "To walk to the shop"


@pytest.mark.parametrize(
    ("changes", "code", "at"),
    [
        ({"goals": " "}, "agreement_goals_missing", "goals"),
        ({"we_do": ""}, "agreement_parts_missing", "we_do"),
        ({"we_do": "Nia: comes\n" * 13}, "agreement_parts_missing", "we_do"),
        ({"we_do": "comes on Mondays"}, "agreement_part_unnamed", "we_do"),
        ({"we_do": ": comes"}, "agreement_part_unnamed", "we_do"),
        ({"we_do": "Nia:"}, "agreement_part_unnamed", "we_do"),
        ({"family_name": "May"}, "agreement_family_not_asked", "family_name"),
        ({"basis": None}, "agreement_decider_not_asked", "decided_by"),
        ({"outcome": Outcome.OFFERED}, "agreement_decider_not_asked", "decided_by"),
        ({"look_again_on": TODAY}, "agreement_look_again_unfit", "look_again_on"),
        (
            {"look_again_on": TODAY + timedelta(days=367)},
            "agreement_look_again_unfit",
            "look_again_on",
        ),
    ],
)
def test_what_it_must_not_be_is_refused_at_its_box(
    changes: dict[str, Any], code: str, at: str
) -> None:
    with pytest.raises(Refused) as said:
        rules.checked(terms(**changes), on=TODAY)

    assert (said.value.refusal_code, said.value.values["at"]) == (code, at)


@pytest.mark.parametrize("outcome", [Outcome.OFFERED, Outcome.DECLINED])
def test_it_stands_offered_or_declined_with_nobody_who_agreed(outcome: Outcome) -> None:
    assert rules.checked(terms(outcome=outcome, basis=None), on=TODAY).outcome is outcome


def test_family_is_named_once_they_agreed_to_it() -> None:
    kept = rules.checked(terms(family_name="May", has_family_agreed=True), on=TODAY)

    assert kept.family_name == "May"


def test_a_part_says_who_does_what_and_an_empty_line_says_nothing() -> None:
    read = rules.parts("Nia, nurse: at 9:30, the leg\n\nVale team : Mondays")

    assert read == (Part("Nia, nurse", "at 9:30, the leg"), Part("Vale team", "Mondays"))


_WORD = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)


@given(st.lists(st.tuples(_WORD, _WORD), max_size=12))
def test_parts_come_back_as_they_were_written(written: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{who}: {does}" for who, does in written)

    assert rules.parts(text) == tuple(Part(who, does) for who, does in written)


def test_a_review_that_ends_it_asks_for_no_day() -> None:
    assert rules.checked_review(review(found=Found.ENDED), on=TODAY).next_on is None


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"person_kept": ""}, "person_kept"),
        ({"services_kept": " "}, "services_kept"),
        ({"next_on": None}, "next_on"),
        ({"next_on": TODAY, "found": Found.CHANGED}, "next_on"),
    ],
)
def test_a_review_says_what_each_side_kept_and_when_to_look_again(
    changes: dict[str, Any], at: str
) -> None:
    with pytest.raises(Refused) as said:
        rules.checked_review(review(**changes), on=TODAY)

    assert said.value.values["at"] == at


def test_everything_that_is_chosen_has_words() -> None:
    for one in (*Outcome, *Found, *EndedBecause, *Says):
        assert one.label
