"""Passkeys: added, used to sign in alone or after the password, refused, renamed, removed."""

import json
import logging
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from joinedup.foundation import journey, reading
from joinedup.foundation.models import Account, Reading
from tests.builders.office import PASSWORD, a_colleague
from tests.builders.passkeys import PRESENT, Device, added, asked

HOME = "/account/second-step"
ALONE = "/sign-in/passkey"
NEW = f"{HOME}/passkeys/new"


@pytest.fixture
def sam() -> Account:
    """Somebody without a second step."""
    return a_colleague()


@pytest.fixture
def phone(sam: Account) -> Device:
    """Their device, with a passkey that opens their account."""
    device = Device()
    added(confirmed(sam), device)
    return device


def confirmed(account: Account) -> Client:
    """A browser in which somebody has just shown again that it is they."""
    client = Client()
    client.force_login(account)
    client.post("/account/confirm", {"password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/session").status_code == 200


def passkey_id() -> str:
    return str(Authenticator.objects.get(type="webauthn").data["id"])


def after_the_password() -> Client:
    client = Client()
    first = client.post("/sign-in", {"login": "sam", "password": PASSWORD})
    assert first["Location"] == "/sign-in/code"
    return client


def test_a_passkey_alone_signs_in_and_is_noted(sam: Account, phone: Device) -> None:
    client = Client()

    sent = {"answer": phone.shown(asked(client, ALONE)), "next": "/account"}
    answer = client.post(ALONE, sent)

    assert answer["Location"] == "/account"
    assert client.get("/session").json()["account"] == str(sam.id)
    assert Authenticator.objects.get(type="webauthn").data["counter"] == 1
    page = signed_in_again(client).get(HOME).content.decode()
    assert "Work phone" in page
    assert "last used" in page
    assert "not used yet" not in page


def signed_in_again(client: Client) -> Client:
    assert is_in(client)
    return client


def test_a_passkey_is_the_second_step_and_a_recovery_code_instead(
    sam: Account, phone: Device
) -> None:
    client = after_the_password()
    page = "/sign-in/code"
    answer = client.post(f"{page}/passkey", {"answer": phone.shown(asked(client, page))})
    assert answer.status_code == 302
    assert is_in(client)

    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    other = after_the_password()
    other.post(page, {"code": code})
    assert is_in(other)


def test_a_passkey_shows_again_that_it_is_they(sam: Account, phone: Device) -> None:
    client = Client()
    client.post(ALONE, {"answer": phone.shown(asked(client, ALONE))})
    again = client.get(NEW)
    assert again["Location"].startswith("/account/confirm?next=")

    assert b"Use a passkey instead" in client.get(again["Location"]).content
    page = "/account/confirm-passkey"
    sent = {"answer": phone.shown(asked(client, f"{page}?next={NEW}")), "next": NEW}
    assert client.post(page, sent)["Location"] == NEW
    assert client.get(NEW).status_code == 200
    assert client.post(page, sent).status_code == 403


BAD: dict[str, Callable[[Device], None]] = {
    "passkey_other_origin": lambda one: setattr(one, "origin", "https://testserver.example"),
    "passkey_other_site": lambda one: setattr(one, "site", "example"),
    "passkey_not_verified": lambda one: setattr(one, "flags", PRESENT),
    "passkey_counter": lambda one: setattr(one, "counter", 4),
    "passkey_wrong": lambda one: setattr(one, "key", Device().key),
    "passkey_unknown": lambda one: setattr(one, "name", b"another"),
}


@pytest.mark.parametrize("code", BAD)
@pytest.mark.parametrize("page", [ALONE, "/sign-in/code"])
def test_a_bad_answer_is_refused_by_name_on_a_page_and_in_the_log(
    sam: Account, phone: Device, code: str, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Authenticator.objects.get(type="webauthn")
    Authenticator.objects.filter(id=kept.id).update(data={**kept.data, "counter": 5})
    phone.counter = 5
    BAD[code](phone)
    client = Client() if page == ALONE else after_the_password()

    with caplog.at_level(logging.WARNING, logger="joinedup.sign_in"):
        to = page if page == ALONE else f"{page}/passkey"
        answer = client.post(to, {"answer": phone.shown(asked(client, page))})

    assert answer.status_code == 403
    assert code in answer.content.decode()
    assert not is_in(client)
    assert f"refused={code}" in caplog.text
    written = Reading.objects.get(outcome=reading.SIGN_IN_FAILED)
    assert (written.account_id, written.detail) == (sam.id, code)


def test_an_answer_counts_once_and_in_its_own_browser(phone: Device) -> None:
    client, other = Client(), Client()
    answer = phone.shown(asked(client, ALONE))
    asked(other, ALONE)

    stolen = other.post(ALONE, {"answer": answer})
    first = client.post(ALONE, {"answer": answer})
    again = [client.post(ALONE, {"answer": answer}), Client().post(ALONE, {"answer": answer})]

    assert first.status_code == 302
    for one in (stolen, *again):
        assert one.status_code == 403
        assert "passkey_not_asked" in one.content.decode()
    assert not is_in(other)


def test_another_persons_passkey_opens_ones_own_account_alone(sam: Account, phone: Device) -> None:
    ann, hers = a_colleague("ann", display_name="Ann Webb"), Device()
    added(confirmed(ann), hers)

    client = after_the_password()
    answer = hers.shown(asked(client, "/sign-in/code"))
    assert client.post("/sign-in/code/passkey", {"answer": answer}).status_code == 403

    hers.holder = phone.holder
    alone = Client()
    sent = {"answer": hers.shown(asked(alone, ALONE))}
    assert "passkey_unknown" in alone.post(ALONE, sent).content.decode()
    assert not is_in(client)
    assert not is_in(alone)


@pytest.mark.parametrize(
    "sent", ["", "no JSON", "[]", "{}", '{"id": 1}', "9" * 5000, "[" * 9000, "x" * 60_000]
)
def test_what_is_no_answer_is_refused(phone: Device, sent: str) -> None:
    client = Client()
    options = asked(client, ALONE)
    half = {**json.loads(phone.shown(options)), "response": {}}

    for text in (sent, json.dumps(half)):
        asked(client, ALONE)
        answer = client.post(ALONE, {"answer": text})
        assert answer.status_code == 403
        assert "passkey_unreadable" in answer.content.decode()


def test_a_closed_account_is_not_opened_by_a_passkey(sam: Account, phone: Device) -> None:
    Account.objects.filter(id=sam.id).update(is_active=False)
    client = Client()

    answer = client.post(ALONE, {"answer": phone.shown(asked(client, ALONE))}, follow=True)

    assert b"This account is closed" in answer.content
    assert not is_in(client)


@pytest.mark.parametrize(
    ("code", "spoilt"),
    [
        ("passkey_other_origin", Device(origin="https://evil.example")),
        ("passkey_other_site", Device(site="evil.example")),
        ("passkey_not_verified", Device(flags=PRESENT)),
    ],
)
def test_a_passkey_that_is_not_for_us_is_not_added(sam: Account, code: str, spoilt: Device) -> None:
    client = confirmed(sam)

    answer = client.post(NEW, {"name": "Phone", "answer": spoilt.made(asked(client, NEW))})

    assert answer.status_code == 422
    assert 'value="Phone"' in answer.content.decode()
    assert Reading.objects.get(outcome=reading.SIGN_IN_FAILED).detail == code
    assert not Authenticator.objects.exists()


def test_a_passkey_needs_a_name_and_is_added_once(sam: Account, phone: Device) -> None:
    client = confirmed(sam)

    unnamed = client.post(NEW, {"name": " ", "answer": Device().made(asked(client, NEW))})
    nothing = client.post(NEW, {"name": "Phone", "answer": ""})
    twice = client.post(NEW, {"name": "Again", "answer": phone.made(asked(client, NEW))})

    assert {unnamed.status_code, nothing.status_code, twice.status_code} == {422}
    assert "on your account already" in twice.content.decode()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_adding_and_removing_ask_once_more_who_it_is(sam: Account, phone: Device) -> None:
    client = Client()
    client.force_login(sam)

    for address in (NEW, f"{HOME}/passkeys/{passkey_id()}/remove"):
        for answer in (client.get(address), client.post(address)):
            assert answer["Location"].startswith("/account/confirm?next=")
    assert Authenticator.objects.filter(type="webauthn").exists()


def test_one_is_renamed_and_removed_and_each_is_a_fact(sam: Account, phone: Device) -> None:
    client, at = confirmed(sam), f"{HOME}/passkeys/{passkey_id()}"

    assert client.post(f"{at}/name", {"name": ""}).status_code == 422
    assert client.post(f"{at}/name", {"name": "Grey phone"}).status_code == 303
    assert b"Grey phone" in client.get(HOME).content
    assert b"Grey phone" in client.get(f"{at}/remove").content
    assert client.post(f"{at}/remove").status_code == 303

    page = client.get(HOME).content
    assert b"Off: a password alone" in page
    assert b'href="/account/sessions"' in page
    assert not Authenticator.objects.exists()
    kinds = [entry.kind for entry in journey.entries_of([sam.id])]
    said = ["office.passkey_removed", "office.passkey_renamed", "office.passkey_added"]
    assert sorted(kinds) == sorted(said)


def test_nobody_sees_or_changes_anothers(phone: Device) -> None:
    client, at = confirmed(a_colleague("ann")), f"{HOME}/passkeys/{passkey_id()}"

    for address in (f"{at}/name", f"{at}/remove"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Mine"}).status_code == 404


def test_without_scripts_the_pages_say_what_to_use_instead(sam: Account, phone: Device) -> None:
    step = after_the_password().get("/sign-in/code").content.decode()
    alone = Client().get(ALONE).content.decode()

    for page, instead in ((step, "Enter a code instead."), (alone, "your password and a code")):
        assert "A passkey needs JavaScript" in page
        assert instead in page
    assert b'href="/sign-in/passkey"' in Client().get("/sign-in").content


def test_ten_are_enough(sam: Account) -> None:
    client = confirmed(sam)
    for _ in range(10):
        added(client, Device())

    answer = client.post(NEW, {"name": "One more", "answer": Device().made(asked(client, NEW))})

    assert answer.status_code == 422
    assert "You have 10 passkeys already" in answer.content.decode()
