"""What came to the front door since a page was made."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.referrals import queries, services
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.rows import Changes
from tests.builders import referrals as build


def changes(since: str | None = None) -> Changes:
    return queries.changes_since(build.clinician().scope, since)


def test_a_page_just_made_has_nothing_new(clock):
    build.a_line()

    assert changes(changes().latest).new_count == 0


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_line_that_arrives_is_announced_once(clock, seconds):
    build.a_line()
    word = changes().latest
    clock.tick(timedelta(seconds=seconds))

    build.a_line()

    told = changes(word)
    assert told.new_count == 1
    assert changes(told.latest).new_count == 0


def test_a_line_that_comes_back_is_announced(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(timedelta(minutes=1))
    word = changes().latest
    clock.tick(timedelta(minutes=1))

    services.decline_line(
        line_id,
        seen=build.seen(line_id),
        reason="no_capacity",
        words="",
        at=instant.now(),
        by=build.nurse(),
    )

    assert changes(word).new_count == 1


def test_a_line_that_has_gone_on_is_no_longer_new(clock):
    word = changes().latest
    line_id = build.a_line()

    build.triage(line_id)

    assert changes(word).new_count == 0


@pytest.mark.parametrize("word", [None, "", "yesterday", "1.2.3"])
def test_a_word_that_says_nothing_makes_nothing_new(clock, word):
    build.a_line()

    assert changes(word).new_count == 0
