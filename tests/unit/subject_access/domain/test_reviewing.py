"""What must be judged before it is given, and how others are left out."""

from typing import Any

import pytest

from joinedup.subject_access.domain.requests import AccessReason
from joinedup.subject_access.domain.reviewing import (
    LEFT_OUT,
    Judgement,
    Why,
    check,
    digest_of,
    given,
    pattern_of,
    suggested,
    whys,
)

ROW = {"name": "Maureen Tapping", "words": "Her sister Maureen rang; Brenda was out.", "on": 3}
NAMES = pattern_of(["Maureen Tapping", "Jo", ""], own=["Brenda", "Tapping"])


def why(row: dict[str, Any], **how: Any) -> frozenset[Why]:
    asked = {"others": (), "words": ("words",), "names": NAMES}
    return whys(row, **{**asked, "is_guarded": False, "is_held_back": False, **how})


def test_a_row_is_judged_for_every_reason_that_it_gives() -> None:
    assert why(ROW) == {Why.NAMED}
    assert why(ROW, others=("name",), is_guarded=True, is_held_back=True) == set(Why)
    assert why({"name": "", "words": "Brenda Tapping was out."}, others=("name",)) == set()
    assert why({"name": "x", "words": None}, names=None) == set()


def test_others_are_left_out_and_ones_own_name_stays() -> None:
    shown = given(ROW, Judgement.PARTLY, others=("name",), words=("words",), names=NAMES)

    assert shown == {
        "name": LEFT_OUT,
        "words": f"Her sister {LEFT_OUT} rang; Brenda was out.",
        "on": 3,
    }
    assert given(ROW, Judgement.GIVE, others=("name",), words=("words",), names=NAMES) == ROW
    assert given(ROW, Judgement.WITHHOLD, others=(), words=(), names=None) is None
    assert given({"words": ""}, Judgement.PARTLY, others=(), words=("words",), names=NAMES) == {
        "words": ""
    }
    assert given(ROW, Judgement.PARTLY, others=(), words=("words",), names=None) == ROW


def test_names_are_found_whole_and_by_part_but_not_within_words() -> None:
    found = pattern_of(["Ann O'Neil (daughter)"], own=["Brenda"])

    assert found is not None
    assert found.sub("-", "ann o'neil and Annabel") == "- - and Annabel"
    assert pattern_of(["Brenda Tapping", "Jo"], own=["Brenda", "Tapping"]) is None


def test_a_reason_is_wanted_for_what_is_kept_and_for_what_was_kept_for_safety() -> None:
    assert check(Judgement.PARTLY, [Why.OTHERS], " ") == ""
    assert check(Judgement.GIVE, [Why.OTHERS], "") == ""
    assert check(Judgement.GIVE, [Why.HELD_BACK], " They know now ") == "They know now"
    for judgement, reasons in (
        (Judgement.WITHHOLD, [Why.OTHERS]),
        (Judgement.GIVE, [Why.GUARDED]),
    ):
        with pytest.raises(AccessReason):
            check(judgement, reasons, "  ")


def test_a_judgement_holds_while_the_row_and_the_names_in_it_are_the_same() -> None:
    told = [("words", "Maureen and Xanthe rang"), ("other", "Xanthe")]
    more = pattern_of(["Maureen", "Xanthe"], own=[])

    first = digest_of(told, words=("words",), names=NAMES)

    assert digest_of(list(told), words=("words",), names=NAMES) == first
    assert digest_of([*told, ("ended", "now")], words=("words",), names=NAMES) != first
    assert digest_of(told, words=("words",), names=more) != first
    assert digest_of(told, words=("other",), names=NAMES) == digest_of(told, words=(), names=None)


def test_the_rule_itself_gives_nothing_that_was_kept_for_safety() -> None:
    assert suggested([Why.OTHERS, Why.GUARDED]) is Judgement.WITHHOLD
    assert suggested([Why.NAMED]) is Judgement.PARTLY
