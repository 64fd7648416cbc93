"""What is filed elsewhere: one text, and when it can have been filed."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.referrals.adapters.sheet_pdf import sheet_pdf
from joinedup.referrals.domain.filing import FiledBeforeWritten, Sheet, check_filed

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SHEET = Sheet(
    "Contact: Visit", (("Person", "MARSH, Ethel"), ("Team", "")), "Ate well.\nBack <soon>"
)


def test_a_sheet_is_one_text_without_what_is_empty():
    assert SHEET.text() == "Contact: Visit\nPerson: MARSH, Ethel\n\nAte well.\nBack <soon>"


def test_a_sheet_without_words_ends_with_its_facts():
    assert Sheet("Closed", (("Person", "A"),), "").text() == "Closed\nPerson: A"


@pytest.mark.parametrize("minutes", [-61, 1])
def test_nothing_is_filed_before_it_was_written_or_later_than_now(minutes: int):
    with pytest.raises(FiledBeforeWritten):
        check_filed(NOW + timedelta(minutes=minutes), written_at=NOW - timedelta(hours=1), at=NOW)


@pytest.mark.parametrize("minutes", [-60, 0])
def test_it_may_be_filed_from_when_it_was_written_until_now(minutes: int):
    check_filed(NOW + timedelta(minutes=minutes), written_at=NOW - timedelta(hours=1), at=NOW)


def test_it_may_be_filed_within_the_minute_in_which_it_was_written():
    check_filed(NOW, written_at=NOW + timedelta(seconds=40), at=NOW + timedelta(seconds=50))


def test_a_pdf_of_a_sheet_is_the_same_however_often_it_is_made():
    made = sheet_pdf(SHEET)

    assert made.startswith(b"%PDF-")
    assert made == sheet_pdf(SHEET)
    assert made != sheet_pdf(Sheet("Closed", SHEET.facts, ""))


def test_letters_that_cannot_be_drawn_are_told_of():
    assert len(sheet_pdf(Sheet("Contact", (), "\u4e2d\u6587"))) > len(
        sheet_pdf(Sheet("Contact", (), "ab"))
    )
