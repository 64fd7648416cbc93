"""Times on the clocks of a place, and the two nights when those clocks change."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta, tzinfo

from joinedup.kernel.errors import Refused


class TimeRepeated(Refused):
    """The clocks went back and this time happened twice; nobody said which is meant."""

    code = "time_repeated"


class TimeSkipped(Refused):
    """The clocks went forward and this time never happened."""

    code = "time_skipped"


def to_utc(local: datetime, zone: tzinfo, *, fold: int | None = None) -> datetime:
    """The instant of a local time.

    On the night the clocks go back `fold` says which of two is meant, 0 for the first and 1 for the
    second; at any other time it changes nothing.
    """
    first, second = _readings(local, zone)
    if first > second:
        raise TimeSkipped(at=local)
    if first < second and fold is None:
        raise TimeRepeated(at=local, first=first, second=second)
    return second if fold else first


def earliest(local: datetime, zone: tzinfo) -> datetime:
    """The first instant at which the clocks have reached a local time."""
    first, second = _readings(local, zone)
    return first if first <= second else _change(local, zone, second, first)


def latest(local: datetime, zone: tzinfo) -> datetime:
    """The instant from which on the clocks never again show less than a local time."""
    first, second = _readings(local, zone)
    if first > second:
        return _change(local, zone, second, first)
    # Clocks that go back to this very time do not go back below it.
    just_before = (second - datetime.resolution).astimezone(zone).replace(tzinfo=None)
    return first if just_before > local else second


def _readings(local: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    if local.tzinfo is not None:
        raise ValueError("a local time carries no time zone of its own")
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return first, second


def _change(local: datetime, zone: tzinfo, before: datetime, after: datetime) -> datetime:
    # A skipped time is read once by the offset before the change and once by the one after it, and
    # the change itself, which no zone names, lies between the two.
    start = before.replace(microsecond=0)

    def is_reached(seconds: int) -> bool:
        shown = (start + timedelta(seconds=seconds)).astimezone(zone)
        return shown.replace(tzinfo=None) >= local

    seconds = range(int((after - before).total_seconds()))
    return start + timedelta(seconds=bisect_left(seconds, True, key=is_reached))
