"""Somebody reaches the person, or tries to."""

from datetime import datetime, timedelta

from joinedup.foundation import accounts, instant, journey
from joinedup.foundation.journey import change
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import JOB, Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import no_access, wording
from joinedup.referrals.domain.contacts import (
    NOBODY_REACHED,
    ContactAfterEnd,
    ContactBeforeReferral,
    ContactKind,
    ContactRecordedAlready,
    check_by_whom,
    was_before_end,
)
from joinedup.referrals.domain.ids import ContactId, LineId, ReferralId
from joinedup.referrals.domain.lateness import is_late
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Contact, Line, NoAccessStep
from joinedup.referrals.queries.no_access import is_clinician, steps_for, steps_taken, tried_by
from joinedup.referrals.services.arriving import ask_again
from joinedup.referrals.services.classing import reckon_answer, urgency_of
from joinedup.referrals.services.earlier import told_worse_at
from joinedup.referrals.services.holding import check_reason, decide, here, hold_line


class ContactByMessage(Refused):
    """Contacts of this team are recorded in its own system, and reach us by message alone."""

    code = "contact_by_message"


class ContactInFuture(Refused):
    """A contact that has not happened yet."""

    code = "contact_in_future"


@change
def record_contact(
    line_id: LineId,
    *,
    seen: Version | None,
    kind: str,
    profession: str,
    happened_at: datetime,
    words: str,
    made_by: str = "",
    late_reason: str = "",
    at: datetime,
    by: Actor,
) -> ContactId:
    """Record a contact or an attempt; the class of the line says which kinds stop its clock.

    One recorded late stops the clock at the time it happened, and keeps both times; it may be told
    after the line has ended, where it happened before. `profession` is that of whoever made it, who
    is named where it is another than that of whoever records it.
    """
    check_known("kind", kind, here().contact_types.keys())
    check_known("profession", profession, here().professions.keys())
    words = wording.words(words)
    made_by = wording.words(made_by, at="made_by", longest=wording.LONGEST_NAME)
    own = accounts.profession_of(by.account_id)
    check_by_whom(profession, own=own.code if own else None, made_by=made_by)
    if late_reason:
        check_reason(ReasonKind.LATE_ENTRY, late_reason)
    line, _ = hold_line(line_id, seen=seen, act=Act.CONTACT, by=by)
    _check_kept_here(line, by)
    happened_at = _while_open(line, happened_at, at=at)
    _check_not_told_twice(line, kind, profession, happened_at, by=by)

    made = Contact.objects.create(
        line=line,
        kind=kind,
        profession=profession,
        made_by=made_by,
        words=words,
        account_id=by.account_id,
        happened_at=happened_at,
        recorded_at=instant.now(),
        late_reason=late_reason,
    )
    if ContactKind(kind) not in NOBODY_REACHED:
        # The person was reached after all: what a second clinician agreed to no longer holds.
        line.no_access_confirmed_by_id = None
    is_stopped = reckon_answer(line, at=at, by=by)
    line.save()
    fact = events.ContactRecorded(
        referral_id=ReferralId(line.referral_id),
        contact_id=ContactId(made.id),
        kind=kind,
        profession=profession,
        clock="stopped" if is_stopped else "runs",
    )
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=happened_at, by=by, content=words or None)
    if is_stopped and line.closed_at is None:
        _ask_again_if_worse_since(line, happened_at, at=at, by=by)
    return ContactId(made.id)


@change
def take_no_access_step(
    line_id: LineId,
    *,
    seen: Version | None,
    step: str,
    words: str,
    at: datetime,
    by: Actor,
) -> None:
    """Record the next step that the place asks for when nobody answers."""
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.NO_ACCESS, by=by)
    no_access.check_step(step, steps=steps_for(line), taken=steps_taken(line))

    NoAccessStep.objects.create(
        line=line,
        step=step,
        words=words,
        account_id=by.account_id,
        taken_at=at,
        recorded_at=instant.now(),
    )
    line.save()
    fact = events.NoAccessStepTaken(referral_id=ReferralId(line.referral_id), step=step)
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)


@change
def confirm_no_access(
    line_id: LineId, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> None:
    """Agree, as a second clinician, that the person could not be reached.

    Like the steps, whoever tried counts since the person was last reached.
    """
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.NO_ACCESS, by=by)
    no_access.check_second(
        by.account_id, is_clinician=is_clinician(by.scope), tried_by=tried_by(line)
    )

    line.no_access_confirmed_by_id = by.account_id
    line.save()
    decide(line, Decided.NO_ACCESS_CONFIRMED, words=words, at=at, by=by)
    fact = events.NoAccessConfirmed(referral_id=ReferralId(line.referral_id))
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)


def _ask_again_if_worse_since(line: Line, reached_at: datetime, *, at: datetime, by: Actor) -> None:
    """Ask again for the service where somebody got worse after what answers the line.

    It is told late then: nobody knew of it when they got worse. Whoever reached them since answered
    the worse picture, and a line of the service that waits already is enough.
    """
    worse_at = told_worse_at(line).filter(at__gt=reached_at).order_by("at").first()
    if worse_at is None:
        return
    reached = line.contacts.exclude(kind__in=list(NOBODY_REACHED))
    waits = Line.objects.filter(
        referral_id=line.referral_id,
        service_code=line.service_code,
        closed_at__isnull=True,
        response_clock__ended_at__isnull=True,
    )
    if not (reached.filter(happened_at__gte=worse_at).exists() or waits.exists()):
        ask_again(line, urgency=urgency_of(line), counts_from=worse_at, at=at, by=by)


def _check_kept_here(line: Line, by: Actor) -> None:
    """Refuse a contact that reaches us by message: never both ways, or it would count twice."""
    partner = here().partner_of_team(line.team_code)
    if partner is not None and by.scope.role != JOB:
        raise ContactByMessage(partner=partner.name)


def _check_not_told_twice(
    line: Line, kind: str, profession: str, happened_at: datetime, *, by: Actor
) -> None:
    """Refuse a contact told late that is recorded already: two people may hold the same sheet.

    A sheet tells the minute, and whoever writes another's name may write it otherwise. A message
    has an identity of its own, and is told apart before.
    """
    if by.scope.role == JOB or not is_late(happened_at, told_at=instant.now()):
        return
    minute = happened_at.replace(second=0, microsecond=0)
    told = line.contacts.filter(
        kind=kind,
        profession=profession,
        happened_at__gte=minute,
        happened_at__lt=minute + timedelta(minutes=1),
    )
    held = told.select_related("account").first()
    if held is not None:
        raise ContactRecordedAlready(at="happened_at", name=held.account.display_name)


def _while_open(line: Line, happened_at: datetime, *, at: datetime) -> datetime:
    """When a contact happened; people tell the minute, and the minute of receipt is not before."""
    if happened_at > at:
        raise ContactInFuture(happened_at=happened_at)
    closed_at = line.closed_at
    if closed_at is not None and not was_before_end(happened_at, closed_at=closed_at, at=at):
        raise ContactAfterEnd(closed_at=closed_at)
    received_at = line.response_clock.started_at
    if happened_at < received_at.replace(second=0, microsecond=0):
        raise ContactBeforeReferral(happened_at=happened_at)
    return max(happened_at, received_at)
