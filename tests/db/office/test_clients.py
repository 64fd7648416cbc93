"""The pages of API clients and their command: made, given secrets, listed, ended."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from joinedup.config import cli
from joinedup.foundation import clients, instant
from joinedup.foundation.models import ApiClient
from joinedup.foundation.permissions import Role
from tests.builders import clients as build
from tests.builders.office import a_colleague, signed_in
from tests.builders.queries import at_most

LIST = "/clients"
GIVEN = {"name": "Practice system", "owner": "IT desk, 01632 960123", "scopes": ["read"]}


@pytest.fixture
def client() -> Client:
    """The browser of whoever manages accounts."""
    return signed_in(a_colleague("ade", role=Role.PLACE_ADMINISTRATOR, display_name="Ade Bello"))


def text(client: Client, address: str) -> str:
    """What a page says, without its layout of lines."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def made(client: Client, **said: object) -> ApiClient:
    """A client that the page made on the account of the partner."""
    account = build.account_of(build.a_client(name="Before"))
    answer = client.post(f"/accounts/{account}/clients/new", {**GIVEN, "a_minute": "60", **said})
    assert answer.status_code == 303, answer.content.decode()
    return ApiClient.objects.get(name=GIVEN["name"])


def test_a_client_is_made_on_the_account_of_its_partner(client: Client) -> None:
    one = made(client, **{"until-day": "31", "until-month": "3", "until-year": "2031"})

    said = text(client, f"{LIST}/{one.id}")

    assert (one.scopes, one.a_minute, one.owner) == ("read", 60, GIVEN["owner"])
    assert one.until is not None
    assert one.until.isoformat() == "2031-03-31T23:00:00+00:00"
    assert "Read people, referrals and records over FHIR" in said
    assert "Has no secret" in said
    assert "API client made" in said
    assert GIVEN["name"] in text(client, f"/accounts/{one.account_id}")


def test_what_is_wrong_is_said_and_what_was_typed_kept(client: Client) -> None:
    account = build.account_of(build.a_client())

    answer = client.post(
        f"/accounts/{account}/clients/new",
        {"name": "Kept", "a_minute": "0", "until-day": "1", "until-month": "1", "until-year": "1"},
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Kept"' in said
    for wrong in ("Say who answers for it", "Choose at least one thing", "Enter 1 or more"):
        assert wrong in said


def test_a_person_has_no_clients(client: Client) -> None:
    ann = a_colleague("ann", role=Role.TEAM_MEMBER)

    assert client.get(f"/accounts/{ann.id}/clients/new").status_code == 404
    assert client.post(f"/accounts/{ann.id}/clients/new", GIVEN).status_code in (404, 422)
    assert "Add an API client" not in text(client, f"/accounts/{ann.id}")


def test_a_secret_is_told_once_and_the_one_before_works_on(client: Client) -> None:
    one = build.a_client()
    assert "one more week" not in text(client, f"{LIST}/{one}/secret")
    first = build.a_secret(one)
    assert 'value="168" checked' in text(client, f"{LIST}/{one}/secret")

    told = client.post(f"{LIST}/{one}/secret", {"seen": "2", "hours": "24"})
    second = re.search(r"jup_[\w-]+", told.content.decode())

    assert second is not None
    now = instant.now()
    assert clients.bearer(second[0], at=now)
    assert clients.bearer(first, at=now)
    assert not clients.bearer(first, at=now + timedelta(days=2))
    assert second[0] not in text(client, f"{LIST}/{one}")
    assert "Works" in text(client, LIST)


def test_a_secret_is_made_by_one_of_two_at_once(client: Client) -> None:
    one = build.a_client()
    build.a_secret(one)

    late = client.post(f"{LIST}/{one}/secret", {"seen": "1", "hours": "0"})
    empty = client.post(f"{LIST}/{one}/secret", {"seen": "2"})

    assert (late.status_code, empty.status_code) == (409, 422)


def test_a_client_is_ended(client: Client) -> None:
    one = build.a_client()
    secret = build.a_secret(one)
    assert "stops working at once" in text(client, f"{LIST}/{one}/end")

    answer = client.post(f"{LIST}/{one}/end", {"seen": "2"})

    assert answer.status_code == 303
    assert clients.bearer(secret, at=instant.now()) is None
    assert "Ended" in text(client, f"{LIST}/{one}")
    assert client.post(f"{LIST}/{one}/end", {"seen": "3"}).status_code == 422


def test_clients_are_listed_by_name_a_page_at_a_time(client: Client) -> None:
    assert "No API clients yet" in text(client, LIST)
    for number in range(27):
        build.a_client(name=f"System {number:02}")

    first = text(client, LIST)
    following = re.search(r'href="([^"]+)" rel="next"', first)

    assert following is not None
    assert "Showing 25 of 27" in first
    rest = text(client, following[1].replace("&amp;", "&"))
    assert ("System 26" in rest, "System 24" in rest) == (True, False)
    assert "System 00" in text(client, f"{LIST}?after=banana")
    with at_most(14):
        client.get(LIST)


def test_who_does_not_manage_accounts_sees_none(client: Client) -> None:
    one, sam = build.a_client(), signed_in(a_colleague())

    for address in (LIST, f"{LIST}/{one}", f"{LIST}/{one}/secret", f"{LIST}/{one}/end"):
        assert sam.get(address).status_code == 403
    assert client.get(f"{LIST}/{uuid4()}").status_code == 404


def test_the_command_line_manages_clients(capsys: pytest.CaptureFixture[str]) -> None:
    build.a_client(name="Before")
    account = ApiClient.objects.get().account.username

    typed = [
        ["client", "add", account, "Hospital", "--owner", "IT", "--scope", "send"],
        ["client", "secret", "Hospital", "--overlap-hours", "24"],
        ["client", "list"],
        ["client", "list", "--json"],
        ["client", "end", "Hospital"],
        ["client", "list"],
        ["client", "end", "Hospital"],
        ["client", "add", account, "X", "--owner", "IT", "--scope", "send", "--a-minute", "0"],
        ["client", "add", account, "Y", "--owner", "I", "--scope=read", "--last-day=2031-03-31"],
    ]

    done = []
    said = []
    for words in typed:
        done.append(cli.main(words))
        said.append(capsys.readouterr().out)
    assert done == [0, 0, 0, 0, 0, 0, 2, 2, 0]
    assert said[1].startswith("jup_")
    assert "Hospital" in said[2]
    assert "works  last asked never" in said[2]
    assert {one["name"] for one in json.loads(said[3])} == {"Before", "Hospital"}
    assert "ended" in said[5]
    assert ApiClient.objects.get(name="Y").until is not None


def test_the_command_line_asks_for_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["client", "add", "x", "Y", "--owner", "I", "--scope", "read", "--last-day", "1"])

    assert "expected a day" in capsys.readouterr().err
