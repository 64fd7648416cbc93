"""An app of others: registered, opened about somebody, and what it sends and takes."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.test import Client

from joinedup.foundation import instant, smart
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.app_scopes import KINDS

LAUNCH = "https://app.example/launch.html"
BACK = "https://app.example/"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:43].decode()
SCOPES = "launch patient/Patient.rs patient/Condition.rs"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def an_app(**said: Any) -> UUID:
    """An app that may read everything that any may."""
    given: dict[str, Any] = {
        "name": "Growth chart",
        "owner": "The makers, 01632 960400",
        "launch_url": LAUNCH,
        "redirect_uris": (BACK,),
        "kinds": KINDS,
    }
    sent = smart.AppSent(**{**given, **said})
    return smart.register_app(sent, at=instant.now(), by=system("tests"))


def browser(actor: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=actor.account_id), backend=BACKEND)
    return client


def opened(client: Client, person_id: UUID, app_id: UUID) -> dict[str, str]:
    """What an app is opened with, about somebody."""
    answer = client.post(f"/apps/people/{person_id}", {"app": str(app_id)})
    assert answer.status_code == 303, answer.content
    assert answer["Location"].startswith(LAUNCH)
    return said(answer["Location"])


def asking(app_id: UUID, launch: str, **changed: str) -> dict[str, str]:
    """The request that an app makes."""
    given = {
        "response_type": "code",
        "client_id": str(app_id),
        "redirect_uri": BACK,
        "launch": launch,
        "scope": SCOPES,
        "state": "its-own",
        "aud": "http://127.0.0.1/fhir",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return {name: one for name, one in {**given, **changed}.items() if one}


def let(client: Client, person_id: UUID, app_id: UUID, **changed: str) -> dict[str, str]:
    """What comes back to an app whose user let it read."""
    launch = opened(client, person_id, app_id)["launch"]
    given = asking(app_id, launch, **changed)
    answer = client.post("/apps/authorise", {**given, "answer": "let"})
    assert answer.status_code == 303, answer.content
    return said(answer["Location"])


def taken(code: str, app_id: UUID, **changed: str) -> Any:
    """What an app is answered to its code."""
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": str(app_id),
        "code_verifier": VERIFIER,
    }
    body = "&".join(f"{name}={one}" for name, one in {**given, **changed}.items())
    asked = {"content_type": "application/x-www-form-urlencoded"}
    return Client(SERVER_NAME="127.0.0.1").post("/apps/token", body, **asked)


def a_token(client: Client, person_id: UUID, app_id: UUID, **changed: str) -> str:
    """The token of an app that somebody lets read."""
    found: str = taken(let(client, person_id, app_id, **changed)["code"], app_id).json()[
        "access_token"
    ]
    return found


def read(token: str, path: str) -> Any:
    """What an app reads with its token."""
    headers = {"Authorization": f"Bearer {token}"}
    return Client(SERVER_NAME="127.0.0.1").get(f"/fhir/{path}", headers=headers)


def said(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
