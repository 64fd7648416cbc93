"""Whatever arrives is named, checked, taken or refused, and kept with its answer."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings

from joinedup.exchange.adapters import bars, fhir, kinds, raw
from joinedup.exchange.adapters.kinds import Kind
from joinedup.exchange.adapters.kinds import Taken as Use
from joinedup.exchange.adapters.patient import person_sent
from joinedup.exchange.adapters.raw import Limits, Tree
from joinedup.exchange.services import partners, referring, registering
from joinedup.exchange.services.arrivals import (
    Arrived,
    Outcome,
    Say,
    Taken,
    findings_of,
    refused,
)
from joinedup.foundation import inbox, instant, journey, place
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotPermitted, Refused
from joinedup.kernel.finding import Finding

MESSAGE_AT: Final = "Bundle"
PERSON_AT: Final = "Patient"


def limits() -> Limits:
    """How much one message may hold here."""
    return Limits(size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def take_message(body: bytes, *, source: str, partner: Partner, say: Say, by: Actor) -> Taken:
    """Take a message to whose sender the answer goes at once; anything else is refused by name."""
    arrived, tree, findings = _opened(body, source=source, partner=partner)
    if tree is None:
        return _keep_refused(arrived, findings)
    if kinds.kind_of(tree).taken in (Use.PERSON, Use.EACH_ENTRY):
        said = "Only messages are taken here: send a Bundle of the type message."
        findings = (Finding(source, tree["resourceType"], "message_expected", said), *findings)
        return _keep_refused(arrived, findings)
    return _used(arrived, tree, findings, say=say, waits_for_answer=by)


def take(body: bytes, *, source: str, partner: Partner, say: Say) -> list[Taken]:
    """Take whatever a file, or a line of one, holds: one thing, or each entry of a collection."""
    arrived, tree, findings = _opened(body, source=source, partner=partner)
    if tree is None:
        return [_keep_refused(arrived, findings)]
    if kinds.kind_of(tree).taken is Use.EACH_ENTRY:
        return _each_entry(arrived, tree, findings, say=say)
    return [_used(arrived, tree, findings, say=say)]


def _opened(
    body: bytes, *, source: str, partner: Partner
) -> tuple[Arrived, Tree | None, tuple[Finding, ...]]:
    arrived = Arrived(body=body, source=source, partner=partner, format="json")
    tree, unread = raw.read(body, source=source, limits=limits())
    if tree is None:
        return arrived, None, unread
    kind = kinds.kind_of(tree)
    if not fhir.is_fhir(tree):
        return replace(arrived, format=kind.format), tree, ()
    findings, repaired = fhir.examine(
        tree, source=source, on=place.today(), repairs_allowed=partner.repairs
    )
    return replace(arrived, format=kind.format, repaired=repaired), tree, findings


def _used(
    arrived: Arrived,
    tree: Tree,
    findings: tuple[Finding, ...],
    *,
    say: Say,
    waits_for_answer: Actor | None = None,
) -> Taken:
    kind = kinds.kind_of(tree)
    if refusal := kind.refusal(arrived.source):
        # What is of another release is that first of all, whatever it would be in this one.
        is_older = bool(findings) and findings[0].code == "stu3_not_taken"
        if is_older:
            return _keep_refused(arrived, (findings[0], refusal, *findings[1:]))
        return _keep_refused(arrived, (refusal, *findings))
    if findings:
        return _keep_refused(arrived, findings)
    try:
        if kind.taken is Use.PERSON:
            return _take_person(arrived, tree)
        return _take_message(arrived, tree, waits_for_answer)
    except (Refused, NotPermitted, Conflict) as error:
        at = PERSON_AT if kind.taken is Use.PERSON else MESSAGE_AT
        said = findings_of(error, source=arrived.source, at=at, say=say)
        return _keep_refused(arrived, tuple(said))


def _take_message(arrived: Arrived, tree: Tree, waits_for_answer: Actor | None) -> Taken:
    message, findings = bars.read_message(tree, source=arrived.source, on=place.today())
    if message is None:
        return _keep_refused(arrived, findings)
    now = instant.now()
    return referring.take_referral_message(
        message,
        arrived,
        by_delivery=waits_for_answer is None,
        at=now,
        by=waits_for_answer or partners.actor_for(arrived.partner, at=now),
    )


@journey.change
def _take_person(arrived: Arrived, tree: Tree) -> Taken:
    now = instant.now()
    row = _kept(arrived, at=now)
    if not row.is_new and row.outcome in (inbox.ACCEPTED, inbox.UNCHANGED):
        return Taken(outcome=Outcome.UNCHANGED, format=arrived.format)
    sent = person_sent(tree, on=place.today())
    outcome = registering.take_person(sent, partner=arrived.partner, at=now)
    inbox.answer(row.id, outcome=outcome.value, at=now, repaired=arrived.repaired)
    return Taken(outcome=outcome, format=arrived.format, repaired=arrived.repaired)


def _each_entry(
    arrived: Arrived, tree: Tree, findings: tuple[Finding, ...], *, say: Say
) -> list[Taken]:
    """Each entry by itself: those that are right are kept, the rest refused with their path."""
    of_whole = [one for one in findings if not one.at.startswith("Bundle.entry[")]
    if of_whole or not tree.get("entry"):
        said = "There is nothing in this collection."
        empty = Finding(arrived.source, "Bundle.entry", "empty", said)
        return [_keep_refused(arrived, tuple(of_whole) or (empty,))]
    row = _row_of_collection(arrived)
    taken = [
        _entry(arrived, one, place_in, findings, say=say)
        for place_in, one in enumerate(tree["entry"])
        if row is None or _was_refused(row, place_in)
    ]
    unchanged = len(tree["entry"]) - len(taken)
    _answer_collection(arrived, taken)
    return [
        *taken,
        *[Taken(outcome=Outcome.UNCHANGED, format=arrived.format)] * unchanged,
    ]


def _entry(
    arrived: Arrived,
    entry: Tree,
    place_in: int,
    findings: tuple[Finding, ...],
    *,
    say: Say,
) -> Taken:
    at = f"Bundle.entry[{place_in}].resource"
    resource = entry.get("resource") if isinstance(entry, dict) else None
    own = [one for one in findings if one.at.startswith(f"Bundle.entry[{place_in}]")]
    if not isinstance(resource, dict):
        return refused(
            arrived, *own, Finding(arrived.source, at, "empty", "There is nothing here.")
        )
    kind = kinds.kind_of(resource)
    refusal = _moved(kind, at).refusal(arrived.source)
    if refusal or own:
        return refused(arrived, *([refusal] if refusal else []), *own)
    if kind.taken is not Use.PERSON:
        said = "A collection inside a collection is not taken."
        return refused(arrived, Finding(arrived.source, at, "resource_not_taken", said))
    try:
        sent = person_sent(resource, on=place.today())
        outcome = registering.take_person(sent, partner=arrived.partner, at=instant.now())
    except (Refused, NotPermitted, Conflict) as error:
        return refused(arrived, *findings_of(error, source=arrived.source, at=at, say=say))
    mended = tuple(one for one in arrived.repaired if one.at.startswith(at))
    return Taken(outcome=outcome, format=arrived.format, repaired=mended)


def _moved(kind: Kind, at: str) -> Kind:
    return replace(kind, at=at)


@journey.change
def _row_of_collection(arrived: Arrived) -> inbox.ReceivedRow | None:
    """The row of a collection that came before; none for one that is new."""
    row = _kept(arrived, at=instant.now())
    return None if row.is_new or not row.outcome else row


def _was_refused(row: inbox.ReceivedRow, place_in: int) -> bool:
    return any(one["at"].startswith(f"Bundle.entry[{place_in}]") for one in row.refusals)


@journey.change
def _answer_collection(arrived: Arrived, taken: list[Taken]) -> None:
    now = instant.now()
    row = _kept(arrived, at=now)
    said = [finding for one in taken for finding in one.findings]
    inbox.answer(
        row.id,
        outcome=inbox.ACCEPTED if not said else inbox.REFUSED,
        at=now,
        refusals=said,
        repaired=arrived.repaired,
    )


@journey.change
def _keep_refused(arrived: Arrived, findings: tuple[Finding, ...]) -> Taken:
    """Keep what was refused, byte for byte, with every reason; what is too large is not kept."""
    if len(arrived.body) <= limits().size:
        now = instant.now()
        row = _kept(arrived, at=now)
        if row.outcome in ("", inbox.REFUSED):
            inbox.answer(row.id, outcome=inbox.REFUSED, at=now, refusals=findings)
    return refused(arrived, *findings)


def _kept(arrived: Arrived, *, at: datetime) -> inbox.ReceivedRow:
    return inbox.receive(
        sender=arrived.partner.code,
        message_key=f"bytes|{hashlib.sha256(arrived.body).hexdigest()}",
        format=arrived.format,
        body=arrived.body,
        at=at,
        by=partners.loader_for(arrived.partner),
    )
