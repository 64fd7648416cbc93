"""What the log of reading and the access rule cost in a big place, on both stores.

As many people as are asked for, and as many readings of them by the staff of a demonstration: they
are sealed, judged and verified as the worker and the command do it. Then the pages of whoever
reviews them are opened by a process that has just begun, where the first may take a second; and
told are what one reading costs to write, and what the rule takes of a page.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import batched
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE.parent)]

import pages  # noqa: E402

from tools.cluster import throw_away  # noqa: E402

FIRST_PAGE_SECONDS = 1.0
AT_ONCE = 10_000
ROUTES = ("desk:person", "desk:emergency", "referrals:line", "people:see", "people:found")


def main() -> int:
    """Measure both stores; exit 1 where a first page took a second or longer."""
    asked = _asked()
    if asked.one:
        print(json.dumps(_fill(asked.people, asked.readings) if asked.one == "fill" else _open()))
        return 0
    figures = {}
    with tempfile.TemporaryDirectory(prefix="joinedup-bench-") as folder:
        figures["SQLite"] = _on("", Path(folder) / "sqlite", asked)
        with throw_away() as address:
            figures["PostgreSQL"] = _on(address, Path(folder) / "postgres", asked)
    return _tell(figures, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--readings", type=int, default=1_000_000)
    parser.add_argument("--one", choices=("fill", "open"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _on(address: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    folder.mkdir(parents=True)
    settings = {
        "JOINEDUP_VAR": str(folder),
        "JOINEDUP_DATABASE_URL": address,
        "JOINEDUP_DEMO": "yes",
        "DJANGO_SETTINGS_MODULE": "joinedup.config.settings",
    }
    found: dict[str, Any] = {}
    for one in ("fill", "open"):
        size = ["--people", str(asked.people), "--readings", str(asked.readings)]
        done = subprocess.run(
            [sys.executable, str(HERE), "--one", one, *size],
            env={**os.environ, **settings},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found |= json.loads(done.stdout.splitlines()[-1])
    return found


def _fill(people: int, readings: int) -> dict[str, Any]:
    from joinedup.config import wsgi

    del wsgi
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from joinedup.demo import services
    from joinedup.foundation import instant, seals, verify
    from joinedup.people.models import LookToReview

    now = instant.now()
    services.load(at=now)
    ids = services.load_people(people, at=now)
    services.refer_many(1_000, ids, at=now)
    steps: dict[str, Callable[[], object]] = {
        "write": lambda: _read(ids, readings),
        "seal": seals.seal_everything,
        "judge": _judge,
        "verify": lambda: _sound(verify.report(is_of_readings_alone=True)),
    }
    took = {name: _timed(step) for name, step in steps.items()}
    return {"steps": took, "waiting": LookToReview.objects.filter(reviewed_at=None).count()}


def _judge() -> None:
    """Every seal, as the worker goes through them in rounds."""
    from joinedup.foundation import instant
    from joinedup.people import services

    while services.judge_looks(at=instant.now(), by=_job()).seal_count:
        pass


def _job() -> Any:
    from joinedup.foundation.scope import system

    return system("people.looks")


def _sound(report: Any) -> None:
    if not report.is_sound:
        raise SystemExit("What was read does not verify.")


def _timed(step: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}


def _read(ids: list[Any], count: int) -> None:
    """Readings of a year up to now, each of one person, spread evenly over staff and people."""
    from joinedup.foundation import bulk, chain, instant, journey
    from joinedup.foundation.models import Membership, Reading, ReadingOf

    chosen = random.Random(1_000_000)
    staff = list(
        Membership.objects.exclude(role__in=("resident", "")).values_list(
            "account_id", "role", "organisation_code"
        )
    )
    began = instant.now() - timedelta(days=365)
    between = timedelta(days=365) / count
    keep = journey.change(lambda *rows: [bulk.create(each) for each in rows])
    for batch in batched(range(count), AT_ONCE, strict=False):
        read, of = [], []
        for number in batch:
            account_id, role, organisation = chosen.choice(staff)
            person_id = chosen.choice(ids)
            one = Reading(
                at=began + number * between,
                account_id=account_id,
                role=role,
                organisation_code=organisation,
                purpose="direct_care",
                route=chosen.choice(ROUTES),
                outcome="shown",
                person_count=1,
            )
            one.digest = chain.reading_digest(one, [(person_id, "open_referral")])
            read.append(one)
            of.append(ReadingOf(reading=one, person_id=person_id, ground="open_referral"))
        keep(read, of)


def _open() -> dict[str, Any]:
    """The pages of whoever reviews, by a process that answers its first; and what a rule costs."""
    from joinedup.config import wsgi

    del wsgi
    from django.conf import settings
    from django.test import Client

    from joinedup.foundation.models import ReadingOf

    person_id = ReadingOf.objects.order_by("-id").values_list("person_id", flat=True)[0]
    client = Client(SERVER_NAME="127.0.0.1")
    client.post("/sign-in", {"login": "petra", "password": settings.JOINEDUP_DEMO_PASSWORD})
    opened = {
        "looks to judge": "/people/looks",
        "all readings": "/desk/readings",
        "one person's": f"/desk/readings/{person_id}",
    }
    first = {name: _timed(lambda p=path: client.get(p))["wall_s"] for name, path in opened.items()}
    told = {
        name: pages.page(lambda p=path: client.get(p), 20) | {"first_s": first[name]}
        for name, path in opened.items()
    }
    return {"pages": told, "costs": _costs()}


def _costs() -> dict[str, float]:
    """CPU milliseconds of the rule asked of one person, of a list's, and of one line in the log."""
    from joinedup.foundation import reading
    from joinedup.foundation import scope as access
    from joinedup.foundation.models import Account
    from joinedup.referrals.models import Line

    sam = Account.objects.get(username="sam")
    line = Line.objects.filter(closed_at=None).select_related("referral").first()
    assert line is not None
    person_id = line.referral.person_id

    def scope() -> Any:
        return access.scope_of(sam)

    def listed(by: Any) -> list[Any]:
        rows = Line.objects.filter(closed_at=None)
        return list(rows.filter(by).order_by("-id").values_list("id", flat=True)[:25])

    def write() -> None:
        one = scope()
        one.show(person_id, "open_referral")
        reading.write(one, route="desk:person")

    every = access.visible(_job().scope, person="referral__person_id")
    asked: dict[str, Callable[[], object]] = {
        "scope alone": scope,
        "scope, and rule of one": lambda: access.explain(scope(), person_id),
        "scope, and 25 by the rule": lambda: listed(
            access.visible(scope(), person="referral__person_id")
        ),
        "25 of everybody": lambda: listed(every),
        "scope, and one reading": write,
    }
    return {name: _median(step) for name, step in asked.items()}


def _median(step: Callable[[], object]) -> float:
    for _ in range(5):
        step()
    return 1000 * statistics.median(_timed(step)["cpu_s"] for _ in range(100))


def _tell(figures: dict[str, dict[str, Any]], asked: argparse.Namespace) -> int:
    worst = 0.0
    for store, found in figures.items():
        print(f"\n{store}: {asked.readings} readings of {asked.people} people, ", end="")
        print(f"{found['waiting']} looks wait to be judged.")
        for name, took in found["steps"].items():
            print(f"  {name:<28}{took['wall_s']:>9.1f} s{took['cpu_s']:>9.1f} s of CPU")
        print(f"  {'page':<28}{'first s':>9}{'CPU ms':>9}{'queries':>9}")
        for name, page in found["pages"].items():
            worst = max(worst, page["first_s"])
            told = f"{page['first_s']:>9.2f}{page['cpu_ms']:>9.1f}{page['queries']:>9}"
            print(f"  {name:<28}{told}{'' if page['status'] == 200 else '  not shown!'}")
        for name, cost in found["costs"].items():
            print(f"  {name:<28}{cost:>9.2f} ms of CPU")
    print(f"\nThe slowest first page took {worst:.2f} s.")
    return int(worst >= FIRST_PAGE_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
