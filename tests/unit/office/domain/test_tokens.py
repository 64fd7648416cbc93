"""What the tokens of an identity provider must say, claim by claim."""

from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.kernel.errors import Refused
from joinedup.office.domain import tokens
from joinedup.office.domain.providers import Profile, Provider
from joinedup.office.domain.tokens import Asked, Claimed, Told
from tests.rules import rule

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
RIGHT = {"iss": "https://a", "aud": "us", "sub": "s", "exp": AT + 60, "iat": AT, "nonce": "n"}
WORD = {**RIGHT, "nonce": None, "jti": "j", "events": {tokens.SIGNED_OUT: {}}}


def a_provider(profile: Profile = Profile.GENERIC, **said: str) -> Provider:
    return Provider(code="a", name="A", profile=profile, issuer="https://a", client_id="us", **said)


def without_nothing(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in claims.items() if one is not None}


def refusal_of(claims: dict[str, Any], of: Provider | None = None, *, is_anew: bool = False) -> str:
    """Why an ID token is refused; nothing where it is taken."""
    try:
        tokens.check_id_token(
            without_nothing(claims),
            of=of or a_provider(),
            asked=Asked("n", NOW, is_anew),
            algorithm="RS256",
            access_token="at",
            now=NOW,
        )
    except Refused as refusal:
        return refusal.refusal_code
    return ""


@rule("Whose ID token is taken at sign-in")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"iss": "https://b"}, "token_issuer"),
        ({"iss": None}, "token_issuer"),
        ({"aud": "them"}, "token_audience"),
        ({"aud": ["us"]}, ""),
        ({"aud": ["us", "them"]}, "token_authorised_party"),
        ({"aud": ["us", "them"], "azp": "us"}, ""),
        ({"azp": "them"}, "token_authorised_party"),
        ({"sub": None}, "token_subject"),
        ({"sub": "a\nb"}, "token_subject"),
        ({"sub": "x" * 256}, "token_subject"),
        ({"exp": AT - 59}, ""),
        ({"exp": AT - 60}, "token_expired"),
        ({"exp": None}, "token_unreadable"),
        ({"exp": True}, "token_unreadable"),
        ({"exp": 10.0**300}, "token_unreadable"),
        ({"iat": AT + 60}, ""),
        ({"iat": AT + 61}, "token_of_the_future"),
        ({"nbf": AT + 60}, ""),
        ({"nbf": AT + 61}, "token_of_the_future"),
        ({"nonce": "m"}, "token_nonce"),
        ({"nonce": None}, "token_nonce"),
        # The left half of the SHA-256 of "at", as RFC 4648 writes it without padding.
        ({"at_hash": "Pf0VVVSOd7lGzeQsU3KdQw"}, "token_hash"),
    ],
)
def test_an_id_token_is_for_us_for_this_sign_in_and_of_now(
    changed: dict[str, Any], code: str
) -> None:
    assert refusal_of({**RIGHT, **changed}) == code


def test_an_access_token_that_belongs_to_it_is_taken() -> None:
    # OpenID Connect Core 1.0, appendix A.3: the access token and at_hash of its own example.
    token, said = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"

    tokens.check_id_token(
        {**RIGHT, "at_hash": said},
        of=a_provider(),
        asked=Asked("n", NOW, is_anew=False),
        algorithm="RS256",
        access_token=token,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("shown_at", "is_anew", "code"),
    [
        (AT - 61, False, ""),
        (AT - 61, True, "token_stale"),
        (AT - 60, True, ""),
        (None, True, ""),
    ],
)
def test_who_was_to_show_it_anew_did_so(shown_at: int | None, is_anew: bool, code: str) -> None:
    assert refusal_of({**RIGHT, "auth_time": shown_at}, is_anew=is_anew) == code


@rule("How surely somebody showed who they are")
@pytest.mark.parametrize(
    ("profile", "demanded", "claims", "is_enough", "told"),
    [
        (Profile.GENERIC, "", {}, True, ""),
        (Profile.GENERIC, "high", {"acr": "high"}, True, "high"),
        (Profile.GENERIC, "high", {"acr": "low"}, False, "low"),
        (Profile.CIS2, "", {"authentication_assurance_level": "2"}, True, "AAL2"),
        (Profile.CIS2, "3", {"authentication_assurance_level": "2"}, False, "AAL2"),
        (Profile.CIS2, "3", {"authentication_assurance_level": 3}, True, "AAL3"),
        (Profile.CIS2, "", {"authentication_assurance_level": "²"}, False, "AAL²"),
        (Profile.CIS2, "", {}, False, "AAL"),
        (Profile.ENTRA, "c1", {"acrs": ["c1", "c2"]}, True, "c1 c2"),
        (Profile.ENTRA, "c1", {"acrs": "c2"}, False, "c2"),
        (Profile.NHS_LOGIN, "", {"vot": "P9.Cp.Cd"}, True, "P9.Cp.Cd"),
        (Profile.NHS_LOGIN, "", {"vot": "P5.Cp.Cd"}, False, "P5.Cp.Cd"),
        (Profile.ONE_LOGIN, "", {"vot": "Cl.Cm"}, True, "Cl.Cm"),
        (Profile.ONE_LOGIN, "", {"vot": "Cl"}, False, "Cl"),
    ],
)
def test_strength_is_weighed_in_the_providers_own_words(
    profile: Profile, demanded: str, claims: dict[str, Any], is_enough: bool, told: str
) -> None:
    of = a_provider(profile, strength=demanded)

    assert tokens.is_strong_enough(of, claims) is is_enough
    assert tokens.strength_of(of, claims) == told
    assert refusal_of({**RIGHT, **claims}, of) == ("" if is_enough else "token_strength")


def test_an_account_is_known_by_the_claim_that_lasts() -> None:
    claims = {"sub": "s", "oid": "o", "email": "e@example.org"}

    assert tokens.account_named(claims, of=a_provider()) == "s"
    assert tokens.account_named(claims, of=a_provider(Profile.ENTRA)) == "o"
    assert tokens.account_named(claims, of=a_provider(account_claim="email")) == "e@example.org"
    with pytest.raises(Refused, match="token_subject"):
        tokens.account_named({"sub": "s"}, of=a_provider(Profile.ENTRA))


def test_userinfo_is_of_the_very_person() -> None:
    tokens.check_same_person({"sub": "s"}, {"sub": "s"})
    with pytest.raises(Refused, match="userinfo_of_another"):
        tokens.check_same_person({"sub": "s"}, {"sub": "t"})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"iss": "https://b"}, "token_issuer"),
        ({"aud": "them"}, "token_audience"),
        ({"exp": AT - 60}, "token_expired"),
        ({"events": None}, "logout_event"),
        ({"events": {tokens.SIGNED_OUT: "yes"}}, "logout_event"),
        ({"nonce": "n"}, "logout_nonce"),
        ({"jti": None}, "logout_once"),
        ({"sub": None}, "token_subject"),
    ],
)
def test_a_word_of_signing_out_is_nothing_else(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        tokens.check_logout_token(without_nothing({**WORD, **changed}), of=a_provider(), now=NOW)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, Told("s", "", "j")),
        ({"sid": "i"}, Told("s", "i", "j")),
        ({"sid": "i", "sub": None}, Told("", "i", "j")),
    ],
)
def test_a_word_of_signing_out_says_who_or_which_session(
    changed: dict[str, Any], told: Told
) -> None:
    claims = without_nothing({**WORD, **changed})

    assert tokens.check_logout_token(claims, of=a_provider(), now=NOW) == told


ROLES = [
    "no role",
    {"person_roleid": "1", "role_code": "S8000:G8000:R8000", "org_code": "RZ9"},
    {"person_roleid": "2", "role_code": "S8000:G8001:R8001", "org_code": "RZ5"},
]


@pytest.mark.parametrize(
    ("id_token", "userinfo", "found"),
    [
        ({"selected_roleid": "2"}, {"nhsid_nrbac_roles": ROLES}, "S8000:G8001:R8001 RZ5"),
        ({}, {"nhsid_nrbac_roles": ROLES, "selected_roleid": "1"}, "S8000:G8000:R8000 RZ9"),
        ({"selected_roleid": "3"}, {"nhsid_nrbac_roles": ROLES}, ""),
        ({}, {"nhsid_nrbac_roles": ROLES}, ""),
        ({"selected_roleid": "2"}, {}, ""),
    ],
)
def test_at_cis2_the_role_that_was_selected_counts(
    id_token: dict[str, Any], userinfo: dict[str, Any], found: str
) -> None:
    of = a_provider(Profile.CIS2)
    if not found:
        with pytest.raises(Refused, match="no_role_selected"):
            tokens.claimed(of, id_token, userinfo)
        return

    assert tokens.claimed(of, id_token, userinfo) == (Claimed(*found.split()),)


def test_elsewhere_every_role_that_is_claimed_counts_where_it_is_claimed() -> None:
    at_home = a_provider(role_claim="roles")
    abroad = a_provider(role_claim="roles", organisation_claim="org")

    assert tokens.claimed(at_home, {"roles": ["a", "b"]}, {}) == (
        Claimed("a", ""),
        Claimed("b", ""),
    )
    assert tokens.claimed(abroad, {"roles": "a"}, {"org": "x"}) == (Claimed("a", "x"),)
    assert tokens.claimed(abroad, {"roles": "a"}, {}) == ()


@pytest.mark.parametrize(
    ("role", "organisation", "fits"),
    [
        ("R8001", "RZ9", True),
        ("S8000:G8001:R8001", "any", True),
        ("G8001", "RZ9", False),
        ("R8001", "RZ5", False),
    ],
)
def test_a_national_code_is_named_whole_or_by_its_last_part(
    role: str, organisation: str, fits: bool
) -> None:
    assert Claimed("S8000:G8001:R8001", "RZ9").is_of(role, organisation) is fits
