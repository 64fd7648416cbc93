"""What was done before it is entered, as on paper: from when it counts, and who did it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from joinedup.foundation.place import ReasonKind
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.lateness import OnPaper, check_decided
from joinedup.referrals.models import Addition, Line
from joinedup.referrals.services.holding import check_reason


def when_done(
    line: Line,
    on_paper: OnPaper | None,
    *,
    at: datetime,
    after: Iterable[datetime] = (),
    worse_at: Iterable[datetime] = (),
) -> OnPaper:
    """When something was done about a line, by whom and why it is told late; now, unless said.

    It was done after the referral came, after whatever was decided before, and `after` what else
    must have gone before it. What rests on how the person was is not older than `worse_at`.
    """
    if on_paper is None:
        return OnPaper(at=at)
    if on_paper.reason:
        check_reason(ReasonKind.LATE_ENTRY, on_paper.reason)
    named = wording.words(on_paper.by, at="decided_by", longest=wording.LONGEST_NAME)
    before = line.decisions.values_list("at", flat=True)
    known_at, worse_at = [line.response_clock.started_at, *before, *after], list(worse_at)
    check_decided(on_paper, at=at, known_at=known_at, worse_at=worse_at)
    # People tell the minute: what was done as the last thing happened was done after it.
    counts_from = max(on_paper.at, *known_at, *worse_at)
    return OnPaper(at=counts_from, by=named, reason=on_paper.reason)


def told_worse_at(line: Line) -> QuerySet[Addition, datetime]:
    """When it was told that the person of a line had got worse."""
    worse = Addition.objects.filter(referral_id=line.referral_id, is_worse=True)
    return worse.values_list("at", flat=True)
