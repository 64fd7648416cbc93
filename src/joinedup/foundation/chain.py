"""One link of a chain: what is hashed, and how content is bound to it without being in it."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from joinedup.foundation import keys
from joinedup.foundation.models import Content, Entry, Reading
from joinedup.kernel import facts


class Row(NamedTuple):
    """An entry as it is read again, to be hashed: of millions no model is made."""

    id: UUID
    subject_id: UUID
    seq: int
    kind: str
    about_kind: str
    about_id: UUID
    about_version: int | None
    change_id: UUID
    at: datetime
    recorded_at: datetime
    by_account: UUID
    by_role: str
    by_organisation: str
    body: str
    content_id: UUID | None
    content_digest: str
    corrects: UUID | None
    digest: str


def envelope(entry: Entry | Row) -> str:
    """Everything an entry says, as canonical text: the same on both stores.

    It is written out, since a log of millions is hashed in one go: `facts.canonical` of the same
    values says the same.
    """
    content = f'"{entry.content_id}"' if entry.content_id else "null"
    corrects = f'"{entry.corrects}"' if entry.corrects else "null"
    version = "null" if entry.about_version is None else entry.about_version
    return (
        f'{{"about":[{facts.quoted(entry.about_kind)},"{entry.about_id}",{version}],'
        f'"at":"{facts.instant(entry.at)}","body":{facts.quoted(entry.body)},'
        f'"by":["{entry.by_account}",{facts.quoted(entry.by_role)},{facts.quoted(entry.by_organisation)}],'
        f'"change":"{entry.change_id}","content":[{content},{facts.quoted(entry.content_digest)}],'
        f'"corrects":{corrects},"id":"{entry.id}","kind":{facts.quoted(entry.kind)},'
        f'"recorded_at":"{facts.instant(entry.recorded_at)}","seq":{entry.seq},'
        f'"subject":"{entry.subject_id}"}}'
    )


def link(previous: str, entry: Entry | Row) -> str:
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
