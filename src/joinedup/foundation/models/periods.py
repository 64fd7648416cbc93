"""What every interval row [since, until) keeps to, and which of them run at an instant."""

from datetime import datetime

from django.db.models import F, Q

RUNS_FORWARD = Q(until__isnull=True) | Q(until__gte=F("since"))


def running(at: datetime, *, path: str = "") -> Q:
    """The interval rows that run at an instant: from `since` on, and up to but not at `until`.

    `path` leads from the row that is asked for to its interval rows, as in `memberships__`.
    """
    return Q(**{f"{path}since__lte": at}) & not_ended(at, path=path)


def not_ended(at: datetime, *, path: str = "") -> Q:
    """The interval rows that have no end, or a later one, whether or not they have begun."""
    return Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gt": at})
