"""How lines ended, and whether word of it reached the referrer."""

from collections.abc import Iterable
from datetime import datetime

from joinedup.foundation import deliveries
from joinedup.foundation.deliveries import DeliveryRow
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import ClosingSummary, Line
from joinedup.referrals.queries.rows import ClosingRow


def closings(lines: Iterable[Line]) -> dict[LineId, ClosingRow]:
    """The end of each line that has one, by line."""
    closed = {line.id: (line, line.closed_at) for line in lines if line.closed_at is not None}
    if not closed:
        return {}
    summaries = ClosingSummary.objects.filter(line_id__in=closed).select_related("account")
    said = {one.line_id: one for one in summaries}
    sent = deliveries.about(Line._meta.label_lower, list(closed))
    return {
        LineId(one): _row(line, at, said.get(one), [d for d in sent if d.about_id == one])
        for one, (line, at) in closed.items()
    }


def _row(
    line: Line, closed_at: datetime, summary: ClosingSummary | None, sent: list[DeliveryRow]
) -> ClosingRow:
    # Newest first: the first made once the line had closed carries the word of it.
    last = next((one for one in sent if one.made_at >= closed_at), None)
    return ClosingRow(
        line_id=LineId(line.id),
        how=line.closed_how,
        outcome=line.outcome,
        words=summary.words if summary else "",
        closed_by=summary.account.display_name if summary else "",
        closed_at=closed_at,
        delivery=_delivery(last),
        delivered_at=last.delivered_at if last else None,
    )


def _delivery(last: DeliveryRow | None) -> str:
    if last is None:
        return "by_voice"
    if last.delivered_at is not None:
        return "delivered"
    return "failed" if last.is_given_up else "waiting"
