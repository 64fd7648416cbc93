"""A second step of signing in: set up, asked for, lost and stopped."""

import re

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client

from joinedup.foundation import reading
from joinedup.foundation.models import Account, Reading
from tests.builders.office import PASSWORD, a_colleague, signed_in

HOME = "/account/second-step"


@pytest.fixture
def sam() -> Account:
    """Somebody without a second step."""
    return a_colleague()


def code_of(secret: str) -> str:
    """The code that a phone would show now."""
    return str(
        auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    )


def with_second_step(account: Account) -> tuple[Client, str]:
    """A browser in which somebody has turned the second step on, and its secret."""
    client = signed_in(account)
    client.post("/account/confirm", {"password": PASSWORD})
    page = client.get(f"{HOME}/set-up").content.decode()
    secret = re.search(r'ju-key">([A-Z2-7]+)<', page)
    if secret is None:
        raise ValueError("the page shows no key")
    answer = client.post(f"{HOME}/set-up", {"code": code_of(secret[1])})
    if answer.status_code != 302:
        raise ValueError("the code was not taken")
    return client, secret[1]


def recovery_codes(client: Client) -> list[str]:
    """The codes that the page shows."""
    page = client.get(f"{HOME}/codes").content.decode()
    return re.findall(r'<li class="ju-number">(\d+)</li>', page)


def test_setting_it_up_shows_a_square_and_gives_recovery_codes(sam: Account) -> None:
    client, _ = with_second_step(sam)

    assert len(recovery_codes(client)) == 10
    assert b"On: signing in asks for a code" in client.get(HOME).content


def test_signing_in_then_asks_for_a_code(sam: Account) -> None:
    _, secret = with_second_step(sam)
    client = Client()

    first = client.post("/sign-in", {"login": "sam", "password": PASSWORD})
    assert first["Location"] == "/sign-in/code"
    assert client.get("/session").status_code == 401
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert Reading.objects.get(outcome=reading.SIGN_IN_FAILED).account_id == sam.id

    client.post("/sign-in/code", {"code": recovery_codes(with_codes(sam, secret))[0]})
    assert client.get("/session").status_code == 200


def with_codes(account: Account, secret: str) -> Client:
    """A browser of the same person that may look at the recovery codes."""
    client = Client()
    client.force_login(account)
    client.post("/account/confirm", {"password": PASSWORD})
    return client


def test_a_recovery_code_works_once(sam: Account) -> None:
    first, _ = with_second_step(sam)
    code = recovery_codes(first)[0]

    statuses = []
    for _ in range(2):
        client = Client()
        client.post("/sign-in", {"login": "sam", "password": PASSWORD})
        client.post("/sign-in/code", {"code": code})
        statuses.append(client.get("/session").status_code)

    assert statuses == [200, 401]


def test_it_can_be_stopped_and_new_codes_made(sam: Account) -> None:
    client, _ = with_second_step(sam)
    old = recovery_codes(client)

    client.post(f"{HOME}/codes/new")
    assert set(recovery_codes(client)).isdisjoint(old)

    client.post(f"{HOME}/stop")
    assert b"Off: a password alone" in client.get(HOME).content


def test_setting_it_up_asks_for_the_password_again_after_a_while(sam: Account) -> None:
    client = Client()
    client.force_login(sam)

    answer = client.get(f"{HOME}/set-up")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/confirm?next=")


@pytest.mark.parametrize(
    "address",
    [
        "/account/confirm",
        "/account/confirm-code",
        HOME,
        f"{HOME}/set-up",
        f"{HOME}/stop",
        f"{HOME}/codes",
        f"{HOME}/codes/new",
        "/account",
        "/account/role",
        "/account/password",
    ],
)
def test_its_pages_are_for_whoever_is_signed_in(address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(
    "address", ["/signup", "/accounts/signup/", "/accounts/email/", "/password/reset"]
)
def test_what_is_not_ours_is_not_there(address: str) -> None:
    assert Client().get(address).status_code == 404
