"""What a place needs before it runs: tables, static files, invented people; and its processes."""

import hashlib
import os
import sys
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from joinedup.demo import queries as demo_queries
from joinedup.demo import services as demo
from joinedup.foundation import accounts, anchors, guards, instant, journey, place
from joinedup.kernel.errors import NotFound, Refused
from joinedup.office import queries as office
from joinedup.web.static_files import HashedFiles

THREADS = 4
_WORKERS = {"sqlite": 1, "postgresql": 2}


def bring_tables_up_to_date() -> None:
    """Apply the migrations that are missing, and mend the guards."""
    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    else:
        guards.install()


def collect_static_files() -> None:
    """Gather static files under hashed names, where any has changed since they last were."""
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / "gathered-from", _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    command = collectstatic.Command()
    command.storage = HashedFiles()
    call_command(command, interactive=False, verbosity=0, clear=True)
    stamp.write_text(wanted)


def claim_store() -> None:
    """Make a new store that of the place served."""
    if anchors.place_held() is None:
        journey.place_anchor_id()


def is_empty() -> bool:
    """Whether nobody has an account here yet."""
    return not demo_queries.is_populated()


def load_demo(weeks: int | None) -> None:
    """Fill the empty place with invented people, the weeks behind them and a day of referrals."""
    demo.load(at=instant.now(), since=demo.WEEKS if weeks is None else weeks)


def is_demo() -> bool:
    """Whether the people of this store were invented."""
    try:
        accounts.account_named("system:demonstration")
    except NotFound:
        return False
    return True


def demo_sign_ins() -> list[office.DemoSignIn]:
    """A few invented accounts of each role; none where the people are real."""
    return office.demo_sign_ins() if is_demo() else []


def rehearse(when: str) -> None:
    """Set the clock to a local time that was typed, where nobody real is here to be harmed."""
    if not is_empty() and not is_demo():
        raise Refused("rehearsal_of_real_people")
    zone = ZoneInfo(place.current().zone)
    try:
        typed = time.fromisoformat(when) if ":" in when[:3] else datetime.fromisoformat(when)
    except ValueError as error:
        raise Refused("rehearsal_time_not_read", found=when) from error
    if isinstance(typed, time):
        typed = datetime.combine(place.today(), typed)
    ahead = typed.replace(tzinfo=zone) - instant.now()
    instant.run_ahead(ahead)
    os.environ["JOINEDUP_CLOCK_AHEAD"] = str(ahead.total_seconds())


def said_to_children() -> dict[str, str]:
    """What the web server and the worker are told by their environment."""
    return {"JOINEDUP_DEMO": "yes"} if is_demo() else {}


def web_server(host: str, port: int) -> list[str]:
    """How the web server is started."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(_WORKERS[connection.vendor]), "--respawn-failed-workers"),
        *("--blocking-threads", str(THREADS), "--log-level", "warning"),
        "joinedup.config.wsgi:application",
    ]


def worker() -> list[str]:
    """How the worker is started."""
    return [sys.executable, "-m", "joinedup.config.cli", "work"]


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
