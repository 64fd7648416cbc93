"""A device that makes and uses passkeys (ES256), honest unless told otherwise."""

import hashlib
import html
import json
import re
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.foundation.scope import actor_of
from joinedup.office import services

ORIGIN = "http://testserver"
SITE = "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey on a device: what it is for, how far it counted, and how it lies."""

    counter: int = 0
    origin: str = ORIGIN
    site: str = SITE
    flags: int = PRESENT | VERIFIED
    holder: str = ""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    name: bytes = field(default_factory=lambda: uuid4().bytes)

    def made(self, options: dict[str, object]) -> str:
        """The answer to a page that asks for a new passkey."""
        self.holder = options["user"]["id"]  # type: ignore[index]
        told = self._told(self.flags | ATTESTED, self.credential())
        response = {"attestationObject": bytes(AttestationObject.create("none", told, {}))}
        return self._answer(response, self._client("webauthn.create", options))

    def credential(self) -> AttestedCredentialData:
        """The passkey as whoever it is for keeps it."""
        public = ES256.from_cryptography_key(self.key.public_key())
        return AttestedCredentialData.create(bytes(16), self.name, public)

    def shown(self, options: dict[str, object]) -> str:
        """The answer to a page that asks for a passkey; it counts on."""
        self.counter += 1
        client = self._client("webauthn.get", options)
        told = self._told(self.flags)
        signed = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": bytes(told), "signature": signed}, client)

    def _client(self, kind: str, options: dict[str, object]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _told(
        self, flags: int, credential: AttestedCredentialData | None = None
    ) -> AuthenticatorData:
        site = hashlib.sha256(self.site.encode()).digest()
        return AuthenticatorData.create(site, flags, self.counter, credential or b"")

    def _answer(self, response: dict[str, bytes], client: bytes) -> str:
        said = {name: websafe_encode(one) for name, one in response.items()}
        said["clientDataJSON"] = websafe_encode(client)
        if "signature" in said:
            said["userHandle"] = self.holder
        name = websafe_encode(self.name)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": said,
                "clientExtensionResults": {},
            }
        )


def kept(account_id: UUID) -> UUID:
    """A passkey of an account, as the page of its owner kept it; nobody has its device."""
    account = Account.objects.get(id=account_id)
    key, by = websafe_encode(Device().credential()), actor_of(account)
    return services.add_passkey("Work phone", key=key, counter=0, at=instant.now(), by=by)


def asked(client: Client, address: str) -> dict[str, object]:
    """What a page asks of the browser."""
    answer = client.get(address)
    found = re.search(r'data-options="([^"]*)"', answer.content.decode())
    if found is None:
        raise ValueError(f"{address} asks for no passkey: {answer.status_code}")
    options: dict[str, object] = json.loads(html.unescape(found[1]))
    return options


def added(client: Client, device: Device, *, name: str = "Work phone") -> None:
    """Somebody who has just confirmed that it is they adds a passkey."""
    page = "/account/second-step/passkeys/new"
    answer = client.post(page, {"name": name, "answer": device.made(asked(client, page))})
    if answer.status_code != 303:
        raise ValueError(f"the passkey was not taken: {answer.status_code}")
