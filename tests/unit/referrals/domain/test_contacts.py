"""Which contact answers the promise of a class."""

from datetime import timedelta

import pytest

from joinedup.referrals.domain.contacts import (
    TOLD_AFTER_END,
    Contact,
    ContactByWhom,
    ContactKind,
    Promise,
    answer,
    check_by_whom,
    last_reached_at,
    no_answer_count,
    was_before_end,
)
from tests.builders.referrals import TUESDAY
from tests.rules import rule

RAPID_NURSE = Promise(kinds={"face_to_face"}, professions={"nurse", "paramedic"})
NORMAL_NURSE = Promise(kinds={"face_to_face", "remote_assessment"}, professions={"nurse"})


def contact(kind: ContactKind, profession: str = "nurse", *, minutes: int = 0) -> Contact:
    return Contact(kind, profession, TUESDAY + timedelta(minutes=minutes))


@rule("The class says which contacts stop its clock")
@pytest.mark.parametrize(
    ("kind", "rapid", "normal"),
    [
        (ContactKind.ATTEMPTED, False, False),
        (ContactKind.CALL, False, False),
        (ContactKind.REMOTE_ASSESSMENT, False, True),
        (ContactKind.FACE_TO_FACE, True, True),
    ],
)
def test_a_class_says_which_contacts_answer_it(kind, rapid, normal):
    assert RAPID_NURSE.is_kept_by(contact(kind)) is rapid
    assert NORMAL_NURSE.is_kept_by(contact(kind)) is normal


@rule("An attempt, be it a knock, a voicemail or a text, never stops a clock")
def test_reaching_nobody_answers_nothing_whatever_a_place_says():
    generous = Promise(kinds=set(ContactKind), professions={"nurse"})

    assert not generous.is_kept_by(contact(ContactKind.ATTEMPTED))


@rule("The lead profession answers, or someone competent for it")
def test_only_somebody_competent_for_the_lead_answers():
    assert RAPID_NURSE.is_kept_by(contact(ContactKind.FACE_TO_FACE, "paramedic"))
    assert not RAPID_NURSE.is_kept_by(contact(ContactKind.FACE_TO_FACE, "driver"))


@rule("A contact recorded late stops the clock when it happened")
def test_the_answer_is_the_earliest_to_happen_not_the_first_recorded():
    recorded_first = contact(ContactKind.FACE_TO_FACE, minutes=90)
    recorded_late = contact(ContactKind.FACE_TO_FACE, minutes=40)

    assert answer([recorded_first, recorded_late], RAPID_NURSE) == recorded_late


def test_without_a_contact_that_counts_there_is_no_answer():
    assert answer([contact(ContactKind.CALL)], RAPID_NURSE) is None


def test_no_answers_are_counted_since_the_person_was_last_reached():
    tried = [
        contact(ContactKind.ATTEMPTED, minutes=0),
        contact(ContactKind.CALL, minutes=10),
        contact(ContactKind.ATTEMPTED, minutes=30),
        contact(ContactKind.ATTEMPTED, minutes=20),
    ]

    assert no_answer_count(tried) == 2
    assert no_answer_count([]) == 0


def test_a_visit_told_by_the_minute_is_after_an_attempt_within_it():
    at = TUESDAY.replace(second=0, microsecond=0)
    knocked = Contact(ContactKind.ATTEMPTED, "nurse", at + timedelta(seconds=40))
    seen = Contact(ContactKind.FACE_TO_FACE, "nurse", at)

    assert no_answer_count([knocked, seen]) == 0
    assert no_answer_count([seen, knocked]) == 0


def test_the_last_time_that_anybody_reached_them_is_the_latest_to_happen():
    reached = [
        contact(ContactKind.CALL, minutes=40),
        contact(ContactKind.FACE_TO_FACE, minutes=10),
        contact(ContactKind.ATTEMPTED, minutes=90),
    ]

    assert last_reached_at(reached) == TUESDAY + timedelta(minutes=40)
    assert last_reached_at(reached[2:]) is None
    assert last_reached_at([]) is None


@rule("A contact that a colleague of another profession made names them")
@pytest.mark.parametrize("own", ["nurse", None])
def test_a_contact_of_another_profession_says_who_made_it(own):
    with pytest.raises(ContactByWhom):
        check_by_whom("paramedic", own=own, made_by="")

    check_by_whom("paramedic", own=own, made_by="Ann Lee")


def test_a_contact_of_ones_own_profession_needs_no_name():
    check_by_whom("nurse", own="nurse", made_by="")


@rule("What happened before a line ended is kept though it is told after, for a week")
@pytest.mark.parametrize(
    ("before_end", "told_after", "is_kept"),
    [
        (timedelta(hours=3), timedelta(minutes=10), True),
        (timedelta(0), TOLD_AFTER_END, True),
        (-timedelta(minutes=1), timedelta(minutes=10), False),
        (timedelta(hours=3), TOLD_AFTER_END + timedelta(minutes=1), False),
    ],
    ids=["on paper", "as it ended, a week ago", "made since", "told too late"],
)
def test_after_the_end(before_end, told_after, is_kept):
    found = was_before_end(TUESDAY - before_end, closed_at=TUESDAY, at=TUESDAY + told_after)

    assert found is is_kept
