"""What an update adds is told; what it repeats is not."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.exchange.domain.changes import is_another_person, is_worse, words_of_change
from joinedup.exchange.domain.message import PersonSent, Priority, ReferralSent, Requester
from tests.rules import rule

PERSON = PersonSent(family_name="Marsh", given_name="Ethel", address_lines=("4 Orchard Close",))
BEFORE = ReferralSent(person=PERSON, priority=Priority.URGENT, words=("Dizzy",))


def test_the_same_again_says_nothing():
    assert words_of_change(BEFORE, BEFORE) == ""


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


def test_another_number_is_another_person():
    first = replace(PERSON, nhs_number="9990000107")

    assert is_another_person(first, replace(PERSON, nhs_number="9990000212"))
    assert not is_another_person(first, PERSON)
    assert not is_another_person(PERSON, first)


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
    assert words_of_change(BEFORE, marked) == said
