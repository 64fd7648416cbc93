"""One referral told in memory: what each step checks, and the rows and facts that it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import models

from joinedup.foundation import accounts, care, clocks
from joinedup.foundation.models import Care, Clock
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.clock import ClockRule
from joinedup.kernel.errors import NotPermitted, Reason, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people_queries
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.contacts import (
    ANSWERED,
    NOBODY_REACHED,
    ContactKind,
    answer,
    check_by_whom,
)
from joinedup.referrals.domain.contacts import Contact as Reached
from joinedup.referrals.domain.ids import ContactId, ReferralId
from joinedup.referrals.domain.outcomes import COULD_NOT_REACH, Ending, check_outcome
from joinedup.referrals.domain.parties import PARTIES
from joinedup.referrals.domain.request import Request
from joinedup.referrals.domain.stages import Act, Stage, check
from joinedup.referrals.domain.triage import Decided, check_known
from joinedup.referrals.models import Allocation, ClosingSummary, Contact, Decision, Line, Referral
from joinedup.referrals.queries.lines import promise_of
from joinedup.referrals.queries.standing import parties
from joinedup.referrals.queries.team import is_worker_of
from joinedup.referrals.services import arriving
from joinedup.referrals.services.answering import AlreadyToGo, NotOfTheTeam
from joinedup.referrals.services.arriving import Arrival
from joinedup.referrals.services.classing import urgency_of
from joinedup.referrals.services.history_steps import (
    Accepted,
    Advised,
    Allocated,
    Closed,
    Contacted,
    Declined,
    Opened,
    Step,
    Triaged,
    Withdrawn,
)
from joinedup.referrals.services.holding import check_reason, decided, here


class StepOutOfOrder(Refused):
    """A step that is told as earlier than the one before it."""

    code = "step_out_of_order"


class HistoryNotPlain(Refused):
    """What is told step by step alone: somebody merged or restricted, or whom nobody reached."""

    code = "history_not_plain"


@dataclass(frozen=True, slots=True)
class Said:
    """A fact as it will be recorded: about the thing as it stood then."""

    fact: object
    about: models.Model
    at: datetime
    words: str | None = None


@dataclass(frozen=True, slots=True)
class OneChange:
    """What one step recorded, told when it happened."""

    at: datetime
    by: Actor
    said: list[Said]


class Told:
    """A referral with its one line, told from its receipt in the order of its steps."""

    def __init__(
        self,
        request: Request,
        person_id: PersonId,
        *,
        new: UUID,
        key: str,
        locality: str | None,
        basis: people_queries.Basis,
        at: datetime,
        by: Actor,
    ) -> None:
        self.person_id = person_id
        self.changes: list[OneChange] = []
        self.clocks: list[Clock] = []
        self.decisions: list[Decision] = []
        self.allocations: list[Allocation] = []
        self.contacts: list[Contact] = []
        self.summaries: list[ClosingSummary] = []
        self.cares: list[Care] = []
        self.last_at = at
        arrival = Arrival(ArrivedBy.FORM, None, None, at)
        self.referral = arriving.as_kept(
            new, request, person_id, key=key, arrival=arrival, is_hidden=False, by=by
        )
        self.referral.recorded_at = at
        self.observations = arriving.observation_rows(self.referral, request.observations)
        self.details = arriving.visit_details(self.referral, request, is_hidden=False)
        for holder in arriving.holders_of(self.referral, by=by):
            self._see(holder, care.OPEN_REFERRAL, self.referral, at=at, by=by)
        self._receive(request, locality, basis, at=at, by=by)

    def _receive(
        self,
        request: Request,
        locality: str | None,
        basis: people_queries.Basis,
        *,
        at: datetime,
        by: Actor,
    ) -> None:
        (asked,), referral = request.asked, self.referral
        self.line = line = Line(
            referral=referral,
            service_code=asked.service_code,
            locality_code=locality or "",
            asked_class=referral.asked_class,
            lead=asked.lead or "",
            call_back_by=request.call_back_by,
        )
        line.triage_clock = self._start(here().triage_rule(line.asked_class), at)
        line.response_clock = self._start(here().response_rule(urgency_of(line)), at)
        received = events.ReferralReceived(
            arrived_by=referral.arrived_by,
            organisation=referral.organisation_code,
            urgency=referral.asked_class or "not_stated",
        )
        asked_fact = arriving.as_asked(line, basis, answer_counts_from=at)
        self._say(
            at,
            by,
            Said(received, self._referral_now(), at, referral.change_words),
            Said(asked_fact, self._line_now(), at),
        )

    @property
    def stage(self) -> Stage:
        """Where the line stands, as `queries.lines` derives it of a line in the store."""
        line = self.line
        if line.closed_at is not None:
            return Stage.CLOSED
        if line.sent_at is None:
            return Stage.TO_TRIAGE
        if line.accepted_at is None:
            return Stage.WITH_TEAM
        if line.response_clock.ended_how == ANSWERED:
            return Stage.RESPONDED
        return Stage.NO_WORKER if self._worker() is None else Stage.ALLOCATED

    def take(self, step: Step) -> None:
        """Take one step, or refuse it as the page would."""
        if step.at < self.last_at:
            raise StepOutOfOrder(at=step.at)
        self.last_at = step.at
        _TAKEN[type(step)](self, step)

    def opened(self, step: Opened) -> None:
        """As `open_line`: only the first look is recorded, and the version stays."""
        self._hold(Act.OPEN, step)
        self.line.version -= 1
        if self.line.opened_at is None:
            self.line.opened_at = step.at
            fact = events.LineOpened(referral_id=self._id())
            self._say(step.at, step.by, Said(fact, self._line_now(), step.at))

    def triaged(self, step: Triaged) -> None:
        """As `triage_line`."""
        place, line = here(), self.line
        check_known("response_class", step.response_class, place.response_classes.keys())
        check_known("lead", step.lead, place.leads.keys())
        check_known("team_code", step.team_code, place.teams.keys())
        words = wording.words(step.safety_net, at="safety_net", must=True)
        self._hold(Act.TRIAGE, step)
        self._stop(line.triage_clock, "triaged", step.at)
        line.response_class, line.lead = step.response_class, step.lead
        line.team_code = step.team_code
        line.opened_at = line.opened_at or step.at
        line.triaged_at = line.sent_at = step.at
        line.triaged_by_id = step.by.account_id
        self._decide(Decided.SENT, step, words=words)
        self._see(care.team(step.team_code), care.SENT_TO_TEAM, line, at=step.at, by=step.by)
        fact = events.LineTriaged(
            referral_id=self._id(),
            response_class=step.response_class,
            lead=step.lead,
            team=step.team_code,
        )
        said = [Said(fact, self._line_now(), step.at, words), *self._reckon(step.at)]
        self._say(step.at, step.by, *said)

    def accepted(self, step: Accepted) -> None:
        """As `accept_line`."""
        self._hold(Act.ACCEPT, step)
        self.line.accepted_at = step.at
        self._decide(Decided.ACCEPTED, step)
        team = self.line.team_code
        self._see(care.team(team), care.EPISODE, self.line, at=step.at, by=step.by)
        fact = events.LineAccepted(referral_id=self._id(), team=team)
        self._say(step.at, step.by, Said(fact, self._line_now(), step.at))

    def declined(self, step: Declined) -> None:
        """As `decline_line`: a new triage clock runs from now."""
        check_reason(ReasonKind.DECLINE, step.reason)
        words, line = wording.words(step.words), self.line
        self._hold(Act.DECLINE, step)
        self._decide(Decided.DECLINED, step, reason=step.reason, words=words)
        fact = events.LineDeclined(referral_id=self._id(), team=line.team_code, reason=step.reason)
        self._stand_down("declined", step)
        self._see_no_more(line, "declined", step)
        line.team_code, line.triaged_by_id = "", None
        line.triaged_at = line.sent_at = line.accepted_at = None
        line.triage_clock = self._start(here().triage_rule(line.response_class), step.at)
        said = [*self._reckon(step.at), Said(fact, self._line_now(), step.at, words or None)]
        self._say(step.at, step.by, *said)

    def allocated(self, step: Allocated) -> None:
        """As `allocate_line`."""
        line = self.line
        self._hold(Act.ALLOCATE, step)
        if step.worker != step.by.account_id and line.team_code != here().front_door.team:
            require_permission(step.by.scope, Permission.LINE_ALLOCATE)
        if not is_worker_of(line.team_code, step.worker):
            raise NotOfTheTeam(team=line.team_code)
        if self._worker() == step.worker:
            raise AlreadyToGo()
        self._stand_down("allocated_anew", step)
        live = Allocation(
            line=line, worker_id=step.worker, since=step.at, allocated_by=step.by.account_id
        )
        self.allocations.append(live)
        self._see(care.account(step.worker), care.ALLOCATED, live, at=step.at, by=step.by)
        fact = events.LineAllocated(referral_id=self._id(), team=line.team_code, worker=step.worker)
        self._say(step.at, step.by, Said(fact, self._line_now(), step.at))

    def contacted(self, step: Contacted) -> None:
        """As `record_contact`, told as it happened."""
        check_known("kind", step.kind, here().contact_types.keys())
        check_known("profession", step.profession, here().professions.keys())
        words = wording.words(step.words)
        own = accounts.profession_of(step.by.account_id)
        check_by_whom(step.profession, own=own.code if own else None, made_by="")
        self._hold(Act.CONTACT, step)
        made = Contact(
            line=self.line,
            kind=step.kind,
            profession=step.profession,
            words=words,
            account_id=step.by.account_id,
            happened_at=step.at,
            recorded_at=step.at,
        )
        self.contacts.append(made)
        answered = self._reckon(step.at)
        fact = events.ContactRecorded(
            referral_id=self._id(),
            contact_id=ContactId(made.id),
            kind=step.kind,
            profession=step.profession,
            clock="stopped" if answered else "runs",
        )
        recorded = Said(fact, self._line_now(), step.at, words or None)
        self._say(step.at, step.by, *answered, recorded)

    def closed(self, step: Closed) -> None:
        """As `close_line`; that nobody was reached is told by its own steps."""
        check_reason(Ending.CLOSED, step.outcome)
        words = wording.words(step.words, must=True)
        if step.outcome == COULD_NOT_REACH:
            raise HistoryNotPlain(outcome=step.outcome)
        stage = self.stage
        self._hold(Act.CLOSE, step)
        was_reached = any(ContactKind(one.kind) not in NOBODY_REACHED for one in self.contacts)
        check_outcome(step.outcome, stage=stage, was_reached=was_reached)
        fact = events.LineClosed(referral_id=self._id(), outcome=step.outcome)
        self._decide(Decided.CLOSED, step, reason=step.outcome, words=words)
        self._end(Ending.CLOSED, fact, step.outcome, words, step)

    def advised(self, step: Advised) -> None:
        """As `advise_only`."""
        check_reason(Ending.ADVICE_ONLY, step.reason)
        words = wording.words(step.words, must=True)
        self._hold(Act.ADVISE, step)
        fact = events.AdviceGiven(referral_id=self._id(), reason=step.reason)
        self._decide(Decided.ADVICE_ONLY, step, reason=step.reason, words=words)
        self._end(Ending.ADVICE_ONLY, fact, step.reason, words, step)

    def withdrawn(self, step: Withdrawn) -> None:
        """As `withdraw_referral`."""
        check_reason(Ending.WITHDRAWN, step.reason)
        words = wording.words(step.words)
        self._hold(Act.WITHDRAW, step)
        fact = events.LineWithdrawn(referral_id=self._id(), reason=step.reason)
        self._decide(Decided.WITHDRAWN, step, reason=step.reason, words=words)
        self._end(Ending.WITHDRAWN, fact, step.reason, words, step)
        # Its last fact is about the referral as it stood when it was taken back.
        self.referral.version += 1

    def _hold(self, act: Act, step: Step) -> None:
        """What `hold_line` asks: a part in the line, at a stage where this may be done."""
        if not PARTIES[act] & parties(step.by.scope, self.line, act, self._worker()):
            said = {"act": act.value, "role": step.by.scope.role}
            raise NotPermitted(reasons=(Reason("no_part_in_line", said),))
        check(act, self.stage)
        self.line.version += 1

    def _end(self, how: Ending, fact: object, outcome: str, words: str, step: Step) -> None:
        line = self.line
        self._stand_down(how, step)
        for clock in (line.triage_clock, line.response_clock):
            if clock.ended_at is None:
                self._stop(clock, how, step.at)
        line.closed_at, line.closed_how, line.outcome = step.at, how, outcome
        if how is not Ending.WITHDRAWN:
            self.summaries.append(
                ClosingSummary(
                    line=line, words=words, account_id=step.by.account_id, made_at=step.at
                )
            )
        self._see_no_more(line, outcome, step)
        self._see_no_more(self.referral, "completed", step)
        if line.call_back_by is not None:
            door = care.team(here().front_door.team)
            self._see(door, care.OPEN_CALL, line, at=step.at, by=step.by)
        self._say(
            step.at,
            step.by,
            Said(fact, self._line_now(), step.at, words or None),
            Said(events.ReferralCompleted(), self._referral_now(), step.at),
        )

    def _reckon(self, at: datetime) -> list[Said]:
        """As `reckon_answer`: the clock of the class, stopped by the contact that answers it."""
        line, rule = self.line, here().response_rule(urgency_of(self.line))
        promise = promise_of(line)
        made = [Reached(ContactKind(c.kind), c.profession, c.happened_at) for c in self.contacts]
        answered = answer(made, promise) if promise else None
        clock = line.response_clock
        was_answered_at = clock.ended_at if clock.ended_how == ANSWERED else None
        ended_otherwise = clock.ended_at is not None and (
            answered is None or clock.ended_at < answered.happened_at
        )
        if clock.rule_code != rule.code or ended_otherwise:
            clock = self._supersede(clock, rule, at)
        if answered is not None and clock.ended_at is None:
            self._stop(clock, ANSWERED, answered.happened_at)
        line.response_clock = clock
        if answered is None or answered.happened_at == was_answered_at:
            return []
        fact = events.LineAnswered(referral_id=self._id(), kind=answered.kind)
        return [Said(fact, self._line_now(), answered.happened_at)]

    def _start(self, rule: ClockRule, at: datetime) -> Clock:
        clock = clocks.unsaved(rule, about=self.line, started_at=at)
        self.clocks.append(clock)
        return clock

    def _stop(self, clock: Clock, how: str, at: datetime) -> None:
        clock.ended_at, clock.ended_how = at, how
        clock.version += 1

    def _supersede(self, old: Clock, rule: ClockRule, at: datetime) -> Clock:
        new = self._start(rule, old.started_at)
        if old.ended_at is None:
            old.ended_at, old.ended_how = at, "superseded"
        old.superseded_by = new
        old.version += 1
        new.version += 1
        return new

    def _decide(self, kind: Decided, step: Step, *, reason: str = "", words: str = "") -> None:
        self.decisions.append(
            decided(
                self.line,
                kind,
                at=step.at,
                recorded_at=step.at,
                by=step.by,
                reason=reason,
                words=words,
            )
        )

    def _worker(self) -> UUID | None:
        live = (one.worker_id for one in self.allocations if one.until is None)
        return next(live, None)

    def _stand_down(self, because: str, step: Step) -> None:
        for live in [one for one in self.allocations if one.until is None]:
            live.until, live.ended_because = max(live.since, step.at), because
            self._see_no_more(live, because, step)

    def _see(
        self, holder: care.Holder, because: str, about: models.Model, *, at: datetime, by: Actor
    ) -> None:
        self.cares.append(
            care.relationship(self.person_id, holder, because=because, at=at, by=by, about=about)
        )

    def _see_no_more(self, about: models.Model, because: str, step: Step) -> None:
        """As `care.end_about` does in the store."""
        for held in self.cares:
            if held.about_id == about.pk and held.ended_by is None:
                care.say_ended(held, because=because, at=step.at, by=step.by)

    def _say(self, at: datetime, by: Actor, *said: Said) -> None:
        self.changes.append(OneChange(at, by, list(said)))

    def _id(self) -> ReferralId:
        return ReferralId(self.referral.id)

    def _line_now(self) -> Line:
        # The line moves on; an entry names the version that it was about.
        return Line(id=self.line.id, version=self.line.version)

    def _referral_now(self) -> Referral:
        return Referral(id=self.referral.id, version=self.referral.version)


_TAKEN: Final[dict[type[Step], Callable[..., None]]] = {
    Opened: Told.opened,
    Triaged: Told.triaged,
    Accepted: Told.accepted,
    Declined: Told.declined,
    Allocated: Told.allocated,
    Contacted: Told.contacted,
    Closed: Told.closed,
    Advised: Told.advised,
    Withdrawn: Told.withdrawn,
}


def tell(told: Told, steps: Sequence[Step]) -> Told:
    """Take every step of a referral, in order."""
    for step in steps:
        told.take(step)
    return told
