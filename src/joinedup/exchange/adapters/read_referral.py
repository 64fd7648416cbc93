"""A referral as a ServiceRequest, and each of its lines as a Task on it."""

from typing import Final

from joinedup.exchange.adapters.bars import CATEGORY_SYSTEM
from joinedup.exchange.adapters.bars_status import REASON_SYSTEM, REFERENCE_SYSTEM
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_parts import (
    concept,
    identifier,
    instant,
    organisation,
    resource,
    subject,
)
from joinedup.exchange.domain.message import SentIdentifier
from joinedup.exchange.domain.shown import Coded, RequestShown, TaskShown

SERVICE_SYSTEM: Final = "urn:joinedup:service"
STAGE_SYSTEM: Final = "urn:joinedup:line-stage"


def service_request(shown: RequestShown) -> Tree:
    """A referral as it was asked; how far it has come is told by its Tasks."""
    requester = organisation(shown.requester_organisation)
    who = ", ".join(part for part in (shown.requester, requester.get("display", "")) if part)
    return resource(
        "ServiceRequest",
        shown.id,
        shown.version,
        identifier=_identifiers(shown.sender_identifier, shown.reference),
        status=shown.status,
        intent="order",
        category=[{"coding": [{"system": CATEGORY_SYSTEM, "code": "referral"}]}],
        priority=shown.priority,
        code=_asked(shown.asked),
        subject=subject(shown.whom),
        authoredOn=instant(shown.received_at),
        requester={**requester, "display": who} if who else {},
        reasonCode=[{"text": shown.reason}] if shown.reason else [],
        note=[{"text": f"{title}: {words}"} for title, words in shown.notes],
    )


def task(shown: TaskShown) -> Tree:
    """A line: where it stands in R4's words, and in ours as its business status."""
    period = {"start": instant(shown.started_at), "end": instant(shown.ended_at)}
    due = {"period": {"end": instant(shown.due_at)}} if shown.due_at else {}
    return resource(
        "Task",
        shown.id,
        shown.version,
        identifier=_identifiers(None, shown.reference),
        groupIdentifier={"system": REFERENCE_SYSTEM, "value": shown.reference},
        status=shown.status,
        statusReason=concept(REASON_SYSTEM, shown.reason),
        businessStatus=concept(STAGE_SYSTEM, shown.stage),
        intent="order",
        priority=shown.priority,
        code=concept(SERVICE_SYSTEM, shown.asked),
        focus={"reference": f"ServiceRequest/{shown.request_id}"},
        **{"for": subject(shown.whom)},
        executionPeriod={name: at for name, at in period.items() if at},
        authoredOn=instant(shown.received_at),
        owner=organisation(shown.owner),
        restriction=due,
    )


def _identifiers(theirs: SentIdentifier | None, reference: str) -> list[Tree]:
    own = {"system": REFERENCE_SYSTEM, "value": reference}
    return [own, *([identifier(theirs)] if theirs else [])]


def _asked(asked: tuple[Coded, ...]) -> Tree:
    codings = [{"system": SERVICE_SYSTEM, "code": one.code} for one in asked if one.code]
    words = ", ".join(one.words for one in asked if one.words)
    return {key: value for key, value in (("coding", codings), ("text", words)) if value}
