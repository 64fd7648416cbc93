"""Keeps the web server and the worker running as children, until told to end them all."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO

ENDING_SECONDS = 10.0
# A child that keeps ending sooner than this has something wrong that a restart will not mend.
SETTLED_SECONDS = 10.0
TRIES_IN_A_ROW = 5
_DIE_WITH_PARENT = 1


class WillNotStayError(Exception):
    """A child ends as soon as it is started; carries its name and the last lines it wrote."""

    def __init__(self, name: str, last_words: str) -> None:
        self.name, self.last_words = name, last_words
        super().__init__(name)


@dataclass
class Child:
    """One process to keep running, and the file that it writes its log to."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_ends: int = 0
    has_stood: bool = False

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches us alone."""
        with self._opened() as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.started_at = time.monotonic()

    def ended(self) -> int | None:
        """How it ended, if it did."""
        return self.process.poll() if self.process else None

    def quick_ends_after(self, how: int) -> int:
        """How often in a row it has now ended by itself soon after it was started."""
        if time.monotonic() - self.started_at >= SETTLED_SECONDS:
            self.has_stood = True
            return 1
        # Whoever was killed, for want of memory or by hand, has nothing wrong of its own.
        return self.quick_ends + (how != -signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Signal it and everything that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def last_words(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def _opened(self) -> IO[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        return self.log.open("ab")


@dataclass
class Supervisor:
    """Starts children, starts again whichever dies, and ends them all in order."""

    children: list[Child]
    say: Callable[[str], None]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    first_wait: float = 0.2
    is_ending: bool = False

    def run(self, *, until_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Run until a signal says to end; `when_ready` is called once, when first all answers."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        is_ready = False
        try:
            for child in self.children:
                child.start(self.environment)
            while not self.is_ending:
                self._restart_the_dead()
                if not is_ready and until_ready():
                    is_ready = True
                    self._note_who_stands()
                    when_ready()
                time.sleep(0.1)
        finally:
            self._end_all()

    def _note_who_stands(self) -> None:
        for child in self.children:
            child.has_stood = child.has_stood or child.ended() is None

    def _end(self, number: int, frame: object) -> None:
        del number, frame
        self.is_ending = True

    def _restart_the_dead(self) -> None:
        for child in self.children:
            how = child.ended()
            if how is None or self.is_ending:
                continue
            child.quick_ends = child.quick_ends_after(how)
            # What it started itself may outlive it and keep its port.
            child.signal(signal.SIGKILL)
            # What has run here will run again: given up, the place would stay away until morning.
            if child.quick_ends >= TRIES_IN_A_ROW and not child.has_stood:
                raise WillNotStayError(child.name, child.last_words())
            self.say(f"The {child.name} ended ({how}) and is started again.")
            self._wait(self.first_wait * 2 ** min(child.quick_ends, TRIES_IN_A_ROW))
            if not self.is_ending:
                child.start(self.environment)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.is_ending:
            time.sleep(0.05)

    def _end_all(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + ENDING_SECONDS
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                if child.process is not None:
                    child.process.wait(max(0.1, until - time.monotonic()))
            child.signal(signal.SIGKILL)


def free_port(host: str, wanted: int, *, tries: int = 50) -> int:
    """The port asked for, or the next that nobody listens on."""
    for port in range(wanted, wanted + tries):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return port
    raise OSError(f"no port from {wanted} on is free")


def answers(host: str, port: int) -> bool:
    """Whether a web server answers there; asking wakes it up for the first visitor."""
    asking = http.client.HTTPConnection(host, port, timeout=5)
    try:
        asking.request("GET", "/")
        return asking.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _end_with_parent() -> None:
    # On Linux the kernel ends the child when we are killed; elsewhere it would live on.
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
