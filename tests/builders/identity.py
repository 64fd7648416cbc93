"""Identity providers: a certified one that is started, and one of the same shape that lies."""

import base64
import hmac
import http.server
import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from joinedup.foundation import instant
from joinedup.foundation.scope import system
from joinedup.kernel.ids import AccountId
from joinedup.office import services
from joinedup.office.domain.providers import Profile, Provider

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tests" / "identity" / "provider.mjs"
BACK = "http://testserver/sign-in/with/{}/back"
_WAY_BACK = "/sign-in/with/{}/back"
OUR_KEY = RSAKey.generate_key(2048, {"kid": "ours"})


def a_provider(issuer: str, *, code: str = "cis2", **changed: Any) -> Provider:
    """NHS CIS2 as a place's file declares it, or another of the same shape."""
    said: dict[str, Any] = {
        "name": "NHS CIS2",
        "profile": Profile.CIS2,
        "issuer": issuer,
        "client_id": "joinedup",
        "key": OUR_KEY.as_pem(private=True).decode(),
        "key_id": "ours",
    }
    return Provider(code=code, **{**said, **changed})


def a_generic(issuer: str, **changed: Any) -> Provider:
    """A provider of no profile of its own, which knows us by a secret."""
    said = {"profile": Profile.GENERIC, "name": "Work account", "key": "", "secret": "a secret"}
    return a_provider(issuer, code="work", **{**said, "client_id": "joinedup-secret", **changed})


def a_practice(issuer: str, **changed: Any) -> Provider:
    """A clinical system that opens us with somebody chosen."""
    said = {"name": "Practice system", "fhir": f"{issuer}/fhir", "client_id": "joinedup-smart"}
    return a_provider(issuer, code="practice", **{"profile": Profile.SMART, **said, **changed})


def bound(account_id: UUID, of: Provider | None = None, subject: str = "nina") -> UUID:
    """Who the holder of an account is at a provider, as an administrator entered it."""
    return services.bind_identity(
        AccountId(account_id),
        provider=of or a_generic("http://127.0.0.1:9"),
        subject=subject,
        at=instant.now(),
        by=system("tests"),
    )


NURSE_HERE = {
    "name": "Nina Okafor",
    "oid": "object-1",
    "authentication_assurance_level": "3",
    "selected_roleid": "555",
    "nhsid_nrbac_roles": [
        {"person_roleid": "444", "role_code": "S8000:G8000:R8000", "org_code": "RZ9"},
        {"person_roleid": "555", "role_code": "S8000:G8001:R8001", "org_code": "RZ9"},
    ],
}


class Certified:
    """The provider that the tests start, and a browser that walks through it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
            _Still(),
        )

    def signs_in(
        self, account: str, *, acr: str = "", deny: bool = False, patient: str = ""
    ) -> None:
        """Say who shows who they are next, and who is chosen there."""
        said = {"account": account, "acr": acr, "deny": deny, "patient": patient}
        self.control("next", said)

    def rotate(self) -> None:
        """Have it sign with another key from now on."""
        self.control("rotate", {})

    def told(self) -> dict[str, Any]:
        """How often each address was asked, and which tokens of signing out it sent."""
        return self.control("told", {})

    def walk(self, address: str, *, until: str) -> str:
        """Follow a way through the provider as a browser does, to the address that leads away."""
        for _ in range(12):
            if address.startswith(until):
                return address
            with self.browser.open(address) as answer:
                address = urljoin(address, answer.headers["Location"] or "")
        raise AssertionError(f"never came to {until}")

    def open(self, address: str, form: bytes | None = None) -> str:
        """What a page of the provider says."""
        with self.browser.open(address, data=form) as answer:
            return str(answer.read().decode())

    def control(self, order: str, said: object) -> dict[str, Any]:
        """Give it an order."""
        data = json.dumps(said).encode()
        with self.browser.open(f"{self.issuer}/control/{order}", data=data) as answer:
            told: dict[str, Any] = json.loads(answer.read())
        return told


class _Still(urllib.request.HTTPRedirectHandler):
    """Shows a redirect rather than follow it, and a page of an error rather than fail."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        del req, code, msg
        fp.headers = headers
        return fp

    http_error_301 = http_error_303 = http_error_307 = http_error_302


@contextmanager
def certified(
    accounts: dict[str, Any],
    *,
    site: str = "http://testserver",
    patients: dict[str, Any] | None = None,
) -> Iterator[Certified]:
    """Start a certified provider that knows us and some people."""
    if not (ROOT / "node_modules" / "oidc-provider").is_dir():
        pytest.fail("These tests start an identity provider: type `tools/prepare test`.")
    common = {"grant_types": ["authorization_code"], "response_types": ["code"]}
    public = OUR_KEY.as_dict(private=False)
    clients = [
        {
            **common,
            "client_id": "joinedup",
            "redirect_uris": [f"{site}{_WAY_BACK.format(one)}" for one in ("cis2", "entra")],
            "post_logout_redirect_uris": [f"{site}/sign-in"],
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "RS512",
            "jwks": {"keys": [public]},
        },
        {
            **common,
            "client_id": "joinedup-smart",
            "redirect_uris": [f"{site}{_WAY_BACK.format('practice')}"],
            "post_logout_redirect_uris": [f"{site}/sign-in"],
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "RS384",
            "jwks": {"keys": [public]},
        },
        {
            **common,
            "client_id": "joinedup-secret",
            "client_secret": "a secret",
            "redirect_uris": [f"{site}{_WAY_BACK.format('work')}"],
            "post_logout_redirect_uris": [f"{site}/sign-in"],
        },
    ]
    with subprocess.Popen(
        ["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        known = {"clients": clients, "accounts": accounts, "patients": patients}
        node.stdin.write(json.dumps(known) + "\n")
        node.stdin.flush()
        try:
            yield Certified(json.loads(node.stdout.readline())["issuer"])
        finally:
            node.stdin.close()
            node.wait(10)


@dataclass
class Forger:
    """A provider of the same shape that says and signs whatever a test has it say."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    published: list[RSAKey] = field(default_factory=list)
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    unsigned: bool = False
    by_public_key: bool = False
    delay: float = 0.0
    status: int = 200
    asked: list[str] = field(default_factory=list)
    nonce: str = ""

    def id_token(self) -> str:
        """The token as it stands: right, but for what a test changed."""
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "sub": "nina",
            "aud": "joinedup",
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": self.nonce,
            **NURSE_HERE,
        }
        said = {name: one for name, one in {**right, **self.claims}.items() if one is not None}
        if self.unsigned:
            return _unsigned(said)
        if self.by_public_key:
            return _by_shared(said, self.key.as_pem(private=False))
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        return jwt.encode(header, said, self.key, algorithms=[header["alg"]])

    def answer(self, path: str) -> dict[str, Any]:
        """What it says at an address."""
        match path:
            case "/.well-known/openid-configuration":
                places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                right = {place: f"{self.issuer}/{place}" for place in places}
                right["userinfo_endpoint"] = f"{self.issuer}/userinfo"
                return {"issuer": self.issuer, **right, **self.metadata}
            case "/jwks_uri":
                keys = self.published or [self.key]
                return {"keys": [one.as_dict(private=False) for one in keys]}
            case "/token_endpoint":
                return {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token()}
            case _:
                return {"sub": "nina", **NURSE_HERE, "selected_roleid": None, **self.userinfo}


def _unsigned(claims: dict[str, Any]) -> str:
    return f"{_written({'alg': 'none'})}.{_written(claims)}."


def _by_shared(claims: dict[str, Any], secret: bytes) -> str:
    # No library signs so: the public key, which anybody has, is taken for a shared secret.
    signed = f"{_written({'alg': 'HS256', 'kid': 'k1'})}.{_written(claims)}"
    mark = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def _written(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def forger() -> Iterator[Forger]:
    """Start a provider that lies when it is told to."""
    lying = Forger()

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lying.asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(lying.delay)
            body = json.dumps(lying.answer(urlsplit(self.path).path)).encode()
            self.send_response(lying.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Whoever asked has gone: that is what is tried."""

    with Server(("127.0.0.1", 0), Answers) as server:
        lying.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield lying
        server.shutdown()


def asked_for(address: str) -> dict[str, str]:
    """What an address asks for, by name."""
    return {name: given[0] for name, given in parse_qs(urlsplit(address).query).items()}
