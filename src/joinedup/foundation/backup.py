"""`joinedup backup` and `joinedup restore`: the whole place in one folder, its key apart."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from joinedup.foundation import (
    dumps,
    events,
    files,
    instant,
    journey,
    keys,
    scope,
    seal_file,
    verify,
)
from joinedup.foundation.deliveries import ROOM
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor, Delivery, TimedJob
from joinedup.foundation.verify import Report
from joinedup.kernel.errors import Refused

FORMAT = 2
# What an earlier release wrote held no files: it had none.
READ_FORMATS = (1, FORMAT)
MANIFEST = "manifest.json"
SEALS = "seals.jsonl"
FILES = "files"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    id: str
    made_at: str
    version: str
    place: str
    store: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: whether the log is sound, and how many hand-offs wait."""

    manifest: Manifest
    report: Report
    held_count: int


def make(folder: Path, *, key_file: Path | None = None) -> Manifest:
    """Write a backup into a new folder, while the place goes on working.

    The key of the journey log goes into a file of its own, and only if one is named: whoever holds
    both can forge.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused("backup_folder_in_use", folder=str(folder))
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    name = dumps.FILES[connection.vendor]
    reach = dumps.dump(part / name)
    _copy_seals(part / SEALS, reach)
    manifest = Manifest(
        format=FORMAT,
        id=str(new_id()),
        made_at=instant.now().isoformat(),
        version=_version(),
        place=settings.PLACE,
        store=connection.vendor,
        files={file: _digest(part / file) for file in (name, SEALS)} | _copy_files(part),
    )
    (part / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    if folder.exists():
        folder.rmdir()
    part.rename(folder)
    if key_file is not None:
        _write_key(key_file, keys.log_key(keys.key_path()).hex())
    return manifest


def restore(folder: Path, *, replace: bool = False, key_file: Path | None = None) -> Restored:
    """Put a place back from a backup, hold what would go outside, and go through the whole log.

    Into an empty store only, unless told to replace; what is replaced is set aside where it is a
    file. Nothing may be running meanwhile.
    """
    manifest = _checked(folder)
    if not replace and not dumps.is_empty():
        raise Refused("store_not_empty")
    _bring_key(key_file)
    mark = instant.now().strftime("%Y%m%dT%H%M%S")
    if connection.vendor == "sqlite":
        connection.close()
        dumps.set_aside(Path(str(connection.settings_dict["NAME"])), mark)
    dumps.load(folder / dumps.FILES[connection.vendor])
    seals = seal_file.path()
    seals.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    dumps.set_aside(seals, mark)
    shutil.copyfile(folder / SEALS, seals)
    seals.chmod(0o600)
    _bring_files(folder, manifest)
    call_command("migrate", verbosity=0)
    report = verify.report()
    held = _hold(manifest)
    return Restored(manifest, report, held)


@journey.change
def _hold(manifest: Manifest) -> int:
    """Hold every hand-off to the outside: some may have arrived after the backup was made."""
    now, by = instant.now(), scope.system("command_line")
    waiting = Delivery.objects.filter(delivered_at__isnull=True)
    waiting.update(leased_until=None, leased_by="")
    TimedJob.objects.update(leased_until=None, leased_by="", next_at=now)
    held = waiting.filter(held_at__isnull=True).exclude(channel=ROOM).update(held_at=now)
    fact = events.StoreRestored(
        backup_made_at=datetime.fromisoformat(manifest.made_at),
        backup_id=UUID(manifest.id),
        held_count=held,
    )
    place = Anchor.objects.get(id=journey.place_anchor_id())
    journey.record(fact, about=place, place=True, at=now, by=by)
    return held


def _checked(folder: Path) -> Manifest:
    if not (folder / MANIFEST).is_file():
        raise Refused("backup_not_here", folder=str(folder))
    manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    if manifest.format not in READ_FORMATS:
        raise Refused("backup_format", found=manifest.format, expected=FORMAT)
    for name, digest in manifest.files.items():
        file = folder / name
        if not file.is_file() or _digest(file) != digest:
            raise Refused("backup_damaged", file=name)
    if manifest.place != settings.PLACE:
        raise Refused("backup_of_another_place", found=manifest.place, expected=settings.PLACE)
    if manifest.store != connection.vendor:
        raise Refused("backup_of_another_store", found=manifest.store, expected=connection.vendor)
    return manifest


def _copy_files(part: Path) -> dict[str, str]:
    """Copy every kept file, after the store: a row names only a file that was kept before it."""
    copied = {}
    for digest in files.all_kept():
        files.copy_to(digest, part / FILES / digest)
        copied[f"{FILES}/{digest}"] = _digest(part / FILES / digest)
    return copied


def _bring_files(folder: Path, manifest: Manifest) -> None:
    for name in manifest.files:
        if name.startswith(f"{FILES}/"):
            files.bring(folder / name)


def _bring_key(key_file: Path | None) -> None:
    here = keys.key_path()
    if key_file is not None:
        brought = key_file.read_text().strip()
        if here.exists() and here.read_text().strip() != brought:
            raise Refused("another_key_here", file=str(here))
        if not here.exists():
            _write_key(here, brought)
    if not here.exists():
        raise Refused("key_not_here", file=str(here))


def _write_key(file: Path, key: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(key)


def _copy_seals(copy: Path, reach: dumps.Reach) -> None:
    """Copy the file of seals as far as the dump reaches: seals go on being made meanwhile."""
    last = {seal_file.HEADS: reach.heads, seal_file.READINGS: reach.readings}
    with copy.open("w", encoding="utf-8") as out:
        for text in seal_file.texts():
            line = seal_file.parsed(text)
            if line is None or line.seq <= last.get(line.kind, line.seq):
                out.write(text + "\n")


def _version() -> str:
    try:
        return version("joinedup")
    except PackageNotFoundError:
        return "not installed"


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
