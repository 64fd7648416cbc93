"""Runs every check of `make check`, all of them even when one fails, and names those that did."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    ("lint", (str(BIN / "ruff"), "check", "--quiet", ".")),
    ("types", (str(BIN / "mypy"), "--no-error-summary")),
    ("imports", (str(BIN / "lint-imports"), "--no-logo", "--cache-dir", "var/import_linter")),
    (
        "migrations",
        (sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"),
    ),
    ("repo tests", (sys.executable, "tools/rings.py", "repo")),
)

# They wait for a network or read every file: begun first, and waited for last.
BESIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("audit of packages", (sys.executable, "tools/audit.py")),
    ("secrets", (sys.executable, "tools/secret_scan.py")),
)


def main() -> int:
    """Run the checks in order; say at the end which did not pass."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    failed = []
    beside = [
        (
            name,
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT),
        )
        for name, command in BESIDE
    ]
    for name, command in CHECKS:
        print(f"\n---- {name} ----", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    for name, process in beside:
        said, _ = process.communicate()
        print(f"\n---- {name} ----\n{said.decode()}", end="", flush=True)
        if process.returncode:
            failed.append(name)
    print(f"\nNOT PASSED: {', '.join(failed)}" if failed else "\nEvery check passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
