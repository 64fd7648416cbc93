"""Treatment wishes on somebody's page: documents in force first, and nothing old as current."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant, place
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.documents import DocumentKind, EndedHow
from joinedup.people.domain.record import EntryKind
from tests.builders import documents
from tests.builders.record import an_entry, heard, kept
from tests.db.desk.test_if_unwell import fridge_of
from tests.db.desk.test_person import ethel, page_of, words_of

pytestmark = pytest.mark.usefixtures("clock")

PLAN = {"kind": EntryKind.CARE_PLAN, "words": "ReSPECT plan: not for resuscitation"}


def cell(person: PersonId, title: str = "Treatment wishes", until: str = "Allergies") -> str:
    """What one cell of the first screen says."""
    said = words_of(page_of(person))
    return said[said.index(title) : said.index(until)]


def test_a_document_in_force_stands_before_what_others_sent() -> None:
    person = ethel()
    kept(person, an_entry(**PLAN, status="active"))
    documents.recorded(person)

    said = cell(person)

    assert said.index("Stay at home. Comfort care.") < said.index("ReSPECT plan: not for")
    assert "may be newer than the form above: ask" in said


def test_what_others_sent_before_the_form_is_said_to_be_older() -> None:
    person = ethel()
    long_ago = instant.now() - timedelta(days=400)
    kept(person, an_entry(**PLAN, status="active", happened_at=long_ago))
    kept(person, an_entry(kind=EntryKind.CONSENT, words="Lasting power of attorney"))
    documents.recorded(person)

    said = cell(person)

    assert said.count("older than the form above") == 1
    assert "may be newer" not in said


def test_a_form_without_a_day_leaves_it_open_which_is_newer() -> None:
    person = ethel()
    kept(person, an_entry(**PLAN, status="active"))
    documents.recorded(person, issued_on=None)

    assert "may be newer than the form above: ask" in cell(person)


def test_not_recorded_is_said_only_where_neither_tells() -> None:
    nobody, somebody = ethel(), ethel()
    for source in ("gp-record", "community-system"):
        heard(source)
    documents.recorded(somebody, kind=DocumentKind.ADVANCE_STATEMENT)

    assert "Not recorded" in cell(nobody)
    assert "Not recorded" not in cell(somebody)


def test_a_form_that_was_revoked_is_said_to_be_in_force_no_more() -> None:
    person = ethel()
    documents.recorded(person, issued_on=place.today() - timedelta(days=500), summary="Long ago")
    documents.ended(documents.recorded(person))

    said = cell(person)

    assert "No ReSPECT in force Revoked" in said
    assert "Long ago" not in said
    assert "All documents, 2 not in force" in said


def test_what_was_recorded_by_mistake_is_not_told_of_them() -> None:
    person = ethel()
    documents.ended(documents.recorded(person), EndedHow.MISTAKE, because="Another Ethel")

    assert "ReSPECT" not in cell(person)


def test_a_plan_of_what_to_do_if_is_told_where_one_looks_for_it() -> None:
    person = ethel()
    words = "Chest infection: rescue pack in the kitchen"
    documents.recorded(person, kind=DocumentKind.ANTICIPATORY, summary=words)

    assert words in cell(person, "If they become unwell", "Who to ring now")
    assert words not in cell(person)
    assert words in fridge_of(person)


def test_the_sheet_for_the_fridge_has_the_document_and_when_it_was_issued() -> None:
    person = ethel()
    documents.recorded(person, original=documents.a_sight())

    said = fridge_of(person)

    assert "ReSPECT: Do not attempt CPR. Prioritise comfort" in said
    assert "original seen by Nia Price, district nurse on" in said
