"""Files too large to hold: read line by line, or entry by entry, kept once, taken in portions."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import batched
from pathlib import Path
from typing import BinaryIO, Final

from joinedup.exchange.adapters import fhir, kinds, raw
from joinedup.exchange.adapters.elements import text
from joinedup.exchange.adapters.kinds import Taken as Use
from joinedup.exchange.adapters.stream import BrokenOff, Entries, Piece
from joinedup.exchange.services import bundles, inward, recording, taking
from joinedup.exchange.services.arrivals import Arrived, Outcome, Say, Taken
from joinedup.exchange.services.recording import TRY_AGAIN, Came, Intake, Item
from joinedup.foundation import files, inbox, instant, journey, place
from joinedup.foundation.inbox import ReceivedRow
from joinedup.foundation.place_schema import Partner
from joinedup.kernel.finding import Finding

A_PORTION: Final = 500
_A_PIECE: Final = 1_000_000
_HEAD: Final = b'{"resourceType":"Bundle","type":"%b","entry":['
_EACH: Final = frozenset({"collection", "searchset", "batch"})

type Count = Callable[[list[Taken]], None]


@dataclass(slots=True)
class _Sitting:
    """One reading of a file: what it takes, what it must try again, and what was refused."""

    taking: Intake
    row: ReceivedRow
    count: Count
    again: frozenset[int] | None
    later: array[int]
    refusals: list[Finding]

    def note(self, taken: list[Taken]) -> None:
        """Count what became of a portion, and hold why, up to what is kept."""
        self.count(taken)
        room = inward.MOST_REFUSALS_KEPT - len(self.refusals)
        if room > 0:
            self.refusals += [one for each in taken for one in each.findings][:room]


def load_bundle(
    path: Path, *, source: str, partner: Partner, say: Say, count: Count, keeps: bool
) -> str:
    """Take a large Bundle entry by entry; says its format. A transaction is too large to be one."""
    with path.open("rb") as opened:
        kind, wrong = _bundle_type(opened, source)
    arrived = Arrived(body=b"", source=source, partner=partner, format="fhir_collection")
    if wrong is not None:
        count([_refusal(arrived, wrong)])
        return "json"
    arrived = replace(arrived, file_digest=_digest(path, keeps=keeps))
    sitting = _sitting(arrived, say, count)
    if broken := _passes(sitting, lambda: _entries_of(path, sitting, kind)):
        sitting.note([_refusal(arrived, broken)])
    _finish(sitting)
    return arrived.format


def load_lines(
    path: Path, *, source: str, partner: Partner, say: Say, count: Count, keeps: bool
) -> str:
    """Take NDJSON line by line: resources as entries of the file, whole Bundles each by itself."""
    small = path.stat().st_size <= inward.limits().size
    arrived = Arrived(
        body=path.read_bytes() if small else b"", source=source, partner=partner, format="ndjson"
    )
    if not small:
        arrived = replace(arrived, file_digest=_digest(path, keeps=keeps))
    sitting = _sitting(arrived, say, count)
    _passes(sitting, lambda: _lines_of(path, sitting))
    _finish(sitting)
    return arrived.format


def _digest(path: Path, *, keeps: bool) -> str:
    with path.open("rb") as opened:
        return files.keep(opened).digest if keeps else files.digest_of(opened)


def _sitting(arrived: Arrived, say: Say, count: Count) -> _Sitting:
    row = _noted(arrived)
    again = bundles.places_refused(row) if row.outcome else None
    taking_ = recording.intake(arrived, row.id, say=say, on=place.today())
    return _Sitting(taking_, row, count, again, array("Q"), [])


@journey.change
def _noted(arrived: Arrived) -> ReceivedRow:
    return inward.keep(arrived, at=instant.now())


def _passes(
    sitting: _Sitting, portions: Callable[[], Iterator[list[tuple[int, Item]]]]
) -> Finding | None:
    """Take each portion; then once more what named somebody who stood further on."""
    broken = _pass(sitting, portions(), is_last=False)
    if sitting.later:
        wanted = frozenset(sitting.later)
        again = (
            [(number, item) for number, item in portion if number in wanted]
            for portion in portions()
        )
        _pass(sitting, (portion for portion in again if portion), is_last=True)
    return broken


def _pass(
    sitting: _Sitting, portions: Iterator[list[tuple[int, Item]]], *, is_last: bool
) -> Finding | None:
    try:
        for portion in portions:
            _portion(sitting, portion, is_last=is_last)
    except BrokenOff as broken:
        return broken.finding(sitting.taking.arrived.source)
    return None


def _portion(sitting: _Sitting, portion: list[tuple[int, Item]], *, is_last: bool) -> None:
    known = [(n, one) for n, one in portion if sitting.again is not None and n not in sitting.again]
    if known and not is_last:
        recording.recall(sitting.taking, [one for _, one in known if not one.findings])
        unchanged = Taken(outcome=Outcome.UNCHANGED, format=sitting.taking.arrived.format)
        sitting.note([replace(unchanged, count=len(known))])
        portion = [(n, one) for n, one in portion if n in (sitting.again or ())]
    portion = [(n, one) for n, one in portion if not _is_taken_alone(sitting, n, one)]
    if not portion:
        return
    came = recording.take_each(sitting.taking, [item for _, item in portion])
    if not is_last:
        _put_off(sitting, portion, came)
    sitting.note(came.counts())


def _is_taken_alone(sitting: _Sitting, number: int, item: Item) -> bool:
    """Take a message or Bundle that stands in a line of its own, as a file of its own would be."""
    if not item.body:
        return False
    arrived = sitting.taking.arrived
    taken = taking.take(
        item.body, source=arrived.source, partner=arrived.partner, say=sitting.taking.say
    )
    sitting.note([_on_line(one, number) for one in taken])
    return True


def _on_line(taken: Taken, number: int) -> Taken:
    told = tuple(replace(one, at=f"line {number}, {one.at}") for one in taken.findings)
    return replace(taken, findings=told)


def _put_off(sitting: _Sitting, portion: list[tuple[int, Item]], came: Came) -> None:
    """Leave for a second reading what something further on may put right."""
    for place_in, (number, _) in enumerate(portion):
        taken = came.by_item.get(place_in)
        if taken and taken.findings and taken.findings[0].code in TRY_AGAIN:
            sitting.later.append(number)
            del came.by_item[place_in]


def _finish(sitting: _Sitting) -> None:
    _answer(sitting.row, tuple(sitting.refusals))


@journey.change
def _answer(row: ReceivedRow, refusals: tuple[Finding, ...]) -> None:
    outcome = inbox.REFUSED if refusals else inbox.ACCEPTED
    inbox.answer(row.id, outcome=outcome, at=instant.now(), refusals=refusals)


def _refusal(arrived: Arrived, finding: Finding) -> Taken:
    return Taken(outcome=Outcome.REFUSED, format=arrived.format, findings=(finding,))


# ---- A Bundle, entry by entry ----


def _bundle_type(opened: BinaryIO, source: str) -> tuple[str, Finding | None]:
    """The type of a Bundle that is not held; wherever it says that, before or after its entries."""
    entries = Entries(opened, most=inward.limits().size)
    try:
        for _ in entries:
            if b'"type"' in entries.head:
                break
    except BrokenOff as broken:
        # What says its type only after its entries cannot be believed when it never comes to that.
        if entries.has_begun:
            return "", broken.finding(source)
        return "", raw.too_large(source, opened.seek(0, 2), inward.limits())
    tree, found = raw.read(entries.head, source=source)
    if tree is None:
        return "", found[0]
    tree.pop("entry", None)
    kind = text(tree, "type")
    if text(tree, "resourceType") != "Bundle" or kinds.kind_of(tree).taken is Use.NOTHING:
        refusal = kinds.kind_of(tree).refusal(source)
        return "", refusal or raw.too_large(source, opened.seek(0, 2), inward.limits())
    wrong, _ = fhir.examine(tree, source=source, on=place.today())
    if wrong:
        return "", wrong[0]
    return kind, None if kind in _EACH else _too_large_for_all(kind, source)


def _too_large_for_all(kind: str, source: str) -> Finding:
    most = inward.limits().size // 1_000_000
    said = (
        f"A {kind} is taken whole or not at all, and at most {most} MB can be taken so. Send it in"
        f" parts{', or as a batch or collection' if kind == 'transaction' else ''}."
    )
    return Finding(source, raw.WHOLE, "too_large", said)


def _entries_of(path: Path, sitting: _Sitting, kind: str) -> Iterator[list[tuple[int, Item]]]:
    with path.open("rb") as opened:
        entries = Entries(opened, most=inward.limits().size)
        for portion in _broken_last(entries):
            yield _read_pieces(portion, sitting, kind)


def _broken_last(entries: Entries) -> Iterator[list[Piece]]:
    """Portions of entries; where they break off, first the portion that was whole."""
    portion: list[Piece] = []
    size = 0
    try:
        for piece in entries:
            portion.append(piece)
            size += len(piece.body)
            if len(portion) >= A_PORTION or size > _A_PIECE:
                yield portion
                portion, size = [], 0
    except BrokenOff:
        if portion:
            yield portion
        raise
    if portion:
        yield portion


def _read_pieces(portion: list[Piece], sitting: _Sitting, kind: str) -> list[tuple[int, Item]]:
    """Entries read and judged together; one by one where one of them spoils the rest."""
    whole = [piece for piece in portion if piece.body]
    items = _read_together(whole, sitting, kind)
    if items is None:
        items = [item for piece in whole for item in _read_alone(piece, sitting, kind)]
    most = inward.limits()
    source = sitting.taking.arrived.source
    for piece in portion:
        if not piece.body and (large := raw.too_large(source, piece.size, most)):
            items.append((piece.place, _wrong(f"Bundle.entry[{piece.place}]", large)))
    return sorted(items, key=lambda one: one[0])


def _read_together(
    pieces: list[Piece], sitting: _Sitting, kind: str
) -> list[tuple[int, Item]] | None:
    if not pieces:
        return []
    body = _HEAD % kind.encode() + b",".join(piece.body for piece in pieces) + b"]}"
    arrived = sitting.taking.arrived
    tree, _ = raw.read(body, source=arrived.source, limits=inward.limits())
    if tree is None or len(tree["entry"]) != len(pieces):
        return None
    findings, repaired = fhir.examine(
        tree,
        source=arrived.source,
        on=sitting.taking.on,
        repairs_allowed=arrived.partner.repairs,
        body=body,
    )
    first = pieces[0].place
    if pieces[-1].place - first != len(pieces) - 1:
        return None
    mended = replace(arrived, repaired=repaired)
    items = bundles.items_of(mended, tree, findings, first=first)
    return list(zip((piece.place for piece in pieces), items, strict=True))


def _read_alone(piece: Piece, sitting: _Sitting, kind: str) -> list[tuple[int, Item]]:
    together = _read_together([piece], sitting, kind)
    if together is not None:
        return together
    source = sitting.taking.arrived.source
    _, refused = raw.read(piece.body, source=source, limits=inward.limits())
    at = f"Bundle.entry[{piece.place}]"
    found = refused or (Finding(source, at, "not_json", "This is not an entry of a Bundle."),)
    return [(piece.place, _wrong(at, *found))]


def _wrong(at: str, *findings: Finding) -> Item:
    told = tuple(replace(one, at=_within(at, one.at)) for one in findings)
    return Item(f"{at}.resource", {}, findings=told)


def _within(at: str, own: str) -> str:
    if own == raw.WHOLE or own.startswith("Bundle.entry["):
        return at if own == raw.WHOLE else own
    # What has no type yet is named so by whoever read it alone.
    return f"{at}.{own.removeprefix('Resource.')}" if own[:9] == "Resource." else f"{at}, {own}"


# ---- NDJSON, line by line ----


def _lines_of(path: Path, sitting: _Sitting) -> Iterator[list[tuple[int, Item]]]:
    with path.open("rb") as opened:
        numbered = enumerate(_lines(opened, inward.limits().size), 1)
        full = ((number, line) for number, line in numbered if not line.isspace() or _is_cut(line))
        for portion in batched(full, A_PORTION):
            yield [(number, _line_item(line, number, sitting)) for number, line in portion]


def _is_cut(line: bytes) -> bool:
    return len(line) > inward.limits().size


def _lines(opened: BinaryIO, most: int) -> Iterator[bytes]:
    """Each line; one that is too long is cut after the limit, and the rest of it passed over."""
    while line := opened.readline(most + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = opened.readline(_A_PIECE)


def _line_item(line: bytes, number: int, sitting: _Sitting) -> Item:
    taking_, at = sitting.taking, f"line {number}"
    source = taking_.arrived.source
    line = line if _is_cut(line) else line.strip()
    tree, unread = raw.read(line, source=source, limits=inward.limits())
    if tree is None:
        told = tuple(replace(one, at=f"{at}, {one.at}") for one in unread)
        return Item(at, {}, findings=told)
    if text(tree, "resourceType") == "Bundle":
        return Item(at, tree, body=line)
    findings, repaired = fhir.examine(
        tree,
        source=source,
        on=taking_.on,
        repairs_allowed=taking_.partner.repairs,
        body=line,
    )
    told = tuple(replace(one, at=f"{at}, {one.at}") for one in findings)
    return Item(at, tree, findings=told, repaired=repaired)
