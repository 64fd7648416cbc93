"""Treatment wishes: documents in force first, then what others sent, warned of and told."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.desk.pages import saying, warnings
from joinedup.desk.pages.saying import Said
from joinedup.people.domain import record_now
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.relations import AlertKind
from joinedup.people.queries.documents import DocumentRow, Documents
from joinedup.people.queries.record import RecordNow
from joinedup.people.queries.record_rows import RecordRow
from joinedup.people.queries.relations import AlertRow
from joinedup.referrals.domain.request import RespectKind
from joinedup.referrals.queries.going_on import Told
from joinedup.web import filters

_MOST_ENDED = 6
_IF_UNWELL = DocumentKind.ANTICIPATORY


def wishes(
    held: Documents, now: RecordNow | None, told: Sequence[Told], alerts: Sequence[AlertRow]
) -> Iterator[Said]:
    """What somebody wants and who decides for them; "not recorded" only where nobody says it."""
    found = [document(one) for one in held.in_force if one.paper.kind is not _IF_UNWELL]
    found += [_no_more(one) for one in held.no_more]
    found += [_sent(one, held) for one in now.wishes] if now else []
    found += [_alert(one) for one in alerts if one.kind == AlertKind.DNACPR]
    found += [_respect(one) for one in told if one.respect_kind is RespectKind.IN_PLACE][:1]
    yield from found
    if found:
        return
    if none := next((one for one in told if one.respect_kind is RespectKind.NONE), None):
        yield Said(words=_("No ReSPECT or DNACPR form"), source=warnings.told_by(none))
    yield from saying.absent(now.kinds[EntryKind.CONSENT] if now else None, is_said=bool(none))


def if_unwell(held: Documents) -> Iterator[Said]:
    """What was agreed beforehand to be done if something happens."""
    yield from (document(one) for one in held.in_force if one.paper.kind is _IF_UNWELL)


def document(row: DocumentRow) -> Said:
    """A document in force: what to do by it, and what to know before going by it."""
    return Said(
        words=row.line,
        more=row.paper.summary,
        source=row.told,
        note=". ".join(row.warnings),
        tone="purple",
        href=reverse("people:document", args=[row.document_id]),
    )


def _no_more(row: DocumentRow) -> Said:
    """The last of a kind of which none is in force: a copy of it may still lie on the table."""
    return Said(
        words=_("No %(what)s in force") % {"what": row.paper.kind.label},
        source=f"{row.ended_words} ({row.told})",
        href=reverse("people:document", args=[row.document_id]),
    )


def _sent(row: RecordRow, held: Documents) -> Said:
    """What another system sent; beside our own form, whether it is older is said."""
    said = saying.said(row, tone="purple")
    if not held.about_cpr or not record_now.is_respect_form(row.kind, row.words):
        return said
    newest = max(
        (one.paper.issued_on for one in held.about_cpr if one.paper.issued_on), default=None
    )
    is_older = newest is not None and filters.local(row.at).date() < newest
    doubt = (
        _("older than the form above") if is_older else _("may be newer than the form above: ask")
    )
    return replace(said, note=", ".join(part for part in (said.note, doubt) if part))


def _alert(alert: AlertRow) -> Said:
    return Said(
        words=warnings.alert(alert), source=saying.by(alert.recorded_by, alert.since), tone="purple"
    )


def _respect(told: Told) -> Said:
    signed = (
        _("signed %(day)s") % {"day": filters.short_day(told.respect_signed_on)}
        if told.respect_signed_on
        else _("date not said")
    )
    seen = _("original seen") if told.is_respect_original_seen else _("original not seen")
    return Said(
        words=_("ReSPECT or DNACPR in place"),
        note=f"{signed}, {seen}",
        source=warnings.told_by(told),
        tone="purple",
        href=saying.referral(told),
    )


def no_longer(now: RecordNow | None) -> Iterator[Said]:
    """Wishes whose time has passed, each with the day: none of them is in force."""
    if now:
        yield from (saying.said(one) for one in now.wishes_ended[:_MOST_ENDED])
