"""Which frames of a failure are of our own code, whatever folder it was put into."""

from pathlib import Path
from traceback import FrameSummary
from typing import Final

_OURS: Final = str(Path(__file__).resolve().parents[1]) + "/"


def is_ours(frame: FrameSummary) -> bool:
    """Whether a frame is of the product, and not of what stands beside it: a library, a test."""
    return frame.filename.startswith(_OURS)
