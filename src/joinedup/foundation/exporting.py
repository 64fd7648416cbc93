"""The journey log as a stream of lines of JSON: codes, ids and times, never words or names."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from joinedup.foundation.models import Entry
from joinedup.kernel import facts

AT_A_TIME: Final = 2000
COLUMNS: Final = (
    "id",
    "subject_id",
    "seq",
    "kind",
    "about_kind",
    "about_id",
    "change_id",
    "at",
    "recorded_at",
    "by_role",
    "by_organisation",
    "corrects",
)


def lines(*, since: datetime | None = None) -> Iterator[str]:
    """Every entry recorded since an instant, in the order recorded, one JSON object a line.

    What an entry spoke of in words stands beside it and is left out; so is who recorded it, and
    every entry of a kind that is for few to know.
    """
    found = Entry.objects.exclude(kind__in=facts.kinds_kept_close()).order_by("id")
    if since is not None:
        found = found.filter(recorded_at__gte=since)
    for *said, body in found.values_list(*COLUMNS, "body").iterator(AT_A_TIME):
        told = dict(zip(COLUMNS, map(_plain, said), strict=True))
        yield json.dumps({**told, "body": json.loads(body)}, separators=(",", ":"))


def write(file: Path, *, since: datetime | None = None) -> int:
    """Write the log into a new file that only its owner may read; say how many entries it holds.

    It has its name once it is whole: a run that is cut short leaves nothing that looks complete.
    """
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    count = 0
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        for line in lines(since=since):
            written.write(f"{line}\n")
            count += 1
        written.flush()
        os.fsync(written.fileno())
    part.replace(file)
    return count


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, int) else str(value)
