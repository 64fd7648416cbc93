"""What the downtime pack holds: all that is open, by what falls due, with whom and whom to ring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from joinedup.foundation import duty
from joinedup.foundation.duty import OnDuty
from joinedup.foundation.models import Entry
from joinedup.foundation.scope import Scope
from joinedup.kernel import facts
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.queries.signs import signs_of
from joinedup.referrals import events
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import HandoverRow, Line, Referral
from joinedup.referrals.queries.call_rows import PromisedCall
from joinedup.referrals.queries.duty_board import (
    CapacityRow,
    NoteRow,
    promised_calls,
    written_down,
)
from joinedup.referrals.queries.lines import OPEN, all_staged, in_order, visible_lines
from joinedup.referrals.queries.queue_rows import narrow, short_rows, with_row_columns
from joinedup.referrals.queries.raised import RaisedRow, raised
from joinedup.referrals.queries.rows import QueueRow

MOST_PRINTED: Final = 2000
"""More than this nobody reads on paper; the pack says how many it left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """One open line as the pack prints it; `handed_to` is who accepted it at the last handover."""

    row: QueueRow
    contact_number: str
    handed_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that the pack prints of the store, as of an instant."""

    as_of: datetime
    lines: tuple[PackLine, ...]
    left_out: int
    restricted: int
    raised: tuple[RaisedRow, ...]
    raised_total: int
    on_duty: tuple[OnDuty, ...]
    promised: tuple[PromisedCall, ...]
    capacity: tuple[CapacityRow, ...]
    notes: tuple[NoteRow, ...]


def pack(scope: Scope) -> Pack:
    """The pack for whoever works on paper.

    Somebody whose whole record is restricted is only counted; of somebody whose whereabouts are
    restricted the rows say nothing that follows from where they are. Of a call that is owed about
    either, the pack prints by when, its reference and the privacy officer's number, and no caller.
    """
    among = narrow(with_row_columns(in_order(all_staged())))
    found = list(visible_lines(scope, among=among).filter(OPEN)[: MOST_PRINTED + 1])
    printed = found[:MOST_PRINTED]
    cards = people.cards(scope, {PersonId(one.referral.person_id) for one in printed})
    numbers = dict(
        Referral.objects.filter(id__in={one.referral_id for one in printed}).values_list(
            "id", "contact_number"
        )
    )
    handed = _handed(printed)
    open_count = Line.objects.filter(OPEN).count()
    visible_count = len(found) if len(found) <= MOST_PRINTED else _count(scope)
    waiting, written = raised(scope, most=MOST_PRINTED), written_down(scope)
    return Pack(
        as_of=scope.now,
        lines=tuple(
            PackLine(
                row=row,
                contact_number=""
                if row.card.is_location_restricted
                else numbers.get(row.referral_id) or "",
                handed_to=handed.get(row.line_id, ""),
            )
            for row in short_rows(printed, cards, signs=signs_of(scope, cards))
        ),
        left_out=visible_count - len(printed),
        restricted=open_count - visible_count,
        raised=waiting.rows,
        raised_total=waiting.total,
        on_duty=duty.on_duty(scope.now),
        promised=promised_calls(scope, most=MOST_PRINTED).rows,
        capacity=written.capacity,
        notes=written.notes,
    )


def last_packed_at() -> datetime | None:
    """When the last pack was written, if ever one was."""
    kind = facts.kind_of(events.PackPrinted)
    found = Entry.objects.filter(kind=kind).order_by("-recorded_at")
    return found.values_list("at", flat=True).first()


def _count(scope: Scope) -> int:
    return visible_lines(scope).filter(OPEN).values("pk").count()


def _handed(lines: list[Line]) -> Mapping[LineId, str]:
    """Who accepted each line at the last handover that it was in."""
    rows = HandoverRow.objects.filter(
        line_id__in=[one.id for one in lines], accepted_at__isnull=False
    ).order_by("accepted_at")
    found = rows.values_list("line_id", "given_to__display_name")
    return {LineId(line_id): name for line_id, name in found if name}
