"""The `joinedup` command: what any room adds to it, and running the whole place."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOMS = (
    "foundation",
    "office",
    "people",
    "referrals",
    "measures",
    "voice",
    "mycare",
    "desk",
    "exchange",
    "demo",
)
COULD_NOT = 2


def main(words: Sequence[str] | None = None) -> int:
    """Do what was typed; 0 is done, 1 is done and something is wrong, 2 could not be done."""
    typed = list(sys.argv[1:] if words is None else words)
    others = _choose_place(typed)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")
    import django
    import django.db

    from joinedup.kernel.errors import JoinedupError

    try:
        django.setup()
        if others[:1] == ["manage"]:
            return _manage(others[1:])
        asked = _parser().parse_args(typed)
        if asked.run not in (_migrate, _move) and _is_of_another_place():
            return COULD_NOT
        done: int = asked.run(asked)
    except JoinedupError as error:
        print(_in_words(error), file=sys.stderr)
        return COULD_NOT
    except django.db.OperationalError as error:
        print(f"The store cannot be used: {error}", file=sys.stderr)
        return COULD_NOT
    except (KeyboardInterrupt, BrokenPipeError):
        return COULD_NOT
    return done


class _Parser(argparse.ArgumentParser):
    """A parser, of a command or of all, that takes the place to serve wherever it is typed."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self.add_argument(
            "--place",
            metavar="NAME",
            default=argparse.SUPPRESS,
            help="the place to serve, before or after the command (else JOINEDUP_PLACE)",
        )


def _choose_place(typed: list[str]) -> list[str]:
    # Settings are read once, so the place must be known before anything else is.
    chooser = argparse.ArgumentParser(add_help=False)
    chooser.add_argument("--place")
    chosen, others = chooser.parse_known_args(typed)
    if chosen.place:
        os.environ["JOINEDUP_PLACE"] = chosen.place
    return others


def _parser() -> argparse.ArgumentParser:
    from joinedup.demo.commands import weeks

    parser = _Parser(prog="joinedup", description=__doc__)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    run = subparsers.add_parser("run", help="run the place: web server and worker")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--no-demo", action="store_true", help="leave an empty store empty")
    run.add_argument(
        "--weeks",
        type=weeks,
        metavar="W",
        help="weeks behind the day of an empty place that is filled; 0 starts soonest",
    )
    run.add_argument(
        "--at",
        metavar="WHEN",
        help="rehearse as if it were 20:45 today, or 2026-12-24T20:45; only with invented people",
    )
    run.set_defaults(run=_run)
    migrate = subparsers.add_parser("migrate", help="bring the store's tables up to date")
    migrate.set_defaults(run=_migrate)
    move = subparsers.add_parser("move", help="copy this store to an empty PostgreSQL")
    move.add_argument("--to", required=True, metavar="ADDRESS", help="postgresql://...")
    move.set_defaults(run=_move)
    subparsers.add_parser("manage", help="Django's own commands, for the curious", add_help=False)
    for room in ROOMS:
        if find_spec(f"joinedup.{room}.commands"):
            import_module(f"joinedup.{room}.commands").register(subparsers)
    return parser


def _is_of_another_place() -> bool:
    """Say so where the store holds another place: no command reads or writes it under our rules.

    A store that is not there yet, or is broken, is left to the command to speak of.
    """
    import django.db
    from django.conf import settings

    from joinedup.foundation import anchors, place

    place.current()
    try:
        held = anchors.place_held()
    except django.db.DatabaseError:
        return False
    if held is None or held == settings.PLACE:
        return False
    beside = Path(settings.VAR) / settings.PLACE
    print(
        f"The store in {settings.VAR} is that of {held}: a store holds one place.\n"
        f"To use {settings.PLACE} beside it, put JOINEDUP_VAR={beside} before the command.",
        file=sys.stderr,
    )
    return True


def _in_words(error: Exception) -> str:
    from joinedup.config.identity_providers import ProvidersRefused
    from joinedup.foundation.place import PlaceRefused
    from joinedup.kernel.errors import Refused

    if isinstance(error, PlaceRefused):
        return f"The place cannot be served until this is put right:\n{error}"
    if isinstance(error, ProvidersRefused):
        return f"Nobody can sign in until the providers' file is put right:\n{error}"
    if isinstance(error, Refused):
        from joinedup.web import words

        return str(words.of_refusal(error.refusal_code, error.values))
    return f"{type(error).__name__}: {error}"


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["joinedup manage", *words])
    return 0


def _migrate(asked: argparse.Namespace) -> int:
    del asked
    from joinedup.config import preparing

    preparing.bring_tables_up_to_date()
    print("The tables are up to date.")
    return 0


def _move(asked: argparse.Namespace) -> int:
    from joinedup.config import moving

    copied = moving.move(asked.to, say=_say)
    _say(f"{copied:,} rows are copied. Going through the log there:")
    there = {**os.environ, "JOINEDUP_DATABASE_URL": asked.to}
    command = [sys.executable, "-m", "joinedup.config.cli"]
    for word in ("verify", "check"):
        done = subprocess.run([*command, word], env=there, check=False).returncode
        if done:
            return done
    _say(f"From now on say JOINEDUP_DATABASE_URL={asked.to}")
    return 0


def _run(asked: argparse.Namespace) -> int:
    from django.conf import settings

    from joinedup.config import preparing, supervisor

    preparing.bring_tables_up_to_date()
    preparing.claim_store()
    preparing.collect_static_files()
    if asked.at:
        preparing.rehearse(asked.at)
    if not asked.no_demo and preparing.is_empty():
        _say("Filling the empty place with invented people and a working day ...")
        preparing.load_demo(asked.weeks)
    port = supervisor.free_port(asked.host, asked.port)
    if port != asked.port:
        _say(f"Port {asked.port} is taken: using {port}.")
    logs = Path(settings.VAR) / "logs"
    kept = supervisor.Supervisor(
        children=[
            supervisor.Child(
                "web server", preparing.web_server(asked.host, port), logs / "web.log"
            ),
            supervisor.Child("worker", preparing.worker(), logs / "worker.log"),
        ],
        say=_say,
        environment={**os.environ, **preparing.said_to_children()},
    )
    try:
        kept.run(
            until_ready=lambda: supervisor.answers(asked.host, port),
            when_ready=lambda: _tell(asked.host, port, logs),
        )
    except supervisor.WillNotStayError as error:
        _say(f"The {error.name} does not stay up. It last said:\n{error.last_words}")
        return 1
    _say("Ended.")
    return 0


def _tell(host: str, port: int, logs: Path) -> None:
    from django.conf import settings

    from joinedup.config import preparing

    _say(f"\nJoinedup is running at http://{host}:{port}   (Ctrl-C ends it; logs are in {logs})")
    sign_ins = preparing.demo_sign_ins()
    if not sign_ins:
        return
    password = settings.JOINEDUP_DEMO_PASSWORD
    _say(f"\nThe people are invented. Sign in, with the password {password}, as")
    longest = max(len(one.username) for one in sign_ins)
    for one in sign_ins:
        _say(f"  {one.username:<{longest}}  {one.role}: {one.name}, {one.organisation}")


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
