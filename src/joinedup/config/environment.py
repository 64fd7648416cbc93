"""Every environment variable that a process reads, with its default and its meaning."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment; `docs/reference/settings.md` is printed from these."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "JOINEDUP_PLACE",
        "buckinghamshire",
        "Which place this process serves: the name of a file in `places/`, without `.toml`.",
    ),
    Setting(
        "JOINEDUP_PLACES",
        "",
        "The folder of place files. Empty means `places/` of the checkout, or of the package.",
    ),
    Setting(
        "JOINEDUP_VAR",
        "var",
        "The folder for what a process writes: the SQLite store, keys, seals, files in and out.",
    ),
    Setting(
        "JOINEDUP_DATABASE_URL",
        "",
        "The store, as `postgresql://user@host:port/name`. Empty means SQLite in `JOINEDUP_VAR`.",
    ),
    Setting(
        "JOINEDUP_KEPT_PLANS",
        "yes",
        "`no` where a pooler stands before PostgreSQL that cannot keep prepared statements.",
    ),
    Setting(
        "JOINEDUP_LOG_KEY_FILE",
        "",
        "The file with the key that the journey log is sealed with, made on first use. Empty means "
        "one in `JOINEDUP_VAR`; keep a copy where no backup of the store goes.",
    ),
    Setting(
        "JOINEDUP_SEAL_FILE",
        "",
        "The file outside the store that every seal is appended to; where several machines run "
        "workers, one that all of them share. Empty means one in `JOINEDUP_VAR`.",
    ),
    Setting(
        "JOINEDUP_PACKS",
        "",
        "The folder that the hourly downtime pack is written into: one that can be opened, or "
        "printed from, when no server answers. Empty means `packs` in `JOINEDUP_VAR`.",
    ),
    Setting(
        "JOINEDUP_SECRET_KEY",
        "",
        "What sessions and form tokens are signed with. Empty means one made on first use and kept "
        "in `JOINEDUP_VAR`.",
    ),
    Setting(
        "JOINEDUP_SIGN_IN",
        "",
        "The file of identity providers at which staff may sign in, as in `sign-in.toml`: how to "
        "write one is in *Sign in with an identity provider*. Empty means local accounts alone.",
    ),
    Setting(
        "JOINEDUP_HOSTS",
        "127.0.0.1,localhost",
        "The host names this site answers to, with commas between.",
    ),
    Setting(
        "JOINEDUP_HTTPS",
        "no",
        "`yes` where the site is reached over HTTPS: cookies are then sent over nothing else.",
    ),
    Setting(
        "JOINEDUP_PROXIES",
        "0",
        "How many proxies of yours stand before the web server; sign-in attempts are counted by "
        "the address that the outermost of them saw.",
    ),
    Setting(
        "JOINEDUP_DEMO",
        "no",
        "`yes` where the people are invented: every page says so, and the sign-in page lists the "
        "demonstration sign-ins.",
    ),
    Setting(
        "JOINEDUP_CLOCK_AHEAD",
        "0",
        "For a rehearsal: by how many seconds the clock runs ahead of the world's, or behind it. "
        "`joinedup run --at` sets it. It counts only where the people are invented.",
    ),
    Setting(
        "JOINEDUP_TEXTS",
        "",
        "By what texts to people go out: `notify` (GOV.UK Notify), or `folder` (files in "
        "`outgoing/texts` of `JOINEDUP_VAR`). Empty means that none do. Beside invented people it "
        "is always the folder.",
    ),
    Setting(
        "JOINEDUP_NOTIFY_KEY_FILE",
        "",
        "The file with the API key of the service at GOV.UK Notify, as Notify showed it; readable "
        "by the account that runs this alone.",
    ),
    Setting(
        "JOINEDUP_NOTIFY_TEMPLATE",
        "",
        "The id of the text template at GOV.UK Notify whose whole content is `((message))`.",
    ),
    Setting(
        "JOINEDUP_NOTIFY_ADDRESS",
        "https://api.notifications.service.gov.uk",
        "Where GOV.UK Notify answers.",
    ),
    Setting(
        "JOINEDUP_IDLE_MINUTES",
        "15",
        "After how many minutes without use somebody is signed out; a warning comes two before.",
    ),
    Setting(
        "JOINEDUP_MAX_REQUEST_MB",
        "10",
        "How many megabytes a form or a message may hold; anything larger is refused unread.",
    ),
)

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(name: str) -> str:
    """What the environment says for a declared setting, or its default."""
    return os.environ.get(name) or _DEFAULTS[name]


def is_on(name: str) -> bool:
    """Whether a setting that is `yes` or `no` is `yes`."""
    return value(name).strip().lower() in {"yes", "1", "true", "on"}


def secret_key(folder: Path) -> str:
    """What sessions and form tokens are signed with: given, or made on first use."""
    if said := value("JOINEDUP_SECRET_KEY"):
        return said
    file = folder / "keys" / "secret_key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = file.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        # Linking, unlike renaming, never replaces the key of a process that was a moment earlier.
        with suppress(FileExistsError):
            file.hardlink_to(fresh)
        fresh.unlink()
    return file.read_text()


def store(address: str, *, folder: Path) -> dict[str, Any]:
    """Describe to Django the store that an address names, or SQLite in a folder for none."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "joinedup.sqlite3",
            "OPTIONS": {
                # Without IMMEDIATE a reader that turns writer fails at once: "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-20000;",
            },
        }
    asked: dict[str, Any] = dict(conninfo_to_dict(address))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": asked.pop("dbname", "joinedup"),
        "USER": asked.pop("user", ""),
        "PASSWORD": asked.pop("password", ""),
        "HOST": asked.pop("host", ""),
        "PORT": str(asked.pop("port", "")),
        # A new connection knows no table yet, and plans every question of a page slowly.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": asked,
    }
