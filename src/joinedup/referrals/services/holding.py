"""A line taken in hand for a change: locked, as it was seen, and the actor's to change."""

from datetime import datetime

from joinedup.foundation import instant, journey, place
from joinedup.foundation.models import Clock
from joinedup.foundation.place import Place
from joinedup.foundation.scope import Actor, require
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import ClockId, PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.lateness import OnPaper
from joinedup.referrals.domain.stages import Act, Stage, check
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Decision, Line, Referral
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.queries.standing import require_part


def hold_line(
    line_id: LineId, *, seen: Version | None, act: Act, by: Actor, may_end: bool = False
) -> tuple[Line, Stage]:
    """Lock a line that the actor may do this to, where it may be done; say where it stands.

    A change that may end a line locks its referral first and every open line of it, so that of the
    last two lines to close one sees that it is the last, and what is owed can pass to another.
    """
    found = (
        Line.objects.filter(id=line_id).values_list("referral_id", "referral__person_id").first()
    )
    if found is None:
        raise NotFound()
    referral_id, person_id = found
    require(by.scope, PersonId(person_id))
    if may_end:
        _hold_referral(ReferralId(referral_id))
    line = journey.lock(Line, line_id, seen=seen)
    require_part(by.scope, line, act)
    stage = stage_of(line_id)
    check(act, stage)
    return line, stage


def open_lines_of(referral_id: ReferralId) -> list[Line]:
    """The open lines of a referral, locked in the order of their ids."""
    lines = Line.objects.select_for_update(no_key=True).filter(
        referral_id=referral_id, closed_at__isnull=True
    )
    return list(lines.order_by("id"))


def decide(
    line: Line,
    kind: Decided,
    *,
    at: datetime,
    by: Actor,
    reason: str = "",
    words: str = "",
    told: OnPaper | None = None,
) -> None:
    """Keep a decision about a line, as the line stands after it.

    Where it was taken earlier, `told` says by whom and why it is entered only now.
    """
    row = decided(line, kind, at=at, recorded_at=instant.now(), by=by, reason=reason, words=words)
    if told is not None:
        row.made_by, row.late_reason = told.by, told.reason
    row.save(force_insert=True)


def decided(
    line: Line,
    kind: Decided,
    *,
    at: datetime,
    recorded_at: datetime,
    by: Actor,
    reason: str = "",
    words: str = "",
) -> Decision:
    """The row of a decision about a line as it stands, which is not in the store yet."""
    return Decision(
        line=line,
        kind=kind,
        response_class=line.response_class,
        lead=line.lead,
        team_code=line.team_code,
        reason=reason,
        words=words,
        account_id=by.account_id,
        at=at,
        recorded_at=recorded_at,
    )


def owe_call(line: Line, by_when: datetime, *, at: datetime, by: Actor) -> None:
    """Let a line owe a call by a time, and record that it was promised; the caller saves it."""
    line.call_back_by = by_when
    fact = events.CallBackPromised(referral_id=ReferralId(line.referral_id), by_when=by_when)
    journey.record(fact, about=line, person=PersonId(line.referral.person_id), at=at, by=by)


def check_reason(kind: str, code: str) -> None:
    """Refuse a reason that the place does not give for this step."""
    check_known("reason", code, {reason.code for reason in here().reasons_for(kind)})


def known_observations() -> dict[str, tuple[str, ...]]:
    """The observations of the place, each with its choices; none where a number is measured."""
    return {
        code: tuple(choice.code for choice in one.choices)
        for code, one in here().observations.items()
    }


def here() -> Place:
    """The place, whose codes every step is checked against."""
    return place.current()


def clock_id(clock: Clock) -> ClockId:
    """A clock's identifier, typed."""
    return ClockId(clock.id)


def _hold_referral(referral_id: ReferralId) -> None:
    list(Referral.objects.select_for_update(no_key=True).filter(id=referral_id).values_list("id"))
    open_lines_of(referral_id)
