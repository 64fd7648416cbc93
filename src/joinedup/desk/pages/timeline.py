"""The timeline of a person: what was done here and what other systems tell, in one order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from joinedup.desk import presenters
from joinedup.foundation import instant, journey
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import EntryId, PersonId
from joinedup.people.domain.record import HERE, EntryKind, When, has_ended, last_day
from joinedup.people.domain.record_now import CURRENT, SourceState
from joinedup.people.queries import Card, record
from joinedup.people.queries.record import Key, RecordFilter
from joinedup.people.queries.record_rows import RecordRow
from joinedup.web import filters

LENGTH: Final = 25
DAYS: Final = ("1", "7", "30", "365")
DONE_HERE: Final = "done_here"
_DEATH: Final = "people.death_recorded"
_DEATH_TAKEN_BACK: Final = "people.death_taken_back"
# The entries themselves stand in the timeline, each where it happened.
_NOT_SHOWN: Final = ("people.record_received", "people.record_added")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a timeline the address asks for; what it does not know is left out."""

    kind: str = ""
    source: str = ""
    days: str = ""
    after: Key | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the whole is asked for."""
        return bool(self.kind or self.source or self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, as the timeline shows it.

    `was` is what it said until it was changed; what is struck out never was so.
    """

    at: datetime
    id: UUID
    when: str
    label: str
    title: str
    value: str = ""
    who: str = ""
    words: str = ""
    notes: tuple[str, ...] = ()
    was: str = ""
    is_struck: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Some of a timeline, newest first, and the address of what came before."""

    rows: tuple[Happening, ...]
    asked: Asked
    kinds: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    older: str
    newest: str


def asked(said: Mapping[str, str]) -> Asked:
    """What the address asks for."""
    kind, days = said.get("kind", ""), said.get("days", "")
    return Asked(
        kind=kind if kind == DONE_HERE or kind in set(EntryKind) else "",
        source=said.get("source", ""),
        days=days if days in DAYS else "",
        after=record.key_of(said.get("after", "")),
    )


def timeline(
    scope: Scope,
    card: Card,
    ids: Sequence[PersonId],
    wanted: Asked,
    *,
    sources: Sequence[SourceState],
) -> Timeline:
    """What happened to somebody whose card the viewer has open."""
    named = [(HERE, record.source_name(HERE)), *((one.code, one.name) for one in sources)]
    wanted = wanted if wanted.source in dict(named) else _anywhere(wanted)
    since = scope.now - timedelta(days=int(wanted.days)) if wanted.days else None
    facts = _facts(ids, wanted, since)
    names = {one.by_account: one.by_name for one in facts}
    is_restricted = card.is_location_restricted
    taken_back = _taken_back(ids, facts)
    happened = [
        _of_fact(one, names, is_restricted=is_restricted, taken_back_at=taken_back.get(one.id))
        for one in facts
    ]
    happened += [_of_entry(one) for one in _entries(scope, card, ids, wanted, since)]
    happened.sort(key=lambda one: (one.at, one.id), reverse=True)
    shown = happened[:LENGTH]
    last = record.spelt(shown[-1].at, shown[-1].id) if len(happened) > LENGTH else ""
    return Timeline(
        rows=tuple(shown),
        asked=wanted,
        kinds=(
            ("", _("Everything")),
            (DONE_HERE, _("Done here")),
            *((kind.value, kind.label) for kind in EntryKind),
        ),
        sources=(("", _("All sources")), *named),
        days=(
            ("", _("Any time")),
            ("1", _("Last day")),
            ("7", _("Last 7 days")),
            ("30", _("Last 30 days")),
            ("365", _("Last year")),
        ),
        older=_address(card, wanted, after=last) if last else "",
        newest=_address(card, wanted) if wanted.after else "",
    )


def _anywhere(wanted: Asked) -> Asked:
    return Asked(kind=wanted.kind, days=wanted.days, after=wanted.after)


def _facts(ids: Sequence[PersonId], wanted: Asked, since: datetime | None) -> list[EntryRow]:
    if wanted.kind not in ("", DONE_HERE) or wanted.source not in ("", HERE):
        return []
    before, before_id = wanted.after or (None, None)
    return journey.entries_of(
        ids,
        before=before,
        before_id=before_id,
        since=since,
        without=_NOT_SHOWN,
        limit=LENGTH + 1,
    )


def _entries(
    scope: Scope, card: Card, ids: Sequence[PersonId], wanted: Asked, since: datetime | None
) -> list[RecordRow]:
    if wanted.kind == DONE_HERE:
        return []
    is_wish = wanted.kind == EntryKind.CONSENT
    kinds = frozenset({EntryKind(wanted.kind)} if wanted.kind and not is_wish else ())
    narrowed = RecordFilter(kinds=kinds, is_wish=is_wish, source=wanted.source, since=since)
    return record.timeline_of(
        scope, card, ids, filters=narrowed, after=wanted.after, limit=LENGTH + 1
    )


def _taken_back(ids: Sequence[PersonId], facts: Sequence[EntryRow]) -> dict[EntryId, datetime]:
    """When each death that is told was taken back, however much later that was."""
    deaths = [one for one in facts if one.kind == _DEATH]
    if not deaths:
        return {}
    back = journey.entries_of(ids, only=(_DEATH_TAKEN_BACK,), limit=LENGTH)
    return {
        one.id: other.recorded_at
        for one in deaths
        for other in back
        if other.fact.died_on == one.fact.died_on and other.id > one.id
    }


def _of_fact(
    entry: EntryRow,
    names: dict[UUID, str],
    *,
    is_restricted: bool,
    taken_back_at: datetime | None,
) -> Happening:
    (told,) = presenters.timeline([entry], names, is_restricted=is_restricted)
    return Happening(
        at=entry.at,
        id=entry.id,
        when=filters.moment(told.at),
        label=_("Done here"),
        title=told.title,
        who=told.who,
        words=told.words,
        notes=(
            (*told.notes, _("Taken back %(at)s") % {"at": filters.moment(taken_back_at)})
            if taken_back_at
            else told.notes
        ),
        is_struck=taken_back_at is not None,
    )


def _of_entry(row: RecordRow) -> Happening:
    return Happening(
        at=row.at,
        id=row.entry_id,
        when=when(row),
        label=row.kind.label,
        title=title(row),
        value=row.value,
        who=said_by(row),
        words=words(row),
        notes=notes(row),
        was=was(row),
        is_struck=row.is_entered_in_error,
        href=reverse("desk:entry", args=[row.entry_id]),
    )


def when(row: RecordRow) -> str:
    """When something happened, as far as its source said."""
    if row.when is When.TIME:
        return filters.moment(row.at)
    if row.when is When.DAY:
        return filters.short_day(row.at)
    return _("when is not said; received %(at)s") % {"at": filters.moment(row.received_at)}


def end(row: RecordRow) -> str:
    """Until when it was so, or is: by its last day, where its source said no more."""
    if row.until is None:
        return ""
    on = last_day(row.until, filters.zone())
    return filters.short_day(on) if on else filters.moment(row.until)


def title(row: RecordRow) -> str:
    """What an entry says."""
    return row.words or _("Not shown while whereabouts are restricted")


def said_by(row: RecordRow) -> str:
    """Who said it, in which role, where; and which system told us."""
    parts = [row.author, row.author_role, row.organisation]
    said = ", ".join(part for part in parts if part)
    return f"{said} · {row.source_name}" if said else row.source_name


def words(row: RecordRow) -> str:
    """What else an entry says, in short."""
    told = [f"{name.replace('_', ' ')}: {said}" for name, said in row.details[:4]]
    if row.status and row.status not in ("active", "final", "finished"):
        told.insert(0, row.status.replace("-", " ").capitalize())
    return " · ".join(told)


def notes(row: RecordRow) -> tuple[str, ...]:
    """What must be known of an entry before it is believed."""
    told = []
    if row.is_entered_in_error:
        told.append(_("Entered in error"))
    if row.version > 1 and not row.is_entered_in_error:
        told.append(_("Changed %(at)s") % {"at": filters.moment(row.received_at)})
    if row.is_late:
        told.append(_("Told late, %(at)s") % {"at": filters.moment(row.received_at)})
    if row.kind in CURRENT and has_ended(row.until, at=instant.now()):
        told.append(_("Ended %(at)s") % {"at": end(row)})
    if row.at > row.received_at and row.when is When.TIME:
        told.append(_("Planned"))
    return tuple(told)


def was(row: RecordRow) -> str:
    """What an entry said until it was changed, where that was something else."""
    before = row.was
    if before is None:
        return ""
    shown, earlier = (
        " ".join(filter(None, (one.words, one.value, one.status))) for one in (row, before)
    )
    return earlier if earlier != shown else ""


def _address(card: Card, wanted: Asked, *, after: str = "") -> str:
    said = {"kind": wanted.kind, "source": wanted.source, "days": wanted.days, "after": after}
    asked_for = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('desk:person', args=[card.person_id])}?{asked_for}#timeline"
