"""A later answer that was agreed: until when the response clock may stand still."""

from datetime import datetime, timedelta
from typing import Final

from joinedup.kernel.errors import Refused

LONGEST: Final = timedelta(days=14)
"""Beyond a fortnight nobody waits by agreement: the line is closed, and referred anew."""


class AgreedTimeWrong(Refused):
    """A later time is agreed that has passed, or that is too far away to be waited for."""

    code = "agreed_time_wrong"


def stands_from(until: datetime, *, at: datetime, agreed_before: datetime | None) -> datetime:
    """From when the clock stands still until an agreed time: now, or the end of what was agreed.

    An earlier time than was agreed before stands in its place. Refused is a time that has passed,
    that was agreed already, or beyond a fortnight.
    """
    if not at < until <= at + LONGEST or until == agreed_before:
        raise AgreedTimeWrong(at="until", until=until)
    is_later = agreed_before is not None and at < agreed_before < until
    return agreed_before if agreed_before and is_later else at
