"""Settings of a test process: the application's, with a store and a folder of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="joinedup-tests-")
_owner = os.getpid()


def _clear() -> None:
    if os.getpid() == _owner:
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_clear)
os.environ["JOINEDUP_VAR"] = _folder

from joinedup.config import environment  # noqa: E402
from joinedup.config.settings import *  # noqa: E402

VAR = Path(_folder)
STORE = os.environ.get("JOINEDUP_TEST_STORE", "sqlite")
SERVER = os.environ.get("JOINEDUP_TEST_POSTGRES", "")
if STORE == "postgres" and not SERVER:
    raise SystemExit("The PostgreSQL ring needs a server: type `make test-postgres`.")

_store = environment.store(SERVER if STORE == "postgres" else "", folder=VAR)
if STORE == "postgres":
    # Other runs may share the server: the process number keeps their test stores apart.
    _store["TEST"] = {"NAME": f"test_joinedup_{os.getpid()}"}
else:
    _store["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    _store["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA cache_size=-20000;"
    )
DATABASES = {"default": _store}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
