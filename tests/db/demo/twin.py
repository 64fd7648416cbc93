"""The access rule once more, slowly and in plain Python, over the rows of the tables alone.

It shares no line with `foundation.scope`: roles, intervals and merges are written out again here.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from joinedup.foundation.models import Account, Care, Membership, Merge, Restriction
from joinedup.referrals.models import Allocation, Line, Referral

FIND: Final = {
    "referrer",
    "referral_clinician",
    "urgent_clinician",
    "team_member",
    "team_manager",
    "privacy_officer",
    "system",
}
OPEN: Final = FIND - {"privacy_officer"}
TRIAGE: Final = {"referral_clinician"}
IN_TEAM: Final = {"team_member", "team_manager"}
SEE_LINES: Final = TRIAGE | IN_TEAM
GROUNDS: Final = {
    "episode",
    "allocated",
    "sent_to_team",
    "open_referral",
    "practice_registration",
    "named",
    "broken_glass",
}
CONTACT: Final = "live_contact"
URGENT: Final = "urgent_clinician"


def _runs(row: Any, at: datetime) -> bool:
    return row.since <= at and (row.until is None or at < row.until)


class Viewer:
    """Somebody in the role that they chose, or else the one that they have held longest."""

    def __init__(self, account_id: UUID, chosen: UUID | None, *, at: datetime) -> None:
        account = Account.objects.get(id=account_id)
        held = [one for one in Membership.objects.filter(account=account) if _runs(one, at)]
        held.sort(key=lambda one: (one.since, one.id))
        acts = [one for one in held if one.id == chosen] or held[:1]
        self.account_id, self.role, self.teams, self.organisation = account_id, "", set(), ""
        if acts and account.is_active:
            self.role, self.organisation = acts[0].role, acts[0].organisation_code
            self.teams = {
                one.team_code
                for one in held
                if one.role == self.role and one.organisation_code == self.organisation
            } - {""}
        if self.role == "system":
            self.teams.add(f"partner:{self.organisation}")
        if self.role == URGENT:
            self.teams.add(f"contact:{self.organisation}")


class Rows:
    """Every row that the rule weighs, as it is at one instant."""

    def __init__(self, at: datetime) -> None:
        running = [one for one in Care.objects.all() if _runs(one, at)]
        self.care = [one for one in running if one.because in GROUNDS]
        self.contacts = {
            (one.person_id, one.team_code) for one in running if one.because == CONTACT
        }
        self.restricted = {
            (one.person_id, one.kind)
            for one in Restriction.objects.all()
            if one.until is None or at < one.until
        }
        live = [one for one in Merge.objects.all() if one.until is None]
        self.merged = {one.absorbed_id: one.into_id for one in live}
        self.lines = list(Line.objects.select_related("referral"))
        self.referrals = list(Referral.objects.all())
        going = [one for one in Allocation.objects.all() if one.until is None]
        self.going = {one.line_id: one.worker_id for one in going}

    def grounds(self, viewer: Viewer, person_id: UUID) -> set[str]:
        """Every ground on which the viewer sees the person."""
        if viewer.role not in OPEN:
            return set()
        return {
            one.because
            for one in self.care
            if one.person_id == person_id
            and (one.team_code in viewer.teams or one.account_id == viewer.account_id)
        }

    def sees(self, viewer: Viewer, person_id: UUID) -> bool:
        """Whether the viewer may see the person."""
        grounds = self.grounds(viewer, person_id)
        is_refused = (person_id, "access") in self.restricted and "named" not in grounds
        return bool(grounds) and not is_refused

    def sees_in_emergency(self, viewer: Viewer, person_id: UUID) -> bool:
        """Whether the viewer may see what an emergency needs, or what nobody is kept from."""
        is_in_contact = (person_id, f"contact:{viewer.organisation}") in self.contacts
        return bool(self.grounds(viewer, person_id)) or (viewer.role == URGENT and is_in_contact)

    def now_known_as(self, person_id: UUID) -> UUID:
        """Whom a person turned out to be, or themselves."""
        return self.merged.get(person_id, person_id)

    def sees_now(self, viewer: Viewer, person_id: UUID) -> bool:
        """Whether the viewer may see whom a person turned out to be."""
        return self.sees(viewer, self.now_known_as(person_id))

    def open_lines(self, viewer: Viewer) -> list[Line]:
        """The open lines of everybody whom the viewer may see."""
        return [
            one
            for one in self.lines
            if one.closed_at is None and self.sees_now(viewer, one.referral.person_id)
        ]

    def followed(self, viewer: Viewer) -> set[UUID]:
        """The referrals that the viewer or the viewer's team made, of people they may see."""
        return {
            one.id
            for one in self.referrals
            if (one.account_id == viewer.account_id or one.team_code in viewer.teams)
            and self.sees_now(viewer, one.person_id)
        }
