"""A team takes a line on, says who is to go, or gives it back."""

from datetime import datetime

from joinedup.foundation import care, clocks, journey
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Allocation
from joinedup.referrals.queries.team import is_worker_of
from joinedup.referrals.services.classing import put_in_class, reckon_answer
from joinedup.referrals.services.ending import end_allocation
from joinedup.referrals.services.holding import check_reason, decide, here, hold_line
from joinedup.referrals.services.telling import tell_referrer


class NotOfTheTeam(Refused):
    """Only somebody of the team that has the line can be chosen to go."""

    code = "not_of_the_team"


class AlreadyToGo(Refused):
    """This very worker is to go already."""

    code = "already_to_go"


class SameClass(Refused):
    """The line is in this class already."""

    code = "same_class"


class SameLead(Refused):
    """This profession leads already."""

    code = "same_lead"


@change
def accept_line(line_id: LineId, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Take custody of a line for the team it was sent to."""
    line, _ = hold_line(line_id, seen=seen, act=Act.ACCEPT, by=by)
    line.accepted_at = at
    line.save()
    decide(line, Decided.ACCEPTED, at=at, by=by)
    person_id, team = PersonId(line.referral.person_id), care.team(line.team_code)
    care.begin(person_id, team, because=care.EPISODE, at=at, by=by, about=line)
    fact = events.LineAccepted(referral_id=ReferralId(line.referral_id), team=line.team_code)
    journey.record(fact, about=line, person=person_id, at=at, by=by)
    tell_referrer(line, by=by)


@change
def decline_line(
    line_id: LineId,
    *,
    seen: Version | None,
    reason: str,
    words: str,
    at: datetime,
    by: Actor,
) -> None:
    """Give a line back to the front door, with a reason; a new triage clock runs from now.

    The response clock runs on, or again: the person has waited since receipt.
    """
    check_reason(ReasonKind.DECLINE, reason)
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.DECLINE, by=by)

    decide(line, Decided.DECLINED, reason=reason, words=words, at=at, by=by)
    fact = events.LineDeclined(
        referral_id=ReferralId(line.referral_id), team=line.team_code, reason=reason
    )
    end_allocation(line, because="declined", at=at, by=by)
    care.end_about(line, because="declined", at=at, by=by)
    line.team_code, line.triaged_by_id = "", None
    line.triaged_at = line.sent_at = line.accepted_at = None
    line.triage_clock = clocks.start(
        here().triage_rule(line.response_class), about=line, started_at=at
    )
    reckon_answer(line, at=at, by=by)
    line.save()
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)
    tell_referrer(line, by=by)


@change
def allocate_line(
    line_id: LineId, *, seen: Version | None, worker: AccountId, at: datetime, by: Actor
) -> None:
    """Say who of the team is to go; whoever was to go before stands down.

    A member of the team may choose themselves; choosing another takes somebody who may allocate.
    """
    line, _ = hold_line(line_id, seen=seen, act=Act.ALLOCATE, by=by)
    if worker != by.account_id and line.team_code != here().front_door.team:
        require_permission(by.scope, Permission.LINE_ALLOCATE)
    if not is_worker_of(line.team_code, worker):
        raise NotOfTheTeam(team=line.team_code)
    if line.allocations.filter(worker_id=worker, until__isnull=True).exists():
        raise AlreadyToGo()

    end_allocation(line, because="allocated_anew", at=at, by=by)
    live = Allocation.objects.create(
        line=line, worker_id=worker, since=at, allocated_by=by.account_id
    )
    line.save()
    person_id = PersonId(line.referral.person_id)
    care.begin(person_id, care.account(worker), because=care.ALLOCATED, at=at, by=by, about=live)
    fact = events.LineAllocated(
        referral_id=ReferralId(line.referral_id), team=line.team_code, worker=worker
    )
    journey.record(fact, about=line, person=person_id, at=at, by=by)


@change
def reclassify_line(
    line_id: LineId,
    *,
    seen: Version | None,
    response_class: str,
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    """Change the class of a line: a new clock runs from the same receipt, the old one is kept.

    A contact made before may already have answered the new class.
    """
    check_known("response_class", response_class, here().response_classes.keys())
    check_reason(ReasonKind.RECLASSIFY, reason)
    line, _ = hold_line(line_id, seen=seen, act=Act.RECLASSIFY, by=by)
    if response_class == line.response_class:
        raise SameClass(response_class=response_class)
    put_in_class(line, response_class, reason=reason, at=at, by=by)
    tell_referrer(line, by=by)


@change
def change_lead(
    line_id: LineId,
    *,
    seen: Version | None,
    lead: str,
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    """Let another profession lead: no new referral.

    The clock goes on. Where it had ended with a contact that does not answer for the new lead, it
    runs again from the same receipt.
    """
    check_known("lead", lead, here().leads.keys())
    check_reason(ReasonKind.CHANGE_LEAD, reason)
    line, _ = hold_line(line_id, seen=seen, act=Act.CHANGE_LEAD, by=by)
    if lead == line.lead:
        raise SameLead(lead=lead)

    was, line.lead = line.lead, lead
    decide(line, Decided.LEAD_CHANGED, reason=reason, at=at, by=by)
    fact = events.LeadChanged(referral_id=ReferralId(line.referral_id), lead=lead, was=was)
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)
    reckon_answer(line, at=at, by=by)
    line.save()
    tell_referrer(line, by=by)
