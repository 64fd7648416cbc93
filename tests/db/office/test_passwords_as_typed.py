"""A password is checked as it was typed, may be long, and may be pasted or kept by a manager."""

import re

import pytest
from django.test import Client

from joinedup.foundation.models import Account
from tests.builders.office import a_colleague

LONG = "Correct horse, battery " * 5


def signs_in(password: str) -> bool:
    return Client().post("/sign-in", {"login": "sam", "password": password}).status_code == 302


@pytest.fixture
def sam() -> Account:
    account = a_colleague()
    account.set_password(LONG)
    account.save()
    return account


def test_a_password_of_a_hundred_characters_signs_in(sam: Account) -> None:
    assert len(LONG) > 100
    assert signs_in(LONG)


@pytest.mark.parametrize("other", [LONG.lower(), LONG[:72], LONG + " "])
def test_a_password_is_neither_cut_nor_changed(sam: Account, other: str) -> None:
    assert not signs_in(other)


def test_a_manager_of_passwords_may_fill_it_in() -> None:
    page = Client().get("/sign-in").content.decode()

    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_no_answer_repeats_a_request() -> None:
    assert Client().generic("TRACE", "/sign-in").status_code == 405


def test_a_password_is_not_shown_while_it_is_typed() -> None:
    page = Client().get("/sign-in").content.decode()

    (box,) = re.findall(r'<input[^>]*id="id_password"[^>]*>', page)
    assert 'type="password"' in box
