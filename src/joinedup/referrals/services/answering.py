"""A team takes a line on, says who is to go, or gives it back."""

from datetime import datetime

from joinedup.foundation import care, clocks, journey
from joinedup.foundation.journey import change
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.lateness import OnPaper
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Allocation, Line
from joinedup.referrals.queries.team import is_worker_of
from joinedup.referrals.services.classing import put_in_class, reckon_answer
from joinedup.referrals.services.earlier import when_done
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
def accept_line(
    line_id: LineId,
    *,
    seen: Version | None,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Take custody of a line for the team it was sent to.

    What was accepted `on_paper` counts from then; the team sees more from when it is entered.
    """
    line, _ = hold_line(line_id, seen=seen, act=Act.ACCEPT, by=by)
    accepted = when_done(line, on_paper, at=at)
    line.accepted_at = accepted.at
    line.save()
    decide(line, Decided.ACCEPTED, at=accepted.at, told=accepted, by=by)
    person_id, team = PersonId(line.referral.person_id), care.team(line.team_code)
    care.begin(person_id, team, because=care.EPISODE, at=at, by=by, about=line)
    fact = events.LineAccepted(referral_id=ReferralId(line.referral_id), team=line.team_code)
    journey.record(fact, about=line, person=person_id, at=accepted.at, by=by)
    tell_referrer(line, by=by)


@change
def decline_line(
    line_id: LineId,
    *,
    seen: Version | None,
    reason: str,
    words: str,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Give a line back to the front door, with a reason; a new triage clock runs from then.

    The response clock runs on, or again: the person has waited since receipt. What was given back
    `on_paper` waits at the front door from when it was; the team sees the person until it is
    entered.
    """
    check_reason(ReasonKind.DECLINE, reason)
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.DECLINE, by=by)

    given = when_done(line, on_paper, at=at, after=_went_before(line) if on_paper else ())
    said = {"reason": reason, "words": words}
    decide(line, Decided.DECLINED, **said, at=given.at, told=given, by=by)
    fact = events.LineDeclined(
        referral_id=ReferralId(line.referral_id), team=line.team_code, reason=reason
    )
    end_allocation(line, because="declined", at=given.at, by=by)
    care.end_about(line, because="declined", at=at, by=by)
    line.team_code, line.triaged_by_id = "", None
    line.triaged_at = line.sent_at = line.accepted_at = None
    line.triage_clock = clocks.start(
        here().triage_rule(line.response_class), about=line, started_at=given.at
    )
    reckon_answer(line, at=at, by=by)
    line.save()
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=given.at, by=by, content=words or None)
    tell_referrer(line, by=by)


@change
def allocate_line(
    line_id: LineId,
    *,
    seen: Version | None,
    worker: AccountId,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Say who of the team is to go; whoever was to go before stands down.

    A member of the team may choose themselves; choosing another takes somebody who may allocate.
    Whoever was chosen `on_paper` was to go from then, and sees the person from when it is entered.
    """
    line, _ = hold_line(line_id, seen=seen, act=Act.ALLOCATE, by=by)
    if worker != by.account_id and line.team_code != here().front_door.team:
        require_permission(by.scope, Permission.LINE_ALLOCATE)
    if not is_worker_of(line.team_code, worker):
        raise NotOfTheTeam(team=line.team_code)
    if line.allocations.filter(worker_id=worker, until__isnull=True).exists():
        raise AlreadyToGo()

    chosen = when_done(line, on_paper, at=at, after=_went_before(line) if on_paper else ())
    end_allocation(line, because="allocated_anew", at=chosen.at, by=by)
    live = Allocation.objects.create(
        line=line, worker_id=worker, since=chosen.at, allocated_by=by.account_id
    )
    if on_paper is not None:
        name = Account.objects.values_list("display_name", flat=True).get(id=worker)
        decide(line, Decided.ALLOCATED, words=name, at=chosen.at, told=chosen, by=by)
    line.save()
    person_id = PersonId(line.referral.person_id)
    care.begin(person_id, care.account(worker), because=care.ALLOCATED, at=at, by=by, about=live)
    fact = events.LineAllocated(
        referral_id=ReferralId(line.referral_id), team=line.team_code, worker=worker
    )
    journey.record(fact, about=line, person=person_id, at=chosen.at, by=by)


def _went_before(line: Line) -> list[datetime]:
    """When each of those who were to go before was chosen, and stood down."""
    went = line.allocations.values_list("since", "until")
    return [one for both in went for one in both if one is not None]


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
