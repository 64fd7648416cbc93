"""The response board at the command line."""

import csv
import io
import json

import pytest

from joinedup.config import cli
from tests.builders import referrals as build

pytestmark = pytest.mark.usefixtures("clock")


def test_figures_are_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    build.a_line()
    build.manager("mo")

    assert cli.main(["figures", "--as", "mo", "--weeks", "4", "--response-class", "rapid"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["total"]["received"], len(told["weeks"])) == (1, 4)


def test_figures_are_told_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    build.a_line()
    build.commissioner()

    assert cli.main(["figures", "--as", "cleo", "--csv", "--last", "2026-11-24"]) == 0

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert (rows[0]["by"], rows[0]["received"]) == ("all", "withheld")


def test_a_choice_that_the_place_does_not_have_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    build.manager("mo")

    assert cli.main(["figures", "--as", "mo", "--measure", "one_hour", "--last", "soon"]) == 2
    assert '--last "soon", --measure "one_hour"' in capsys.readouterr().err


def test_figures_are_refused_to_those_who_may_not_see_them() -> None:
    build.gp("joan")

    assert cli.main(["figures", "--as", "joan"]) == 2
