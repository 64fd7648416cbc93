"""Details put right, whereabouts, practice, identifiers, death."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from joinedup.foundation import instant
from joinedup.foundation.instant import Hands
from joinedup.foundation.models import Care, Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import services
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import Person
from tests.builders import foundation
from tests.builders import people as build

pytestmark = pytest.mark.usefixtures("clock")

ONE = Version(1)
HOUR = timedelta(hours=1)
WITH_NEPHEW = Stay(kind=WhereKind.RELATIVE, words="Her nephew's, 2 High Street", postcode="mk11aa")
IN_HOSPITAL = Stay(kind=WhereKind.HOSPITAL, words="Stoke Mandeville, ward 9")


def correct(
    person: PersonId, details: PersonDetails, *, seen: Version = ONE, by: Actor | None = None
) -> None:
    """Correct somebody's details, as their practice does."""
    worker = by or build.somebody_at(build.LARKMEAD)
    services.correct_details(person, seen=seen, details=details, at=instant.now(), by=worker)


def move(person: PersonId, stay: Stay) -> None:
    """Say where somebody is."""
    services.move_to(person, seen=None, stay=stay, at=instant.now(), by=build.the_office())


def kinds(person: PersonId) -> list[str]:
    """What was recorded of somebody, in order."""
    return [entry.kind for entry in Entry.objects.filter(subject_id=person).order_by("seq")]


def keys(person: PersonId, kind: str) -> set[str]:
    """The keys of one kind under which somebody is found."""
    row = Person.objects.get(pk=person)
    return set(row.search_keys.filter(kind=kind).values_list("key", flat=True))


def test_a_correction_keeps_what_was_and_says_which() -> None:
    details = build.some_details()
    person = build.registered(details)

    correct(person, replace(details, family_name="Marsh", phone=""))

    row = Person.objects.get(pk=person)
    assert (row.family_name, row.phone, row.version) == ("Marsh", "", 2)
    assert set(row.former_details.values_list("field", "was")) == {
        ("family_name", "Pargeter"),
        ("phone", "01632960001"),
    }
    entry = Entry.objects.get(subject_id=person, seq=2)
    assert (entry.body, entry.about_version) == ('{"changed":["family_name","phone"]}', 2)


def test_every_detail_can_be_corrected_and_what_it_was_read() -> None:
    details = build.some_details()
    person = build.registered(details)
    other = PersonDetails(family_name="Marsh", needs_interpreter=True)

    correct(person, other)

    row = Person.objects.get(pk=person)
    was = dict(row.former_details.values_list("field", "was"))
    assert row.details() == other
    assert was["nhs_number"] == details.nhs_number.value if details.nhs_number else ""
    assert (was["born_on"], was["is_nhs_number_verified"]) == ("1945-03-12", "yes")
    assert (was["address_lines"], was["needs_interpreter"]) == ("14 Station Road\nAylesbury", "")


def test_a_correction_that_changes_nothing_records_nothing() -> None:
    details = build.some_details()
    person = build.registered(details)

    correct(person, details)

    assert Person.objects.get(pk=person).version == 1
    assert kinds(person) == ["people.person_registered"]


def test_a_corrected_person_is_found_under_what_is_right_now() -> None:
    details = build.some_details()
    person = build.registered(details)

    correct(person, replace(details, family_name="Marsh", postcode="MK1 1AA"))

    assert keys(person, "sound") == {"E0L", "M", "ET", "MRX"}
    assert keys(person, "postcode") == {"MK1 1AA"}
    assert keys(person, "district") == {"MK1"}


def test_two_corrections_of_one_version_conflict() -> None:
    details = build.some_details()
    person = build.registered(details)
    correct(person, replace(details, phone="1"))

    with pytest.raises(Conflict) as conflict:
        correct(person, replace(details, phone="2"))

    assert (conflict.value.about_kind, conflict.value.seen) == ("people.person", 1)


def test_a_number_that_is_somebody_elses_is_refused() -> None:
    taken, details = build.a_number(), build.some_details()
    other = build.a_person(nhs_number=taken)
    person = build.registered(details)

    with pytest.raises(services.NumberOfAnother) as refused:
        correct(person, replace(details, nhs_number=taken))

    assert refused.value.values == {"person_id": other}


@pytest.mark.parametrize(
    ("role", "team"),
    [
        (Role.REFERRER, build.LARKMEAD),
        (Role.COMMISSIONER, build.LARKMEAD),
        (Role.TEAM_MEMBER, build.CORNCRAKE),
    ],
)
def test_who_may_not_correct_is_refused(role: Role, team: str) -> None:
    details = build.some_details()
    person = build.registered(details)

    with pytest.raises(NotPermitted):
        correct(person, details, by=foundation.an_actor(role, teams={team}))


def test_nobody_corrects_whom_there_is_none_of() -> None:
    with pytest.raises(NotFound):
        correct(foundation.a_person(), build.some_details(), by=build.the_office())


def test_nobody_corrects_somebody_before_they_are_identified() -> None:
    with pytest.raises(Refused) as refused:
        correct(build.somebody_described(), build.some_details(), by=build.the_office())

    assert refused.value.refusal_code == "person_not_identified"


def test_another_practice_sees_somebody_and_the_former_one_no_longer(clock: Hands) -> None:
    person = build.a_person()
    clock.tick(HOUR)

    services.register_with_practice(
        person,
        seen=ONE,
        practice_code=build.CORNCRAKE,
        at=instant.now(),
        by=build.somebody_at(build.LARKMEAD),
    )

    row = Person.objects.get(pk=person)
    registrations = row.registrations.order_by("since")
    assert [(r.practice_code, r.until) for r in registrations] == [
        (build.LARKMEAD, instant.now()),
        (build.CORNCRAKE, None),
    ]
    assert [(c.team_code, c.until) for c in Care.objects.order_by("since")] == [
        (build.LARKMEAD, instant.now()),
        (build.CORNCRAKE, None),
    ]
    assert kinds(person)[-1] == "people.practice_changed"


def test_leaving_a_practice_for_none_is_a_change_too(clock: Hands) -> None:
    details = build.some_details()
    person = build.registered(details)
    clock.tick(HOUR)

    correct(person, replace(details, practice_code=""))

    assert Person.objects.get(pk=person).details().practice_code == ""
    assert kinds(person)[1:] == ["people.practice_changed", "people.details_corrected"]


def test_the_same_practice_again_changes_nothing() -> None:
    person = build.a_person()

    services.register_with_practice(
        person,
        seen=ONE,
        practice_code=build.LARKMEAD,
        at=instant.now(),
        by=build.the_office(),
    )

    assert kinds(person) == ["people.person_registered"]
    assert Person.objects.get(pk=person).registrations.count() == 1


def test_somebody_elsewhere_is_found_there_and_at_home(clock: Hands) -> None:
    person = build.a_person()

    move(person, WITH_NEPHEW)

    row = Person.objects.get(pk=person)
    where = row.elsewhere()
    assert where is not None
    assert (where.kind, where.postcode, where.since) == ("relative", "MK1 1AA", instant.now())
    assert keys(person, "postcode") == {"HP19 8AB", "MK1 1AA"}
    clock.tick(HOUR)
    move(person, IN_HOSPITAL)
    assert keys(person, "postcode") == {"HP19 8AB"}
    assert list(row.whereabouts.order_by("since").values_list("kind", "until")) == [
        ("relative", instant.now()),
        ("hospital", None),
    ]


def test_a_stay_ends_when_it_was_said_to_or_when_somebody_goes_home(clock: Hands) -> None:
    person = build.a_person()
    row = Person.objects.get(pk=person)

    move(person, replace(WITH_NEPHEW, until=instant.now() + HOUR))

    clock.tick(HOUR)
    assert row.elsewhere() is None
    move(person, IN_HOSPITAL)
    clock.tick(HOUR)
    move(person, Stay(kind=WhereKind.HOME))
    assert row.elsewhere() is None
    assert row.whereabouts.count() == 2


def test_a_move_told_late_begins_no_earlier_than_the_stay_it_ends(clock: Hands) -> None:
    person = build.a_person()
    earlier = instant.now()
    clock.tick(HOUR)
    move(person, WITH_NEPHEW)

    services.move_to(person, seen=None, stay=IN_HOSPITAL, at=earlier, by=build.the_office())

    row = Person.objects.get(pk=person)
    assert list(row.whereabouts.values_list("since", "until").order_by("pk")) == [
        (instant.now(), instant.now()),
        (instant.now(), None),
    ]


def test_a_stay_that_ends_before_it_begins_is_refused() -> None:
    person = build.a_person()

    with pytest.raises(Refused) as refused:
        move(person, replace(WITH_NEPHEW, until=instant.now()))

    assert refused.value.refusal_code == "ends_before_it_begins"


def test_another_systems_identifier_is_of_one_person() -> None:
    person, other = build.a_person(), build.a_person()
    hospital = {"system": "https://bht.example/id", "value": "A1"}

    for _ in range(2):
        services.link_identifier(
            person, seen=None, **hospital, at=instant.now(), by=build.the_office()
        )

    assert kinds(person).count("people.identifier_linked") == 1
    with pytest.raises(Refused) as refused:
        services.link_identifier(
            other, seen=None, **hospital, at=instant.now(), by=build.the_office()
        )
    assert refused.value.refusal_code == "identifier_of_another"


def test_a_birth_is_not_corrected_to_after_the_death() -> None:
    details = build.some_details()
    person = build.registered(details)
    services.record_death(
        person,
        seen=None,
        died_on=date(2026, 11, 23),
        at=instant.now(),
        by=build.the_office(),
    )

    with pytest.raises(Refused) as refused:
        correct(person, replace(details, born_on=date(2026, 11, 24)), seen=Version(2))

    assert refused.value.refusal_code == "died_before_birth"


def test_a_death_is_recorded_on_its_day() -> None:
    person = build.a_person()
    died_on = date(2026, 11, 23)

    services.record_death(
        person, seen=ONE, died_on=died_on, at=instant.now(), by=build.the_office()
    )

    assert Person.objects.get(pk=person).died_on == died_on
    assert kinds(person)[-1] == "people.death_recorded"
