"""Referrals and their lines as another system reads them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from joinedup.foundation import anchors, place
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require, require_permission, visible
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals.domain.ended import Ended, ended
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.outcomes import DONE, Ending
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line, Referral
from joinedup.referrals.queries.lines import OPEN, all_staged, held_by
from joinedup.referrals.queries.paging import MOST_COUNTED
from joinedup.referrals.queries.queue_rows import due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OutwardLine:
    """One line as another system reads it.

    `ended` is empty while it is open. `held_by` is the team that has it, and empty where the
    person's whereabouts are restricted, as is every word that says where they are.
    """

    line_id: LineId
    version: int
    referral_id: ReferralId
    reference: str
    sender_reference: str
    person_id: PersonId
    card: Card
    service_code: str
    response_class: str
    stage: Stage
    ended: Ended | None
    closed_how: str
    outcome: str
    held_by: str
    received_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutwardReferral:
    """One referral with its lines as another system reads it; None is *not known*.

    `version` goes up whenever the referral or any of its lines changes.
    """

    referral_id: ReferralId
    version: int
    reference: str
    sender_reference: str
    person_id: PersonId
    card: Card
    received_at: datetime
    caller_name: str
    caller_role: str
    caller_organisation_code: str
    change_words: str | None
    since_words: str | None
    if_nobody_comes: str | None
    other_words: str
    risks: str | None
    allergies: str | None
    asked_class: str | None
    lines: tuple[OutwardLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which referrals or lines are asked for: each thing that is given has to hold.

    `references` are ours, or a sender's own with its system before it. `stages` and `ends` say
    where lines stand; of a referral, which of its lines decides is its reader's matter.
    """

    ids: Collection[UUID] | None = None
    person_ids: Collection[PersonId] | None = None
    references: Collection[str] | None = None
    referral_ids: Collection[UUID] | None = None
    stages: Collection[Stage] = ()
    ends: Collection[Ended] = ()


def outward_referral(scope: Scope, referral_id: ReferralId) -> OutwardReferral:
    """One referral about somebody whom the viewer may open."""
    require_permission(scope, Permission.REFERRAL_FOLLOW)
    referral = Referral.objects.filter(id=referral_id).first()
    if referral is None:
        raise NotFound()
    require(scope, PersonId(referral.person_id))
    return _referrals(scope, [referral])[0]


def outward_line(scope: Scope, line_id: LineId) -> OutwardLine:
    """One line about somebody whom the viewer may open."""
    require_permission(scope, Permission.REFERRAL_FOLLOW)
    line = _with_all(all_staged().filter(id=line_id)).first()
    if line is None:
        raise NotFound()
    require(scope, PersonId(line.referral.person_id))
    return _lines(scope, [line])[0]


def outward_referrals(
    scope: Scope, wanted: Wanted, *, after: str = "", limit: int = 25
) -> Page[OutwardReferral]:
    """Referrals about those whom the viewer may open, the newest first.

    `stages` asks for those with a line that is open; `ends` for those with none that is, whose
    best end is one of these: what was done for any line was done.
    """
    require_permission(scope, Permission.REFERRAL_FOLLOW)
    found = Referral.objects.filter(visible(scope), _named(wanted, of=""))
    if wanted.stages or wanted.ends:
        found = found.filter(_standing(wanted))
    return _page(found, after, limit, lambda shown: _referrals(scope, shown))


def outward_lines(
    scope: Scope, wanted: Wanted, *, after: str = "", limit: int = 25
) -> Page[OutwardLine]:
    """Lines about those whom the viewer may open, the newest first."""
    require_permission(scope, Permission.REFERRAL_FOLLOW)
    found = all_staged().filter(
        visible(scope, person="referral__person_id"), _named(wanted, of="referral__")
    )
    if wanted.stages or wanted.ends:
        stands = Q(stage__in=[one.value for one in wanted.stages])
        found = found.filter(stands | _ended_in(wanted.ends))
    return _page(_with_all(found), after, limit, lambda shown: _lines(scope, shown))


def _named(wanted: Wanted, *, of: str) -> Q:
    named = Q()
    if wanted.ids is not None:
        named &= Q(id__in=list(wanted.ids))
    if wanted.person_ids is not None:
        named &= anchors.theirs(wanted.person_ids, person=f"{of}person_id")
    if wanted.referral_ids is not None:
        named &= Q(**{f"{of}id__in" if of else "id__in": list(wanted.referral_ids)})
    if wanted.references is not None:
        given = list(wanted.references)
        ours = Q(**{f"{of}reference__in": given})
        named &= ours | Q(**{f"{of}sender_reference__in": given})
    return named


def _standing(wanted: Wanted) -> Q:
    lines = Line.objects.filter(referral=OuterRef("pk"))
    is_open = Exists(lines.filter(OPEN))
    stands = Q(is_open) if wanted.stages else Q(pk__in=[])
    # In the order of the best end: one line that was done makes the referral done.
    better: list[Ended] = []
    for one in Ended:
        if one in wanted.ends:
            is_best = Q(Exists(lines.filter(_ended_in([one]))))
            is_better = Q(Exists(lines.filter(_ended_in(better)))) if better else Q(pk__in=[])
            stands |= ~Q(is_open) & is_best & ~is_better
        better.append(one)
    return stands


def _ended_in(ends: Collection[Ended]) -> Q:
    in_any = Q(pk__in=[])
    for one in ends:
        match one:
            case Ended.DONE:
                helped = Q(closed_how__in=[Ending.ADVICE_ONLY, Ending.REDIRECTED])
                in_any |= helped | Q(closed_how=Ending.CLOSED, outcome__in=DONE)
            case Ended.NOT_DONE:
                in_any |= Q(closed_how=Ending.CLOSED) & ~Q(outcome__in=DONE)
            case Ended.REFUSED:
                in_any |= Q(closed_how=Ending.CANNOT_HELP)
            case Ended.TAKEN_BACK:
                in_any |= Q(closed_how=Ending.WITHDRAWN)
    return in_any


def _page[Row, M: Model](
    found: QuerySet[M], after: str, limit: int, draw: Callable[[Sequence[M]], Sequence[Row]]
) -> Page[Row]:
    total = found[: MOST_COUNTED + 1].count()
    # Ids are made in the order of time, so they page as well as sort.
    page = found.filter(pk__lt=UUID(after)) if is_id(after) else found
    rows = list(page.order_by("-pk")[: limit + 1])
    return Page(
        rows=tuple(draw(rows[:limit])),
        next_key=str(rows[limit - 1].pk) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _with_all(lines: QuerySet[Line]) -> QuerySet[Line]:
    return lines.select_related("referral", "triage_clock", "response_clock")


def _referrals(scope: Scope, referrals: Sequence[Referral]) -> list[OutwardReferral]:
    lines = _with_all(all_staged().filter(referral__in=list(referrals))).order_by("id")
    of_each: dict[UUID, list[OutwardLine]] = defaultdict(list)
    for line in _lines(scope, lines):
        of_each[line.referral_id].append(line)
    return [_referral(one, tuple(of_each[one.id])) for one in referrals]


def _referral(referral: Referral, lines: tuple[OutwardLine, ...]) -> OutwardReferral:
    card = lines[0].card
    is_practice = referral.organisation_code in place.current().practices
    is_withheld = card.is_location_restricted and is_practice
    return OutwardReferral(
        referral_id=ReferralId(referral.id),
        version=referral.version + sum(one.version for one in lines),
        reference=referral.reference,
        sender_reference=referral.sender_reference,
        person_id=card.person_id,
        card=card,
        received_at=referral.received_at,
        caller_name=referral.caller_name,
        caller_role=referral.caller_role,
        caller_organisation_code="" if is_withheld else referral.organisation_code,
        change_words=referral.change_words,
        since_words=referral.since_words,
        if_nobody_comes=referral.if_nobody_comes,
        other_words=referral.other_words,
        risks=referral.risks,
        allergies=referral.allergies,
        asked_class=referral.asked_class,
        lines=lines,
    )


def _lines(scope: Scope, lines: Iterable[Line]) -> list[OutwardLine]:
    gathered = list(lines)
    cards = people.cards(scope, {PersonId(line.referral.person_id) for line in gathered})
    return [_line(line, cards[PersonId(line.referral.person_id)]) for line in gathered]


def _line(line: Line, card: Card) -> OutwardLine:
    stage, referral = Stage(line.stage), line.referral
    clock = line.triage_clock if stage is Stage.TO_TRIAGE else line.response_clock
    return OutwardLine(
        line_id=LineId(line.id),
        version=line.version,
        referral_id=ReferralId(referral.id),
        reference=referral.reference,
        sender_reference=referral.sender_reference,
        person_id=card.person_id,
        card=card,
        service_code=line.service_code,
        response_class=line.response_class or line.asked_class or "",
        stage=stage,
        ended=ended(line.closed_how, line.outcome) if line.closed_how else None,
        closed_how=line.closed_how,
        outcome=line.outcome,
        held_by="" if card.is_location_restricted else held_by(line),
        received_at=referral.received_at,
        due_at=due_at(clock),
        accepted_at=line.accepted_at,
        closed_at=line.closed_at,
    )
