"""This room's part of the `joinedup` command: API clients, joiners, movers and leavers."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from joinedup.foundation import accounts, clients, instant, place, scope, smart
from joinedup.foundation.permissions import ClientScope
from joinedup.foundation.scope import Actor
from joinedup.kernel import local_time
from joinedup.kernel.app_scopes import KINDS
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import Page
from joinedup.office import queries, services
from joinedup.office.domain import staffing
from joinedup.office.presenters import staffing as staffing_presenter
from joinedup.web import words


def register(subparsers: Any) -> None:
    """Add API clients, and joiners, movers and leavers, to the command line."""
    staff = subparsers.add_parser(
        "accounts-file",
        help="read joiners, movers and leavers from a CSV, and carry each out on its day",
        description="Ends with 0 when every row was taken, 1 when some were refused, 2 when it "
        "could not run.",
    )
    staff.add_argument("file", metavar="FILE", type=Path)
    staff.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
    staff.add_argument("--json", action="store_true", help="say it as JSON")
    staff.set_defaults(run=_staff)
    parser = subparsers.add_parser("client", help="see and manage the systems that may ask here")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="every client by name, ended ones too")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list)
    add = actions.add_parser("add", help="make a client on the account of a partner's system")
    add.add_argument("username", help="the user name of that account")
    add.add_argument("name")
    add.add_argument("--owner", required=True, help="who answers for it, and how to reach them")
    add.add_argument(
        "--scope", action="append", required=True, choices=[one.value for one in ClientScope]
    )
    add.add_argument("--a-minute", type=int, default=clients.USUAL_RATE, help="most requests")
    add.add_argument("--last-day", metavar="YYYY-MM-DD", type=_day_after, help="when it ends")
    add.set_defaults(run=_add)
    secret = actions.add_parser("secret", help="make the secret that a client signs in by")
    secret.add_argument("name")
    secret.add_argument(
        "--overlap-hours",
        type=int,
        default=0,
        help="how long the secret before goes on working",
    )
    secret.set_defaults(run=_secret)
    end = actions.add_parser("end", help="let a client ask no longer, from now")
    end.add_argument("name")
    end.set_defaults(run=_end)
    _register_apps(subparsers)


def _register_apps(subparsers: Any) -> None:
    parser = subparsers.add_parser("app", help="see and manage the SMART apps that may be opened")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="every app by name, ended ones too")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list_apps)
    add = actions.add_parser("add", help="register an app; says the client id that it gets")
    add.add_argument("name")
    add.add_argument("--owner", required=True, help="who answers for it, and how to reach them")
    add.add_argument("--launch", metavar="URL", required=True, help="where it is opened")
    add.add_argument(
        "--redirect", metavar="URL", action="append", required=True, help="where it is answered"
    )
    add.add_argument("--kind", action="append", required=True, choices=KINDS)
    add.add_argument("--last-day", metavar="YYYY-MM-DD", type=_day_after, help="when it ends")
    add.set_defaults(run=_add_app)
    end = actions.add_parser("end", help="let an app be opened no longer, from now")
    end.add_argument("name")
    end.set_defaults(run=_end_app)


def _by() -> Actor:
    return scope.system("command_line")


def _day_after(text: str) -> datetime:
    try:
        last = datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 - a day, on the place's clocks
    except ValueError as error:
        said = f'found "{text}", expected a day, as in 2027-03-31'
        raise argparse.ArgumentTypeError(said) from error
    after = datetime.combine(last + timedelta(days=1), time())
    return local_time.earliest(after, ZoneInfo(place.current().zone))


def _every[Row: (queries.ClientRow, queries.AppRow)](
    a_page: Callable[..., Page[Row]],
) -> Iterator[Row]:
    """All that a list has, page after page."""
    scope_, after = _by().scope, None
    while True:
        page = a_page(scope_, after=after, limit=500)
        yield from page.rows
        if page.next_key is None:
            return
        after = page.rows[-1].id


def _list(asked: argparse.Namespace) -> int:
    rows = list(_every(queries.clients))
    if asked.json:
        print(json.dumps([asdict(one) for one in rows], default=str, indent=2))
        return 0
    for one in rows:
        used = f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never"
        state = "works" if one.secret_count else ("no secret" if one.is_live else "ended")
        may = " ".join(one.scopes)
        print(f"{one.name}  {one.account_name}  {may}  {state}  last asked {used}")
    return 0


def _add(asked: argparse.Namespace) -> int:
    clients.make_client(
        accounts.account_named(asked.username).id,
        name=asked.name,
        owner=asked.owner,
        scopes=frozenset(ClientScope(one) for one in asked.scope),
        a_minute=asked.a_minute,
        until=asked.last_day,
        at=instant.now(),
        by=_by(),
    )
    print(f"{asked.name} is made. Make a secret for it: joinedup client secret NAME")
    return 0


def _secret(asked: argparse.Namespace) -> int:
    found = queries.client_named(asked.name)
    overlap = timedelta(hours=asked.overlap_hours)
    # The only time that it is ever shown.
    print(clients.make_secret(found.id, seen=None, overlap=overlap, at=instant.now(), by=_by()))
    return 0


def _end(asked: argparse.Namespace) -> int:
    found = queries.client_named(asked.name)
    clients.end_client(found.id, seen=None, at=instant.now(), by=_by())
    print(f"{asked.name} has ended.")
    return 0


def _list_apps(asked: argparse.Namespace) -> int:
    rows = list(_every(queries.apps))
    if asked.json:
        print(json.dumps([asdict(one) for one in rows], default=str, indent=2))
        return 0
    for one in rows:
        used = f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never"
        state = "works" if one.is_live else "ended"
        print(f"{one.name}  {one.id}  {' '.join(one.kinds)}  {state}  last read {used}")
    return 0


def _add_app(asked: argparse.Namespace) -> int:
    sent = smart.AppSent(
        name=asked.name,
        owner=asked.owner,
        launch_url=asked.launch,
        redirect_uris=tuple(asked.redirect),
        kinds=tuple(asked.kind),
        until=asked.last_day,
    )
    print(smart.register_app(sent, at=instant.now(), by=_by()))
    return 0


def _end_app(asked: argparse.Namespace) -> int:
    found = queries.app_named(asked.name)
    smart.end_app(found.id, seen=None, at=instant.now(), by=_by())
    print(f"{asked.name} has ended.")
    return 0


def _staff(asked: argparse.Namespace) -> int:
    now, by = instant.now(), _by()
    try:
        with asked.file.open("rb") as stream:
            sent = stream.read(staffing.LARGEST + 1)
        plan = queries.staff_plan(by.scope, sent, at=now)
    except OSError as error:
        return _could_not(f"{asked.file}: {error.strerror}")
    except Refused as refusal:
        return _could_not(words.of_refusal(refusal.refusal_code, refusal.values))
    if plan.planned and not asked.dry_run:
        file_id = services.read_staff_file(plan, name=asked.file.name, at=now, by=by)
        services.take_staff_file(file_id, at=now, by=by)
        # What is not done here, the worker does.
        services.carry_out_staff_changes(at=instant.now(), by=by)
    if asked.json:
        print(json.dumps(staffing_presenter.as_json(plan), indent=2, ensure_ascii=False))
    else:
        for line in (*staffing_presenter.lines(plan), staffing_presenter.counted(plan)):
            print(line)
    return 1 if plan.turned else 0


def _could_not(said: str) -> int:
    print(said, file=sys.stderr)
    return 2
