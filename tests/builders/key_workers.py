"""Who is named to co-ordinate somebody's care."""

from typing import Any
from uuid import UUID

from joinedup.foundation import instant
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.glass import now


def named(person: PersonId, worker: Actor, *, by: Actor | None = None, **changes: Any) -> UUID:
    """A key worker, named by a clinician of the front door who cares for them."""
    if by is None:
        by = build.clinician()
        persons.in_care_of(by, [person])
    given = {"instead_of": None, "key": persons.a_key(), "at": instant.now(), **changes}
    return services.name_key_worker(person, worker=worker.account_id, by=now(by), **given)
