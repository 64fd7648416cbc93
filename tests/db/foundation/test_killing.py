"""Workers are killed at any moment; every hand-off is applied all the same, and once."""

import random
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.db.foundation.elsewhere import Elsewhere, a_place

pytestmark = pytest.mark.slow

COUNT = 60
KILLS = 4
# The listener takes its time, so that most kills strike in the middle of one.
LISTENING = """
import time

@journey.change
def apply(entry, by):
    time.sleep(0.02)
    journey.record(
        events.DeliveryReleased(channel="folder"),
        about=Anchor.objects.get(id=entry.subject_id),
        person=entry.subject_id,
        corrects=entry.id,
        at=instant.now(),
        by=by,
    )
    time.sleep(0.02)

listen(events.DeliveryHeld, name="test.apply")(apply)
"""
RECORDING = f"""
people = [build.a_person() for _ in range(7)]
by = build.an_actor()
for number in range({COUNT}):
    build.note(people[number % 7], by=by)
"""
WORKING = """
leases.DELIVERY_LEASE = timedelta(seconds=2)
print("working", flush=True)
worker.Worker().work()
"""
WAITING = "SELECT COUNT(*) FROM foundation_delivery WHERE delivered_at IS NULL"


def _wait_until_working(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None:
        next(line for line in process.stdout if "working" in line)


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def _work_and_be_killed(place: Elsewhere, rng: random.Random) -> None:
    kept = [place.starts(LISTENING + WORKING) for _ in range(2)]
    kills, until = 0, time.monotonic() + 240
    try:
        while time.monotonic() < until and place.asked(WAITING):
            if kills < KILLS:
                victim = rng.randrange(2)
                _wait_until_working(kept[victim])
                time.sleep(rng.uniform(0.05, 0.4))
                _kill(kept[victim])
                kept[victim] = place.starts(LISTENING + WORKING)
                kills += 1
            time.sleep(0.2)
    finally:
        for process in kept:
            _kill(process)


def test_workers_that_are_killed_lose_and_repeat_nothing(tmp_path: Path) -> None:
    with a_place(tmp_path / "place", on_postgres=connection.vendor == "postgresql") as place:
        place.does(LISTENING + RECORDING)

        _work_and_be_killed(place, random.Random(7))

        applied = "FROM foundation_entry WHERE corrects IS NOT NULL"
        assert place.asked(WAITING) == 0
        assert place.asked(f"SELECT COUNT(*) {applied}") == COUNT
        assert place.asked(f"SELECT COUNT(DISTINCT corrects) {applied}") == COUNT
        assert place.does('said["sound"] = verify.report().is_sound')["sound"]
