"""What the index does by itself."""

from typing import Final

from joinedup.foundation import instant
from joinedup.foundation.listening import every
from joinedup.foundation.scope import Actor
from joinedup.people import services

MOST_BATCHES: Final = 10
"""How many thousands are compared before others have their turn."""


@every(15, name="people.compare")
def compare(by: Actor) -> None:
    """Compare entries that are new or changed with those like them."""
    for _ in range(MOST_BATCHES):
        if not services.compare_waiting(at=instant.now(), by=by):
            return


@every(15, name="people.looks")
def judge_looks(by: Actor) -> None:
    """Go through the readings that were sealed since the last time."""
    for _ in range(MOST_BATCHES):
        if not services.judge_looks(at=instant.now(), by=by).seal_count:
            return
