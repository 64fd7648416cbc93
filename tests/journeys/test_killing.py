"""Web server, worker and PostgreSQL killed at any moment: nothing acknowledged is lost or doubled.

A partner's system sends referrals and a GP fills in every fourth as a form; a clinician answers
each, which is told to the partner by message and to the GP by a notice. All ask again until they
are answered. Meanwhile something is killed every second or so. `JOINEDUP_TEST_KILLINGS` says how
many referrals are sent; the usual run sends fewer so that the ring stays short. What it came to is
written to `var/journeys/killing-<store>.json`.
"""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from joinedup.kernel import nhs_number
from tests.builders.page_forms import ANSWERS
from tests.journeys.persistent import Browser, Persistent
from tests.journeys.receiver import Receiver, receiving
from tests.journeys.site import COMMAND, Site, running
from tools import cluster

pytestmark = pytest.mark.slow

REFERRALS = int(os.environ.get("JOINEDUP_TEST_KILLINGS", "7"))
ROOT = Path(__file__).parents[2]
MESSAGES = ROOT / "tests" / "data" / "bars"
FIGURES = ROOT / "var" / "journeys"
SECONDS_TO_SETTLE = 180
PASSWORD = "joined-up-demonstration"
GP = "gail"
BY_FORM_EVERY = 4
# That it was received, and that it was answered.
NOTICES_A_FORM = 2
type Victims = Callable[[], list[tuple[str, int]]]


@dataclass
class Trial:
    """One run: the site, what its processes are told, the receiving end, and what was met."""

    site: Site
    settings: dict[str, str]
    receiver: Receiver
    met: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    by_message: list[str] = field(default_factory=list)
    by_form: list[str] = field(default_factory=list)

    def joined(self, *words: str, typed: str = "") -> str:
        """What the command line says."""
        environment: dict[str, Any] = {
            **os.environ,
            **self.settings,
            "JOINEDUP_VAR": str(self.site.folder),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(
            [str(COMMAND), *words],
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
        return done.stdout


def test_nothing_acknowledged_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    with receiving(tmp_path) as receiver:
        settings = _place_that_posts_to(receiver, tmp_path)
        with running(tmp_path, "--weeks", "0", **settings) as site:
            trial = Trial(site, settings, receiver)
            _go_through(trial, lambda: _processes(site))
            _all_is_there_once(trial, "sqlite")


def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(tmp_path: Path) -> None:
    with receiving(tmp_path) as receiver, cluster.throw_away(durable=True) as address:
        server = cluster.Server.at(address)
        settings = _place_that_posts_to(receiver, tmp_path) | {"JOINEDUP_DATABASE_URL": address}
        with running(tmp_path, "--weeks", "0", **settings) as site:
            trial = Trial(site, settings, receiver)

            def victims() -> list[tuple[str, int]]:
                return [*_processes(site), ("PostgreSQL", server.process())]

            _go_through(trial, victims, after=server.start_again)
            _all_is_there_once(trial, "postgresql")


@contextmanager
def killing(
    trial: Trial, victims: Victims, *, after: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Kill one of the processes every second or so, as nobody would ask it to end.

    Mostly somebody has been answered since the last kill, or a slow machine would never get on;
    one kill in five strikes whatever is only just starting again.
    """
    ended = threading.Event()
    rng = random.Random(210)

    def kill() -> None:
        answered = -1
        while not ended.wait(rng.uniform(0.3, 3.0)):
            is_patient = rng.random() < 0.8
            while is_patient and trial.met["answers"] == answered and not ended.wait(0.05):
                pass
            answered = trial.met["answers"]
            with contextlib.suppress(ProcessLookupError, IndexError, OSError, ValueError):
                listed = victims()
                kind = rng.choice(sorted({kind for kind, _ in listed}))
                victim = next(one for name, one in listed if name == kind)
                os.kill(victim, signal.SIGKILL)
                trial.killed[kind] += 1
                _wait_until_gone(victim)
            after()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        ended.set()
        killer.join()


def _wait_until_gone(victim: int) -> None:
    stat = Path(f"/proc/{victim}/stat")
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)


def _go_through(
    trial: Trial, victims: Victims, *, after: Callable[[], None] = lambda: None
) -> None:
    began = time.monotonic()
    token = trial.joined("account", "token", "demo-partner").split()[-1]
    _employ_a_gp(trial)
    with killing(trial, victims, after=after):
        partner = Persistent(trial.site.address, trial.met)
        gail = Browser(trial.site.address, trial.met).sign_in(GP, PASSWORD)
        sam = Browser(trial.site.address, trial.met).sign_in("sam", PASSWORD)
        for number in range(REFERRALS):
            if number % BY_FORM_EVERY == BY_FORM_EVERY - 1:
                _refer_by_form(trial, gail, number)
                _advise(sam, number)
            else:
                _refer_by_message(trial, partner, token, number)
                if number % BY_FORM_EVERY == 0:
                    _send_to_a_team(sam, number)
                    _take_back(trial, partner, token, number)
                else:
                    _advise(sam, number)
    _settle(trial)
    trial.met["seconds"] = round(time.monotonic() - began)


def _employ_a_gp(trial: Trial) -> None:
    words = ("--name", "Dr Gail Farrow", "--email", "gail@example.org", "--password-stdin")
    trial.joined("account", "add", GP, *words, typed=f"{PASSWORD}\n")
    trial.joined("account", "role", GP, "referrer", "K99010", "--team", "K99010")


def _refer_by_message(trial: Trial, partner: Persistent, token: str, number: int) -> None:
    name = f"KILL-{number:04}"
    _send(partner, token, _message("ethel-1-new", name, number))
    trial.by_message.append(name)


def _take_back(trial: Trial, partner: Persistent, token: str, number: int) -> None:
    _send(partner, token, _message("ethel-4-taken-back", trial.by_message[-1], number))


def _send(partner: Persistent, token: str, body: bytes) -> None:
    given = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
    status, _, said = partner.ask("POST", "/fhir/$process-message", body, **given)
    assert status in (200, 202), said[:800]


def _refer_by_form(trial: Trial, gail: Browser, number: int) -> None:
    about = {
        "new-family_name": f"Marsh{number}",
        "new-given_name": "Ethel",
        "new-nhs_number": _nhs_number(number),
    }
    draft = gail.submit("/referrals/new", "/referrals/new", **about)
    check = gail.submit(draft, draft, **ANSWERS)
    sent = gail.submit(check or f"{draft}/check", f"{draft}/check")
    trial.by_form.append(sent.split("/")[2])


def _advise(sam: Browser, number: int) -> None:
    line = _line_of(sam, number)
    told = {"reason": "advice_to_referrer", "words": "Small sips, and ring if she is worse."}
    sam.submit(line, f"{line}/advise", **told)


def _send_to_a_team(sam: Browser, number: int) -> None:
    line = _line_of(sam, number)
    chosen = {"cell": "rapid:nurse", "team_code": "", "safety_net": "Ring 999 if she gets worse."}
    sam.submit(line, f"{line}/triage", **chosen)


def _line_of(sam: Browser, number: int) -> str:
    """Find the person by their number, and the line that is open for them."""
    form = {"text": _nhs_number(number)}
    page = sam.find("/people/find", "/people/found", **form)
    person = re.search(r"/desk/people/[0-9a-f-]{36}", page)
    assert person is not None, page[-3000:]
    line = re.search(r"/referrals/lines/[0-9a-f-]{36}", sam.open(person[0]))
    assert line is not None
    return line[0]


def _nhs_number(number: int) -> str:
    found = nhs_number.make(f"{998_000_000 + number * 11}")
    # One number in eleven has no check digit.
    found = found or nhs_number.make(f"{998_500_000 + number * 11}")
    assert found is not None
    return found.value


def _message(template: str, name: str, number: int) -> bytes:
    """One of the written messages, about another person and referral, sent now."""
    sent = json.loads((MESSAGES / f"{template}.json").read_text())
    sent["timestamp"] = datetime.now(UTC).isoformat()
    sent["id"] = str(uuid5(NAMESPACE_URL, f"{template}/{name}/bundle"))
    for entry in sent["entry"]:
        one = entry["resource"]
        if one["resourceType"] == "MessageHeader":
            one["id"] = str(uuid5(NAMESPACE_URL, f"{template}/{name}"))
        if one["resourceType"] == "ServiceRequest":
            one["identifier"][0]["value"] = name
            one["authoredOn"] = datetime.now(UTC).isoformat()
        if one["resourceType"] == "Patient":
            one["identifier"][0]["value"] = _nhs_number(number)
            one["name"][0]["family"] = f"Marsh{number}"
    return json.dumps(sent).encode()


def _place_that_posts_to(receiver: Receiver, folder: Path) -> dict[str, str]:
    """The demonstration's place, its partner reached by HTTP."""
    places = folder / "places"
    places.mkdir()
    told = (ROOT / "places" / "buckinghamshire.toml").read_text()
    posting = told.replace('endpoint = "folder:"', f'endpoint = "{receiver.address}"')
    assert posting != told
    (places / "buckinghamshire.toml").write_text(posting)
    # Its certificate is one that only this test trusts.
    return {"JOINEDUP_PLACES": str(places), "SSL_CERT_FILE": str(receiver.certificate)}


def _processes(site: Site) -> list[tuple[str, int]]:
    """The web server, the process of it that answers, and the worker."""
    found = []
    for child in _children(site.process.pid):
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        is_web = "granian" in command
        found.append(("web server" if is_web else "worker", child))
        if is_web:
            found += [("web process", one) for one in _children(child)[-1:]]
    return found


def _children(parent: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True
    )
    return [int(one) for one in listed.stdout.split()]


def _settle(trial: Trial) -> None:
    """Wait until the worker has nothing left to hand on."""
    until = time.monotonic() + SECONDS_TO_SETTLE
    while time.monotonic() < until:
        left = json.loads(trial.joined("deliveries", "list", "--json"))
        if not left:
            return
        # What failed waits longer each time: whoever watches would press the button.
        trial.joined("deliveries", "retry", "--all")
        time.sleep(1)
    pytest.fail(f"Hand-offs are left over: {left[:3]}")


def _all_is_there_once(trial: Trial, store: str) -> None:
    found = json.loads(trial.joined("manage", "shell", "-v0", "-c", _COUNT).splitlines()[-1])
    verified = json.loads(trial.joined("verify", "--json"))
    arrived, notices = trial.receiver.arrived, _notices(trial.site)
    _write_figures(trial, store, verified, notices)

    assert found["by message"] == dict.fromkeys(trial.by_message, 1)
    assert sorted(found["by form"]) == sorted(trial.by_form)
    assert found["people twice"] == 0
    assert found["closed"] == REFERRALS
    assert found["closed twice"] == 0
    assert sorted(found["messages"]) == sorted(arrived)
    assert len(found["messages"]) == len(trial.by_message)
    assert sorted(found["notices"]) == sorted(notices)
    assert len(notices) == NOTICES_A_FORM * len(trial.by_form)
    assert verified["is_sound"], verified["faults"][:3]


def _notices(site: Site) -> list[str]:
    """What the gateway for texts and email finds in its folder."""
    return [file.stem for file in (site.folder / "outgoing" / "notices").glob("*.json")]


def _write_figures(trial: Trial, store: str, verified: dict[str, Any], notices: list[str]) -> None:
    times = Counter(trial.receiver.arrived.values())
    figures = {
        "referrals by message": len(trial.by_message),
        "referrals by form": len(trial.by_form),
        "killed": dict(trial.killed),
        **trial.met,
        "messages applied by the partner": len(trial.receiver.applied),
        "messages that arrived once": times[1],
        "messages that arrived more than once": sum(times.values()) - times[1],
        "acknowledgements lost": trial.receiver.answers_lost,
        "times the receiver was away": trial.receiver.times_away,
        "notices": len(notices),
        "verify": {name: verified[name] for name in ("is_sound", "entry_count", "chain_count")},
    }
    FIGURES.mkdir(parents=True, exist_ok=True)
    (FIGURES / f"killing-{store}.json").write_text(json.dumps(figures, indent=2) + "\n")


_COUNT = """
import json
from collections import Counter
from django.db.models import Count
from joinedup.foundation.models import Delivery, Entry
from joinedup.people.models import Person
from joinedup.referrals.models import Line, Referral
sent = Referral.objects.filter(sender_reference__contains="KILL-")
given = sent.values_list("sender_reference", flat=True)
typed = Referral.objects.filter(account__username="gail")
ours = Line.objects.filter(referral__in=[*sent, *typed])
ended = ["referrals.line_withdrawn", "referrals.advice_given"]
ends = Entry.objects.filter(kind__in=ended, about_id__in=ours.values("id"))
people = Person.objects.filter(family_name__istartswith="marsh").values("nhs_number")
told = Delivery.objects.exclude(delivered_at=None)
messages = told.filter(channel="bars").values_list("payload", flat=True)
print(json.dumps({
    "by message": Counter("KILL-" + one.rpartition("KILL-")[2] for one in given),
    "by form": [str(one) for one in typed.values_list("id", flat=True)],
    "people twice": people.annotate(n=Count("pk")).filter(n__gt=1).count(),
    "closed": ours.filter(closed_at__isnull=False).count(),
    "closed twice": ends.values("about_id").annotate(n=Count("id")).filter(n__gt=1).count(),
    "messages": [json.loads(one)["entry"][0]["resource"]["id"] for one in messages],
    "notices": [str(one) for one in told.filter(channel="notice").values_list("id", flat=True)],
}))
"""
