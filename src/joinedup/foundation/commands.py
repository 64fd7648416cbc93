"""The foundation's part of the `joinedup` command."""

import argparse
import getpass
import json
import logging
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from joinedup.foundation import (
    accounts,
    backup,
    check,
    deliveries,
    exporting,
    instant,
    keys,
    matrix,
    place,
    scope,
    verify,
)
from joinedup.foundation.deliveries import DeliveryRow
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.foundation.worker import Worker
from joinedup.kernel import disclosure
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import AccountId, DeliveryId
from joinedup.kernel.purposes import Purpose


def register(subparsers: Any) -> None:
    """Add what the foundation does at the command line."""
    work = subparsers.add_parser("work", help="do timed jobs and hand over what was recorded")
    work.set_defaults(run=_work)
    verified = subparsers.add_parser("verify", help="say whether the journey log is as written")
    verified.add_argument("--json", action="store_true")
    verified.add_argument("--reads", action="store_true", help="the log of reading alone")
    verified.set_defaults(run=_verify)
    checked = subparsers.add_parser("check", help="say what is not as it should be")
    checked.add_argument("--json", action="store_true")
    checked.set_defaults(run=_check)
    exported = subparsers.add_parser(
        "export-log", help="write the journey log as lines of JSON: codes, ids and times, no words"
    )
    exported.add_argument(
        "--since", type=_instant, metavar="TIME", help="2026-11-22 or 2026-11-22T14:00Z"
    )
    exported.add_argument("--out", type=Path, metavar="FILE", help="a new file; else the screen")
    exported.add_argument(
        "--for",
        dest="purpose",
        required=True,
        type=Purpose,
        choices=list(Purpose),
        metavar="PURPOSE",
        help=f"what it is used for: {', '.join(Purpose)}; whoever opted out of that is left out",
    )
    exported.set_defaults(run=_export_log)
    matrixed = subparsers.add_parser(
        "access-matrix", help="write who sees what, and why: each question to the access rule"
    )
    matrixed.add_argument("--out", type=Path, metavar="FILE", help="a new file; else the screen")
    matrixed.set_defaults(run=_access_matrix)
    _register_backup(subparsers)
    _register_deliveries(subparsers)
    _register_account(subparsers)


def _register_backup(subparsers: Any) -> None:
    made = subparsers.add_parser("backup", help="write the whole place into a new folder")
    made.add_argument("folder", type=Path)
    made.add_argument("--keys", type=Path, metavar="FILE", help="write the key of the log here")
    made.set_defaults(run=_backup)
    restored = subparsers.add_parser(
        "restore", help="put a place back from a backup; end web server and workers first"
    )
    restored.add_argument("folder", type=Path)
    restored.add_argument("--keys", type=Path, metavar="FILE", help="bring the key from here")
    restored.add_argument("--replace", action="store_true", help="though the store is not empty")
    restored.set_defaults(run=_restore)


def _register_deliveries(subparsers: Any) -> None:
    parser = subparsers.add_parser("deliveries", help="see and steer what has not arrived")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="what has not arrived, oldest first")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list_deliveries)
    for name, change, what in (
        ("retry", deliveries.retry, "try again at once"),
        ("hold", deliveries.hold, "keep back until released"),
        ("release", deliveries.release, "let go what was held"),
        ("give-up", deliveries.give_up, "try no more"),
    ):
        action = actions.add_parser(name, help=what)
        action.add_argument("ids", nargs="*", metavar="ID")
        action.add_argument("--all", action="store_true", help="every one that this fits")
        action.set_defaults(run=_steer, change=change, name=name)


def _register_account(subparsers: Any) -> None:
    parser = subparsers.add_parser("account", help="make accounts and give them roles")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make an account; its password is asked for")
    add.add_argument("username")
    add.add_argument("--name", required=True)
    add.add_argument("--profession", default="")
    add.add_argument("--email", default="")
    add.add_argument("--number", default="", help="direct number")
    add.add_argument("--system", action="store_true", help="a partner's system: no password")
    add.add_argument("--password-stdin", action="store_true")
    add.set_defaults(run=_add_account)
    role = actions.add_parser("role", help="give an account a role in an organisation")
    role.add_argument("username")
    role.add_argument("role", choices=[role.value for role in Role if role is not Role.RESIDENT])
    role.add_argument("organisation", metavar="ORGANISATION")
    role.add_argument("--team", default="")
    role.set_defaults(run=_give_role)
    token = actions.add_parser("token", help="make the token that a partner's system signs in by")
    token.add_argument("username")
    token.add_argument("--revoke", action="store_true")
    token.set_defaults(run=_token)


def _by() -> Actor:
    return scope.system("command_line")


def _work(asked: argparse.Namespace) -> int:
    del asked
    place.current()
    logging.basicConfig(format="%(message)s", stream=sys.stdout, level=logging.WARNING, force=True)
    logging.getLogger("joinedup").setLevel(logging.INFO)
    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.work()
    return 0


def _backup(asked: argparse.Namespace) -> int:
    made = backup.make(asked.folder, key_file=asked.keys)
    print(f"{asked.folder} holds {made.place} as it was at {made.made_at}.")
    if asked.keys:
        print(f"The key of the journey log is in {asked.keys}: keep it where no backup goes.")
    else:
        print(f"The key of the journey log is not in it: keep a copy of {keys.key_path()}.")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    restored = backup.restore(asked.folder, replace=asked.replace, key_file=asked.keys)
    print(f"{restored.manifest.place} is as it was at {restored.manifest.made_at}.")
    done = _tell_report(restored.report)
    print(f"{restored.held_count} hand-offs to the outside wait: some may have arrived since.")
    if restored.held_count:
        print("See `joinedup deliveries list`; let them go by `joinedup deliveries release`.")
    return done


def _verify(asked: argparse.Namespace) -> int:
    report = verify.report(is_of_readings_alone=asked.reads)
    if asked.json:
        said = asdict(report) | {"is_sound": report.is_sound}
        print(json.dumps(said, default=str, indent=2))
        return 0 if report.is_sound else 1
    return _tell_report(report)


def _tell_report(report: verify.Report) -> int:
    print(
        f"{report.entry_count:,} entries in {report.chain_count:,} chains,"
        f" {report.reading_count:,} readings, {report.seal_count:,} seals"
        f" in {report.took_seconds:.1f} s."
    )
    for fault in report.faults:
        print(f"  {fault}")
    print("Everything is as it was written." if report.is_sound else "NOT as it was written.")
    return 0 if report.is_sound else 1


def _instant(text: str) -> datetime:
    # Without a zone it is on the clocks of the place.
    try:
        said = datetime.fromisoformat(text)
    except ValueError as error:
        wanted = "a day or an instant, as in 2026-11-22 or 2026-11-22T14:00Z"
        raise argparse.ArgumentTypeError(f'found "{text}", expected {wanted}') from error
    return said if said.tzinfo else said.replace(tzinfo=ZoneInfo(place.current().zone))


def _export_log(asked: argparse.Namespace) -> int:
    if asked.out is not None and asked.out.exists():
        print(f"{asked.out} is there already: name a new file.", file=sys.stderr)
        return 2
    by = scope.system("export_log", purpose=asked.purpose)
    left = exporting.left_out(by.scope)
    # Before anything leaves: an export that is cut short is known too.
    exporting.note_export(since=asked.since, left=left, at=instant.now(), by=by)
    if asked.out is None:
        for line in exporting.lines(since=asked.since, without=left):
            print(line)
    else:
        count = exporting.write(asked.out, since=asked.since, without=left)
        print(f"{asked.out} holds {count:,} entries.")
    # Beside the file and not in it: what is printed may be piped on.
    for told in _left_out(left):
        print(told, file=sys.stderr)
    return 0


def _left_out(left: exporting.LeftOut) -> Iterator[str]:
    """How many an export left out, and why: a few could be known by their number."""
    if left.people is None:
        return
    counts = {
        "opted out": left.opted_out_count,
        "not checked for national opt-outs lately": left.not_checked_count,
        "restricted": left.restricted_count,
    }
    said = ", ".join(f"{why}: {disclosure.suppress(count)}" for why, count in counts.items())
    yield f"Left out with all their entries, and every call: {said}."
    if left.checked_at is not None:
        at = left.checked_at.astimezone(ZoneInfo(place.current().zone))
        yield f"National data opt-outs were last checked on {at:%d %B %Y}."


def _access_matrix(asked: argparse.Namespace) -> int:
    if asked.out is None:
        matrix.write(sys.stdout)
        return 0
    if asked.out.exists():
        print(f"{asked.out} is there already: name a new file.", file=sys.stderr)
        return 2
    with asked.out.open("w", encoding="utf-8") as out:
        print(f"{asked.out} holds {matrix.write(out):,} answers.")
    return 0


def _check(asked: argparse.Namespace) -> int:
    here = place.current()
    if not asked.json:
        print(f"The place file of {here.name} is sound.")
    found = list(check.findings())
    if asked.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            print(f"{one.source}, {one.at}: {one.message}")
        for one in check.cautions():
            print(f"Worth a look: {one.source}, {one.at}: {one.message}")
        print(f"{len(found)} to look at." if found else "Everything is as it should be.")
    return 1 if found else 0


def _list_deliveries(asked: argparse.Namespace) -> int:
    rows = deliveries.undelivered(limit=1000)
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], default=str, indent=2))
        return 0
    for row in rows:
        print(
            f"{row.id}  {row.listener}  {_state(row)}  made {row.made_at:%Y-%m-%d %H:%M}"
            f"  tried {row.attempt_count}  {row.last_error}"
        )
    print(f"{len(rows)} not arrived." if rows else "Everything has arrived.")
    return 0


def _state(row: DeliveryRow) -> str:
    if row.is_given_up:
        return "given up"
    return "held" if row.is_held else "waiting"


def _steer(asked: argparse.Namespace) -> int:
    named = set(asked.ids)
    rows = [
        row
        for row in deliveries.undelivered(limit=100_000)
        if str(row.id) in named or (asked.all and _fits(asked.name, row))
    ]
    if named - {str(row.id) for row in rows}:
        raise NotFound("no such hand-off is waiting")
    changed = sum(_steered(asked, row, is_named=str(row.id) in named) for row in rows)
    print(f"{changed} changed.")
    return 0


def _steered(asked: argparse.Namespace, row: DeliveryRow, *, is_named: bool) -> bool:
    try:
        asked.change(DeliveryId(row.id), at=instant.now(), by=_by())
    except Refused:
        # Of all that waited, the worker or a colleague was faster with this one.
        if is_named:
            raise
        return False
    return True


def _fits(action: str, row: DeliveryRow) -> bool:
    if row.channel == deliveries.ROOM:
        return False
    if action == "give-up":
        return not row.is_given_up
    return row.is_held == (action == "release")


def _add_account(asked: argparse.Namespace) -> int:
    password = None
    if asked.password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif not asked.system:
        password = getpass.getpass(f"Password for {asked.username}: ")
    accounts.make_account(
        asked.username,
        display_name=asked.name,
        profession=asked.profession,
        email=asked.email,
        direct_number=asked.number,
        password=password,
        is_system=asked.system,
        at=instant.now(),
        by=_by(),
    )
    print(f"{asked.username} is made.")
    return 0


def _give_role(asked: argparse.Namespace) -> int:
    accounts.give_role(
        AccountId(accounts.account_named(asked.username).id),
        role=Role(asked.role),
        organisation_code=asked.organisation,
        team_code=asked.team,
        at=instant.now(),
        by=_by(),
    )
    print(f"{asked.username} is {Role(asked.role).label.lower()} at {asked.organisation}.")
    return 0


def _token(asked: argparse.Namespace) -> int:
    account = AccountId(accounts.account_named(asked.username).id)
    if asked.revoke:
        accounts.revoke_token(account, at=instant.now(), by=_by())
        print(f"{asked.username} has no token now.")
        return 0
    # The only time that it is ever shown.
    print(accounts.issue_token(account, at=instant.now(), by=_by()))
    return 0
