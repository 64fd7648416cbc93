"""Rows of a record as pages show them, with what may say where somebody is left out."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from joinedup.foundation import place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.place_schema import Partner, Protocol, Truth
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.audience import Audience
from joinedup.kernel.ids import PersonId, ReceivedId
from joinedup.kernel.sections import Section
from joinedup.people.domain import record as rules
from joinedup.people.domain import record_now
from joinedup.people.domain.record import HERE, EntryKind, When
from joinedup.people.domain.record_now import Answer, SourceState
from joinedup.people.models import RecordEntry, SourceHeard
from joinedup.people.queries import items
from joinedup.people.queries.record_sections import may_be_kept, sections_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One entry as a page shows it. `was` is the version before it, where it was changed.

    `is_held_back` says that the person does not read it: it is on no sheet that is left with them.

    Of somebody whose whereabouts are restricted it holds nothing that may say where they are;
    `is_hidden` says that words were left out.
    """

    entry_id: UUID
    person_id: PersonId
    kind: EntryKind
    source: str
    source_name: str
    source_key: str
    version: int
    replaces: UUID | None
    at: datetime
    when: When
    until: datetime | None
    received_at: datetime
    status: str
    code_system: str
    code: str
    words: str
    value: str
    author: str
    author_role: str
    organisation: str
    details: tuple[tuple[str, str], ...]
    says_none: bool
    is_entered_in_error: bool
    is_late: bool
    is_hidden: bool
    superseded_at: datetime | None
    received_id: ReceivedId | None
    path: str
    audience: Audience = Audience.EVERYBODY
    audience_of: str = ""
    is_held_back: bool = False
    was: "RecordRow | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindNow:
    """What is known now of one kind: entries, who said that there are none, and who is silent.

    `is_kept` says that some of it may be kept from the viewer.
    """

    kind: EntryKind
    rows: tuple[RecordRow, ...]
    said_none: tuple[RecordRow, ...]
    silent: tuple[SourceState, ...]
    heard: tuple[SourceState, ...]
    answer: Answer
    is_kept: bool = False


class Seen(NamedTuple):
    """Who reads whose entries together, and whether where they are is shown to nobody.

    `only` are the entries that the sections leave them, None for all; of the sections in `closed`
    something may be kept from them. `is_opened` says that they opened the record in an emergency.
    """

    scope: Scope
    ids: Sequence[PersonId]
    is_hidden: bool
    only: Q | None = None
    closed: frozenset[Section] = frozenset()
    is_opened: bool = False


PRACTICE_SYSTEM: Final = "Practice system"

_FIRST_HEARD: Final = Subquery(
    SourceHeard.objects.filter(pk=OuterRef("source")).values("first_heard_at")[:1]
)


def with_heard(entries: QuerySet[RecordEntry]) -> QuerySet[RecordEntry]:
    """Entries with since when their source was heard, as a row of each needs it."""
    return entries.annotate(heard_since=_FIRST_HEARD)


def drawn(seen: Seen, entries: Iterable[RecordEntry]) -> list[RecordRow]:
    """Entries `with_heard` as rows, in their order."""
    here = place.current().partners
    return [_row(one, here, is_restricted=seen.is_hidden) for one in entries]


def drawn_with_earlier(seen: Seen, entries: Iterable[RecordEntry]) -> list[RecordRow]:
    """The same; each that was changed carries what it was before, which they bring."""
    here = place.current().partners
    rows = []
    for one in entries:
        row = _row(one, here, is_restricted=seen.is_hidden)
        if one.replaces is not None and _may_see_earlier(seen, one.replaces):
            row = replace(row, was=_row(one.replaces, here, is_restricted=seen.is_hidden))
        rows.append(row)
    return rows


def _may_see_earlier(seen: Seen, was: RecordEntry) -> bool:
    # What it was before may have been in a section that is closed now, or for others.
    is_theirs = access.is_for_viewer(
        seen.scope, was.audience, was.audience_of, is_glass_broken=seen.is_opened
    )
    return is_theirs and not seen.closed & sections_of(was)


def kind_now(
    kind: EntryKind,
    rows: Iterable[RecordRow],
    sources: Iterable[SourceState],
    *,
    at: datetime,
    closed: frozenset[Section] = frozenset(),
    kept: AbstractSet[EntryKind] = frozenset(),
) -> KindNow:
    """What is known of a kind from the entries that hold now, and from who was heard.

    Where some of it may be kept from the viewer it is never said that there is none.
    """
    theirs = [
        one
        for one in rows
        if one.kind is kind and not one.is_entered_in_error and not is_over(one, at=at)
    ]
    holding = tuple(one for one in theirs if not one.says_none)
    none = tuple(one for one in theirs if one.says_none)
    asked = [one for one in sources if is_awaited(one.code, kind)]
    silent = tuple(one for one in asked if one.is_silent)
    is_kept = kind in kept or may_be_kept(kind, closed)
    said = record_now.answer(
        has_any=bool(holding),
        is_said_none=bool(none),
        is_any_silent=bool(silent),
        is_any_kept=is_kept,
    )
    heard = tuple(one for one in asked if not one.is_silent)
    return KindNow(
        kind=kind,
        rows=holding,
        said_none=none,
        silent=silent,
        heard=heard,
        answer=said,
        is_kept=is_kept,
    )


def is_over(row: RecordRow, *, at: datetime) -> bool:
    """Whether what an entry says is not so any more, by its status or its end."""
    return rules.is_over(row.status, until=row.until, at=at)


def is_awaited(source: str, kind: EntryKind) -> bool:
    """Whether a kind of entry is awaited from the source of a code."""
    return may_tell(place.current().partners.get(source), kind)


def is_named_for(source: str, kind: EntryKind) -> bool:
    """Whether the place says by name that a kind of entry is the source's to tell."""
    partner = place.current().partners.get(source)
    named = partner.records if partner else ()
    return any(one.kind == kind.value and one.truth is Truth.THEIRS for one in named)


def may_tell(partner: Partner | None, kind: EntryKind) -> bool:
    """Whether a kind of entry is awaited from a source.

    A system that speaks FHIR holds whatever the place does not say is ours; an extract, or a sender
    of referrals, holds only what the place says is theirs. One unknown to the place was heard. One
    that tells of contacts while they last is not awaited: of most people it has nothing to tell.
    """
    if partner is None:
        return True
    if partner.live_contacts:
        return False
    named = {one.kind: one.truth for one in partner.records}
    if partner.protocol is Protocol.FHIR:
        return named.get(kind.value, Truth.THEIRS) is Truth.THEIRS
    return named.get(kind.value) is Truth.THEIRS


_WHEN: Final = ("first_heard_at", "last_heard_at", "last_asked_at", "last_failed_at", "told_at")


def sources(scope: Scope, ids: Sequence[PersonId]) -> list[SourceState]:
    """Every source that was heard or is awaited, and when it last told of somebody."""
    return sources_and_others(scope, ids)[0]


def sources_and_others(scope: Scope, ids: Sequence[PersonId]) -> tuple[list[SourceState], bool]:
    """The same, and whether the record may hold what is for others: asked beside it, for most
    records hold nothing of the kind.
    """
    told = list(_heard_of(scope, ids))
    heard = [_heard(row) for row in told if row[0]]
    return states(scope, heard), any(row[-1] for row in told)


@question
def _heard_of(scope: Scope, ids: Sequence[PersonId]) -> QuerySet[Any, Any]:
    theirs = RecordEntry.objects.filter(person_id__in=list(ids))
    latest = theirs.filter(source=OuterRef("source")).order_by("-received_at")
    told_at = Subquery(latest.values("received_at")[:1])
    sources = SourceHeard.objects.exclude(source=HERE).annotate(
        told_at=told_at, others=Value(value=False)
    )
    # And the person, who is there even where no source was heard.
    never = {f"no_{name}": Cast(Value(None), DateTimeField()) for name in _WHEN}
    others = Exists(items.for_others(scope, theirs))
    person = Anchor.objects.filter(pk=ids[0]).annotate(name=Value(""), **never, others=others)
    return sources.values_list("source", *_WHEN, "others").union(
        person.values_list("name", *never, "others"), all=True
    )


def _heard(row: tuple[Any, ...]) -> SourceHeard:
    named = dict(zip(("source", *_WHEN), row, strict=False))
    told_at = named.pop("told_at")
    heard = SourceHeard(**named)
    vars(heard)["told_at"] = told_at
    return heard


def states(scope: Scope, known: Iterable[SourceHeard]) -> list[SourceState]:
    """Sources that were heard, and beside them those that are awaited and were not."""
    here = place.current().partners
    heard = {one.source: one for one in known}
    awaited = {code for code, one in here.items() if any(may_tell(one, k) for k in EntryKind)}
    return [
        _state(scope, code, heard.get(code, SourceHeard(source=code)))
        for code in sorted(heard.keys() | awaited)
    ]


def name_of(source: str, partners: Mapping[str, Partner], *, is_restricted: bool = False) -> str:
    """What the place calls a source; what was written here is the front door's.

    The system of a practice says where somebody is, and is not named while that is restricted.
    """
    if source == HERE:
        return str(place.current().front_door.short_name)
    partner = partners.get(source)
    if partner is None:
        return source
    is_practice = partner.organisation in place.current().practices
    return PRACTICE_SYSTEM if is_practice and is_restricted else str(partner.name)


def _state(scope: Scope, code: str, heard: SourceHeard) -> SourceState:
    silent = record_now.is_silent(
        last_heard_at=heard.last_heard_at, last_failed_at=heard.last_failed_at, at=scope.now
    )
    return SourceState(
        code=code,
        name=name_of(code, place.current().partners),
        first_heard_at=heard.first_heard_at,
        last_heard_at=heard.last_heard_at,
        last_failed_at=heard.last_failed_at,
        about_person_at=getattr(heard, "told_at", None),
        is_silent=silent,
    )


def _row(entry: RecordEntry, partners: Mapping[str, Partner], *, is_restricted: bool) -> RecordRow:
    kind, when = EntryKind(entry.kind), When(entry.when)
    # What was written here was never a first load of history.
    heard_since = entry.at if entry.source == HERE else getattr(entry, "heard_since", None)
    is_late = heard_since is not None and rules.is_late(
        at=entry.at, when=when, received_at=entry.received_at, heard_since=heard_since
    )
    row = RecordRow(
        entry_id=entry.pk,
        person_id=PersonId(entry.person_id),
        kind=kind,
        source=entry.source,
        source_name=name_of(entry.source, partners, is_restricted=is_restricted),
        source_key=entry.source_key,
        version=entry.version,
        replaces=entry.replaces_id,
        at=entry.at,
        when=when,
        until=entry.until,
        received_at=entry.received_at,
        status=entry.status,
        code_system=entry.code_system,
        code=entry.code,
        words=entry.words,
        value=entry.value,
        author=entry.author,
        author_role=entry.author_role,
        organisation=entry.organisation,
        details=_details(entry.details),
        says_none=entry.says_none,
        is_entered_in_error=entry.is_entered_in_error,
        is_late=is_late and entry.version == 1,
        is_hidden=False,
        superseded_at=entry.superseded_at,
        received_id=ReceivedId(entry.received_id) if entry.received_id else None,
        path=entry.path,
        audience=Audience(entry.audience or Audience.EVERYBODY),
        audience_of=entry.audience_of or "",
        is_held_back=bool(entry.own_view),
    )
    return _without_where(row) if is_restricted else row


def _without_where(row: RecordRow) -> RecordRow:
    is_hidden = rules.says_where(row.kind)
    return replace(
        row,
        source_key="",
        words=rules.words_without_where(row.kind, row.words),
        value="" if is_hidden else rules.words_without_where(row.kind, row.value),
        author="",
        organisation="",
        details=(),
        received_id=None,
        path="",
        audience_of="",
        is_hidden=is_hidden,
    )


def _details(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, said) for name, said in json.loads(text)) if text else ()


def kinds_in(kinds: Collection[EntryKind]) -> list[str]:
    """Kinds as the store holds them."""
    return [kind.value for kind in kinds]
