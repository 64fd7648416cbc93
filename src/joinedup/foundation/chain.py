"""One link of a chain: what is hashed, and how content is bound to it without being in it."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from joinedup.foundation import keys
from joinedup.foundation.models import Content, Entry, Reading
from joinedup.kernel import facts


def envelope(entry: Entry) -> str:
    """Everything an entry says, as canonical text: the same on both stores."""
    said: Mapping[str, object] = {
        "id": entry.id,
        "subject": entry.subject_id,
        "seq": entry.seq,
        "kind": entry.kind,
        "about": [entry.about_kind, entry.about_id, entry.about_version],
        "change": entry.change_id,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "by": [entry.by_account, entry.by_role, entry.by_organisation],
        "body": entry.body,
        "content": [entry.content_id, entry.content_digest],
        "corrects": entry.corrects,
    }
    return facts.canonical(said)


def link(previous: str, entry: Entry) -> str:
    """The digest of an entry: keyed, over the digest before it and its envelope."""
    return keys.sign(f"{previous}\n{envelope(entry)}".encode())


def new_content(text: str) -> Content:
    """Words to keep beside an entry, under a salt of their own."""
    return Content(salt=secrets.token_hex(16), text=text)


def content_digest(content: Content) -> str:
    """The salted digest that binds words to an entry and outlives them."""
    return hashlib.sha256(f"{content.salt}\n{content.text}".encode()).hexdigest()


def reading_digest(reading: Reading, shown: Iterable[tuple[UUID, str]]) -> str:
    """The digest of one reading with everyone it showed, and on which ground each."""
    said: Mapping[str, object] = {
        "id": reading.id,
        "at": reading.at,
        "by": [reading.account_id, reading.role, reading.organisation_code],
        "why": [reading.purpose, reading.route, reading.outcome, reading.detail],
        "people": sorted([str(person_id), ground] for person_id, ground in shown),
    }
    return keys.sign(facts.canonical(said).encode())
