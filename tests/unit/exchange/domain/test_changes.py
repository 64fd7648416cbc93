"""What an update adds is told; what it repeats is not."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from joinedup.exchange.domain.changes import (
    is_another_person,
    is_worse,
    says_died,
    standing,
    words_of_change,
)
from joinedup.exchange.domain.message import (
    PersonSent,
    Priority,
    ReferralSent,
    Requester,
    SentCode,
    SentIdentifier,
)
from tests.rules import rule

PERSON = PersonSent(family_name="Marsh", given_name="Ethel", address_lines=("4 Orchard Close",))
BEFORE = ReferralSent(person=PERSON, priority=Priority.URGENT, words=("Dizzy",))


def test_the_same_again_says_nothing():
    named = (SentIdentifier("https://gp.example", "1"),)
    known = replace(BEFORE, identifiers=named, person=replace(PERSON, other_identifiers=named))

    assert words_of_change(BEFORE, BEFORE) == ""
    assert words_of_change(known, known) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ("Dizzy", "Confused")}, "Confused"),
        ({"words": ()}, ""),
        ({"priority": Priority.STAT}, "Priority: stat (was urgent)"),
        ({"priority": None}, ""),
        ({"risks": ("Dog",)}, "Risk: Dog"),
        ({"allergies": ("Latex",)}, "Allergy: Latex"),
        ({"observations": ("Pulse: 120",)}, "Pulse: 120"),
        ({"corrections": ("Ruled out: Dementia",)}, "Ruled out: Dementia"),
        ({"where_address": "7 Mill Lane"}, "Where to go has changed: ask the sender."),
        (
            {"requester": Requester(name="Dr A", phone="01632 960001")},
            "Requester: Dr A, 01632 960001",
        ),
        ({"requester": Requester(role="GP")}, "Requester: not named"),
        (
            {"wanted_at": datetime(2026, 11, 24, 12, 0, tzinfo=UTC)},
            "Wanted for: 2026-11-24 12:00 UTC",
        ),
        (
            {"not_read": ("Consent (1)",)},
            "Also in the message, not shown here: Consent (1)",
        ),
        ({"person": replace(PERSON, nhs_number="9990000107")}, "NHS number now given: 9990000107"),
        ({"person": replace(PERSON, given_name="Ethel May")}, "Name now given: Ethel May Marsh"),
        ({"person": replace(PERSON, given_name="", family_name="")}, ""),
        (
            {"person": replace(PERSON, born_words="1945-03-02")},
            "Date of birth now given: 1945-03-02",
        ),
        ({"person": replace(PERSON, phone="01632 960002")}, "Number to ring: 01632 960002"),
        ({"person": replace(PERSON, carer="Ann, daughter")}, "Carer or relative: Ann, daughter"),
        (
            {"person": replace(PERSON, postcode="HP19 7AB")},
            "The address at the sender has changed: ask before you go.",
        ),
    ],
)
def test_each_thing_that_is_new_is_told(changes: dict[str, Any], said: str):
    assert words_of_change(BEFORE, replace(BEFORE, **changes)) == said


ANOTHER: dict[str, Any] = {
    "person": replace(PERSON, given_name="Ethel May"),
    "requester": Requester(name="Dr A"),
    "identifiers": (SentIdentifier("", "R-1"),),
    "authored_at": datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    "wanted_at": datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    "priority": Priority.STAT,
    "asked": (SentCode("urn:joinedup:service", "rapid_response"),),
    "is_on_hold": True,
}
ANOTHER_OF_PERSON: dict[str, Any] = {
    "born_on": date(1945, 3, 2),
    "died_on": date(2026, 11, 24),
    "gender": "female",
    "other_identifiers": (SentIdentifier("", "L-1"),),
}


def another(field: Any, given: dict[str, Any]) -> Any:
    """A value of a field other than its default and than what is held here."""
    words = f"another {field.name}"
    of_kind = {str: words, bool: True, tuple: (words,)}
    return given.get(field.name, of_kind.get(type(field.default)))


@pytest.mark.parametrize("field", fields(ReferralSent), ids=lambda one: one.name)
def test_whatever_an_update_changes_is_told(field: Any):
    value = another(field, ANOTHER)

    assert words_of_change(BEFORE, replace(BEFORE, **{field.name: value}))


@pytest.mark.parametrize("field", fields(PersonSent), ids=lambda one: one.name)
def test_whatever_an_update_changes_of_the_person_is_told(field: Any):
    value = another(field, ANOTHER_OF_PERSON)
    after = replace(PERSON, has_died=field.name == "died_on")

    assert words_of_change(BEFORE, replace(BEFORE, person=replace(after, **{field.name: value})))


def test_a_death_is_told_before_all_else():
    died = replace(PERSON, has_died=True, died_on=date(2026, 11, 24), phone="07700 900002")

    words = words_of_change(BEFORE, replace(BEFORE, person=died, priority=Priority.STAT))

    assert words.splitlines()[0] == "The sender says that this person has died: on 2026-11-24."
    assert says_died(PERSON, died)
    assert not says_died(died, died)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"has_died": True},
            "The sender no longer says that this person has died: ask the sender.",
        ),
        (
            {"is_restricted": True},
            "The sender no longer marks this person as restricted; that lifts nothing here.",
        ),
        ({"needs_interpreter": True}, "Interpreter: no longer said to be needed"),
    ],
)
def test_what_is_said_no_longer_is_told(changes: dict[str, Any], said: str):
    before = replace(BEFORE, person=replace(PERSON, **changes))

    assert words_of_change(before, BEFORE) == said
    assert words_of_change(replace(BEFORE, is_on_hold=True), BEFORE) == (
        "The sender has this on hold no longer."
    )


def test_a_number_that_is_no_longer_checked_is_told():
    checked = replace(PERSON, nhs_number="9990000107", is_nhs_number_verified=True)
    unchecked = replace(checked, is_nhs_number_verified=False)

    words = words_of_change(replace(BEFORE, person=checked), replace(BEFORE, person=unchecked))

    assert words == "The sender no longer says that it has checked the number."


def test_the_practice_of_somebody_hidden_is_not_told():
    after = replace(BEFORE, person=replace(PERSON, practice_ods="K82001"))

    assert words_of_change(BEFORE, after) == "Practice: K82001"
    assert words_of_change(BEFORE, after, is_hidden=True) == "Practice: changed, ask the sender"


def test_an_address_left_out_for_a_mark_has_not_changed():
    marked = replace(PERSON, is_restricted=True, address_lines=())

    assert words_of_change(BEFORE, replace(BEFORE, person=marked)) == (
        "The sender now restricts who may see where this person is."
    )


@rule("A priority that makes the picture worse")
@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (Priority.ROUTINE, Priority.URGENT, True),
        (Priority.URGENT, Priority.STAT, True),
        (Priority.URGENT, Priority.URGENT, False),
        (Priority.STAT, Priority.ROUTINE, False),
        (None, Priority.STAT, False),
        (Priority.ROUTINE, None, False),
    ],
)
def test_only_more_haste_is_worse(before: Priority | None, after: Priority | None, worse: bool):
    assert is_worse(replace(BEFORE, priority=before), replace(BEFORE, priority=after)) is worse


@rule("A priority that comes late")
@pytest.mark.parametrize(
    ("since", "worse"),
    [
        ((), True),
        ((None,), True),
        ((Priority.ROUTINE,), True),
        ((Priority.STAT,), False),
        ((Priority.STAT, None), False),
        ((Priority.STAT, Priority.ROUTINE), False),
    ],
)
def test_late_haste_counts_above_all_that_was_stated_since(
    since: tuple[Priority | None, ...], worse: bool
):
    stat = replace(BEFORE, priority=Priority.STAT)

    stated = [replace(BEFORE, priority=one) for one in since]
    assert is_worse(BEFORE, stat, since=stated) is worse


def test_what_a_message_leaves_out_stands():
    first = replace(BEFORE, person=replace(PERSON, nhs_number="9990000107"))
    second = replace(BEFORE, priority=None, words=("Daughter there",))

    known = standing([first, second])

    assert (known.priority, known.words) == (Priority.URGENT, ("Daughter there",))
    assert known.person.nhs_number == "9990000107"
    assert standing([second]).priority is None


def test_another_number_is_another_person():
    first = replace(PERSON, nhs_number="9990000107")

    assert is_another_person(first, replace(PERSON, nhs_number="9990000212"))
    assert not is_another_person(first, PERSON)
    assert not is_another_person(PERSON, first)


def test_a_carers_landline_of_somebody_hidden_is_not_told():
    person = replace(PERSON, carer="Ann, daughter, 01632 960003")
    after = replace(BEFORE, person=person)
    marked = replace(BEFORE, person=replace(person, is_restricted=True))

    said = "Carer or relative: Ann, daughter, number not shown"
    assert words_of_change(BEFORE, after, is_hidden=True) == said
    assert words_of_change(BEFORE, marked).splitlines()[1:] == [said]


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("01632 960002", "Number to ring: changed, ask the sender"),
        ("07700 900002", "Number to ring: 07700 900002"),
    ],
)
def test_a_landline_of_somebody_hidden_is_not_told(phone: str, said: str):
    after = replace(BEFORE, person=replace(PERSON, phone=phone))
    marked = replace(BEFORE, person=replace(PERSON, phone=phone, is_restricted=True))

    assert words_of_change(BEFORE, after, is_hidden=True) == said
    assert words_of_change(BEFORE, marked).splitlines()[1:] == [said]
