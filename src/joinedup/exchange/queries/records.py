"""Entries of the record as another system is shown them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from joinedup.exchange.domain.refusals import SeveralPeopleMeant
from joinedup.exchange.domain.searching import Days, Search
from joinedup.exchange.domain.shown import EntryShown
from joinedup.exchange.queries.patients import people_meant, versioned, whom
from joinedup.foundation import instant, place
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import Page
from joinedup.people.domain.items import LABEL_OF
from joinedup.people.domain.record import EntryKind, has_ended, last_day
from joinedup.people.domain.record import When as Known
from joinedup.people.queries.outward import (
    EntriesWanted,
    OutwardEntry,
    outward_entries,
    outward_entry,
)

A_DAY: Final = timedelta(days=1)
_BY_PERSON: Final = ("patient", "subject")


def entry(kind: EntryKind) -> Callable[[Scope, UUID], EntryShown]:
    """How one entry of a kind is read, about somebody whom the reader may open."""

    def one(scope: Scope, id: UUID) -> EntryShown:  # noqa: A002 - FHIR's word
        return _shown(outward_entry(scope, kind, id))

    return one


def entries(
    kind: EntryKind, *, coded: str, dated: str
) -> Callable[[Scope, Search], Page[EntryShown]]:
    """How a page of entries of a kind is found, of the one person whom a search means.

    `coded` and `dated` are what the search calls their code and their date.
    """

    def many(scope: Scope, search: Search) -> Page[EntryShown]:
        meant = [people_meant(scope, search, name) for name in _BY_PERSON]
        named = [set(one) for one in meant if one is not None]
        people = sorted(set.intersection(*named)) if named else []
        if not people:
            return Page((), None, 0)
        if len(people) > 1:
            raise SeveralPeopleMeant(count=len(people))
        days = search.days.get(dated, Days())
        wanted = EntriesWanted(
            kind=kind,
            first_ids=search.ids.get("_id"),
            codes=_codes(search, coded),
            since=_start_of(days.since),
            until=_start_of(days.until + A_DAY if days.until and days.until < date.max else None),
        )
        page = outward_entries(
            scope, people[0], wanted, after=search.after, limit=max(search.count, 1)
        )
        return Page(tuple(map(_shown, page.rows)), page.next_key, page.total, page.total_is_capped)

    return many


def _codes(search: Search, coded: str) -> list[tuple[str | None, str]] | None:
    given = search.tokens.get(coded)
    return None if given is None else [(token.system, token.value) for token in given]


def _start_of(day: date | None) -> datetime | None:
    """When a day begins; nothing where none is named, and at either end of the calendar."""
    if day is None or day == date.min:
        return None
    return datetime.combine(day, time(), ZoneInfo(place.current().zone)).astimezone(UTC)


def _shown(held: OutwardEntry) -> EntryShown:
    row = held.row
    zone = ZoneInfo(place.current().zone)
    ends_on = last_day(row.until, zone) if row.until else None
    return EntryShown(
        id=str(held.first_id),
        version=versioned(row.version, held.card),
        kind=row.kind.value,
        whom=whom(held.card),
        source=row.source,
        source_key=row.source_key,
        received_id=str(row.received_id or ""),
        received_at=row.received_at,
        status=row.status,
        code_system=row.code_system,
        code=row.code,
        words=row.words,
        value=row.value,
        details=row.details,
        at=row.at if row.when is Known.TIME else None,
        on=row.at.astimezone(zone).date() if row.when is Known.DAY else None,
        until=None if ends_on else row.until,
        ends_on=ends_on,
        is_ended=has_ended(row.until, at=instant.now()),
        author=row.author,
        author_role=row.author_role,
        organisation=row.organisation,
        says_none=row.says_none,
        is_entered_in_error=row.is_entered_in_error,
        is_restricted=held.card.is_location_restricted,
        label=LABEL_OF[row.audience],
    )
