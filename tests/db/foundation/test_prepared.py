"""What PostgreSQL is asked twice it plans once, as long as its tables are what they were."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import NotSupportedError, connection
from django.db.models import QuerySet
from django.test import override_settings

from joinedup.foundation import journey
from joinedup.foundation.models import Account
from joinedup.foundation.questions import question
from tests.builders import foundation as build

pytestmark = [pytest.mark.usefixtures("on_postgres"), pytest.mark.django_db(transaction=True)]


@question
def named(account_id: UUID) -> QuerySet[Any, str]:
    """What somebody is called."""
    return Account.objects.filter(pk=account_id).values_list("display_name", flat=True)


@pytest.fixture(autouse=True)
def another_connection() -> None:
    """One that has no plans yet."""
    connection.close()


def test_a_text_asked_twice_is_planned_once() -> None:
    accounts = [build.an_account(name, display_name=name) for name in ("ann", "ben", "cat")]

    assert [named(one.id) for one in accounts] == [["ann"], ["ben"], ["cat"]]
    assert _plans_kept() == 1


def test_no_plan_is_kept_where_a_pooler_cannot() -> None:
    one = build.an_account("ann", display_name="Ann")

    with override_settings(JOINEDUP_KEPT_PLANS=False):
        assert [named(one.id), named(one.id)] == [["Ann"], ["Ann"]]

    assert _plans_kept() == 0


def test_what_was_planned_before_a_table_was_altered_is_asked_anew() -> None:
    one = build.an_account("ann", display_name="Ann")
    planned = [named(one.id) for _ in range(3)]

    with altered():
        assert named(one.id) == planned[0] == ["Ann"]


def test_a_change_that_meets_an_altered_table_fails_and_the_next_does_not() -> None:
    one = build.an_account("ann", display_name="Ann")
    for _ in range(3):
        named(one.id)

    with altered():
        with pytest.raises(NotSupportedError):
            _in_a_change(one.id)
        connection.close_if_unusable_or_obsolete()

        assert _in_a_change(one.id) == ["Ann"]


@journey.change
def _in_a_change(account_id: UUID) -> list[str]:
    return named(account_id)


@contextmanager
def altered() -> Iterator[None]:
    """A migration in another process has altered the table, which is put back in the end."""
    _name_may_have(201)
    try:
        yield
    finally:
        _name_may_have(150)


def _name_may_have(letters: int) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(f"ALTER TABLE foundation_account ALTER display_name TYPE varchar({letters})")
    other.close()


def _plans_kept() -> int:
    text = 'SELECT "foundation_account"."display_name"%'
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(kept, [text])
        (found,) = cursor.fetchone()
    return int(found)
