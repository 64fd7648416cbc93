"""Twenty people at work at once, against `joinedup run` on PostgreSQL.

Each opens a page of a mixed script, reads it for two seconds on average, and opens the next. Told
are the wall time of each page as its browser waits for it, the CPU that the web server spent a
page, and then, in a process of its own on the same store, CPU and questions of each page alone.
A page's limits: 40 ms of CPU, 20 questions, and 300 ms for all but one in twenty. How long a plain
loop takes on this machine is told beside, before and after; --keep FILE keeps all figures as JSON.

A store that is filled already is taken by --database and --var: its planner's figures are brought
up to date first, as the store does by itself where it is let (autovacuum), and what the twenty do
stays in it.
"""

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE.parent)]

import pages  # noqa: E402

from tests.builders.page_forms import forms_on  # noqa: E402
from tools.cluster import throw_away  # noqa: E402

COMMAND = Path(sys.executable).with_name("joinedup")
PASSWORD = "joined-up-demonstration"
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
LINE = re.compile(r'href="(/referrals/lines/[0-9a-f-]{36})"')
PERSON = re.compile(r'href="(/desk/people/[0-9a-f-]{36})"')
LIMIT_P95 = 300
ROUNDS = 15
# Who is at work, and how often of a hundred each opens what: a front door of fourteen, the teams.
DESKS = ("sam", "sam", "sam", "leah", "leah", "ann", "ruth")
SCRIPT = {
    "queue": 28,
    "line": 24,
    "person": 16,
    "find": 12,
    "triage": 6,
    "board": 4,
    "duty": 4,
    "call": 6,
}
ONLY_FRONT_DOOR = {"queue", "triage", "call"}


@dataclass
class Taken:
    """What every page took, in milliseconds, and what went wrong."""

    walls: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str, wall: float, fault: str = "") -> None:
        """Keep one answer."""
        with self.lock:
            self.walls.setdefault(page, []).append(wall)
            if fault:
                self.faults.append(fault)


class Browser:
    """One person's browser: its cookies, and how long it waits."""

    def __init__(self, port: int, taken: Taken) -> None:
        self.port, self.taken = port, taken
        self.cookies: dict[str, str] = {}

    def ask(
        self, page: str, path: str, form: Mapping[str, object] | None = None
    ) -> tuple[int, str, str]:
        """Open a page or send a form; where it sends one on, the next page is another answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Accept": "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"http://127.0.0.1:{self.port}",
            "Referer": f"http://127.0.0.1:{self.port}{path}",
        }
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        wall = 1000 * (time.perf_counter() - began)
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = said.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        connection.close()
        status = answer.status
        self.taken.note(page, wall, f"{page}: {status} at {path}" if status >= 500 else "")
        return status, text, answer.headers.get("Location") or ""

    def send(self, page: str, path: str, text: str, action: str, /, **given: str) -> int:
        """Fill in the form of a page that goes to an address, and send it."""
        for form in forms_on(text, path):
            if form.action.endswith(action):
                return self.ask(page, form.action, {**form.filled_in(), **given})[0]
        return 0

    def sign_in(self, username: str) -> None:
        """Sign in with the password of the demonstration."""
        _, text, _ = self.ask("sign in", "/sign-in")
        status = self.send(
            "sign in", "/sign-in", text, "/sign-in", login=username, password=PASSWORD
        )
        if status != http.client.FOUND:
            raise SystemExit(f"{username} could not sign in: {status}")


def work(browser: Browser, desk: str, names: list[str], until: float, think: float) -> None:
    """One of the twenty, until the time is up."""
    rng = random.Random(f"{desk} {threading.get_ident()}")
    is_front_door = desk in {"sam", "leah"}
    start = "/referrals/queue?tab=all_open" if is_front_door else "/referrals/teams"
    pages = [one for one in SCRIPT if is_front_door or one not in ONLY_FRONT_DOOR]
    lines: list[str] = []
    # Nobody begins the moment that somebody else does.
    time.sleep(rng.expovariate(1 / think))
    while time.monotonic() < until:
        (page,) = rng.choices(pages, [SCRIPT[one] for one in pages])
        if not lines and page in {"line", "person", "triage"}:
            page = "queue" if is_front_door else "team"
        lines = _open(browser, page, start, rng, names, lines)
        time.sleep(rng.expovariate(1 / think))


def _open(
    browser: Browser, page: str, start: str, rng: random.Random, names: list[str], lines: list[str]
) -> list[str]:
    if page in {"queue", "team"}:
        _, text, location = browser.ask(page, start)
        if location:
            _, text, _ = browser.ask(page, location)
        return list(dict.fromkeys(LINE.findall(text))) or lines
    if page == "find":
        _, text, _ = browser.ask("find", "/people/find")
        browser.send("found", "/people/find", text, "/people/found", text=rng.choice(names))
    elif page == "board":
        browser.ask("board", "/measures/response")
    elif page == "duty":
        browser.ask("duty", "/referrals/duty")
    elif page == "call":
        browser.ask("call", "/referrals/calls/new")
    else:
        path = rng.choice(lines)
        _, text, _ = browser.ask("line", path)
        if page == "triage":
            status = browser.send("triage", path, text, "/triage")
            if status == http.client.FOUND:
                browser.ask("queue", start)
        if page == "person" and (people := PERSON.findall(text)):
            browser.ask("person", people[0])
    return lines


@contextmanager
def running(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """`joinedup run` with the store as it is: its port and its process."""
    with tempfile.TemporaryFile("w+") as printed:
        words = [str(COMMAND), "run", "--no-demo", "--port", str(random.randrange(20_000, 30_000))]
        process = subprocess.Popen(words, env=environment, stdout=printed, start_new_session=True)
        try:
            for _ in range(600):
                printed.seek(0)
                if told := ADDRESS.search(printed.read()):
                    yield int(told[1]), process.pid
                    return
                time.sleep(0.1)
            raise SystemExit("`joinedup run` did not answer.")
        finally:
            process.terminate()
            process.wait(30)


def cpu_of_web(parent: int) -> float:
    """Seconds of CPU that the web server's processes have spent, those of the worker not."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
        spent[int(folder.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    webs = [one for one in children.get(parent, ()) if "granian" in _command(one)]
    below = list(webs)
    for one in below:
        below += children.get(one, ())
    return sum(spent.get(one, 0.0) for one in below)


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def main() -> int:
    """Fill a store or take one that is filled, work in it, and tell; 1 where a limit is passed."""
    asked = _asked()
    for is_asked, measure in (
        (asked.names, _names),
        (asked.alone, _alone),
        (asked.log, _verified),
        (asked.analyse, _analysed),
    ):
        if is_asked:
            print(json.dumps(measure()))
            return 0
    with (
        nullcontext(asked.database) if asked.database else throw_away() as address,
        tempfile.TemporaryDirectory(prefix="joinedup-load-") as folder,
    ):
        environment = {
            **os.environ,
            "JOINEDUP_DATABASE_URL": address,
            "JOINEDUP_VAR": asked.var or folder,
            "JOINEDUP_DEMO": "yes",
        }
        if not asked.database:
            _fill(asked, environment)
        _bring_up_to_date(environment)
        names = _in_a_process_of_its_own(environment, "--names")["names"]
        before = pages.yardstick()
        taken, cpu = _work(asked, environment, names)
        alone = _in_a_process_of_its_own(environment, "--alone")
        log = _in_a_process_of_its_own(environment, "--log")
        loops = before, pages.yardstick()
    figures = _figures(taken, cpu, alone, log, loops)
    if asked.keep:
        asked.keep.write_text(json.dumps(figures, indent=2) + "\n")
    return _tell(figures)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, default=2.0, help="mean seconds between two pages")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--years", type=float, default=2.0)
    parser.add_argument("--database", default="", help="a PostgreSQL filled by `joinedup demo`")
    parser.add_argument("--var", default="", help="the folder with that store's keys and seals")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the figures as JSON")
    for word in ("--names", "--alone", "--log", "--analyse"):
        parser.add_argument(word, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _fill(asked: argparse.Namespace, environment: dict[str, str]) -> None:
    began = time.monotonic()
    county = ["--people", str(asked.people), "--years", str(asked.years), "--seed", "1"]
    for words in (["migrate"], ["demo", *county]):
        subprocess.run(
            [str(COMMAND), *words], env=environment, check=True, stdout=subprocess.DEVNULL
        )
    print(f"Filled with {asked.people:,} people in {time.monotonic() - began:.0f} s.", flush=True)


def _bring_up_to_date(environment: dict[str, str]) -> None:
    subprocess.run(
        [str(COMMAND), "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    _in_a_process_of_its_own(environment, "--analyse")


def _work(
    asked: argparse.Namespace, environment: dict[str, str], names: list[str]
) -> tuple[Taken, float]:
    taken = Taken()
    with running(environment) as (port, process):
        # Everybody is at work already: signing in is slow on purpose, and a server wakes up once.
        desks = [DESKS[n % len(DESKS)] for n in range(asked.users)]
        browsers = [Browser(port, Taken()) for _ in desks]
        for desk, browser in zip(desks, browsers, strict=True):
            browser.sign_in(desk)
            work(browser, desk, names, time.monotonic() + 1, 0.1)
            browser.taken = taken
        before, until = cpu_of_web(process), time.monotonic() + asked.seconds
        everybody = [
            threading.Thread(target=work, args=(browser, desk, names, until, asked.think))
            for desk, browser in zip(desks, browsers, strict=True)
        ]
        for one in everybody:
            one.start()
        for one in everybody:
            one.join()
        spent = cpu_of_web(process) - before
    return taken, spent


def _in_a_process_of_its_own(environment: dict[str, str], word: str) -> dict[str, Any]:
    settings = {"DJANGO_SETTINGS_MODULE": "joinedup.config.settings"}
    done = subprocess.run(
        [sys.executable, str(HERE), word],
        env={**environment, **settings},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _names() -> dict[str, object]:
    _set_up()
    return {"names": pages.whom_to_look_for()}


def _alone() -> dict[str, object]:
    _set_up()
    return {"pages": pages.everyday(ROUNDS)}


def _verified() -> dict[str, object]:
    """How long it takes to go through the whole log."""
    _set_up()
    from joinedup.foundation import verify

    began, spent = time.perf_counter(), time.process_time()
    report = verify.report()
    return {
        "entries": report.entry_count,
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - spent,
        "is_sound": report.is_sound,
    }


def _analysed() -> dict[str, object]:
    _set_up()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return {}


def _set_up() -> None:
    """As the web server is set up."""
    from joinedup.config import wsgi

    del wsgi


def _figures(
    taken: Taken,
    cpu: float,
    alone: dict[str, Any],
    log: dict[str, Any],
    loops: tuple[float, float],
) -> dict[str, Any]:
    return {
        "yardstick_ms": [1000 * one for one in loops],
        "load_average": os.getloadavg()[2],
        "answers": sum(len(walls) for walls in taken.walls.values()),
        "cpu_seconds_of_web": cpu,
        "pages": {
            page: {
                "answers": len(walls),
                "p50_ms": statistics.median(walls),
                "p95_ms": statistics.quantiles(walls, n=20)[-1] if len(walls) > 1 else walls[0],
            }
            for page, walls in sorted(taken.walls.items())
        },
        "alone": alone["pages"],
        "log": log,
        "faults": taken.faults,
    }


def _tell(figures: dict[str, Any]) -> int:
    before, after = figures["yardstick_ms"]
    print(
        f"Five million rounds of a plain loop took {before:.0f} ms of CPU before, {after:.0f}"
        f" after; the load of the last quarter of an hour was {figures['load_average']:.1f}."
    )
    log = figures["log"]
    print(
        f"verify: {log['entries']:,} entries in {log['seconds']:.1f} s,"
        f" {1e6 * log['seconds'] / log['entries']:.0f} s a million"
        f" ({1e6 * log['cpu_seconds'] / log['entries']:.0f} of our own CPU):"
        f" {'sound' if log['is_sound'] else 'NOT SOUND'}."
    )
    spent = 1000 * figures["cpu_seconds_of_web"] / figures["answers"]
    print(f"\n{figures['answers']:,} answers; the web server spent {spent:.1f} ms of CPU on each.")
    print(f"{'twenty at once':<16}{'answers':>8}{'p50 ms':>8}{'p95 ms':>8}")
    for page, told in figures["pages"].items():
        print(f"{page:<16}{told['answers']:>8}{told['p50_ms']:>8.0f}{told['p95_ms']:>8.0f}")
    print(f"\n{'alone':<16}{'CPU ms':>8}{'wall ms':>8}{'queries':>8}{'KB':>8}{'loop ms':>8}")
    for page, one in figures["alone"].items():
        cells = f"{one['cpu_ms']:>8.1f}{one['wall_ms']:>8.1f}{one['queries']:>8}"
        print(f"{page:<16}{cells}{one['bytes'] / 1000:>8.0f}{one['loop_ms']:>8.0f}")
    over = _over(figures)
    for what in over[:20]:
        print(what)
    print("A limit is passed." if over else "Every page is within its limits.")
    return int(bool(over))


def _over(figures: dict[str, Any]) -> list[str]:
    """What is not as it should be, in words."""
    found = list(figures["faults"])
    for page, told in figures["pages"].items():
        if told["p95_ms"] > LIMIT_P95 and page != "sign in":
            found.append(f"{page}: one in twenty takes longer than {told['p95_ms']:.0f} ms")
    for page, one in figures["alone"].items():
        if one["status"] != http.client.OK:
            found.append(f"{page}: {one['status']}")
        if page in pages.WITHOUT_LIMIT:
            continue
        if one["cpu_ms"] > pages.LIMIT_MILLISECONDS or one["queries"] > pages.LIMIT_QUERIES:
            found.append(f"{page}: {one['cpu_ms']:.0f} ms of CPU, {one['queries']} queries")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
