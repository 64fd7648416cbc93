"""Who has looked: reached from a search by whoever reviews it, and by nobody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver

from joinedup.desk import presenters
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.web import words
from joinedup.web.room_view import RoomView
from tests.builders import people as build
from tests.builders.office import a_colleague, signed_in

ETHEL = {"text": "Ethel Pargeter 12/3/1945"}
COMMANDS = ("joinedup print-pack", "joinedup queue", "joinedup record")
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

    assert "Their role does not let them" in page
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


def routes_of_views() -> list[str]:
    """Every route behind which a page stands that asks for a permission."""

    def within(resolver: Any, before: str) -> Iterator[str]:
        for found in resolver.url_patterns:
            if hasattr(found, "url_patterns"):
                yield from within(found, f"{found.namespace}:" if found.namespace else before)
            elif issubclass(getattr(found.callback, "view_class", object), RoomView):
                yield f"{before}{found.name}"

    return sorted({*within(get_resolver(), ""), "account_login", *COMMANDS})


def test_every_page_that_is_looked_at_has_a_name_in_words() -> None:
    unnamed = presenters.page_name("nowhere:at_all")
    named = {route: presenters.page_name(route) for route in routes_of_views()}

    assert len(named) > 100
    assert [route for route, said in named.items() if said == unnamed or "_" in said] == []
    assert {said[:1].isupper() for said in named.values()} == {True}


@pytest.mark.parametrize("code", sorted(words.REASONS))
def test_every_reason_of_a_refusal_is_told_in_words(code: str) -> None:
    said = presenters.refusal(code).words

    assert said not in (presenters.refusal("no such code").words, "")
    assert "_" not in said


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("refused", "Nobody has been refused anything."),
        ("sign_in_failed", "No sign-in has failed."),
        ("nothing_found", "Every search found somebody."),
    ],
)
def test_a_tab_without_looks_says_what_there_is_none_of(
    petra: Client, outcome: str, said: str
) -> None:
    page = petra.get(f"/desk/readings?outcome={outcome}")

    assert said in page.content.decode()
