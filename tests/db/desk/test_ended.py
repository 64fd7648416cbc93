"""What has ended is not shown as if it were so now, wherever somebody's record is read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.domain.record import EntryKind, EntrySent
from joinedup.people.queries import record
from joinedup.people.queries.signs import signs_of
from tests.builders import people as persons
from tests.builders.record import an_entry, kept
from tests.db.desk.test_person import browser, ethel, page_of, words_of

pytestmark = pytest.mark.usefixtures("clock")

TODAY = date(2026, 11, 24)
LAST_YEAR = date(2023, 12, 31)
A_DAY = timedelta(days=1)


def a_wish(ends_on: date | None = LAST_YEAR) -> EntrySent:
    return an_entry(
        kind=EntryKind.CONSENT,
        words="Refused: DNACPR",
        happened_at=None,
        happened_on=date(2021, 5, 3),
        ends_on=ends_on,
    )


def a_plan(ends_on: date | None = LAST_YEAR) -> EntrySent:
    return an_entry(
        kind=EntryKind.CARE_PLAN, words="If I become unwell: rescue pack", ends_on=ends_on
    )


def a_medicine(ends_on: date | None = LAST_YEAR) -> EntrySent:
    return an_entry(kind=EntryKind.MEDICATION, words="Amoxicillin", ends_on=ends_on)


def an_alert(ends_on: date | None = LAST_YEAR) -> EntrySent:
    return an_entry(kind=EntryKind.FLAG, words="Two to visit", ends_on=ends_on)


ALL = (a_wish, a_plan, a_medicine, an_alert)


def before_the_timeline(person: PersonId) -> str:
    return words_of(page_of(person).partition('id="timeline"')[0])


def test_what_has_ended_is_neither_first_nor_what_matters_now() -> None:
    person = ethel()
    kept(person, *(make() for make in ALL))

    first = before_the_timeline(person)

    assert "Refused: DNACPR Ended 31 Dec 2023" in first
    assert "rescue pack" not in first
    assert "Amoxicillin" not in first
    assert "Two to visit" not in first


def test_a_wish_in_force_comes_before_one_that_has_ended() -> None:
    person = ethel()
    kept(person, a_wish(), an_entry(kind=EntryKind.CONSENT, words="Agreed: ReSPECT"))

    first = before_the_timeline(person)

    assert first.index("Agreed: ReSPECT") < first.index("Refused: DNACPR")


def test_the_timeline_says_when_each_ended() -> None:
    person = ethel()
    kept(person, *(make() for make in ALL))

    timeline = words_of(page_of(person).partition('id="timeline"')[2])

    assert timeline.count("Ended 31 Dec 2023") == len(ALL)


def test_what_ends_on_a_day_is_so_for_all_of_that_day(clock: instant.Hands) -> None:
    person = ethel()
    kept(person, *(make(TODAY) for make in ALL))

    during = before_the_timeline(person)
    clock.tick(A_DAY)
    after = before_the_timeline(person)

    for words in ("rescue pack", "Amoxicillin", "Two to visit"):
        assert words in during
        assert words not in after
    assert "until 24 Nov 2026" in during
    assert "Refused: DNACPR Ended 24 Nov 2026" in after


def test_strip_and_signs_leave_out_what_has_ended(clock: instant.Hands) -> None:
    person = persons.a_person()
    kept(person, a_wish(TODAY), a_medicine(TODAY))
    for is_over in (False, True):
        scope = persons.somebody_at().scope
        card = people.cards(scope, [person])[person]

        strip = record.strip_of(scope, card)

        assert strip is not None
        assert bool(strip.wishes or strip.respect or strip.medicines.rows) is not is_over
        assert (person in signs_of(scope, {person: card}).respect) is not is_over
        clock.tick(A_DAY)


def test_the_fridge_copy_says_that_a_wish_has_ended() -> None:
    person = ethel()
    kept(person, a_wish(), a_plan())

    said = words_of(browser().get(reverse("desk:fridge", args=[person])).content.decode())

    assert "Ended 31 Dec 2023" in said.replace("\u00a0", " ")
    assert "rescue pack" not in said
