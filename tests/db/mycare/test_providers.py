"""Coming to one's own care from NHS login or GOV.UK One Login."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import instant
from joinedup.foundation.models import Account, Reading
from joinedup.mycare.models import Resident
from joinedup.office.adapters import provider
from joinedup.office.domain.providers import Profile
from joinedup.office.models import Identity
from joinedup.people.models import Person
from tests.builders import identity
from tests.builders import mycare as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.identity import Forger, asked_for

NHS_LOGIN = {"name": "NHS login", "profile": Profile.NHS_LOGIN}
ONE_LOGIN = {"name": "GOV.UK One Login", "profile": Profile.ONE_LOGIN}


@pytest.fixture
def forger(settings: Any) -> Iterator[Forger]:
    """A provider of the shape of both, which says whatever a test lets it say."""
    provider.forget()
    with identity.forger() as held:
        settings.JOINEDUP_PROVIDERS = {
            "nhs": identity.a_provider(held.issuer, code="nhs", **NHS_LOGIN),
        }
        held.header = {"alg": "RS512"}
        held.claims = {"vot": "P9.Cp.Cd", "sub": "ethel"}
        held.userinfo = {"sub": "ethel"}
        yield held


@pytest.fixture
def one_login(forger: Forger, settings: Any) -> Forger:
    """The same as GOV.UK One Login, which knows no NHS number."""
    of = identity.a_provider(forger.issuer, code="one", **ONE_LOGIN)
    settings.JOINEDUP_PROVIDERS = {"one": of}
    forger.header = {"alg": "RS256"}
    forger.claims = {"vot": "Cl.Cm", "sub": "ethel"}
    return forger


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def comes(forger: Forger, code: str = "nhs", client: Client | None = None) -> tuple[Client, Any]:
    """Somebody goes to the provider and comes back."""
    client = client or Client()
    asked = asked_for(client.get(f"/sign-in/with/{code}")["Location"])
    forger.nonce = asked["nonce"]
    given = {"state": asked["state"], "code": asked["nonce"][:8]}
    return client, client.get(f"/sign-in/with/{code}/back", given, follow=True)


def shows(forger: Forger, person: Any, **changed: str) -> None:
    """NHS login made sure of a number and a birth."""
    held = Person.objects.get(pk=person)
    said = {"nhs_number": held.nhs_number, "birthdate": held.born_on.isoformat()}
    forger.userinfo = {"sub": "ethel", **said, **changed}


def test_nhs_login_lets_somebody_in_by_number_and_birth_once_and_again(forger: Forger) -> None:
    ethel = build.somebody()
    shows(forger, ethel)

    _, first = comes(forger)
    _, again = comes(forger)

    assert "Hello Etty" in words(first)
    assert "Hello Etty" in words(again)
    assert Resident.objects.get().how == "nhs_login"
    assert Identity.objects.count() == 1


def test_the_start_offers_it_and_the_sign_in_of_staff_does_not(forger: Forger) -> None:
    assert "Sign in with NHS login" in words(Client().get("/my-care/start"))
    assert "NHS login" not in words(Client().get("/sign-in"))
    asked = asked_for(Client().get("/sign-in/with/nhs")["Location"])
    assert asked["vtr"] == '["P9.Cp.Cd", "P9.Cp.Ck", "P9.Cm"]'


@pytest.mark.parametrize(
    "changed",
    [
        {"birthdate": "1945-12-03"},
        {"birthdate": "soon"},
        {"nhs_number": "9434765919"},
        {"nhs_number": ""},
    ],
)
def test_who_is_not_the_same_is_stopped_and_told_of_no_record(
    forger: Forger, changed: dict[str, str]
) -> None:
    shows(forger, build.somebody(), **changed)

    browser, answer = comes(forger)

    assert answer.status_code == 403
    assert "We could not be sure" in words(answer)
    assert "0808 157 0100" in words(answer)
    assert not Resident.objects.exists()
    assert Reading.objects.get(detail="own_care_not_matched").outcome == "sign_in_failed"
    assert browser.get("/my-care/").status_code == 302


def test_a_number_that_was_not_traced_opens_nothing(forger: Forger) -> None:
    shows(forger, persons.a_person(is_nhs_number_verified=False))

    assert comes(forger)[1].status_code == 403


def test_who_comes_with_another_number_than_before_is_stopped(forger: Forger) -> None:
    shows(forger, build.somebody())
    comes(forger)
    shows(forger, persons.a_person(given_name="Reg"))

    assert comes(forger)[1].status_code == 403


def test_too_weak_a_sign_in_is_refused(forger: Forger) -> None:
    shows(forger, build.somebody())
    forger.claims = {**forger.claims, "vot": "P5.Cp.Cd"}

    assert comes(forger)[1].status_code == 403
    assert not Resident.objects.exists()


def test_one_login_asks_for_a_letter_the_first_time_alone(one_login: Forger) -> None:
    ethel = build.somebody()
    code = build.a_letter(ethel)
    browser, asked = comes(one_login, "one")
    assert "The code in your letter" in words(asked)

    given = browser.post("/my-care/letter", {"code": code, **build.TYPED}, follow=True)
    _, again = comes(one_login, "one")

    assert "Hello Etty" in words(given)
    assert "Hello Etty" in words(again)
    assert Account.objects.get(id=Resident.objects.get().account_id).username.startswith(
        "resident:"
    )


def test_a_providers_word_is_kept_for_a_quarter_of_an_hour(one_login: Forger) -> None:
    browser, _ = comes(one_login, "one")

    with instant.frozen(instant.now() + timedelta(minutes=16)):
        arrive = browser.get("/my-care/arrive")
        come_in = browser.get("/sign-in/in")

    assert arrive["Location"] == "/my-care/start"
    assert come_in["Location"] == "/my-care/start"


def test_an_account_of_staff_is_not_opened_by_a_residents_provider(one_login: Forger) -> None:
    gp = work.gp()
    of = identity.a_provider(one_login.issuer, code="one", **ONE_LOGIN)
    identity.bound(gp.account_id, of, subject="ethel")

    assert comes(one_login, "one")[1].status_code == 403


def test_coming_in_without_a_binding_is_refused(one_login: Forger) -> None:
    browser, _ = comes(one_login, "one")

    assert browser.get("/sign-in/in").status_code == 403
