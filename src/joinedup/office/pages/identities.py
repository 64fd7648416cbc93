"""Who the holder of an account is at identity providers, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from joinedup.office.pages.providers import provider_name
from joinedup.office.queries import IdentityRow


@dataclass(frozen=True, slots=True)
class Listed:
    """Who somebody is at one provider, in words."""

    id: UUID
    provider: str
    subject: str
    since: datetime


def listed(rows: Iterable[IdentityRow]) -> list[Listed]:
    """Who somebody is elsewhere, by the names that the site gives its providers."""
    return [Listed(one.id, provider_name(one.issuer), one.subject, one.since) for one in rows]
