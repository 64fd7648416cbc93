"""Whom another system has chosen: kept until it is settled who they are here, and then gone."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.office import events
from joinedup.office.domain.launching import COUNTS_FOR, PersonTold
from joinedup.office.models import LaunchedPerson


@journey.change
def keep_launched(
    person: PersonTold,
    *,
    account_id: UUID,
    system: str,
    was_here: bool,
    at: datetime,
    by: Actor,
) -> UUID:
    """Keep whom a system has chosen for somebody who signs in; says which row it is."""
    account = Account.objects.get(id=account_id)
    anchors.ensure_account(account.id)
    made = LaunchedPerson.objects.create(
        account=account,
        system=system,
        nhs_number=person.nhs_number,
        family_name=person.family_name,
        given_name=person.given_name,
        born_on=person.born_on,
        was_here=was_here,
        at=at,
    )
    fact = events.Launched(provider=system)
    journey.record(fact, about=account, account=account.id, at=at, by=by)
    return made.id


def end_launch(launch_id: UUID) -> None:
    """Forget whom a system had chosen, now that it is settled."""
    LaunchedPerson.objects.filter(id=launch_id).delete()


def forget_launches(*, at: datetime) -> None:
    """Forget whom systems had chosen and nobody opened."""
    LaunchedPerson.objects.filter(at__lt=at - COUNTS_FOR).delete()
