"""Each row of docs/explanation/faults.md is shown by a test that is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "faults.md"
VERIFYING = "db/foundation/test_verify.py"
RACING = ("db/exchange/test_races.py", "db/referrals/test_races.py")
SHOWN_BY = re.compile(r"`([\w/]+\.py)(?:::(\w+))?` \|$")


def named_by(page: str) -> list[tuple[str, str, str]]:
    """The row, file and test of each row of the tables; empty where a row names none."""
    told = page.partition("## How the killing is done")[0]
    rows = [row for row in told.splitlines() if row.startswith("| ") and "| ---" not in row]
    rows = [row for row in rows if not row.endswith("| shown by |")]
    found = [(row, SHOWN_BY.search(row)) for row in rows]
    return [(row, match[1] if match else "", (match and match[2]) or "") for row, match in found]


def functions_in(file: str) -> set[str]:
    path = ROOT / "tests" / file
    tree = ast.parse(path.read_text()) if path.is_file() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def not_there(page: str) -> list[str]:
    """Rows that name no test, or one that is not there."""
    wrong = []
    for row, file, name in named_by(page):
        there = functions_in(file) if file else set()
        if not there or (name and name not in there):
            wrong.append(row)
    return wrong


def untold(page: str) -> set[str]:
    """Planted tamperings, and races of referrals and messages, that no row tells of."""
    tree = ast.parse((ROOT / "tests" / VERIFYING).read_text())
    planted = {
        first.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple) and node.elts and isinstance(first := node.elts[0], ast.Name)
    }
    races = {name for file in RACING for name in functions_in(file) if name.startswith("test_")}
    wanted = (planted & functions_in(VERIFYING)) | races
    return wanted - {name for _row, _file, name in named_by(page)}


def test_every_row_names_a_test_that_is_there():
    assert not_there(PAGE.read_text()) == []


def test_every_planted_tampering_and_race_has_a_row():
    assert untold(PAGE.read_text()) == set()


def test_a_row_that_names_no_test_is_caught():
    row = "| the moon falls | nothing | `db/foundation/test_verify.py::test_the_moon` |"

    assert not_there(row) == [row]
    assert not_there("| the moon falls | nothing | somehow |")
    assert "edit_body" in untold(row)
