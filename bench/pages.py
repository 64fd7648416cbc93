"""Each page that people work on all day, asked by one alone, and what such an answer costs.

How long a plain loop takes is told beside: a slow or busy machine takes longer for everything.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

LOOPS = 5_000_000
LIMIT_MILLISECONDS, LIMIT_QUERIES = 40, 20
WITHOUT_LIMIT = frozenset({"board, year"})
"""Told, and not held to a limit: what hardly anybody opens in a working day."""


def yardstick() -> float:
    """CPU seconds of five million rounds of a plain loop."""
    return statistics.median(_loop(LOOPS) for _ in range(5))


def _loop(rounds: int) -> float:
    began, total = time.process_time(), 0
    for number in range(rounds):
        total += number
    return time.process_time() - began


def page(ask: Callable[[], Any], rounds: int) -> dict[str, float]:
    """CPU, wall and questions of one page, once everything that is kept is at hand."""
    from django.db import connection

    asked: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, params, many, context)

    for _ in range(3):
        ask()
    with connection.execute_wrapper(count):
        answer = ask()
    cpus, walls, loops = [], [], []
    for _ in range(rounds):
        loops.append(_loop(LOOPS // 100))
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    return {
        "status": answer.status_code,
        "queries": len(asked),
        "cpu_ms": 1000 * statistics.median(cpus),
        "wall_ms": 1000 * statistics.median(walls),
        "bytes": len(answer.content),
        "loop_ms": 100 * 1000 * statistics.median(loops),
    }


def everyday(rounds: int) -> dict[str, dict[str, float]]:
    """The pages of a front door, a team and a manager, on the store as it is."""
    from django.conf import settings
    from django.test import Client

    clients = {name: Client(SERVER_NAME="127.0.0.1") for name in ("sam", "ruth")}
    for name, client in clients.items():
        client.post("/sign-in", {"login": name, "password": settings.JOINEDUP_DEMO_PASSWORD})
    waits, sent = _line(is_sent=False), _line(is_sent=True)
    person = _person(waits)
    opened = {
        "queue": ("sam", "/referrals/queue?tab=all_open"),
        "triage": ("sam", f"/referrals/lines/{waits.pk}"),
        "line": ("sam", f"/referrals/lines/{sent.pk}"),
        "person": ("sam", f"/desk/people/{person.pk}"),
        "call": ("sam", "/referrals/calls/new"),
        "calls": ("sam", "/referrals/calls"),
        "duty": ("sam", "/referrals/duty"),
        "board": ("ruth", "/measures/response"),
        "board, year": ("ruth", "/measures/response?weeks=52"),
        "team": ("ruth", "/referrals/teams"),
        "duplicates": ("sam", "/people/duplicates"),
        "alerts": ("sam", "/people/alerts"),
    }
    found = {
        "found": f"{person.family_name} {person.born_on:%d/%m/%Y}",
        "found, number": person.nhs_number,
    }
    return {
        name: page(lambda c=clients[who], a=path: c.get(a, follow=True), rounds)
        for name, (who, path) in opened.items()
    } | {
        name: page(lambda t=text: clients["sam"].post("/people/found", {"text": t}), rounds)
        for name, text in found.items()
    }


def whom_to_look_for() -> list[str]:
    """Names and birth dates that somebody at work might type."""
    from joinedup.people.models import Person

    several = Person.objects.order_by("pk").exclude(born_on=None)[:200]
    return [f"{one.family_name} {one.born_on:%d/%m/%Y}" for one in several]


def _line(*, is_sent: bool) -> Any:
    from joinedup.referrals.models import Line

    still_open = Line.objects.filter(closed_at=None).order_by("-id")
    return still_open.filter(sent_at__isnull=not is_sent).first() or still_open[0]


def _person(line: Any) -> Any:
    from joinedup.people.models import Person

    return Person.objects.get(pk=line.referral.person_id)
