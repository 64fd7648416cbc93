"""One line with everything that its page shows."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from joinedup.foundation.models import Clock
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope, require
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import ClockId, PersonId
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.people.queries.signs import signs_of
from joinedup.referrals.domain.contacts import last_reached_at
from joinedup.referrals.domain.ids import ContactId, LineId, QuestionId, RedirectId
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import (
    Contact,
    Decision,
    Filed,
    Line,
    Observation,
    Question,
    VisitDetail,
)
from joinedup.referrals.queries.asked_for import additions, asked_for, latest_news2, says_where
from joinedup.referrals.queries.belonging import belonging
from joinedup.referrals.queries.closings import closings
from joinedup.referrals.queries.filing import filed_of
from joinedup.referrals.queries.lines import in_order, promise_of, staged
from joinedup.referrals.queries.no_access import no_access_rows
from joinedup.referrals.queries.queue_rows import (
    Beside,
    by_line,
    came_back,
    fact_of,
    looking_at,
    queue_row,
    with_row_columns,
)
from joinedup.referrals.queries.rows import (
    ClockRow,
    ContactRow,
    DecisionRow,
    PauseRow,
    QuestionRow,
    RedirectRow,
    TriageView,
)
from joinedup.referrals.queries.same_person import lines_beside
from joinedup.referrals.queries.standing import open_acts

# Asked with the line, so that what is not there takes no question of its own.
_HAS: Final[Mapping[str, Exists]] = {
    "has_visit_details": Exists(VisitDetail.objects.filter(referral_id=OuterRef("referral_id"))),
    "has_observations": Exists(Observation.objects.filter(referral_id=OuterRef("referral_id"))),
    "has_decisions": Exists(Decision.objects.filter(line_id=OuterRef("pk"))),
    "has_contacts": Exists(Contact.objects.filter(line_id=OuterRef("pk"))),
    "has_filed": Exists(Filed.objects.filter(line_id=OuterRef("pk"))),
}


def triage_page(scope: Scope, line_id: LineId) -> TriageView:
    """One line with its referral as sent, and all that has happened to it since."""
    line = _line(scope, line_id)
    person_id = PersonId(line.referral.person_id)
    card = _card(scope, person_id)
    others = lines_beside(line, card)
    made = Contact.objects.filter(line_id=line_id).select_related("account")
    contacts = by_line(made) if line.has_contacts else {}
    repeated = {line.id for other in others if other.is_likely_duplicate}
    looking = looking_at(scope, [line_id])
    returned = came_back([line])
    shown = {person_id: card}
    beside = Beside(
        shown,
        contacts,
        looking,
        frozenset(repeated),
        returned,
        signs=signs_of(scope, shown),
    )
    row = queue_row(line, beside)
    asked = asked_for(line.referral, card, has_observations=line.has_observations)
    is_withheld = card.is_location_restricted and says_where(line.referral)
    has_details = line.has_visit_details or is_withheld
    decisions = _decisions(line) if line.has_decisions else ()
    decided = {decision.kind for decision in decisions}
    acts = open_acts(scope, line, stage=row.stage, worker_id=row.worker_id)
    reached_at = last_reached_at(map(fact_of, contacts.get(line.id, ())))
    return TriageView(
        line=row,
        asked=asked,
        news2=latest_news2(asked.observations),
        additions=additions(line.referral, card) if row.has_later_information else (),
        # Every question and every offer is a decision too: one query says if there are any.
        questions=_questions(line) if Decided.ASKED_FOR_MORE in decided else (),
        redirects=_redirects(line) if Decided.REDIRECTED in decided else (),
        decisions=decisions,
        contacts=tuple(_contact_row(line, one) for one in contacts.get(line.id, ())),
        no_access=no_access_rows(line, reached_at=reached_at) if line.accepted_at else (),
        is_no_access_confirmed=line.no_access_confirmed_by_id is not None,
        clocks=_clocks(line),
        others=others,
        closing=closings([line]).get(line_id),
        acts=acts,
        has_visit_details=has_details,
        may_see_visit_details=has_details and Act.SEE_VISIT_DETAILS in acts,
        filed=filed_of([line_id]).get(line_id, ()) if line.has_filed else (),
        belonging=belonging(
            card,
            line.service_code,
            now_kind=line.referral.where_kind,
            now_postcode=line.referral.where_postcode,
        ),
    )


def question_row(question: Question) -> QuestionRow:
    """A question as a page shows it."""
    return QuestionRow(
        question_id=QuestionId(question.id),
        asked_of=question.asked_of,
        reason=question.reason,
        words=question.words,
        by_when=question.by_when,
        is_clock_paused=question.is_clock_paused,
        asked_at=question.asked_at,
        asked_by=question.account.display_name,
        ended_at=question.ended_at,
        ended_how=question.ended_how,
        answer=question.answer,
    )


def _line(scope: Scope, line_id: LineId) -> Line:
    found = _drawn(line_id)
    if not found:
        raise NotFound()
    return found[0]


@question
def _drawn(line_id: LineId) -> QuerySet[Line]:
    return with_row_columns(in_order(staged(Line.objects.filter(pk=line_id)))).annotate(**_HAS)


def _card(scope: Scope, person_id: PersonId) -> Card:
    card = people.cards(scope, [person_id]).get(person_id)
    if card is None or not card.is_open:
        # Raises, with every reason: a card is open on the same grounds.
        require(scope, person_id)
        raise NotFound()
    return card


def _questions(line: Line) -> tuple[QuestionRow, ...]:
    found = line.questions.select_related("account").order_by("asked_at", "id")
    return tuple(map(question_row, found))


def _redirects(line: Line) -> tuple[RedirectRow, ...]:
    return tuple(
        RedirectRow(
            redirect_id=RedirectId(one.id),
            to=one.to,
            reason=one.reason,
            words=one.words,
            offered_at=one.offered_at,
            confirmed_at=one.confirmed_at,
            refused_at=one.refused_at,
            refused_reason=one.refused_reason,
        )
        for one in line.redirects.order_by("offered_at", "id")
    )


def _decisions(line: Line) -> tuple[DecisionRow, ...]:
    return tuple(
        DecisionRow(
            kind=one.kind,
            response_class=one.response_class,
            lead=one.lead,
            team_code=one.team_code,
            reason=one.reason,
            words=one.words,
            decided_by=one.made_by or one.account.display_name,
            recorded_by=one.account.display_name,
            at=one.at,
            recorded_at=one.recorded_at,
        )
        for one in _decided(line.id)
    )


@question
def _decided(line_id: UUID) -> QuerySet[Decision]:
    made = Decision.objects.filter(line_id=line_id).select_related("account")
    return made.order_by("recorded_at", "id")


def _contact_row(line: Line, contact: Contact) -> ContactRow:
    promise = promise_of(line)
    return ContactRow(
        contact_id=ContactId(contact.id),
        kind=contact.kind,
        profession=contact.profession,
        made_by=contact.made_by or contact.account.display_name,
        recorded_by=contact.account.display_name,
        words=contact.words,
        stops_clock=promise is not None and promise.is_kept_by(fact_of(contact)),
        happened_at=contact.happened_at,
        recorded_at=contact.recorded_at,
        late_reason=contact.late_reason,
    )


def _clocks(line: Line) -> tuple[ClockRow, ...]:
    pauses: dict[ClockId, list[PauseRow]] = {}
    clocks: dict[ClockId, Clock] = {}
    for clock in _clocks_of(line.id):
        clocks[ClockId(clock.id)] = clock
        taken = pauses.setdefault(ClockId(clock.id), [])
        if clock.paused_at is not None:
            pause = PauseRow(
                reason=clock.paused_because, since=clock.paused_at, until=clock.resumed_at
            )
            taken.append(pause)
    return tuple(_clock_row(clock, pauses[one]) for one, clock in clocks.items())


@question
def _clocks_of(line_id: UUID) -> QuerySet[Any]:
    about = Clock.objects.filter(about_kind=Line._meta.label_lower, about_id=line_id)
    return about.order_by("started_at", "id", "pauses__since").annotate(
        paused_because=F("pauses__reason"),
        paused_at=F("pauses__since"),
        resumed_at=F("pauses__until"),
    )


def _clock_row(clock: Clock, pauses: list[PauseRow]) -> ClockRow:
    return ClockRow(
        clock_id=ClockId(clock.id),
        measures=clock.rule_code.partition(".")[0],
        rule_code=clock.rule_code,
        started_at=clock.started_at,
        due_at=clock.due_at,
        ended_at=clock.ended_at,
        ended_how=clock.ended_how,
        pauses=tuple(pauses),
    )
