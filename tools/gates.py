"""How much of the code the tests run: every branch of the rules, most lines of the rest.

The unit ring is counted by branch: it holds the kernel and each room's rules whole, with no store.
To count branches makes a ring slower by half and more, so the others are counted by line, which a
Python of today does at next to no cost: a line that has run once is not watched any more.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

from coverage import CoverageData

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "var" / "coverage"
PURE: Final = "src/joinedup/kernel/*,src/joinedup/*/domain/*"
REST: Final = 95


class Counts(Enum):
    """What is counted while a ring runs; pyproject.toml reads the first."""

    BRANCHES = {"COVERAGE_BRANCHES": "true", "COVERAGE_CORE": "ctrace"}
    LINES = {"COVERAGE_BRANCHES": "false", "COVERAGE_CORE": "sysmon"}


def begin() -> None:
    """Forget what was counted before."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)


def counting(ring: str, counts: Counts) -> dict[str, str]:
    """What every Python that a ring starts reads, so that it counts what it runs."""
    return {
        "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml"),
        "COVERAGE_FILE": str(FOLDER / ring),
        **counts.value,
    }


def held(rings: Mapping[str, Counts]) -> tuple[bool, str]:
    """Whether both gates are held, and how that is said.

    Each process leaves a file when it ends, and none when it is killed.
    """
    branches, lines = FOLDER / "by-branch", FOLDER / "by-line"
    by_branch = [one for one, counts in rings.items() if counts is Counts.BRANCHES]
    _gather(branches, by_branch, Counts.BRANCHES)
    _gather(lines, rings, Counts.LINES)
    if not (branches.exists() and lines.exists()):
        return False, "nothing was measured"
    print("\n---- coverage: kernel and domain, branches (100) ----", flush=True)
    rules = _report(branches, Counts.BRANCHES, f"--include={PURE}", "--fail-under=100")
    print(f"\n---- coverage: the rest, lines ({REST}) ----", flush=True)
    rest = _report(lines, Counts.LINES, f"--omit={PURE},*/migrations/*", f"--fail-under={REST}")
    said = f"kernel and domain {_held(rules)} 100, the rest {_held(rest)} {REST}"
    return not (rules or rest), said


def _gather(into: Path, rings: Iterable[str], counts: Counts) -> None:
    """Put together what the processes of some rings counted: each branch says its lines as well."""
    gathered = CoverageData(basename=str(into))
    for file in sorted(file for ring in rings for file in FOLDER.glob(f"{ring}.*")):
        one = CoverageData(basename=str(file))
        one.read()
        files = one.measured_files()
        if counts is Counts.BRANCHES:
            gathered.add_arcs({name: one.arcs(name) or () for name in files})
        else:
            gathered.add_lines({name: one.lines(name) or () for name in files})
    gathered.write()


def _report(file: Path, counts: Counts, *words: str) -> int:
    environment = {**os.environ, "COVERAGE_FILE": str(file), **counts.value}
    command = [sys.executable, "-m", "coverage", "report", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _held(status: int) -> str:
    return "below" if status else "at"
