"""Whether somebody is for us is said at the front door, and refuses nobody."""

from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import place
from joinedup.foundation.models import Account
from joinedup.foundation.place_schema import DecidedBy
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals import queries
from joinedup.referrals.domain.belonging import Belongs, By
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.queries.belonging import belonging
from tests.builders import people as people_build
from tests.builders import referrals as build

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def a_card(**changes: Any) -> Card:
    """Somebody as the office sees them."""
    person = people_build.a_person(**changes)
    return people.cards(people_build.the_office().scope, [person])[person]


def a_service(by: DecidedBy) -> str:
    """A service of the place that goes by one of somebody's places."""
    services = place.current().services.values()
    return next(one.code for one in services if one.decided_by is by)


def test_registered_here_is_ours_wherever_they_live() -> None:
    said = belonging(a_card(postcode="MK9 1AB"), a_service(DecidedBy.REGISTERED))

    assert said is not None
    assert (said.belongs, said.by) == (Belongs.OURS, By.REGISTERED)


def test_a_council_service_goes_by_the_address() -> None:
    said = belonging(a_card(postcode="MK9 1AB"), a_service(DecidedBy.COUNCIL))

    assert said is not None
    assert said.belongs is Belongs.THEIRS
    assert said.taker is not None
    assert (said.taker.name, said.taker.telephone) == (
        "Milton Keynes community services",
        "01632 960301",
    )


def test_registered_elsewhere_names_who_takes_them_where_they_are() -> None:
    card = a_card(postcode="HP19 8AB", practice_code="Z99999")

    said = belonging(
        card, a_service(DecidedBy.REGISTERED), now_kind="relative", now_postcode="OX1 1AA"
    )

    assert said is not None
    assert said.belongs is Belongs.THEIRS
    assert said.taker is not None
    assert said.taker.name == "Oxfordshire community services"


@pytest.mark.parametrize("changes", [{"practice_code": ""}])
def test_what_nobody_knows_is_said_so(changes: dict[str, Any]) -> None:
    said = belonging(a_card(**changes), a_service(DecidedBy.REGISTERED))

    assert said is not None
    assert said.belongs is Belongs.NOT_KNOWN


def test_a_postcode_the_place_does_not_list_is_not_known() -> None:
    said = belonging(a_card(postcode="LS1 4AB"), a_service(DecidedBy.COUNCIL))

    assert said is not None
    assert said.belongs is Belongs.NOT_KNOWN


def test_nothing_is_said_of_no_service_or_of_somebody_not_open() -> None:
    person = people_build.a_person()
    stranger = people.cards(people_build.a_clinician().scope, [person])[person]

    assert belonging(a_card(), "") is None
    assert belonging(stranger, a_service(DecidedBy.COUNCIL)) is None


def test_the_line_says_who_takes_them_and_refuses_nothing() -> None:
    person = people_build.a_person(practice_code="Z99999", postcode="MK9 1AB")
    by = build.gp()
    people_build.in_care_of(by, [person])
    line_id = build.the_line(build.sent(by=by, person=KnownPerson(person_id=person)))

    view = queries.triage_page(build.clinician().scope, line_id)
    sam = Client(SERVER_NAME="127.0.0.1")
    sam.force_login(Account.objects.get(username="sam"), backend=BACKEND)
    page = sam.get(f"/referrals/lines/{line_id}").content.decode()

    assert view.belonging is not None
    assert "Perhaps not for us." in page
    assert "Milton Keynes community services" in page
    assert "step-triage" in page
