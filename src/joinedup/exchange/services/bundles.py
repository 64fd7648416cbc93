"""A Bundle that is held whole: a transaction all or nothing, a batch or collection by entry."""

import re
from dataclasses import replace
from typing import Any, Final

from joinedup.exchange.adapters import fhir
from joinedup.exchange.adapters.elements import only, text
from joinedup.exchange.adapters.kinds import Kind
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.services import inward, recording
from joinedup.exchange.services.arrivals import (
    Arrived,
    Outcome,
    Say,
    Taken,
    TakenWhole,
    findings_of,
)
from joinedup.exchange.services.recording import Came, Item
from joinedup.foundation import inbox, instant, journey, place
from joinedup.foundation.inbox import ReceivedRow
from joinedup.kernel.errors import Conflict, NotPermitted, Refused
from joinedup.kernel.finding import Finding

_PLACE: Final = re.compile(r"(?:Bundle\.entry\[|line )(\d+)")
_METHODS: Final = frozenset({"POST", "PUT"})
_ASKING: Final = frozenset({"batch", "transaction"})
_DONE: Final = (inbox.ACCEPTED, inbox.UNCHANGED)


def each_entry(
    arrived: Arrived, tree: Tree, findings: tuple[Finding, ...], *, say: Say
) -> TakenWhole:
    """Each entry by itself: those that are right are kept, the rest refused with their path."""
    if wrong := _of_whole(arrived, tree, findings):
        return TakenWhole([inward.keep_refused(arrived, wrong)])
    items = items_of(arrived, tree, findings)
    row = _row(arrived)
    again = places_refused(row) if row.outcome else None
    new = [item for place, item in enumerate(items) if again is None or place in again]
    taking = recording.intake(arrived, row.id, say=say, on=place.today())
    if again is not None:
        recording.recall(taking, [one for one in items if not one.findings])
    came = recording.take_each(taking, new)
    counts = came.counts()
    _answer(row, arrived, came.findings())
    if unchanged := len(items) - len(new):
        counts.append(Taken(outcome=Outcome.UNCHANGED, format=arrived.format, count=unchanged))
    return TakenWhole(counts, _each(arrived, items, new, came))


def all_entries(
    arrived: Arrived, tree: Tree, findings: tuple[Finding, ...], *, say: Say
) -> TakenWhole:
    """Every entry of a transaction, or none of them."""
    if wrong := _of_whole(arrived, tree, findings):
        return TakenWhole([inward.keep_refused(arrived, wrong)])
    return all_or_none(arrived, items_of(arrived, tree, findings), say=say)


def all_or_none(arrived: Arrived, items: list[Item], *, say: Say) -> TakenWhole:
    """Take all of some items, with what they were sent in, in one change; or none of them."""
    try:
        return _take_all(arrived, items, say)
    except (Refused, NotPermitted, Conflict) as error:
        at = items[0].at if len(items) == 1 else "Bundle"
        said = findings_of(error, source=arrived.source, at=at, say=say)
        return TakenWhole([inward.keep_refused(arrived, tuple(said))])


@journey.change
def set_aside(arrived: Arrived, kind: Kind) -> TakenWhole:
    """Account for a resource that is no part of a record."""
    now = instant.now()
    row = inward.keep(arrived, at=now)
    inbox.answer(row.id, outcome=inbox.UNCHANGED, at=now)
    taken = Taken(outcome=Outcome.NOT_KEPT, format=arrived.format, kind=kind.type_name)
    return TakenWhole([taken], (taken,))


def items_of(
    arrived: Arrived, tree: Tree, findings: tuple[Finding, ...], *, first: int = 0
) -> list[Item]:
    """The entries of a Bundle as items; `first` is the place of its first in what it is part of."""
    asks = text(tree, "type") in _ASKING
    own = _by_entry(findings)
    mended = _by_entry(arrived.repaired)
    items = []
    for number, entry in enumerate(tree["entry"]):
        at = f"Bundle.entry[{first + number}].resource"
        entry = entry if isinstance(entry, dict) else {}
        resource = entry.get("resource")
        wrong = tuple(_moved(one, number, first + number) for one in own.get(number, ()))
        if not isinstance(resource, dict):
            empty = Finding(arrived.source, at, "empty", "There is nothing here.")
            wrong, resource = (*wrong, empty), {}
        elif asks and (finding := _wrong_request(arrived, entry, first + number)):
            wrong = (*wrong, finding)
        older = fhir.older_release(resource, source=arrived.source, at=at, has_issues=bool(wrong))
        wrong = (older, *wrong) if older else wrong
        repaired = tuple(_moved(one, number, first + number) for one in mended.get(number, ()))
        items.append(Item(at, resource, text(entry, "fullUrl"), wrong, repaired))
    return items


def places_refused(row: ReceivedRow) -> frozenset[int] | None:
    """Which entries, or lines, were refused when they came before; nothing where that is unsure."""
    if len(row.refusals) >= inward.MOST_REFUSALS_KEPT:
        return None
    found = [_PLACE.match(one["at"]) for one in row.refusals]
    # Where the whole of it was refused, or broke off, all of it is to be tried again.
    return frozenset(int(one[1]) for one in found if one) if all(found) else None


def _of_whole(arrived: Arrived, tree: Tree, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    of_whole = tuple(one for one in findings if not one.at.startswith("Bundle.entry["))
    if of_whole or tree.get("entry"):
        return of_whole
    said = "There is nothing in this Bundle."
    return (Finding(arrived.source, "Bundle.entry", "empty", said),)


def _by_entry(findings: tuple[Finding, ...]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for one in findings:
        number = one.at.removeprefix("Bundle.entry[").partition("]")[0]
        if one.at.startswith("Bundle.entry[") and number.isdecimal():
            found.setdefault(int(number), []).append(one)
    return found


def _moved(finding: Finding, number: int, place_in: int) -> Finding:
    if number == place_in:
        return finding
    was = f"Bundle.entry[{number}]"
    return replace(finding, at=f"Bundle.entry[{place_in}]{finding.at.removeprefix(was)}")


def _wrong_request(arrived: Arrived, entry: dict[str, Any], number: int) -> Finding | None:
    request = only(entry, "request")
    method, at = text(request, "method"), f"Bundle.entry[{number}].request"
    if not request:
        said = (
            "Each entry of a batch or transaction says by its request what is to be done with it."
        )
        return Finding(arrived.source, at, "required_missing", said)
    if method not in _METHODS:
        said = f"{method or 'Nothing'} is not done here by a Bundle: only POST and PUT are."
        return Finding(arrived.source, f"{at}.method", "method_not_taken", said)
    return None


@journey.change
def _row(arrived: Arrived) -> ReceivedRow:
    return inward.keep(arrived, at=instant.now())


@journey.change
def _take_all(arrived: Arrived, items: list[Item], say: Say) -> TakenWhole:
    now = instant.now()
    row = inward.keep(arrived, at=now)
    if not row.is_new and row.outcome in _DONE:
        taken = Taken(outcome=Outcome.UNCHANGED, format=arrived.format)
        each = (taken,) * len(items)
        return TakenWhole([replace(taken, count=len(items))], each)
    taking = recording.intake(arrived, row.id, say=say, on=place.today())
    came = recording.take_all(taking, items)
    counts = came.counts()
    is_new = any(one.outcome is Outcome.ACCEPTED for one in counts)
    outcome = inbox.ACCEPTED if is_new else inbox.UNCHANGED
    inbox.answer(row.id, outcome=outcome, at=now, repaired=arrived.repaired)
    return TakenWhole(counts, _each(arrived, items, items, came))


def _each(arrived: Arrived, items: list[Item], new: list[Item], came: Came) -> tuple[Taken, ...]:
    place_of = {id(item): place for place, item in enumerate(new)}
    unchanged = Taken(outcome=Outcome.UNCHANGED, format=arrived.format)
    return tuple(
        came.by_item[place_of[id(item)]] if id(item) in place_of else unchanged for item in items
    )


@journey.change
def _answer(row: ReceivedRow, arrived: Arrived, findings: list[Finding]) -> None:
    inbox.answer(
        row.id,
        outcome=inbox.REFUSED if findings else inbox.ACCEPTED,
        at=instant.now(),
        refusals=findings[: inward.MOST_REFUSALS_KEPT],
        repaired=arrived.repaired,
    )
