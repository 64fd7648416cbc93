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
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people.domain.record import EntrySent, When
from joinedup.people.models import RecordEntry


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
) -> Row:
    """The first version of an entry, as it would be written."""
    when = sent.when
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
    return is_same_time and one[_SAID_FROM:] == other[_SAID_FROM:]


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
