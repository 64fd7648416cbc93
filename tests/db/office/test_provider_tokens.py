"""Every bad answer of an identity provider is refused on a page, by name, and in the log."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from joinedup.foundation import instant, reading
from joinedup.foundation.models import Reading
from joinedup.foundation.permissions import Role
from joinedup.office import services
from joinedup.office.adapters import provider
from joinedup.office.domain import tokens
from joinedup.office.models import UsedOnce
from tests.builders import identity
from tests.builders.identity import Forger, asked_for
from tests.builders.office import a_colleague

ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "k1"})
UNKNOWN_KEY = RSAKey.generate_key(2048, {"kid": "k9"})


@pytest.fixture
def forger(settings: Any) -> Iterator[Forger]:
    """A provider that lies, known to us as NHS CIS2, and a nurse who is bound to it."""
    provider.forget()
    with identity.forger() as lying:
        of = identity.a_provider(lying.issuer)
        settings.JOINEDUP_PROVIDERS = {"cis2": of}
        nina = a_colleague("nina", role=Role.TEAM_MEMBER)
        identity.bound(nina.id, of)
        yield lying


def come_back(client: Client, forger: Forger, code: str = "c1", **also: str) -> Any:
    """Go to the provider and come back with a code; what the browser is answered."""
    asked = asked_for(client.get("/sign-in/with/cis2?next=/account")["Location"])
    forger.nonce = asked["nonce"]
    given = {"state": asked["state"], "code": code, **also}
    return client.get("/sign-in/with/cis2/back", given)


def seconds(count: int) -> int:
    return int(time.time()) + count


BAD: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "another issuer": ("token_issuer", lambda: {"claims": {"iss": "https://other.example"}}),
    "another audience": ("token_audience", lambda: {"claims": {"aud": "another-site"}}),
    "two audiences, no azp": (
        "token_authorised_party",
        lambda: {"claims": {"aud": ["joinedup", "another-site"]}},
    ),
    "azp of another": ("token_authorised_party", lambda: {"claims": {"azp": "another-site"}}),
    "another nonce": ("token_nonce", lambda: {"claims": {"nonce": "not this"}}),
    "no nonce": ("token_nonce", lambda: {"claims": {"nonce": None}}),
    "expired": ("token_expired", lambda: {"claims": {"exp": seconds(-61)}}),
    "no expiry": ("token_unreadable", lambda: {"claims": {"exp": None}}),
    "expiry in words": ("token_unreadable", lambda: {"claims": {"exp": "tomorrow"}}),
    "of the future": ("token_of_the_future", lambda: {"claims": {"iat": seconds(90)}}),
    "not yet": ("token_of_the_future", lambda: {"claims": {"nbf": seconds(90)}}),
    "alg none": ("token_algorithm", lambda: {"unsigned": True}),
    "HS256 by the public key": ("token_algorithm", lambda: {"by_public_key": True}),
    "unknown key": ("token_key", lambda: {"header": {"kid": "k9"}}),
    "signed by another": ("token_signature", lambda: {"published": [ANOTHER_KEY]}),
    "no subject": ("token_subject", lambda: {"claims": {"sub": None}}),
    "a subject that is none": ("token_subject", lambda: {"claims": {"sub": {"a": 1}}}),
    "a subject with a nought": ("token_subject", lambda: {"claims": {"sub": "n\x00a"}}),
    "another's access token": ("token_hash", lambda: {"claims": {"at_hash": "bm90IGl0"}}),
    "userinfo of another": ("userinfo_of_another", lambda: {"userinfo": {"sub": "sam"}}),
    "too weak": ("token_strength", lambda: {"claims": {"authentication_assurance_level": "1"}}),
    "no strength": ("token_strength", lambda: {"claims": {"authentication_assurance_level": None}}),
    "not shown anew": ("token_stale", lambda: {"claims": {"auth_time": seconds(-300)}}),
    "no role chosen": ("no_role_selected", lambda: {"claims": {"selected_roleid": None}}),
    "roles that are none": ("no_role_selected", lambda: {"userinfo": {"nhsid_nrbac_roles": "x"}}),
}


@pytest.mark.parametrize("kind", list(BAD))
def test_a_bad_answer_is_refused_by_name_on_a_page_and_in_the_log(
    forger: Forger, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    code, changed = BAD[kind]
    for name, value in changed().items():
        setattr(forger, name, value)
    client = Client()

    answer = come_back(client, forger)

    said = answer.content.decode()
    assert answer.status_code == 403
    assert f">{code}<" in said
    assert "/sign-in?next=%2Faccount" in said
    assert caplog.messages[-1] == f"sign-in provider=cis2 refused={code}"
    row = Reading.objects.get(outcome=reading.SIGN_IN_FAILED)
    assert row.detail == f"cis2 {code}"
    assert client.get("/session").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": -59},
        {"iat": 59},
        {"exp": 1, "iat": 59},
    ],
)
def test_clocks_that_differ_by_less_than_a_minute_let_people_in(
    forger: Forger, claims: dict[str, int]
) -> None:
    with instant.frozen(instant.now()):
        forger.claims = {name: seconds(apart) for name, apart in claims.items()}

        assert come_back(Client(), forger)["Location"] == "/account"


def test_two_audiences_are_taken_where_we_are_the_one_who_asked(forger: Forger) -> None:
    forger.claims = {"aud": ["joinedup", "another-site"], "azp": "joinedup"}

    assert come_back(Client(), forger)["Location"] == "/account"


def test_a_code_that_failed_counts_too(forger: Forger) -> None:
    forger.claims = {"nonce": "not this"}
    client = Client()
    come_back(client, forger)
    forger.claims = {}

    assert b"used_before" in come_back(client, forger).content
    assert come_back(client, forger, "c2")["Location"] == "/account"


def test_unknown_keys_do_not_make_us_hammer_the_provider(forger: Forger) -> None:
    forger.header = {"kid": "k9"}
    client = Client()

    for number in range(4):
        come_back(client, forger, f"c{number}")
    with instant.frozen(instant.now() + timedelta(seconds=61)):
        come_back(client, forger, "c5")
        come_back(client, forger, "c6")

    assert forger.asked.count("/jwks_uri") == 2


def test_a_state_that_is_a_quarter_of_an_hour_old_is_over(forger: Forger) -> None:
    client = Client()
    asked = asked_for(client.get("/sign-in/with/cis2")["Location"])

    with instant.frozen(instant.now() + timedelta(minutes=15, seconds=1)):
        answer = client.get("/sign-in/with/cis2/back", {"state": asked["state"], "code": "c"})

    assert b"sign_in_not_begun" in answer.content


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"error": "access_denied"}, "sign_in_denied"),
        ({"error": "server_error", "error_description": "<b>x"}, "sign_in_failed_there"),
        ({"code": ""}, "sign_in_failed_there"),
        ({"iss": "https://other.example"}, "token_issuer"),
    ],
)
def test_what_went_wrong_there_is_said_here(
    forger: Forger, given: dict[str, str], code: str
) -> None:
    answer = come_back(Client(), forger, **given)

    assert answer.status_code == 403
    assert f">{code}<" in answer.content.decode()
    assert b"<b>x" not in answer.content


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"status": 503}, "provider_away"),
        ({"status": 302}, "provider_away"),
        ({"metadata": {"issuer": "https://other.example"}}, "provider_of_another_name"),
        ({"metadata": {"token_endpoint": "http://far.example/token"}}, "provider_odd"),
        ({"metadata": {"jwks_uri": None}}, "provider_odd"),
    ],
)
def test_a_provider_that_is_not_itself_is_not_gone_to(
    forger: Forger, caplog: pytest.LogCaptureFixture, changed: dict[str, Any], code: str
) -> None:
    for name, value in changed.items():
        setattr(forger, name, value)

    answer = Client().get("/sign-in/with/cis2?next=/account")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert b"/sign-in?next=%2Faccount" in answer.content
    assert caplog.messages[-1] == f"sign-in provider=cis2 unavailable={code}"


def test_a_provider_that_is_down_keeps_nobody_from_their_page(
    forger: Forger, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.JOINEDUP_PROVIDERS = {"cis2": identity.a_provider("http://127.0.0.1:9")}

    answer = Client().get("/sign-in/with/cis2?next=/account")

    assert answer.status_code == 503
    assert b"NHS CIS2 does not answer" in answer.content
    assert caplog.messages[-1] == "sign-in provider=cis2 unavailable=provider_away"


def test_a_slow_provider_is_waited_for_three_seconds_in_all(
    forger: Forger, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    asked = asked_for(client.get("/sign-in/with/cis2")["Location"])
    forger.nonce, forger.delay = asked["nonce"], 1.6
    began = time.monotonic()

    answer = client.get("/sign-in/with/cis2/back", {"state": asked["state"], "code": "c"})

    assert time.monotonic() - began > 2.9
    assert answer.status_code == 503
    assert caplog.messages[-1] == "sign-in provider=cis2 unavailable=provider_slow"


def logout_token(forger: Forger, **changed: Any) -> str:
    now = int(time.time())
    right = {
        "iss": forger.issuer,
        "aud": "joinedup",
        "iat": now,
        "exp": now + 120,
        "jti": "once",
        "sub": "nina",
        "events": {tokens.SIGNED_OUT: {}},
    }
    said = {name: one for name, one in {**right, **changed}.items() if one is not None}
    return jwt.encode({"alg": "RS256", "kid": "k1"}, said, forger.key)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"iss": "https://other.example"}, "token_issuer"),
        ({"aud": "another"}, "token_audience"),
        ({"exp": 1}, "token_expired"),
        ({"events": None}, "logout_event"),
        ({"events": {"x": {}}}, "logout_event"),
        ({"nonce": "n"}, "logout_nonce"),
        ({"jti": None}, "logout_once"),
        ({"sub": None}, "token_subject"),
    ],
)
def test_a_bad_word_of_signing_out_ends_nothing(
    forger: Forger, changed: dict[str, Any], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    come_back(client, forger)

    sent = {"logout_token": logout_token(forger, **changed)}
    answer = Client().post("/sign-in/with/cis2/signed-out", sent)

    assert answer.status_code == 400
    assert json.loads(answer.content)["error_description"] == code
    assert caplog.messages[-1] == f"sign-in provider=cis2 refused={code}"
    assert client.get("/session").status_code == 200
    assert Client().post("/sign-in/with/cis2/signed-out").status_code == 400


def test_a_right_word_of_signing_out_ends_the_session_and_no_other(forger: Forger) -> None:
    client, another = Client(), Client()
    come_back(client, forger, "c1")
    forger.claims = {"sid": "s2"}
    come_back(another, forger, "c2")

    sent = {"logout_token": logout_token(forger, sid="s2")}
    answer = Client().post("/sign-in/with/cis2/signed-out", sent)

    assert answer.status_code == 200
    assert [one.get("/session").status_code for one in (client, another)] == [200, 401]


def test_what_was_used_is_forgotten_when_it_is_long_over(forger: Forger) -> None:
    come_back(Client(), forger)
    assert UsedOnce.objects.count() == 2

    services.forget_used(at=instant.now() + timedelta(days=1))
    assert UsedOnce.objects.count() == 2
    services.forget_used(at=instant.now() + timedelta(days=3))

    assert not UsedOnce.objects.exists()


def test_nothing_of_a_provider_is_kept_in_the_open(forger: Forger) -> None:
    client = Client()
    come_back(client, forger)

    kept = json.dumps(dict(client.session.items()))

    assert forger.id_token().split(".")[1][:20] not in kept
    assert "Nina Okafor" not in kept


def test_a_site_without_providers_has_no_such_pages(settings: Any) -> None:
    settings.JOINEDUP_PROVIDERS = {}
    client = Client()

    assert b"Another way to sign in" not in client.get("/sign-in").content
    assert client.get("/sign-in/with/cis2").status_code == 404
    assert client.get("/sign-in/with/cis2/back").status_code == 404


def test_the_page_of_sign_in_offers_the_provider_first(forger: Forger) -> None:
    said = Client().get("/sign-in?next=/account&because=switch").content.decode()

    href = "/sign-in/with/cis2?next=%2Faccount&amp;because=switch"
    assert said.index(href) < said.index("Another way to sign in") < said.index('name="password"')
