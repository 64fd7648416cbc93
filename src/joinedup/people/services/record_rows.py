"""How an entry that a source sent stands in the store, and when two say the same."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from joinedup.foundation import bulk, place
from joinedup.foundation.ids import new_id
from joinedup.kernel.audience import Audience
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people.domain import items
from joinedup.people.domain.items import Seeing
from joinedup.people.domain.record import EntryKind, EntrySent, When
from joinedup.people.domain.sections import tells_of
from joinedup.people.models import RecordEntry
from joinedup.people.queries import record_sections


class Row(NamedTuple):
    """The columns of an entry: a model of each would cost more than all the rest."""

    id: UUID
    person_id: UUID
    source: str
    source_key: str
    version: int
    replaces_id: UUID | None
    superseded_at: datetime | None
    received_id: UUID | None
    path: str
    received_at: datetime
    written_by: UUID | None
    audience: str | None
    audience_of: str | None
    is_quiet: bool | None
    is_chosen: bool | None
    own_view: str | None
    at: datetime
    kind: str
    when: str
    until: datetime | None
    status: str
    code_system: str
    code: str
    words: str
    value: str
    author: str
    author_role: str
    organisation: str
    details: str
    says_none: bool
    is_entered_in_error: bool


COLUMNS = Row._fields
as_json = json.JSONEncoder(ensure_ascii=False).encode
_SAID_FROM = COLUMNS.index("kind")


def made(
    sent: EntrySent,
    *,
    person_id: PersonId,
    source: str,
    received_id: ReceivedId | None,
    at: datetime,
    written_by: UUID | None = None,
    seeing: Seeing | None = None,
) -> Row:
    """The first version of an entry, as it would be written; for whom, where somebody chose."""
    when = sent.when
    said = _by_rule(sent, source) if seeing is None else seeing
    return Row(
        new_id(),
        person_id,
        source,
        sent.source_key,
        1,
        None,
        None,
        received_id,
        sent.path,
        at,
        written_by,
        said.audience.value if said.is_narrow else None,
        said.of if said.is_narrow else None,
        said.is_quiet or None,
        None if seeing is None else True,
        None,
        _happened(sent, at),
        sent.kind.value,
        when.value,
        sent.until if sent.ends_on is None else _end_of(sent.ends_on),
        sent.status,
        sent.code_system,
        sent.code,
        sent.words,
        sent.value,
        sent.author,
        sent.author_role,
        sent.organisation,
        as_json(sent.details) if sent.details else "",
        sent.says_none,
        sent.is_entered_in_error,
    )


def says_the_same(one: Row, other: Row) -> bool:
    """Whether two versions say the same; where in which message they said it is no matter."""
    is_same_time = one.when == When.NOT_SAID or one.at == other.at
    is_chosen = one.is_chosen or other.is_chosen
    is_same = is_same_time and (is_chosen or one.audience == other.audience)
    return is_same and one[_SAID_FROM:] == other[_SAID_FROM:]


def following(made: Row, held: Row) -> Row:
    """A later version of an entry: what was chosen of who sees it holds for it as well.

    Unless it tells now of what nobody is kept from.
    """
    made = made._replace(version=held.version + 1, replaces_id=held.id, own_view=held.own_view)
    if not held.is_chosen or may_not_narrow(made):
        return made
    return made._replace(
        audience=held.audience,
        audience_of=held.audience_of,
        is_quiet=held.is_quiet,
        is_chosen=True,
    )


def may_not_narrow(row: Row) -> bool:
    """Whether an entry is of what everybody with a part in somebody's care sees."""
    sections = record_sections.sections_said(
        EntryKind(row.kind),
        code_system=row.code_system,
        code=row.code,
        words=row.words,
        source=row.source,
    )
    return items.is_never_narrowed(sections)


def _by_rule(sent: EntrySent, source: str) -> Seeing:
    # Where nobody chose it is as its sender labelled it, or as its kind is. Most are neither, and
    # there are millions of them.
    told = {"code_system": sent.code_system, "code": sent.code, "words": sent.words}
    if sent.audience is None and not any(tells_of(one, **told) for one in items.NARROWED):
        return items.FOR_EVERYBODY
    sections = record_sections.sections_said(
        sent.kind,
        code_system=sent.code_system,
        code=sent.code,
        words=sent.words,
        source=source,
    )
    audience = sent.audience or items.by_kind(sent.kind, sections)
    if audience is Audience.EVERYBODY or items.is_never_narrowed(sections):
        return items.FOR_EVERYBODY
    of = record_sections.owner_of(sent.organisation, source)
    if sent.audience is not None:
        # What its sender restricted is shown to nobody where it is not known whose it is: whoever
        # needs it is told to ask them.
        return Seeing(audience=audience, of=of or source)
    return Seeing(audience=audience, of=of) if of else items.FOR_EVERYBODY


def write(new: Iterable[Row]) -> None:
    """Write new versions."""
    bulk.insert(RecordEntry, COLUMNS, new)


def _happened(sent: EntrySent, at: datetime) -> datetime:
    if sent.happened_at is not None:
        return sent.happened_at
    return at if sent.happened_on is None else start_of(sent.happened_on, place.current().zone)


def _end_of(day: date) -> datetime | None:
    # The end of the calendar is how some say that there is none.
    if day == date.max:
        return None
    return start_of(day + timedelta(days=1), place.current().zone)


@lru_cache(maxsize=20_000)
def start_of(day: date, zone: str) -> datetime:
    """The instant at which a day begins in a place."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
