"""A line is closed with its outcome, or a whole referral is taken back."""

from collections.abc import Mapping
from datetime import datetime

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor, require
from joinedup.kernel.errors import Conflict
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import no_access, wording
from joinedup.referrals.domain.contacts import NOBODY_REACHED
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.lateness import OnPaper
from joinedup.referrals.domain.outcomes import COULD_NOT_REACH, Ending, check_outcome
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Line, Referral
from joinedup.referrals.queries.no_access import steps_for, steps_taken
from joinedup.referrals.queries.standing import require_part
from joinedup.referrals.services.adding import AllClosed
from joinedup.referrals.services.calling_back import CallAlreadyDue
from joinedup.referrals.services.earlier import told_worse_at, when_done
from joinedup.referrals.services.ending import end_line
from joinedup.referrals.services.holding import (
    check_reason,
    decide,
    here,
    hold_line,
    open_lines_of,
    owe_call,
)


@change
def close_line(
    line_id: LineId,
    *,
    seen: Version | None,
    outcome: str,
    words: str,
    is_caller_told: bool | None = None,
    ring_by: datetime | None = None,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Close a line with a coded outcome; its summary goes to the referrer.

    Whoever rang and cannot read it here has been told, or is owed a call until `ring_by`. What was
    closed `on_paper` ended then, after the last contact, unless they got worse since.
    """
    check_reason(Ending.CLOSED, outcome)
    if ring_by is not None and ring_by <= at:
        raise CallAlreadyDue(at="ring_by", by_when=ring_by)
    words = wording.words(words, must=True)
    line, stage = hold_line(line_id, seen=seen, act=Act.CLOSE, by=by, may_end=True)
    was_reached = line.contacts.exclude(kind__in=list(NOBODY_REACHED)).exists()
    check_outcome(outcome, stage=stage, was_reached=was_reached)
    if outcome == COULD_NOT_REACH:
        _check_could_not_reach(line)

    contacts = line.contacts.values_list("happened_at", flat=True)
    done = when_done(line, on_paper, at=at, after=contacts, worse_at=told_worse_at(line))
    decide(line, Decided.CLOSED, reason=outcome, words=words, at=done.at, told=done, by=by)
    if ring_by is not None and (line.call_back_by is None or ring_by < line.call_back_by):
        owe_call(line, ring_by, at=at, by=by)
    fact = events.LineClosed(
        referral_id=ReferralId(line.referral_id), outcome=outcome, is_caller_told=is_caller_told
    )
    end_line(
        line,
        Ending.CLOSED,
        fact,
        outcome=outcome,
        words=words,
        at=done.at,
        entered_at=at,
        by=by,
    )


@change
def withdraw_referral(
    referral_id: ReferralId,
    *,
    seen: Version | None,
    reason: str,
    words: str = "",
    lines_seen: Mapping[LineId, Version] | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Take a referral back: every open line closes and whoever was to go stands down.

    `lines_seen` holds the versions that the preview showed; a line that moved since is a conflict.
    """
    check_reason(Ending.WITHDRAWN, reason)
    words = wording.words(words)
    referral = journey.lock(Referral, referral_id, seen=seen)
    require(by.scope, PersonId(referral.person_id))
    lines = open_lines_of(referral_id)
    if not lines:
        raise AllClosed()
    for line in lines:
        require_part(by.scope, line, Act.WITHDRAW)
        _check_seen(line, lines_seen)

    referral.save(update_fields=["version"])
    fact = events.LineWithdrawn(referral_id=referral_id, reason=reason)
    for line in lines:
        line.version += 1
        decide(line, Decided.WITHDRAWN, reason=reason, words=words, at=at, by=by)
        end_line(line, Ending.WITHDRAWN, fact, outcome=reason, words=words, at=at, by=by)


def _check_could_not_reach(line: Line) -> None:
    answers = here().response_classes[line.response_class]
    no_access.check_could_not_reach(
        steps=steps_for(line),
        taken=steps_taken(line),
        needs_second_clinician=answers.needs_second_clinician_for_no_access,
        is_confirmed=line.no_access_confirmed_by_id is not None,
    )


def _check_seen(line: Line, lines_seen: Mapping[LineId, Version] | None) -> None:
    if lines_seen is None or lines_seen.get(LineId(line.id)) == line.version:
        return
    seen = lines_seen.get(LineId(line.id), Version(0))
    raise Conflict(about_kind=line._meta.label_lower, about_id=line.id, seen=seen)
