"""CPU time and questions to the store of the hot pages, on a big place, on both stores.

A page's limit is 40 ms of CPU in the web process and 20 questions. How long a plain loop takes is
told beside, since a slow or busy machine takes longer for everything.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE.parent)]

import pages  # noqa: E402

from tools.cluster import throw_away  # noqa: E402


def main() -> int:
    """Measure both stores, each in a process of its own; exit 1 where a page is over its limit."""
    asked = _asked()
    if asked.one:
        print(json.dumps(_measure(asked.people, asked.lines, asked.rounds)))
        return 0
    figures = {}
    with tempfile.TemporaryDirectory(prefix="joinedup-bench-") as folder:
        figures["SQLite"] = _on("", Path(folder) / "sqlite", asked)
        with throw_away() as address:
            figures["PostgreSQL"] = _on(address, Path(folder) / "postgres", asked)
    return _tell(figures)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--lines", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _on(address: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    folder.mkdir(parents=True)
    words = [str(HERE), "--one", "--people", str(asked.people), "--lines", str(asked.lines)]
    settings = {
        "JOINEDUP_VAR": str(folder),
        "JOINEDUP_DATABASE_URL": address,
        "JOINEDUP_DEMO": "yes",
        "DJANGO_SETTINGS_MODULE": "joinedup.config.settings",
    }
    done = subprocess.run(
        [sys.executable, *words, "--rounds", str(asked.rounds)],
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measure(people: int, lines: int, rounds: int) -> dict[str, Any]:
    from joinedup.config import wsgi

    del wsgi
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from joinedup.demo import services
    from joinedup.foundation import instant

    began, cpu = time.perf_counter(), time.process_time()
    now = instant.now()
    services.load(count=people, at=now)
    services.refer_many(lines, services.load_people(people, at=now), at=now)
    loaded = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
    return {"load": loaded, "yardstick_s": pages.yardstick(), "pages": pages.everyday(rounds)}


def _tell(figures: dict[str, dict[str, Any]]) -> int:
    worst = 0.0
    for store, found in figures.items():
        load = found["load"]
        print(f"\n{store}: loaded in {load['wall_s']:.0f} s, {load['cpu_s']:.0f} s of CPU.")
        print(
            f"Five million rounds of a plain loop took {1000 * found['yardstick_s']:.0f} ms of CPU."
        )
        print(f"{'page':<16}{'queries':>8}{'wall ms':>9}{'CPU ms':>8}{'of limit':>9}")
        for name, page in found["pages"].items():
            share = max(
                page["cpu_ms"] / pages.LIMIT_MILLISECONDS, page["queries"] / pages.LIMIT_QUERIES
            )
            worst = worst if name in pages.WITHOUT_LIMIT else max(worst, share)
            cells = f"{page['queries']:>8}{page['wall_ms']:>9.1f}{page['cpu_ms']:>8.1f}"
            print(f"{name:<16}{cells}{share:>9.2f}")
    print(f"\nThe nearest to a limit is at {worst:.2f} of it.")
    return int(worst > 1)


if __name__ == "__main__":
    raise SystemExit(main())
