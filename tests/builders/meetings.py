"""Meetings about people."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.glass import now

HOUR = timedelta(hours=1)


def called(*attending: Actor, by: Actor | None = None, **changes: Any) -> UUID:
    """A meeting that begins in two hours and lasts one."""
    by = by or build.nurse()
    names = Account.objects.filter(id__in=[one.account_id for one in attending or (by,)])
    given = {
        "title": "Frailty MDT",
        "starts_at": instant.now() + 2 * HOUR,
        "ends_at": instant.now() + 3 * HOUR,
        "usernames": list(names.values_list("username", flat=True)),
        "key": persons.a_key(),
        "at": instant.now(),
        **changes,
    }
    return services.call_meeting(**given, by=now(by))


def put(person: PersonId, meeting_id: UUID, *, by: Actor | None = None, **changes: Any) -> UUID:
    """Somebody on its agenda, put there by somebody who has a part in their care."""
    given = {"reason": "Falls twice this week", "at": instant.now(), **changes}
    return services.put_on_agenda(
        person, meeting_id=meeting_id, **given, by=now(by or build.nurse())
    )
