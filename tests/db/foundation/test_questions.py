"""A question put together once answers as one that is put together each time."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Q, QuerySet

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Role
from joinedup.foundation.questions import LONGEST, counted, question
from joinedup.foundation.scope import Scope
from tests.builders import foundation as build

DAY = timedelta(days=1)


class Which(StrEnum):
    """A member of a list, which a question may look at."""

    NAMED = "named"
    EVERY = "every"


@question
def by_id(ids: Collection[UUID]) -> QuerySet[Any, str]:
    """Who these are."""
    found = Account.objects.filter(pk__in=ids)
    return found.order_by("username").values_list("username", flat=True)


@question
def named_since(name: str, since: datetime) -> QuerySet[Account]:
    """Who is called so, made since an instant."""
    return Account.objects.filter(display_name=name, made_at__gte=since).order_by("username")


@question
def of_scope(scope: Scope) -> QuerySet[Any, str]:
    """Whoever looks, and whoever is called as one of their teams."""
    found = Account.objects.filter(Q(pk=scope.account_id) | Q(username__in=scope.teams))
    return found.order_by("username").values_list("username", flat=True)


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 9])
def test_as_many_as_are_asked_for_are_found(length: int) -> None:
    made = [build.an_account(f"account-{number:02}") for number in range(12)]

    for first in range(3):
        wanted = made[first : first + length]
        assert by_id({one.id for one in wanted}) == [one.username for one in wanted]


def test_nobody_is_found_of_nobody_asked_for() -> None:
    build.an_account()

    assert by_id([]) == []


def test_a_list_too_long_to_keep_is_asked_for_all_the_same() -> None:
    one = build.an_account("the-one")

    assert by_id([one.id, *(uuid4() for _ in range(LONGEST))]) == ["the-one"]


def test_texts_and_instants_are_filled_in_anew() -> None:
    now = instant.now()
    build.an_account("ann", display_name="Ann")
    build.an_account("ben", display_name="Ben")

    found = [
        [one.username for one in named_since(name, since)]
        for name, since in [("Ann", now - DAY), ("Ben", now - DAY), ("Ben", now + DAY)]
    ]

    assert found == [["ann"], ["ben"], []]


def test_each_viewer_is_answered_for_themselves() -> None:
    ann, ben = build.an_account("ann"), build.an_account("ben")
    build.an_account("cleo")

    found = [
        of_scope(build.a_scope(teams=teams, account_id=one.id))
        for one, teams in [(ann, ()), (ben, ()), (ann, ("cleo",)), (ben, ("ann",)), (ann, ("ben",))]
    ]

    assert found == [["ann"], ["ben"], ["ann", "cleo"], ["ann", "ben"], ["ann", "ben"]]


def test_a_question_is_put_together_once_for_every_viewer_of_a_kind() -> None:
    made = []

    @question
    def asked(scope: Scope) -> QuerySet[Account]:
        made.append(scope.role)
        return Account.objects.filter(pk=scope.account_id)

    for role in (Role.TEAM_MEMBER, Role.TEAM_MEMBER, Role.TEAM_MANAGER, Role.TEAM_MEMBER):
        asked(build.a_scope(role))

    assert made == [Role.TEAM_MEMBER, Role.TEAM_MANAGER]


def test_claims_numbers_and_members_of_a_list_are_part_of_the_question() -> None:
    build.an_account("ann")
    build.an_account("ben")

    @question
    def first(which: Which, limit: int, *, backwards: bool) -> QuerySet[Any, str]:
        found = Account.objects.filter(username="ann") if which is Which.NAMED else Account.objects
        in_order = found.order_by("-username" if backwards else "username")
        return in_order.values_list("username", flat=True)[:limit]

    assert first(Which.NAMED, 2, backwards=False) == ["ann"]
    assert first(Which.EVERY, 2, backwards=False) == ["ann", "ben"]
    assert first(Which.EVERY, 2, backwards=True) == ["ben", "ann"]
    assert first(Which.EVERY, 1, backwards=True) == ["ben"]


def test_what_follows_from_an_argument_is_refused() -> None:
    @question
    def a_day_before(now: datetime) -> QuerySet[Account]:
        return Account.objects.filter(made_at__gte=now - DAY)

    @question
    def on_the_day(now: datetime) -> QuerySet[Account]:
        return Account.objects.filter(made_at__gte=now.replace(hour=0))

    @question
    def begins(name: str) -> QuerySet[Account]:
        return Account.objects.filter(username__startswith=name)

    for asked, said in ((a_day_before, instant.now()), (on_the_day, instant.now())):
        with pytest.raises(ValueError, match="argument of its own"):
            asked(said)
    with pytest.raises(ValueError, match="argument of its own"):
        begins("ann")


def test_what_cannot_be_filled_in_is_refused() -> None:
    @question
    def asked(what: object) -> QuerySet[Account]:
        return Account.objects.filter(pk=what)

    with pytest.raises(TypeError):
        asked(1.5)
    with pytest.raises(TypeError):
        asked([1.5])


def test_days_are_filled_in() -> None:
    build.an_account("ann")

    @question
    def made_by(day: date) -> QuerySet[Account]:
        return Account.objects.filter(made_at__date__lte=day)

    today = instant.now().date()

    assert [len(made_by(day)) for day in (today - DAY, today, today + DAY)] == [0, 1, 1]


def test_rows_are_counted_and_none_is_no_row() -> None:
    @question
    def how_many(ids: Collection[UUID]) -> QuerySet[Any, int]:
        return counted(Account.objects.filter(pk__in=ids))

    made = [build.an_account().id for _ in range(3)]

    assert [sum(how_many(made)), sum(how_many([uuid4()])), how_many([])] == [3, 0, []]
