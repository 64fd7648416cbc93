"""A link that a partner's system asks for opens one person, once, for one user, within a minute."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import instant, scope
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.permissions import ClientScope
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.office import jobs
from joinedup.office.models import LaunchLink
from tests.builders import clients as partner
from tests.builders import identity, people
from tests.builders import referrals as build

NUMBER = "9434765919"
ASKED = {
    "user": {"username": "joan"},
    "person": {
        "nhs_number": NUMBER,
        "birth_date": "1938-03-14",
        "family_name": "Pargeter",
        "given_name": "Ethel",
    },
}


@pytest.fixture
def ethel() -> PersonId:
    """Ethel, whom the practice of Joan looks after."""
    joan = build.gp()
    person = people.a_person(
        nhs_number=NhsNumber(NUMBER), given_name="Ethel May", born_on=date(1938, 3, 14)
    )
    people.in_care_of(joan, [person])
    return person


def ask(*, scopes: frozenset[ClientScope] = frozenset({ClientScope.LINK}), **changed: Any) -> Any:
    """What a partner's system is answered that asks for a link."""
    secret = partner.a_secret(partner.a_client(scopes=scopes, name="Council system"))
    return Client().post(
        "/api/links",
        json.dumps({**ASKED, **changed}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def a_link(**changed: Any) -> str:
    answer = ask(**changed)
    assert answer.status_code == 201, answer.content
    address: str = json.loads(answer.content)["url"]
    return address.removeprefix("http://testserver")


def browser(of: str = "joan") -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=of))
    return client


def test_a_link_opens_its_person_for_its_user(ethel: PersonId, clock: instant.Hands) -> None:
    answer = ask()
    link = json.loads(answer.content)

    joan = browser()
    went = joan.get(link["url"])
    opened = joan.get(went["Location"])

    assert link["expires_at"] == (clock.at + timedelta(seconds=60)).isoformat()
    assert NUMBER not in link["url"]
    assert went["Location"] == "/people/launched"
    assert opened["Location"] == f"/desk/people/{ethel}"
    facts = Entry.objects.filter(kind__startswith="office.").order_by("seq")
    assert list(facts.values_list("kind", flat=True)) == ["office.link_made", "office.launched"]
    assert not LaunchLink.objects.exists()


def test_a_link_counts_once(ethel: PersonId) -> None:
    link = a_link()
    joan = browser()
    joan.get(link)

    again = joan.get(link)

    assert again.status_code == 400
    assert "link_over" in again.content.decode()


@pytest.mark.parametrize(("seconds", "status"), [(60, 302), (61, 400)])
def test_a_link_lives_for_a_minute(
    ethel: PersonId, clock: instant.Hands, seconds: int, status: int
) -> None:
    link = a_link()
    clock.tick(timedelta(seconds=seconds))

    assert Client().get(link).status_code == status


def test_what_looks_at_the_head_alone_uses_nothing_up(ethel: PersonId) -> None:
    link = a_link()

    assert Client().head(link).status_code == 405
    assert browser().get(link).status_code == 302


def test_whoever_is_not_signed_in_does_so_first(ethel: PersonId) -> None:
    client = Client()
    went = client.get(a_link())
    assert went["Location"] == "/sign-in?next=/people/launched"

    account = Account.objects.get(username="joan")
    account.set_password("four plain words here")
    account.save()
    typed = {"login": "joan", "password": "four plain words here", "next": "/people/launched"}
    answer = client.post("/sign-in", typed)

    assert answer["Location"] == "/people/launched"
    assert client.get("/people/launched")["Location"] == f"/desk/people/{ethel}"


def test_it_opens_nothing_for_anybody_else(ethel: PersonId) -> None:
    build.clinician()
    sam = browser("sam")

    went = sam.get(a_link())

    assert went["Location"] == "/sign-in?next=/people/launched"
    assert sam.get("/session").status_code == 401
    sam.force_login(Account.objects.get(username="sam"))
    assert "Nobody was opened" in sam.get("/people/launched").content.decode()


def test_a_mismatch_stops_with_both_names_and_says_which_system(ethel: PersonId) -> None:
    joan = browser()
    joan.get(a_link(person={**ASKED["person"], "family_name": "Dale"}))

    stopped = joan.get("/people/launched")

    said = stopped.content.decode()
    assert stopped.status_code == 409
    assert "Council system" in said
    assert "DALE, Ethel" in said
    assert "PARGETER, Ethel May" in said
    assert joan.post("/people/launched", {"choice": "open"}).status_code == 303
    body = json.loads(Entry.objects.get(kind="people.opened_despite").body)
    assert body["system"].startswith("client:")


def test_a_user_may_be_named_by_who_they_are_at_a_provider(ethel: PersonId) -> None:
    of = identity.a_generic("http://127.0.0.1:9")
    identity.bound(Account.objects.get(username="joan").id, of, "joan-there")

    link = a_link(user={"issuer": of.issuer, "subject": "joan-there"})

    assert browser().get(link)["Location"] == "/people/launched"


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"user": {"username": "nobody"}}, 422, "link_user_unknown"),
        ({"user": {"issuer": "https://x", "subject": "joan"}}, 422, "link_user_unknown"),
        ({"user": None}, 422, "link_incomplete"),
        ({"person": {**ASKED["person"], "nhs_number": "1"}}, 422, "link_wrong"),
        ({"scopes": frozenset({ClientScope.READ})}, 403, "client_may_not"),
    ],
)
def test_what_makes_no_link_is_said(
    ethel: PersonId, changed: dict[str, Any], status: int, code: str
) -> None:
    answer = ask(**changed)

    assert answer.status_code == status
    assert json.loads(answer.content)["code"] == code


def test_nobody_asks_for_a_link_without_a_token() -> None:
    answer = Client().post("/api/links", json.dumps(ASKED), content_type="application/json")

    assert answer.status_code == 401


def test_a_link_that_nobody_opened_is_forgotten(ethel: PersonId) -> None:
    a_link()

    with instant.frozen(instant.now() + timedelta(minutes=2)):
        jobs.clear_ended_sessions(scope.system("tests"))

    assert not LaunchLink.objects.exists()
