"""One identity provider over OpenID Connect: where it is, its keys, a code for who it is."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, RSAKey

from joinedup.kernel.errors import Refused, Unavailable
from joinedup.office.adapters import asking, keys
from joinedup.office.adapters.asking import Asking
from joinedup.office.domain import tokens
from joinedup.office.domain.providers import Profile, Provider
from joinedup.office.domain.tokens import Asked, Claimed, Claims, Told

type Key = RSAKey | ECKey

KNOWN_FOR: Final = timedelta(hours=1)
"""How long what a provider says of itself, and its keys, are taken as known."""
KEYS_AGAIN_AFTER: Final = timedelta(minutes=1)
"""Its keys are not asked for sooner again, however many tokens name a key that it has not."""
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FHIR_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_FHIR_JSON: Final = "application/fhir+json"
_ASSERTION_LIVES: Final = timedelta(minutes=1)
_KINDS: Final[dict[str, type[RSAKey] | type[ECKey]]] = {"RSA": RSAKey, "EC": ECKey}


@dataclass(frozen=True, slots=True)
class Shown:
    """Who somebody showed to be at a provider."""

    subject: str
    sub: str
    """By what its word of signing out names them, where that differs."""
    name: str
    strength: str
    session: str
    claimed: tuple[Claimed, ...]
    id_token: str = field(repr=False)
    patient: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Whom a clinical system has chosen, as it tells of them in FHIR."""
    number: str = field(default="", repr=False)
    born_on: str = field(default="", repr=False)
    """The NHS number and date of birth of somebody whom NHS login knows."""


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: Mapping[str, Any]
    keys: Mapping[str, Key]
    at: datetime
    keys_at: datetime


_known: dict[str, _Known] = {}


def forget() -> None:
    """Know nothing of any provider, as after a start."""
    _known.clear()


def way_in(
    of: Provider,
    *,
    back: str,
    state: str,
    asked: Asked,
    verifier: str,
    launch: str = "",
    now: datetime,
) -> str:
    """The address at the provider where somebody shows who they are.

    A clinical system is told which launch of its own it is, and which of its servers is meant.
    """
    metadata = _of(of, Asking(), now=now).metadata
    challenge = hashlib.sha256(verifier.encode()).digest()
    wanted = {
        "response_type": "code",
        "client_id": of.client_id,
        "redirect_uri": back,
        "scope": of.rules.scopes,
        "state": state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **_strength_wanted(of),
    }
    if launch:
        wanted |= {"launch": launch, "aud": of.fhir}
    if asked.is_anew:
        wanted["prompt"] = "login"
    return f"{metadata['authorization_endpoint']}?{urlencode(wanted)}"


def who(of: Provider, *, code: str, back: str, asked: Asked, verifier: str, now: datetime) -> Shown:
    """Who came back with a code: the code is exchanged, and everything in the answer checked."""
    time = Asking()
    metadata = _of(of, time, now=now).metadata
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    got = _tokens(of, metadata, given, time, now=now)
    id_token, access_token = str(got.get("id_token", "")), str(got.get("access_token", ""))
    claims, algorithm = _claims(of, id_token, time, now=now)
    tokens.check_id_token(
        claims, of=of, asked=asked, algorithm=algorithm, access_token=access_token, now=now
    )
    person = _person(of, metadata, access_token, claims, time)
    name = person.get("name") or claims.get("name") or ""
    return Shown(
        subject=tokens.account_named(claims, of=of),
        sub=str(claims["sub"]),
        name=name[:150] if isinstance(name, str) else "",
        strength=tokens.strength_of(of, claims),
        session=str(claims.get("sid") or "")[:255],
        claimed=tokens.claimed(of, claims, person) if of.demands_role else (),
        id_token=id_token,
        patient=_patient(of, got, time) if of.launches else {},
        **(_known_of(person, claims) if of.profile is Profile.NHS_LOGIN else {}),
    )


def _known_of(person: Claims, claims: Claims) -> dict[str, str]:
    said = {**claims, **person}
    number, born_on = said.get("nhs_number"), said.get("birthdate")
    return {
        "number": number if isinstance(number, str) else "",
        "born_on": born_on if isinstance(born_on, str) else "",
    }


def signed_out(of: Provider, logout_token: str, *, now: datetime) -> Told:
    """Who was signed out there, as a token says that the provider sends us."""
    time = Asking()
    claims, _ = _claims(of, logout_token, time, now=now)
    return tokens.check_logout_token(claims, of=of, now=now)


def way_out(of: Provider, *, id_token: str, back: str, now: datetime) -> str:
    """The address at the provider that ends the session there; nothing where it has none."""
    metadata = _of(of, Asking(), now=now).metadata
    address = metadata.get("end_session_endpoint")
    if not isinstance(address, str) or not asking.is_safe(address):
        return ""
    said = {"client_id": of.client_id, "post_logout_redirect_uri": back}
    if id_token:
        said["id_token_hint"] = id_token
    return f"{address}?{urlencode(said)}"


def _strength_wanted(of: Provider) -> dict[str, str]:
    match of.profile:
        case Profile.NHS_LOGIN | Profile.ONE_LOGIN:
            return {"vtr": json.dumps(of.demanded.split())}
        case Profile.CIS2:
            # CIS2's own names for what it may ask of somebody: AAL3 alone, or either.
            return {"acr_values": "AAL3_ANY" if of.demanded == "3" else "AAL2_OR_AAL3_ANY"}
        case Profile.ENTRA if of.demanded:
            acrs = {"acrs": {"essential": True, "value": of.demanded}}
            return {"claims": json.dumps({"id_token": acrs})}
        case Profile.GENERIC if of.demanded:
            return {"acr_values": of.demanded}
        case _:
            return {}


def _of(of: Provider, time: Asking, *, now: datetime) -> _Known:
    """What is known of a provider, asked anew when that is old."""
    known = _known.get(of.fhir or of.issuer)
    if known is not None and known.at <= now < known.at + KNOWN_FOR:
        return known
    metadata = _metadata(of, time)
    # OpenID Connect Discovery 1.0, section 4.3: another's name here is another's answer.
    if metadata.get("issuer") != of.issuer:
        raise Unavailable("provider_of_another_name")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(asking.is_safe(str(metadata.get(name, ""))) for name in needed):
        raise Unavailable("provider_odd")
    known = _Known(metadata, _keys(str(metadata["jwks_uri"]), time), now, now)
    _known[of.fhir or of.issuer] = known
    return known


def _metadata(of: Provider, time: Asking) -> Mapping[str, Any]:
    if not of.launches:
        return _discovered(f"{of.issuer.rstrip('/')}/.well-known/openid-configuration", time)
    said = _discovered(f"{of.fhir}/.well-known/smart-configuration", time)
    if "issuer" in said and "jwks_uri" in said:
        return said
    # SMART App Launch 1 left its keys to OpenID Connect alone.
    keys = _discovered(f"{of.issuer.rstrip('/')}/.well-known/openid-configuration", time)
    return {**said, "issuer": keys.get("issuer"), "jwks_uri": keys.get("jwks_uri")}


def _discovered(address: str, time: Asking) -> Mapping[str, Any]:
    answer = time.ask(address)
    if answer.status != 200:
        raise Unavailable("provider_away")
    return answer.said


def _keys(address: str, time: Asking) -> Mapping[str, Key]:
    answer = time.ask(address)
    listed = answer.said.get("keys")
    if answer.status != 200 or not isinstance(listed, list):
        raise Unavailable("provider_odd")
    found: dict[str, Key] = {}
    for number, one in enumerate(listed):
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        kind = _KINDS.get(str(one.get("kty")))
        try:
            if kind is not None:
                found[str(one.get("kid") or f"#{number}")] = kind.import_key(one)
        except (JoseError, ValueError, TypeError):
            # A key that we cannot read signs nothing that we take; the others may.
            continue
    return found


def _key(of: Provider, header: Mapping[str, Any], time: Asking, *, now: datetime) -> Key:
    known = _of(of, time, now=now)
    found = _chosen(known.keys, header)
    if found is None and not known.keys_at <= now < known.keys_at + KEYS_AGAIN_AFTER:
        fresh = _keys(str(known.metadata["jwks_uri"]), time)
        _known[of.fhir or of.issuer] = _Known(known.metadata, fresh, known.at, now)
        found = _chosen(fresh, header)
    if found is None:
        raise Refused("token_key")
    return found


def _chosen(known: Mapping[str, Key], header: Mapping[str, Any]) -> Key | None:
    if header.get("kid") is None and len(known) == 1:
        return next(iter(known.values()))
    return known.get(str(header.get("kid")))


def _claims(of: Provider, token: str, time: Asking, *, now: datetime) -> tuple[Claims, str]:
    """What a token says, once it is sure that the provider signed it; and by which algorithm."""
    header = _header(token)
    algorithm = str(header.get("alg"))
    # Asked first: a token that chooses how it is checked would be checked by nothing.
    if algorithm not in of.rules.signs_by:
        raise Refused("token_algorithm")
    key = _key(of, header, time, now=now)
    try:
        payload = jws.deserialize_compact(token, key, algorithms=[algorithm]).payload
        claims = json.loads(payload)
    except BadSignatureError as error:
        raise Refused("token_signature") from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Refused("token_unreadable") from error
    if not isinstance(claims, dict):
        raise Refused("token_unreadable")
    return claims, algorithm


def _header(token: str) -> Mapping[str, Any]:
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError) as error:
        raise Refused("token_unreadable") from error
    if not isinstance(header, dict):
        raise Refused("token_unreadable")
    return header


def _tokens(
    of: Provider,
    metadata: Mapping[str, Any],
    given: dict[str, str],
    time: Asking,
    *,
    now: datetime,
) -> Mapping[str, Any]:
    address, headers = str(metadata["token_endpoint"]), {}
    if of.key:
        given |= {
            "client_id": of.client_id,
            "client_assertion_type": _ASSERTION,
            "client_assertion": _assertion(of, address, now=now),
        }
    else:
        said = f"{quote(of.client_id, safe='')}:{quote(of.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(said.encode()).decode()}"
    answer = time.ask(address, form=given, headers=headers)
    if answer.status == 200:
        return answer.said
    if answer.said.get("error") == "invalid_grant":
        raise Refused("code_not_taken")
    raise Unavailable("provider_away" if answer.status >= 500 else "provider_refuses_us")


def _assertion(of: Provider, address: str, *, now: datetime) -> str:
    """Who we are, signed by our key for this one question (RFC 7523)."""
    key = keys.private_key(of.key)
    if key is None:
        raise Unavailable("provider_refuses_us")
    header = {"alg": "ES256" if isinstance(key, ECKey) else of.rules.we_sign_by}
    if of.key_id:
        header["kid"] = of.key_id
    claims = {
        "iss": of.client_id,
        "sub": of.client_id,
        "aud": address,
        "jti": secrets.token_urlsafe(24),
        "iat": int(now.timestamp()),
        "exp": int((now + _ASSERTION_LIVES).timestamp()),
    }
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def _person(
    of: Provider, metadata: Mapping[str, Any], access_token: str, claims: Claims, time: Asking
) -> Claims:
    """What its userinfo says of the very person who signed in."""
    address = metadata.get("userinfo_endpoint")
    if not of.rules.reads_person or not isinstance(address, str):
        return {}
    answer = time.ask(address, headers={"Authorization": f"Bearer {access_token}"})
    if answer.status != 200:
        raise Unavailable("provider_away" if answer.status >= 500 else "provider_odd")
    tokens.check_same_person(claims, answer.said)
    return answer.said


def _patient(of: Provider, got: Mapping[str, Any], time: Asking) -> Mapping[str, Any]:
    """Whom the system has chosen, read with the token that it gave for that."""
    chosen = got.get("patient")
    if not isinstance(chosen, str) or not _FHIR_ID.fullmatch(chosen):
        raise Refused("launch_without_person", provider=of.name)
    headers = {"Authorization": f"Bearer {got.get('access_token', '')}", "Accept": _FHIR_JSON}
    answer = time.ask(f"{of.fhir}/Patient/{chosen}", headers=headers)
    if answer.status != 200:
        raise Unavailable("provider_away" if answer.status >= 500 else "launch_person_kept_back")
    # Another's record in answer to this one's name must never be taken for it.
    if answer.said.get("resourceType") != "Patient" or answer.said.get("id") != chosen:
        raise Refused("launch_of_another", provider=of.name)
    return answer.said
