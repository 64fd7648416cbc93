"""The tools of `make check` catch what they are there for, with the very settings they run with."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

IMPORTS = {
    "a lower room imports an upper one": (
        "rooms",
        "people/queries_planted.py",
        "from joinedup.referrals import events",
    ),
    "the foundation imports a room": ("rooms", "foundation/planted.py", "import joinedup.people"),
    "a room stands outside the order": ("rooms", "helpers/__init__.py", ""),
    "a floor imports the one above": (
        "floors",
        "people/domain/planted.py",
        "from joinedup.people import events",
    ),
    "a module of a room is no floor": ("floors", "people/helpers.py", ""),
    "a rule imports Django": ("pure", "people/domain/planted.py", "from django.db import models"),
    "the kernel imports the foundation": (
        "pure",
        "kernel/planted.py",
        "from joinedup.foundation import ids",
    ),
    "a rule reads the clock": ("pure", "referrals/domain/planted.py", "import time"),
    "a rule rolls dice": ("pure", "referrals/domain/planted.py", "from random import choice"),
    "a rule makes secrets": ("pure", "kernel/planted.py", "import secrets"),
    "a rule reads the environment": ("pure", "kernel/planted.py", "from os import environ"),
    "a rule opens a connection": ("pure", "kernel/planted.py", "import socket"),
    "a rule reads a file": ("pure", "kernel/planted.py", "from pathlib import Path"),
    "two modules import each other": (
        "cycles",
        "kernel/planted.py",
        "from joinedup.kernel import planted_too",
    ),
}
ALSO = {"kernel/planted_too.py": "from joinedup.kernel import planted"}
# `people.events` must be there for a floor to import it, whatever the room holds today.
STANDING = {"people/events.py": "", "referrals/events.py": "", "people/domain/__init__.py": ""}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the application and of its import contracts."""
    root = tmp_path_factory.mktemp("imports")
    bare = shutil.ignore_patterns("static", "jinja2", "__pycache__")
    shutil.copytree(ROOT / "src" / "joinedup", root / "joinedup", ignore=bare)
    shutil.copy(ROOT / ".importlinter", root)
    for name, text in STANDING.items():
        path = root / "joinedup" / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_text(text)
    return root


@pytest.mark.parametrize(("contract", "name", "line"), IMPORTS.values(), ids=IMPORTS)
def test_a_planted_import_breaks_its_contract(package: Path, contract: str, name: str, line: str):
    planted = [package / "joinedup" / path for path in (name, *ALSO)]
    new_folder = not planted[0].parent.exists()
    planted[0].parent.mkdir(exist_ok=True)
    for path, text in zip(planted, (line, *ALSO.values()), strict=True):
        path.write_text(f"{text}\n")

    said = _lint_imports(package, contract)

    shutil.rmtree(planted[0].parent) if new_folder else [path.unlink() for path in planted]
    assert "BROKEN" in said
    assert planted[0].stem in said or planted[0].parent.name in said


def test_contracts_hold_until_something_is_planted(package: Path):
    assert "BROKEN" not in _lint_imports(package)


def _lint_imports(root: Path, contract: str | None = None) -> str:
    command = [str(BIN / "lint-imports"), "--no-cache", "--no-logo"]
    command += ["--contract", contract] if contract else []
    done = subprocess.run(
        command,
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


LINT = {
    "an atomic block outside the journey": (
        "src/joinedup/people/services.py",
        "TID251",
        "from django.db import transaction\n\nwith transaction.atomic():\n    pass\n",
    ),
    "a print in a service": ("src/joinedup/people/services.py", "T201", 'print("x")\n'),
    "a print in a view": ("src/joinedup/people/views.py", "T201", 'print("x")\n'),
    "a time without a zone": (
        "src/joinedup/people/services.py",
        "DTZ005",
        "from datetime import datetime\n\nNOW = datetime.now()\n",
    ),
    "an exception caught blindly": (
        "src/joinedup/people/services.py",
        "BLE001",
        "try:\n    x = 1\nexcept Exception:\n    x = 2\n",
    ),
    "another object's private part": (
        "src/joinedup/people/services.py",
        "SLF001",
        "import json\n\njson.loads._private\n",
    ),
    "a function of thirteen branches": (
        "src/joinedup/people/services.py",
        "C901",
        "def f(x):\n" + "".join(f"    if x == {n}:\n        x = {n}\n" for n in range(13)),
    ),
    "a line of 101 letters": ("src/joinedup/people/services.py", "E501", f'X = "{"x" * 95}"\n'),
}
LET_PASS = {
    "an atomic block in the journey": (
        "src/joinedup/foundation/journey.py",
        "from django.db import transaction\n\nwith transaction.atomic():\n    pass\n",
    ),
    "a print in a command": ("src/joinedup/people/commands.py", 'print("x")\n'),
    "a model's own description": (
        "src/joinedup/people/services.py",
        "import json\n\njson.loads._meta.fields()\n",
    ),
}


@pytest.mark.parametrize(("name", "code", "text"), LINT.values(), ids=LINT)
def test_lint_catches_what_is_planted(name: str, code: str, text: str):
    assert f" {code} " in f" {_lint(name, text)} ".replace("`", " ")


@pytest.mark.parametrize(("name", "text"), LET_PASS.values(), ids=LET_PASS)
def test_lint_lets_pass_what_the_style_allows(name: str, text: str):
    said = _lint(name, text)

    assert not any(code in said for code in ("TID251", "T201", "SLF001"))


def _lint(name: str, text: str) -> str:
    command = [str(BIN / "ruff"), "check", "--no-cache", "--output-format=concise"]
    done = subprocess.run(
        [*command, "--stdin-filename", name, "-"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


TYPED_WHERE = (
    "kernel/planted.py",
    "foundation/planted.py",
    "people/domain/planted.py",
    "people/services.py",
    "people/queries.py",
    "referrals/services/planted.py",
    "referrals/queries/planted.py",
)


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the type checker says of a building full of untyped functions."""
    root = tmp_path_factory.mktemp("types")
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    # Django's plugin would want the whole application.
    lines = [f"{k} = {_written(v)}" for k, v in asked.items() if k not in {"overrides", "plugins"}]
    (root / "mypy.ini").write_text("\n".join(["[mypy]", *lines]))
    for name in TYPED_WHERE:
        planted = root / "src" / "joinedup" / name
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text("def untyped(given):\n    return given\n")
    command = [str(BIN / "mypy"), "--cache-dir", str(root / "cache")]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout


@pytest.mark.xdist_group("types")
@pytest.mark.parametrize("name", TYPED_WHERE)
def test_an_untyped_function_is_caught(complaints: str, name: str):
    assert f"joinedup/{name}:1: error: Function is missing a type annotation" in complaints


def _written(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
