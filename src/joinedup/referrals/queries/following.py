"""Referrals as those who made them follow them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from joinedup.foundation import place
from joinedup.foundation.models import Clock
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require, require_permission, visible
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import EntryId, Page, PersonId, Version
from joinedup.people import queries as people
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.contacts import ANSWERED, NOBODY_REACHED
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.questions import AskedOf
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.domain.status_words import StatusWords, status_words
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.models import (
    Addition,
    Contact,
    Decision,
    Filed,
    Line,
    Question,
    Referral,
)
from joinedup.referrals.queries.asked_for import additions, asked_for
from joinedup.referrals.queries.beside import FiledRow
from joinedup.referrals.queries.closings import closings
from joinedup.referrals.queries.filing import filed_of
from joinedup.referrals.queries.followed_rows import (
    Followed,
    MyReferralRow,
    StatusLine,
    StatusView,
)
from joinedup.referrals.queries.line_page import question_row
from joinedup.referrals.queries.lines import held_by, staged
from joinedup.referrals.queries.paging import MOST_COUNTED, UnknownPage
from joinedup.referrals.queries.queue_rows import due_at
from joinedup.referrals.queries.rows import (
    ClosingRow,
    MessageLine,
    QuestionRow,
    SentReferral,
    WithdrawalPreview,
    WithdrawnLine,
)
from joinedup.referrals.queries.standing import open_acts

LONGEST_LIST: Final = 25

_SENT: Final = Decision.objects.filter(line=OuterRef("pk"), kind=Decided.SENT.value)
_LAST_SENT: Final = _SENT.order_by("-recorded_at", "-id")
_FOLLOWED: Final[Mapping[str, F | Exists | Subquery]] = {
    "safety_net": Subquery(_LAST_SENT.values("words")[:1]),
    "safety_net_at": Subquery(_LAST_SENT.values("at")[:1]),
    "worker_id": F("going__worker_id"),
    "worker_name": F("going__worker__display_name"),
    "was_declined": Exists(
        Decision.objects.filter(line=OuterRef("pk"), kind=Decided.DECLINED.value)
    ),
    "has_tried": Exists(Contact.objects.filter(line=OuterRef("pk"), kind__in=list(NOBODY_REACHED))),
    "has_filed": Exists(Filed.objects.filter(line=OuterRef("pk"))),
}


def referral_status(scope: Scope, referral_id: ReferralId) -> StatusView:
    """A referral in the plain words of its referrer, line by line."""
    referral = _referral(scope, referral_id)
    person_id = PersonId(referral.person_id)
    card = people.cards(scope, [person_id])[person_id]
    lines = _status_lines(scope, [referral])[referral.id]
    return StatusView(
        asked=asked_for(referral, card),
        card=card,
        lines=lines,
        additions=additions(referral, card),
        is_complete=all(line.stage is Stage.CLOSED for line in lines),
    )


def my_referrals(scope: Scope, *, after: str | None = None, limit: int = 25) -> Page[MyReferralRow]:
    """Referrals that the viewer or the viewer's team made, newest first.

    A finished one stays for as long as the viewer may still see the person: a day at least.
    """
    mine = _own(scope)
    found = _newest(mine, after, limit)
    return _page(mine, found, after, limit, lambda shown: _my_rows(scope, shown))


def followed(scope: Scope, *, after: str | None = None, limit: int = 25) -> Followed:
    """The same, and on the first page before them what the viewer or the team must answer.

    The answer that is wanted first stands first. What both show is asked of the store once.
    """
    mine = _own(scope)
    found = _newest(mine, after, limit)
    # Whoever follows none has none to answer.
    asked = _asked_of(mine) if found and not after else []
    together = {one.id: one for one in (*asked, *found[:limit])}
    rows = {row.referral_id: row for row in _my_rows(scope, list(together.values()))}

    def drawn(shown: Sequence[Referral]) -> list[MyReferralRow]:
        return [rows[ReferralId(one.id)] for one in shown]

    return Followed(asked=tuple(drawn(asked)), page=_page(mine, found, after, limit, drawn))


def withdrawal_preview(scope: Scope, referral_id: ReferralId) -> WithdrawalPreview:
    """Which lines withdrawing would close, who stands down, and the versions to withdraw by."""
    referral = _referral(scope, referral_id)
    person_id = PersonId(referral.person_id)
    lines = list(_lines([referral]))
    return WithdrawalPreview(
        referral_id=referral_id,
        card=people.cards(scope, [person_id])[person_id],
        version=Version(referral.version),
        reference=referral.reference,
        closes=tuple(_withdrawn(line) for line in lines if line.closed_at is None),
        already_closed_count=sum(line.closed_at is not None for line in lines),
    )


def sent_by(scope: Scope, *, sender_code: str, sender_reference: str) -> SentReferral | None:
    """The referral that a partner named by its own identifier, if it ever arrived."""
    require_permission(scope, Permission.MESSAGE_SEND)
    named = wording.printable(sender_reference)
    found = Referral.objects.filter(sender_code=sender_code, sender_reference=named)
    referral = found.first() if named else None
    if referral is None:
        return None
    open_ones = referral.lines.filter(closed_at__isnull=True).order_by("id")
    return SentReferral(
        referral_id=ReferralId(referral.id),
        reference=referral.reference,
        version=Version(referral.version),
        person_id=PersonId(referral.person_id),
        open_lines=tuple((LineId(one.id), Version(one.version)) for one in open_ones),
    )


def sent_from(scope: Scope, *, key: str) -> ReferralId | None:
    """The referral that the viewer's own account sent by a key, if it was sent."""
    found = Referral.objects.filter(account_id=scope.account_id, key=key)
    sent = found.values_list("id", flat=True).first()
    return ReferralId(sent) if sent else None


def message_line(scope: Scope, line_id: LineId, *, upto: EntryId) -> MessageLine:
    """What a status message back to the partner that sent the referral says of one line.

    Whether somebody had reached the person is said as it was when an entry was written.
    """
    require_permission(scope, Permission.MESSAGE_SEND)
    lines = staged(Line.objects.filter(id=line_id))
    line = lines.select_related("referral", "closing_summary").first()
    if line is None:
        raise NotFound()
    summary = getattr(line, "closing_summary", None)
    return MessageLine(
        line_id=LineId(line.id),
        referral_id=ReferralId(line.referral_id),
        reference=line.referral.reference,
        arrived_by=line.referral.arrived_by,
        sender_code=line.referral.sender_code,
        sender_reference=line.referral.sender_reference,
        stage=Stage(line.stage),
        service_code=line.service_code,
        closed_how=line.closed_how,
        outcome=line.outcome,
        closing_words=summary.words if summary else "",
        is_accepted=line.accepted_at is not None,
        was_reached=line.contacts.exclude(kind__in=list(NOBODY_REACHED))
        .filter(id__lt=upto)
        .exists(),
    )


def _own(scope: Scope) -> QuerySet[Referral]:
    require_permission(scope, Permission.REFERRAL_FOLLOW)
    # Whoever added to a referral follows it too: three who told of one fall made one referral.
    by_them = Q(account_id=scope.account_id, call__isnull=True)
    added = Addition.objects.filter(by_them | Q(organisation_code__in=scope.teams))
    own = Q(account_id=scope.account_id) | Q(team_code__in=scope.teams)
    return Referral.objects.filter(visible(scope), own | Q(pk__in=added.values("referral_id")))


def _newest(mine: QuerySet[Referral], after: str | None, limit: int) -> list[Referral]:
    # Ids are made in the order of time, so they page as well as sort.
    page = mine.filter(pk__lt=_id(after)) if after else mine
    return list(page.order_by("-pk")[: limit + 1])


def _page(
    mine: QuerySet[Referral],
    found: Sequence[Referral],
    after: str | None,
    limit: int,
    draw: Callable[[Sequence[Referral]], Sequence[MyReferralRow]],
) -> Page[MyReferralRow]:
    is_all = not after and len(found) <= limit
    total = len(found) if is_all else mine[: MOST_COUNTED + 1].count()
    shown = found[:limit]
    return Page(
        rows=tuple(draw(shown)),
        next_key=str(shown[-1].pk) if len(found) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _asked_of(mine: QuerySet[Referral]) -> list[Referral]:
    unanswered = Question.objects.filter(
        line__referral=OuterRef("pk"), ended_at__isnull=True, asked_of=AskedOf.REFERRER.value
    )
    wanted = Subquery(unanswered.order_by("by_when").values("by_when")[:1])
    waiting = mine.annotate(wanted=wanted).filter(wanted__isnull=False)
    return list(waiting.order_by(F("wanted"), "pk")[:LONGEST_LIST])


def _referral(scope: Scope, referral_id: ReferralId) -> Referral:
    referral = Referral.objects.filter(id=referral_id).first()
    if referral is None:
        raise NotFound()
    require(scope, PersonId(referral.person_id))
    return referral


def _lines(referrals: Iterable[Referral]) -> QuerySet[Line]:
    lines = staged(Line.objects.filter(referral__in=list(referrals))).annotate(**_FOLLOWED)
    return lines.select_related("referral", "triage_clock", "response_clock").order_by("id")


def _my_rows(scope: Scope, referrals: Sequence[Referral]) -> list[MyReferralRow]:
    if not referrals:
        return []
    cards = people.cards(scope, {PersonId(one.person_id) for one in referrals})
    lines = _status_lines(scope, referrals)
    return [
        MyReferralRow(
            referral_id=ReferralId(one.id),
            reference=one.reference,
            person_id=PersonId(one.person_id),
            card=cards[PersonId(one.person_id)],
            received_at=one.received_at,
            lines=lines[one.id],
            is_complete=all(line.stage is Stage.CLOSED for line in lines[one.id]),
        )
        for one in referrals
    ]


def _status_lines(
    scope: Scope, referrals: Sequence[Referral]
) -> dict[UUID, tuple[StatusLine, ...]]:
    lines = list(_lines(referrals))
    asked = _questions(lines)
    tried = _tried([line.id for line in lines if line.has_tried])
    ended = closings(lines)
    filed = filed_of([line.id for line in lines if line.has_filed])
    gathered: dict[UUID, list[StatusLine]] = defaultdict(list)
    for line in lines:
        gathered[line.referral_id].append(
            _status_line(
                scope,
                line,
                asked[line.id],
                tried[line.id],
                ended.get(LineId(line.id)),
                filed.get(line.id, ()),
            )
        )
    return {one.id: tuple(gathered[one.id]) for one in referrals}


def _status_line(
    scope: Scope,
    line: Line,
    questions: list[QuestionRow],
    tried_at: list[datetime],
    closing: ClosingRow | None,
    filed: tuple[FiledRow, ...],
) -> StatusLine:
    here, words = Stage(line.stage), _words(line)
    question = next((one for one in questions if one.ended_at is None), None)
    asked_until = question.by_when if question else None
    clock = line.triage_clock if here is Stage.TO_TRIAGE else line.response_clock
    return StatusLine(
        line_id=LineId(line.id),
        version=Version(line.version),
        service_code=line.service_code,
        stage=here,
        code=words.code,
        now=words.now,
        next=words.next,
        held_by_team=held_by(line),
        by_when=asked_until or due_at(clock),
        comes_by=due_at(line.response_clock),
        opened_at=line.opened_at,
        sent_at=line.sent_at,
        accepted_at=line.accepted_at,
        answered_at=_answered_at(line.response_clock),
        question=question,
        answers=tuple(one for one in questions if _is_answered(one)),
        tried_at=tuple(tried_at),
        closing=closing,
        safety_net=line.safety_net or "",
        safety_net_at=line.safety_net_at,
        filed=filed,
        acts=open_acts(scope, line, stage=here, worker_id=line.worker_id)
        & {Act.ANSWER, Act.ADD, Act.WITHDRAW},
    )


def _questions(lines: Sequence[Line]) -> dict[UUID, list[QuestionRow]]:
    found = Question.objects.filter(line__in=lines).select_related("account")
    gathered: dict[UUID, list[QuestionRow]] = defaultdict(list)
    for one in found.order_by("asked_at", "id"):
        gathered[one.line_id].append(question_row(one))
    return gathered


def _is_answered(question: QuestionRow) -> bool:
    return question.ended_how == "answered" and question.asked_of == AskedOf.REFERRER


def _tried(line_ids: Sequence[UUID]) -> dict[UUID, list[datetime]]:
    """When somebody tried to reach the person of each line, and nobody answered."""
    gathered: dict[UUID, list[datetime]] = defaultdict(list)
    if line_ids:
        found = Contact.objects.filter(line__in=line_ids, kind__in=list(NOBODY_REACHED))
        for line_id, at in found.order_by("happened_at", "id").values_list("line", "happened_at"):
            gathered[line_id].append(at)
    return gathered


def _answered_at(clock: Clock) -> datetime | None:
    return clock.ended_at if clock.ended_how == ANSWERED else None


def _words(line: Line) -> StatusWords:
    said = place.current().reason(line.closed_how, line.outcome).referrer if line.outcome else ""
    return status_words(Stage(line.stage), ended=said, was_declined=line.was_declined)


def _withdrawn(line: Line) -> WithdrawnLine:
    return WithdrawnLine(
        line_id=LineId(line.id),
        version=Version(line.version),
        service_code=line.service_code,
        stage=Stage(line.stage),
        team_code=line.team_code,
        worker_name=line.worker_name or "",
    )


def _id(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise UnknownPage() from error
