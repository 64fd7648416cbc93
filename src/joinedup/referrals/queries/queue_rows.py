"""Rows of a queue, put together from the lines of one page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from joinedup.foundation import place
from joinedup.foundation.models import Clock
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.people.queries.signs import Signs, signs_of
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.contacts import Contact as ContactFact
from joinedup.referrals.domain.contacts import ContactKind, no_answer_count
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.lateness import is_late
from joinedup.referrals.domain.request import RespectKind
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Addition, Contact, Decision, Line, Presence, Referral
from joinedup.referrals.queries.beside import CameBack, Looking, WaitsFor
from joinedup.referrals.queries.lines import NEVER, held_by
from joinedup.referrals.queries.repeats import open_needs, repeats
from joinedup.referrals.queries.rows import QueueRow

LOOKS_FOR: Final = timedelta(minutes=2)
"""How long after its last word a page is taken to be open still."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the lines of one page, each gathered in one query."""

    cards: Mapping[PersonId, Card]
    contacts: Mapping[UUID, Sequence[Contact]]
    looking: Mapping[UUID, Sequence[Looking]]
    repeated: frozenset[UUID]
    came_back: Mapping[UUID, CameBack]
    signs: Signs = field(default_factory=Signs)


_TOLD_LATER: Final = Addition.objects.filter(referral_id=OuterRef("referral_id"))
_ROW: Final[Mapping[str, F | Subquery]] = {
    "asked_of": F("asked__asked_of"),
    "answer_by": F("asked__by_when"),
    "offered_to": F("offered__to"),
    "worker_id": F("going__worker_id"),
    "worker_name": F("going__worker__display_name"),
    # Whether anything that was told later is worse; None where nothing was.
    "worst_told": Subquery(_TOLD_LATER.order_by("-is_worse").values("is_worse")[:1]),
}


_COLUMNS: Final = (
    "accepted_at",
    "asked_class",
    "call_back_by",
    "lead",
    "locality_code",
    "opened_at",
    "response_class",
    "sent_at",
    "service_code",
    "team_code",
    "version",
    *(f"{clock}_clock__{of}" for clock in ("triage", "response") for of in ("due_at", "ended_at")),
    *(
        f"referral__{of}"
        for of in (
            "arrived_by",
            "began_at",
            "caller_name",
            "caller_number",
            "change_words",
            "contact_number",
            "interpreter",
            "is_crew_on_scene",
            "person_id",
            "received_at",
            "reference",
            "respect_kind",
            "risks",
            "where_address",
            "where_kind",
            "where_postcode",
        )
    ),
)


def with_row_columns(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Lines with the columns that a row needs and no other query brings."""
    return lines.select_related("referral", "triage_clock", "response_clock").annotate(**_ROW)


def narrow(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Only what a row shows: a store sorts a thousand lines for a page and carries all it reads."""
    return lines.only(*_COLUMNS)


def queue_rows(scope: Scope, lines: Iterable[Line]) -> list[QueueRow]:
    """The rows of some lines, in their order, and their people noted as shown."""
    gathered = list(lines)
    ids = [line.id for line in gathered]
    cards = people.cards(scope, {PersonId(line.referral.person_id) for line in gathered})
    beside = Beside(
        cards=cards,
        contacts=contacts_of(ids),
        looking=looking_at(scope, ids),
        repeated=repeats(gathered, open_needs(cards)),
        came_back=came_back(gathered),
        signs=signs_of(scope, cards),
    )
    return [queue_row(line, beside) for line in gathered]


def short_rows(
    lines: Iterable[Line], cards: Mapping[PersonId, Card], *, signs: Signs | None = None
) -> list[QueueRow]:
    """The rows of lines whose people's cards are at hand, without what only the queue shows.

    Nobody who looks, no duplicate and no decline stands beside them, nor what their people's
    records warn of unless it is brought.
    """
    gathered = list(lines)
    made = contacts_of([line.id for line in gathered])
    beside = Beside(
        cards=cards,
        contacts=made,
        looking={},
        repeated=frozenset(),
        came_back={},
        signs=signs or Signs(),
    )
    return [queue_row(line, beside) for line in gathered]


def contacts_of(ids: Iterable[UUID]) -> dict[UUID, list[Contact]]:
    """The contacts made on each line, in the order they happened, as far as a row needs them."""
    return _by_line(_contacts(list(ids)))


@question
def _contacts(ids: Collection[UUID]) -> QuerySet[Contact]:
    found = Contact.objects.filter(line_id__in=ids).order_by("happened_at", "id")
    return found.only("line_id", "kind", "profession", "happened_at")


def by_line(contacts: QuerySet[Contact]) -> dict[UUID, list[Contact]]:
    """Contacts by the line they were made on, in the order they happened."""
    return _by_line(contacts.order_by("happened_at", "id"))


def _by_line(contacts: Iterable[Contact]) -> dict[UUID, list[Contact]]:
    made: dict[UUID, list[Contact]] = defaultdict(list)
    for contact in contacts:
        made[contact.line_id].append(contact)
    return made


def came_back(lines: Iterable[Line]) -> dict[UUID, CameBack]:
    """Which team last declined each line that waits for triage again; asked only for such lines."""
    # Once a line was sent it has a class, and only a team that declines it takes that back.
    waiting = [line.id for line in lines if line.response_class and not line.sent_at]
    if not waiting:
        return {}
    declined = Decision.objects.filter(line_id__in=waiting, kind=Decided.DECLINED.value)
    found = declined.order_by("at", "id").values_list("line_id", "team_code", "at", "reason")
    return {
        line_id: CameBack(team_code=team_code, at=at, reason=reason)
        for line_id, team_code, at, reason in found
    }


def fact_of(contact: Contact) -> ContactFact:
    """A contact as the rules speak of it."""
    return ContactFact(ContactKind(contact.kind), contact.profession, contact.happened_at)


def looking_at(scope: Scope, ids: Iterable[UUID]) -> dict[UUID, list[Looking]]:
    """Who else has each line open on a page now, whoever came first first."""
    looking: dict[UUID, list[Looking]] = defaultdict(list)
    others = _others_looking(list(ids), scope.now - LOOKS_FOR, scope.account_id)
    for line_id, account_id, name, since in others:
        one = Looking(account_id=AccountId(account_id), name=name, since=since)
        looking[line_id].append(one)
    return looking


@question
def _others_looking(
    ids: Collection[UUID], seen_after: datetime, account_id: UUID
) -> QuerySet[Any, tuple[UUID, UUID, str, datetime]]:
    found = Presence.objects.filter(line_id__in=ids, seen_at__gt=seen_after)
    others = found.exclude(account_id=account_id).order_by("since", "id")
    return others.values_list("line_id", "account_id", "account__display_name", "since")


def queue_row(line: Line, beside: Beside) -> QueueRow:
    """The row of one line."""
    referral, stage = line.referral, Stage(line.stage)
    card = beside.cards[PersonId(referral.person_id)]
    is_hidden = card.is_location_restricted or not card.is_open
    triage_due_at, response_due_at = due_at(line.triage_clock), due_at(line.response_clock)
    return QueueRow(
        line_id=LineId(line.id),
        version=Version(line.version),
        referral_id=ReferralId(referral.id),
        reference=referral.reference,
        person_id=card.person_id,
        card=card,
        stage=stage,
        service_code=line.service_code,
        lead=line.lead or None,
        asked_class=line.asked_class,
        response_class=line.response_class or None,
        locality_code=None if is_hidden else line.locality_code or None,
        where_kind=referral.where_kind,
        where_address="" if is_hidden else _where(line),
        contact_number="" if is_hidden else referral.contact_number or card.phone or "",
        change_words=referral.change_words or "",
        team_code=line.team_code,
        held_by_team=held_by(line),
        worker_id=AccountId(line.worker_id) if line.worker_id else None,
        worker_name=line.worker_name or "",
        waits_for=_waits_for(line, stage),
        received_at=referral.received_at,
        opened_at=line.opened_at,
        sent_at=line.sent_at,
        is_clock_paused=line.triage_clock.ended_at is None and triage_due_at is None,
        triage_due_at=triage_due_at,
        response_due_at=response_due_at,
        call_back_by=line.call_back_by,
        caller_name=referral.caller_name,
        caller_number=referral.caller_number,
        falls_due_at=None if line.falls_due_at == NEVER else line.falls_due_at,
        is_crew_on_scene=referral.is_crew_on_scene,
        is_first=line.rank == 0,
        has_respect_form=referral.respect_kind == RespectKind.IN_PLACE
        or referral.person_id in beside.signs.respect,
        has_risk=bool(referral.risks),
        needs_interpreter=card.needs_interpreter or bool(referral.interpreter),
        may_be_duplicate=line.id in beside.repeated,
        has_later_information=line.worst_told is not None,
        # Whoever went has seen for themselves how they are.
        is_told_worse=bool(line.worst_told) and stage is not Stage.RESPONDED,
        no_answer_count=no_answer_count(map(fact_of, beside.contacts.get(line.id, ()))),
        came_back=beside.came_back.get(line.id),
        looking=tuple(beside.looking.get(line.id, ())),
        alerts=beside.signs.alerts.get(PersonId(referral.person_id), ()),
        may_be_two_records=referral.person_id in beside.signs.paired,
        rang_at=rang_at(referral),
    )


def rang_at(referral: Referral) -> datetime | None:
    """When the call of a referral began that was entered well after it, as from paper."""
    began_at = referral.began_at if referral.arrived_by == ArrivedBy.CALL else None
    is_told_late = began_at and is_late(began_at, told_at=referral.received_at)
    return began_at if is_told_late else None


def _where(line: Line) -> str:
    referral = line.referral
    return ", ".join(part for part in (referral.where_address, referral.where_postcode) if part)


def due_at(clock: Clock) -> datetime | None:
    """When a clock falls due: nothing once it ended, or while it is paused."""
    return None if clock.ended_at else clock.due_at


def _waits_for(line: Line, stage: Stage) -> WaitsFor:
    triage_due_at, response_due_at = due_at(line.triage_clock), due_at(line.response_clock)
    front_door = str(place.current().front_door.team)
    waits: dict[Stage, tuple[str, str | None, datetime | None]] = {
        Stage.TO_TRIAGE: ("triage", front_door, triage_due_at),
        Stage.WAITING_FOR_INFORMATION: ("information", line.asked_of, line.answer_by),
        Stage.REDIRECT_OFFERED: ("redirect", line.offered_to, None),
        # By then somebody of the team should have gone, even where a contact answered before.
        Stage.WITH_TEAM: ("acceptance", line.team_code, line.response_clock.due_at),
        Stage.NO_WORKER: ("worker", line.team_code, response_due_at),
        Stage.ALLOCATED: ("response", line.worker_name, response_due_at),
        Stage.RESPONDED: ("closing", line.team_code, None),
        Stage.CLOSED: ("", "", None),
    }
    what, of, by_when = waits[stage]
    return WaitsFor(what=what, of=of or "", by_when=by_when)
