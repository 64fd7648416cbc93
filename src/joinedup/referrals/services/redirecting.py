"""A line is offered outside, and nothing moves until the other side accepts."""

from datetime import datetime

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import LineId, RedirectId, ReferralId
from joinedup.referrals.domain.lateness import OnPaper
from joinedup.referrals.domain.outcomes import Ending
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Line, Redirect
from joinedup.referrals.services.earlier import told_worse_at, when_done
from joinedup.referrals.services.ending import end_line, end_question
from joinedup.referrals.services.holding import check_reason, decide, here, hold_line
from joinedup.referrals.services.telling import tell_referrer


@change
def redirect_line(
    line_id: LineId,
    *,
    seen: Version | None,
    to: str,
    reason: str,
    words: str,
    on_paper: OnPaper | None = None,
    at: datetime,
    by: Actor,
) -> RedirectId:
    """Offer a line to an organisation outside; it stays ours, clocks running, until they accept.

    What was offered `on_paper` was offered then, unless they got worse since.
    """
    check_known("to", to, here().organisations.keys())
    check_reason(ReasonKind.REDIRECT, reason)
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.REDIRECT, by=by)

    told = when_done(line, on_paper, at=at, worse_at=told_worse_at(line))
    end_question(line, how="not_needed", at=at, counts_from=told.at, by=by)
    offered = Redirect.objects.create(
        line=line,
        to=to,
        reason=reason,
        words=words,
        account_id=by.account_id,
        offered_at=told.at,
    )
    line.opened_at = min(line.opened_at or at, told.at)
    line.save()
    decide(line, Decided.REDIRECTED, reason=reason, words=words, at=told.at, told=told, by=by)
    fact = events.LineRedirected(
        referral_id=ReferralId(line.referral_id),
        redirect_id=RedirectId(offered.id),
        to=to,
        reason=reason,
    )
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=told.at, by=by, content=words or None)
    tell_referrer(line, by=by)
    return RedirectId(offered.id)


@change
def confirm_redirect(
    line_id: LineId, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> None:
    """Record that the other side accepted; the line is closed here and held there."""
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.SETTLE_REDIRECT, by=by, may_end=True)

    offered = _offered(line)
    offered.confirmed_at, offered.settled_words = at, words
    offered.save(update_fields=["confirmed_at", "settled_words"])
    decide(line, Decided.REDIRECT_CONFIRMED, reason=offered.reason, words=words, at=at, by=by)
    fact = events.RedirectConfirmed(
        referral_id=ReferralId(line.referral_id), redirect_id=RedirectId(offered.id), to=offered.to
    )
    end_line(line, Ending.REDIRECTED, fact, outcome=offered.reason, words=words, at=at, by=by)


@change
def refuse_redirect(
    line_id: LineId,
    *,
    seen: Version | None,
    reason: str,
    words: str,
    at: datetime,
    by: Actor,
) -> None:
    """Record that the other side did not accept; the line waits for triage again."""
    check_reason(ReasonKind.REFUSE_REDIRECT, reason)
    words = wording.words(words)
    line, _ = hold_line(line_id, seen=seen, act=Act.SETTLE_REDIRECT, by=by)

    offered = _offered(line)
    offered.refused_at, offered.refused_reason, offered.settled_words = at, reason, words
    offered.save(update_fields=["refused_at", "refused_reason", "settled_words"])
    line.save()
    decide(line, Decided.REDIRECT_REFUSED, reason=reason, words=words, at=at, by=by)
    fact = events.RedirectRefused(
        referral_id=ReferralId(line.referral_id),
        redirect_id=RedirectId(offered.id),
        to=offered.to,
        reason=reason,
    )
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=at, by=by, content=words or None)
    tell_referrer(line, by=by)


def _offered(line: Line) -> Redirect:
    return line.redirects.get(confirmed_at__isnull=True, refused_at__isnull=True)
