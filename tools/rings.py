"""Runs rings of tests one after the other and says at the end how each closed.

python tools/rings.py [--coverage] [--hypothesis-profile=long] RING ...
"""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cluster
import gates

ROOT = Path(__file__).resolve().parents[1]
# Pytest loads whatever is installed: these cost each process a second, and no test asks for them.
SPARE = ("-p", "no:schemathesis", "-p", "no:anyio")
# Tests that share something costly say so by `xdist_group`, and run first, in one process.
GROUPED = ("--dist", "loadgroup")
CLOSING = re.compile(r"\b(passed|failed|errors?|skipped|no tests ran|deselected)\b.* in [\d.]+s")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Ring:
    """One kind of test: its folder, how many processes beside pytest's run it, what it needs."""

    folder: str
    processes: int
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    needs_postgres: bool = False
    counts: gates.Counts | None = None


RINGS = {
    "unit": Ring("tests/unit", processes=2, options=SPARE, counts=gates.Counts.BRANCHES),
    # What starts processes and watches them: they wait more than they work.
    "processes": Ring("tests/processes", processes=4, options=SPARE, counts=gates.Counts.LINES),
    "sqlite": Ring(
        "tests/db",
        processes=2,
        options=GROUPED,
        environment={"JOINEDUP_TEST_STORE": "sqlite"},
        counts=gates.Counts.LINES,
    ),
    # A page says the same on either store: here only the walks that a store can answer unlike.
    "postgres": Ring(
        "tests/db",
        processes=2,
        options=(*GROUPED, "-m", "not walk or walk_on_both"),
        environment={"JOINEDUP_TEST_STORE": "postgres"},
        needs_postgres=True,
    ),
    "repo": Ring("tests/repo", processes=2, options=(*SPARE, *GROUPED)),
    # A place of its own for each process, which the stories of a file share.
    "journeys": Ring(
        "tests/journeys",
        processes=2,
        options=(*SPARE, "--dist", "loadfile", "--no-loadscope-reorder"),
    ),
}


class Stopped(KeyboardInterrupt):
    """Somebody ended us without telling pytest."""


@dataclass(frozen=True)
class Outcome:
    """How a ring closed: pytest's own last line, or why it did not start."""

    ring: str
    passed: bool
    closing: str


def main(words: list[str]) -> int:
    """Run the rings that were asked for; fail when any of them does."""
    measured = "--coverage" in words
    passed_on = [word for word in words if word.startswith("--hypothesis-profile=")]
    names = [word for word in words if not word.startswith("-")]
    if unknown := set(names) - set(RINGS):
        print(f"No such ring: {', '.join(sorted(unknown))}. There are {', '.join(RINGS)}.")
        return 2
    if measured:
        gates.begin()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        outcomes = [run(name, *passed_on, measured=measured) for name in names]
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    if measured:
        outcomes.append(Outcome("coverage", *gates.held(_counted())))
    print()
    for outcome in outcomes:
        print(f"{'' if outcome.passed else 'NOT PASSED '}{outcome.ring}: {outcome.closing}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run(name: str, *passed_on: str, measured: bool) -> Outcome:
    """Run one ring with pytest, in processes of its own; some words are passed on to it."""
    ring = RINGS[name]
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"\n---- {name} (--randomly-seed={seed}) ----", flush=True)
    started = time.monotonic()
    try:
        with server(ring) as environment:
            command = [sys.executable, "-m", "pytest", ring.folder, "-q", f"--randomly-seed={seed}"]
            command.append("--durations=12")
            command += ["-n", str(ring.processes), *ring.options, *passed_on]
            if sys.stdout.isatty():
                command.append("--color=yes")
            if measured and ring.counts:
                environment |= gates.counting(name, ring.counts)
            status, closing = follow(command, environment)
    except cluster.NoPostgresError as missing:
        print(missing, flush=True)
        return Outcome(name, passed=False, closing=str(missing))
    seconds = time.monotonic() - started
    return Outcome(name, status == 0, closing or f"stopped with status {status} in {seconds:.0f}s")


@contextmanager
def server(ring: Ring) -> Iterator[dict[str, str]]:
    """The environment of a ring: a folder, and a PostgreSQL, the one given or one of our own."""
    # Processes that are stopped leave their folders behind: one that holds them all is removed.
    with tempfile.TemporaryDirectory(prefix="joinedup-ring-", ignore_cleanup_errors=True) as folder:
        environment = {**os.environ, **ring.environment, "TMPDIR": folder}
        # A ring starts many processes: each would compile everything again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if not ring.needs_postgres or os.environ.get("JOINEDUP_TEST_POSTGRES"):
            yield environment
            return
        with cluster.throw_away() as address:
            yield {**environment, "JOINEDUP_TEST_POSTGRES": address}


def follow(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Show what a command prints as it comes; give its status and pytest's closing line."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
    ) as pytest:
        try:
            closing = relay(pytest.stdout or ())
        except Stopped:
            pytest.send_signal(signal.SIGINT)
            relay(pytest.stdout or ())
            raise
        except KeyboardInterrupt:
            # Ctrl-C reached pytest as well: let it take down what it started, and say so.
            relay(pytest.stdout or ())
            raise
    return pytest.returncode, closing


def relay(lines: Iterable[str]) -> str:
    """Print lines as they come; give the last that looks like pytest's closing line."""
    closing = ""
    for line in lines:
        print(line, end="", flush=True)
        plain = COLOUR.sub("", line)
        if CLOSING.search(plain):
            closing = plain.strip(" =\n")
    return closing


def _counted() -> dict[str, gates.Counts]:
    return {name: ring.counts for name, ring in RINGS.items() if ring.counts}


def _stop(_signal: int, _frame: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
