"""The record that other systems keep of somebody: as it is now, and as it came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from joinedup.foundation import anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId
from joinedup.people.domain.record import OVER, THERE_NOW, EntryKind, has_ended
from joinedup.people.domain.record_now import (
    ASKED_OF_EVERYBODY,
    CURRENT,
    TREATMENT_WORDS,
    WISH_KINDS,
    SourceState,
    is_respect_form,
    is_treatment_wish,
)
from joinedup.people.models import RecordEntry
from joinedup.people.queries import items
from joinedup.people.queries import record_rows as rows
from joinedup.people.queries.cards import Card
from joinedup.people.queries.items import Kept
from joinedup.people.queries.record_rows import KindNow, RecordRow, Seen
from joinedup.people.queries.record_sections import PARTS, closed_to, kept_close

MOST_NOW: Final = 400
MOST_MEASURED: Final = 8
MOST_VALUES: Final = 40
MOST_COUNTED: Final = 1000

type Key = tuple[datetime, UUID]
"""Where a page of a timeline begins: after what happened at an instant, under an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which entries of a record are asked for; empty asks for all.

    `is_wish` asks for every consent, and for whatever else says what treatment somebody wants.
    """

    kinds: frozenset[EntryKind] = frozenset()
    is_wish: bool = False
    source: str = ""
    since: datetime | None = None


EVERYTHING: Final = RecordFilter()
# What the store can look for; the rule itself reads what it finds.
_ABOUT_TREATMENT: Final = reduce(or_, (Q(words__icontains=part) for part in TREATMENT_WORDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNow:
    """What a record comes to now. `wishes_ended` were in force until a day that has passed.

    `stays` are those in hospital of which a source says that they go on.
    """

    kinds: dict[EntryKind, KindNow]
    wishes: tuple[RecordRow, ...]
    wishes_ended: tuple[RecordRow, ...]
    stays: tuple[RecordRow, ...]
    last_contact: RecordRow | None
    measured: tuple[RecordRow, ...]
    sources: tuple[SourceState, ...]
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A record in one strip, for whoever decides about somebody and has a minute.

    `respect` are those of the wishes that tell of a ReSPECT or DNACPR form, the newest first;
    `silent_of_wishes` are the sources from which one is awaited and may not have reached us.
    """

    allergies: KindNow
    conditions: KindNow
    medicines: KindNow
    wishes: tuple[RecordRow, ...]
    respect: tuple[RecordRow, ...]
    silent_of_wishes: tuple[SourceState, ...]
    last_contact: RecordRow | None
    silent: tuple[SourceState, ...]
    kept: Kept


def record_of(
    scope: Scope,
    person_id: PersonId,
    *,
    filters: RecordFilter = EVERYTHING,
    after: str = "",
    limit: int = 25,
) -> Page[RecordRow]:
    """The timeline of somebody's record, newest first; a changed entry carries what it was."""
    seen = _seen(scope, person_id)
    found = _filtered(_open(seen), filters)
    read = _page(seen, found, filters, after=key_of(after), limit=limit + 1)
    total = found[: MOST_COUNTED + 1].count()
    shown = read[:limit]
    return Page(
        rows=tuple(shown),
        next_key=spelt(shown[-1].at, shown[-1].entry_id) if len(read) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def timeline_of(
    scope: Scope,
    card: Card,
    ids: Sequence[PersonId],
    *,
    filters: RecordFilter,
    after: Key | None,
    limit: int,
) -> list[RecordRow]:
    """The same for a page that has the card, and the ids that it stands for, before it."""
    if not _may_see(scope, card):
        return []
    seen = _seen_of(scope, card, ids)
    if after is None and filters == EVERYTHING and seen.only is None:
        return rows.drawn_with_earlier(seen, _latest(scope, seen.is_opened, ids, limit))
    return _page(seen, _filtered(_open(seen), filters), filters, after=after, limit=limit)


def now_of(scope: Scope, person_id: PersonId) -> RecordNow:
    """What is so now of somebody, kind by kind, and what is not known of it."""
    return _now(scope, _seen(scope, person_id))


def now_of_card(scope: Scope, card: Card, ids: Sequence[PersonId]) -> RecordNow | None:
    """The same for a page that has the card before it; nothing for whoever may not see records."""
    if not _may_see(scope, card):
        return None
    return _now(scope, _seen_of(scope, card, ids))


def for_the_person(now: RecordNow) -> RecordNow:
    """What of it the person reads too: what is held back is on no sheet that is left with them."""

    def shown(read: Sequence[RecordRow]) -> tuple[RecordRow, ...]:
        return tuple(one for one in read if not one.is_held_back)

    return replace(
        now,
        kinds={kind: replace(one, rows=shown(one.rows)) for kind, one in now.kinds.items()},
        wishes=shown(now.wishes),
        wishes_ended=shown(now.wishes_ended),
        stays=shown(now.stays),
        last_contact=None,
        measured=shown(now.measured),
        kept=items.NOTHING,
    )


def strip_of(scope: Scope, card: Card) -> Strip | None:
    """A record in one strip, mostly in two questions, of somebody whose card is at hand.

    Nothing for whoever may not see records.
    """
    if not _may_see(scope, card):
        return None
    seen = _seen_of(scope, card, [card.person_id])
    read = rows.drawn(seen, _strip(seen, card.person_id))
    sources, may_be_kept = rows.sources_and_others(scope, seen.ids)
    kept = items.kept_of(scope, card) if may_be_kept else items.NOTHING
    kinds = {
        kind: rows.kind_now(kind, read, sources, at=scope.now, closed=seen.closed, kept=kept.kinds)
        for kind in ASKED_OF_EVERYBODY
    }
    in_force = [one for one in read if not rows.is_over(one, at=scope.now)]
    return Strip(
        allergies=kinds[EntryKind.ALLERGY],
        conditions=kinds[EntryKind.CONDITION],
        medicines=kinds[EntryKind.MEDICATION],
        wishes=tuple(one for one in in_force if is_treatment_wish(one.kind, one.words)),
        respect=tuple(
            one for one in in_force if is_respect_form(one.kind, one.words) and not one.says_none
        ),
        silent_of_wishes=tuple(
            one
            for one in sources
            if one.is_silent and any(rows.is_awaited(one.code, kind) for kind in WISH_KINDS)
        ),
        last_contact=_first(read, EntryKind.ENCOUNTER),
        silent=tuple(one for one in sources if one.is_silent),
        kept=kept,
    )


def _strip(seen: Seen, person_id: PersonId) -> Iterable[RecordEntry]:
    scope = seen.scope
    if seen.only is None:
        return _in_strip(scope, seen.is_opened, person_id, scope.now)
    theirs = RecordEntry.objects.filter(anchors.theirs([person_id]), seen.only)
    return _wanted_in_strip(theirs.filter(_for_them(seen)), scope.now)


@question
def _in_strip(
    scope: Scope, is_opened: bool, person_id: PersonId, now: datetime
) -> QuerySet[RecordEntry]:
    for_them = access.for_viewer(scope, is_glass_broken=is_opened)
    return _wanted_in_strip(RecordEntry.objects.filter(anchors.theirs([person_id]), for_them), now)


def _wanted_in_strip(theirs: QuerySet[RecordEntry], now: datetime) -> QuerySet[RecordEntry]:
    live = theirs.filter(superseded_at=None, is_entered_in_error=False)
    of_wishes = Q(kind__in=rows.kinds_in(WISH_KINDS)) & _ABOUT_TREATMENT
    asked = Q(kind__in=rows.kinds_in(ASKED_OF_EVERYBODY))
    wanted = asked | of_wishes | Q(pk=_last_contact(live, now))
    return rows.with_heard(live.filter(wanted)).order_by("-at", "-id")[:MOST_NOW]


def entry_of(scope: Scope, entry_id: UUID) -> tuple[PersonId, tuple[RecordRow, ...]]:
    """Whose an entry is, and every version of it, the latest first."""
    access.require_permission(scope, Permission.RECORD_SEE)
    found = RecordEntry.objects.filter(pk=entry_id).first()
    if found is None:
        raise NotFound()
    own = PersonId(found.person_id)
    survivor = anchors.surviving([own])[own]
    decision = access.require(scope, survivor)
    versions = RecordEntry.objects.filter(
        person_id=own, source=found.source, source_key=found.source_key
    )
    only = access.open_rows(scope, decision, PARTS)
    seen = Seen(
        scope, [own], decision.is_location_restricted, only, is_opened=decision.is_glass_broken
    )
    versions = _readable(seen, versions)
    if not versions.filter(pk=entry_id).exists():
        raise kept_close(scope, survivor, found, decision)
    return survivor, tuple(rows.drawn(seen, rows.with_heard(versions).order_by("-version")))


def source_name(code: str) -> str:
    """What the place calls a source."""
    return rows.name_of(code, place.current().partners)


def key_of(text: str) -> Key | None:
    """Where a page of a timeline begins, as an address spells it; nothing where it does not."""
    at, _, entry_id = text.partition("_")
    if not is_id(entry_id):
        return None
    try:
        spelt_at = datetime.fromisoformat(at)
    except ValueError:
        return None
    return None if spelt_at.tzinfo is None else (spelt_at, UUID(entry_id))


def older_than(key: Key) -> Q:
    """The entries that come after a key on a timeline, which begins with the newest."""
    at, entry_id = key
    return Q(at__lt=at) | Q(at=at, id__lt=entry_id)


def spelt(at: datetime, entry_id: UUID) -> str:
    """The same, as an address spells it."""
    return f"{at.isoformat().replace('+00:00', 'Z')}_{entry_id}"


def _may_see(scope: Scope, card: Card) -> bool:
    return card.is_open and scope.may(Permission.RECORD_SEE)


def _seen(scope: Scope, person_id: PersonId) -> Seen:
    access.require_permission(scope, Permission.RECORD_SEE)
    survivor = anchors.surviving([person_id])[person_id]
    decision = access.require(scope, survivor)
    return Seen(
        scope,
        anchors.all_of(survivor),
        decision.is_location_restricted,
        access.open_rows(scope, decision, PARTS),
        closed_to(scope, decision),
        decision.is_glass_broken,
    )


def _seen_of(scope: Scope, card: Card, ids: Sequence[PersonId]) -> Seen:
    only = access.open_rows(scope, card, PARTS)
    hidden, closed = card.is_location_restricted, closed_to(scope, card)
    return Seen(scope, ids, hidden, only, closed, card.is_glass_broken)


def _open(seen: Seen) -> QuerySet[RecordEntry]:
    return _readable(seen, _live(seen.ids))


def _readable(seen: Seen, entries: QuerySet[RecordEntry]) -> QuerySet[RecordEntry]:
    for_them = entries.filter(_for_them(seen))
    return for_them if seen.only is None else for_them.filter(seen.only)


def _for_them(seen: Seen) -> Q:
    return access.for_viewer(seen.scope, is_glass_broken=seen.is_opened)


def _live(ids: Sequence[PersonId]) -> QuerySet[RecordEntry]:
    # A list of one is asked for as one, so that the store walks its index in order.
    whose = Q(person_id=ids[0]) if len(ids) == 1 else Q(person_id__in=list(ids))
    return RecordEntry.objects.filter(whose, superseded_at=None)


def _filtered(live: QuerySet[RecordEntry], filters: RecordFilter) -> QuerySet[RecordEntry]:
    if filters.kinds:
        live = live.filter(kind__in=rows.kinds_in(filters.kinds))
    if filters.is_wish:
        told = Q(kind__in=rows.kinds_in(WISH_KINDS)) & _ABOUT_TREATMENT
        live = live.filter(Q(kind=EntryKind.CONSENT) | told)
    if filters.source:
        live = live.filter(source=filters.source)
    return live.filter(at__gte=filters.since) if filters.since else live


def _page(
    seen: Seen,
    found: QuerySet[RecordEntry],
    filters: RecordFilter,
    *,
    after: Key | None,
    limit: int,
) -> list[RecordRow]:
    if after is not None:
        found = found.filter(older_than(after))
    whole = rows.with_heard(found).select_related("replaces").order_by("-at", "-id")
    if not filters.is_wish:
        return rows.drawn_with_earlier(seen, whole[:limit])
    # The store finds parts of words; which of them is a wish, the rule alone says.
    read = rows.drawn_with_earlier(seen, whole[:MOST_NOW])
    return [
        one
        for one in read
        if one.kind is EntryKind.CONSENT or is_treatment_wish(one.kind, one.words)
    ][:limit]


@question
def _latest(
    scope: Scope, is_opened: bool, ids: Sequence[PersonId], limit: int
) -> QuerySet[RecordEntry]:
    for_them = _live(ids).filter(access.for_viewer(scope, is_glass_broken=is_opened))
    whole = rows.with_heard(for_them).select_related("replaces")
    return whole.order_by("-at", "-id")[:limit]


def _now(scope: Scope, seen: Seen) -> RecordNow:
    now = scope.now
    held: Iterable[RecordEntry]
    if seen.only is None:
        held = _so_now(scope, seen.is_opened, seen.ids, now)
    else:
        held = _wanted_now(_open(seen), now)
    read = rows.drawn(seen, held)
    sources, may_be_kept = rows.sources_and_others(scope, seen.ids)
    kept = items.NOTHING
    if may_be_kept:
        kept = items.kept(scope, seen.ids, is_glass_broken=seen.is_opened, is_hidden=seen.is_hidden)
    measured = [one for one in read if one.kind is EntryKind.OBSERVATION]
    kinds = {
        kind: rows.kind_now(kind, read, sources, at=scope.now, closed=seen.closed, kept=kept.kinds)
        for kind in CURRENT
    }
    current = {one.entry_id for kind in kinds.values() for one in kind.rows}
    written = [
        one
        for one in read
        if one.entry_id in current
        or (one.kind is EntryKind.DOCUMENT and not has_ended(one.until, at=scope.now))
    ]
    wished = [one for one in read if is_treatment_wish(one.kind, one.words) and not one.says_none]
    return RecordNow(
        kinds=kinds,
        wishes=tuple(one for one in written if is_treatment_wish(one.kind, one.words)),
        wishes_ended=tuple(
            one for one in wished if has_ended(one.until, at=scope.now) and one.status not in OVER
        ),
        stays=tuple(
            one
            for one in read
            if one.kind is EntryKind.ENCOUNTER
            and one.value == THERE_NOW
            and one.at <= scope.now
            and not rows.is_over(one, at=scope.now)
        ),
        last_contact=_first(read, EntryKind.ENCOUNTER),
        measured=tuple(_latest_of_each(measured)[:MOST_MEASURED]),
        sources=tuple(sources),
        kept=kept,
    )


@question
def _so_now(
    scope: Scope, is_opened: bool, ids: Sequence[PersonId], now: datetime
) -> QuerySet[RecordEntry]:
    for_them = access.for_viewer(scope, is_glass_broken=is_opened)
    return _wanted_now(_live(ids).filter(for_them), now)


def _wanted_now(open_ones: QuerySet[RecordEntry], now: datetime) -> QuerySet[RecordEntry]:
    live = open_ones.filter(is_entered_in_error=False)
    forms = Q(kind=EntryKind.DOCUMENT) & _ABOUT_TREATMENT
    values = live.filter(kind=EntryKind.OBSERVATION, at__lte=now).exclude(value="")
    latest = values.order_by("-at", "-id").values("pk")[:MOST_VALUES]
    wanted = (
        Q(kind__in=rows.kinds_in(CURRENT))
        | Q(pk=_last_contact(live, now))
        | Q(kind=EntryKind.ENCOUNTER, status="in-progress", value=THERE_NOW)
        | forms
        | Q(pk__in=latest)
    )
    return rows.with_heard(live.filter(wanted)).order_by("-at", "-id")[:MOST_NOW]


def _last_contact(live: QuerySet[RecordEntry], now: datetime) -> Subquery:
    # A contact may be planned: the last is the last that was.
    past = live.filter(kind=EntryKind.ENCOUNTER, at__lte=now)
    return Subquery(past.order_by("-at", "-id").values("pk")[:1])


def _first(read: Sequence[RecordRow], kind: EntryKind) -> RecordRow | None:
    return next((one for one in read if one.kind is kind), None)


def _latest_of_each(measured: Sequence[RecordRow]) -> list[RecordRow]:
    latest: dict[str, RecordRow] = {}
    for one in measured:
        latest.setdefault(one.code or one.words, one)
    return list(latest.values())
