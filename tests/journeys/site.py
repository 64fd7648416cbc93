"""The place as a newcomer runs it: `joinedup run`, in a folder of its own that is thrown away."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

COMMAND = Path(sys.executable).with_name("joinedup")
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+")
# A start fills weeks of a place at work; a machine that does much else takes its time over it.
SECONDS_TO_START = 240
SECONDS_TO_STOP = 20


@dataclass(frozen=True)
class Site:
    """A running place: its address, the folder it writes into and what it has printed."""

    address: str
    folder: Path
    log: Path
    process: subprocess.Popen[str]
    asked: set[str] = field(default_factory=set)
    """Every address that a browser of the stories asked for, after the place's own."""

    def said(self) -> str:
        """All that its processes have logged; what it prints for a newcomer names who signs in."""
        logs = (self.folder / "logs").glob("*")
        return "\n".join(log.read_text(errors="replace") for log in logs)

    def people(self) -> set[str]:
        """What tells people apart in its store: names, numbers, births and where to ring them."""
        asked = (
            "select family_name, given_name, nhs_number, phone, postcode,"
            # Whoever was born lately was born on a day that is in the logs for other reasons.
            " case when born_on < date('now', '-1 year') then born_on end from people_person"
        )
        store = f"file:{self.folder / 'joinedup.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(store, uri=True)) as connection:
            return {told for row in connection.execute(asked) for told in row if told}


def told_of(people: set[str], said: str) -> set[str]:
    """The people whom a text gives away, however their numbers and days are written."""
    words = "|".join(sorted(map(_written, people)))
    return set(re.findall(rf"(?i)\b(?:{words})\b", said)) if people else set()


def _written(told: str) -> str:
    """Every way in which something that tells people apart is written."""
    digits = re.sub(r"[ -]", "", told)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", told):
        day = date.fromisoformat(told)
        number, month = f"0?{day.day}", f"0?{day.month}"
        named = rf"{number} (?:{day:%B}|{day:%b}) {day.year}"
        return rf"{told}|{digits}|{number}[/.]{month}[/.]{day.year}|{named}"
    if not digits.isdigit() or len(digits) < len("0163296000"):
        return re.escape(told)
    # As an NHS number is read out, or with hyphens; a telephone number also from abroad.
    first, rest = digits[0], r"[ .\-]?".join(digits[1:])
    return rf"(?:44[ .\-]?|0){rest}" if first == "0" else rf"{first}[ .\-]?{rest}"


@contextmanager
def running(folder: Path, *words: str, **settings: str) -> Iterator[Site]:
    """Run web server and worker until the block ends, as `make run` does."""
    log = folder / "printed.log"
    environment = {**os.environ, "JOINEDUP_VAR": str(folder / "var"), **settings}
    # The settings of the tests are not those of a newcomer.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with log.open("w") as printed:
        process = subprocess.Popen(
            [str(COMMAND), "run", "--port", _own_port(), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            text=True,
            # Ctrl-C in the test run must reach the tests first, so that they can stop it in order.
            start_new_session=True,
        )
        try:
            yield Site(_answering(process, log), folder / "var", log, process)
        finally:
            _stop(process)


def pull_the_plug(site: Site) -> None:
    """End all its processes at once and unasked, as when the power fails."""
    # The one that starts the others again goes first.
    for one in (site.process.pid, *_below(site.process.pid)):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    site.process.wait()
    until = time.monotonic() + SECONDS_TO_STOP
    while _answers(site.address):
        if time.monotonic() > until:
            raise RuntimeError("something answers still")
        time.sleep(0.1)


def port_of(site: Site) -> int:
    """The port that a place answers on."""
    return int(site.address.rpartition(":")[2])


def _below(parent: int) -> list[int]:
    """Every process that another one started, and what those started."""
    asked = ["ps", "-o", "pid=", "--ppid", str(parent)]
    listed = subprocess.run(asked, capture_output=True, text=True).stdout.split()
    return [each for one in map(int, listed) for each in (one, *_below(one))]


def _own_port() -> str:
    # While a web server is down another run of the tests could take the usual port.
    return str(random.SystemRandom().randrange(20_000, 30_000))


def _answering(process: subprocess.Popen[str], log: Path) -> str:
    """Wait until the address that was printed answers, and give it."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        told = ADDRESS.search(log.read_text())
        if told and _answers(told[0]):
            return told[0]
        time.sleep(0.2)
    raise RuntimeError(f"`joinedup run` did not answer; it printed:\n{log.read_text()[-4000:]}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/sign-in", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
