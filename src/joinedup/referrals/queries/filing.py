"""What of a line is to be filed in a partner's own system, and what was."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from joinedup.foundation import place
from joinedup.foundation.place_schema import Partner, Takes
from joinedup.foundation.scope import Scope, require
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals.domain.filing import FiledKind
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.models import Filed, Line
from joinedup.referrals.queries.beside import FiledRow
from joinedup.referrals.queries.standing import require_part


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFile:
    """One contact, or the end of a line; `code` is the contact's kind or the outcome."""

    kind: FiledKind
    thing_id: UUID
    code: str
    profession: str
    who: str
    happened_at: datetime
    recorded_at: datetime
    words: str
    filed: FiledRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingView:
    """A line with everything that is to be filed elsewhere, the oldest first."""

    line_id: LineId
    version: Version
    reference: str
    card: Card
    service_code: str
    team_code: str
    closed_how: str
    received_at: datetime
    partner: Partner
    items: tuple[ToFile, ...]


def takes_text(team_code: str) -> Partner | None:
    """The partner in whose system a team's work is filed by hand, where it takes no message."""
    here = place.current()
    team = here.teams.get(team_code)
    for one in here.partners.values():
        is_theirs = one.team == team_code or (team and one.organisation == team.organisation)
        if one.takes is Takes.TEXT and is_theirs:
            return one
    return None


def filing(scope: Scope, line_id: LineId) -> FilingView:
    """What is to be filed of a line, for those who have it; not found where nothing is."""
    line = Line.objects.filter(id=line_id).select_related("referral").first()
    partner = takes_text(line.team_code) if line else None
    if line is None or partner is None:
        raise NotFound()
    person_id = PersonId(line.referral.person_id)
    require(scope, person_id)
    require_part(scope, line, Act.CONTACT)
    return FilingView(
        line_id=line_id,
        version=Version(line.version),
        reference=line.referral.reference,
        card=people.cards(scope, [person_id])[person_id],
        service_code=line.service_code,
        team_code=line.team_code,
        closed_how=line.closed_how,
        received_at=line.referral.received_at,
        partner=partner,
        items=tuple(_items(line, partner)),
    )


def filed_of(line_ids: Collection[UUID]) -> dict[UUID, tuple[FiledRow, ...]]:
    """What of each line stands in a partner's own system too, the first filed first, by line."""
    gathered: dict[UUID, list[FiledRow]] = defaultdict(list)
    if line_ids:
        done = Filed.objects.filter(line_id__in=line_ids).select_related("account")
        for one in done.order_by("filed_at", "id"):
            gathered[one.line_id].append(_filed(one))
    return {line_id: tuple(rows) for line_id, rows in gathered.items()}


def _filed(one: Filed) -> FiledRow:
    return FiledRow(
        kind=FiledKind(one.kind),
        partner_code=one.partner_code,
        by=one.account.display_name,
        filed_at=one.filed_at,
        recorded_at=one.recorded_at,
    )


def _items(line: Line, partner: Partner) -> Iterator[ToFile]:
    done = Filed.objects.filter(line=line, partner_code=partner.code).select_related("account")
    filed = {one.thing_id: _filed(one) for one in done}
    for contact in line.contacts.select_related("account").order_by("happened_at", "id"):
        yield ToFile(
            kind=FiledKind.CONTACT,
            thing_id=contact.id,
            code=contact.kind,
            profession=contact.profession,
            who=contact.made_by or contact.account.display_name,
            happened_at=contact.happened_at,
            recorded_at=contact.recorded_at,
            words=contact.words,
            filed=filed.get(contact.id),
        )
    summary = getattr(line, "closing_summary", None)
    if summary is not None and line.closed_at is not None:
        yield ToFile(
            kind=FiledKind.CLOSING,
            thing_id=summary.id,
            code=line.outcome,
            profession="",
            who=summary.account.display_name,
            happened_at=line.closed_at,
            recorded_at=summary.made_at,
            words=summary.words,
            filed=filed.get(summary.id),
        )
