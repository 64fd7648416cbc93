"""Who is in contact with the doctors out of hours now, as their own system tells."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Account, Care
from joinedup.foundation.scope import Opens, actor_of
from joinedup.kernel.errors import NotPermitted
from joinedup.people import queries, services
from tests.builders import glass as build
from tests.builders import people as persons
from tests.builders.glass import opens

HOUR = timedelta(hours=1)


def test_a_contact_opens_what_an_emergency_needs_and_no_more() -> None:
    person, doctor = persons.a_person(), build.doctor()

    build.told(build.encounter(person))

    assert opens(doctor, person) is Opens.EMERGENCY
    scope = actor_of(Account.objects.get(username="olu")).scope
    (contact,) = queries.in_contact(scope).rows
    assert contact.card.family_name == "Pargeter"
    # Found, and not open: no address stands in a list.
    assert contact.card.address is None
    assert queries.emergency_page(scope, person).card.address
    with pytest.raises(NotPermitted) as refused:
        queries.person_page(scope, person)
    assert [one.code for one in refused.value.reasons] == ["no_care_relationship"]


def test_it_is_for_the_urgent_care_clinicians_of_that_organisation() -> None:
    person, crew = persons.a_person(), build.doctor("crew", organisation="ambulance")

    build.told(build.encounter(person))

    assert opens(crew, person) is Opens.NOTHING
    assert queries.in_contact(crew.scope).rows == ()
    assert queries.in_contact(build.officer().scope).rows == ()


@pytest.mark.parametrize("status", ["finished", "cancelled", "entered-in-error"])
def test_it_ends_as_their_system_says(status: str, clock: instant.Hands) -> None:
    person, doctor = persons.a_person(), build.doctor()
    began = build.encounter(person)
    build.told(began)
    clock.tick(HOUR)

    build.told({**began, "status": status})

    assert opens(doctor, person) is Opens.NOTHING
    assert Care.objects.get(because="live_contact").ended_because == "contact_over"


def test_it_ends_by_itself_after_twelve_hours(clock: instant.Hands) -> None:
    person, doctor = persons.a_person(), build.doctor()
    build.told(build.encounter(person))

    clock.tick(12 * HOUR - timedelta(seconds=1))
    assert opens(doctor, person) is Opens.EMERGENCY
    clock.tick(timedelta(seconds=1))
    assert opens(doctor, person) is Opens.NOTHING


def test_of_two_contacts_the_last_to_end_ends_it(clock: instant.Hands) -> None:
    person, doctor = persons.a_person(), build.doctor()
    first = build.encounter(person)
    build.told(first)
    clock.tick(HOUR)
    second = build.encounter(person, id="contact-2")
    build.told(second)

    build.told({**first, "status": "finished"})
    assert opens(doctor, person) is Opens.EMERGENCY
    build.told({**second, "status": "finished"})
    assert opens(doctor, person) is Opens.NOTHING


@pytest.mark.parametrize(("hours", "status"), [(-13, "in-progress"), (2, "planned")])
def test_one_that_is_long_over_or_to_come_opens_nothing(hours: int, status: str) -> None:
    person, doctor = persons.a_person(), build.doctor()
    start = (instant.now() + hours * HOUR).isoformat()

    build.told(build.encounter(person, status=status, period={"start": start}))

    assert opens(doctor, person) is Opens.NOTHING


def test_another_systems_contact_opens_nothing() -> None:
    person, doctor = persons.a_person(), build.doctor()

    build.told(build.encounter(person), of="gp-record")

    assert opens(doctor, person) is Opens.NOTHING
    assert not Care.objects.filter(because="live_contact").exists()


def test_of_a_restricted_record_it_shows_what_nobody_is_kept_from() -> None:
    person, doctor = persons.a_person(), build.doctor()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=doctor)

    build.told(build.encounter(person))

    assert opens(doctor, person) is Opens.RESTRICTED


def test_a_clock_a_little_ahead_of_ours_opens_it_all_the_same() -> None:
    person, doctor = persons.a_person(), build.doctor()
    start = (instant.now() + timedelta(seconds=40)).isoformat()

    build.told(build.encounter(person, period={"start": start}))

    assert opens(doctor, person) is Opens.EMERGENCY


def test_a_start_that_is_corrected_ends_it_sooner(clock: instant.Hands) -> None:
    person, doctor = persons.a_person(), build.doctor()
    began = build.encounter(person)
    build.told(began)
    start = (instant.now() - 11.5 * HOUR).isoformat()

    build.told({**began, "period": {"start": start}})

    assert opens(doctor, person) is Opens.EMERGENCY
    clock.tick(HOUR)
    assert opens(doctor, person) is Opens.NOTHING


def test_another_system_of_the_organisation_ends_no_contact_of_the_first() -> None:
    person, doctor = persons.a_person(), build.doctor()
    build.told(build.encounter(person))

    services.follow_contacts(
        [person],
        sources=["out-of-hours", "another"],
        organisation=build.OUT_OF_HOURS,
        at=instant.now(),
        by=persons.the_office(),
    )

    assert opens(doctor, person) is Opens.EMERGENCY
    assert Care.objects.filter(because="live_contact").count() == 1
