"""Things said of somebody: what, who said it and when; and what nobody said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.desk.pages import timeline as timelines
from joinedup.foundation import instant
from joinedup.people.domain.record_now import Answer, SourceState
from joinedup.people.queries.documents import Documents
from joinedup.people.queries.record import RecordNow
from joinedup.people.queries.record_rows import KindNow, RecordRow
from joinedup.referrals.queries.going_on import Told
from joinedup.web import filters, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that is said of somebody: what, who said it and when; a tone warns."""

    words: str
    more: str = ""
    source: str = ""
    note: str = ""
    tone: str = ""
    href: str = ""


def said(row: RecordRow, *, tone: str = "") -> Said:
    """An entry of another system, or written here, as it is said in short."""
    told = " ".join(part for part in (timelines.title(row), row.value) if part)
    return Said(
        words=told,
        more=timelines.words(row) if tone else "",
        source=f"{timelines.when(row)}{_until(row)} · {timelines.said_by(row)}",
        note=", ".join(timelines.notes(row)),
        tone=tone,
        href=reverse("desk:entry", args=[row.entry_id]),
    )


def _until(row: RecordRow) -> str:
    is_said = row.until is not None and row.until > instant.now()
    return _(" until %(day)s") % {"day": timelines.end(row)} if is_said else ""


def absent(kind: KindNow | None, *, is_said: bool) -> Iterator[Said]:
    """What is said where nothing is: not received from somebody, or not recorded by anybody."""
    if kind is None:
        return
    if kind.is_kept:
        yield Said(words=words.kept_from(), tone="orange")
    yield from (Said(words=not_received(one), tone="orange") for one in kind.silent)
    if not (is_said or kind.silent) and kind.answer is Answer.NOT_RECORDED:
        those = ", ".join(heard(one) for one in kind.heard)
        yield Said(
            words=_("Not recorded"),
            source=_("nothing from %(who)s") % {"who": those} if those else "",
        )


def for_others(now: RecordNow | None, held: Documents) -> Iterator[Said]:
    """What is held for some of those who care for them: how much, whose, and whom to ring."""
    for one in (*(now.kept.whose if now else ()), *held.kept):
        named = one.name or _("others who care for them")
        said = ngettext("%(n)s thing is for %(who)s", "%(n)s things are for %(who)s", one.count)
        number = filters.phone(one.phone) if one.phone else ""
        yield Said(
            words=said % {"n": one.count, "who": named},
            source=_("ring %(number)s") % {"number": number} if number else _("ring and ask"),
            tone="orange",
        )


def by(who: str, at: datetime) -> str:
    """Who said something, and when."""
    return _("%(who)s, %(at)s") % {"who": who, "at": filters.moment(at)}


def not_received(source: SourceState) -> str:
    """That a source may hold what has not reached us."""
    return words.not_received(source.name, source.last_heard_at)


def heard(source: SourceState) -> str:
    """A source, and when it was heard."""
    at = filters.moment(source.last_heard_at) if source.last_heard_at else _("never")
    return _("%(source)s (heard %(at)s)") % {"source": source.name, "at": at}


def referral(told: Told) -> str:
    """The address of the referral that told of it, while it is open."""
    return reverse("referrals:status", args=[told.referral_id]) if told.is_open else ""
