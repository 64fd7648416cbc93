"""Signing in at a certified OpenID provider that the tests start: the whole way, and out again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from joinedup.foundation import instant, reading
from joinedup.foundation.models import Account, Entry, Reading
from joinedup.foundation.permissions import Role
from joinedup.office.adapters import provider
from joinedup.office.domain.providers import Profile, Provider
from joinedup.office.models import Identity
from tests.builders import identity
from tests.builders.identity import Certified, asked_for
from tests.builders.office import PASSWORD, a_colleague, a_membership, signed_in

pytestmark = pytest.mark.xdist_group("identity provider")
PEOPLE = {
    "nina": identity.NURSE_HERE,
    "weak": {**identity.NURSE_HERE, "authentication_assurance_level": "1"},
    "elsewhere": {**identity.NURSE_HERE, "selected_roleid": "666"},
    "abroad": {
        **identity.NURSE_HERE,
        "nhsid_nrbac_roles": [{"person_roleid": "555", "role_code": "R8001", "org_code": "XYZ"}],
    },
}


@pytest.fixture(scope="module")
def started() -> Iterator[Certified]:
    """The provider, for every test of this file."""
    with identity.certified(PEOPLE) as there:
        yield there


@pytest.fixture
def there(started: Certified, settings: Any) -> Certified:
    """The provider, which we know as NHS CIS2 and as somebody's work account."""
    provider.forget()
    settings.JOINEDUP_PROVIDERS = {
        "cis2": identity.a_provider(started.issuer),
        "work": identity.a_generic(started.issuer),
    }
    fresh = Certified(started.issuer)
    fresh.signs_in("nina", acr="AAL3_ANY")
    return fresh


def cis2(there: Certified) -> Provider:
    return identity.a_provider(there.issuer)


def bound(account: Account, of: Provider, subject: str = "nina") -> None:
    identity.bound(account.id, of, subject)


def come_back(client: Client, there: Certified, code: str = "cis2", asking: str = "") -> str:
    """Go there, show who one is, and be sent back: the address that the browser then opens."""
    sent = client.get(f"/sign-in/with/{code}{asking}")
    assert sent.status_code == 302, sent.content
    return there.walk(sent["Location"], until=identity.BACK.format(code))


def is_signed_in(client: Client) -> bool:
    return client.get("/session").status_code == 200


def test_a_nurse_signs_in_by_smartcard_and_works_as_the_role_she_chose(there: Certified) -> None:
    nina = a_colleague("nina", role=Role.REFERRAL_CLINICIAN)
    chosen = a_membership(nina, Role.TEAM_MEMBER)
    bound(nina, cis2(there))
    client = Client()

    sent = client.get("/sign-in/with/cis2?next=/account")
    asked = asked_for(sent["Location"])
    before = client.session.session_key
    answer = client.get(there.walk(sent["Location"], until=identity.BACK.format("cis2")))

    assert asked["scope"] == "openid profile nationalrbacaccess selectedrole"
    assert (asked["code_challenge_method"], asked["prompt"]) == ("S256", "login")
    assert answer["Location"] == "/account"
    assert client.session.session_key != before
    assert client.session["selected_membership"] == str(chosen.id)
    fact = Entry.objects.get(kind="office.signed_in")
    assert json.loads(fact.body)["strength"] == "AAL3"
    assert (fact.by_account, fact.about_id) == (nina.id, nina.id)


def test_an_administrator_sees_the_latest_sign_ins_apart_from_what_was_done(
    there: Certified,
) -> None:
    nina = a_colleague("nina", role=Role.TEAM_MEMBER)
    bound(nina, cis2(there))
    client = Client()
    client.get(come_back(client, there))
    ade = signed_in(a_colleague("ade", role=Role.PLACE_ADMINISTRATOR))

    said = ade.get(f"/accounts/{nina.id}").content.decode()

    latest, done = said.split("What was done")
    assert "NHS CIS2, AAL3" in latest
    assert "Signed in through a provider" not in done
    assert "Can sign in through a provider" in done


def test_somebody_signs_in_with_a_provider_that_knows_us_by_a_secret(there: Certified) -> None:
    bound(a_colleague(), identity.a_generic(there.issuer))
    client = Client()

    answer = client.get(come_back(client, there, "work"))

    assert answer["Location"] == "/"
    assert is_signed_in(client)


def test_a_second_step_set_here_is_asked_where_nothing_stronger_was_shown(
    there: Certified, settings: Any
) -> None:
    sam = a_colleague()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(sam, secret)
    bound(sam, identity.a_generic(there.issuer))
    client = Client()

    answer = client.get(come_back(client, there, "work"))

    assert answer["Location"].startswith("/sign-in/code")
    assert not is_signed_in(client)
    assert not Entry.objects.filter(kind="office.signed_in")
    now = next(totp.yield_hotp_counters_from_time())
    shown = {"code": totp.format_hotp_value(totp.hotp_value(secret, now))}
    assert client.post("/sign-in/code", shown).status_code == 302
    assert Entry.objects.filter(kind="office.signed_in").count() == 1
    settings.JOINEDUP_PROVIDERS = {"work": identity.a_generic(there.issuer, strength="high")}
    there.signs_in("nina", acr="high")
    assert client.get(come_back(client, there, "work", "?because=out"))["Location"] == "/"


def test_a_key_that_was_changed_there_is_fetched_once(there: Certified) -> None:
    bound(a_colleague(), identity.a_generic(there.issuer))
    client, begun = Client(), instant.now()
    client.get(come_back(client, there, "work"))

    there.rotate()
    fetched = there.told()["counts"]["/jwks"]
    with instant.frozen(begun + timedelta(seconds=30)):
        soon = [client.get(come_back(client, there, "work")) for _ in range(3)]
    kept = there.told()["counts"]["/jwks"]
    with instant.frozen(begun + timedelta(seconds=65)):
        later = client.get(come_back(client, there, "work"))

    assert [one.status_code for one in soon] == [403] * 3
    assert b"token_key" in soon[0].content
    assert kept == fetched
    assert later["Location"] == "/"
    assert there.told()["counts"]["/jwks"] == fetched + 1


def test_a_code_counts_once_even_for_another_sign_in(
    there: Certified, caplog: pytest.LogCaptureFixture
) -> None:
    bound(a_colleague("nina", role=Role.TEAM_MEMBER), cis2(there))
    client, thief = Client(), Client()
    back = come_back(client, there)
    client.get(back)

    again = client.get(back)
    theirs = asked_for(thief.get("/sign-in/with/cis2")["Location"])["state"]
    stolen = urlencode({**asked_for(back), "state": theirs})
    with_another_state = thief.get(f"/sign-in/with/cis2/back?{stolen}")

    assert again.status_code == with_another_state.status_code == 403
    assert b"sign_in_not_begun" in again.content
    assert b"used_before" in with_another_state.content
    assert "sign-in provider=cis2 refused=used_before" in caplog.text
    assert not is_signed_in(thief)


def test_the_state_of_another_browser_opens_nothing(there: Certified) -> None:
    bound(a_colleague("nina", role=Role.TEAM_MEMBER), cis2(there))
    back = come_back(Client(), there)
    victim = Client()
    victim.get("/sign-in/with/cis2")

    answer = victim.get(back)

    assert answer.status_code == 403
    assert b"sign_in_not_begun" in answer.content
    assert not is_signed_in(victim)


def test_who_broke_off_there_is_told_so(there: Certified, caplog: pytest.LogCaptureFixture) -> None:
    there.signs_in("nina", deny=True)
    client = Client()

    answer = client.get(come_back(client, there, asking="?next=/account"))

    assert answer.status_code == 403
    assert b"broken off there" in answer.content
    assert b"/sign-in/with/cis2?next=%2Faccount" in answer.content
    assert "sign-in provider=cis2 refused=sign_in_denied" in caplog.text


def test_whom_nobody_knows_here_is_told_who_they_are_there(there: Certified) -> None:
    a_colleague("nina", email="nina@example.nhs.uk")
    client = Client()

    answer = client.get(come_back(client, there))

    said = answer.content.decode()
    assert answer.status_code == 403
    assert "nobody here has that identity" in said
    assert "Nina Okafor" in said
    assert "ring " in said
    row = Reading.objects.get(outcome=reading.SIGN_IN_FAILED)
    assert row.detail == "cis2 identity_unknown"
    assert Account.objects.get(id=row.account_id).is_system


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("weak", "token_strength"),
        ("elsewhere", "no_role_selected"),
        ("abroad", "claimed_role_unknown"),
        ("nina", "claimed_role_not_held"),
    ],
)
def test_a_role_that_is_not_theirs_here_lets_nobody_in(
    there: Certified, who: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    bound(a_colleague("nina", role=Role.REFERRAL_CLINICIAN), cis2(there), who)
    there.signs_in(who)
    client = Client()

    answer = client.get(come_back(client, there))

    assert answer.status_code == 403
    assert code.encode() in answer.content
    assert f"sign-in provider=cis2 refused={code}" in caplog.text
    assert not is_signed_in(client)


def test_a_closed_account_stays_closed_whoever_vouches(there: Certified) -> None:
    bound(a_colleague("nina", role=Role.TEAM_MEMBER, is_active=False), cis2(there))
    client = Client()

    answer = client.get(come_back(client, there), follow=True)

    assert b"This account is closed" in answer.content
    assert not is_signed_in(client)


def test_somebody_binds_their_own_account_after_their_password(there: Certified) -> None:
    nina = a_colleague("nina", role=Role.TEAM_MEMBER)
    client = signed_in(nina)

    first = client.get("/account/sign-in/cis2")
    client.post(first["Location"], {"password": PASSWORD})
    page = client.get("/account/sign-in/cis2")
    sent = client.get("/account/sign-in/cis2/go")
    answer = client.get(there.walk(sent["Location"], until=identity.BACK.format("cis2")))

    assert first["Location"].startswith("/account/confirm")
    assert b"/account/sign-in/cis2/go" in page.content
    assert answer["Location"] == "/account"
    assert Identity.objects.get().account_id == nina.id
    assert "NHS CIS2" in client.get("/account").content.decode()
    fresh = Client()
    assert fresh.get(come_back(fresh, there))["Location"] == "/"


def test_what_one_began_another_in_the_same_browser_does_not_get(there: Certified) -> None:
    client = signed_in(a_colleague("nina", role=Role.TEAM_MEMBER))
    asked = client.get("/account/sign-in/cis2/go")
    client.post(asked["Location"], {"password": PASSWORD})
    sent = client.get("/account/sign-in/cis2/go")
    back = there.walk(sent["Location"], until=identity.BACK.format("cis2"))

    client.force_login(a_colleague("una"))
    answer = client.get(back)

    assert b"sign_in_not_begun" in answer.content
    assert not Identity.objects.exists()


def test_whoever_was_signed_in_before_leaves_nothing(there: Certified) -> None:
    bound(a_colleague("nina", role=Role.TEAM_MEMBER), cis2(there))
    client = signed_in(a_colleague("una"))
    back = come_back(client, there)
    session = client.session
    session["left"] = "something"
    session.save()

    client.get(back)

    assert "left" not in client.session
    assert "nina" in client.get("/account").content.decode()


def test_signing_out_here_signs_out_there(there: Certified) -> None:
    bound(a_colleague("nina", role=Role.TEAM_MEMBER), cis2(there))
    client = Client()
    client.get(come_back(client, there))

    answer = client.post("/sign-out")

    said = answer.content.decode()
    assert answer.status_code == 200
    assert f"url={there.issuer}/session/end?" in said
    assert "id_token_hint=" in said
    assert not is_signed_in(client)
    because = json.loads(Entry.objects.get(kind="office.signed_out").body)["because"]
    assert because == "oneself"


def test_signed_out_there_is_signed_out_here_once(there: Certified) -> None:
    nina = a_colleague("nina", role=Role.TEAM_MEMBER)
    bound(nina, cis2(there))
    client, local = Client(), signed_in(nina)
    client.get(come_back(client, there))
    page = there.open(f"{there.issuer}/session/end")
    secret = page.split('name="xsrf" value="')[1].split('"')[0]
    there.open(
        f"{there.issuer}/session/end/confirm", urlencode({"xsrf": secret, "logout": "yes"}).encode()
    )
    (told,) = there.told()["loggedOut"][-1:]

    answer = Client(enforce_csrf_checks=True).post(
        "/sign-in/with/cis2/signed-out", {"logout_token": told}
    )
    again = Client().post("/sign-in/with/cis2/signed-out", {"logout_token": told})

    assert (answer.status_code, again.status_code) == (200, 400)
    assert again.json()["error_description"] == "used_before"
    assert not is_signed_in(client)
    assert is_signed_in(local)


def test_entra_knows_its_people_by_their_object(there: Certified, settings: Any) -> None:
    of = identity.a_provider(there.issuer, code="entra", profile=Profile.ENTRA, name="Work")
    settings.JOINEDUP_PROVIDERS = {"entra": of}
    bound(a_colleague(), of, "object-1")
    client = Client()

    back = come_back(client, there, "entra")
    answer = client.get(back)

    # Entra takes RS256 of us, and this provider was told RS512: it refuses us, and we say so.
    assert answer.status_code == 503
    assert b"provider_refuses_us" in answer.content
