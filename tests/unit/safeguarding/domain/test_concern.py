"""A safeguarding concern: what it may not leave out, and what is kept of it."""

from typing import Any

import pytest

from joinedup.kernel.errors import Refused
from joinedup.people.domain.documents import Known
from joinedup.safeguarding.domain import concern as rules
from joinedup.safeguarding.domain.concern import (
    Abuse,
    Agrees,
    Alleged,
    Capacity,
    ConcernLacks,
    ConcernOfChild,
    Harm,
    Heard,
    Override,
    Told,
    Whose,
    name_key,
)
from tests.rules import rule


def told(**changes: Any) -> Told:
    said = {
        "whose": Whose.ADULT,
        "words": "A bruise on her forearm",
        "heard": Heard.SAW,
        "kinds": (Abuse.PHYSICAL,),
        "danger": Known.NO,
        "alleged": Alleged.FAMILY,
        "knows": Known.YES,
        "agrees": Agrees.YES,
        "raiser_name": "Joan Hale",
        "raiser_role": "GP",
        "raiser_number": "01632960301",
    }
    return Told(**{**said, **changes})


def boxes(**changes: Any) -> list[str]:
    return [box for box, _code in rules.missing(told(**changes))]


def test_a_whole_concern_about_an_adult_may_be_raised() -> None:
    assert rules.check(told()) == told()


@rule("What a safeguarding concern may not leave out")
@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"words": ""}, "words"),
        ({"kinds": ()}, "kinds"),
        ({"raiser_name": ""}, "raiser_name"),
        ({"raiser_role": ""}, "raiser_role"),
        ({"raiser_number": ""}, "raiser_number"),
        ({"knows": Known.NO}, "not_told"),
        ({"capacity": Capacity.LACKS}, "capacity_words"),
    ],
)
def test_what_the_council_cannot_do_without(changes: dict[str, Any], box: str) -> None:
    assert boxes(**changes) == [box]
    with pytest.raises(ConcernLacks) as refused:
        rules.check(told(**changes))
    assert refused.value.values == {"at": box}
    assert refused.value.refusal_code == f"concern_wants_{box}"


@rule("A concern is raised without agreement only with the reason")
@pytest.mark.parametrize("agrees", [Agrees.NO, Agrees.NOT_ASKED])
def test_without_agreement_the_reason_is_said(agrees: Agrees) -> None:
    assert boxes(agrees=agrees) == ["override", "override_words"]
    assert boxes(agrees=agrees, override=Override.CRIME) == ["override_words"]
    assert boxes(agrees=agrees, override=Override.DANGER, override_words="He has a knife") == []


def test_a_child_is_named_with_age_and_harm() -> None:
    assert boxes(whose=Whose.CHILD) == ["child_name", "child_age", "harm"]
    said = {"child_name": "Milo", "child_age": "about 6", "harm": Harm.NOT_SURE}
    assert boxes(whose=Whose.CHILD, **said) == []


@rule("Whoever is under eighteen is a child")
@pytest.mark.parametrize(
    ("whose", "age", "is_refused"),
    [
        (Whose.ADULT, 17, True),
        (Whose.ADULT, 18, False),
        (Whose.ADULT, None, False),
        (Whose.CHILD, 17, False),
    ],
)
def test_a_child_goes_to_the_childrens_door(
    whose: Whose, age: int | None, is_refused: bool
) -> None:
    if is_refused:
        with pytest.raises(ConcernOfChild):
            rules.check_age(whose, age)
    else:
        rules.check_age(whose, age)


def test_danger_is_said_only_where_it_is_known() -> None:
    assert [one for one in Known if told(danger=one).is_danger] == [Known.YES]


def test_words_are_kept_with_their_lines_and_without_what_cannot_be_printed() -> None:
    kept = rules.check(told(words=" She  said:\n“No”\x07 "))

    assert kept.words == "She said:\n“No”"
    assert rules.check(told(child_age="  ")).child_age == ""


def test_what_is_too_long_is_refused() -> None:
    for changes in ({"words": "x" * 4001}, {"alleged_name": "x" * 201}):
        with pytest.raises(Refused):
            rules.check(told(**changes))


def test_every_answer_has_words() -> None:
    for codes in (Whose, Abuse, Known, Heard, Alleged, Agrees, Override, Capacity, Harm):
        assert all(one.label and one.label != one.value for one in codes)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Derek  Quill", "derek quill", True),
        ("Derek Quill", "D Quill", False),
        ("", "derek quill", False),
    ],
)
def test_names_are_compared_without_case_and_spaces(one: str, other: str, is_same: bool) -> None:
    assert (rules.name_key(one) == rules.name_key(other)) is is_same


@pytest.mark.parametrize(
    "name",
    ["Dora Finch", " dora  FINCH ", "Dr Dora Finch", "Dora Finch.", "Finch, Dora", "Mrs D. Finch"],
)
def test_a_name_is_compared_without_title_stops_and_order(name: str) -> None:
    assert (name_key(name) == name_key("Dora Finch")) == ("D." not in name)


def test_what_stands_in_brackets_is_no_name() -> None:
    assert name_key("Dora O'Finch (her manager") == name_key("O'Finch Dora [ward 3]") != ""
    assert name_key("(manager)") == ""
