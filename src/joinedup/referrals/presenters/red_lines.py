"""What whoever takes a call must know of somebody first: from the last referral and the record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from joinedup.people.domain.documents import ABOUT_CPR
from joinedup.people.domain.record_now import SourceState
from joinedup.people.domain.relations import AlertKind
from joinedup.people.queries import record
from joinedup.people.queries.documents import DocumentRow, Documents
from joinedup.people.queries.record_rows import RecordRow
from joinedup.referrals.domain.request import RespectKind
from joinedup.referrals.presenters.names import respect_form
from joinedup.referrals.presenters.strip import named, source_of
from joinedup.referrals.queries.call_rows import Lately, Strip
from joinedup.web import filters
from joinedup.web.words import not_received


class Told(NamedTuple):
    """One thing as somebody said it, and who said so when."""

    words: str
    source: str = ""


class Said(NamedTuple):
    """One thing to know before any question: what, in words, and who said so when.

    `also` is what others said of it, each with its own source.
    """

    term: str
    words: str
    source: str = ""
    tone: str = ""
    also: tuple[Told, ...] = ()


def red_lines(said: Strip, known: record.Strip | None, held: Documents) -> list[Said]:
    """A form, allergies and risk: documents in force first, then whoever told of it last.

    *Not recorded* is said only where no referral, record nor alert tells of it; without a record
    before us, *not recorded here*.
    """
    return [_respect(said, known, held), _allergies(said.lately, known), _risk(said)]


def _respect(said: Strip, known: record.Strip | None, held: Documents) -> Said:
    term, lately = _("ReSPECT or DNACPR"), said.lately
    told = [(one.at, _entry(one)) for one in known.respect[:1]] if known else []
    form = _form(lately)
    is_in_place = lately is not None and lately.respect_kind == RespectKind.IN_PLACE
    if lately and form and is_in_place:
        told.append((lately.at, Told(form, _referral(lately))))
    papers = [Told(one.line, _paper(one)) for one in held.about_cpr]
    found = [*papers, *_newest_first(told), *_alerts(said, AlertKind.DNACPR)]
    tone = "red" if found else ""
    if lately and form and not is_in_place:
        found.append(Told(form, _referral(lately)))
    found += _no_more(held)
    if not tone:
        found += _missing(known.silent_of_wishes if known else ())
        if said.card.is_location_restricted:
            hidden = _("Not known: plans are not shown while whereabouts are restricted")
            found.append(Told(hidden))
    return _said(term, found, tone, known)


def _paper(row: DocumentRow) -> str:
    return ". ".join([row.told, *row.warnings])


def _no_more(held: Documents) -> Iterator[Told]:
    """A form of which none is in force any more: a copy may still lie on the table."""
    for one in held.no_more:
        if one.paper.kind in ABOUT_CPR:
            words = _("No %(what)s in force") % {"what": one.paper.kind.label}
            yield Told(words, one.ended_words)


def _allergies(lately: Lately | None, known: record.Strip | None) -> Said:
    kind = known.allergies if known else None
    told = []
    if kind and kind.rows:
        newest = max(kind.rows, key=lambda one: one.at)
        told.append((newest.at, Told(named(kind.rows), source_of(newest))))
    if lately and lately.allergies:
        told.append((lately.at, Told(lately.allergies, _referral(lately))))
    found = [*_newest_first(told)]
    doubt = _(" (contradicts what is above: ask)") if found else ""
    tone = "red" if found else ""
    if kind:
        found += [Told(f"{one.words}{doubt}", source_of(one)) for one in kind.said_none]
    if kind and not found:
        found += _missing(kind.silent)
    return _said(_("Allergies"), found, tone, known)


def _risk(said: Strip) -> Said:
    found = [*_alerts(said, AlertKind.RISK_TO_STAFF)]
    found += [Told(words, filters.moment(at)) for at, words in said.risks[:1]]
    if found:
        return _said(_("Risk to staff"), found, "red", None)
    nothing = _("Not recorded") if said.lately else _("Not recorded here")
    return Said(_("Risk to staff"), nothing)


def _said(term: str, found: Sequence[Told], tone: str, known: record.Strip | None) -> Said:
    if not found:
        return Said(term, _("Not recorded") if known else _("Not recorded here"))
    first = found[0]
    return Said(term, first.words, first.source, tone, tuple(found[1:]))


def _form(lately: Lately | None) -> str:
    if lately is None:
        return ""
    return respect_form(
        lately.respect_kind, lately.respect_signed_on, lately.is_respect_original_seen
    )


def _entry(row: RecordRow) -> Told:
    return Told(row.words, source_of(row))


def _referral(lately: Lately) -> str:
    said = {"reference": lately.reference, "when": filters.moment(lately.at)}
    return _("referral %(reference)s, %(when)s") % said


def _alerts(said: Strip, kind: AlertKind) -> Iterator[Told]:
    for one in said.alerts:
        if one.kind == kind:
            words = f"{one.label}: {one.words}" if one.words else one.label
            day = filters.short_day(one.review_on)
            yield Told(words, _("alert, to be looked at again on %(day)s") % {"day": day})


def _missing(silent: Iterable[SourceState]) -> Iterator[Told]:
    for one in silent:
        yield Told(not_received(one.name, one.last_heard_at))


def _newest_first(told: Iterable[tuple[datetime, Told]]) -> list[Told]:
    return [words for _at, words in sorted(told, key=lambda one: one[0], reverse=True)]
