"""How a failure is logged: its kind and its lines, never its message, which may name somebody."""

import logging
import traceback
from types import TracebackType

from joinedup.foundation.frames import is_ours

type Raised = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class NamesNobody(logging.Formatter):
    """Writes an exception without its message: a database says whole rows in its own."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802
        """The kind of the exception and where it was raised."""
        error = ei[1]
        return "" if error is None else f"{type(error).__name__} at {where(error)}"


def where(error: BaseException) -> str:
    """Where it was raised, innermost first, through our own files only."""
    frames = traceback.extract_tb(error.__traceback__)[::-1]
    told = [frame for frame in frames if frame is frames[0] or is_ours(frame)]
    return " < ".join(f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno}" for f in told)
