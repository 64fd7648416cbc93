"""People new to the index: one, many, twice, and by a description."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Anchor, Care, Entry
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.people import services
from joinedup.people.models import Person, Registration, SearchKey
from joinedup.people.services import ToRegister
from tests.builders import foundation
from tests.builders import people as build

pytestmark = pytest.mark.usefixtures("clock")


def test_somebody_registered_has_an_anchor_a_row_keys_and_a_fact() -> None:
    made = build.a_person()

    person = Person.objects.get(pk=made)
    assert Anchor.objects.get(pk=made).kind == "person"
    assert (person.family_name, person.version, person.identified_at) == (
        "Pargeter",
        1,
        instant.now(),
    )
    assert person.search_keys.count() == 9
    entry = Entry.objects.get(subject_id=made)
    assert (entry.kind, entry.about_id, entry.seq) == ("people.person_registered", made, 1)


def test_registration_lets_the_practice_see_them() -> None:
    made = build.a_person(practice_code=build.CORNCRAKE)

    registration = Registration.objects.get(person_id=made)
    care = Care.objects.get(person_id=made)
    assert (registration.practice_code, registration.until) == (build.CORNCRAKE, None)
    assert (care.team_code, care.because) == (build.CORNCRAKE, "practice_registration")
    assert care.about_id == registration.id


def test_the_same_key_again_is_the_same_person() -> None:
    key, details, office = uuid4(), build.some_details(nhs_number=None), build.the_office()

    first = services.register_person(details, key=key, at=instant.now(), by=office)
    second = services.register_person(details, key=key, at=instant.now(), by=office)

    assert first == second
    assert Person.objects.count() == 1


def test_a_verified_number_finds_who_has_it_whatever_their_name_is_now() -> None:
    number = build.a_number()
    first = build.a_person(nhs_number=number)

    second = build.a_person(nhs_number=number, family_name="Marsh", practice_code="")

    assert first == second
    assert Entry.objects.filter(subject_id=first).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"family_name": "Pargiter"},
        {"family_name": "", "given_name": "", "born_on": None},
        {"born_on": None},
    ],
)
def test_an_unverified_number_finds_who_has_it_if_nothing_speaks_against(
    changes: dict[str, object],
) -> None:
    number = build.a_number()
    first = build.a_person(nhs_number=number)

    second = build.a_person(nhs_number=number, is_nhs_number_verified=False, **changes)

    assert first == second


@pytest.mark.parametrize("changes", [{"family_name": "Smith"}, {"born_on": date(1960, 1, 1)}])
def test_an_unverified_number_of_somebody_unlike_is_refused(changes: dict[str, object]) -> None:
    number = build.a_number()
    first = build.a_person(nhs_number=number)

    with pytest.raises(services.NumberOfAnother) as refused:
        build.a_person(nhs_number=number, is_nhs_number_verified=False, **changes)

    assert refused.value.values["person_id"] == first


def test_details_that_break_a_rule_are_refused_and_leave_nothing() -> None:
    with pytest.raises(Refused):
        build.a_person(born_on=instant.now().date() + timedelta(days=1))

    assert not Person.objects.exists()
    assert not Anchor.objects.filter(kind="person").exists()


@pytest.mark.parametrize("role", [Role.TEAM_MEMBER, Role.COMMISSIONER, Role.PRIVACY_OFFICER])
def test_who_may_not_register_is_refused(role: Role) -> None:
    with pytest.raises(NotPermitted):
        build.a_person(by=foundation.an_actor(role))


def test_somebody_not_identified_is_held_by_a_description() -> None:
    key, office = uuid4(), build.the_office()

    first, second = (
        services.register_unidentified("Woman, red coat", key=key, at=instant.now(), by=office)
        for _ in range(2)
    )

    person = Person.objects.get()
    assert first == second == person.pk
    assert (person.description, person.identified_at) == ("Woman, red coat", None)
    assert [e.kind for e in Entry.objects.filter(subject_id=first)] == ["people.person_described"]


def test_a_load_keeps_what_is_right_and_says_what_is_not() -> None:
    right, wrong = build.some_details(), build.some_details(postcode="nowhere")

    loaded = services.load_people(
        [ToRegister(uuid4(), right), ToRegister(uuid4(), wrong), ToRegister(uuid4(), right)],
        at=instant.now(),
        by=build.the_office(),
    )

    assert len(set(loaded.person_ids)) == 1
    assert [(f.at, f.code) for f in loaded.refused] == [("2", "postcode_form")]


def test_a_load_makes_the_same_rows_as_one_at_a_time() -> None:
    given = [
        build.some_details(),
        build.some_details(family_name="O'Brien", practice_code="", postcode=""),
        build.some_details(nhs_number=None, born_on=None),
    ]
    given.append(replace(given[0], family_name="Marsh"))
    office = build.the_office()

    for details in given:
        services.register_person(details, key=uuid4(), at=instant.now(), by=office)
    one_at_a_time = _rows()
    _forget_numbers()
    services.load_people(
        [ToRegister(uuid4(), details) for details in given], at=instant.now(), by=office
    )

    assert len(one_at_a_time) == 3
    assert _rows(but=one_at_a_time) == list(one_at_a_time.values())


def _rows(*, but: dict[object, object] | None = None) -> object:
    """Everything about each person but ids, in the order in which they were made."""
    people = Person.objects.exclude(pk__in=but or {}).order_by("pk")
    rows = {person.pk: _row(person) for person in people}
    return list(rows.values()) if but else rows


def _row(person: Person) -> dict[str, object]:
    hidden = {"anchor_id", "made_key", "nhs_number", "_state"}
    care = Care.objects.filter(person_id=person.pk)
    keys = person.search_keys.exclude(kind="number").order_by("kind", "key")
    return {
        **{name: value for name, value in vars(person).items() if name not in hidden},
        "anchor": Anchor.objects.filter(pk=person.pk).values_list("kind", "seq").get(),
        "keys": list(keys.values_list("kind", "key")),
        "registrations": list(person.registrations.values_list("practice_code", "since", "until")),
        "care": list(care.values_list("team_code", "because", "since", "until", "about_kind")),
        "entries": list(
            Entry.objects.filter(subject_id=person.pk).values_list("kind", "body", "about_version")
        ),
    }


def _forget_numbers() -> None:
    Person.objects.update(nhs_number=None, is_nhs_number_verified=False)
    SearchKey.objects.filter(kind="number").delete()
