"""What the tokens of an identity provider must say: every claim, and why it is refused."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joinedup.kernel.errors import Refused
from joinedup.office.domain import vectors
from joinedup.office.domain.providers import Profile, Provider

type Claims = Mapping[str, Any]

ALLOWED_SKEW: Final = timedelta(seconds=60)
"""How far the clock of a provider may be from ours."""
# OpenID Connect Back-Channel Logout 1.0, section 2.4.
SIGNED_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LONGEST_NAME: Final = 255


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked for when somebody went to sign in, for the answer to be held against."""

    nonce: str
    at: datetime
    is_anew: bool
    """Whether they were to show who they are again, though signed in there."""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was signed out there: everywhere, or of one session."""

    subject: str
    session: str
    once: str
    """By what the token is known, so that it counts once."""


def check_id_token(
    claims: Claims,
    *,
    of: Provider,
    asked: Asked,
    algorithm: str,
    access_token: str,
    now: datetime,
) -> None:
    """Refuse an ID token that is not for us, not for this sign-in, or not of now.

    OpenID Connect Core 1.0, section 3.1.3.7, in its order; the signature was checked before.
    """
    _check_issuer(claims, of)
    _check_audience(claims, of)
    if not _is_name(_text(claims, "sub")):
        raise Refused("token_subject")
    _check_times(claims, now=now)
    if _text(claims, "nonce") != asked.nonce:
        raise Refused("token_nonce")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(access_token, algorithm):
        raise Refused("token_hash")
    if asked.is_anew and "auth_time" in claims and _when(claims, "auth_time") < _earliest(asked):
        raise Refused("token_stale")
    if not is_strong_enough(of, claims):
        raise Refused("token_strength", demanded=of.demanded, provider=of.name)


def check_logout_token(claims: Claims, *, of: Provider, now: datetime) -> Told:
    """Who was signed out there; refuses a token that is not one of signing out."""
    _check_issuer(claims, of)
    _check_audience(claims, of)
    _check_times(claims, now=now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(SIGNED_OUT), dict):
        raise Refused("logout_event")
    # An ID token, which carries a nonce, must never pass for one.
    if "nonce" in claims:
        raise Refused("logout_nonce")
    told = Told(_text(claims, "sub"), _text(claims, "sid"), _text(claims, "jti"))
    if not told.once:
        raise Refused("logout_once")
    if not (told.subject or told.session):
        raise Refused("token_subject")
    return told


def check_same_person(id_token: Claims, userinfo: Claims) -> None:
    """Refuse what a provider says of a person other than the one who signed in."""
    if _text(userinfo, "sub") != _text(id_token, "sub"):
        raise Refused("userinfo_of_another")


def account_named(claims: Claims, *, of: Provider) -> str:
    """By what the provider knows the account, for good: never an email address by itself."""
    named = _text(claims, of.known_by)
    if not _is_name(named):
        raise Refused("token_subject")
    return named


def is_strong_enough(provider: Provider, claims: Claims) -> bool:
    """Whether somebody showed who they are as surely as is demanded here."""
    demanded = provider.demanded
    if not demanded:
        return True
    match provider.profile:
        case Profile.CIS2:
            found = str(claims.get("authentication_assurance_level", ""))
            return found.isascii() and found.isdigit() and int(found) >= int(demanded)
        case Profile.ENTRA:
            return demanded in _texts(claims, "acrs")
        case Profile.GENERIC:
            return _text(claims, "acr") == demanded
        case _:
            vot = _text(claims, "vot")
            return any(vectors.reaches(vot, one) for one in demanded.split())


def strength_of(provider: Provider, claims: Claims) -> str:
    """How surely somebody showed who they are, in the provider's own words."""
    match provider.profile:
        case Profile.CIS2:
            return f"AAL{claims.get('authentication_assurance_level', '')}"[:40]
        case Profile.ENTRA:
            return " ".join(_texts(claims, "acrs"))[:40]
        case Profile.GENERIC:
            return _text(claims, "acr")[:40]
        case _:
            return _text(claims, "vot")[:40]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A role in which somebody works, and where, in a provider's own codes."""

    role: str
    organisation: str

    def is_of(self, role: str, organisation: str) -> bool:
        """Whether a place's words for a role fit: the whole code or its last part."""
        # A national role code is job family, staff group and role: S8000:G8000:R8001.
        fits = role in (self.role, self.role.rpartition(":")[2])
        return fits and organisation in (self.organisation, "any")


def claimed(provider: Provider, id_token: Claims, userinfo: Claims) -> tuple[Claimed, ...]:
    """The roles that the provider says somebody is working in now: at CIS2 the one selected."""
    if provider.profile is Profile.CIS2:
        return (_selected(id_token, userinfo),)
    said = {**userinfo, **id_token}
    roles = _texts(said, provider.role_claim)
    at = _texts(said, provider.organisation_claim) if provider.organisation_claim else ("",)
    return tuple(Claimed(role, organisation) for role in roles for organisation in at)


def _selected(id_token: Claims, userinfo: Claims) -> Claimed:
    chosen = _text(id_token, "selected_roleid") or _text(userinfo, "selected_roleid")
    listed = userinfo.get("nhsid_nrbac_roles")
    held = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    for one in held:
        if chosen and _text(one, "person_roleid") == chosen:
            return Claimed(_text(one, "role_code"), _text(one, "org_code"))
    raise Refused("no_role_selected")


def _check_issuer(claims: Claims, of: Provider) -> None:
    if claims.get("iss") != of.issuer:
        raise Refused("token_issuer")


def _check_audience(claims: Claims, of: Provider) -> None:
    audiences = _texts(claims, "aud")
    if of.client_id not in audiences:
        raise Refused("token_audience")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != of.client_id:
        raise Refused("token_authorised_party")


def _check_times(claims: Claims, *, now: datetime) -> None:
    if now - ALLOWED_SKEW >= _when(claims, "exp"):
        raise Refused("token_expired")
    if _when(claims, "iat") > now + ALLOWED_SKEW:
        raise Refused("token_of_the_future")
    if "nbf" in claims and _when(claims, "nbf") > now + ALLOWED_SKEW:
        raise Refused("token_of_the_future")


def _earliest(asked: Asked) -> datetime:
    return asked.at - ALLOWED_SKEW


def _when(claims: Claims, name: str) -> datetime:
    said = claims.get(name)
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise Refused("token_unreadable")
    try:
        return datetime.fromtimestamp(said, tz=UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Refused("token_unreadable") from error


def _half_hash(access_token: str, algorithm: str) -> str:
    # The hash of the token's own algorithm: RS256 halves a SHA-256.
    digest = hashlib.new(f"sha{algorithm[-3:]}", access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _is_name(text: str) -> bool:
    return text != "" and text.isprintable() and len(text) <= _LONGEST_NAME


def _text(claims: Claims, name: str) -> str:
    said = claims.get(name)
    return said if isinstance(said, str) else ""


def _texts(claims: Claims, name: str) -> tuple[str, ...]:
    said = claims.get(name)
    listed = said if isinstance(said, list) else [said]
    return tuple(one for one in listed if isinstance(one, str) and one)
