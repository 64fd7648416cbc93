"""The rows that a referral makes when it arrives."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from joinedup.foundation import care, clocks, instant, journey
from joinedup.foundation.ids import new_id
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.kernel.reference import reference
from joinedup.people import queries as people_queries
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import events
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    NOT_KNOWN,
    AgreementKind,
    Answer,
    Caller,
    Observation,
    Request,
)
from joinedup.referrals.domain.response import counted_urgency
from joinedup.referrals.models import Addition, Line, Referral, VisitDetail
from joinedup.referrals.models import Observation as ObservationRow
from joinedup.referrals.services.holding import here


@dataclass(frozen=True, slots=True)
class Arrival:
    """How and when a referral came."""

    by: ArrivedBy
    sender: Sender | None
    began_at: datetime | None
    received_at: datetime

    @property
    def answer_counts_from(self) -> datetime:
        """When the response clock starts: for a call when it began, else on receipt."""
        began_at = self.began_at if self.by is ArrivedBy.CALL else None
        return began_at or self.received_at


def arrived(
    request: Request, person_id: PersonId, *, key: str, arrival: Arrival, by: Actor
) -> Referral:
    """The referral as it is kept, with its observations and where to go for the visit."""
    # Whereabouts that appear nowhere are kept where only the visit's own people look.
    is_hidden = bool(care.restricted_ids([person_id]))
    referral = as_kept(
        _unused_id(), request, person_id, key=key, arrival=arrival, is_hidden=is_hidden, by=by
    )
    referral.save(force_insert=True)
    keep_observations(referral, request.observations)
    details = visit_details(referral, request, is_hidden=is_hidden)
    if details is not None:
        details.save(force_insert=True)
    return referral


def as_kept(
    new: UUID,
    request: Request,
    person_id: PersonId,
    *,
    key: str,
    arrival: Arrival,
    is_hidden: bool,
    by: Actor,
) -> Referral:
    """The referral as it is kept, not yet saved."""
    where, change, agreement = request.where, request.change, request.agreement
    caller = request.referrer
    return Referral(
        id=new,
        reference=reference(new),
        key=key,
        person_id=person_id,
        arrived_by=arrival.by,
        sender_code=arrival.sender.code if arrival.sender else "",
        sender_reference=arrival.sender.reference if arrival.sender else "",
        account_id=by.account_id,
        organisation_code=_organisation(caller, arrival.by, by),
        team_code=_team(caller, arrival.by, by),
        began_at=arrival.began_at,
        received_at=arrival.received_at,
        recorded_at=instant.now(),
        caller_name=caller.name,
        caller_role=caller.role,
        caller_number=_kept(caller.direct_number),
        where_kind=where.kind or WhereKind.NOT_KNOWN,
        where_address="" if is_hidden else where.address,
        where_postcode="" if is_hidden else where.postcode,
        where_until=where.until if isinstance(where.until, datetime) else None,
        is_staying=where.until is NO_PLAN_TO_MOVE,
        contact_number=_kept(request.contact.number),
        who_is_with_them=request.contact.who_is_with_them,
        change_words=_kept(change.words),
        since_words=_kept(change.since_words),
        asked_class=_kept(request.urgency.response_class),
        if_nobody_comes=_kept(request.urgency.if_nobody_comes),
        agreement_kind=agreement.kind or AgreementKind.NOT_KNOWN,
        agreement_by_whom=_kept(agreement.by_whom),
        agreement_reason=_kept(agreement.reason),
        agreement_explained=_kept(agreement.explained),
        is_crew_on_scene=request.is_crew_on_scene,
        risks=_kept(request.risks),
        allergies=_kept(request.allergies),
        respect_kind=request.respect_form.kind,
        respect_signed_on=request.respect_form.signed_on,
        is_respect_original_seen=request.respect_form.is_original_seen,
        interpreter=request.interpreter,
        carer=request.carer,
        other_words=request.other_words,
    )


def keep_observations(
    referral: Referral, observations: tuple[Observation, ...], addition: Addition | None = None
) -> None:
    """Keep measurements that came with a referral, or with what was added to it."""
    ObservationRow.objects.bulk_create(observation_rows(referral, observations, addition))


def observation_rows(
    referral: Referral, observations: tuple[Observation, ...], addition: Addition | None = None
) -> list[ObservationRow]:
    """Measurements as they are kept, not yet saved."""
    return [
        ObservationRow(
            referral=referral,
            addition=addition,
            code=one.code,
            number=one.value if isinstance(one.value, Decimal) else None,
            choice=one.value if isinstance(one.value, str) else "",
            unit=one.unit,
            taken_at=one.taken_at,
        )
        for one in observations
    ]


def let_see(referral: Referral, *, at: datetime, by: Actor) -> None:
    """Give the front door, and whoever refers, a reason to see the person."""
    person_id = PersonId(referral.person_id)
    for holder in holders_of(referral, by=by):
        care.begin(person_id, holder, because=care.OPEN_REFERRAL, at=at, by=by, about=referral)


def holders_of(referral: Referral, *, by: Actor) -> list[care.Holder]:
    """Who has a reason to see the person as long as a referral is open."""
    holders = {care.team(here().front_door.team)}
    if referral.team_code:
        holders.add(care.team(referral.team_code))
    elif by.scope.role == Role.SYSTEM:
        holders.add(care.partner(by.scope.organisation))
    elif referral.arrived_by != ArrivedBy.CALL:
        holders.add(care.account(referral.account_id))
    return sorted(holders, key=lambda one: one.team_code)


def let_see_too(referral: Referral, *, caller: str = "", at: datetime, by: Actor) -> None:
    """Give whoever adds to a referral a reason to see the person as well.

    Where it was told by telephone that is the practice or team of the `caller` too.
    """
    holders = [care.team(min(by.scope.teams)) if by.scope.teams else care.account(by.account_id)]
    if caller in here().teams or caller in here().practices:
        holders.append(care.team(caller))
    person_id = PersonId(referral.person_id)
    for holder in holders:
        care.begin(person_id, holder, because=care.OPEN_REFERRAL, at=at, by=by, about=referral)


def begin_lines(
    referral: Referral, request: Request, *, arrival: Arrival, at: datetime, by: Actor
) -> None:
    """A line for each service asked for, with its triage clock and the response clock asked for."""
    person_id = PersonId(referral.person_id)
    locality = people_queries.locality_of(by.scope, [person_id]).get(person_id)
    promised = request.call_back_by
    for asked in request.asked:
        line = Line(
            referral=referral,
            service_code=asked.service_code,
            locality_code=locality or "",
            asked_class=referral.asked_class,
            lead=asked.lead or "",
            call_back_by=promised,
        )
        _begin(line, arrival.received_at, arrival.answer_counts_from, at=at, by=by)
        # One call is promised, however many services were asked for.
        promised = None


def ask_again(line: Line, *, urgency: str, counts_from: datetime, at: datetime, by: Actor) -> None:
    """Another line for the service that a line asked for, to triage from now.

    Its response clock runs from when that was told.
    """
    again = Line(
        referral=line.referral,
        service_code=line.service_code,
        locality_code=line.locality_code,
        asked_class=urgency,
    )
    _begin(again, at, counts_from, at=at, by=by)


def _begin(
    line: Line, received_at: datetime, answer_counts_from: datetime, *, at: datetime, by: Actor
) -> None:
    place, referral = here(), line.referral
    urgency = counted_urgency(line.asked_class, not_stated=place.not_stated_counts_as)
    line.triage_clock = clocks.start(
        place.triage_rule(line.asked_class), about=line, started_at=received_at
    )
    line.response_clock = clocks.start(
        place.response_rule(urgency), about=line, started_at=answer_counts_from
    )
    line.save(force_insert=True)
    belongs = people_queries.basis_of(by.scope, PersonId(referral.person_id))
    fact = as_asked(line, belongs, answer_counts_from=answer_counts_from)
    journey.record(fact, about=line, person=PersonId(referral.person_id), at=at, by=by)


def as_asked(
    line: Line, belongs: people_queries.Basis, *, answer_counts_from: datetime
) -> events.LineAsked:
    """The fact that a service was asked for."""
    return events.LineAsked(
        referral_id=ReferralId(line.referral_id),
        service=line.service_code,
        locality=line.locality_code,
        urgency=line.asked_class or "not_stated",
        lead=line.lead,
        counts_from=answer_counts_from,
        is_registered=belongs.is_registered,
        is_resident=belongs.is_resident,
    )


def _unused_id() -> UUID:
    new = new_id()
    while Referral.objects.filter(reference=reference(new)).exists():
        new = new_id()
    return new


def _organisation(caller: Caller, arrived_by: ArrivedBy, by: Actor) -> str:
    # A form speaks for the organisation that its sender is signed in for, whatever it says. Whoever
    # rings without naming one rings for none: it is not that of whoever takes the call.
    if arrived_by is ArrivedBy.CALL:
        return caller.organisation_code
    named = caller.organisation_code if arrived_by is ArrivedBy.MESSAGE else ""
    return named or by.scope.organisation


def _team(caller: Caller, arrived_by: ArrivedBy, by: Actor) -> str:
    """The team whose members follow the referral: the form's sender's own, or the one that rang."""
    place = here()
    named = caller.team_code or caller.organisation_code
    if arrived_by is ArrivedBy.CALL:
        return named if named in place.teams or named in place.practices else ""
    if arrived_by is ArrivedBy.MESSAGE or not by.scope.teams:
        return ""
    return named if named in by.scope.teams else min(by.scope.teams)


def _kept(answer: Answer[str]) -> str | None:
    return None if answer is NOT_KNOWN else (answer or "")


def visit_details(referral: Referral, request: Request, *, is_hidden: bool) -> VisitDetail | None:
    """Where to go for the visit and how to get in, not yet saved; nothing where none was given."""
    given, where = request.for_this_visit, request.where
    address = given.visit_address
    if is_hidden and not address:
        address = " ".join(part for part in (where.address, where.postcode) if part)
    if not (address or given.is_given):
        return None
    return VisitDetail(
        referral=referral,
        visit_address=address,
        key_safe_code=given.key_safe_code,
        access_note=given.access_note,
    )
