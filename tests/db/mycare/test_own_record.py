"""The record as whoever it is about reads it online: what is theirs, and nothing that is kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import instant
from joinedup.foundation.models import Reading
from joinedup.foundation.scope import Actor
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.mycare.models import Resident
from joinedup.people import services as people
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.items import ItemKind
from joinedup.people.domain.own_parts import NOT_ONLINE, OwnPart
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from joinedup.people.queries import own_record
from tests.builders import documents as papers
from tests.builders import mycare as build
from tests.builders import people as persons
from tests.builders.items import an_item, held_back, narrowed
from tests.builders.record import an_entry, kept


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def etty(person: PersonId) -> Client:
    return build.browser(build.a_resident(person))


def plans(person: PersonId) -> list[Any]:
    """Four plans: for everybody, for another team, held back, and for everybody again."""
    nurse = persons.somebody_at()
    items = [
        an_item(person, kind=EntryKind.CARE_PLAN, words=f"Plan {number}") for number in range(4)
    ]
    narrowed(items[0], Actor(nurse.account_id, nurse.scope), of="", audience=Audience.EVERYBODY)
    RecordEntry.objects.filter(pk=items[1]).update(audience="team", audience_of="elsewhere")
    held_back(items[2], nurse)
    return items


def test_everything_is_theirs_that_is_not_held_back() -> None:
    person = build.somebody()
    plans(person)
    browser = etty(person)

    index = words(browser.get("/my-care/record"))
    page = words(browser.get("/my-care/record/plans"))

    assert "Plans and goals (3)" in index
    assert [f"Plan {number}" in page for number in range(4)] == [True, True, False, True]


def test_a_part_is_read_page_by_page_and_counts_what_is_read() -> None:
    person = build.somebody()
    plans(person)
    scope = build.actor(build.a_resident(person)).scope

    first = own_record.own_entries(scope, person, [person], part=OwnPart.PLANS, limit=2)
    rest = own_record.own_entries(
        scope, person, [person], part=OwnPart.PLANS, after=first.next_key or "", limit=2
    )

    shown = [one.row.words for one in (*first.rows, *rest.rows)]
    assert sorted(shown) == ["Plan 0", "Plan 1", "Plan 3"]
    assert (first.total, rest.next_key) == (3, None)


def test_a_long_part_leads_to_those_before() -> None:
    person = build.somebody()
    kept(person, *(an_entry(source_key=f"a{n}", words=f"Allergy no {n:02}.") for n in range(26)))
    browser = etty(person)

    first = browser.get("/my-care/record/allergies")
    (link,) = re.findall(r'href="([^"]*after=[^"]+)"', first.content.decode())
    rest = words(browser.get(link))

    assert "See those before" in words(first)
    assert rest.count("Allergy no") == 1
    assert "See the newest" in rest


def test_papers_in_force_are_read_and_a_held_one_is_not() -> None:
    person, nurse = build.somebody(), persons.somebody_at()
    form = papers.recorded(person)
    papers.recorded(person, kind=DocumentKind.ADVANCE_STATEMENT, summary="Home with the cat")
    held_back(form, nurse, kind=ItemKind.DOCUMENT)
    browser = etty(person)

    page = words(browser.get("/my-care/record/wishes"))

    assert "Home with the cat" in page
    assert "ReSPECT" not in page
    assert "Papers on what you want (1)" in words(browser.get("/my-care/record"))


def test_what_is_over_or_was_a_mistake_is_said_or_left_out() -> None:
    person = build.somebody()
    kept(
        person,
        an_entry(source_key="m1", kind=EntryKind.MEDICATION, words="Old tablets", status="stopped"),
        an_entry(source_key="m2", kind=EntryKind.MEDICATION, words="New tablets", status="active"),
        an_entry(
            source_key="m3",
            kind=EntryKind.MEDICATION,
            words="Wrong tablets",
            is_entered_in_error=True,
        ),
    )

    page = words(etty(person).get("/my-care/record/medicines"))

    assert re.search(r"Old tablets (?:(?!tablets).)* This is over\.", page)
    assert not re.search(r"New tablets (?:(?!tablets).)* This is over\.", page)
    assert "Wrong tablets" not in page


def test_alerts_and_names_of_others_are_on_no_part() -> None:
    person = build.somebody()
    kept(
        person, *(an_entry(source_key=kind, kind=kind, words="Marked words") for kind in NOT_ONLINE)
    )
    browser = etty(person)

    told = [words(browser.get(f"/my-care/record/{part}")) for part in OwnPart]

    assert "Marked words" not in " ".join(told)
    assert all("There is nothing to read here" in one for one in told)


def test_nothing_says_where_they_are_while_that_is_restricted() -> None:
    person = build.somebody()
    kept(person, an_entry(kind=EntryKind.ENCOUNTER, words="Seen at Larkmead"))
    browser = etty(person)
    assert "Larkmead" in words(browser.get("/my-care/record/visits"))
    reason, at, by = "at_risk_from_somebody", instant.now(), persons.the_office()

    people.restrict_location(person, seen=None, reason=reason, at=at, by=by)

    page = words(browser.get("/my-care/record/visits"))
    assert "Larkmead" not in page
    assert "Words we do not show here, to keep you safe" in page


def test_it_opens_to_nobody_else() -> None:
    person, other = build.somebody(), persons.a_person()
    account = build.a_resident(person)
    nurse = persons.somebody_at()

    for scope in (nurse.scope, build.actor(account).scope):
        for read in (
            lambda: own_record.parts_held(scope, other, [other]),  # noqa: B023
            lambda: own_record.own_entries(scope, other, [other], part=OwnPart.NOTES),  # noqa: B023
            lambda: own_record.own_papers(scope, other, [other]),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                read()
    assert build.browser(account).get("/my-care/record/secrets").status_code == 404


def test_reading_it_is_written_down_and_ends_with_the_account() -> None:
    person = build.somebody()
    account = build.a_resident(person)
    browser = build.browser(account)

    assert browser.get("/my-care/record").status_code == 200

    assert Reading.objects.filter(account_id=account.id, route="mycare:record").exists()
    Resident.objects.update(until=instant.now() + timedelta(hours=1))
    assert browser.get("/my-care/record").status_code == 404
