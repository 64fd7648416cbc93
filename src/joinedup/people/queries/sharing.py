"""What a person decided of sharing, who has a part in their care, and what is kept from whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from joinedup.foundation import accounts, anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Care, Membership, SharingDecision, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import CARE_GROUNDS, CONTACT, EMERGENCY_GROUNDS, PARTNER, Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.kernel.sections import Section
from joinedup.people.domain.sharing import DecidedBy, Decision, Way
from joinedup.people.queries.cards import Card, identity_cards
from joinedup.people.queries.people import emergency_page
from joinedup.people.queries.record_sections import closed_to

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingRow:
    """One decision: what, who decided it on what basis, when, and how it ended.

    No organisation is everybody. `is_carried` says that it was made on a record that was joined.
    """

    decision_id: UUID
    version: Version
    kind: Decision
    section: Section | None
    organisation: str
    since: datetime
    until: datetime | None
    decided_on: date
    decided_by: DecidedBy
    decider: str
    document_id: UUID | None
    because: str
    way: Way
    recorded_by: str
    is_carried: bool
    ended_by: str
    ended_because: str

    @property
    def words(self) -> str:
        """What was decided, in one line."""
        of = [self.section.label if self.section else "", self.organisation]
        said = ", ".join(part for part in of if part)
        return f"{self.kind.label}: {said}" if said else self.kind.label


@dataclass(frozen=True, slots=True)
class Seer:
    """An organisation that may see somebody's record now, and on which grounds."""

    organisation: str
    name: str
    grounds: tuple[str, ...]
    is_objected_to: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Who may see somebody's record now, and what was decided of it: in force, and before.

    There is no card where they read it of themselves.
    """

    card: Card | None
    seers: tuple[Seer, ...]
    in_force: tuple[SharingRow, ...]
    before: tuple[SharingRow, ...]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class NotShown:
    """A part of a record that is kept from the viewer: by the person, or for want of agreement.

    `since` is when the person decided it, or the last day of the agreement that ended; nothing
    where there never was one.
    """

    section: Section | None
    since: datetime | date | None
    is_by_them: bool


def sharing_of(scope: Scope, person_id: PersonId) -> Sharing:
    """What is shared of somebody, for whoever has a part in their care, or themselves."""
    card, ids, is_hidden = _whose(scope, person_id)
    rows = [one for one in _rows(ids) if one.person_id == ids[0]][:MOST_SHOWN]
    names = accounts.names({one for row in rows for one in (row.recorded_by, row.ended_by) if one})
    told = [_row(one, names) for one in rows]
    against = {one.organisation for one in told if _is_objection(one) and one.until is None}
    seers = () if is_hidden else tuple(_seers(scope, ids, against))
    return Sharing(
        card=card,
        seers=seers,
        in_force=tuple(one for one in told if one.until is None),
        before=tuple(one for one in told if one.until is not None),
        may_decide=scope.may(Permission.SHARING_DECIDE) or scope.may(Permission.OWN_CARE),
    )


def decision_of(scope: Scope, decision_id: UUID) -> tuple[Card | None, SharingRow]:
    """One decision, and whose it is, for whoever may take it back."""
    row = SharingDecision.objects.filter(pk=decision_id).first()
    if row is None:
        raise NotFound()
    card, _, _ = _whose(scope, PersonId(row.person_id))
    names = accounts.names({one for one in (row.recorded_by, row.ended_by) if one})
    return card, _row(row, names)


def not_shown(scope: Scope, card: Card) -> list[NotShown]:
    """What of somebody's record is kept from a viewer; no question is asked for it."""
    if not closed_to(scope, card):
        return []
    limited = (NotShown(one, since, is_by_them=True) for one, since in card.closed_since)
    return [*limited, *_not_agreed(scope)]


def decided_against(scope: Scope, card: Card, ids: Sequence[PersonId]) -> list[SharingRow]:
    """What the person decided that is open to the viewer in an emergency all the same."""
    if not card.is_glass_broken:
        return []
    rows = [
        one
        for one in _rows(ids)
        if one.until is None
        and one.person_id == ids[0]
        and _is_for(one, scope)
        and not Decision(one.kind).is_consent
    ]
    return [_row(one, {}) for one in rows]


def _whose(scope: Scope, person_id: PersonId) -> tuple[Card | None, list[PersonId], bool]:
    """Whose decisions are read, by which ids, and whether it is hidden where they are."""
    if scope.may(Permission.OWN_CARE):
        survivor, ids = anchors.resolved(person_id)
        return None, ids, access.require_own(scope, survivor).is_location_restricted
    # The privacy officer opens nobody, and is asked what was decided and to record it.
    if not scope.may(Permission.RECORD_RESTRICT):
        page = emergency_page(scope, person_id)
        return page.card, list(page.ids), page.card.is_location_restricted
    access.require_permission(scope, Permission.SHARING_DECIDE)
    survivor, ids = anchors.resolved(person_id)
    card = identity_cards(scope, [survivor]).get(survivor)
    if card is None:
        raise NotFound()
    return card, ids, card.is_location_restricted


def _rows(ids: Sequence[PersonId]) -> Iterable[SharingDecision]:
    return SharingDecision.objects.filter(person_id__in=list(ids)).order_by("-since", "-id")


def _row(one: SharingDecision, names: dict[UUID, str]) -> SharingRow:
    here = place.current()
    code = one.organisation_code
    return SharingRow(
        decision_id=one.pk,
        version=Version(one.version),
        kind=Decision(one.kind),
        section=Section(one.section) if one.section else None,
        organisation=here.organisation_name(code) if code else "",
        since=one.since,
        until=one.until,
        decided_on=one.decided_on,
        decided_by=DecidedBy(one.decided_by),
        decider=one.decider,
        document_id=one.document_id,
        because=one.because,
        way=Way(one.way),
        recorded_by=names.get(one.recorded_by, ""),
        is_carried=one.carried_from_id is not None,
        ended_by=names.get(one.ended_by, "") if one.ended_by else "",
        ended_because=one.ended_because,
    )


def _is_for(one: SharingDecision, scope: Scope) -> bool:
    return one.organisation_code in ("", scope.organisation)


def _is_objection(row: SharingRow) -> bool:
    return row.kind is Decision.OBJECTION


def _seers(scope: Scope, ids: Sequence[PersonId], against: set[str]) -> Iterator[Seer]:
    """The organisations whose staff have a ground now; one that was objected to says so."""
    here = place.current()
    running = Care.objects.filter(
        periods.running(scope.now),
        person_id=ids[0],
        because__in=[*CARE_GROUNDS, *EMERGENCY_GROUNDS],
    )
    held = list(running.order_by("since", "id").values_list("team_code", "account_id", "because"))
    accounts_held = {one for _, one, _ in held if one}
    at = Membership.objects.filter(periods.running(scope.now), account_id__in=accounts_held)
    working = dict(at.order_by("-since").values_list("account_id", "organisation_code"))
    found: dict[str, list[str]] = {}
    for team, account, because in held:
        code = working.get(account, "") if account else _organisation_of(team)
        found.setdefault(code, []).append(because)
    for code, grounds in found.items():
        if code:
            name = here.organisation_name(code)
            yield Seer(code, name, tuple(dict.fromkeys(grounds)), name in against)


def _organisation_of(team_code: str) -> str:
    for mark in (PARTNER, CONTACT):
        if team_code.startswith(mark):
            return team_code.removeprefix(mark)
    team = place.current().teams.get(team_code)
    return str(team.organisation) if team else team_code


def _not_agreed(scope: Scope) -> Iterator[NotShown]:
    sections = {one for closed, _ in scope.not_agreed for one in closed}
    if not sections:
        return
    here = place.current()
    own = here.organisations.get(scope.organisation)
    today = scope.now.astimezone(ZoneInfo(here.zone)).date()
    ended = [
        one.until
        for one in here.sharing_agreements.values()
        if own is not None and one.has_party(own) and one.until < today
    ]
    yield NotShown(None, max(ended, default=None), is_by_them=False)
