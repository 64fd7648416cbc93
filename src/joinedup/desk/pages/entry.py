"""The page of one entry of a record: what it says, who said it, and the message it came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.desk.pages import timeline as timelines
from joinedup.foundation import inbox
from joinedup.foundation.permissions import Permission
from joinedup.kernel.audience import Audience
from joinedup.people import queries as people
from joinedup.people.domain import message_part
from joinedup.people.domain.record import HERE, MOVED_AWAY
from joinedup.people.queries import record
from joinedup.people.queries.record_rows import RecordRow
from joinedup.people.queries.record_sections import whose_name
from joinedup.web import answers, filters
from joinedup.web.room_view import Request

_FORMATS = {"csv": "CSV", "ndjson": "NDJSON", "client_level_data": "Client level data (CSV)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The message an entry came in: its format, when it came, where in it, and that part."""

    format: str
    received_at: str
    path: str
    part: str | None
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an entry, in words."""

    number: int
    told: str
    words: str
    is_struck: bool
    is_latest: bool


def entry(request: Request, entry_id: UUID) -> HttpResponse:
    """One entry, its versions, and the part of the message it came in."""
    scope = request.actor.scope
    person_id, versions = record.entry_of(scope, entry_id)
    row = next(one for one in versions if one.entry_id == entry_id)
    card = people.cards(scope, [person_id])[person_id]
    is_ours = row.source == HERE
    return answers.page(
        request,
        "desk/entry.html",
        card=card,
        row=row,
        title=timelines.title(row),
        notes=timelines.notes(row),
        latest=versions[0] if versions[0].entry_id != entry_id else None,
        was_moved_away=MOVED_AWAY[0] in dict(row.details),
        facts=list(_facts(row)),
        versions=[_version(one, row) for one in versions],
        message=_message(row),
        may_change=is_ours
        and scope.may(Permission.RECORD_ADD)
        and row.superseded_at is None
        and not row.is_entered_in_error,
        is_ours=is_ours,
        may_choose=scope.may(Permission.RECORD_ADD) and row.superseded_at is None,
        may_move=not is_ours
        and scope.may(Permission.PERSON_MERGE)
        and row.superseded_at is None
        and not row.is_entered_in_error,
    )


def _facts(row: RecordRow) -> Iterator[tuple[str, str]]:
    yield _("What it is"), row.kind.label
    if row.value:
        yield _("Value"), row.value
    yield _("When it happened"), timelines.when(row)
    if row.until:
        yield _("Until"), timelines.end(row)
    yield _("Status"), row.status.replace("-", " ").capitalize() or _("Not said")
    yield _("Said by"), ", ".join(filter(None, (row.author, row.author_role))) or _("Not said")
    if row.organisation:
        yield _("Organisation"), row.organisation
    yield _("From"), row.source_name
    yield _("Received"), filters.moment(row.received_at)
    if row.audience is not Audience.EVERYBODY:
        whose = whose_name(row.audience_of)
        yield _("Who sees it"), ": ".join(filter(None, (row.audience.label, whose)))
    if row.is_held_back:
        yield _("What they read online"), _("Not shown to them")
    if row.code:
        yield _("Code"), f"{row.code} ({row.code_system})" if row.code_system else row.code
    for name, said in row.details:
        yield name.replace("_", " ").capitalize(), said


def _version(one: RecordRow, shown: RecordRow) -> Version:
    told = " ".join(filter(None, (timelines.title(one), one.value)))
    status = f" ({one.status.replace('-', ' ')})" if one.status else ""
    return Version(
        number=one.version,
        told=filters.moment(one.received_at),
        words=f"{told}{status}",
        is_struck=one.superseded_at is not None or one.is_entered_in_error,
        is_latest=one.entry_id == shown.entry_id,
    )


def _message(row: RecordRow) -> Message | None:
    if row.received_id is None:
        return None
    kept = inbox.message(row.received_id)
    return Message(
        format=_format(kept.format),
        received_at=filters.moment(kept.received_at),
        path=row.path,
        part=message_part.part_of(kept.body, row.path) if kept.body else None,
        file=kept.file_digest,
    )


def _format(code: str) -> str:
    return "FHIR" if code.startswith("fhir") else _FORMATS.get(code, _("message"))
