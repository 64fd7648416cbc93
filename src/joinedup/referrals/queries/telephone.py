"""Files of the telephone system that were read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.referrals.models import TelephoneFile

MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneFileRow:
    """One file that was read: by whom and when, and what became of its rows.

    `ended_at` is None of one that was cut short: what it had brought by then is kept.
    """

    source: str
    name: str
    read_by: str
    began_at: datetime
    ended_at: datetime | None
    accepted_count: int
    unchanged_count: int
    refused_count: int
    overlapping_count: int


def telephone_files(scope: Scope) -> list[TelephoneFileRow]:
    """The files that were read, the last one first."""
    require_permission(scope, Permission.TELEPHONE_READ)
    found = TelephoneFile.objects.select_related("account").order_by("-began_at", "-id")
    return [
        TelephoneFileRow(
            source=one.source,
            name=one.name,
            read_by=one.account.display_name,
            began_at=one.began_at,
            ended_at=one.ended_at,
            accepted_count=one.accepted_count or 0,
            unchanged_count=one.unchanged_count or 0,
            refused_count=one.refused_count or 0,
            overlapping_count=one.overlapping_count or 0,
        )
        for one in found[:MOST_SHOWN]
    ]
