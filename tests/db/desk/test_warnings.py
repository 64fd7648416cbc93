"""What whoever goes must know first, on the page of a person and on the sheet for their fridge."""

import pytest
from django.urls import reverse

from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Referral
from tests.builders import referrals as build
from tests.db.desk.test_person import browser, ethel, page_of, words_of

pytestmark = pytest.mark.usefixtures("clock")

TWO = "Two to visit after dark"


def banner_of(person: PersonId) -> str:
    return words_of(page_of(person).partition('class="ju-first"')[0])


def test_risk_and_interpreter_told_with_a_referral_say_who_told_them() -> None:
    person = ethel()
    Referral.objects.update(risks=TWO, interpreter="Polish")

    banner = banner_of(person)

    assert f"Risk to staff: {TWO} told by Dr Joan Pryce, GP, 09:30 today" in banner
    assert "Interpreter: Polish told by Dr Joan Pryce, GP, 09:30 today" in banner
    assert "Interpreter Polish, told by Dr Joan Pryce" in words_of(page_of(person))


def test_a_risk_told_with_what_is_open_goes_before_one_of_what_has_ended() -> None:
    person = ethel()
    Referral.objects.update(risks=TWO)
    build.a_line(Stage.CLOSED, risks="An old dog")
    Referral.objects.update(person_id=person)

    banner = banner_of(person)

    assert TWO in banner
    assert "An old dog" not in banner


def test_a_risk_told_twice_is_said_once() -> None:
    person = ethel()
    build.a_line(Stage.TO_TRIAGE)
    Referral.objects.update(person_id=person, risks=TWO)

    assert banner_of(person).count(TWO) == 1


def test_what_was_told_last_still_warns_once_nothing_is_open() -> None:
    line_id = build.a_line(Stage.CLOSED)
    Referral.objects.update(risks=TWO)

    assert TWO in banner_of(PersonId(build.line(line_id).referral.person_id))


def test_the_fridge_copy_names_the_language_and_leaves_out_the_risk() -> None:
    person = ethel()
    Referral.objects.update(risks=TWO, interpreter="Polish")

    said = browser().get(reverse("desk:fridge", args=[person])).content.decode()

    sheet = words_of(said[said.index("To keep on the fridge") : said.index("One sheet")])
    assert "Interpreter: Polish, told by Dr Joan Pryce" in sheet
    assert TWO not in said
    assert "because the household reads it" in said
