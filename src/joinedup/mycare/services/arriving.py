"""Somebody whom a provider knows comes to their own care."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import journey
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.mycare.services import delegates, joining
from joinedup.office import services as office
from joinedup.office.queries.arriving import ShownPerson


@journey.change
def bind_by_number(person_id: PersonId, shown: ShownPerson, *, at: datetime, by: Actor) -> None:
    """Let somebody see their care whose NHS number and birth their provider made sure of."""
    account_id = joining.join_by_number(person_id, at=at, by=by)
    office.bind_identity(account_id, provider=shown.provider, subject=shown.subject, at=at, by=by)


@journey.change
def bind_by_letter(code_id: UUID, shown: ShownPerson, *, at: datetime, by: Actor) -> None:
    """Let somebody see their care who gave the code of a letter, by who they are at a provider."""
    account_id = joining.join_by_letter(code_id, username="", password="", at=at, by=by)
    office.bind_identity(account_id, provider=shown.provider, subject=shown.subject, at=at, by=by)


@journey.change
def bind_delegate(delegation_id: UUID, shown: ShownPerson, *, at: datetime, by: Actor) -> None:
    """Let somebody act for another who gave their code, by who they are at a provider."""
    account_id = delegates.take_up(delegation_id, at=at, by=by)
    office.bind_identity(account_id, provider=shown.provider, subject=shown.subject, at=at, by=by)
