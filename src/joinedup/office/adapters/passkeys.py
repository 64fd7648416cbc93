"""Passkeys (Web Authentication, level 2): what a browser is asked for, and whether it proved it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fido2.server import Fido2Server
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId
from joinedup.office.domain.passkeys import Asked, Here, Holder

_LONGEST: Final = 20_000
_VERIFIED: Final = UserVerificationRequirement.REQUIRED
# What the library raises, in its many readers, at an answer that is none.
_NO_ANSWER: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError)


@dataclass(frozen=True, slots=True)
class Added:
    """A passkey as it is kept: its public key, and how far its counter is."""

    key: str
    counter: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser showed: which passkey, and whose it says it is, if it does."""

    credential: str
    account_id: AccountId | None
    response: AuthenticationResponse


def ask_to_add(here: Here, holder: Holder, *, held: Iterable[str]) -> Asked:
    """Ask for a new passkey, on a device that has none of these; it must know its user."""
    user = PublicKeyCredentialUserEntity(
        id=holder.account_id.bytes, name=holder.username, display_name=holder.name
    )
    options, state = _server(here).register_begin(
        user=user,
        credentials=_named(held),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_VERIFIED,
    )
    return _asked(options, state)


def ask_to_show(here: Here, *, held: Iterable[str]) -> Asked:
    """Ask for one of these passkeys; for any of this site where none is named."""
    options, state = _server(here).authenticate_begin(
        credentials=_named(held), user_verification=_VERIFIED
    )
    return _asked(options, state)


def added(here: Here, text: str, *, challenge: str) -> Added:
    """The new passkey that a browser answered with; refused where the answer is not for us."""
    response: RegistrationResponse = _read(RegistrationResponse.from_dict, text)
    told = _read(lambda _: response.response.attestation_object.auth_data, text)
    _check(here, response.response.client_data, told, challenge=challenge)
    binding = _judged(lambda: _server(here).register_complete(_state(challenge), response))
    if binding.credential_data is None:
        raise Refused("passkey_unreadable")
    return Added(websafe_encode(bytes(binding.credential_data)), binding.counter)


def read(text: str) -> Answer:
    """What a browser answered, not believed yet."""
    response: AuthenticationResponse = _read(AuthenticationResponse.from_dict, text)
    holder = response.response.user_handle
    try:
        account_id = AccountId(UUID(bytes=bytes(holder))) if holder else None
    except _NO_ANSWER as wrong:
        raise Refused("passkey_unreadable") from wrong
    return Answer(websafe_encode(response.raw_id), account_id, response)


def shown(here: Here, answer: Answer, *, key: str, challenge: str) -> int:
    """How far the counter of a passkey is whose holder has just proved that they have it."""
    told = answer.response.response.authenticator_data
    _check(here, answer.response.response.client_data, told, challenge=challenge)
    _judged(
        lambda: _server(here).authenticate_complete(
            _state(challenge), [_credential(key)], answer.response
        )
    )
    return told.counter


def credential_of(key: str) -> str:
    """By what name a device knows a passkey that is kept here."""
    return websafe_encode(_credential(key).credential_id)


def _check(
    here: Here, client: CollectedClientData, told: AuthenticatorData, *, challenge: str
) -> None:
    """Say by name what is wrong with an answer; the library has the last word on all of it."""
    if client.challenge != websafe_decode(challenge):
        raise Refused("passkey_not_asked")
    if client.origin != here.origin or client.cross_origin:
        raise Refused("passkey_other_origin")
    if told.rp_id_hash != sha256(here.host.encode()):
        raise Refused("passkey_other_site")
    if not told.is_user_verified():
        raise Refused("passkey_not_verified")


def _server(here: Here) -> Fido2Server:
    site = PublicKeyCredentialRpEntity(id=here.host, name=here.name)
    return Fido2Server(site, verify_origin=lambda origin: origin == here.origin)


def _named(keys: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY, id=_credential(key).credential_id
        )
        for key in keys
    ]


def _credential(key: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(key))


def _asked(options: Any, state: Any) -> Asked:
    return Asked(json.dumps(dict(options)["publicKey"]), str(state["challenge"]))


def _state(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": _VERIFIED}


def _read[T](reader: Callable[[Any], T], text: str) -> T:
    if len(text) > _LONGEST:
        raise Refused("passkey_unreadable")
    try:
        return reader(json.loads(text))
    except (*_NO_ANSWER, RecursionError) as wrong:
        raise Refused("passkey_unreadable") from wrong


def _judged[T](judge: Callable[[], T]) -> T:
    try:
        return judge()
    except _NO_ANSWER as wrong:
        raise Refused("passkey_wrong") from wrong
