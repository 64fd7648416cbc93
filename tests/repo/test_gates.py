"""What the rings count is put together: branches of the rules, lines of the rest."""

from pathlib import Path

import pytest
from coverage import CoverageData

from tools import gates

RINGS = {"unit": gates.Counts.BRANCHES, "sqlite": gates.Counts.LINES}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gates, "FOLDER", tmp_path)
    return tmp_path


def counted(file: Path) -> CoverageData:
    data = CoverageData(basename=str(file))
    data.read()
    return data


def test_lines_are_those_of_every_ring_and_branches_of_one(folder, monkeypatch):
    by_branch = CoverageData(basename=str(folder / "unit.1"))
    by_branch.add_arcs({"rules.py": [(-1, 1), (1, 3), (3, -1)]})
    by_branch.write()
    for process, line in (("1", 5), ("2", 6)):
        by_line = CoverageData(basename=str(folder / f"sqlite.{process}"))
        by_line.add_lines({"rules.py": [2], "page.py": [line]})
        by_line.write()
    monkeypatch.setattr(gates, "_report", lambda *_: 0)

    assert gates.held(RINGS) == (True, "kernel and domain at 100, the rest at 95")

    assert counted(folder / "by-branch").measured_files() == {"rules.py"}
    assert counted(folder / "by-branch").has_arcs()
    lines = counted(folder / "by-line")
    assert set(lines.lines("rules.py") or ()) == {1, 2, 3}
    assert set(lines.lines("page.py") or ()) == {5, 6}


@pytest.mark.parametrize("below", [gates.Counts.BRANCHES, gates.Counts.LINES])
def test_one_gate_that_is_not_held_is_enough(folder, monkeypatch, below):
    data = CoverageData(basename=str(folder / "unit.1"))
    data.add_arcs({"rules.py": [(-1, 1)]})
    data.write()
    monkeypatch.setattr(gates, "_report", lambda _file, counts, *_: int(counts is below))

    assert not gates.held(RINGS)[0]


@pytest.mark.usefixtures("folder")
def test_nothing_counted_holds_no_gate():
    assert gates.held(RINGS) == (False, "nothing was measured")
