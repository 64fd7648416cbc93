"""A finding: something wrong in data, as a value to count, list and show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: in which source, where in it, by which code, and in a plain sentence."""

    source: str
    at: str
    code: str
    message: str
