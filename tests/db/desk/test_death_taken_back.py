"""A death recorded by mistake is taken back, and everybody is told what it had closed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from joinedup.foundation import instant, journey
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import services as people
from joinedup.people.models import Person
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import Line
from tests.builders import foundation
from tests.builders import partner as sent
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.exchange import ETHEL, an_ethel
from tests.db.desk.test_person import browser, ethel, page_of, words_of

pytestmark = pytest.mark.usefixtures("clock")

WHY = "Spoke to her: it was her sister"


def died(person: PersonId) -> date:
    """The day before, as it was told of somebody."""
    day = instant.now().date() - timedelta(days=1)
    people.record_death(
        person, seen=None, died_on=day, at=instant.now(), by=build.clinician("leah")
    )
    return day


def take_back(person: PersonId, *, because: str = WHY, seen: Version | None = None) -> None:
    people.take_back_death(
        person, seen=seen, because=because, at=instant.now(), by=build.clinician("sam")
    )


def test_the_journey_keeps_who_when_and_why() -> None:
    person = ethel()
    day = died(person)

    take_back(person)

    told = journey.entries_of([person])[0]
    assert (told.kind, told.fact.died_on) == ("people.death_taken_back", day)
    assert (told.content, told.by_name, told.at) == (WHY, "Sam", instant.now())
    assert Person.objects.get(pk=person).died_on is None


def test_the_page_offers_it_and_says_afterwards_what_had_been_closed() -> None:
    person = ethel()
    died(person)
    line = Line.objects.get()
    build.close(LineId(line.pk), outcome="died", by=build.clinician())
    address = reverse("people:take_back_death", args=[person])
    offered, client = page_of(person), browser()
    asked = client.get(address)
    seen = Person.objects.get(pk=person).version

    refused = client.post(address, {"seen": seen})
    done = client.post(address, {"seen": seen, "because": WHY})

    assert address in offered
    assert "recorded by mistake?" in asked.content.decode()
    assert (refused.status_code, done.status_code) == (422, 303)
    assert "Say how you know that they have not died" in refused.content.decode()
    page = words_of(page_of(person))
    assert "They died on" not in page
    assert "took the death back" in page
    assert WHY in page
    assert "not opened again by itself" in page
    assert line.referral.reference in page
    line.refresh_from_db()
    assert line.closed_at is not None


def test_after_a_month_the_page_says_it_no_more(clock: instant.Hands) -> None:
    person = ethel()
    died(person)
    take_back(person)
    clock.tick(timedelta(days=31))

    assert "took the death back" not in page_of(person)


def test_somebody_who_died_after_all_is_not_said_to_live() -> None:
    person = ethel()
    died(person)
    take_back(person)
    died(person)

    page = page_of(person)

    assert "They died on" in page
    assert "took the death back" not in page


def test_the_corrected_details_say_which_day_it_was() -> None:
    person = ethel()
    day = died(person)
    take_back(person)

    page = browser().get(reverse("people:correct", args=[person])).content.decode()

    assert day.isoformat() in page


@pytest.mark.parametrize(("because", "code"), [(" ", "because_missing"), (WHY, "not_died")])
def test_it_is_refused_without_a_reason_or_a_death(because: str, code: str) -> None:
    person = ethel()
    if code == "because_missing":
        died(person)

    with pytest.raises(Refused) as refused:
        take_back(person, because=because)

    assert refused.value.refusal_code == code


def test_who_may_not_correct_takes_nothing_back() -> None:
    person = persons.a_person()
    died_by = persons.the_office()
    people.record_death(
        person, seen=None, died_on=instant.now().date(), at=instant.now(), by=died_by
    )

    with pytest.raises(NotPermitted):
        people.take_back_death(
            person, seen=None, because=WHY, at=instant.now(), by=foundation.an_actor()
        )


def test_the_same_day_told_again_changes_nothing() -> None:
    sent.taken(an_ethel(deceasedDateTime="2026-11-20"))
    person = PersonId(Person.objects.get(nhs_number=ETHEL).pk)
    persons.in_care_of(build.clinician("sam"), [person])
    take_back(person)

    again = sent.taken(an_ethel(deceasedDateTime="2026-11-20"))

    assert again.outcome == "unchanged"
    assert Person.objects.get(pk=person).died_on is None
    sent.taken(an_ethel(deceasedDateTime="2026-11-21"))
    assert Person.objects.get(pk=person).died_on == date(2026, 11, 21)


def test_an_identified_record_says_how_it_is_taken_apart() -> None:
    described, known = persons.somebody_described(), persons.a_person()
    sam = build.clinician("sam")
    persons.in_care_of(sam, [described, known])
    client = browser()
    asked = client.get(reverse("people:compare", args=[described, known])).content.decode()

    people.identify(described, seen=None, as_person=known, at=instant.now(), by=sam)

    assert "the page of this person has Undo" in asked
    assert reverse("people:part", args=[described]) in page_of(known)


def test_the_timeline_says_the_day_and_that_it_was_taken_back() -> None:
    person = ethel()
    died(person)
    before = words_of(page_of(person).partition('id="timeline"')[2])
    take_back(person)
    died(person)

    timeline = page_of(person).partition('id="timeline"')[2]

    assert "Death recorded: 23 Nov 2026" in before
    assert "Taken back" not in before
    assert timeline.count("<s>Death recorded: 23 Nov 2026</s>") == 1
    assert "Taken back 09:30 today" in timeline


def test_the_fridge_copy_says_that_they_have_died() -> None:
    person = ethel()
    died(person)

    said = words_of(browser().get(reverse("desk:fridge", args=[person])).content.decode())

    said = said.replace("\u00a0", " ")
    assert "They died on 23 Nov 2026. Told by Leah, Referral clinician" in said
