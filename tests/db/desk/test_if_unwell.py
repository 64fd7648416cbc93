"""What to do if somebody becomes unwell: on their page, and on the sheet for their fridge."""

import pytest
from django.urls import reverse

from joinedup.foundation.models import Reading
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind
from joinedup.referrals.domain.stages import Stage
from tests.builders import referrals as build
from tests.builders.record import an_entry, kept
from tests.db.desk.test_person import browser, ethel, page_of, words_of

pytestmark = pytest.mark.usefixtures("clock")


def fridge_of(person: PersonId) -> str:
    answer = browser().get(reverse("desk:fridge", args=[person]))
    assert answer.status_code == 200
    return words_of(" ".join(answer.content.decode().replace("\u00a0", " ").split()))


def planned(person: PersonId, words: str) -> None:
    kept(person, an_entry(kind=EntryKind.CARE_PLAN, words=words, status="active"))


def test_a_plan_that_says_it_comes_first() -> None:
    person = ethel()
    planned(person, "Wound care plan")
    planned(person, "If I become unwell: rescue pack in the cupboard")

    said = words_of(page_of(person))
    cell = said[said.index("If they become unwell") : said.index("Who to ring now")]

    assert "rescue pack in the cupboard" in cell
    assert "Wound care plan" not in cell
    assert "Dr Asha Rao" in cell


def test_what_was_told_with_an_open_referral_is_said_with_its_time() -> None:
    line = build.line(build.a_line(Stage.ALLOCATED))

    said = words_of(page_of(PersonId(line.referral.person_id)))

    assert f"told with {line.referral.reference}, " in said


def test_that_there_is_none_is_said() -> None:
    assert "No plan was received or written" in words_of(page_of(ethel()))


def test_the_sheet_says_what_whoever_comes_needs() -> None:
    person = ethel()
    kept(person, an_entry())
    planned(person, "Contingency plan: ring the night team first")

    said = fridge_of(person)

    for words in ("Allergy to penicillin", "ring the night team first", "Ring 999", "Printed"):
        assert words in said


def test_the_sheet_says_no_today_since_it_hangs_there_tomorrow() -> None:
    person = ethel()
    kept(person, an_entry())

    said = fridge_of(person)
    sheet = said[said.index("To keep on the fridge") : said.index("One sheet")]

    assert "today" not in sheet
    assert "Printed 24 Nov 2026 at 09:30" in sheet


def test_the_sheet_has_no_address() -> None:
    person = ethel()
    home = words_of(page_of(person)).partition("Address ")[2][:12]

    assert home.strip()
    assert home not in fridge_of(person)


def test_that_it_was_printed_is_written_down() -> None:
    fridge_of(ethel())

    assert Reading.objects.filter(route="desk:fridge").exists()
