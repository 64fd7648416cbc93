"""Who has looked: reached from a search by whoever reviews it, and by nobody else."""

import pytest
from django.core.cache import cache
from django.test import Client

from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.builders import people as build
from tests.builders.office import a_colleague, signed_in

ETHEL = {"text": "Ethel Pargeter 12/3/1945"}
REFUSED = sorted(set(Role) - {Role.PRIVACY_OFFICER, Role.SYSTEM})


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def petra() -> Client:
    """A browser in which the privacy officer has signed in."""
    return signed_in(a_colleague("petra", role=Role.PRIVACY_OFFICER, display_name="Petra Novak"))


def test_a_search_leads_the_privacy_officer_to_who_has_looked(petra: Client) -> None:
    looks = f"/desk/readings/{build.a_person()}"
    signed_in(a_colleague()).post("/people/found", ETHEL)

    found = petra.post("/people/found", ETHEL).content.decode()
    page = petra.get(looks)

    assert f'href="{looks}"' in found
    assert page.status_code == 200
    assert "Sam Okafor" in page.content.decode()


def test_a_search_offers_nobody_else_the_looks(petra: Client) -> None:
    build.a_person()

    found = signed_in(a_colleague()).post("/people/found", ETHEL).content.decode()

    assert "PARGETER" in found
    assert "/desk/readings" not in found


def test_a_refusal_is_told_in_words_with_whom_was_asked_for(petra: Client) -> None:
    asked_for = build.a_person()
    signed_in(a_colleague("carl", role=Role.COMMISSIONER)).get(f"/desk/people/{asked_for}")

    page = petra.get("/desk/readings?outcome=refused").content.decode()

    assert "Role may not" in page
    assert "The page of a person" in page
    assert f'href="/desk/readings/{asked_for}"' in page


@pytest.mark.parametrize("role", REFUSED)
def test_a_role_without_the_permission_is_refused_everywhere(role: Role) -> None:
    assert Permission.READING_REVIEW not in ROLE_PERMISSIONS[role]
    client = signed_in(a_colleague(role=role))

    asked = ("/desk/readings", f"/desk/readings/{build.a_person()}")

    assert {client.get(one).status_code for one in asked} == {403}


@pytest.mark.parametrize("query", ["outcome=%00", "outcome=x", "after=%00", "after=x"])
def test_a_strange_address_is_answered(petra: Client, query: str) -> None:
    assert petra.get(f"/desk/readings?{query}").status_code == 200
