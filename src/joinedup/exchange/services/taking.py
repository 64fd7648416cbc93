"""Whatever arrives is named, checked, taken or refused, and kept with its answer."""

from dataclasses import replace
from typing import Final

from joinedup.exchange.adapters import bars, fhir, kinds, raw
from joinedup.exchange.adapters.kinds import Taken as Use
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.services import bundles, inward, partners, referring
from joinedup.exchange.services.arrivals import (
    Arrived,
    Say,
    Taken,
    TakenWhole,
    findings_of,
)
from joinedup.exchange.services.recording import Item
from joinedup.foundation import instant, place
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotPermitted, Refused
from joinedup.kernel.finding import Finding

MESSAGE_AT: Final = "Bundle"
PERSON_AT: Final = "Patient"


def take_message(body: bytes, *, source: str, partner: Partner, say: Say, by: Actor) -> Taken:
    """Take a message to whose sender the answer goes at once; anything else is refused by name."""
    arrived, tree, findings = _opened(body, source=source, partner=partner)
    if tree is None:
        return inward.keep_refused(arrived, findings)
    if kinds.kind_of(tree).taken not in (Use.MESSAGE, Use.NOTHING):
        said = "Only messages are taken here: send a Bundle of the type message."
        findings = (Finding(source, tree["resourceType"], "message_expected", said), *findings)
        return inward.keep_refused(arrived, findings)
    return _used(arrived, tree, findings, say=say, waits_for_answer=by)


def take(body: bytes, *, source: str, partner: Partner, say: Say) -> list[Taken]:
    """Take whatever a file, or a line of one, holds: one thing, or all or each of its entries."""
    arrived, tree, findings = _opened(body, source=source, partner=partner)
    if tree is None:
        return [inward.keep_refused(arrived, findings)]
    return taken_of(arrived, tree, findings, say=say).counts


def take_posted(
    body: bytes, *, type_name: str, source: str, partner: Partner, say: Say
) -> tuple[str, TakenWhole]:
    """Take what is posted to the address of a type, or to that of none: a transaction or batch.

    Says as what it was taken, and of each entry what became of it.
    """
    arrived, tree, findings = _opened(body, source=source, partner=partner)
    if tree is None:
        inward.miss(partner)
        return "", TakenWhole([inward.keep_refused(arrived, findings)])
    if wrong := _posted_elsewhere(arrived, tree, type_name):
        return "", TakenWhole([inward.keep_refused(arrived, (wrong, *findings))])
    as_what = type_name or f"{tree.get('type')}-response"
    return as_what, taken_of(arrived, tree, findings, say=say)


def _posted_elsewhere(arrived: Arrived, tree: Tree, type_name: str) -> Finding | None:
    """Why something does not belong to the address that it was posted to."""
    named = str(tree.get("resourceType") or "")
    if type_name:
        if named == type_name:
            return None
        said = f"This address takes a {type_name}, and this is {named[:60] or 'no resource'}."
        return Finding(arrived.source, raw.WHOLE, "resource_not_expected", said)
    kind = tree.get("type")
    if named == "Bundle" and kind in ("transaction", "batch"):
        return None
    if kind == "message":
        said = "A message is sent to $process-message, which answers with a message."
        return Finding(arrived.source, "Bundle.type", "message_not_expected", said)
    said = "This address takes a Bundle of the type transaction or batch."
    at = "Bundle.type" if named == "Bundle" else named[:60] or raw.WHOLE
    return Finding(arrived.source, at, "resource_not_expected", said)


def taken_of(
    arrived: Arrived, tree: Tree, findings: tuple[Finding, ...], *, say: Say
) -> TakenWhole:
    """What becomes of something that was read: as its kind says."""
    kind = kinds.kind_of(tree)
    match kind.taken:
        case Use.EACH_ENTRY:
            return bundles.each_entry(arrived, tree, findings, say=say)
        case Use.ALL_ENTRIES:
            return bundles.all_entries(arrived, tree, findings, say=say)
        case Use.ENTRY | Use.PERSON if not findings:
            item = Item(at=kind.type_name or PERSON_AT, resource=tree, repaired=arrived.repaired)
            return bundles.all_or_none(arrived, [item], say=say)
        case Use.ASIDE:
            return bundles.set_aside(arrived, kind)
        case _:
            return TakenWhole([_used(arrived, tree, findings, say=say)])


def _opened(
    body: bytes, *, source: str, partner: Partner
) -> tuple[Arrived, Tree | None, tuple[Finding, ...]]:
    arrived = Arrived(body=body, source=source, partner=partner, format="json")
    tree, unread = raw.read(body, source=source, limits=inward.limits())
    if tree is None:
        return arrived, None, unread
    kind = kinds.kind_of(tree)
    if not fhir.is_fhir(tree):
        return replace(arrived, format=kind.format), tree, ()
    findings, repaired = fhir.examine(
        tree, source=source, on=place.today(), repairs_allowed=partner.repairs, body=body
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
            return inward.keep_refused(arrived, (findings[0], refusal, *findings[1:]))
        return inward.keep_refused(arrived, (refusal, *findings))
    if findings:
        return inward.keep_refused(arrived, findings)
    try:
        return _take_message(arrived, tree, waits_for_answer)
    except (Refused, NotPermitted, Conflict) as error:
        said = findings_of(error, source=arrived.source, at=MESSAGE_AT, say=say)
        return inward.keep_refused(arrived, tuple(said))


def _take_message(arrived: Arrived, tree: Tree, waits_for_answer: Actor | None) -> Taken:
    message, findings = bars.read_message(tree, source=arrived.source, on=place.today())
    if message is None:
        return inward.keep_refused(arrived, findings)
    now = instant.now()
    return referring.take_referral_message(
        message,
        arrived,
        by_delivery=waits_for_answer is None,
        at=now,
        by=waits_for_answer or partners.actor_for(arrived.partner, at=now),
    )
