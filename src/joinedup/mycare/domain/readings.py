"""Readings that somebody takes of themselves: what can be one, and what to do at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused


class Measure(StrEnum):
    """What somebody can measure at home."""

    BLOOD_PRESSURE = "blood_pressure"
    PULSE = "pulse"
    OXYGEN = "oxygen"
    TEMPERATURE = "temperature"
    GLUCOSE = "glucose"
    WEIGHT = "weight"

    @property
    def label(self) -> str:
        """What it is called at home."""
        return RULES[self].label

    @property
    def unit(self) -> str:
        """In what it is counted."""
        return RULES[self].unit


class Advice(StrEnum):
    """What somebody should do about a reading now."""

    NOTHING = "nothing"
    RING_111 = "ring_111"
    RING_999 = "ring_999"


_ORDER: Final = tuple(Advice)


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the scale in which something should be done: both ends are within."""

    lowest: Decimal
    highest: Decimal
    advice: Advice


@dataclass(frozen=True, slots=True)
class Rule:
    """What can be a reading at all, and in which bands something should be done."""

    label: str
    unit: str
    lowest: Decimal
    highest: Decimal
    bands: tuple[Band, ...] = ()


def _band(lowest: str, highest: str, advice: Advice) -> Band:
    return Band(Decimal(lowest), Decimal(highest), advice)


# Royal College of Physicians, NEWS2 (2017): the bands that score 3 by themselves. NHS, "Pulse
# oximeters at home": 93 and 94 ask for advice, 92 or less is an emergency. NICE NG136: a blood
# pressure of 180/120 and more is looked at the same day. NHS, "Hypoglycaemia" and "Hyperglycaemia":
# below 4 is low, above 15 asks for advice. Where two bands meet the more urgent counts.
RULES: Final[Mapping[Measure, Rule]] = {
    Measure.BLOOD_PRESSURE: Rule(
        "Blood pressure, top number",
        "mmHg",
        Decimal(50),
        Decimal(300),
        (_band("50", "90", Advice.RING_111), _band("180", "300", Advice.RING_111)),
    ),
    Measure.PULSE: Rule(
        "Heart rate",
        "beats a minute",
        Decimal(20),
        Decimal(250),
        (_band("20", "40", Advice.RING_111), _band("131", "250", Advice.RING_999)),
    ),
    Measure.OXYGEN: Rule(
        "Oxygen level",
        "%",
        Decimal(50),
        Decimal(100),
        (_band("50", "92", Advice.RING_999), _band("92", "94", Advice.RING_111)),
    ),
    Measure.TEMPERATURE: Rule(
        "Temperature",
        "°C",
        Decimal(30),
        Decimal(45),
        (_band("30", "35", Advice.RING_999), _band("39.1", "45", Advice.RING_111)),
    ),
    Measure.GLUCOSE: Rule(
        "Blood sugar",
        "mmol/l",
        Decimal("0.5"),
        Decimal(60),
        (
            _band("0.5", "2.9", Advice.RING_999),
            _band("2.9", "3.99", Advice.RING_111),
            _band("15.01", "60", Advice.RING_111),
        ),
    ),
    Measure.WEIGHT: Rule("Weight", "kg", Decimal(20), Decimal(400)),
}
LOWER_LOWEST: Final = Decimal(20)
LOWER_HIGHEST: Final = Decimal(200)
LOWER_ALARMS_FROM: Final = Decimal(120)


class NotAReading(Refused):
    """A number that no such thing can have."""

    code = "reading_out_of_range"


class LowerMissing(Refused):
    """A blood pressure of which one of the two numbers is missing, or the wrong way round."""

    code = "reading_lower_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One reading; `lower` is the second number of a blood pressure."""

    measure: Measure
    number: Decimal
    lower: Decimal | None = None

    @property
    def value(self) -> str:
        """The reading as it is written down."""
        numbers = f"{_plain(self.number)}/{_plain(self.lower)}" if self.lower else None
        return f"{numbers or _plain(self.number)} {self.measure.unit}"


def checked(taken: Taken) -> Taken:
    """A reading that can be one; raises what is wrong with it."""
    rule = RULES[taken.measure]
    if not rule.lowest <= taken.number <= rule.highest:
        raise NotAReading(
            at="number", label=rule.label, lowest=_plain(rule.lowest), highest=_plain(rule.highest)
        )
    if taken.measure is not Measure.BLOOD_PRESSURE:
        return Taken(measure=taken.measure, number=taken.number)
    if taken.lower is None or taken.lower >= taken.number:
        raise LowerMissing(at="lower")
    if not LOWER_LOWEST <= taken.lower <= LOWER_HIGHEST:
        raise NotAReading(
            at="lower",
            label="Blood pressure, bottom number",
            lowest=_plain(LOWER_LOWEST),
            highest=_plain(LOWER_HIGHEST),
        )
    return taken


def advice(taken: Taken) -> Advice:
    """What to do about a reading now: the most urgent of what its numbers ask for."""
    found = [
        band.advice
        for band in RULES[taken.measure].bands
        if band.lowest <= taken.number <= band.highest
    ]
    if taken.lower is not None and taken.lower >= LOWER_ALARMS_FROM:
        found.append(Advice.RING_111)
    return max(found, key=_ORDER.index, default=Advice.NOTHING)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
