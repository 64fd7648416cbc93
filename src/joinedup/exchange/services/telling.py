"""What a sender is told: the answer to a message, and each later step of its referral."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.exchange.adapters.bars_status import refusal_message, status_message
from joinedup.exchange.domain.message import Envelope, ReferralRequest, ReferralSent
from joinedup.exchange.domain.status import Party, Status, Step
from joinedup.exchange.services.arrivals import message_in
from joinedup.foundation import deliveries, inbox, instant, journey, place
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.inbox import ReceivedRow
from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.finding import Finding
from joinedup.referrals import queries as referral_queries
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.outcomes import DONE
from joinedup.referrals.queries.rows import MessageLine

CHANNEL: Final = "bars"
REFERRAL: Final = "referrals.referral"
RECEIVED: Final = "foundation.received"
_WORDS: Final = {
    Step.RECEIVED: "Received. A clinician will look at it.",
    Step.WITHDRAWN: "Taken back, as you asked.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one step says: its code among the steps of a status, its words, codes of the place."""

    step: str
    words: str
    reason: str = ""
    outcome: str = ""


def answer(
    step: Step,
    envelope: Envelope,
    sent: ReferralSent,
    reference: str,
    row: ReceivedRow,
    partner: Partner,
    *,
    at: datetime,
) -> bytes:
    """The message that answers one that was taken: the same however often it is asked for."""
    return status_message(
        Status(
            key=f"answer:{row.id}",
            step=step,
            at=at,
            happened_at=at,
            words=_WORDS[step],
            answers=envelope.message_id,
            reference=reference,
            nhs_number=sent.person.nhs_number,
            identifiers=sent.identifiers,
            sender=_here(),
            receiver=_there(envelope, partner),
        )
    )


def post_answer(body: bytes, referral_id: UUID, row: ReceivedRow, partner: Partner) -> None:
    """Send an answer after a message for whose answer nobody waits."""
    deliveries.post(
        CHANNEL,
        address=partner.code,
        payload=body.decode(),
        key=f"answer:{row.id}",
        about=(REFERRAL, referral_id),
        order_key=str(referral_id),
    )


def post_refusal(
    findings: Sequence[Finding], envelope: Envelope, row: ReceivedRow, partner: Partner
) -> None:
    """Tell a sender that what was kept for later is refused after all."""
    key = f"refusal:{row.id}"
    body = refusal_message(
        key=key,
        at=instant.now(),
        answers=envelope.message_id,
        sender=_here(),
        receiver=_there(envelope, partner),
        findings=findings,
    )
    deliveries.post(
        CHANNEL, address=partner.code, payload=body.decode(), key=key, about=(RECEIVED, row.id)
    )


@journey.change
def tell_step(told: Told, entry: EntryRow, *, by: Actor) -> None:
    """Post one step of a line to the partner that sent its referral; nothing for any other line."""
    line = referral_queries.message_line(by.scope, LineId(entry.about_id), upto=entry.id)
    partner = place.current().partners.get(line.sender_code)
    if line.arrived_by != ArrivedBy.MESSAGE or partner is None:
        return
    if told.step == Step.WITHDRAWN and _is_own_message(entry, partner):
        # They took it back by message, and had that answered.
        return
    first = _first_message(line, partner)
    if first is None:
        # Silence would leave the sender with a false status; this stands under *Undelivered*.
        raise NotFound()
    deliveries.post(
        CHANNEL,
        address=partner.code,
        payload=status_message(_status(told, entry, line, first, partner)).decode(),
        key=str(entry.id),
        about=(entry.about_kind, entry.about_id),
        order_key=str(line.referral_id),
    )


def _is_own_message(entry: EntryRow, partner: Partner) -> bool:
    # People of the partner's organisation work here too: what they do, its system is told.
    return entry.by_role == Role.SYSTEM and entry.by_organisation == partner.organisation


def _first_message(line: MessageLine, partner: Partner) -> ReferralRequest | None:
    for row in inbox.about_subject(partner.code, line.sender_reference):
        message = message_in(row, partner, on=place.today())
        if isinstance(message, ReferralRequest) and row.outcome == inbox.ACCEPTED:
            return message
    return None


def _status(
    told: Told, entry: EntryRow, line: MessageLine, first: ReferralRequest, partner: Partner
) -> Status:
    return Status(
        key=str(entry.id),
        step=Step(told.step),
        at=entry.recorded_at,
        happened_at=entry.at,
        words=told.words,
        answers=first.envelope.message_id,
        reference=line.reference,
        nhs_number=first.sent.person.nhs_number,
        identifiers=first.sent.identifiers,
        sender=_here(),
        receiver=_there(first.envelope, partner),
        reason=told.reason,
        reason_words=told.words if told.reason else "",
        outcome=told.outcome,
        outcome_words=told.words if told.outcome else "",
        summary=line.closing_words if told.step in (Step.CLOSED, Step.ADVICE_GIVEN) else "",
        is_accepted=line.is_accepted,
        is_done=told.outcome in DONE,
        was_reached=line.was_reached,
    )


def _here() -> Party:
    here = place.current()
    team = here.teams[here.front_door.team]
    ods = here.organisations[team.organisation].ods or ""
    return Party(ods, here.front_door.name, f"urn:joinedup:{here.code}")


def _there(envelope: Envelope, partner: Partner) -> Party:
    endpoint = envelope.reply_to or f"urn:joinedup:partner:{partner.code}"
    return Party(envelope.sender_ods, envelope.sender_name or partner.name, endpoint)
