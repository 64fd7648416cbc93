"""Entries of the record are taken: about whom, of which kind, kept once, or refused by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from joinedup.exchange.adapters import kinds, record, respect_form
from joinedup.exchange.adapters.kinds import Kind
from joinedup.exchange.adapters.kinds import Taken as Use
from joinedup.exchange.adapters.patient import person_entry, person_sent
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record import About, Reading
from joinedup.exchange.adapters.record_parts import Names, local
from joinedup.exchange.domain.message import PersonEntry
from joinedup.exchange.domain.refusals import NotAllTaken, RecordIsOurs
from joinedup.exchange.services import contacts, partners, registering
from joinedup.exchange.services.arrivals import (
    Arrived,
    Outcome,
    Say,
    Taken,
    findings_of,
    refused,
)
from joinedup.foundation import instant, journey
from joinedup.foundation.place_schema import Partner, Truth
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotPermitted, Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.people import services as people
from joinedup.people.domain.record import EntrySent, happens_later
from joinedup.people.queries.known_by import Known, Named, records_by
from joinedup.people.services import Became

TRY_AGAIN: Final = frozenset({"person_not_known", "entry_without_words"})
"""Refusals that something later in the same file may put right."""

_MOST_CACHED: Final = 200_000
_BECAME: Final = {
    Became.NEW: Outcome.ACCEPTED,
    Became.UNCHANGED: Outcome.UNCHANGED,
    Became.CORRECTED: Outcome.CORRECTED,
    Became.STRUCK: Outcome.STRUCK,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One resource of a file or message: where it stands, and what is wrong with it.

    `body` is for what is taken by itself, as a message is that stands in a line of its own.
    """

    at: str
    resource: Tree
    full_url: str = ""
    findings: tuple[Finding, ...] = ()
    repaired: tuple[Finding, ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Intake:
    """What every entry of one file looks at together."""

    arrived: Arrived
    received_id: ReceivedId
    say: Say
    on: date
    by: Actor
    names: Names = field(default_factory=Names)
    people: dict[str, Known] = field(default_factory=dict)
    known: dict[Named, Known] = field(default_factory=dict)

    @property
    def partner(self) -> Partner:
        """Whom it came from."""
        return self.arrived.partner

    def refuse(self, item: Item, *findings: Finding) -> Taken:
        """Refuse one item, with what was repaired in it."""
        return replace(refused(self.arrived, *findings), repaired=item.repaired)

    def finding(self, at: str, code: str, said: str) -> Finding:
        """A finding about this file."""
        return Finding(self.arrived.source, at, code, said)


@dataclass(slots=True)
class Came:
    """What became of items: of each by its place among them, and counted."""

    by_item: dict[int, Taken] = field(default_factory=dict)
    kept: list[Taken] = field(default_factory=list)

    def counts(self) -> list[Taken]:
        """Everything once: entries that were kept are counted together."""
        alone = [one for one in self.by_item.values() if one.count]
        return [*alone, *self.kept]

    def findings(self) -> list[Finding]:
        """Every reason why something was refused, in the order of the items."""
        return [finding for _, one in sorted(self.by_item.items()) for finding in one.findings]


def intake(arrived: Arrived, received_id: ReceivedId, *, say: Say, on: date) -> Intake:
    """Begin to take the entries of a file."""
    return Intake(arrived, received_id, say, on, partners.loader_for(arrived.partner))


def take_each(taking: Intake, items: Sequence[Item]) -> Came:
    """Take each item by itself: people first, then what is said of them."""
    came = Came()
    for place, item in _people(taking, items, came):
        try:
            came.by_item[place] = _take_person(taking, item)
        except (Refused, NotPermitted, Conflict) as error:
            came.by_item[place] = taking.refuse(item, *_said(taking, item, error))
    _keep(taking, items, came)
    return came


@journey.change
def take_all(taking: Intake, items: Sequence[Item]) -> Came:
    """Take every item or none: whatever is refused, nothing of it is kept."""
    came = Came()
    for place, item in _people(taking, items, came):
        try:
            came.by_item[place] = _take_person(taking, item)
        except (Refused, NotPermitted, Conflict) as error:
            # Whatever else there is to say comes before what this would make of the rest.
            raise NotAllTaken(findings=[*came.findings(), *_said(taking, item, error)]) from error
    _keep(taking, items, came)
    if findings := came.findings():
        raise NotAllTaken(findings=findings)
    return came


def recall(taking: Intake, items: Iterable[Item]) -> None:
    """Know again whom and what items name that were taken before, and change nothing."""
    for item in items:
        taking.names.add(item.full_url, item.resource)
        if item.resource.get("resourceType") == "Patient":
            sent = person_sent(item.resource, on=taking.on)
            named = registering.identifiers_of(sent, _entry_of(item), taking.partner)
            found = records_by(taking.by.scope, named)
            if known := next(iter(found.values()), None):
                _remember(taking, item, known)


def _people(taking: Intake, items: Sequence[Item], came: Came) -> Iterator[tuple[int, Item]]:
    """The people among items; what names others is read, and what is wrong refused, on the way."""
    found = []
    for place, item in enumerate(items):
        kind = kinds.kind_of(item.resource)
        if taken := _judged(taking, item, kind):
            came.by_item[place] = taken
            continue
        taking.names.add(item.full_url, item.resource)
        if kind.taken is Use.PERSON:
            found.append((place, item))
        elif kind.taken is Use.ASIDE:
            came.by_item[place] = _aside(taking, kind)
    yield from found


def _judged(taking: Intake, item: Item, kind: Kind) -> Taken | None:
    """What became of an item that is refused, or set aside, from its kind or form alone."""
    if kind.taken is Use.ASIDE and not kind.names_others:
        return _aside(taking, kind)
    if not item.resource:
        return taking.refuse(item, *item.findings)
    refusal = replace(kind, at=item.at).refusal(taking.arrived.source)
    if refusal is None and kind.taken not in (Use.PERSON, Use.ENTRY, Use.ASIDE):
        said = "A collection inside a collection is not taken."
        refusal = taking.finding(item.at, "resource_not_taken", said)
    if refusal is None and not item.findings:
        return None
    is_older = bool(item.findings) and item.findings[0].code == "stu3_not_taken"
    if refusal and is_older:
        return taking.refuse(item, item.findings[0], refusal, *item.findings[1:])
    return taking.refuse(item, *([refusal] if refusal else []), *item.findings)


def _aside(taking: Intake, kind: Kind) -> Taken:
    return Taken(outcome=Outcome.NOT_KEPT, format=taking.arrived.format, kind=kind.type_name)


def _take_person(taking: Intake, item: Item) -> Taken:
    sent = person_sent(item.resource, on=taking.on)
    taken = registering.take_person(
        sent, _entry_of(item), partner=taking.partner, at=instant.now(), by=taking.by
    )
    _remember(taking, item, taken.known)
    return Taken(
        outcome=taken.outcome,
        format=taking.arrived.format,
        repaired=item.repaired,
        location=f"Patient/{taken.known.person_id}",
    )


def _entry_of(item: Item) -> PersonEntry:
    # An id that a message makes up for its own references names nobody anywhere else.
    return person_entry(item.resource, has_own_id=not item.full_url.startswith("urn:"))


def _remember(taking: Intake, item: Item, known: Known) -> None:
    if len(taking.people) < _MOST_CACHED:
        given = item.resource.get("id")
        addresses = (item.full_url, f"Patient/{given}" if given else "")
        taking.people |= {address: known for address in addresses if address}


def _said(taking: Intake, item: Item, error: Refused | NotPermitted | Conflict) -> list[Finding]:
    return findings_of(error, source=taking.arrived.source, at=item.at, say=taking.say)


def _keep(taking: Intake, items: Sequence[Item], came: Came) -> None:
    """Keep what is said of people whom somebody here knows; refuse the rest by name."""
    readings = [
        (place, item, record.read(item.resource, taking.names, at=item.at))
        for place, item in enumerate(items)
        if place not in came.by_item
    ]
    _find(taking, (reading.about for _, _, reading in readings))
    given: dict[PersonId, list[EntrySent]] = defaultdict(list)
    places: dict[str, int] = {}
    for place, item, reading in readings:
        finding, whose = _whose(taking, item, reading)
        findings = [finding] if finding else []
        if not findings and whose is not None:
            findings = (
                _contact(taking, item, whose.person_id)
                or _too_soon(taking, item, reading)
                or _form(taking, item, whose)
            )
        if findings:
            came.by_item[place] = taking.refuse(item, *findings)
        elif whose is not None and reading.entry is not None:
            given[whose.record_id].append(reading.entry)
            places[item.at] = place
    if given:
        _kept(taking, items, came, given, places)


def _too_soon(taking: Intake, item: Item, reading: Reading) -> list[Finding]:
    latest = instant.now() + journey.ALLOWED_SKEW
    if reading.entry is None or not happens_later(reading.entry, at=latest, today=taking.on):
        return []
    said = (
        "This is said to have happened, at a time that is still to come. Correct the time, or send"
        " it as planned."
    )
    return [taking.finding(item.at, "happens_later", said)]


def _contact(taking: Intake, item: Item, person_id: PersonId) -> list[Finding]:
    """Put a contact on the line that it names, before its entry is kept; or why it cannot be."""
    try:
        said = contacts.said_by(item.resource, taking.names, taking.partner)
        if said is not None:
            contacts.take(said, partner=taking.partner, person_id=person_id)
    except (Refused, NotPermitted, Conflict) as error:
        return _said(taking, item, error)
    return []


def _form(taking: Intake, item: Item, whose: Known) -> list[Finding]:
    """Keep a ReSPECT form as the document that it is, before its entry; or why it cannot be."""
    if not respect_form.is_one(item.resource):
        return []
    sent, faults = respect_form.read(item.resource, taking.names, at=item.at)
    if sent is None:
        return [taking.finding(one.at, one.code, one.said) for one in faults]
    try:
        people.receive_document(
            whose.record_id,
            sent,
            source=taking.partner.code,
            received_id=taking.received_id,
            at=instant.now(),
            by=taking.by,
        )
    except (Refused, NotPermitted, Conflict) as error:
        return _said(taking, item, error)
    return []


def _kept(
    taking: Intake,
    items: Sequence[Item],
    came: Came,
    given: dict[PersonId, list[EntrySent]],
    places: dict[str, int],
) -> None:
    kept = people.keep_many(
        list(given.items()),
        source=taking.partner.code,
        received_id=taking.received_id,
        at=instant.now(),
        by=taking.by,
    )
    if taking.partner.live_contacts and kept.accepted + kept.corrected:
        people.follow_contacts(
            given.keys(),
            sources=partners.telling_of_contacts(taking.partner),
            organisation=taking.partner.organisation,
            at=instant.now(),
            by=taking.by,
        )
    for one in kept.refused:
        place = places.pop(one.at)
        said = taking.say(one.code, {"kind": "", "longest": ""})
        finding = taking.finding(one.at, one.code, said)
        came.by_item[place] = taking.refuse(items[place], finding)
    mended = sum(bool(items[place].repaired) for place in places.values())
    taken = kept.accepted + kept.corrected
    count_of = {Outcome.ACCEPTED: taken, Outcome.UNCHANGED: kept.unchanged}
    come_to = [
        Taken(outcome=outcome, format=taking.arrived.format, count=count)
        for outcome, count in count_of.items()
        if count
    ]
    if come_to and mended:
        repaired = tuple(f for place in places.values() for f in items[place].repaired)
        come_to[0] = replace(come_to[0], repaired=repaired)
    came.kept += come_to
    # Counted above; here for whoever asks of one item.
    for at, place in places.items():
        outcome = _BECAME[kept.each.get(at, Became.NEW)]
        came.by_item[place] = Taken(outcome=outcome, format=taking.arrived.format, count=0)


def _find(taking: Intake, abouts: Iterable[About]) -> None:
    """Ask once for everybody whom entries name by a number, and nobody here knows yet."""
    wanted = {
        named for about in abouts for named in _named(taking, about) if named not in taking.known
    }
    if wanted:
        if len(taking.known) > _MOST_CACHED:
            taking.known.clear()
        taking.known |= records_by(taking.by.scope, wanted)


def _named(taking: Intake, about: About) -> Iterator[Named]:
    """The numbers by which an entry names a person, beside an address in its own message."""
    if about.value:
        yield about.system, about.value
    if about.address and not _addressed(taking, about):
        yield registering.source_system(taking.partner), local(about.address)


def _addressed(taking: Intake, about: About) -> Known | None:
    found = taking.people.get(about.address)
    return found or taking.people.get(local(about.address))


def _whose(taking: Intake, item: Item, reading: Reading) -> tuple[Finding | None, Known | None]:
    """Whose an entry is, and of which record of theirs, or why it is refused."""
    if reading.entry is None:
        return taking.finding(item.at, reading.code, reading.said), None
    kind = reading.entry.kind
    if taking.partner.truth_of(kind.value) is Truth.OURS:
        ours = RecordIsOurs(kind=kind.value, partner=taking.partner.name)
        return _said(taking, item, ours)[0], None
    about = reading.about
    # Their number comes first: of two records that are joined it says which is meant.
    found = [taking.known[named] for named in _named(taking, about) if named in taking.known]
    if addressed := _addressed(taking, about):
        found.append(addressed)
    if len({one.person_id for one in found}) > 1:
        said = "This names two different people: by its address one, by its number another."
        return taking.finding(item.at, "two_people_meant", said), None
    if not found and not (about.value or about.address):
        at = f"{item.at}.{about.element}"
        said = "This does not say whom it is about. Send the Patient's reference or NHS number."
        return taking.finding(at, "subject_missing", said), None
    if not found:
        named = about.value or about.address
        said = f"Nobody here is known as {named[:80]}. Send the Patient with this, or before it."
        return taking.finding(item.at, "person_not_known", said), None
    return None, found[0]
