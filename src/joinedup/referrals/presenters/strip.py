"""What other systems know of somebody, in the few lines that a decision has room for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.people.domain.document_standing import Doubt
from joinedup.people.domain.record import When
from joinedup.people.domain.record_now import SourceState
from joinedup.people.queries.documents import DocumentRow, Documents
from joinedup.people.queries.record import Strip
from joinedup.people.queries.record_rows import KindNow, RecordRow
from joinedup.web import filters
from joinedup.web.words import kept_from, not_received

MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StripLine:
    """One line: what it is about, what is known, and from whom since when; `tone` warns."""

    about: str
    words: str
    source: str = ""
    href: str = ""
    tone: str = ""


def strip(found: Strip | None, held: Documents) -> list[StripLine]:
    """The lines of a strip, and nothing for whoever may not see records."""
    if found is None:
        return []
    lines = [
        *(_paper(one) for one in held.in_force),
        *(_one(_("Wishes"), one, tone="purple") for one in found.wishes),
        *_allergies(found.allergies),
        *_many(_("Conditions"), found.conditions),
        *_many(_("Medicines"), found.medicines),
    ]
    contact = found.last_contact
    if contact:
        lines.append(_one(_("Last contact"), contact))
    lines += [_not_received(one) for one in found.silent]
    return lines


def allergy_sign(found: Strip | None) -> tuple[str, str]:
    """What is said of allergies in the banner where the referrer said nothing, and its tone."""
    if found is None:
        return _("Allergies: not said"), "grey"
    known = found.allergies
    if known.rows:
        return _("Allergies: %(what)s") % {"what": named(known.rows)}, "red"
    if known.said_none:
        one = known.said_none[0]
        return _("No known allergies, said %(when)s") % {"when": _when(one)}, "grey"
    if known.silent:
        return _("Allergies: not received from %(who)s") % {"who": known.silent[0].name}, "orange"
    return _("Allergies: not recorded"), "grey"


def wish_sign(found: Strip | None, held: Documents) -> str:
    """A treatment wish for the banner: a document in force, or else what a system sent last."""
    if disagree := [one for one in held.in_force if Doubt.CPR_DISAGREES in one.doubts]:
        return f"{' / '.join(one.line for one in disagree)} ({Doubt.CPR_DISAGREES.label})"
    if held.in_force:
        first = held.in_force[0]
        return f"{first.line} ({'. '.join([first.told, *first.warnings])})"
    if found is None or not found.wishes:
        return ""
    latest = found.wishes[0]
    return f"{latest.words} ({_when(latest)})"


def _paper(row: DocumentRow) -> StripLine:
    return StripLine(
        about=_("Wishes"),
        words=row.line,
        source=". ".join([row.paper.summary.rstrip("."), *row.warnings, row.told]),
        href=reverse("people:document", args=[row.document_id]),
        tone="purple",
    )


def named(rows: tuple[RecordRow, ...]) -> str:
    """Entries in a line, the first few by their words."""
    words = ", ".join(one.words for one in rows[:MOST_NAMED])
    rest = len(rows) - MOST_NAMED
    if rest <= 0:
        return words
    return f"{words}, {ngettext('%(n)d more', '%(n)d more', rest) % {'n': rest}}"


def source_of(row: RecordRow) -> str:
    """When an entry was said, by whom, and by which system it reached us."""
    by = ", ".join(part for part in (row.author, row.organisation) if part)
    return " · ".join(part for part in (_when(row), by, row.source_name) if part)


def _allergies(known: KindNow) -> Iterator[StripLine]:
    about = _("Allergies")
    yield from (_one(about, one, tone="red") for one in known.rows[:MOST_NAMED])
    doubt = _(" (contradicts what is above: ask)") if known.rows else ""
    for one in known.said_none:
        line = _one(about, one)
        yield StripLine(
            about=about, words=f"{line.words}{doubt}", source=line.source, href=line.href
        )
    if not known.rows and not known.said_none:
        yield _absent(about, known)


def _many(about: str, known: KindNow) -> Iterator[StripLine]:
    if known.is_kept:
        yield StripLine(about=about, words=kept_from(), tone="orange")
    if not known.rows:
        if known.said_none:
            yield _one(about, known.said_none[0])
        elif not known.is_kept:
            yield _absent(about, known)
        return
    latest = max(known.rows, key=lambda one: one.received_at)
    told = _("%(source)s, received %(at)s") % {
        "source": latest.source_name,
        "at": filters.moment(latest.received_at),
    }
    yield StripLine(about=about, words=f"{len(known.rows)}: {named(known.rows)}", source=told)


def _absent(about: str, known: KindNow) -> StripLine:
    if known.silent:
        return StripLine(about=about, words=_("Not received"), tone="orange")
    heard = ", ".join(one.name for one in known.heard)
    source = _("nothing from %(who)s") % {"who": heard} if heard else ""
    return StripLine(about=about, words=_("Not recorded"), source=source)


def _one(about: str, row: RecordRow, *, tone: str = "") -> StripLine:
    words = row.words or _("Not shown while whereabouts are restricted")
    href = reverse("desk:entry", args=[row.entry_id])
    return StripLine(about=about, words=words, source=source_of(row), href=href, tone=tone)


def _not_received(source: SourceState) -> StripLine:
    said = not_received(source.name, source.last_heard_at)
    return StripLine(about=_("Missing"), words=said, tone="orange")


def _when(row: RecordRow) -> str:
    if row.when is When.TIME:
        return filters.moment(row.at)
    if row.when is When.DAY:
        return filters.short_day(row.at)
    return _("received %(at)s") % {"at": filters.moment(row.received_at)}
