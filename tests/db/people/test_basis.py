"""Whether people belong to the place, now and at an instant."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.foundation.instant import Hands
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import Version
from joinedup.people import queries, services
from joinedup.people.queries import Basis
from tests.builders import people as build

HOUR = timedelta(hours=1)
BEYOND_THE_BORDER = "ZZ99 3VZ"


@pytest.mark.parametrize(
    ("practice", "postcode", "belongs"),
    [
        ("K99001", "HP19 8AB", Basis(is_registered=True, is_resident=True)),
        ("", "HP19 8AB", Basis(is_registered=False, is_resident=True)),
        ("K99001", BEYOND_THE_BORDER, Basis(is_registered=True, is_resident=False)),
        ("", "", Basis(is_registered=False, is_resident=None)),
    ],
)
def test_registration_and_residence_are_two_things(
    clock: Hands, practice: str, postcode: str, belongs: Basis
) -> None:
    person = build.a_person(practice_code=practice, postcode=postcode)

    assert queries.basis_of(build.the_office().scope, person) == belongs


def test_an_address_counts_as_it_was_held_then(clock: Hands) -> None:
    details = build.some_details()
    person = build.registered(details)
    then = instant.now()
    clock.tick(HOUR)
    services.correct_details(
        person,
        seen=Version(1),
        details=build.some_details(nhs_number=details.nhs_number, postcode=BEYOND_THE_BORDER),
        at=instant.now(),
        by=build.the_office(),
    )
    asked = [(person, then), (person, instant.now())]

    found = queries.residents_at(build.the_office().scope, asked)

    assert found == {asked[0]: True, asked[1]: False}


def test_a_registration_counts_while_it_lasts(clock: Hands) -> None:
    before = instant.now()
    clock.tick(HOUR)
    person = build.a_person()
    asked = [(person, before), (person, instant.now())]

    assert queries.registered_at(build.the_office().scope, asked) == {asked[1]}


@pytest.mark.parametrize("asked", [queries.registered_at, queries.residents_at])
def test_in_bulk_they_are_told_for_figures_alone(clock: Hands, asked: object) -> None:
    scope = build.somebody_at(build.LARKMEAD).scope

    with pytest.raises(NotPermitted):
        asked(scope, [])  # type: ignore[operator]
