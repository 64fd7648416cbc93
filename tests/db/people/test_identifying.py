"""Somebody described turns out to be somebody."""

import pytest

from joinedup.foundation import anchors, instant
from joinedup.foundation.models import Care, Entry
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import queries, services
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import Person
from tests.builders import foundation
from tests.builders import people as build

pytestmark = pytest.mark.usefixtures("clock")


def identify(person: PersonId, as_person: PersonId) -> None:
    """Say who somebody described is."""
    services.identify(
        person, seen=None, as_person=as_person, at=instant.now(), by=build.the_office()
    )


def refusal(person: PersonId, as_person: PersonId) -> str:
    """The code with which it is refused that two are one."""
    with pytest.raises(Refused) as refused:
        identify(person, as_person)
    return refused.value.refusal_code


@pytest.mark.parametrize("is_known_first", [True, False])
def test_who_they_are_is_told_to_both_chains_in_one_change(is_known_first: bool) -> None:
    known = build.a_person() if is_known_first else None
    described = build.somebody_described()
    known = known or build.a_person()

    identify(described, known)

    first = Entry.objects.get(subject_id=described, kind="people.person_identified")
    second = Entry.objects.get(subject_id=known, kind="people.person_absorbed")
    assert first.change_id == second.change_id
    assert first.body == f'{{"into":"{known}"}}'
    assert anchors.surviving([described]) == {described: known}


def test_whoever_cared_for_the_described_goes_on_seeing_who_they_are() -> None:
    described, known = build.somebody_described(), build.a_person()
    clinician = build.a_clinician()
    build.in_care_of(clinician, [described])

    identify(described, known)

    assert Care.objects.filter(person_id=known, team_code=build.FRONT_DOOR).exists()
    assert queries.person_page(clinician.scope, described).card.person_id == known


def test_where_they_are_now_goes_with_them() -> None:
    described, known = build.somebody_described(), build.a_person()
    stay = Stay(kind=WhereKind.HOSPITAL, words="Ward 9")
    services.move_to(described, seen=None, stay=stay, at=instant.now(), by=build.the_office())

    identify(described, known)

    where = Person.objects.get(pk=known).elsewhere()
    assert where is not None
    assert (where.kind, where.words) == ("hospital", "Ward 9")


def test_where_the_known_person_was_said_to_be_stays_so() -> None:
    described, known = build.somebody_described(), build.a_person()
    for person, words in ((described, "Ward 9"), (known, "Her nephew's")):
        stay = Stay(kind=WhereKind.OTHER, words=words)
        services.move_to(person, seen=None, stay=stay, at=instant.now(), by=build.the_office())

    identify(described, known)

    where = Person.objects.get(pk=known).elsewhere()
    assert where is not None
    assert where.words == "Her nephew's"


def test_a_restriction_of_the_described_hides_the_known_too() -> None:
    described, known = build.somebody_described(), build.a_person()
    services.restrict_location(
        described, seen=None, reason="person_asked", at=instant.now(), by=build.the_office()
    )

    identify(described, known)

    assert not Person.objects.get(pk=known).search_keys.filter(kind="postcode").exists()


def test_nobody_is_identified_twice_or_as_nobody() -> None:
    described, other, known = (
        build.somebody_described(),
        build.somebody_described(),
        build.a_person(),
    )

    assert refusal(described, other) == "identified_as_unknown"
    assert refusal(described, described) == "identified_as_unknown"
    assert refusal(known, build.a_person()) == "already_identified"
    identify(described, known)
    assert refusal(described, known) == "person_merged"
    assert refusal(other, described) == "person_merged"


def test_somebody_new_is_identified_in_place() -> None:
    described, details = build.somebody_described(), build.some_details()

    services.identify_as_new(
        described, seen=None, details=details, at=instant.now(), by=build.the_office()
    )

    person = Person.objects.get(pk=described)
    assert person.details() == details
    assert (person.identified_at, person.description) == (
        instant.now(),
        "Woman, about 80, red coat",
    )
    assert person.search_keys.count() == 9
    assert Care.objects.get(person_id=described).team_code == build.LARKMEAD


def test_in_place_nobody_is_identified_twice_nor_with_anothers_number() -> None:
    number = build.a_number()
    known = build.a_person(nhs_number=number)

    for person, code in (
        (known, "already_identified"),
        (build.somebody_described(), "number_of_another"),
    ):
        with pytest.raises(Refused) as refused:
            services.identify_as_new(
                person,
                seen=None,
                details=build.some_details(nhs_number=number),
                at=instant.now(),
                by=build.the_office(),
            )
        assert refused.value.refusal_code == code


@pytest.mark.parametrize("role", [Role.REFERRER, Role.TEAM_MEMBER, Role.PRIVACY_OFFICER])
def test_who_may_not_identify_is_refused(role: Role) -> None:
    described, known = build.somebody_described(), build.a_person()
    worker = foundation.an_actor(role, teams={build.FRONT_DOOR})
    build.in_care_of(worker, [described])

    with pytest.raises(NotPermitted):
        services.identify(described, seen=None, as_person=known, at=instant.now(), by=worker)
