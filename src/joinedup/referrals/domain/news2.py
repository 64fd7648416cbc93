"""The National Early Warning Score of a set of observations."""

# Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017, chart 1. Oxygen
# saturation is scored by scale 1; nobody here records the prescribed target that scale 2 is for.

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

type Bands = tuple[tuple[Decimal, int], ...]


def _bands(*bands: tuple[str, int]) -> Bands:
    return tuple((Decimal(upto), points) for upto, points in bands)


# Each band holds up to and including its first figure.
NUMBERS: Final[Mapping[str, Bands]] = {
    "respiration_rate": _bands(("8", 3), ("11", 1), ("20", 0), ("24", 2), ("Infinity", 3)),
    "oxygen_saturation": _bands(("91", 3), ("93", 2), ("95", 1), ("Infinity", 0)),
    "systolic_blood_pressure": _bands(
        ("90", 3), ("100", 2), ("110", 1), ("219", 0), ("Infinity", 3)
    ),
    "pulse": _bands(("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2), ("Infinity", 3)),
    "temperature": _bands(("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1), ("Infinity", 2)),
}
CHOICES: Final[Mapping[str, Mapping[str, int]]] = {
    "air_or_oxygen": {"air": 0, "oxygen": 2},
    "consciousness": {"alert": 0, "confusion": 3, "voice": 3, "pain": 3, "unresponsive": 3},
}


def news2(numbers: Mapping[str, Decimal], choices: Mapping[str, str]) -> int | None:
    """The score, or None unless all seven were observed."""
    if not (NUMBERS.keys() <= numbers.keys() and CHOICES.keys() <= choices.keys()):
        return None
    measured = sum(_points(bands, numbers[code]) for code, bands in NUMBERS.items())
    return measured + sum(points[choices[code]] for code, points in CHOICES.items())


def _points(bands: Bands, value: Decimal) -> int:
    return next(points for upto, points in bands if value <= upto)
