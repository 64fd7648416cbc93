"""A PostgreSQL of our own for as long as it is needed: no test touches what answers on a port."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MISSING = (
    "PostgreSQL is not here: type `sudo apt-get install -y postgresql`, "
    "or name a server in JOINEDUP_TEST_POSTGRES."
)
TRIES_TO_START = 20
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
# Where the server will be killed, what is acknowledged must have been handed to the machine.
DURABLE = ("fsync=off", "max_connections=60")


class NoPostgresError(Exception):
    """There is no PostgreSQL that can be started here."""


@contextmanager
def throw_away(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster that listens on a socket in its own folder, and give its address.

    A durable one keeps what it acknowledged when its processes are killed.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="joinedup-postgres-", dir=_short_folder()))
    as_owner = _as_owner(folder)
    data = folder / "data"

    def call(program: str, *words: str) -> None:
        command = [*as_owner, str(programs / program), "-D", str(data), *words]
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise NoPostgresError(f"PostgreSQL did not start ({program}): {done.stderr.strip()}")

    try:
        trust = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
        call("initdb", *trust)
        with (data / "postgresql.conf").open("a") as configured:
            configured.writelines(f"{line}\n" for line in (DURABLE if durable else QUICK))
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", _options(folder), "start")
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        # A second Ctrl-C must not leave a server behind.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        if Server(folder).is_running():
            call("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True)
class Server:
    """A throw-away cluster as something that can be killed and started again."""

    folder: Path

    @classmethod
    def at(cls, address: str) -> "Server":
        """The cluster that answers at an address that `throw_away` gave."""
        return cls(Path(address.partition("?host=")[2]))

    def process(self) -> int:
        """The process that every other one of the server hangs from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def is_running(self) -> bool:
        """Whether its first process lives; one that was killed and waits to be buried does not."""
        with contextlib.suppress(OSError, IndexError, ValueError):
            os.kill(self.process(), 0)
            stat = Path(f"/proc/{self.process()}/stat")
            return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
        return False

    def start_again(self) -> None:
        """Start it unless it runs."""
        if self.is_running():
            return
        words = ["-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log")]
        for _ in range(TRIES_TO_START):
            # Its last children may still be ending, and hold what it needs.
            done = subprocess.run(
                [
                    *_as_owner(self.folder),
                    str(_programs() / "pg_ctl"),
                    *words,
                    "-o",
                    _options(self.folder),
                    "start",
                ],
                cwd=self.folder,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                check=False,
            )
            if done.returncode == 0:
                return
            time.sleep(1)
        raise NoPostgresError("PostgreSQL did not start again")


def _options(folder: Path) -> str:
    return f"-c listen_addresses='' -k {folder}"


def _programs() -> Path:
    """The folder of initdb and pg_ctl: the newest of Debian's, or the one on PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: int(path.parents[1].name), reverse=True)
    on_path = shutil.which("initdb")
    if newest:
        return newest[0].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgresError(MISSING)


def _as_owner(folder: Path) -> list[str]:
    """The words that make a command run as somebody whom initdb accepts: it refuses root."""
    if os.getuid() != 0:
        return []
    try:
        postgres = pwd.getpwnam("postgres")
    except KeyError:
        raise NoPostgresError(f"{MISSING} (there is no user postgres to run it as)") from None
    os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


def _short_folder() -> str | None:
    """Where a socket's path stays within the hundred letters that systems allow."""
    return "/tmp" if Path("/tmp").is_dir() else None
