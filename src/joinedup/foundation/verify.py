"""`joinedup verify`: whether every chain, reading and seal is as it was written."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from django.db import connection

from joinedup.foundation import instant, verify_chains, verify_seals
from joinedup.foundation.fault import Fault
from joinedup.foundation.verify_chains import Tally

AT_MOST = 1000
_SNAPSHOT = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was gone through and every fault found, the first bad row first."""

    chain_count: int
    entry_count: int
    reading_count: int
    seal_count: int
    faults: tuple[Fault, ...]
    took_seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def report(*, at_most: int = AT_MOST, is_of_readings_alone: bool = False) -> Report:
    """Go through the whole log, as it is at one instant, while others go on writing.

    Of the log of reading alone nothing is said of what was done: it is the sooner answer to
    whether anybody hid that they looked.
    """
    tally, began = Tally(), perf_counter()
    # Closed inside the snapshot: a cursor of PostgreSQL does not outlive its transaction.
    with _snapshot(), closing(_faults(tally, is_of_readings_alone)) as faults:
        found = tuple(islice(faults, at_most))
    return Report(
        chain_count=tally.chains,
        entry_count=tally.entries,
        reading_count=tally.readings,
        seal_count=tally.seals,
        faults=found,
        took_seconds=perf_counter() - began,
    )


def _faults(tally: Tally, is_of_readings_alone: bool) -> Generator[Fault, None, None]:
    began = instant.now()
    if not is_of_readings_alone:
        yield from verify_chains.faults(tally)
    yield from verify_seals.faults(tally, began=began, is_of_readings_alone=is_of_readings_alone)


@contextmanager
def _snapshot() -> Iterator[None]:
    """One instant of the store for all that is read, without keeping writers waiting."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
