"""Children that die are started again; whatever ends us ends them."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from joinedup.config import supervisor

KEEPER = """
import sys
from pathlib import Path
from joinedup.config.supervisor import Child, Supervisor, WillNotStayError

folder, program = Path(sys.argv[1]), sys.argv[2]
child = Child("sleeper", [sys.executable, "-c", program], folder / "log")
kept = Supervisor([child], lambda words: print(words, flush=True), first_wait=0.01)
try:
    kept.run(until_ready=lambda: len(sys.argv) == 3, when_ready=lambda: print("ready", flush=True))
except WillNotStayError as error:
    print("will not stay:", error.last_words)
print("ended", flush=True)
"""
SLEEPER = """
import os, time
from pathlib import Path
with open({pids!r}, "a") as file:
    file.write(str(os.getpid()) + chr(10))
time.sleep(60)
"""


def keep(folder: Path, program: str, *never_ready: str) -> subprocess.Popen[str]:
    """Start a supervisor over one child, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder), program, *never_ready],
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child that nobody has waited for yet has ended all the same.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def pids_in(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_us_and_every_child(tmp_path: Path, number: signal.Signals) -> None:
    pids = tmp_path / "pids"
    kept = keep(tmp_path, SLEEPER.format(pids=str(pids)))
    assert wait_for(lambda: len(pids_in(pids)) == 1)

    kept.send_signal(number)
    printed, _ = kept.communicate(timeout=20)

    assert printed.splitlines() == ["ready", "ended"]
    assert not is_running(pids_in(pids)[0])


def test_a_child_that_is_killed_is_started_again(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    kept = keep(tmp_path, SLEEPER.format(pids=str(pids)))
    assert wait_for(lambda: len(pids_in(pids)) == 1)

    os.kill(pids_in(pids)[0], signal.SIGKILL)

    assert wait_for(lambda: len(pids_in(pids)) == 2)
    kept.terminate()
    assert "The sleeper ended (-9) and is started again." in kept.communicate(timeout=20)[0]


def test_a_child_that_is_killed_again_and_again_is_started_again(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    kept = keep(tmp_path, SLEEPER.format(pids=str(pids)), "never ready")

    for number in range(1, supervisor.TRIES_IN_A_ROW + 2):
        assert wait_for(lambda number=number: len(pids_in(pids)) == number)
        os.kill(pids_in(pids)[-1], signal.SIGKILL)

    assert wait_for(lambda: len(pids_in(pids)) == supervisor.TRIES_IN_A_ROW + 2)
    kept.terminate()
    assert "will not stay" not in kept.communicate(timeout=20)[0]


def test_a_child_that_has_run_is_never_given_up(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    ending = SLEEPER.format(pids=str(pids)).replace("time.sleep(60)", "time.sleep(0.5)")
    kept = keep(tmp_path, ending)

    assert wait_for(lambda: len(pids_in(pids)) == supervisor.TRIES_IN_A_ROW + 2)
    kept.terminate()
    assert "will not stay" not in kept.communicate(timeout=20)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_child_does_not_outlive_us_when_we_are_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    kept = keep(tmp_path, SLEEPER.format(pids=str(pids)))
    assert wait_for(lambda: len(pids_in(pids)) == 1)

    kept.kill()
    kept.communicate(timeout=20)

    assert wait_for(lambda: not is_running(pids_in(pids)[0]))


def test_a_child_that_will_not_stay_is_told_with_its_last_words(tmp_path: Path) -> None:
    kept = keep(tmp_path, "print('no such table')", "never ready")

    printed, _ = kept.communicate(timeout=60)

    assert "will not stay: no such table" in printed
    assert printed.rstrip().endswith("ended")


def test_a_port_that_is_taken_gives_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert supervisor.free_port("127.0.0.1", port) > port


def test_no_free_port_is_an_error() -> None:
    with pytest.raises(OSError, match="no port"):
        supervisor.free_port("127.0.0.1", 8000, tries=0)


def test_what_answers_is_known_from_what_does_not() -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    port = server.server_address[1]

    assert supervisor.answers("127.0.0.1", port)

    server.shutdown()
    server.server_close()
    assert not supervisor.answers("127.0.0.1", port)
