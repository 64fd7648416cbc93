"""A store that is deadlocked, busy or away: tried again where that helps, else said plainly."""

import psycopg
import pytest
from django.db import OperationalError

from joinedup.foundation import journey
from joinedup.foundation.models import Entry
from joinedup.kernel.errors import Unavailable
from joinedup.kernel.ids import PersonId
from tests.builders import foundation as build

LOST_A_DEADLOCK = psycopg.errors.DeadlockDetected()


@journey.change
def _note(person: PersonId, *, to_fail: list[OperationalError]) -> None:
    build.note(person)
    if to_fail:
        raise to_fail.pop()


def failing(said: str, cause: psycopg.Error | None = None) -> OperationalError:
    """What Django raises where the store says so."""
    error = OperationalError(said)
    error.__cause__ = cause
    return error


def test_who_loses_a_deadlock_tries_again() -> None:
    to_fail = [failing("deadlock detected", LOST_A_DEADLOCK) for _ in range(2)]

    _note(build.a_person(), to_fail=to_fail)

    assert to_fail == []
    assert Entry.objects.count() == 1


def test_who_keeps_losing_is_told_that_the_store_is_busy() -> None:
    to_fail = [failing("deadlock detected", LOST_A_DEADLOCK) for _ in range(4)]

    with pytest.raises(Unavailable, match="store_busy"):
        _note(build.a_person(), to_fail=to_fail)

    assert len(to_fail) == 1
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "cause",
    [
        None,
        psycopg.errors.AdminShutdown(),
        psycopg.errors.ConnectionFailure(),
        psycopg.errors.LockNotAvailable(),
        psycopg.errors.TooManyConnections(),
    ],
    ids=repr,
)
def test_a_store_that_is_away_is_not_tried_again_at_once(cause: psycopg.Error | None) -> None:
    to_fail = [failing("database is locked", cause) for _ in range(2)]

    with pytest.raises(Unavailable, match="store_busy"):
        _note(build.a_person(), to_fail=to_fail)

    assert len(to_fail) == 1
    assert not Entry.objects.exists()


def test_a_fault_of_ours_is_not_taken_for_a_busy_store() -> None:
    to_fail = [failing("no such table", psycopg.errors.UndefinedTable())]

    with pytest.raises(OperationalError, match="no such table"):
        _note(build.a_person(), to_fail=to_fail)
