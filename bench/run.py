"""CPU time and questions to the store of the hot pages, on a big place, on both stores.

A page's limit is 40 ms of CPU in the web process and 20 questions. How long a plain loop takes is
told beside, since a slow or busy machine takes longer for everything.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
LOOPS = 5_000_000
LIMIT_MILLISECONDS, LIMIT_QUERIES = 40, 20


def main() -> int:
    """Measure both stores, each in a process of its own; exit 1 where a page is over its limit."""
    asked = _asked()
    if asked.one:
        print(json.dumps(_measure(asked.people, asked.lines, asked.rounds)))
        return 0
    figures = {}
    with tempfile.TemporaryDirectory(prefix="joinedup-bench-") as folder:
        figures["SQLite"] = _on("", Path(folder) / "sqlite", asked)
        sys.path.insert(0, str(ROOT))
        from tools.cluster import throw_away

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
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from joinedup.demo import services
    from joinedup.foundation import instant

    began, cpu = time.perf_counter(), time.process_time()
    now = instant.now()
    services.load(count=people, at=now)
    services.refer_many(lines, services.load_people(people, at=now), at=now)
    loaded = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
    return {"load": loaded, "yardstick_s": _yardstick(), "pages": _pages(rounds)}


def _pages(rounds: int) -> dict[str, dict[str, float]]:
    from django.conf import settings
    from django.test import Client

    from joinedup.people.models import Person
    from joinedup.referrals.models import Line

    client = Client(SERVER_NAME="127.0.0.1")
    client.post("/sign-in", {"login": "sam", "password": settings.JOINEDUP_DEMO_PASSWORD})
    line = Line.objects.filter(closed_at=None, sent_at=None).order_by("-id")[0]
    person = Person.objects.get(pk=line.referral.person_id)
    addresses = {
        "queue": "/referrals/queue",
        "queue, all open": "/referrals/queue?tab=all_open",
        "triage": f"/referrals/lines/{line.pk}",
        "person": f"/desk/people/{person.pk}",
    }
    finding = {
        "find by name": f"{person.family_name} {person.born_on:%d/%m/%Y}",
        "find by number": person.nhs_number,
    }
    opened = {name: _page(lambda a=a: client.get(a), rounds) for name, a in addresses.items()}
    found = {
        name: _page(lambda t=text: client.post("/people/found", {"text": t}), rounds)
        for name, text in finding.items()
    }
    return {**opened, **found}


def _page(ask: Callable[[], object], rounds: int) -> dict[str, float]:
    from django.db import connection

    asked: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, params, many, context)

    for _ in range(3):
        ask()
    with connection.execute_wrapper(count):
        answer = ask()
    cpus, walls = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    return {
        "status": answer.status_code,  # type: ignore[attr-defined]
        "queries": len(asked),
        "cpu_ms": 1000 * statistics.median(cpus),
        "wall_ms": 1000 * statistics.median(walls),
        "bytes": len(answer.content),  # type: ignore[attr-defined]
    }


def _yardstick() -> float:
    times = []
    for _ in range(5):
        began, total = time.process_time(), 0
        for number in range(LOOPS):
            total += number
        times.append(time.process_time() - began)
    return statistics.median(times)


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
            share = max(page["cpu_ms"] / LIMIT_MILLISECONDS, page["queries"] / LIMIT_QUERIES)
            worst = max(worst, share)
            cells = f"{page['queries']:>8}{page['wall_ms']:>9.1f}{page['cpu_ms']:>8.1f}"
            print(f"{name:<16}{cells}{share:>9.2f}")
    print(f"\nThe nearest to a limit is at {worst:.2f} of it.")
    return int(worst > 1)


if __name__ == "__main__":
    raise SystemExit(main())
