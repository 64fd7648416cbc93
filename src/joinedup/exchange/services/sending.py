"""Messages are handed to partners' systems: over HTTPS, or as files in a folder."""

import http.client
import json
import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from joinedup.exchange.services import partners
from joinedup.foundation import instant, place
from joinedup.foundation.deliveries import Parcel
from joinedup.foundation.place_schema import Partner
from joinedup.kernel.errors import Refused, Unavailable
from joinedup.people import services as people

FHIR_JSON: Final = "application/fhir+json"
FOLDER: Final = "folder:"
_SECONDS: Final = 15
_LONGEST_ANSWER: Final = 64_000
# A receiver that says it has this already was told; any other conflict would be refused again.
_CONFLICT: Final = 409
_AGAIN_LATER: Final = frozenset({408, 425, 429})


class PartnerRefused(Refused):
    """The partner's system refuses the message, and would again."""

    code = "partner_refused"


def send(parcel: Parcel) -> str:
    """Hand a message to the partner that its address names, in no transaction."""
    partner = place.current().partners.get(parcel.address)
    if partner is None:
        raise PartnerRefused(status=0)
    if partner.endpoint == FOLDER:
        return drop(parcel, Path(settings.VAR) / "outgoing" / partner.code)
    try:
        receipt = post(parcel, partner.endpoint)
    except Unavailable:
        # A system that is away tells us nothing either: the person's page says since when.
        _note(partner, has_failed=True)
        raise
    _note(partner, has_failed=False)
    return receipt


def _note(partner: Partner, *, has_failed: bool) -> None:
    by = partners.loader_for(partner)
    people.hear(partner.code, has_failed=has_failed, at=instant.now(), by=by)


def send_notice(parcel: Parcel) -> str:
    """Leave a notice where the organisation's gateway for texts and email collects them."""
    told = json.dumps({"id": str(parcel.id), "to": parcel.address, "words": parcel.payload})
    return _written(f"{parcel.id}.json", told, Path(settings.VAR) / "outgoing" / "notices")


def drop(parcel: Parcel, folder: Path, *, is_private: bool = False) -> str:
    """Write a message as a file, whole or not at all; writing it again changes nothing.

    One that is private is for the account that runs this alone to read.
    """
    name = f"{_message_id(parcel)}.json"
    return _written(name, parcel.payload, folder, is_private=is_private)


def _written(name: str, text: str, folder: Path, *, is_private: bool = False) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.{os.getpid()}"
    with unfinished.open("w", encoding="utf-8") as opened:
        if is_private:
            os.fchmod(opened.fileno(), 0o600)
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(folder / name)
    return f"file {name}"


def post(parcel: Parcel, address: str) -> str:
    """Send a message over HTTP; what is acknowledged is delivered; no redirect is followed."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request(
            "POST",
            f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}",
            body=parcel.payload.encode(),
            headers={
                "Content-Type": FHIR_JSON,
                "Accept": FHIR_JSON,
                "X-Request-Id": str(parcel.id),
                "X-Correlation-Id": _message_id(parcel),
            },
        )
        with connection.getresponse() as answer:
            said = answer.read(_LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable("partner_away") from error
    finally:
        connection.close()
    return _receipt(answer.status, said)


def _receipt(status: int, said: bytes) -> str:
    if 200 <= status < 300 or (status == _CONFLICT and _has_it(said)):
        return f"HTTP {status}"
    if status >= 500 or status in _AGAIN_LATER:
        raise Unavailable("partner_away")
    raise PartnerRefused(status=status)


def _has_it(said: bytes) -> bool:
    """Whether an OperationOutcome says only that the message is a duplicate."""
    try:
        match json.loads(said):
            case {"resourceType": "OperationOutcome", "issue": [_, *_] as issues}:
                return all(_is_duplicate(issue) for issue in issues)
    except (ValueError, RecursionError):
        return False
    return False


def _is_duplicate(issue: object) -> bool:
    return isinstance(issue, dict) and issue.get("code") == "duplicate"


def _message_id(parcel: Parcel) -> str:
    header = json.loads(parcel.payload)["entry"][0]["resource"]
    return str(header["id"])
