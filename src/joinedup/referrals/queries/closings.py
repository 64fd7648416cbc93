"""How lines ended, and whether word of it reached the referrer."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.foundation import deliveries, place
from joinedup.foundation.deliveries import DeliveryRow
from joinedup.foundation.models import Entry
from joinedup.kernel.facts import kind_of
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.outcomes import Ending
from joinedup.referrals.events import HelpRefused
from joinedup.referrals.models import ClosingSummary, Line, Redirect, Referral
from joinedup.referrals.queries.asked_for import is_told_by_voice
from joinedup.referrals.queries.rows import ClosingRow

_WITH_ANOTHER: Final = (Ending.REDIRECTED, Ending.CANNOT_HELP)


def closings(lines: Iterable[Line]) -> dict[LineId, ClosingRow]:
    """The end of each line that has one, by line."""
    closed = {line.id: (line, line.closed_at) for line in lines if line.closed_at is not None}
    if not closed:
        return {}
    summaries = ClosingSummary.objects.filter(line_id__in=closed).select_related("account")
    said = {one.line_id: one for one in summaries}
    sent = deliveries.about(Line._meta.label_lower, list(closed))
    taken = _taken_over([line for line, _ in closed.values()])
    return {
        LineId(one): replace(
            _row(line, at, said.get(one), [d for d in sent if d.about_id == one]),
            now_with=taken.get(one, ""),
        )
        for one, (line, at) in closed.items()
    }


def is_caller_to_be_told(line_id: LineId) -> bool:
    """Whether whoever rang about a line is told how it ended by a call, and can be rung."""
    referral = Referral.objects.filter(lines=line_id).first()
    return referral is not None and is_told_by_voice(referral) and bool(referral.caller_number)


def _taken_over(lines: Iterable[Line]) -> dict[UUID, str]:
    """Which organisation took over each line that ended with another, by line."""
    ended = {way: [one.id for one in lines if one.closed_how == way] for way in _WITH_ANOTHER}
    taken: dict[UUID, str] = {}
    if ids := ended[Ending.REDIRECTED]:
        offered = Redirect.objects.filter(line_id__in=ids, confirmed_at__isnull=False)
        taken |= dict(offered.values_list("line_id", "to"))
    if ids := ended[Ending.CANNOT_HELP]:
        refused = Entry.objects.filter(
            about_kind=Line._meta.label_lower, about_id__in=ids, kind=kind_of(HelpRefused)
        )
        told = refused.values_list("about_id", "body")
        taken |= {line_id: json.loads(body)["now_held_by"] for line_id, body in told}
    return taken


def _row(
    line: Line, closed_at: datetime, summary: ClosingSummary | None, sent: list[DeliveryRow]
) -> ClosingRow:
    # Newest first: the first made once the line had closed carries the word of it.
    # What ended on paper is told from when it was entered.
    told_at = summary.made_at if summary else closed_at
    last = next((one for one in sent if one.made_at >= told_at), None)
    return ClosingRow(
        line_id=LineId(line.id),
        how=line.closed_how,
        outcome=line.outcome,
        words=summary.words if summary else "",
        closed_by=summary.account.display_name if summary else "",
        closed_at=closed_at,
        delivery=_delivery(last) if last else _before_any(line),
        delivered_at=last.delivered_at if last else None,
    )


def _delivery(last: DeliveryRow) -> str:
    if last.delivered_at is not None:
        return "delivered"
    return "failed" if last.is_given_up else "waiting"


def _before_any(line: Line) -> str:
    if line.closed_how == Ending.WITHDRAWN:
        return "not_needed"
    referral = line.referral
    # What goes by message is posted by the worker, a moment after the line closed.
    by_message = referral.arrived_by == ArrivedBy.MESSAGE
    is_partner = referral.sender_code in place.current().partners
    return "waiting" if by_message and is_partner else "by_voice"
