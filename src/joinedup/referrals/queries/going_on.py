"""What is going on for one person at the front door, and what was told with their referrals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery

from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import details
from joinedup.people.queries import Card
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.request import RespectKind
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import Decision, Line, Referral
from joinedup.referrals.queries.lines import in_order, staged
from joinedup.referrals.queries.queue_rows import Beside, queue_row, with_row_columns
from joinedup.referrals.queries.rows import QueueRow

DIED: Final = "died"
"""The outcome, of every place, of what was closed or taken back because the person had died."""

LATEST: Final = 30
"""How many of somebody's lines are asked for what is open, and what was told with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told with one referral of somebody, by whom and when; blank where nobody said."""

    referral_id: ReferralId
    reference: str
    at: datetime
    by: str
    is_open: bool
    allergies: str
    risks: str
    interpreter: str
    respect_kind: RespectKind
    respect_signed_on: date | None
    is_respect_original_seen: bool
    who_is_with_them: str
    contact_number: str
    carer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IfWorse:
    """What was said with an open line to do if things get worse before anybody comes."""

    reference: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAsDied:
    """A line that was closed because its person had died."""

    line_id: LineId
    referral_id: ReferralId
    reference: str
    service_code: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """The open lines of somebody, what falls due next first, and what was told, newest first."""

    lines: tuple[QueueRow, ...]
    told: tuple[Told, ...]
    if_worse: tuple[IfWorse, ...] = ()
    closed_as_died: tuple[ClosedAsDied, ...] = ()


def going_on(scope: Scope, card: Card, ids: Sequence[PersonId]) -> GoingOn:
    """What is going on for somebody whose card the viewer has open, under any of their ids.

    Of somebody whose whereabouts are restricted no landline is told, nor who referred.
    """
    if not (card.is_open and scope.may(Permission.PERSON_OPEN)):
        return GoingOn(lines=(), told=())
    in_time = sorted(_lines(ids), key=lambda line: (line.rank, line.falls_due_at, line.id))
    beside = Beside(dict.fromkeys(ids, card), {}, {}, frozenset(), {})
    referrals = {line.referral_id: line.referral for line in in_time}
    open_ids = {line.referral_id for line in in_time if line.closed_at is None}
    newest_first = sorted(referrals.values(), key=lambda one: one.received_at, reverse=True)
    return GoingOn(
        lines=tuple(queue_row(line, beside) for line in in_time if line.closed_at is None),
        told=tuple(
            _told(one, is_open=one.id in open_ids, is_hidden=card.is_location_restricted)
            for one in newest_first
        ),
        if_worse=tuple(
            IfWorse(
                reference=line.referral.reference,
                words=_shown(line.if_worse, is_hidden=card.is_location_restricted),
                at=line.if_worse_at,
            )
            for line in in_time
            if line.closed_at is None and line.if_worse
        ),
        closed_as_died=tuple(
            ClosedAsDied(
                line_id=LineId(line.id),
                referral_id=ReferralId(line.referral_id),
                reference=line.referral.reference,
                service_code=line.service_code,
                closed_at=line.closed_at,
            )
            for line in in_time
            if line.closed_at is not None and line.outcome == DIED
        ),
    )


@question
def _lines(ids: Sequence[PersonId]) -> QuerySet[Any]:
    # Those that are open first, and of the others the latest: one question brings both.
    found = with_row_columns(in_order(staged(Line.objects.filter(referral__person_id__in=ids))))
    sent = Decision.objects.filter(line=OuterRef("pk"), kind=Decided.SENT).order_by("-id")
    found = found.annotate(
        if_worse=Subquery(sent.values("words")[:1]), if_worse_at=Subquery(sent.values("at")[:1])
    )
    return found.order_by(F("closed_at").desc(nulls_first=True), "-id")[:LATEST]


def _told(referral: Referral, *, is_open: bool, is_hidden: bool) -> Told:
    number = referral.contact_number or ""
    by = ", ".join(part for part in (referral.caller_name, referral.caller_role) if part)
    return Told(
        referral_id=ReferralId(referral.id),
        reference=referral.reference,
        at=referral.received_at,
        by="" if is_hidden else by,
        is_open=is_open,
        allergies=referral.allergies or "",
        risks=_shown(referral.risks or "", is_hidden=is_hidden),
        interpreter=_shown(referral.interpreter, is_hidden=is_hidden),
        respect_kind=RespectKind(referral.respect_kind),
        respect_signed_on=referral.respect_signed_on,
        is_respect_original_seen=referral.is_respect_original_seen,
        who_is_with_them=_shown(referral.who_is_with_them, is_hidden=is_hidden),
        contact_number="" if is_hidden and details.says_where("phone", number) else number,
        carer=_shown(referral.carer, is_hidden=is_hidden),
    )


def _shown(words: str, *, is_hidden: bool) -> str:
    return details.without_landlines(words) if is_hidden else words
