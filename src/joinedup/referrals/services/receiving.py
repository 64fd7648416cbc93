"""A contact that a team recorded in its own system reaches the line by message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from joinedup.foundation import anchors, place
from joinedup.foundation.journey import change
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.contacts import was_before_end
from joinedup.referrals.domain.ids import ContactId, LineId
from joinedup.referrals.models import Line
from joinedup.referrals.services.reaching import record_contact

TOLD_LATER: Final = "told_later"
LATE_AFTER: Final = timedelta(hours=1)


class NoLineOfTeam(Refused):
    """The referral that a contact names has no line of the team whose contacts come so."""

    code = "no_line_of_team"


class ContactOfAnother(Refused):
    """A contact names a referral of another person than whom it is about."""

    code = "contact_of_another"


class ContactInError(Refused):
    """A contact that was recorded here is said to have been entered in error."""

    code = "contact_in_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold:
    """A contact as another system tells it: of which referral, by whom, how and when."""

    reference: str
    kind: str
    profession: str
    made_by: str
    happened_at: datetime
    words: str = ""
    is_entered_in_error: bool = False


@change
def receive_contact(
    told: ContactTold, *, team: str, person_id: PersonId, at: datetime, by: Actor
) -> ContactId | None:
    """Record a contact that a team's own system tells; the same contact again changes nothing.

    It counts as one recorded here: from when it happened, the clock of its line stops. What did not
    happen before its line ended leaves it as it is. What was recorded is not undone by message.
    """
    line = _line(told, team, person_id)
    # One told in the minute of receipt is recorded as at receipt.
    happened_at = max(told.happened_at, line.response_clock.started_at)
    held = line.contacts.filter(account_id=by.account_id, kind=told.kind, happened_at=happened_at)
    known = held.filter(profession=told.profession).first()
    if told.is_entered_in_error:
        if known:
            raise ContactInError()
        return None
    if known:
        return ContactId(known.id)
    closed_at = line.closed_at
    if closed_at is not None and not was_before_end(happened_at, closed_at=closed_at, at=at):
        return None
    return record_contact(
        LineId(line.id),
        seen=None,
        kind=told.kind,
        profession=told.profession,
        happened_at=told.happened_at,
        words=told.words,
        made_by=told.made_by,
        late_reason=_late_reason(told, at),
        at=at,
        by=by,
    )


def _line(told: ContactTold, team: str, person_id: PersonId) -> Line:
    """The line of the team, locked by its referral: of two messages at once the second waits."""
    lines = Line.objects.select_for_update(no_key=True).filter(
        referral__reference=told.reference, team_code=team
    )
    found = list(lines.select_related("referral", "response_clock").order_by("id"))
    # One that is open before one that is closed.
    found.sort(key=lambda line: line.closed_at is not None)
    if not found:
        raise NoLineOfTeam(reference=told.reference, team=team)
    whose = PersonId(found[0].referral.person_id)
    if person_id not in anchors.resolved(whose)[1]:
        raise ContactOfAnother(reference=told.reference)
    return found[0]


def _late_reason(told: ContactTold, at: datetime) -> str:
    known = {reason.code for reason in place.current().reasons_for(ReasonKind.LATE_ENTRY)}
    is_late = at - told.happened_at > LATE_AFTER
    return TOLD_LATER if is_late and TOLD_LATER in known else ""
