"""The place's own words for the codes that rows hold."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.foundation.place import Place
from joinedup.referrals.domain.filing import FiledKind
from joinedup.referrals.domain.questions import AskedOf
from joinedup.referrals.domain.request import RespectKind, WhereKind
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.beside import FiledRow
from joinedup.referrals.queries.rows import QueueRow
from joinedup.web import filters


@dataclass(frozen=True, slots=True)
class Names:
    """Codes to names; a code that a later place file dropped is shown as it is, never a blank."""

    place: Place

    def service(self, code: str) -> str:
        """What was asked for; the front door chooses where nothing was named."""
        if not code:
            return _("%(door)s to choose") % {"door": self.place.front_door.short_name}
        found = self.place.services.get(code)
        return found.name if found else code

    def response_class(self, code: str | None) -> str:
        """A response class, or that none was stated."""
        if not code:
            return _("Not stated")
        found = self.place.response_classes.get(code)
        return found.name if found else code

    def promise(self, code: str) -> str:
        """How soon a class answers."""
        found = self.place.response_classes.get(code)
        return found.promise if found else ""

    def lead(self, code: str | None) -> str:
        """The profession that leads."""
        found = self.place.leads.get(code or "")
        return found.name if found else (code or "")

    def team(self, code: str) -> str:
        """A team or practice."""
        return self.place.team_name(code) if code else ""

    def organisation(self, code: str) -> str:
        """An organisation."""
        return self.place.organisation_name(code)

    def organisation_number(self, code: str) -> str:
        """The number of an organisation; blank where the place file has none."""
        found = self.place.organisations.get(code)
        return found.telephone or "" if found else ""

    def locality(self, code: str | None) -> str:
        """A locality, or that there is none to show."""
        found = self.place.localities.get(code or "")
        said = {"locality": self.place.words.locality}
        return found.name if found else _("No %(locality)s") % said

    def where(self, kind: str) -> str:
        """A kind of whereabouts."""
        found = self.place.location_kinds.get(kind)
        return found.name if found else kind

    def whereabouts(self, row: QueueRow) -> str:
        """Where somebody is now; at home, where they are registered as living."""
        home = (row.card.address, row.card.postcode) if row.where_kind == WhereKind.HOME else ()
        address = row.where_address or ", ".join(part for part in home if part)
        return ", ".join(part for part in (self.where(row.where_kind), address) if part)

    def has_no_address(self, row: QueueRow) -> bool:
        """Whether neither the referral nor the record says where to go, and nobody hides it."""
        home = row.card.address if row.where_kind in (WhereKind.HOME, WhereKind.NOT_KNOWN) else ""
        return not (row.where_address or home or row.card.is_location_restricted)

    def contact(self, kind: str) -> str:
        """A kind of contact."""
        found = self.place.contact_types.get(kind)
        return found.name if found else kind

    def agreement(self, kind: str) -> str:
        """Whether the person agrees."""
        found = self.place.agreement_kinds.get(kind)
        return found.name if found else kind

    def observation(self, code: str) -> str:
        """Something measured."""
        found = self.place.observations.get(code)
        return found.name if found else code

    def asked_of(self, code: str) -> str:
        """Whom a question was put to, within a sentence."""
        return str(_ASKED.get(AskedOf(code), code)) if code in set(AskedOf) else code

    def step(self, code: str) -> str:
        """A step for when nobody answers."""
        found = self.place.no_access_steps.get(code)
        return found.words if found else code

    def step_done(self, code: str) -> str:
        """The same once it was taken."""
        found = self.place.no_access_steps.get(code)
        return found.done if found else code

    def reason(self, kind: str, code: str) -> str:
        """A reason, in words for staff."""
        found = self.place.reasons.get(f"{kind}.{code}")
        return found.staff if found else code

    def filed(self, row: FiledRow) -> str:
        """What was filed, and in whose own system."""
        found = self.place.partners.get(row.partner_code)
        where = {"where": found.name if found else row.partner_code}
        if row.kind is FiledKind.CONTACT:
            return _("Contact filed in %(where)s") % where
        return _("Summary filed in %(where)s") % where

    def stage(self, stage: Stage) -> str:
        """Where a line stands."""
        return str(_STAGES[stage])

    def holder(self, team_code: str) -> str:
        """Who has the line now."""
        return self.team(team_code) or self.place.front_door.name

    def telephone(self, team_code: str) -> str:
        """The number of who has the line now."""
        team = self.place.teams.get(team_code)
        return team.telephone if team else self.place.front_door.telephone

    def holder_short(self, team_code: str) -> str:
        """The same in a list, where the front door stands in most rows."""
        door = self.place.front_door
        return door.short_name if team_code in ("", door.team) else self.team(team_code)


_ASKED = {
    AskedOf.REFERRER: "the referrer",
    AskedOf.PERSON: "the person or whoever is with them",
    AskedOf.PRACTICE: "their practice",
    AskedOf.OTHER: "somebody else",
}
_STAGES = {
    Stage.TO_TRIAGE: "To triage",
    Stage.WAITING_FOR_INFORMATION: "Waiting for information",
    Stage.REDIRECT_OFFERED: "Offered to another service",
    Stage.WITH_TEAM: "With a team, not accepted",
    Stage.NO_WORKER: "Accepted, no worker",
    Stage.ALLOCATED: "Worker chosen",
    Stage.RESPONDED: "Responded to",
    Stage.CLOSED: "Closed",
}


def respect_form(kind: str, signed_on: date | None, is_original_seen: bool) -> str:
    """Whether a ReSPECT or DNACPR form is in place; nothing where nobody said."""
    if kind == RespectKind.NONE:
        return _("None")
    if kind != RespectKind.IN_PLACE:
        return ""
    signed = filters.short_day(signed_on) if signed_on else _("undated")
    seen = _("original seen") if is_original_seen else _("original not seen")
    return _("In place, %(signed)s, %(seen)s") % {"signed": signed, "seen": seen}


def here() -> Names:
    """The words of the place that this process serves."""
    return Names(place.current())
