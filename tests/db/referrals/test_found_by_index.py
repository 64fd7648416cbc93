"""What is asked every minute of a place that has run for years is found, not looked for."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from joinedup.foundation import instant
from joinedup.foundation.scope import system
from joinedup.people.queries.record import strip_of
from joinedup.referrals import queries
from joinedup.referrals.queries import due_now, duty_board
from tests.builders import people, record
from tests.builders import referrals as build

pytestmark = pytest.mark.usefixtures("clock")

type Asked = tuple[str, Any]

GROWS_FOR_EVER = {
    "foundation_care",
    "foundation_clock",
    "foundation_delivery",
    "foundation_entry",
    "people_person",
    "people_recordentry",
    "referrals_line",
    "referrals_raised",
    "referrals_referral",
}


@contextmanager
def overheard() -> Iterator[list[Asked]]:
    """Whatever is asked of the store, with the values that were filled in."""
    asked: list[Asked] = []

    def keep(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:
        asked.append((text, values))
        return execute(text, values, many, context)

    with connection.execute_wrapper(keep):
        yield asked


def tables_gone_through(asked: Iterable[Asked], *, as_planned: bool = False) -> set[str]:
    """The tables that the store reads from end to end though an index would do."""
    questions = [(text, values) for text, values in asked if text.startswith("SELECT")]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not as_planned:
            # Of a table of ten rows it would go through all: here only where there is no other way.
            cursor.execute("SET LOCAL enable_seqscan = off")
        return {table for one in questions for table in _gone_through(cursor, *one)}


def _gone_through(cursor: Any, text: str, values: Any) -> Iterator[str]:
    if connection.vendor == "postgresql":
        cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", values)
        (plans,) = cursor.fetchone()
        waiting = [(json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"]]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", [])
            if node["Node Type"] == "Seq Scan":
                yield node["Relation Name"]
        return
    cursor.execute(f"EXPLAIN QUERY PLAN {text}", values)
    for *_, said in cursor.fetchall():
        words = said.split()
        if words[0] == "SCAN" and "INDEX" not in words:
            yield words[1]


def test_the_safety_net_goes_through_no_table_that_grows_for_ever() -> None:
    build.a_line()

    with overheard() as asked:
        due_now.due_for_somebody(system("safety_net").scope, at=instant.now())

    assert tables_gone_through(asked) & GROWS_FOR_EVER == set()


def test_the_duty_board_goes_through_no_table_that_grows_for_ever() -> None:
    build.a_line()

    with overheard() as asked:
        duty_board.watched(build.clinician().scope)

    assert tables_gone_through(asked) & GROWS_FOR_EVER == set()


def test_the_record_beside_a_referral_is_found_among_many() -> None:
    line_id = build.a_line()
    record.kept(build.person_of(build.line(line_id).referral_id))
    for _ in range(30):
        record.kept(people.a_person(), *(record.an_entry() for _ in range(50)))
    if connection.vendor == "postgresql":
        # It plans by what it knows of a table: tell it that each person has a few of many.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    scope = build.clinician().scope

    with overheard() as asked:
        card = queries.triage_page(scope, line_id).line.card
        assert strip_of(scope, card) is not None

    assert "people_recordentry" not in tables_gone_through(asked, as_planned=True)
