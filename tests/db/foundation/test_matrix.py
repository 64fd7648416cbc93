"""The printed matrix of the access rule: what the store answers, and why, in words."""

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from joinedup.config import cli
from joinedup.foundation import care, instant, matrix
from joinedup.foundation import scope as access
from joinedup.foundation.matrix import NONE, RELATIONS, Row, State
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Opens
from joinedup.web.sentences import foundation as sentences
from tests.builders import foundation as build

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Every answer, asked for once."""
    return list(matrix.rows())


def test_every_question_is_asked_once(rows: list[Row]) -> None:
    asked = {(row.role, row.relation, row.state, row.item, row.purpose) for row in rows}

    assert len(asked) == len(rows)
    of_one = len(RELATIONS) * len(State) * len(matrix.ITEMS)
    assert len(rows) == of_one * sum(len(matrix.purposes(role)) for role in Role)


def test_every_answer_has_a_reason_in_words(rows: list[Row]) -> None:
    known = {*sentences.GROUNDS, *sentences.REASONS, matrix.LIMITED}

    assert {row.reason for row in rows} <= known


@pytest.mark.parametrize("role", list(Role))
def test_the_store_answers_as_the_matrix_says(role: Role) -> None:
    scope = build.a_scope(role, teams=["ours"], now=instant.now())

    wrong = []
    for relation in RELATIONS:
        person = build.a_person()
        if relation != NONE:
            since, by = instant.now() - HOUR, build.an_actor()
            care.begin(person, care.team("ours"), because=relation, at=since, by=by)
        found = access.explain(scope, person)
        told = matrix.decided(matrix.scope_for(role), relation, State.PLAIN)
        if (found.opens, found.grounds) != (told.opens, told.grounds):
            wrong.append((relation, found, told))

    assert wrong == []


def test_nobody_without_a_relation_sees_anybody(rows: list[Row]) -> None:
    assert {row.opens for row in rows if row.relation == NONE} == {Opens.NOTHING}


def test_whoever_sees_their_own_care_sees_nobody_elses(rows: list[Row]) -> None:
    opened = {row.relation for row in rows if row.role == "resident" and row.opens != "nothing"}

    assert opened == {"own_record", "delegate"}


def test_a_delegate_reads_nothing_that_fewer_may_open_or_that_was_objected_to(
    rows: list[Row],
) -> None:
    acting = [row for row in rows if (row.role, row.relation) == ("resident", "delegate")]
    opened = {row.state for row in acting if row.opens == Opens.DELEGATED}

    assert {row.state for row in acting} - opened == {"restricted", "objected"}


def test_a_use_that_is_not_care_opens_nothing_of_whoever_opted_out(rows: list[Row]) -> None:
    research = [row for row in rows if (row.state, row.purpose) == ("opted_out", "research")]

    assert {row.opens for row in research if row.role != "resident"} == {Opens.NOTHING}


def test_what_treats_somebody_in_an_emergency_is_limited_for_nobody(rows: list[Row]) -> None:
    of_care = [row for row in rows if (row.relation, row.state) == ("episode", "limited")]
    nurse = {row.item: row for row in of_care if row.role == "team_member"}

    assert nurse["everybody"].reason == matrix.LIMITED
    assert nurse["everybody_always_open"].opens == Opens.ALL


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "access.csv"

    assert cli.main(["access-matrix", "--out", str(file)]) == 0
    assert cli.main(["access-matrix", "--out", str(file)]) == 2
    assert "name a new file" in capsys.readouterr().err
    assert cli.main(["access-matrix"]) == 0
    assert capsys.readouterr().out == file.read_text()
    first = next(csv.DictReader(StringIO(file.read_text())))
    assert (first["role"], first["opens"]) == ("referrer", "nothing")
