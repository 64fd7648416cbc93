"""What a place file says of how its answering is measured."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import CalendarRef, ClassRef, Code, Duration, Text, Version


class Basis(StrEnum):
    """Whom a measure counts: those who live here, or those registered with a practice here."""

    RESIDENCE = "residence"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Entry):
    """One way of saying whether people were answered in time.

    Without a `limit` it is that of the response class. With `with_pauses` coded pauses stand the
    clock still, on the hours of the response class; a measure without them counts every minute on
    the wall. Either counts on the hours of a `calendar` that it names.
    """

    code: Code
    name: Text
    version: Version
    source: Text
    response_class: ClassRef
    basis: Basis
    with_pauses: bool
    limit: Duration | None = None
    calendar: CalendarRef | None = None
    target_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMeasure(Entry):
    """What counts as a call answered in time; `note` says how sure its threshold is."""

    code: Code
    name: Text
    version: Version
    source: Text
    threshold_seconds: Decimal
    target_percent: Decimal
    note: Text
