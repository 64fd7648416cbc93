"""What an app asks for when it is to be let read: SMART App Launch 2.2 and RFC 6749."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from joinedup.kernel import app_scopes
from joinedup.kernel.app_scopes import AppScopes

GIVEN: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "launch",
    "scope",
    "state",
    "aud",
    "code_challenge",
    "code_challenge_method",
)
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole request to be let read: nothing is missing from it, and it is for this system."""

    redirect_uri: str
    state: str
    launch: str
    challenge: str
    scopes: AppScopes


class CannotAnswer(Exception):
    """A request that is refused to the app, by the code of the standard and why in words.

    Only ever sent to an address that the app was registered with.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code, why)
        self.code, self.why = code, why


def asked(given: Mapping[str, str], *, let: Collection[str], fhir: str) -> Asked:
    """The request, or `CannotAnswer` with what is wrong with it; of an app that is known.

    `let` are the kinds that it may read at all, `fhir` the address under which they are read.
    """
    if any(len(given.get(name, "")) > _LONGEST for name in GIVEN):
        raise CannotAnswer("invalid_request", "A parameter is longer than 2,000 characters.")
    if given.get("response_type") != "code":
        raise CannotAnswer("unsupported_response_type", "response_type must be code.")
    if not given.get("state"):
        raise CannotAnswer("invalid_request", "state is missing.")
    if given.get("aud", "").rstrip("/") != fhir:
        raise CannotAnswer("invalid_request", f"aud must be {fhir}.")
    if given.get("code_challenge_method") != "S256":
        raise CannotAnswer("invalid_request", "code_challenge_method must be S256.")
    challenge = given.get("code_challenge", "")
    if not app_scopes.is_challenge(challenge):
        raise CannotAnswer("invalid_request", "code_challenge must be a SHA-256 in base64url.")
    launch = given.get("launch", "")
    if not launch:
        raise CannotAnswer(
            "invalid_request", "launch is missing: open the app from the page of a person."
        )
    scopes = app_scopes.understood(given.get("scope", ""), let=let)
    if not scopes.may:
        raise CannotAnswer("invalid_scope", "No scope was asked for that this app may have.")
    return Asked(given["redirect_uri"], given["state"], launch, challenge, scopes)


def answered(redirect_uri: str, said: Mapping[str, str]) -> str:
    """The address at which an app hears what came of its request."""
    parts = urlsplit(redirect_uri)
    query = "&".join(one for one in (parts.query, urlencode(said)) if one)
    return urlunsplit(parts._replace(query=query))
