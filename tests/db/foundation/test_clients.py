"""API clients: what each may do, its secrets and their end, and tokens of before."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from joinedup.foundation import clients, instant, scope
from joinedup.foundation.models import Account, ApiClient, ClientSecret
from joinedup.foundation.permissions import ClientScope, Permission, Role
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from tests.builders import clients as build
from tests.builders import foundation

DAY = timedelta(days=1)


def signs_in(secret: str, *, after: timedelta = timedelta(0)) -> bool:
    """Whether a secret lets anybody in, then."""
    return clients.bearer(secret, at=instant.now() + after) is not None


def test_a_client_acts_as_its_account_with_what_its_scopes_leave() -> None:
    reader = build.a_client(scopes={ClientScope.READ})

    came = clients.bearer(build.a_secret(reader), at=instant.now())

    assert came is not None
    assert came.account.id == build.account_of(reader)
    whole = scope.actor_of(came.account)
    narrowed = came.narrowed(whole).scope
    assert whole.scope.may(Permission.MESSAGE_SEND)
    assert not narrowed.may(Permission.MESSAGE_SEND)
    assert narrowed.may(Permission.PERSON_OPEN)
    assert not narrowed.permissions - whole.scope.permissions


def test_no_scope_gives_what_the_role_has_not() -> None:
    sender = clients.bearer(build.a_secret(build.a_client()), at=instant.now())

    assert sender is not None
    commissioner = foundation.an_actor(Role.COMMISSIONER)
    assert not sender.narrowed(commissioner).scope.permissions


def test_the_secret_before_works_on_for_the_overlap() -> None:
    client = build.a_client()
    first = build.a_secret(client)
    second = build.a_secret(client, overlap=7 * DAY)

    assert (signs_in(first), signs_in(second)) == (True, True)
    assert (signs_in(first, after=8 * DAY), signs_in(second, after=8 * DAY)) == (False, True)


def test_an_overlap_gives_no_ended_secret_more_time() -> None:
    client = build.a_client()
    first = build.a_secret(client)
    build.a_secret(client, overlap=DAY)
    build.a_secret(client, overlap=7 * DAY)

    assert not signs_in(first, after=2 * DAY)


def test_a_secret_is_kept_by_its_digest_alone() -> None:
    secret = build.a_secret(build.a_client())

    assert not ClientSecret.objects.filter(digest__contains=secret).exists()
    assert not signs_in(secret.removeprefix(clients.TOKEN_PREFIX))


def test_a_client_that_ends_lets_nobody_in_from_that_instant() -> None:
    client = build.a_client()
    secret = build.a_secret(client)

    clients.end_client(client, seen=2, at=instant.now(), by=scope.system("tests"))

    assert not signs_in(secret)
    with pytest.raises(Refused, match="client_has_ended"):
        build.a_secret(client)


def test_a_client_ends_by_itself_on_its_day() -> None:
    secret = build.a_secret(build.a_client(until=instant.now() + DAY))

    assert (signs_in(secret), signs_in(secret, after=2 * DAY)) == (True, False)


def test_a_closed_account_lets_no_client_in() -> None:
    client = build.a_client()
    secret = build.a_secret(client)

    Account.objects.filter(id=build.account_of(client)).update(is_active=False)

    assert not signs_in(secret)


def test_that_a_client_asked_is_noted_once_a_minute() -> None:
    client = build.a_client()
    secret, now = build.a_secret(client), instant.now()

    for seconds in (0, 30, 61):
        clients.bearer(secret, at=now + timedelta(seconds=seconds))
        noted = ApiClient.objects.get(id=client).last_used_at
        assert noted == now + timedelta(seconds=61 if seconds == 61 else 0)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"scopes": ()}, "client_without_scope"),
        ({"until": instant.now() - DAY}, "client_ends_before"),
        ({"a_minute": 0}, "client_rate"),
        ({"a_minute": clients.MOST_A_MINUTE + 1}, "client_rate"),
    ],
)
def test_what_makes_no_client_is_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        build.a_client(**wrong)  # type: ignore[arg-type]


def test_only_the_account_of_a_system_has_clients() -> None:
    at, by = instant.now(), scope.system("tests")
    account = foundation.an_account()

    with pytest.raises(Refused, match="token_for_systems_only"):
        clients.make_client(account.id, name="x", owner="", scopes={"read"}, at=at, by=by)


@pytest.mark.parametrize("overlap", [-DAY, clients.LONGEST_OVERLAP + DAY])
def test_an_overlap_has_a_limit(overlap: timedelta) -> None:
    with pytest.raises(Refused, match="overlap_too_long"):
        build.a_secret(build.a_client(), overlap=overlap)


def test_two_who_change_a_client_at_once_are_told() -> None:
    client = build.a_client()
    build.a_secret(client)

    with pytest.raises(Conflict):
        build.a_secret(client, seen=1)
    with pytest.raises(NotFound):
        build.a_secret(uuid4())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PLACE_ADMINISTRATOR}))
def test_only_a_place_administrator_manages_clients(role: Role) -> None:
    by, at, client = foundation.an_actor(role), instant.now(), build.a_client()
    said = {"name": "x", "owner": "", "scopes": {ClientScope.READ}}
    steps = [
        lambda: clients.make_client(build.account_of(client), **said, at=at, by=by),
        lambda: clients.make_secret(client, seen=None, overlap=DAY, at=at, by=by),
        lambda: clients.end_client(client, seen=None, at=at, by=by),
    ]

    for step in steps:
        with pytest.raises(NotPermitted):
            step()


def test_a_token_of_before_goes_on_signing_in() -> None:
    client = build.a_client()
    token, account = build.a_secret(client), build.account_of(client)
    held = ClientSecret.objects.values_list("digest", flat=True)[0]
    Account.objects.filter(id=account).update(token_digest=held)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    before = import_module("joinedup.foundation.migrations.0008_tokens_as_clients")

    before.make_clients(apps, None)
    assert ApiClient.objects.count() == 1

    Account.objects.filter(id=account).update(token_digest=clients.digest("jup_of_before"))
    before.make_clients(apps, None)

    came = clients.bearer("jup_of_before", at=instant.now())
    assert came is not None
    assert came.account.id == account
    assert came.scopes == {ClientScope.READ, ClientScope.SEND}
    assert signs_in(token)
