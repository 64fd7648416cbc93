"""Whom another system has chosen for whoever is signed in."""

from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.foundation.ids import is_id
from joinedup.foundation.models import ApiClient
from joinedup.office.domain.launching import Launched, PersonTold
from joinedup.office.models import LaunchedPerson

LAUNCHED: Final = "launched"
"""Where a session keeps which one it is."""


def launched(text: str, account_id: UUID, *, now: datetime) -> Launched | None:
    """Whom, by what a session kept; nobody where it was for another account, or is over."""
    row = LaunchedPerson.objects.filter(id=text).first() if is_id(text) else None
    found = _of(row) if row is not None else None
    return found if found is not None and found.counts(account_id, now=now) else None


def is_launched_for(launch_id: UUID, account_id: UUID) -> bool:
    """Whether a launch waits for the holder of an account."""
    return LaunchedPerson.objects.filter(id=launch_id, account_id=account_id).exists()


def client_name(system: str) -> str:
    """What an API client is called that a launch was begun by; nothing where it was none."""
    kind, _, text = system.partition(":")
    if kind != "client":
        return ""
    return ApiClient.objects.filter(id=text).values_list("name", flat=True).first() or ""


def _of(row: LaunchedPerson) -> Launched:
    told = PersonTold(row.nhs_number, row.family_name, row.given_name, row.born_on)
    return Launched(row.id, row.system, row.account_id, row.at, told, row.was_here)
