"""Somebody says that they filed what was entered here in a partner's own system."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import instant, journey
from joinedup.foundation.journey import change
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import events
from joinedup.referrals.domain.filing import AlreadyFiled, check_filed
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import Filed, Line
from joinedup.referrals.queries.filing import filing


@change
def note_filed(
    line_id: LineId,
    *,
    seen: Version | None,
    thing_id: UUID,
    filed_at: datetime,
    at: datetime,
    by: Actor,
) -> None:
    """Note that a contact, or how a line ended, stands in the partner's own system too, once."""
    view = filing(by.scope, line_id)
    line = journey.lock(Line, line_id, seen=seen)
    found = next((one for one in view.items if one.thing_id == thing_id), None)
    if found is None:
        raise NotFound()
    check_filed(filed_at, written_at=found.recorded_at, at=at)
    if Filed.objects.filter(thing_id=thing_id, partner_code=view.partner.code).exists():
        raise AlreadyFiled()
    Filed.objects.create(
        line=line,
        kind=found.kind,
        thing_id=thing_id,
        partner_code=view.partner.code,
        filed_at=filed_at,
        recorded_at=instant.now(),
        account_id=by.account_id,
    )
    line.save(update_fields=["version"])
    fact = events.EntryFiled(kind=found.kind, partner=view.partner.code, filed_at=filed_at)
    journey.record(fact, about=line, person=PersonId(view.card.person_id), at=at, by=by)
