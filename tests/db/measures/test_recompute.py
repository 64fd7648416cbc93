"""The figures of the board again, by a script that knows the exported log and the place file."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from joinedup.demo import services as demo
from joinedup.foundation import care, exporting, instant, place
from joinedup.foundation.instant import Hands
from joinedup.foundation.models import Restriction
from joinedup.foundation.scope import LOCATION
from joinedup.kernel.ids import PersonId
from joinedup.measures import queries
from joinedup.measures.presenters import sheet as sheets
from joinedup.measures.queries import Asked
from joinedup.people import services as people
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders import world

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "bench" / "recompute_board.py"
MEASURES = ("", "two_hour", "own_fast")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the log of the place is exported to."""
    return tmp_path / "log.ndjson"


def by_the_script(log: Path, asked: Asked) -> dict[str, Any]:
    """What the script makes of an exported log, run as anybody would run it."""
    words = ["--at", instant.now().isoformat(), "--last", asked.last.isoformat()]
    done = subprocess.run(
        [
            *(sys.executable, "-I", str(SCRIPT), str(log)),
            str(ROOT / "places" / f"{place.current().code}.toml"),
            *words,
            *("--weeks", str(asked.weeks), "--measure", asked.measure),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def by_the_board(asked: Asked) -> dict[str, Any]:
    """The same figures as the product tells them to a program."""
    told = sheets.as_json(sheets.sheet(queries.response_board(build.manager().scope, asked)))
    tables = {one["by"]: one["rows"] for one in told["tables"]}
    reasons = tables.pop("reason")
    return {
        "total": _bare(told["total"]),
        "tables": {by: {row["code"]: _bare(row) for row in rows} for by, rows in tables.items()},
        "declined": {row["code"]: row["declined"] for row in reasons},
    }


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in row.items() if name not in ("code", "name", "withheld")}


def differences(board: dict[str, Any], script: dict[str, Any]) -> list[str]:
    """Every figure that is not the same in both."""
    wrong = _unlike("all", board["total"], script["total"])
    for by, rows in board["tables"].items():
        if rows.keys() != script["tables"][by].keys():
            wrong.append(f"{by}: {sorted(rows)} is not {sorted(script['tables'][by])}")
        for code in rows.keys() & script["tables"][by].keys():
            wrong += _unlike(f"{by} {code}", rows[code], script["tables"][by][code])
    if board["declined"] != script["declined"]:
        wrong.append(f"declined: {board['declined']} is not {script['declined']}")
    return wrong


def _unlike(where: str, ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    # A board tells why lines are not counted of all of them alone, and open now of no week.
    passed_over = {"open_now", "over_now"} if where.startswith("week") else set()
    return [
        f"{where} {name}: {ours[name]} is not {theirs[name]}"
        for name in ours.keys() - passed_over
        if ours[name] != theirs[name]
    ]


def test_the_demonstration_is_counted_alike(settings: Any, log: Path) -> None:
    settings.JOINEDUP_DEMO = True
    wrong = []

    with instant.frozen(build.TUESDAY):
        demo.load(count=60, at=instant.now())
        exporting.write(log)
        for measure in MEASURES:
            asked = Asked(weeks=4, last=place.today(), measure=measure)
            board = by_the_board(asked)
            assert board["total"]["received"] > 10, measure
            wrong += [(measure, one) for one in differences(board, by_the_script(log, asked))]

    assert wrong == []


def test_a_random_world_is_counted_alike(clock: Hands, log: Path) -> None:
    told = world.a_world(2026, clock, people_count=16)
    restrict_by_the_service(told.people[::4])
    clock.tick(timedelta(hours=5))

    exporting.write(log)
    wrong = []
    for measure in MEASURES[:2]:
        asked = Asked(weeks=4, last=place.today(), measure=measure)
        wrong += differences(by_the_board(asked), by_the_script(log, asked))

    assert wrong == []


def test_a_need_that_was_told_twice_is_counted_alike(clock: Hands, log: Path) -> None:
    first = build.sent()
    build.join(build.the_line(build.sent_again(first)), first)
    clock.tick(timedelta(hours=5))

    exporting.write(log)
    asked = Asked(weeks=4, last=place.today())
    board, script = by_the_board(asked), by_the_script(log, asked)

    assert script["total"]["received"] == 1
    assert differences(board, script) == []


def restrict_by_the_service(ids: list[PersonId]) -> None:
    """A random world restricts without a word in the log: begin anew, as the service does it."""
    by = persons.the_office()
    live = Restriction.objects.filter(kind=LOCATION, until__isnull=True)
    while (one := live.first()) is not None:
        care.lift(PersonId(one.person_id), kind=LOCATION, at=instant.now(), by=by)
    for person in ids:
        if not care.restricted_ids([person]):
            people.restrict_location(
                person, seen=None, reason="person_asked", at=instant.now(), by=by
            )


def test_the_script_stands_alone() -> None:
    assert "joinedup." not in SCRIPT.read_text("utf-8").replace("joinedup.sqlite3", "")
