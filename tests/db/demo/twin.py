"""The access rule once more, slowly and in plain Python, over the rows of the tables alone.

It shares no line with `foundation.scope`: roles, intervals and merges are written out again here.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from joinedup.foundation.models import (
    Account,
    Care,
    Membership,
    Merge,
    Restriction,
    SharingDecision,
)
from joinedup.people.models import RecordEntry
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
    "key_worker",
    "meeting",
    "self_claimed",
    "broken_glass",
}
CONTACT: Final = "live_contact"
ON_ONES_WORD: Final = {"self_claimed", "broken_glass"}
ASKS_CONSENT: Final = {"red_cross"}
SEE_RECORDS: Final = FIND - {"privacy_officer"}
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
        self.decided = [
            one for one in SharingDecision.objects.all() if one.until is None or at < one.until
        ]
        self.entries = [one for one in RecordEntry.objects.all() if one.superseded_at is None]
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
        return bool(grounds) and not is_refused and not self.closes(viewer, person_id)

    def _said(self, viewer: Viewer, person_id: UUID) -> list[SharingDecision]:
        return [
            one
            for one in self.decided
            if one.person_id == person_id and one.organisation_code in ("", viewer.organisation)
        ]

    def closes(self, viewer: Viewer, person_id: UUID) -> bool:
        """Whether what the person decided closes the whole record to the viewer."""
        if "broken_glass" in self.grounds(viewer, person_id):
            return False
        said = {one.kind for one in self._said(viewer, person_id)}
        cares_now = any(
            one.ended_by is None and one.because not in ON_ONES_WORD
            for one in self.care
            if viewer.role in OPEN and one.person_id == person_id and self._holds(viewer, one)
        ) or self._in_contact(viewer, person_id)
        lacks_consent = viewer.organisation in ASKS_CONSENT and "consent" not in said
        return "objection" in said or ("only_carers" in said and not cares_now) or lacks_consent

    def reads(self, viewer: Viewer, entry: RecordEntry, sections: set[str]) -> bool:
        """Whether the viewer may read an entry that falls in some sections."""
        whose = self.now_known_as(entry.person_id)
        if viewer.role not in SEE_RECORDS or not self.sees(viewer, whose):
            return False
        if "broken_glass" in self.grounds(viewer, whose):
            return True
        limits = {one.section for one in self._said(viewer, whose) if one.kind == "limit"}
        return not limits & (sections - {"alerts", "wishes"}) and self._is_for(viewer, entry)

    def _is_for(self, viewer: Viewer, entry: RecordEntry) -> bool:
        if entry.audience is None:
            return True
        if entry.audience == "team":
            return entry.audience_of in viewer.teams
        if entry.audience == "urgent_too" and viewer.role == URGENT:
            return True
        return entry.audience_of == viewer.organisation

    def _holds(self, viewer: Viewer, care: Care) -> bool:
        return care.team_code in viewer.teams or care.account_id == viewer.account_id

    def _in_contact(self, viewer: Viewer, person_id: UUID) -> bool:
        is_in_contact = (person_id, f"contact:{viewer.organisation}") in self.contacts
        return viewer.role == URGENT and is_in_contact

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
