"""The copy as a file: one page to read, the same for programs, in one ZIP."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

_WHEN = (1980, 1, 1, 0, 0, 0)


def zipped(told: Mapping[str, Any]) -> bytes:
    """A copy as one file, the same bytes for the same copy."""
    pages = {
        "copy.html": render_to_string("subject_access/copy.html", dict(told)),
        "copy.json": json.dumps(told, default=_plain, ensure_ascii=False, indent=1),
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in pages.items():
            into.writestr(zipfile.ZipInfo(name, _WHEN), text.encode(), zipfile.ZIP_DEFLATED)
    return body.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return str(value)
