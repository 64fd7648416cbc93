"""Status back to the sender: a message Bundle that answers the one they sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

import orjson

from joinedup.exchange.adapters.bars import CATEGORY_SYSTEM, EVENT_SYSTEMS, REASON_SYSTEMS
from joinedup.exchange.adapters.elements import ODS
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import NHS_NUMBER
from joinedup.exchange.domain.status import Party, Status, Step
from joinedup.kernel.finding import Finding

_MESSAGES: Final = UUID("6f0d3c0a-6c0e-5a5c-9f67-6e2f7b1d2c11")
STEP_SYSTEM: Final = "urn:joinedup:referral-step"
REASON_SYSTEM: Final = "urn:joinedup:referral-reason"
OUTCOME_SYSTEM: Final = "urn:joinedup:referral-outcome"
REFERENCE_SYSTEM: Final = "urn:joinedup:referral-reference"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


@dataclass(frozen=True, slots=True)
class _Standing:
    """How R4 says a step: the status of the request, of the task on it and of our own encounter."""

    request: str
    task: str
    encounter: str


_STANDINGS: Final = {
    Step.RECEIVED: _Standing("active", "received", "planned"),
    Step.MORE_ASKED: _Standing("active", "on-hold", "planned"),
    Step.SENT_TO_TEAM: _Standing("active", "received", "triaged"),
    Step.REDIRECT_OFFERED: _Standing("active", "in-progress", "triaged"),
    Step.ACCEPTED: _Standing("active", "accepted", "triaged"),
    Step.RETURNED: _Standing("active", "received", "planned"),
    Step.REDIRECT_REFUSED: _Standing("active", "received", "planned"),
    Step.RECLASSIFIED: _Standing("active", "received", "triaged"),
    Step.LEAD_CHANGED: _Standing("active", "received", "triaged"),
    Step.ANSWERED: _Standing("active", "in-progress", "in-progress"),
    Step.CLOSED: _Standing("completed", "completed", "finished"),
    Step.ADVICE_GIVEN: _Standing("completed", "completed", "cancelled"),
    Step.REDIRECTED: _Standing("completed", "completed", "cancelled"),
    Step.CANNOT_HELP: _Standing("revoked", "rejected", "cancelled"),
    Step.WITHDRAWN: _Standing("revoked", "cancelled", "cancelled"),
}
# Closed, and what was asked was not done: nobody could be reached, or was to be helped any more.
_NOT_DONE: Final = _Standing("revoked", "failed", "cancelled")
# What changes about a line where it stands: it may be accepted already, or answered.
_CHANGED: Final = frozenset({Step.RECLASSIFIED, Step.LEAD_CHANGED})
_ENDED: Final = frozenset({"finished", "cancelled"})


def header_id(key: str) -> str:
    """The id of the message that a key stands for: the same however often it is made."""
    return str(uuid5(_MESSAGES, key))


def status_message(status: Status) -> bytes:
    """A message Bundle that tells a sender one step of the referral they sent."""
    standing = _standing(status)
    encounter, request, task, sender, receiver = (
        _address(status.key, part)
        for part in ("encounter", "request", "task", "sender", "receiver")
    )
    header = {
        **_header(status.key, status.sender, status.receiver, sender, receiver),
        "response": {"identifier": status.answers, "code": "ok"},
        "focus": [{"reference": encounter}],
    }
    parts = [
        (f"urn:uuid:{header_id(status.key)}", header),
        (encounter, _encounter(status, standing, request)),
        (request, _request(status, standing)),
        (task, _task(status, standing, request, encounter, sender)),
        (sender, _organisation(status.sender)),
        (receiver, _organisation(status.receiver)),
    ]
    return _bundle(status.key, status.at, parts)


def refusal_message(
    *,
    key: str,
    at: datetime,
    answers: str,
    sender: Party,
    receiver: Party,
    findings: Sequence[Finding],
) -> bytes:
    """A message Bundle that tells a sender, afterwards, that a message of theirs was refused."""
    ours, theirs, why = (_address(key, part) for part in ("sender", "receiver", "outcome"))
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "error", "code": "business-rule", "diagnostics": finding.message}
            for finding in findings
        ],
    }
    header = {
        **_header(key, sender, receiver, ours, theirs),
        "response": {
            "identifier": answers,
            "code": "fatal-error",
            "details": {"reference": why},
        },
        "focus": [{"reference": why}],
    }
    parts = [
        (f"urn:uuid:{header_id(key)}", header),
        (why, outcome),
        (ours, _organisation(sender)),
        (theirs, _organisation(receiver)),
    ]
    return _bundle(key, at, parts)


def _header(key: str, sender: Party, receiver: Party, ours: str, theirs: str) -> Tree:
    return {
        "resourceType": "MessageHeader",
        "id": header_id(key),
        "eventCoding": {"system": EVENT_SYSTEMS[0], "code": "servicerequest-response"},
        "destination": [{"endpoint": receiver.endpoint, "receiver": {"reference": theirs}}],
        "sender": {"reference": ours},
        "source": {"name": sender.name, "endpoint": sender.endpoint},
        "reason": {"coding": [{"system": REASON_SYSTEMS[0], "code": "new"}]},
    }


def _bundle(key: str, at: datetime, parts: list[tuple[str, Tree]]) -> bytes:
    bundle = {
        "resourceType": "Bundle",
        "id": str(uuid5(_MESSAGES, f"{key}|bundle")),
        "type": "message",
        "timestamp": _instant(at),
        "entry": [{"fullUrl": address, "resource": resource} for address, resource in parts],
    }
    return orjson.dumps(bundle, option=orjson.OPT_INDENT_2)


def _standing(status: Status) -> _Standing:
    is_undone = status.step is Step.CLOSED and not status.is_done
    standing = _NOT_DONE if is_undone else _STANDINGS[status.step]
    if status.step in _CHANGED and (status.is_accepted or status.was_reached):
        standing = replace(standing, task="in-progress" if status.was_reached else "accepted")
    if standing.encounter in _ENDED:
        # Whatever became of the request, an encounter took place if somebody reached the person.
        return replace(standing, encounter="finished" if status.was_reached else "cancelled")
    return replace(standing, encounter="in-progress") if status.was_reached else standing


def _encounter(status: Status, standing: _Standing, request: str) -> Tree:
    return {
        "resourceType": "Encounter",
        "status": standing.encounter,
        "class": {"system": ACT_CODE, "code": "HH", "display": "home health"},
        "subject": _subject(status),
        "basedOn": [{"reference": request}],
        **_period(status, standing),
        **({"reasonCode": [_reason(status)]} if status.reason else {}),
    }


def _period(status: Status, standing: _Standing) -> Tree:
    if status.step is Step.ANSWERED:
        return {"period": {"start": _instant(status.happened_at)}}
    if standing.encounter in _ENDED:
        return {"period": {"end": _instant(status.happened_at)}}
    return {}


def _request(status: Status, standing: _Standing) -> Tree:
    own = {"system": REFERENCE_SYSTEM, "value": status.reference}
    theirs = [
        {**({"system": one.system} if one.system else {}), "value": one.value}
        for one in status.identifiers
    ]
    return {
        "resourceType": "ServiceRequest",
        "identifier": [*theirs, own],
        "status": standing.request,
        "intent": "plan",
        "category": [{"coding": [{"system": CATEGORY_SYSTEM, "code": "referral"}]}],
        "subject": _subject(status),
    }


def _task(status: Status, standing: _Standing, request: str, encounter: str, sender: str) -> Tree:
    task: Tree = {
        "resourceType": "Task",
        "status": standing.task,
        "businessStatus": {
            "coding": [{"system": STEP_SYSTEM, "code": status.step.value}],
            "text": status.words,
        },
        "intent": "order",
        "focus": {"reference": request},
        "for": _subject(status),
        "encounter": {"reference": encounter},
        "lastModified": _instant(status.at),
        "owner": {"reference": sender},
    }
    if status.reason:
        task["statusReason"] = _reason(status)
    output = [*_output(status)]
    return {**task, "output": output} if output else task


def _output(status: Status) -> Iterator[Tree]:
    if status.outcome:
        yield {"type": {"text": "Outcome"}, "valueCodeableConcept": _outcome(status)}
    if status.summary:
        yield {"type": {"text": "Summary"}, "valueString": status.summary}


def _organisation(party: Party) -> Tree:
    known = {"identifier": [{"system": ODS[0], "value": party.ods}]} if party.ods else {}
    return {"resourceType": "Organization", **known, "name": party.name or party.ods}


def _subject(status: Status) -> Tree:
    if status.nhs_number:
        return {"identifier": {"system": NHS_NUMBER, "value": status.nhs_number}}
    return {"display": "The person whom your message named"}


def _reason(status: Status) -> Tree:
    return _concept(REASON_SYSTEM, status.reason, status.reason_words)


def _outcome(status: Status) -> Tree:
    return _concept(OUTCOME_SYSTEM, status.outcome, status.outcome_words)


def _concept(system: str, code: str, words: str) -> Tree:
    return {"coding": [{"system": system, "code": code}], **({"text": words} if words else {})}


def _address(key: str, part: str) -> str:
    return f"urn:uuid:{uuid5(_MESSAGES, f'{key}|{part}')}"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
