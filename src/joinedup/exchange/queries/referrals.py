"""Referrals and their lines as another system is shown them."""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from joinedup.exchange.domain.message import Priority, SentIdentifier
from joinedup.exchange.domain.searching import Search
from joinedup.exchange.domain.shown import Coded, Organisation, RequestShown, TaskShown
from joinedup.exchange.queries.patients import organisation, people_meant, versioned, whom
from joinedup.foundation import place
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import Page
from joinedup.referrals.domain.ended import Ended
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.outward import (
    OutwardLine,
    OutwardReferral,
    Wanted,
    outward_line,
    outward_lines,
    outward_referral,
    outward_referrals,
)

OURS: Final = "urn:joinedup:referral-reference"
_STAGES: Final = {
    Stage.TO_TRIAGE: "received",
    Stage.WAITING_FOR_INFORMATION: "on-hold",
    Stage.REDIRECT_OFFERED: "in-progress",
    Stage.WITH_TEAM: "received",
    Stage.NO_WORKER: "accepted",
    Stage.ALLOCATED: "accepted",
    Stage.RESPONDED: "in-progress",
}
_TASK_ENDS: Final = {
    Ended.DONE: "completed",
    Ended.NOT_DONE: "failed",
    Ended.REFUSED: "rejected",
    Ended.TAKEN_BACK: "cancelled",
}
_REQUEST_ENDS: Final = {
    Ended.DONE: "completed",
    Ended.NOT_DONE: "revoked",
    Ended.REFUSED: "revoked",
    Ended.TAKEN_BACK: "revoked",
}
_OPEN: Final = "active"
# Keys that were made here, where a sender gave its referral no identifier or a very long one.
_NO_SYSTEMS: Final = frozenset({"sha256", "ServiceRequest"})


def request(scope: Scope, id: UUID) -> RequestShown:  # noqa: A002 - FHIR's word
    """One referral about somebody whom the reader may open."""
    return _request(outward_referral(scope, ReferralId(id)))


def requests(scope: Scope, search: Search) -> Page[RequestShown]:
    """A page of the referrals that a search finds among those the reader may see."""
    codes = _codes(search)
    ends = [end for end, code in _REQUEST_ENDS.items() if codes is not None and code in codes]
    stages = list(Stage) if codes is not None and _OPEN in codes else []
    if codes is not None and not (ends or stages):
        return _nothing()
    wanted = _wanted(scope, search, stages, ends)
    page = outward_referrals(scope, wanted, after=search.after, limit=max(search.count, 1))
    return Page(tuple(map(_request, page.rows)), page.next_key, page.total, page.total_is_capped)


def task(scope: Scope, id: UUID) -> TaskShown:  # noqa: A002 - FHIR's word
    """One line about somebody whom the reader may open."""
    return _task(outward_line(scope, LineId(id)))


def tasks(scope: Scope, search: Search) -> Page[TaskShown]:
    """A page of the lines that a search finds among those the reader may see."""
    codes = _codes(search)
    ends = [end for end, code in _TASK_ENDS.items() if codes is not None and code in codes]
    stages = [stage for stage, code in _STAGES.items() if codes is not None and code in codes]
    if codes is not None and not (ends or stages):
        return _nothing()
    wanted = _wanted(scope, search, stages, ends)
    page = outward_lines(scope, wanted, after=search.after, limit=max(search.count, 1))
    return Page(tuple(map(_task, page.rows)), page.next_key, page.total, page.total_is_capped)


def _nothing[Row]() -> Page[Row]:
    return Page((), None, 0)


def _codes(search: Search) -> set[str] | None:
    given = search.tokens.get("status")
    return None if given is None else {token.value for token in given}


def _wanted(scope: Scope, search: Search, stages: list[Stage], ends: list[Ended]) -> Wanted:
    meant = [people_meant(scope, search, name) for name in ("patient", "subject")]
    people = [set(one) for one in meant if one is not None]
    named = [_references(search, name) for name in ("identifier", "group-identifier")]
    references = [set(one) for one in named if one is not None]
    return Wanted(
        ids=search.ids.get("_id"),
        person_ids=set.intersection(*people) if people else None,
        references=set.intersection(*references) if references else None,
        referral_ids=search.ids.get("focus"),
        stages=stages,
        ends=ends,
    )


def _references(search: Search, name: str) -> list[str] | None:
    """Ours by its value alone; a sender's own as it is kept, with its system before it."""
    given = search.tokens.get(name)
    if given is None:
        return None
    return [
        token.value if token.system in (None, OURS) else f"{token.system}|{token.value}"
        for token in given
    ]


def _request(held: OutwardReferral) -> RequestShown:
    stands = _OPEN if any(line.ended is None for line in held.lines) else _best(held)
    return RequestShown(
        id=str(held.referral_id),
        version=versioned(held.version, held.card),
        whom=whom(held.card),
        reference=held.reference,
        sender_identifier=_theirs(held.sender_reference),
        status=stands,
        priority=_priority(held.asked_class or ""),
        asked=tuple(one for line in held.lines if (one := _service(line.service_code))),
        received_at=held.received_at,
        requester=", ".join(part for part in (held.caller_name, held.caller_role) if part),
        requester_organisation=organisation(held.caller_organisation_code),
        reason=held.change_words or "",
        notes=tuple(_notes(held)),
    )


def _best(held: OutwardReferral) -> str:
    ends = [line.ended for line in held.lines]
    return next(code for end, code in _REQUEST_ENDS.items() if end in ends)


def _notes(held: OutwardReferral) -> Iterator[tuple[str, str]]:
    said: Mapping[str, str | None] = {
        "Since": held.since_words,
        "If nobody comes": held.if_nobody_comes,
        "Risks": held.risks,
        "Allergies as the referrer said": held.allergies,
        "Also": held.other_words,
    }
    for title, words in said.items():
        if words is None:
            yield title, "not known"
        elif words:
            yield title, words


def _task(held: OutwardLine) -> TaskShown:
    code = _STAGES[held.stage] if held.ended is None else _TASK_ENDS[held.ended]
    here = place.current()
    reason = None
    if held.outcome:
        reason = Coded(held.outcome, here.reason(held.closed_how, held.outcome).referrer)
    return TaskShown(
        id=str(held.line_id),
        version=versioned(held.version, held.card),
        request_id=str(held.referral_id),
        whom=whom(held.card),
        reference=held.reference,
        status=code,
        stage=Coded(held.stage.value, held.stage.value.replace("_", " ").capitalize()),
        reason=reason,
        priority=_priority(held.response_class),
        asked=_service(held.service_code),
        owner=_team(held.held_by),
        received_at=held.received_at,
        started_at=held.accepted_at,
        ended_at=held.closed_at,
        due_at=held.due_at,
    )


def _priority(response_class: str) -> str:
    """The place's classes in R4's words: the first is at once, the last routine, others urgent."""
    classes = list(place.current().response_classes)
    if response_class not in classes:
        return Priority.STAT.value
    if response_class == classes[0]:
        return Priority.STAT.value
    is_last = response_class == classes[-1]
    return Priority.ROUTINE.value if is_last else Priority.URGENT.value


def _service(code: str) -> Coded | None:
    found = place.current().services.get(code)
    return Coded(code, found.name) if found else None


def _team(code: str) -> Organisation | None:
    return Organisation(place.current().team_name(code)) if code else None


def _theirs(sender_reference: str) -> SentIdentifier | None:
    system, mark, value = sender_reference.partition("|")
    if not mark or not value or system in _NO_SYSTEMS:
        return None
    return SentIdentifier(system, value)
