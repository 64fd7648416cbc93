"""What people were told after a talk: the words of the place, and what came of each text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from joinedup.foundation import accounts, anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.naming import calls
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place_summaries import Session, SummaryTemplate
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.mycare.domain.summaries import JUST_NOW, OWN_WORDS, How
from joinedup.mycare.domain.texting import LATE_AFTER, TextState, Trouble, ending
from joinedup.mycare.models import Summary
from joinedup.mycare.queries.mine import Mine
from joinedup.people.queries.cards import Card, cards

MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words to start from: of the place, or none."""

    code: str
    name: str
    words: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One summary, and what came of its text."""

    summary_id: UUID
    version: Version
    person_id: PersonId
    made_at: datetime
    made_by: str
    template: str
    words: str
    how: How
    told: str
    ending: str
    now_because: str
    state: TextState
    trouble: Trouble | None
    state_at: datetime | None
    send_at: datetime | None
    is_handed: bool
    is_in_error: bool
    in_error_because: str
    is_settled: bool
    settled_by: str
    settled_how: str

    @property
    def may_be_settled(self) -> bool:
        """Whether its text did not arrive, and nobody has seen to that."""
        return self.state in (TextState.FAILED, TextState.STOPPED) and not self.is_settled


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSeeTo:
    """A text that did not arrive, and whose it was."""

    row: SummaryRow
    card: Card | None


def templates(*, at: datetime) -> list[Template]:
    """The words that may be sent today, in the order of the place file; then one's own."""
    here = place.current()
    today = at.astimezone(ZoneInfo(here.zone)).date()
    offered = [one for one in here.summaries.values() if one.until >= today]
    own = Template(code=OWN_WORDS, name="", words="", until=None)
    return [*(_template(one, at=at) for one in offered), own]


def template(code: str, *, at: datetime) -> Template:
    """One of them; raises `NotFound` for what is not offered any more."""
    for one in templates(at=at):
        if one.code == code:
            return one
    raise NotFound()


def words_of(of: SummaryTemplate, *, at: datetime) -> str:
    """The words of the place with the dates that are still to come, and whom to ring."""
    zone = ZoneInfo(place.current().zone)
    to_come = [one for one in of.sessions if _starts(one, zone) > at]
    lines = [*of.words]
    if to_come:
        dates = (f"{_day(one.day)} {one.starts:%H:%M}, {one.where}" for one in to_come)
        lines += ["Next dates:", *dates]
    return "\n".join([*lines, *of.links, f"Questions? {of.contact}: {of.telephone}"])


def sent_to(
    scope: Scope, ids: Sequence[PersonId], *, after: str = "", limit: int = 25
) -> Page[SummaryRow]:
    """What somebody was told, the latest first; asked once they are open to the viewer."""
    del scope
    return _paged(Summary.objects.filter(person_id__in=ids), after=after, limit=limit)


def told_me(me: Mine, *, after: str = "", limit: int = 25) -> Page[SummaryRow]:
    """What somebody was told, as they read it themselves, the latest first."""
    return _paged(Summary.objects.filter(person_id__in=me.ids), after=after, limit=limit)


def one_told_me(me: Mine, summary_id: UUID) -> SummaryRow:
    """One of them."""
    return _one(Summary.objects.filter(person_id__in=me.ids, id=summary_id))


def summary(scope: Scope, summary_id: UUID) -> SummaryRow:
    """One summary of somebody whom the viewer may open."""
    row = _one(Summary.objects.filter(id=summary_id))
    survivor = anchors.surviving([row.person_id])[row.person_id]
    access.require(scope, survivor)
    return row


def to_see_to(scope: Scope, *, after: str = "", limit: int = 25) -> Page[ToSeeTo]:
    """Texts of the viewer's organisation that did not arrive, oldest first, till somebody did."""
    found = _to_see_to(scope)
    total = found[: MOST_COUNTED + 1].count()
    page = found.filter(id__gt=after) if is_id(after) else found
    held = list(page.order_by("id")[: limit + 1])
    rows = _rows(held[:limit])
    shown = cards(scope, {one.person_id for one in rows})
    return Page(
        rows=tuple(ToSeeTo(row=one, card=shown.get(one.person_id)) for one in rows),
        next_key=str(held[limit - 1].id) if len(held) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def to_see_to_count(scope: Scope) -> int:
    """How many texts did not arrive that somebody of the viewer's organisation should see to.

    Whoever stands on a duty board opens the list for it: their pages ask enough already.
    """
    if not scope.may(Permission.SUMMARY_SEND) or scope.may(Permission.DUTY_SEE):
        return 0
    return _to_see_to(scope)[:MOST_COUNTED].count()


def just_sent(ids: Sequence[PersonId], *, at: datetime, key: UUID) -> SummaryRow | None:
    """What somebody was told within ten minutes, by another press than this one."""
    lately = Summary.objects.filter(person_id__in=ids, made_at__gt=at - JUST_NOW)
    held = lately.filter(in_error_at__isnull=True).exclude(made_key=key).order_by("-made_at")
    return next(iter(_rows(held[:1])), None)


@calls("mycare.summary", opened_at="mycare:summary")
def summaries_called(scope: Scope, ids: list[UUID]) -> dict[UUID, str]:
    """How a summary is spoken of where it is on its way: by when it was made, and nobody's name."""
    del scope
    zone = ZoneInfo(place.current().zone)
    found = Summary.objects.filter(id__in=ids).values_list("id", "made_at")
    return {one: f"Summary of {at.astimezone(zone):%d.%m.%Y %H:%M}" for one, at in found}


def _to_see_to(scope: Scope) -> QuerySet[Summary]:
    ended = [TextState.FAILED.value, TextState.STOPPED.value]
    is_over = Q(state__in=ended, settled_at__isnull=True, in_error_at__isnull=True)
    is_late = Q(
        state=TextState.WAITING.value, handed_at__isnull=False, handed_at__lt=scope.now - LATE_AFTER
    )
    return Summary.objects.filter(
        is_over | is_late, access.visible(scope), made_organisation=scope.organisation
    )


def _paged(found: QuerySet[Summary], *, after: str, limit: int) -> Page[SummaryRow]:
    total = found[: MOST_COUNTED + 1].count()
    page = found.filter(id__lt=after) if is_id(after) else found
    held = list(page.order_by("-id")[: limit + 1])
    return Page(
        rows=tuple(_rows(held[:limit])),
        next_key=str(held[limit - 1].id) if len(held) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _one(found: QuerySet[Summary]) -> SummaryRow:
    rows = _rows(found)
    if not rows:
        raise NotFound()
    return rows[0]


def _rows(found: Iterable[Summary]) -> list[SummaryRow]:
    held = list(found)
    who = {one.made_by for one in held} | {one.settled_by for one in held if one.settled_by}
    called = accounts.names(who) if who else {}
    return [_row(one, called) for one in held]


def _row(one: Summary, called: dict[UUID, str]) -> SummaryRow:
    return SummaryRow(
        summary_id=one.id,
        version=Version(one.version),
        person_id=PersonId(one.person_id),
        made_at=one.made_at,
        made_by=called.get(one.made_by, ""),
        template=one.template,
        words=one.words,
        how=How(one.how),
        told=one.told,
        ending=ending(one.number),
        now_because=one.now_because,
        state=TextState(one.state),
        trouble=Trouble(one.trouble) if one.trouble else None,
        state_at=one.state_at,
        send_at=one.send_at,
        is_handed=one.handed_at is not None,
        is_in_error=one.in_error_at is not None,
        in_error_because=one.in_error_because,
        is_settled=one.settled_at is not None,
        settled_by=called.get(one.settled_by, "") if one.settled_by else "",
        settled_how=one.settled_how,
    )


def _template(one: SummaryTemplate, *, at: datetime) -> Template:
    return Template(code=one.code, name=one.name, words=words_of(one, at=at), until=one.until)


def _starts(session: Session, zone: ZoneInfo) -> datetime:
    return datetime.combine(session.day, session.starts, zone)


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
