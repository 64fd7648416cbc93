"""Web server, worker and PostgreSQL killed at any moment: nothing acknowledged is lost or doubled.

A partner's system sends referrals and takes each back, asking again until it is answered, as BaRS
senders do. Meanwhile something is killed every second or so. `JOINEDUP_TEST_KILLINGS` says how many
referrals are sent; the usual run sends fewer so that the ring stays short.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import pytest

from joinedup.kernel import nhs_number
from tests.journeys.site import COMMAND, Site, running
from tools import cluster

REFERRALS = int(os.environ.get("JOINEDUP_TEST_KILLINGS", "10"))
MESSAGES = Path(__file__).parents[1] / "data" / "bars"
SECONDS_TO_SETTLE = 120


def test_nothing_acknowledged_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        token = _token(site)
        with killing(lambda: _children(site)):
            acknowledged = _send_all(site, token)

    with running(tmp_path) as site:
        _settled(site)
        _all_is_there_once(site, acknowledged)


def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(tmp_path: Path) -> None:
    with cluster.throw_away() as address:
        server = cluster.Server.at(address)
        with running(tmp_path, JOINEDUP_DATABASE_URL=address) as site:
            token = _token(site, JOINEDUP_DATABASE_URL=address)
            with killing(lambda: [*_children(site), server.process()], after=server.start_again):
                acknowledged = _send_all(site, token)
            _settled(site, JOINEDUP_DATABASE_URL=address)
            _all_is_there_once(site, acknowledged, JOINEDUP_DATABASE_URL=address)


@contextmanager
def killing(
    victims: Callable[[], list[int]], *, after: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Kill one of the processes every second or so, as nobody would ask it to end."""
    ended = threading.Event()
    rng = random.Random(210)

    def kill() -> None:
        while not ended.wait(rng.uniform(2.0, 6.0)):
            with contextlib.suppress(ProcessLookupError, IndexError):
                os.kill(rng.choice(victims()), signal.SIGKILL)
            after()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        ended.set()
        killer.join()


def _send_all(site: Site, token: str) -> list[str]:
    acknowledged = []
    for number in range(REFERRALS):
        name = f"KILL-{number:04}"
        _send_until_answered(site, token, _message("ethel-1-new", name, number))
        _send_until_answered(site, token, _message("ethel-4-taken-back", name, number))
        acknowledged.append(name)
    return acknowledged


def _token(site: Site, **settings: str) -> str:
    return _joined(site, "account", "token", "demo-partner", **settings).split()[-1]


def _message(template: str, name: str, number: int) -> bytes:
    """One of the written messages, about another person and referral, sent now."""
    sent = json.loads((MESSAGES / f"{template}.json").read_text())
    sent["timestamp"] = datetime.now(UTC).isoformat()
    sent["id"] = str(uuid5(NAMESPACE_URL, f"{template}/{name}/bundle"))
    person = nhs_number.make(f"{998_000_000 + number * 11}") or nhs_number.make("998999990")
    for entry in sent["entry"]:
        one = entry["resource"]
        if one["resourceType"] == "MessageHeader":
            one["id"] = str(uuid5(NAMESPACE_URL, f"{template}/{name}"))
        if one["resourceType"] == "ServiceRequest":
            one["identifier"][0]["value"] = name
            one["authoredOn"] = datetime.now(UTC).isoformat()
        if one["resourceType"] == "Patient":
            assert person is not None
            one["identifier"][0]["value"] = person.value
            one["name"][0]["family"] = f"Marsh{number}"
    return json.dumps(sent).encode()


def _send_until_answered(site: Site, token: str, body: bytes) -> None:
    until = time.monotonic() + SECONDS_TO_SETTLE
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if _post(site, token, body) in (200, 202):
                return
        time.sleep(0.3)
    pytest.fail("A message was never answered")


def _post(site: Site, token: str, body: bytes) -> int:
    asking = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
    try:
        asking.request("POST", "/fhir/$process-message", body, headers)
        answer = asking.getresponse()
        told = answer.read()
        assert answer.status < 500 or answer.status == 503, told[:500]
        assert answer.status not in (400, 401, 403, 422), told[:800]
        return answer.status
    finally:
        asking.close()


def _children(site: Site) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(site.process.pid)], capture_output=True, text=True
    )
    return [int(one) for one in listed.stdout.split()]


def _settled(site: Site, **settings: str) -> None:
    """Wait until the worker has nothing left to hand on."""
    until = time.monotonic() + SECONDS_TO_SETTLE
    while time.monotonic() < until:
        left = json.loads(_joined(site, "deliveries", "list", "--json", **settings))
        if not left:
            return
        time.sleep(1)
    pytest.fail(f"Hand-offs are left over: {left[:3]}")


def _all_is_there_once(site: Site, acknowledged: list[str], **settings: str) -> None:
    there = _joined(site, "manage", "shell", "-v0", "-c", _COUNT, **settings)
    referrals, closed, doubled = json.loads(there.splitlines()[-1])

    assert referrals == dict.fromkeys(acknowledged, 1)
    assert closed == len(acknowledged)
    assert doubled == 0
    assert json.loads(_joined(site, "verify", "--json", **settings))["is_sound"]


_COUNT = """
import json
from collections import Counter
from django.db.models import Count
from joinedup.foundation.models import Entry
from joinedup.referrals.models import Line, Referral
sent = Referral.objects.filter(sender_reference__contains="KILL-")
given = sent.values_list("sender_reference", flat=True)
names = Counter("KILL-" + one.rpartition("KILL-")[2] for one in given)
lines = Line.objects.filter(referral__in=sent)
withdrawn = Entry.objects.filter(kind="referrals.line_withdrawn", about_id__in=lines.values("id"))
doubled = withdrawn.values("about_id").annotate(n=Count("id")).filter(n__gt=1).count()
print(json.dumps([names, lines.filter(closed_at__isnull=False).count(), doubled]))
"""


def _joined(site: Site, *words: str, **settings: str) -> str:
    environment: dict[str, Any] = {**os.environ, "JOINEDUP_VAR": str(site.folder), **settings}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [str(COMMAND), *words], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    return done.stdout
