"""The front door decides about a line."""

from datetime import datetime

from joinedup.foundation import care, clocks, journey
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.lateness import OnPaper
from joinedup.referrals.domain.outcomes import Ending
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.services.classing import reckon_answer
from joinedup.referrals.services.earlier import told_worse_at, when_done
from joinedup.referrals.services.ending import end_line, end_question
from joinedup.referrals.services.holding import check_reason, clock_id, decide, here, hold_line
from joinedup.referrals.services.telling import tell_referrer


@change
def open_line(line_id: LineId, *, at: datetime, by: Actor) -> None:
    """Note that a clinician has looked at a line; only the first look is recorded."""
    line, _ = hold_line(line_id, seen=None, act=Act.OPEN, by=by)
    if line.opened_at is not None:
        return
    line.opened_at = at
    # Looking changes nothing that somebody else's decision could rest on: the version stays.
    line.version -= 1
    line.save(update_fields=["opened_at"])
    fact = events.LineOpened(referral_id=ReferralId(line.referral_id))
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)


@change
def triage_line(
    line_id: LineId,
    *,
    seen: Version | None,
    response_class: str,
    lead: str,
    team_code: str,
    safety_net: str,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Accept a line at the front door and send it to a team, which has it once it accepts.

    `safety_net` is what referrer and person are told would change our mind. What was decided
    `on_paper` counts from then, unless they got worse since; the team may see the person from when
    it is entered.
    """
    place = here()
    check_known("response_class", response_class, place.response_classes.keys())
    check_known("lead", lead, place.leads.keys())
    check_known("team_code", team_code, place.teams.keys())
    words = wording.words(safety_net, at="safety_net", must=True)
    line, _ = hold_line(line_id, seen=seen, act=Act.TRIAGE, by=by)
    decided = when_done(line, on_paper, at=at, worse_at=told_worse_at(line))

    end_question(line, how="not_needed", at=at, counts_from=decided.at, by=by)
    # A call that was taken on paper was to triage here only once it was entered.
    ended_at = max(decided.at, line.triage_clock.started_at)
    line.triage_clock = clocks.stop(clock_id(line.triage_clock), at=ended_at, how="triaged", by=by)
    line.response_class, line.lead, line.team_code = response_class, lead, team_code
    line.opened_at = min(line.opened_at or at, decided.at)
    line.triaged_at = line.sent_at = decided.at
    line.triaged_by_id = by.account_id
    decide(line, Decided.SENT, words=words, at=decided.at, told=decided, by=by)
    person_id = PersonId(line.referral.person_id)
    care.begin(person_id, care.team(team_code), because=care.SENT_TO_TEAM, at=at, by=by, about=line)
    fact = events.LineTriaged(
        referral_id=ReferralId(line.referral_id),
        response_class=response_class,
        lead=lead,
        team=team_code,
    )
    journey.record(fact, about=line, person=person_id, at=decided.at, by=by, content=words)
    reckon_answer(line, at=at, by=by)
    line.save()
    tell_referrer(line, by=by)


@change
def advise_only(
    line_id: LineId,
    *,
    seen: Version | None,
    reason: str,
    words: str,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Close a line with advice to the referrer; nobody visits.

    Advice that was given `on_paper` ended it then, unless they got worse or somebody reached them
    since; whoever saw the person for it may look on for as long as after any other, from when it is
    entered.
    """
    check_reason(Ending.ADVICE_ONLY, reason)
    words = wording.words(words, must=True)
    line, _ = hold_line(line_id, seen=seen, act=Act.ADVISE, by=by, may_end=True)

    contacts = line.contacts.values_list("happened_at", flat=True)
    given = when_done(line, on_paper, at=at, after=contacts, worse_at=told_worse_at(line))
    if on_paper is not None:
        line.opened_at = min(line.opened_at or at, given.at)
    said = {"reason": reason, "words": words}
    decide(line, Decided.ADVICE_ONLY, **said, at=given.at, told=given, by=by)
    fact = events.AdviceGiven(referral_id=ReferralId(line.referral_id), reason=reason)
    end_line(
        line,
        Ending.ADVICE_ONLY,
        fact,
        outcome=reason,
        words=words,
        at=given.at,
        entered_at=at,
        by=by,
    )


@change
def cannot_help(
    line_id: LineId,
    *,
    seen: Version | None,
    reason: str,
    now_held_by: str,
    words: str,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Close a line that we cannot help with, saying why and which organisation has the person.

    What was said so `on_paper` ended it then, unless they got worse or somebody reached them since.
    """
    check_reason(Ending.CANNOT_HELP, reason)
    check_known("now_held_by", now_held_by, here().organisations.keys())
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.REFUSE_HELP, by=by, may_end=True)

    contacts = line.contacts.values_list("happened_at", flat=True)
    given = when_done(line, on_paper, at=at, after=contacts, worse_at=told_worse_at(line))
    if on_paper is not None:
        line.opened_at = min(line.opened_at or at, given.at)
    said = {"reason": reason, "words": words}
    decide(line, Decided.CANNOT_HELP, **said, at=given.at, told=given, by=by)
    fact = events.HelpRefused(
        referral_id=ReferralId(line.referral_id), reason=reason, now_held_by=now_held_by
    )
    end_line(
        line,
        Ending.CANNOT_HELP,
        fact,
        outcome=reason,
        words=words,
        at=given.at,
        entered_at=at,
        by=by,
    )
