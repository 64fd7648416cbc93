"""What a session keeps of a code that was given rightly, for the few minutes that follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from joinedup.foundation import instant
from joinedup.mycare.domain import letters


def keep(request: HttpRequest, name: str, code_id: UUID) -> None:
    """Keep which code it was, in a session that is new from here."""
    request.session.cycle_key()
    request.session[name] = {"code": str(code_id), "at": instant.now().isoformat()}


def kept(request: HttpRequest, name: str) -> UUID | None:
    """Which code it was; nothing where it was given too long ago, or never."""
    held: dict[str, Any] | None = request.session.get(name)
    if held is None:
        return None
    is_late = instant.now() - datetime.fromisoformat(held["at"]) > letters.PROVED_FOR
    return None if is_late else UUID(held["code"])
