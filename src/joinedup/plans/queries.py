"""What was agreed with people: for staff, for the person, and what waits to be looked at."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from joinedup.foundation import accounts, place
from joinedup.foundation import scope as access
from joinedup.foundation.audiences import Parts
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.foundation.viewing import EVERYBODY, NOBODY
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.kernel.sections import Section
from joinedup.people.domain.sharing import DecidedBy
from joinedup.people.queries import key_workers, person_page
from joinedup.people.queries.cards import Card, cards
from joinedup.people.queries.people import PersonPage
from joinedup.plans.domain import agreements as rules
from joinedup.plans.domain.agreements import EndedBecause, Found, Outcome, Part, Says
from joinedup.plans.models import Agreement, Reply, Review

MOST_COUNTED: Final = 1000
MOST_REPLIES: Final = 10


def _of(section: Section) -> Q:
    return EVERYBODY if section is Section.PLANS else NOBODY


def _told_by(organisations: frozenset[str]) -> Q:
    return Q(organisation__in=sorted(organisations))


PARTS: Final = Parts(of=_of, told_by=_told_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """How an agreement was looked at again: what each side kept, and who wrote it down."""

    found: Found
    person_kept: str
    services_kept: str
    next_on: date | None
    reviewed_at: datetime
    reviewed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRow:
    """What the person says of an agreement, and what they were answered."""

    reply_id: UUID
    version: Version
    says: Says
    words: str
    said_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str

    @property
    def waits(self) -> bool:
        """Whether it waits for an answer of staff."""
        return self.says is Says.WANTS_CHANGE and self.answered_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One version of what was agreed. `is_hidden` leaves out what may say where somebody is."""

    agreement_id: UUID
    version: Version
    goals: str
    person_does: str
    parts: tuple[Part, ...]
    family_does: str
    family_name: str
    free: str
    free_until: date | None
    took_part: str
    outcome: Outcome
    decided_by: DecidedBy | None
    decided_on: date | None
    decider: str
    because: str
    look_again_on: date
    written_at: datetime
    written_by: str
    ended_at: datetime | None
    ended_because: EndedBecause | None
    reviews: tuple[ReviewRow, ...]
    replies: tuple[ReplyRow, ...]
    is_hidden: bool

    @property
    def is_due(self) -> bool:
        """Whether it is to be looked at again by now."""
        return self.ended_at is None and self.look_again_on <= place.today()

    @property
    def is_free_over(self) -> bool:
        """Whether what was free is so no more."""
        return self.free_until is not None and self.free_until < place.today()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What stands with a person now, and what was agreed before, newest first."""

    card: Card
    current: AgreementRow | None
    earlier: Page[AgreementRow]
    may_write: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OneReply:
    """One wish of the person's, with the agreement that it is about and whose it is."""

    card: Card
    row: ReplyRow
    agreement: AgreementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What stands with the viewer themselves, and what they wanted changed, the latest first."""

    row: AgreementRow | None
    wishes: tuple[ReplyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An agreement that waits for the viewer: to be looked at again, or for an answer."""

    card: Card
    look_again_on: date
    is_due: bool
    reply_id: UUID | None


def open_person(scope: Scope, person_id: PersonId) -> PersonPage:
    """Somebody whose plans are open to the viewer; raises where they are not, and says why."""
    access.require_permission(scope, Permission.RECORD_SEE)
    page = person_page(scope, person_id)
    if Section.PLANS in page.decision.closed and not page.decision.is_glass_broken:
        limited = Reason("section_limited", {"section": Section.PLANS.label})
        raise NotPermitted(reasons=(limited,), person_id=page.card.person_id)
    return page


def agreements_of(scope: Scope, person_id: PersonId, *, after: str = "", limit: int = 5) -> Agreed:
    """What was agreed with somebody: what stands, and the earlier ones page by page."""
    page = open_person(scope, person_id)
    found = Agreement.objects.filter(person_id__in=page.ids)
    only = access.open_rows(scope, page.decision, PARTS)
    found = found if only is None else found.filter(only)
    over = found.filter(ended_at__isnull=False)
    total = over.count()
    if is_id(after):
        over = over.filter(id__lt=after)
    rows = list(over.order_by("-id")[: limit + 1])
    current = found.filter(ended_at__isnull=True).order_by("-written_at", "-id")[:1]
    is_hidden = page.card.is_location_restricted
    read = {one.agreement_id: one for one in _rows([*current, *rows[:limit]], is_hidden=is_hidden)}
    earlier = tuple(read[one.id] for one in rows[:limit])
    return Agreed(
        card=page.card,
        current=next((one for one in read.values() if one.ended_at is None), None),
        earlier=Page(
            rows=earlier,
            next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
            total=total,
        ),
        may_write=scope.may(Permission.RECORD_ADD) and page.card.died_on is None,
    )


def whose(scope: Scope, agreement_id: UUID) -> PersonId:
    """Whose an agreement is that the viewer may read; raises where it is not open to them."""
    return agreement(scope, agreement_id)[0].person_id


def agreement(scope: Scope, agreement_id: UUID) -> tuple[Card, AgreementRow]:
    """One agreement that is open to the viewer, and whose it is."""
    access.require_permission(scope, Permission.RECORD_SEE)
    held = Agreement.objects.filter(pk=agreement_id).first()
    if held is None:
        raise NotFound()
    page = open_person(scope, PersonId(held.person_id))
    only = access.open_rows(scope, page.decision, PARTS)
    if only is not None and not Agreement.objects.filter(only, pk=agreement_id).exists():
        raise NotFound()
    return page.card, _rows([held], is_hidden=page.card.is_location_restricted)[0]


def reply(scope: Scope, reply_id: UUID) -> OneReply:
    """What the person wants changed, for whoever may read the agreement."""
    access.require_permission(scope, Permission.RECORD_SEE)
    held = Reply.objects.filter(pk=reply_id).values_list("agreement_id", flat=True).first()
    if held is None:
        raise NotFound()
    card, row = agreement(scope, held)
    one = Reply.objects.get(pk=reply_id)
    names = accounts.names([one.answered_by] if one.answered_by else [])
    return OneReply(
        card=card,
        row=_reply(one, names, is_hidden=card.is_location_restricted),
        agreement=row,
    )


def own(scope: Scope, person_id: PersonId, ids: Collection[PersonId]) -> Own:
    """What stands with whoever the viewer is, and what they said of it: as they read it."""
    decision = access.require_own(scope, person_id)
    is_hidden = decision.is_location_restricted
    live = Agreement.objects.filter(person_id__in=ids, ended_at__isnull=True)
    rows = _rows(list(live.order_by("-written_at", "-id")[:1]), is_hidden=is_hidden)
    said = Reply.objects.filter(agreement__person_id__in=ids, says=Says.WANTS_CHANGE)
    wishes = said.order_by("-id")[:MOST_REPLIES]
    return Own(
        row=rows[0] if rows else None,
        wishes=tuple(_reply(one, {}, is_hidden=is_hidden) for one in wishes),
    )


def waiting_count(scope: Scope) -> int:
    """How many agreements wait for the viewer."""
    if not (scope.may(Permission.RECORD_ADD) and scope.may(Permission.RECORD_SEE)):
        return 0
    return _waiting(scope)[: MOST_COUNTED + 1].count()


def waiting(scope: Scope, *, after: str = "", limit: int = 25) -> Page[Waiting]:
    """What waits for the viewer: as the key worker, or else of their team's, or their own writing.

    Those to be looked at again by now, and those of which the person wants something changed; the
    longest waiting first. A key worker who works here no more leaves it to the team.
    """
    access.require_permission(scope, Permission.RECORD_ADD)
    access.require_permission(scope, Permission.RECORD_SEE)
    found = _waiting(scope)
    total = found[: MOST_COUNTED + 1].count()
    key = Agreement.objects.filter(pk=after).first() if is_id(after) else None
    if key is not None:
        later = Q(look_again_on=key.look_again_on, id__gt=key.id)
        found = found.filter(Q(look_again_on__gt=key.look_again_on) | later)
    first = _unanswered().order_by("-id").values("pk")[:1]
    rows = list(found.annotate(wish=Subquery(first)).order_by("look_again_on", "id")[: limit + 1])
    shown = cards(scope, {PersonId(one.person_id) for one in rows[:limit]})
    return Page(
        rows=tuple(
            Waiting(
                card=shown[PersonId(one.person_id)],
                look_again_on=one.look_again_on,
                is_due=one.ended_at is None and one.look_again_on <= place.today(),
                reply_id=one.wish,
            )
            for one in rows[:limit]
        ),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _waiting(scope: Scope) -> QuerySet[Agreement]:
    named = key_workers.named_who_works_here("person_id")
    by_team = Q(team_code__in=scope.teams) | Q(team_code="", written_by=scope.account_id)
    # What they want changed waits on, also where a new one was written before it was answered.
    is_due = Q(ended_at__isnull=True, look_again_on__lte=place.today())
    is_asked = Q(Exists(_unanswered())) & ~Q(ended_because=EndedBecause.DIED)
    return Agreement.objects.filter(
        access.readable(scope, PARTS),
        is_due | is_asked,
        Q(Exists(named.filter(account_id=scope.account_id))) | (~Q(Exists(named)) & by_team),
    )


def _unanswered() -> QuerySet[Reply]:
    return Reply.objects.filter(
        agreement=OuterRef("pk"), says=Says.WANTS_CHANGE, answered_at__isnull=True
    )


def _rows(found: Sequence[Agreement], *, is_hidden: bool) -> list[AgreementRow]:
    ids = [one.id for one in found]
    reviews = list(Review.objects.filter(agreement__in=ids).order_by("-id")) if ids else []
    replies = list(Reply.objects.filter(agreement__in=ids).order_by("-id")) if ids else []
    names = accounts.names(
        {
            *(one.written_by for one in found),
            *(one.reviewed_by for one in reviews),
            *(one.answered_by for one in replies if one.answered_by),
        }
    )
    return [
        _row(
            one,
            names,
            reviews=tuple(_review(r, names) for r in reviews if r.agreement_id == one.id),
            replies=_replies(replies, one.id, names, is_hidden=is_hidden),
            is_hidden=is_hidden,
        )
        for one in found
    ]


def _row(
    one: Agreement,
    names: Mapping[UUID, str],
    *,
    reviews: tuple[ReviewRow, ...],
    replies: tuple[ReplyRow, ...],
    is_hidden: bool,
) -> AgreementRow:
    row = AgreementRow(
        agreement_id=one.id,
        version=Version(one.version),
        goals=one.goals,
        person_does=one.person_does,
        parts=rules.parts(one.we_do),
        family_does=one.family_does,
        family_name=one.family_name,
        free=one.free,
        free_until=one.free_until,
        took_part=one.took_part,
        outcome=Outcome(one.outcome),
        decided_by=DecidedBy(one.decided_by) if one.decided_by else None,
        decided_on=one.decided_on,
        decider=one.decider,
        because=one.because,
        look_again_on=one.look_again_on,
        written_at=one.written_at,
        written_by=names.get(one.written_by, ""),
        ended_at=one.ended_at,
        ended_because=EndedBecause(one.ended_because) if one.ended_because else None,
        reviews=reviews,
        replies=replies,
        is_hidden=is_hidden,
    )
    return _without_where(row) if is_hidden else row


def _without_where(row: AgreementRow) -> AgreementRow:
    """The same without whatever may say where they are: who comes, and what was said of it."""
    return replace(
        row,
        goals="",
        person_does="",
        parts=(),
        family_does="",
        family_name="",
        free="",
        took_part="",
        decider="",
        because="",
        written_by="",
        reviews=(),
    )


def _review(one: Review, names: Mapping[UUID, str]) -> ReviewRow:
    return ReviewRow(
        found=Found(one.found),
        person_kept=one.person_kept,
        services_kept=one.services_kept,
        next_on=one.next_on,
        reviewed_at=one.reviewed_at,
        reviewed_by=names.get(one.reviewed_by, ""),
    )


def _replies(
    every: Iterable[Reply], agreement_id: UUID, names: Mapping[UUID, str], *, is_hidden: bool
) -> tuple[ReplyRow, ...]:
    theirs = [one for one in every if one.agreement_id == agreement_id]
    return tuple(_reply(one, names, is_hidden=is_hidden) for one in theirs[:MOST_REPLIES])


def _reply(one: Reply, names: Mapping[UUID, str], *, is_hidden: bool) -> ReplyRow:
    return ReplyRow(
        reply_id=one.id,
        version=Version(one.version),
        says=Says(one.says),
        words="" if is_hidden else one.words,
        said_at=one.said_at,
        answer="" if is_hidden else one.answer,
        answered_at=one.answered_at,
        answered_by="" if is_hidden else names.get(one.answered_by or one.id, ""),
    )
