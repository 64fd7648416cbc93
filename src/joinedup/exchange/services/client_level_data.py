"""A council's extract of client level data is loaded: each row is taken, or refused by name."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import batched
from pathlib import Path
from typing import BinaryIO, Final

from joinedup.exchange.adapters import csv_rows
from joinedup.exchange.adapters.csv_rows import NotReadable, Row
from joinedup.exchange.domain import client_level_lists as facts
from joinedup.exchange.domain.client_level_data import (
    AFTER_DEATH,
    Columns,
    EventRow,
    columns_of,
    read_row,
    says_no_event,
)
from joinedup.exchange.domain.report import FileReport
from joinedup.exchange.services import inward, partners
from joinedup.exchange.services.arrivals import Arrived
from joinedup.foundation import files, inbox, instant, journey, place
from joinedup.foundation.inbox import ReceivedRow
from joinedup.foundation.place_schema import Partner, Truth
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people import queries as people_queries
from joinedup.people import services as people
from joinedup.people.domain import details as rules
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.record import EntryKind, EntrySent
from joinedup.people.queries import Card
from joinedup.people.queries.known_by import Known, Named, records_by
from joinedup.people.services.record import keep_many

FORMAT: Final = "client_level_data"
_AT_ONCE: Final = 5_000
_NO_EVENT: Final = "row without an event"
_UNKNOWN: Final = (
    "Nobody here has this NHS number, or is known by the council's own. Load the person first, then"
    " this file again: only what is left is taken."
)
_OTHER_BIRTH: Final = (
    "The person with this number was born on another day here. Check the number and the birth date."
)
_OTHER_NAME: Final = "The person with this number has another name here. Check the number."
_OTHER_NUMBER: Final = (
    "The person with the council's own number has another NHS number here. Check both."
)
_TWO_MEANT: Final = "The NHS number and the council's own number mean two different people here."
_OURS: Final = (
    "The place says that this record is kept here, not by this partner. Nothing is taken."
)

type Given = tuple[PersonId, Sequence[EntrySent]]


@dataclass(frozen=True, slots=True)
class _Loading:
    """What every step of loading one file looks at."""

    partner: Partner
    report: FileReport
    columns: Columns
    at: datetime
    on: date
    by: Actor

    def refuse(self, row: int, problems: Iterable[tuple[str, str, str]]) -> None:
        """Refuse a row, with each column that is wrong."""
        self.report.refuse(
            Finding(self.report.file, f"row {row}, {column}", code, said)
            for column, code, said in problems
        )


def load_file(file: Path, report: FileReport, *, partner: Partner, keeps: bool) -> None:
    """Load one file of client level data, row by row, and put what became of it into a report.

    What was taken stays taken, wherever the file breaks off. A file that is not to be kept leaves
    nothing beside the store.
    """
    report.format = FORMAT
    arrived = Arrived(body=b"", source=report.file, partner=partner, format=FORMAT)
    with file.open("rb") as opened:
        row = _noted(_held(arrived, opened, keeps=keeps))
        try:
            _load_rows(opened, report, partner, row.id)
        except NotReadable as broken:
            report.refuse([Finding(report.file, broken.at, broken.code, broken.said)])
    _answered(row.id, report)


def _load_rows(
    opened: BinaryIO, report: FileReport, partner: Partner, received_id: ReceivedId
) -> None:
    rows = csv_rows.rows(opened)
    header = next(rows, None)
    columns, problems = columns_of(header.values if header else ())
    problems += _not_theirs(partner)
    if problems:
        report.refuse(Finding(report.file, "row 1", code, said) for _, code, said in problems)
        return
    now = instant.now()
    by = partners.loader_for(partner)
    loading = _Loading(partner, report, columns, now, place.today(), by)
    broken: list[NotReadable] = []
    kept = keep_many(
        _events(rows, loading, broken.append),
        source=partner.code,
        received_id=received_id,
        at=now,
        by=by,
    )
    report.accepted += kept.accepted + kept.corrected
    report.unchanged += kept.unchanged
    for refused in kept.refused:
        report.refuse([refused])
    for one in broken:
        raise one
    if not report.accepted + report.unchanged + report.refused + report.not_kept.total():
        raise NotReadable("empty", "There is no row below the names of the columns.")


def _not_theirs(partner: Partner) -> list[tuple[str, str, str]]:
    is_ours = partner.truth_of(EntryKind.SOCIAL_CARE_EVENT) is Truth.OURS
    return [("file", "record_is_ours", _OURS)] if is_ours else []


def _events(
    rows: Iterable[Row], loading: _Loading, note: Callable[[NotReadable], None]
) -> Iterator[Given]:
    """Each event with whom it is about; what is refused is in the report, and where it breaks."""
    for some in batched(_read(_until_broken(rows, note), loading), _AT_ONCE):
        known = _People(loading, [event for _, event in some])
        of_each: dict[PersonId, list[EntrySent]] = defaultdict(list)
        for row, event in some:
            whose, problem = known.whom(event)
            if whose is None:
                loading.refuse(row, [problem])
            else:
                of_each[whose.record_id].append(event.entry)
        # Rows of one person stand together in no extract: a fact is written for each turn of them.
        yield from of_each.items()


def _until_broken(rows: Iterable[Row], note: Callable[[NotReadable], None]) -> Iterator[Row]:
    try:
        yield from rows
    except NotReadable as broken:
        note(broken)


def _read(rows: Iterable[Row], loading: _Loading) -> Iterator[tuple[int, EventRow]]:
    """Each row that tells of an event, by its number; what is wrong is in the report."""
    columns = loading.columns
    for row in rows:
        if len(row.values) != len(columns):
            said = (
                f"This row has {len(row.values)} values for {len(columns)} columns. If the file was"
                " cut here, load the whole of it: what was taken stays taken."
            )
            loading.refuse(row.number, [("row", "row_length", said)])
        elif says_no_event(row.values, columns):
            loading.report.not_kept[_NO_EVENT] += 1
        else:
            event, problems = read_row(row.values, columns, at=row.at, on=loading.on)
            if event is None:
                loading.refuse(row.number, problems)
            else:
                yield row.number, event


class _People:
    """Whom the rows of one turn are about: by NHS number, else by the council's own number."""

    def __init__(self, loading: _Loading, events: Sequence[EventRow]) -> None:
        self.loading = loading
        self.system = f"urn:joinedup:council-number:{loading.partner.code}"
        named = {one for event in events for one in self._named(event)}
        self.known: Mapping[Named, Known] = records_by(loading.by.scope, named)
        self.cards: dict[PersonId, Card] = people_queries.cards(
            loading.by.scope, {one.person_id for one in self.known.values()}
        )
        self._link(events)

    def whom(self, event: EventRow) -> tuple[Known | None, tuple[str, str, str]]:
        """Who that is here, or why nobody."""
        if self._is_another_partners(event):
            said = "This row is of another council, which sends its own."
            return None, (facts.LA_CODE, "sender_is_another", said)
        # The NHS number comes first: of two records that are joined it says which is meant.
        found = [self.known[one] for one in self._named(event) if one in self.known]
        if not found:
            return None, (facts.NHS_NUMBER, "person_not_known", _UNKNOWN)
        whose = found[0]
        if len({one.person_id for one in found}) > 1:
            return None, (facts.NHS_NUMBER, "two_people_meant", _TWO_MEANT)
        card = self.cards[whose.person_id]
        is_by_number = (people_queries.NHS_NUMBER, event.nhs_number) in self.known
        if event.nhs_number and card.nhs_number and not is_by_number:
            return None, (facts.NHS_NUMBER, "person_differs", _OTHER_NUMBER)
        problem = _against(event, card)
        return (None, problem) if problem else (whose, ("", "", ""))

    def _link(self, events: Sequence[EventRow]) -> None:
        """Note the council's number of everybody whom a row names by both."""
        loading = self.loading
        for event in events:
            number = (people_queries.NHS_NUMBER, event.nhs_number)
            own = (self.system, event.own_number)
            is_new = event.own_number and number in self.known and own not in self.known
            if is_new and self.whom(event)[0] is not None:
                whose = self.known[number]
                try:
                    people.link_identifiers(
                        whose.record_id, [own], seen=None, at=loading.at, by=loading.by
                    )
                except Refused:
                    # Somebody else was given it a moment ago, or it is too long to be one.
                    continue
                self.known = {**self.known, own: whose}

    def _named(self, event: EventRow) -> Iterator[Named]:
        if event.nhs_number:
            yield people_queries.NHS_NUMBER, event.nhs_number
        if event.own_number:
            yield self.system, event.own_number

    def _is_another_partners(self, event: EventRow) -> bool:
        named = place.current().partner_sending_as(event.la_code)
        return named is not None and named.code != self.loading.partner.code


def _against(event: EventRow, card: Card) -> tuple[str, str, str] | None:
    """What speaks against an event being about somebody."""
    if card.born_on and event.born_on and card.born_on != event.born_on:
        return facts.BORN_ON, "person_differs", _OTHER_BIRTH
    said = PersonDetails(family_name=event.family_name, born_on=event.born_on)
    if not rules.nothing_speaks_against(said, family_name=card.family_name, born_on=card.born_on):
        return facts.LAST_NAME, "person_differs", _OTHER_NAME
    if card.died_on and event.started_on > card.died_on:
        return facts.STARTED_ON, "event_after_death", AFTER_DEATH
    return None


def _held(arrived: Arrived, opened: BinaryIO, *, keeps: bool) -> Arrived:
    """The file as it is kept: a large one beside the store, not in it."""
    body = opened.read(inward.limits().size + 1)
    opened.seek(0)
    if len(body) <= inward.limits().size:
        return replace(arrived, body=body)
    digest = files.keep(opened).digest if keeps else files.digest_of(opened)
    opened.seek(0)
    return replace(arrived, file_digest=digest)


@journey.change
def _noted(arrived: Arrived) -> ReceivedRow:
    return inward.keep(arrived, at=instant.now())


@journey.change
def _answered(received_id: ReceivedId, report: FileReport) -> None:
    taken = inbox.ACCEPTED if report.accepted else inbox.UNCHANGED
    inbox.answer(
        received_id,
        outcome=inbox.REFUSED if report.refused else taken,
        at=instant.now(),
        refusals=report.refusals,
    )
