"""What arrives, as it is handed from one service to the next, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from joinedup.exchange.adapters import bars, fhir
from joinedup.exchange.adapters.raw import Limits
from joinedup.exchange.domain.message import Message
from joinedup.foundation.inbox import ReceivedRow
from joinedup.foundation.place_schema import Partner
from joinedup.kernel.errors import Conflict, NotPermitted, Refused
from joinedup.kernel.finding import Finding

MESSAGE: Final = "bars_referral"

type Say = Callable[[str, Mapping[str, Any]], str]
"""Turns the code and values of a refusal to a sentence."""


class Outcome(StrEnum):
    """What became of something that arrived; whole files tell what was changed as accepted."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    STRUCK = "struck"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    REFUSED = "refused"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One message, person or file as it came, and the partner whom it came from.

    A large file has no body here: it is kept under `file_digest`.
    """

    body: bytes
    source: str
    partner: Partner
    format: str = ""
    file_digest: str = ""
    repaired: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of it: `answer` is the message to answer with, where there is one.

    `count` is for things of which the same became; what is set aside says by `kind` what it was.
    """

    outcome: Outcome
    format: str
    count: int = 1
    kind: str = ""
    findings: tuple[Finding, ...] = ()
    repaired: tuple[Finding, ...] = ()
    answer: bytes = b""
    location: str = ""


@dataclass(frozen=True, slots=True)
class TakenWhole:
    """What became of a whole file or Bundle: counted, and of each entry where it has any."""

    counts: list[Taken]
    entries: tuple[Taken, ...] = ()


def refused(arrived: Arrived, *findings: Finding) -> Taken:
    """Refused, with every reason."""
    return Taken(
        outcome=Outcome.REFUSED,
        format=arrived.format,
        findings=findings,
        repaired=arrived.repaired,
    )


def findings_of(
    error: Refused | NotPermitted | Conflict, *, source: str, at: str, say: Say
) -> list[Finding]:
    """A refusal by a rule as findings: those that it carries, or itself in words."""
    if isinstance(error, Conflict):
        said = "Somebody changed this at the same moment. Send it again."
        return [Finding(source, at, "changed_meanwhile", said)]
    if isinstance(error, NotPermitted):
        return [
            Finding(source, at, reason.code, say(reason.code, reason.values))
            for reason in error.reasons
        ]
    carried = error.values.get("findings")
    if carried:
        return list(carried)
    code = error.refusal_code
    return [Finding(source, at, code, say(code, error.values))]


def message_in(row: ReceivedRow, partner: Partner, *, on: date) -> Message | None:
    """What a message that was kept says, read again from its bytes."""
    parsed, _ = fhir.validate(
        row.body,
        source=str(row.id),
        on=on,
        limits=Limits(size=len(row.body)),
        repairs_allowed=partner.repairs,
    )
    if parsed is None:
        return None
    message, _ = bars.read_message(parsed.resource, source=str(row.id), on=on)
    return message
