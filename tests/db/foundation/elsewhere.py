"""Places of their own, each with folder and store, worked on by processes as by an operator."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
BEFORE = """
import json, sys
import django
django.setup()
from joinedup.config import cli
from datetime import timedelta
from tests.builders import foundation as build
from joinedup.foundation import check, deliveries, events, instant, journey, leases, retention
from joinedup.foundation import seals, verify, worker
from joinedup.foundation.listening import listen
from joinedup.foundation.models import Anchor
said = {}
"""
MIGRATED = """
cli.main(["migrate"])
"""
AFTER = "\nprint(json.dumps(said, default=str))"


@dataclass(frozen=True)
class Elsewhere:
    """Somewhere to run a place."""

    folder: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "joinedup.config.settings",
            "JOINEDUP_VAR": str(self.folder),
            "JOINEDUP_DATABASE_URL": self.database,
            "PYTHONPATH": str(ROOT),
        }

    def starts(self, program: str) -> subprocess.Popen[str]:
        """Start some lines there, and do not wait for them."""
        return subprocess.Popen(
            [sys.executable, "-c", BEFORE + program],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def asked(self, query: str) -> int:
        """What a query of the store there answers, as a number."""
        if self.database:
            with psycopg.connect(self.database) as connection:
                row = connection.execute(query).fetchone()
        else:
            with closing(sqlite3.connect(self.folder / "joinedup.sqlite3")) as store:
                row = store.execute(query).fetchone()
        return int(row[0])

    def does(self, program: str) -> dict[str, Any]:
        """Run some lines there; what they put into `said` comes back, with what was printed."""
        done = subprocess.run(
            [sys.executable, "-c", BEFORE + MIGRATED + program + AFTER],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])
        *printed, last = done.stdout.splitlines()
        said: dict[str, Any] = json.loads(last)
        return said | {"printed": "\n".join(printed), "stderr": done.stderr}


@contextmanager
def a_place(folder: Path, *, on_postgres: bool) -> Iterator[Elsewhere]:
    """A place on SQLite in a folder, or on a PostgreSQL database that is dropped afterwards."""
    if not on_postgres:
        yield Elsewhere(folder)
        return
    name = f"test_elsewhere_{uuid4().hex[:12]}"
    stated = settings.DATABASES["default"]
    server = {"host": stated["HOST"], "port": stated["PORT"], "user": stated["USER"]}
    server |= {"password": stated["PASSWORD"]} | stated.get("OPTIONS", {})
    known = {key: value for key, value in server.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **known) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Elsewhere(folder, psycopg.conninfo.make_conninfo(dbname=name, **known))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
