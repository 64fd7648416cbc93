"""What is kept of carers and alerts, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from joinedup.kernel.errors import Refused
from joinedup.people.domain import relations as rules
from joinedup.people.domain.relations import AlertKind, Related, Relation, Told, Warned
from tests.rules import rule

TODAY = date(2026, 11, 22)
ETHEL, TOM = UUID(int=1, version=4), UUID(int=2, version=4)
CARER = Related(name="Tom", relation=Relation.CHILD, is_unpaid_carer=True)
DOG = Warned(
    kind="dog", words="Large dog", review_on=TODAY + timedelta(days=30), is_person_told=True
)


@pytest.mark.parametrize(
    ("related", "code"),
    [
        (replace(CARER, name=" "), "relation_without_name"),
        (replace(CARER, other_id=ETHEL), "relation_to_themselves"),
        (replace(CARER, may_be_told=Told.YES), "may_be_told_by_whom"),
        (replace(CARER, may_be_told=Told.YES, told_by="Ethel"), "may_be_told_by_whom"),
        (replace(CARER, plan="Ann comes"), "plan_without_day"),
        (replace(CARER, plan="Ann", plan_on=TODAY + timedelta(days=1)), "day_in_future"),
        (replace(CARER, plan="x" * 501, plan_on=TODAY), "text_too_long"),
    ],
)
def test_what_is_refused_of_a_relation(related: Related, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.tidied(related, about=ETHEL, on=TODAY)
    assert refused.value.refusal_code == code


def test_somebody_of_the_index_has_no_other_name() -> None:
    tidy = rules.tidied(replace(CARER, other_id=TOM, plan_on=TODAY), about=ETHEL, on=TODAY)

    assert (tidy.other_id, tidy.name, tidy.plan_on) == (TOM, "", None)


def test_words_keep_their_lines_and_lose_what_cannot_be_printed() -> None:
    plan = " Ann comes \r\n07700 900124\x00 "

    tidy = rules.tidied(replace(CARER, plan=plan, plan_on=TODAY), about=ETHEL, on=TODAY)

    assert tidy.plan == "Ann comes\n07700 900124"


@rule("An alert has words, a day within a year on which it is looked at again, and who was told")
@pytest.mark.parametrize(
    ("warned", "code"),
    [
        (replace(DOG, words=" "), "alert_without_words"),
        (replace(DOG, is_person_told=False), "alert_without_words"),
        (replace(DOG, review_on=TODAY), "review_not_ahead"),
        (replace(DOG, review_on=TODAY + timedelta(days=367)), "review_not_ahead"),
    ],
)
def test_what_is_refused_of_an_alert(warned: Warned, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.warned(warned, on=TODAY)
    assert refused.value.refusal_code == code


def test_why_somebody_was_not_told_goes_once_they_are() -> None:
    told = rules.warned(replace(DOG, not_told_because="Asleep"), on=TODAY)
    not_told = rules.warned(
        replace(DOG, is_person_told=False, not_told_because=" Asleep "), on=TODAY
    )

    assert (told.not_told_because, not_told.not_told_because) == ("", "Asleep")


def test_a_reason_is_needed() -> None:
    with pytest.raises(Refused):
        rules.because(" ")
    assert rules.because(" Moved away ") == "Moved away"


def test_a_review_is_overdue_the_day_after() -> None:
    assert not rules.is_review_overdue(TODAY, on=TODAY)
    assert rules.is_review_overdue(TODAY - timedelta(days=1), on=TODAY)


def test_kinds_have_words() -> None:
    assert rules.alert_label("dog", {}) == "Dog"
    assert rules.alert_label("oxygen", {"oxygen": "Oxygen at home"}) == "Oxygen at home"
    assert rules.alert_label("no_more", {}) == "No more"
    assert all(one.label for kinds in (Relation, Told, AlertKind) for one in kinds)


@rule("An alert of somebody whose whereabouts are restricted says nothing of where")
def test_words_say_no_place_of_somebody_hidden() -> None:
    words = "Ring 01632 960001, HP19 8AB"

    assert rules.alert_words("dog", words, is_where_hidden=False) == words
    assert rules.alert_words("dog", words, is_where_hidden=True) == (
        "Ring number not shown, postcode not shown"
    )
    assert rules.alert_words("key_safe", words, is_where_hidden=True) == ""
