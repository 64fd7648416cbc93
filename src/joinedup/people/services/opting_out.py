"""Opt-outs: asked for and answered by lists of NHS numbers, and read in a practice's record."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey, opting_out
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor, OptOutRequest
from joinedup.foundation.scope import Actor
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId
from joinedup.kernel.purposes import OptOut
from joinedup.people import events
from joinedup.people.domain import opt_outs as rules
from joinedup.people.domain.opt_outs import (
    CODES,
    AnswerNotAsked,
    AnswerOlder,
    AnswerTaken,
    Coded,
    NobodyToAsk,
)
from joinedup.people.models import Person, RecordEntry
from joinedup.people.services.record_rows import Row

OF_THE_RECORD = "record"
OVER_MESH = "mesh"


@dataclass(frozen=True, slots=True)
class OptOutsAnswered:
    """What came of an answer: of how many it tells, or each row that is wrong with it."""

    asked_count: int = 0
    opted_out_count: int = 0
    findings: tuple[Finding, ...] = ()


@journey.change
def request_opt_outs(*, at: datetime, by: Actor) -> tuple[str, ...]:
    """Make the list of every NHS number here, to be checked for national data opt-outs.

    Also of those who died: what they chose is kept to. It gives the lines of the file, which the
    answer is taken beside.
    """
    held = Person.objects.exclude(nhs_number=None).values_list("nhs_number", flat=True)
    request_id = new_id()
    lines = tuple(rules.rows((number for number in held if number), of=request_id))
    if not lines:
        raise NobodyToAsk()
    made = OptOutRequest.objects.create(
        id=request_id,
        made_at=at,
        made_by=by.account_id,
        digest=_digest("".join(f"{line}\n" for line in lines)),
        count=len(lines),
    )
    fact = events.OptOutsRequested(request_id=made.id)
    journey.record(fact, about=_place(), place=True, at=at, by=by)
    return lines


@journey.change
def answer_opt_outs(
    answer: str, *, asked: str, source: str, at: datetime, by: Actor
) -> OptOutsAnswered:
    """Take the answer to a list: whoever is in it has not opted out, whoever is missing has.

    A row that is wrong refuses the whole of it: a file that is not what it seems says nothing about
    those who are missing from it.
    """
    request = _locked(asked)
    wanted, broken = rules.read(asked, source=source)
    returned, findings = rules.read(answer, source=source, only=wanted)
    if broken or findings:
        return OptOutsAnswered(findings=(*broken, *findings))
    digest = _digest(answer)
    done = OptOutsAnswered(len(wanted), len(wanted - returned))
    if request.answered_at is not None:
        if request.answer_digest == digest:
            return done
        raise AnswerTaken(at=request.answered_at)
    last = opting_out.last_checked_at()
    if last is not None and request.made_at < last:
        raise AnswerOlder(made_at=request.made_at, last=last)
    rules.check_believed(asked_count=len(wanted), returned_count=len(returned))
    known = Person.objects.exclude(nhs_number=None).values_list("pk", "nhs_number")
    opting_out.keep(
        {one: number not in returned for one, number in known if number in wanted},
        OptOut.NATIONAL,
        source=OVER_MESH,
        checked_at=request.made_at,
        by=by.account_id,
    )
    request.answered_at, request.answered_by, request.answer_digest = at, by.account_id, digest
    request.save(update_fields=["answered_at", "answered_by", "answer_digest"])
    fact = events.OptOutsAnswered(request_id=request.id)
    journey.record(fact, about=_place(), place=True, at=at, by=by)
    return done


def follow_type_1(written: Iterable[Row], *, at: datetime, by: Actor) -> None:
    """Keep type 1 opt-outs as the record says them, inside a change that wrote entries of it."""
    touched = {row.person_id for row in written if row.code in CODES}
    if not touched:
        return
    live = RecordEntry.objects.filter(
        person_id__in=touched,
        code__in=CODES,
        superseded_at__isnull=True,
        is_entered_in_error=False,
    )
    said: dict[UUID, list[Coded]] = {one: [] for one in touched}
    for person_id, code, when in live.values_list("person_id", "code", "at"):
        said[person_id].append(Coded(code, when))
    found = {one: bool(rules.has_dissented(entries)) for one, entries in said.items()}
    changed = opting_out.keep(
        found, OptOut.TYPE_1, source=OF_THE_RECORD, checked_at=at, by=by.account_id
    )
    for one in sorted(changed):
        fact = events.TypeOneOptOutChanged(is_opted_out=changed[one])
        about = Person.objects.get(pk=one)
        journey.record(fact, about=about, person=PersonId(one), at=at, by=by)


def _locked(asked: str) -> OptOutRequest:
    """The request whose file this is, locked."""
    held = OptOutRequest.objects.select_for_update(no_key=True)
    # A list of very few numbers may be like the one before it: the later is meant.
    request = held.filter(digest=_digest(asked)).order_by("-made_at", "-id").first()
    if request is None:
        raise AnswerNotAsked()
    return request


def _place() -> Anchor:
    return Anchor.objects.get(id=UUID(str(journey.place_anchor_id())))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
