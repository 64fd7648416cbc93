"""GOV.UK Notify, over its public API: a text is handed over, looked for, and asked after."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey

from joinedup.kernel.errors import Refused, Unavailable
from joinedup.mycare.domain.texting import Came

_SECONDS: Final = 15
_LONGEST_ANSWER: Final = 64_000
_UUID: Final = 36
_FOUND: Final = range(200, 300)
_REFUSED: Final = frozenset({401, 403})
_BAD: Final = 400
_NOT_THERE: Final = 404
# What Notify says of a text: https://docs.notifications.service.gov.uk/rest-api.html
_CAME: Final[Mapping[str, Came]] = {
    "delivered": Came.ARRIVED,
    "permanent-failure": Came.NO_SUCH_NUMBER,
    "temporary-failure": Came.NOT_REACHED,
    "technical-failure": Came.NOT_REACHED,
}


class NumberRefused(Refused):
    """The carrier does not send to this number."""

    code = "carrier_refuses_number"


class KeyRefused(Refused):
    """The carrier takes nothing from us: the key was revoked, or the service is not set up."""

    code = "carrier_refuses_us"


@dataclass(frozen=True, slots=True)
class Notify:
    """One service of GOV.UK Notify: its address, its key as Notify gave it, and its template."""

    address: str
    key: str
    template: str

    def send(self, number: str, words: str, *, reference: str, at: datetime) -> str:
        """Hand a text over; says by what Notify knows it."""
        said = self._asked(
            "POST",
            "/v2/notifications/sms",
            at=at,
            body={
                "phone_number": number,
                "template_id": self.template,
                "personalisation": {"message": words},
                "reference": reference,
            },
        )
        if "id" not in said:
            raise Unavailable("carrier_away")
        return str(said["id"])

    def sent_under(self, reference: str, *, at: datetime) -> str | None:
        """By what Notify knows a text that was handed over under a key of ours; None for none."""
        query = f"?template_type=sms&reference={quote(reference)}"
        said = self._asked("GET", f"/v2/notifications{query}", at=at)
        found = said.get("notifications") or [{}]
        return str(found[0]["id"]) if found[0].get("id") else None

    def came(self, carrier_id: str, *, at: datetime) -> Came:
        """What came of a text."""
        said = self._asked("GET", f"/v2/notifications/{quote(carrier_id)}", at=at)
        return _CAME.get(str(said.get("status")), Came.ON_ITS_WAY)

    def _asked(
        self, method: str, path: str, *, at: datetime, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        parts = urlsplit(self.address)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
        headers = {
            "Authorization": f"Bearer {self._token(at)}",
            "Content-Type": "application/json",
        }
        try:
            sent = json.dumps(body).encode() if body is not None else None
            connection.request(method, parts.path + path, body=sent, headers=headers)
            with connection.getresponse() as answer:
                return _read(answer.status, answer.read(_LONGEST_ANSWER))
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable("carrier_away") from error
        finally:
            connection.close()

    def _token(self, at: datetime) -> str:
        # A key is its name, the service's id and the secret, the last two of 36 letters each.
        secret, service = self.key[-_UUID:], self.key[-2 * _UUID - 1 : -_UUID - 1]
        claims = {"iss": service, "iat": int(at.timestamp())}
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(secret))


def _read(status: int, said: bytes) -> dict[str, Any]:
    if status in _REFUSED:
        raise KeyRefused()
    if status == _NOT_THERE:
        return {}
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = None
    if status == _BAD and isinstance(found, dict):
        if any("phone_number" in str(one) for one in found.get("errors", ())):
            raise NumberRefused()
        # A template that is not there, a team-only key: somebody who set it up has to look.
        raise KeyRefused()
    if status in _FOUND and isinstance(found, dict):
        return found
    # Too many asked, down, or an answer of something on the way: the same later may go well.
    raise Unavailable("carrier_away")
