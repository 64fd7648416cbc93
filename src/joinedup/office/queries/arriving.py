"""Who somebody showed to be at a provider of residents, kept until it is known whose care."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings

from joinedup.office.domain import sealing
from joinedup.office.domain.providers import Provider

KEPT: Final = "shown_by_provider"
SAID: Final = ("subject", "number", "born_on", "sub", "session", "strength", "id_token")
"""What is kept of it."""
LASTS: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Who somebody showed to be; number and birth only where the provider made sure of them."""

    provider: Provider
    subject: str
    number: str = field(repr=False)
    born_on: date | None = field(repr=False)


def keep(session: Any, of: Provider, said: Mapping[str, str], *, at: datetime) -> None:
    """Keep who somebody showed to be in their session, readable to us alone."""
    sealed = sealing.sealed(json.dumps(dict(said)), by=settings.SECRET_KEY)
    session[KEPT] = {"provider": of.code, "at": at.isoformat(), "said": sealed}


def kept(session: Any, *, at: datetime) -> ShownPerson | None:
    """Who somebody showed to be a moment ago; nobody where that was too long ago."""
    found = _said(session, at=at)
    if found is None:
        return None
    of, said = found
    return ShownPerson(of, said["subject"], said["number"], _day(said["born_on"]))


def taken(session: Any, *, at: datetime) -> tuple[Provider, dict[str, Any]] | None:
    """The same whole, once: the session keeps it no longer."""
    found = _said(session, at=at)
    session.pop(KEPT, None)
    return found


def resident_providers() -> list[tuple[str, str]]:
    """The providers at which residents may sign in: code and name."""
    known = settings.JOINEDUP_PROVIDERS.items()
    return [(code, of.name) for code, of in known if not of.rules.is_for_staff]


def _said(session: Any, *, at: datetime) -> tuple[Provider, dict[str, Any]] | None:
    held = session.get(KEPT)
    if held is None or at - datetime.fromisoformat(held["at"]) > LASTS:
        return None
    of = settings.JOINEDUP_PROVIDERS.get(held["provider"])
    opened = sealing.opened(held["said"], by=settings.SECRET_KEY)
    return (of, json.loads(opened)) if of and opened else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
