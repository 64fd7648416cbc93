"""What comes of a code: kept in a session for a few minutes, or written down that it was wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from joinedup.foundation import instant, reading
from joinedup.foundation.scope import Actor
from joinedup.mycare.domain import letters
from joinedup.web import errors


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


def write_failure(request: HttpRequest, code: str, *, by: Actor) -> None:
    """Write in the log of reading that nobody was let in, and why."""
    route = errors.route_of(request)
    reading.write(by.scope, route=route, outcome=reading.SIGN_IN_FAILED, detail=code)
