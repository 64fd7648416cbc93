"""More is told about a referral."""

from datetime import datetime

from joinedup.foundation import clocks, instant, journey
from joinedup.foundation.journey import change
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.ids import CallId, LineId, ReferralId
from joinedup.referrals.domain.lateness import is_late
from joinedup.referrals.domain.request import Incomplete, Observation, unknown_observations
from joinedup.referrals.domain.response import raised
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.triage import check_known
from joinedup.referrals.models import Addition, Call, Line, Referral
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.services.arriving import ask_again, keep_observations, let_see_too
from joinedup.referrals.services.classing import put_in_class, reckon_answer, urgency_of
from joinedup.referrals.services.ending import end_question
from joinedup.referrals.services.holding import clock_id, here, known_observations, open_lines_of


class AllClosed(Refused):
    """Every line has closed: more about the person is a new referral."""

    code = "referral_is_complete"


@change
def add_information(
    referral_id: ReferralId,
    *,
    seen: Version | None,
    words: str,
    worse: bool,
    urgency: str | None = None,
    observations: tuple[Observation, ...] = (),
    is_crew_on_scene: bool | None = None,
    call_id: CallId | None = None,
    organisation: str = "",
    at: datetime,
    by: Actor,
) -> None:
    """Add to what was told. A worse picture raises every open line that nobody has answered yet.

    It raises to `urgency`, or to what *not stated* counts as; it never lowers. A line that waits
    for information waits no longer, and what was answered before is asked for again on a line of
    its own. Anybody who may refer may add. `is_crew_on_scene` False says that the crew has left.
    With `call_id` it was told by telephone, by whoever rang, and when they rang where that is
    entered late, as from paper; `organisation` told it otherwise.
    """
    require_permission(by.scope, Permission.REFERRAL_MAKE)
    words = wording.words(words, must=True)
    _check_codes(urgency, observations)
    referral = journey.lock(Referral, referral_id, seen=seen)
    lines = open_lines_of(referral_id)
    if not lines:
        raise AllClosed()

    if is_crew_on_scene is not None:
        referral.is_crew_on_scene = is_crew_on_scene
    referral.save(update_fields=["is_crew_on_scene", "version"])
    call = Call.objects.filter(pk=call_id).first() if call_id else None
    others = call.caller_organisation if call else organisation
    told_by = others if call or organisation else by.scope.organisation
    told_at = _told_at(referral, call, at=at)
    addition = Addition.objects.create(
        referral=referral,
        words=words,
        is_worse=worse,
        urgency=urgency,
        account_id=by.account_id,
        organisation_code=told_by,
        call=call,
        at=told_at,
        recorded_at=instant.now(),
    )
    keep_observations(referral, observations, addition)
    let_see_too(referral, caller=others, at=at, by=by)
    fact = events.InformationAdded(picture="worse" if worse else "same", organisation=organisation)
    person_id = PersonId(referral.person_id)
    journey.record(fact, about=referral, person=person_id, at=told_at, by=by, content=words)
    for line in lines if worse else ():
        _tell_worse(line, urgency, told_at=told_at, at=at, by=by)
    if worse:
        _ask_again(lines, urgency, told_at=told_at, at=at, by=by)


def _check_codes(urgency: str | None, observations: tuple[Observation, ...]) -> None:
    if urgency is not None:
        check_known("urgency", urgency, here().response_classes.keys())
    findings = tuple(unknown_observations(observations, known_observations()))
    if findings:
        raise Incomplete(findings=findings)


def _told_at(referral: Referral, call: Call | None, *, at: datetime) -> datetime:
    # People ring about what they have referred: a sheet is not older than its referral.
    if call is None or not is_late(call.began_at, told_at=at):
        return at
    return max(call.began_at, referral.began_at or referral.received_at)


def _tell_worse(
    line: Line, told: str | None, *, told_at: datetime, at: datetime, by: Actor
) -> None:
    """Raise a line, and its version too: whoever decides by the better picture gets a conflict.

    What was asked was asked about the better picture: nobody waits for the answer. Nor does anybody
    wait until a later time that was agreed while they were better.
    """
    line.version += 1
    end_question(line, how="overtaken", at=at, by=by)
    if line.response_clock.ended_at is None:
        line.response_clock = clocks.cut_short(
            clock_id(line.response_clock), until=told_at, about=line, at=at, by=by
        )
    was = urgency_of(line)
    urgency = _raised(line, was, told)
    if urgency == was:
        line.save()
    elif line.sent_at is not None:
        put_in_class(line, urgency, reason="worse", at=at, by=by)
    else:
        _ask_for(line, urgency, at=at, by=by)
    fact = events.WorseTold(referral_id=ReferralId(line.referral_id), urgency=urgency, was=was)
    person_id = PersonId(line.referral.person_id)
    journey.record(fact, about=line, person=person_id, at=told_at, by=by)


def _raised(line: Line, was: str, told: str | None) -> str:
    # A promise that was kept is not reopened: what is needed now is a new line.
    if stage_of(LineId(line.id)) is Stage.RESPONDED:
        return was
    return _more_urgent(was, told)


def _more_urgent(was: str, told: str | None) -> str:
    place = here()
    order = tuple(place.response_classes)
    return raised(was, told, order=order, not_stated=place.not_stated_counts_as)


def _ask_again(
    lines: list[Line], told: str | None, *, told_at: datetime, at: datetime, by: Actor
) -> None:
    """Ask again for each service that answered before they got worse, unless a line of it waits."""
    awaited = {line.service_code for line in lines if line.response_clock.ended_at is None}
    for line in lines:
        if line.service_code not in awaited:
            awaited.add(line.service_code)
            urgency = _more_urgent(urgency_of(line), told)
            ask_again(line, urgency=urgency, counts_from=told_at, at=at, by=by)


def _ask_for(line: Line, urgency: str, *, at: datetime, by: Actor) -> None:
    """Let a line that waits for triage ask for more: both its clocks keep their start."""
    line.asked_class = urgency
    line.response_class = urgency if line.response_class else ""
    line.triage_clock = clocks.supersede(
        clock_id(line.triage_clock), here().triage_rule(urgency), about=line, at=at, by=by
    )
    reckon_answer(line, at=at, by=by)
    line.save()
