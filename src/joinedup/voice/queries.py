"""Who may be asked, and what was answered, in figures and in words without a name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from joinedup.foundation import anchors, place
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.ids import Page, PersonId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.own import OwnLine
from joinedup.voice.domain import scoring
from joinedup.voice.domain.questions import AGREES_FROM, EDITION, Asked, Context
from joinedup.voice.domain.scoring import Counted, Figure
from joinedup.voice.models import Given, Paper, Reply, Score

ASKED_FOR: Final = timedelta(days=30)
"""How long after a service ended somebody is asked."""
NOT_AGAIN_FOR: Final = timedelta(days=90)
BY: Final = {"service": "service_code", "team": "team_code"}
MOST_WORDS: Final = 25


@dataclass(frozen=True, slots=True)
class Voice:
    """What was answered in some quarters: a figure for each group, quarter and item."""

    of: Asked
    by: str
    quarters: tuple[date, ...]
    groups: tuple[str, ...]
    figures: dict[tuple[str, date, str], Figure]

    def figure(self, group: str, quarter: date, item: str) -> Figure:
        """One of them; nothing where nobody answered."""
        return self.figures.get((group, quarter, item), scoring.NOTHING)


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody wrote, with the quarter and the care that they are about."""

    reply_id: UUID
    quarter: date
    service_code: str
    team_code: str
    words: str


def asked_of(scope: Scope) -> Asked | None:
    """Which form one of the staff is asked; none where it is not of theirs."""
    if scope.role == Role.REFERRER and scope.organisation in place.current().practices:
        return Asked.PRACTICE
    staff = (Role.TEAM_MEMBER, Role.TEAM_MANAGER, Role.REFERRAL_CLINICIAN, Role.URGENT_CLINICIAN)
    return Asked.PROFESSIONAL if scope.role in staff or scope.role == Role.REFERRER else None


def is_staff_due(scope: Scope) -> bool:
    """Whether one of the staff has not answered in this quarter."""
    if asked_of(scope) is None:
        return False
    begun = scoring.quarter_of(place.today())
    lately = Given.objects.filter(account_id=scope.account_id, at__date__gte=begun)
    return not lately.exists()


def due_of(lines: Sequence[OwnLine], ids: Sequence[PersonId], *, at: datetime) -> Context | None:
    """About which care somebody is asked now: what ended last, in the last month. None otherwise.

    Nobody is asked twice in a quarter of a year, nor where nobody came.
    """
    ended = [
        one
        for one in lines
        if one.closed_at is not None and at - ASKED_FOR <= one.closed_at and one.stage in _CAME
    ]
    if not ended or has_answered(ids, at=at):
        return None
    last = max(ended, key=lambda one: one.closed_at or at)
    return Context(service_code=last.service_code, team_code=last.team_code)


_CAME: Final = (Stage.CLOSED, Stage.RESPONDED)


def has_answered(ids: Sequence[PersonId], *, at: datetime) -> bool:
    """Whether somebody said lately how their care was."""
    return Given.objects.filter(person_id__in=ids, at__gt=at - NOT_AGAIN_FOR).exists()


def voice(scope: Scope, of: Asked, *, by: str, last: date, count: int) -> Voice:
    """The figures of some quarters, of each group and all together; one question to the store."""
    require_permission(scope, Permission.FIGURES_SEE)
    quarters = scoring.quarters(last, count)
    column = f"reply__{BY[by]}"
    found = (
        Score.objects.filter(
            reply__of=of, reply__edition=EDITION, reply__quarter__range=(quarters[0], quarters[-1])
        )
        .values_list(column, "reply__quarter", "item")
        .annotate(
            scored=Count("score"),
            agree=Count("score", filter=Q(score__gte=AGREES_FROM)),
            every=Count("id"),
        )
        .order_by()
    )
    counted: dict[tuple[str, date, str], Counted] = defaultdict(Counted)
    for group, quarter, item, scored, agree, every in found:
        key = (group or _OTHER, quarter, item)
        counted[key] = counted[key] + Counted(agree, scored, every - scored)
    figures = scoring.figures(counted)
    groups = tuple(sorted({group for group, _, _ in counted}))
    return Voice(of, by, tuple(quarters), groups, figures)


_OTHER: Final = "other"
"""What is of no service or team in particular."""


def words(scope: Scope, of: Asked, *, after: str = "") -> Page[Said]:
    """What people wrote, the newest quarter first, without a name and in no order of time."""
    require_permission(scope, Permission.VOICE_READ)
    found = Reply.objects.filter(of=of).exclude(words="")
    begins = _place_in(after)
    if begins is not None:
        quarter, reply_id = begins
        found = found.filter(Q(quarter__lt=quarter) | Q(quarter=quarter, id__gt=reply_id))
    rows = list(found.order_by("-quarter", "id")[: MOST_WORDS + 1])
    told = tuple(
        Said(one.id, one.quarter, one.service_code, one.team_code, one.words)
        for one in rows[:MOST_WORDS]
    )
    last = told[-1] if len(rows) > MOST_WORDS else None
    next_key = f"{last.quarter.isoformat()}.{last.reply_id}" if last else None
    return Page(rows=told, next_key=next_key, total=len(told), total_is_capped=bool(last))


def _place_in(after: str) -> tuple[date, UUID] | None:
    day, _, reply_id = after.partition(".")
    try:
        return date.fromisoformat(day), UUID(reply_id)
    except ValueError:
        return None


def whose_paper(paper: Paper) -> PersonId:
    """Whom a form was printed for, as they are known now."""
    whose = PersonId(paper.person_id)
    return anchors.surviving([whose])[whose]
