"""A referral message is taken: new, changed or taken back; once, in order, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from joinedup.exchange.adapters import identity, raw
from joinedup.exchange.domain import asking, changes
from joinedup.exchange.domain.message import (
    AppointmentMessage,
    Envelope,
    Message,
    PersonSent,
    ReferralCancel,
    ReferralRequest,
    ReferralSent,
    ReferralUpdate,
    Response,
)
from joinedup.exchange.domain.refusals import (
    AlreadyHere,
    AnotherPerson,
    MessageIdReused,
    NewerKnown,
)
from joinedup.exchange.domain.status import Step
from joinedup.exchange.services import partners, registering, telling
from joinedup.exchange.services.arrivals import MESSAGE, Arrived, Outcome, Taken, message_in
from joinedup.foundation import inbox, journey, place
from joinedup.foundation.inbox import ReceivedRow
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Actor
from joinedup.kernel.finding import Finding
from joinedup.people import queries as people_queries
from joinedup.people import services as people
from joinedup.referrals import queries as referral_queries
from joinedup.referrals import services as referrals
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.request import KnownPerson, NewPerson, Request, UnidentifiedPerson
from joinedup.referrals.queries.rows import SentReferral

_TAKEN: Final = (inbox.ACCEPTED, inbox.UNCHANGED)
_DONE: Final = (*_TAKEN, inbox.WAITING)
_TOLD_LATE: Final = "Written before what was sent since, and received after it:"
_LONGEST_WORDS: Final = 9_000
_LONGEST_WAIT: Final = timedelta(days=1)
_NOTHING: Final = ReferralSent(person=PersonSent())

type ReferralMessage = ReferralRequest | ReferralUpdate | ReferralCancel


@dataclass(frozen=True, slots=True)
class _Before:
    """One earlier message about the same referral."""

    sequence: str
    message: ReferralMessage


@dataclass(frozen=True, slots=True)
class _Taking:
    """What every step of taking one message looks at."""

    arrived: Arrived
    row: ReceivedRow
    before: tuple[_Before, ...]
    on: date
    at: datetime
    by: Actor

    @property
    def partner(self) -> Partner:
        return self.arrived.partner

    def answer(self, outcome: str, referral_id: UUID | None = None) -> None:
        inbox.answer(
            self.row.id,
            outcome=outcome,
            at=self.at,
            repaired=self.arrived.repaired,
            about=(telling.REFERRAL, referral_id) if referral_id else None,
        )


@journey.change
def take_referral_message(
    message: Message, arrived: Arrived, *, by_delivery: bool, at: datetime, by: Actor
) -> Taken:
    """Take in one message about a referral; the same one again changes nothing.

    An update or a cancellation whose referral is not here yet is kept, and applied when that comes.
    `by_delivery` sends the answer after it too, where nobody waits for one.
    """
    if isinstance(message, AppointmentMessage | Response):
        raise TypeError("appointments and answers are refused by name before this")
    envelope = message.envelope
    partners.check_sender(arrived.partner, envelope.sender_ods)
    _one_at_a_time(by)
    row, on = _kept(envelope, arrived, at=at, by=by), place.today()
    taking = _Taking(arrived, row, (), on, at, by)
    if not row.is_new:
        _check_says_the_same(row, arrived)
        if row.outcome in _DONE:
            return _answered(message, taking, Outcome.UNCHANGED, by_delivery=False)
    taking = replace(taking, before=_messages_before(envelope, arrived.partner, on))
    outcome = _apply(message, taking)
    taken = _answered(message, taking, outcome, by_delivery=by_delivery)
    if isinstance(message, ReferralRequest) and outcome is Outcome.ACCEPTED:
        # After its own answer, or *taken back* would reach the sender before *received*.
        _apply_what_waited(message, taking)
    return taken


def _one_at_a_time(by: Actor) -> None:
    # A change that did not find its referral and a referral that did not find what waited for it
    # would miss each other for ever: messages of one sender's systems wait for one another here.
    systems = Membership.objects.filter(
        role=Role.SYSTEM, organisation_code=by.scope.organisation
    ).values("account_id")
    own = Account.objects.select_for_update(no_key=True).filter(id__in=systems)
    list(own.order_by("id").values_list("id"))


def _kept(envelope: Envelope, arrived: Arrived, *, at: datetime, by: Actor) -> ReceivedRow:
    return inbox.receive(
        sender=arrived.partner.code,
        message_key=envelope.message_key,
        subject_key=envelope.subject_key,
        # Without a time of its own a message stands where it was received.
        sequence=envelope.sequence or identity.sortable(at),
        format=MESSAGE,
        body=arrived.body,
        at=at,
        by=by,
    )


def _check_says_the_same(row: ReceivedRow, arrived: Arrived) -> None:
    if row.body == arrived.body:
        return
    first, _ = raw.read(row.body, source="")
    again, _ = raw.read(arrived.body, source="")
    if first and again and identity.content_digest(first) == identity.content_digest(again):
        return
    raise MessageIdReused(key=row.message_key.partition("|")[2])


def _messages_before(envelope: Envelope, partner: Partner, on: date) -> tuple[_Before, ...]:
    rows = {
        row.id: row
        for key in envelope.subject_keys
        for row in inbox.about_subject(partner.code, key)
        if row.outcome in _TAKEN
    }
    read = [(row.sequence, message_in(row, partner, on=on)) for row in rows.values()]
    found = [
        _Before(sequence, message)
        for sequence, message in read
        if isinstance(message, ReferralRequest | ReferralUpdate | ReferralCancel)
    ]
    return tuple(sorted(found, key=lambda one: one.sequence))


def _apply(message: ReferralMessage, taking: _Taking) -> Outcome:
    referral = _referral(message.envelope, taking)
    if isinstance(message, ReferralRequest):
        return _take_new(message, referral, taking)
    if referral is None:
        taking.answer(inbox.WAITING)
        return Outcome.WAITING
    if isinstance(message, ReferralUpdate):
        return _take_update(message, referral, taking)
    return _take_back(message, referral, taking)


def _referral(envelope: Envelope, taking: _Taking) -> SentReferral | None:
    for key in envelope.subject_keys:
        found = referral_queries.sent_by(
            taking.by.scope, sender_code=taking.partner.code, sender_reference=key
        )
        if found is not None:
            return found
    return None


def _take_new(message: ReferralRequest, referral: SentReferral | None, taking: _Taking) -> Outcome:
    if referral is not None:
        # Where nothing of what came before can be read, nothing shows that this is the same.
        latest = _standing(taking.before)
        if latest is _NOTHING or changes.words_of_change(latest, message.sent):
            raise AlreadyHere(reference=referral.reference)
        taking.answer(inbox.UNCHANGED, referral.referral_id)
        return Outcome.UNCHANGED
    referral_id = referrals.send_referral(
        _request(message.sent, taking),
        key=f"message:{taking.row.id}",
        arrived_by=ArrivedBy.MESSAGE,
        sender=Sender(code=taking.partner.code, reference=message.envelope.subject_key),
        at=taking.at,
        by=taking.by,
    )
    taking.answer(inbox.ACCEPTED, referral_id)
    return Outcome.ACCEPTED


def _request(sent: ReferralSent, taking: _Taking) -> Request:
    here = place.current()
    request = asking.request_of(
        sent,
        organisation_code=taking.partner.organisation,
        services=here.services.keys(),
        default_service=taking.partner.default_service,
        classes=tuple(here.response_classes),
    )
    if not sent.person.is_restricted:
        return request
    # Restricted before the referral is written down, so that nothing in it says where they are.
    key, at, by = uuid5(taking.row.id, "person"), taking.at, taking.by
    match request.person:
        case NewPerson(details=details):
            person_id = people.register_record(details, key=key, at=at, by=by)
        case UnidentifiedPerson(description=description):
            person_id = people.register_unidentified(description, key=key, at=at, by=by)
        case _:
            raise TypeError("a message names nobody who is known already")
    registering.restrict(person_id, taking.partner, at=at)
    return replace(request, person=KnownPerson(person_id=person_id))


def _apply_what_waited(message: ReferralRequest, taking: _Taking) -> None:
    """Apply what came before its referral did, in the sender's order."""
    before = (*taking.before, _Before(taking.row.sequence, message))
    waited = {
        row.id: row
        for key in message.envelope.subject_keys
        for row in inbox.waiting_for(taking.partner.code, key)
    }
    for row in sorted(waited.values(), key=lambda one: (one.sequence, one.id)):
        kept = message_in(row, taking.partner, on=taking.on)
        turn = replace(taking, row=row, before=before)
        if not isinstance(kept, ReferralUpdate | ReferralCancel):
            continue
        if _may_follow(kept, turn):
            _answered(kept, turn, _apply(kept, turn), by_delivery=True)
            before = (*before, _Before(row.sequence, kept))
        else:
            said = "This came before its referral and did not fit it when that came."
            refuse_what_waited(kept.envelope, row, said, taking.partner, at=taking.at)


def _may_follow(kept: ReferralUpdate | ReferralCancel, taking: _Taking) -> bool:
    # A rule that refused here would refuse the referral with it, which is nobody's wish.
    referral = _referral(kept.envelope, taking)
    latest = _standing(taking.before)
    is_same = not changes.is_another_person(latest.person, kept.sent.person)
    return is_same and referral is not None and bool(referral.open_lines)


def refuse_what_waited(
    envelope: Envelope, row: ReceivedRow, said: str, partner: Partner, *, at: datetime
) -> None:
    """Refuse after all what was kept for its referral, and tell the sender."""
    finding = Finding(str(row.id), "Bundle", "did_not_fit_later", said)
    inbox.answer(row.id, outcome=inbox.REFUSED, at=at, refusals=[finding])
    telling.post_refusal([finding], envelope, row, partner)


@journey.change
def refuse_what_waited_too_long(*, at: datetime) -> None:
    """Refuse what was kept for a referral that has not come in a day, and tell the senders."""
    said = "The referral that this is about did not come within a day. Send that, then this again."
    for row in inbox.waiting_since(at - _LONGEST_WAIT):
        partner = place.current().partners.get(row.sender)
        kept = message_in(row, partner, on=place.today()) if partner else None
        if partner is not None and kept is not None:
            refuse_what_waited(kept.envelope, row, said, partner, at=at)


def _standing(before: Sequence[_Before]) -> ReferralSent:
    # Where nothing of what came before can be read, all that comes is new, and may be worse.
    return changes.standing([one.message.sent for one in before]) if before else _NOTHING


def _take_update(message: ReferralUpdate, referral: SentReferral, taking: _Taking) -> Outcome:
    earlier = [one for one in taking.before if one.sequence <= taking.row.sequence]
    later = [one.message.sent for one in taking.before if one.sequence > taking.row.sequence]
    known = _standing(earlier or taking.before)
    if changes.is_another_person(known.person, message.sent.person):
        raise AnotherPerson(reference=referral.reference)
    _note_of_person(message.sent.person, referral, taking)
    loader = partners.loader_for(taking.partner)
    card = people_queries.cards(loader.scope, [referral.person_id])[referral.person_id]
    words = changes.words_of_change(known, message.sent, is_hidden=card.is_location_restricted)
    if not words:
        taking.answer(inbox.UNCHANGED, referral.referral_id)
        return Outcome.UNCHANGED
    # A death is looked at before all else, however late the word of it comes.
    has_died = changes.says_died(known.person, message.sent.person)
    is_pressing = known is _NOTHING or changes.is_worse(known, message.sent, since=later)
    urgency = asking.response_class(message.sent.priority, tuple(place.current().response_classes))
    referrals.add_information(
        ReferralId(referral.referral_id),
        seen=None,
        words=(f"{_TOLD_LATE}\n{words}" if later else words)[:_LONGEST_WORDS],
        worse=has_died or is_pressing,
        urgency=urgency if is_pressing and not has_died and isinstance(urgency, str) else None,
        at=taking.at,
        by=taking.by,
    )
    taking.answer(inbox.ACCEPTED, referral.referral_id)
    return Outcome.ACCEPTED


def _note_of_person(sent: PersonSent, referral: SentReferral, taking: _Taking) -> None:
    """Put down of the person themselves what an update or cancellation says of them."""
    # Restricted before anything else is written down, so that nothing of it says where they are.
    if sent.is_restricted:
        registering.restrict(referral.person_id, taking.partner, at=taking.at)
    registering.record_death(referral.person_id, sent, taking.partner, at=taking.at)


def _take_back(message: ReferralCancel, referral: SentReferral, taking: _Taking) -> Outcome:
    if any(one.sequence > taking.row.sequence for one in taking.before):
        raise NewerKnown(reference=referral.reference)
    known = _standing(taking.before)
    if changes.is_another_person(known.person, message.sent.person):
        raise AnotherPerson(reference=referral.reference)
    _note_of_person(message.sent.person, referral, taking)
    referrals.withdraw_referral(
        ReferralId(referral.referral_id),
        seen=None,
        reason=_why(message),
        at=taking.at,
        by=taking.by,
    )
    taking.answer(inbox.ACCEPTED, referral.referral_id)
    return Outcome.ACCEPTED


def _why(message: ReferralCancel) -> str:
    if message.was_mistake:
        return "made_in_error"
    return "died" if message.sent.person.has_died else "not_said"


def _answered(
    message: ReferralMessage, taking: _Taking, outcome: Outcome, *, by_delivery: bool
) -> Taken:
    """What became of a message, with the message that says so to its sender."""
    arrived, row, answer = taking.arrived, taking.row, b""
    referral = _referral(message.envelope, taking)
    if referral is not None:
        answer = telling.answer(
            Step.WITHDRAWN if isinstance(message, ReferralCancel) else Step.RECEIVED,
            message.envelope,
            message.sent,
            referral.reference,
            row,
            arrived.partner,
            # What was taken before is answered as it was then; what was only kept, from now.
            at=(row.answered_at if row.outcome in _TAKEN else None) or taking.at,
        )
        if by_delivery:
            telling.post_answer(answer, referral.referral_id, row, arrived.partner)
    return Taken(outcome=outcome, format=MESSAGE, repaired=arrived.repaired, answer=answer)
