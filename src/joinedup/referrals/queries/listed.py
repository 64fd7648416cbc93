"""Lines by their ids: the list behind a figure, as far as its viewer may see it."""

from collections.abc import Collection
from uuid import UUID

from joinedup.foundation.ids import is_id
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import Page
from joinedup.referrals.queries.lines import all_staged, in_order, visible_lines
from joinedup.referrals.queries.queue_rows import narrow, queue_rows, with_row_columns
from joinedup.referrals.queries.rows import QueueRow


def listed(
    scope: Scope, line_ids: Collection[UUID], *, after: str | None = None, limit: int = 20
) -> Page[QueueRow]:
    """Those of some lines whose people the viewer may see, in the order they were asked for.

    The total is of these alone: it may be smaller than the number of ids.
    """
    lines = visible_lines(scope).filter(pk__in=line_ids)
    total = lines.values("pk").count()
    drawn = visible_lines(scope, among=narrow(with_row_columns(in_order(all_staged()))))
    drawn = drawn.filter(pk__in=line_ids).order_by("pk")
    page = list((drawn.filter(pk__gt=after) if is_id(after or "") else drawn)[: limit + 1])
    shown = page[:limit]
    return Page(
        rows=tuple(queue_rows(scope, shown)),
        next_key=str(shown[-1].pk) if len(page) > limit else None,
        total=total,
        total_is_capped=False,
    )
