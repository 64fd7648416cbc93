"""Which message this is: its key, what its answer quotes, its subject, and its place in order."""

import hashlib
import json
import re
from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.elements import objects, only, text
from joinedup.exchange.adapters.raw import Tree

_LONGEST_KEY: Final = 150
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
# What changes when one message is sent again, in FHIR's words: the Bundle's own id and date.
_CHANGES_WHEN_RESENT: Final = frozenset({"id", "identifier", "meta", "timestamp", "signature"})


def message_key(bundle: Tree, header: Tree) -> tuple[str, bool]:
    """What makes two sendings one message, and whether the sender gave it.

    FHIR keeps MessageHeader.id when a message is sent again; a sender that gives no id at all is
    known by what its message says.
    """
    identifier = only(bundle, "identifier")
    for kind, given in (
        ("header", text(header, "id")),
        ("identifier", text(identifier, "value")),
        ("bundle", text(bundle, "id")),
    ):
        if given:
            return f"{kind}|{_kept(given)}", True
    return f"content|{content_digest(bundle)}", False


def message_id(bundle: Tree, header: Tree, header_address: str) -> str:
    """What an answer quotes: the Bundle's id, as this standard says, or the nearest thing sent."""
    given = (text(bundle, "id"), text(header, "id"), header_address.removeprefix("urn:uuid:"))
    return next((one for one in given if _ID.fullmatch(one)), content_digest(bundle)[:64])


def content_digest(bundle: Tree) -> str:
    """A digest of what a message says, the same however often and whenever it is sent."""
    said = {key: value for key, value in bundle.items() if key not in _CHANGES_WHEN_RESENT}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def subject_keys(request: Tree, address: str) -> tuple[str, ...]:
    """The sender's own names for its referral, the one that orders its messages first.

    An official identifier comes first, then one that is a UUID, then as listed. A resource's id or
    address stands in only without an identifier: senders copy those from one referral to the next.
    """
    listed = objects(request, "identifier")
    ordered = sorted(
        listed, key=lambda i: (text(i, "use") != "official", not _is_uuid(text(i, "value")))
    )
    keys = tuple(
        _kept(f"{text(one, 'system')}|{text(one, 'value')}")
        for one in ordered
        if text(one, "value")
    )
    if keys:
        return keys
    fallback = text(request, "id") or address
    return (_kept(f"ServiceRequest|{fallback}"),) if fallback else ()


def sequence(bundle: Tree, header: Tree, request: Tree) -> datetime | None:
    """When the sender wrote a message, which orders its messages about one subject."""
    given = (
        bundle.get("timestamp"),
        only(request, "meta").get("lastUpdated"),
        only(header, "meta").get("lastUpdated"),
        only(bundle, "meta").get("lastUpdated"),
        request.get("authoredOn"),
    )
    return next((at for one in given if (at := elements.instant(one))), None)


def sortable(at: datetime | None) -> str:
    """An instant as text of one length, which sorts as time does; nothing for none."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else ""


def _kept(key: str) -> str:
    if len(key) <= _LONGEST_KEY:
        return key
    return f"sha256|{hashlib.sha256(key.encode()).hexdigest()}"


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
