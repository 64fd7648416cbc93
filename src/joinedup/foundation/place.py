"""The place that this process serves: what it is called, who works in it, and its rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from joinedup.foundation import instant
from joinedup.foundation.place_agreements import SharingAgreement
from joinedup.foundation.place_borders import Area, Neighbour
from joinedup.foundation.place_capacity import KindOfCapacity
from joinedup.foundation.place_checks import faults_of
from joinedup.foundation.place_claims import ClaimedRole
from joinedup.foundation.place_measures import CallMeasure, Measure
from joinedup.foundation.place_reading import MAY_BE_EMPTY, Fault, did_you_mean, read_written
from joinedup.foundation.place_roles import RoleHere
from joinedup.foundation.place_safeguarding import SafeguardingDoor
from joinedup.foundation.place_schema import (
    BankHoliday,
    Choice,
    ContactType,
    DutyRole,
    FrontDoor,
    Lead,
    Locality,
    NoAccessStep,
    Observation,
    OpeningHours,
    Organisation,
    OrganisationKind,
    Partner,
    Practice,
    Profession,
    Reason,
    ReasonKind,
    RedFlag,
    ResponseClass,
    Service,
    Site,
    Team,
    TriageClock,
    Words,
)
from joinedup.foundation.place_shapes import ClassRef, Code, Days, Text, Zone
from joinedup.foundation.place_summaries import SummaryTemplate
from joinedup.foundation.place_teams import TeamSuggestion, in_order
from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule
from joinedup.kernel.errors import JoinedupError
from joinedup.kernel.finding import Finding

_IN_CHECKOUT = Path(__file__).resolve().parents[3] / "places"
_IN_PACKAGE = Path(__file__).resolve().parents[1] / "places"
_served = ("buckinghamshire", "")


class PlaceRefused(JoinedupError):
    """A place file that cannot be served; carries everything that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(f"{f.source}, {f.at}: {f.message}" for f in findings))


_BY_ITSELF = {"job": "automatic"}
"""What stands where a role would, of what no person did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everything that a place declares, each section a mapping from code to entry."""

    code: Code
    name: Text
    strapline: Text
    zone: Zone
    not_stated_counts_as: ClassRef
    front_door: FrontDoor
    words: Words
    organisations: Mapping[str, Organisation]
    localities: Mapping[str, Locality]
    practices: Mapping[str, Practice]
    sites: Mapping[str, Site]
    calendars: Mapping[str, OpeningHours]
    bank_holidays: Mapping[str, BankHoliday] = field(metadata=MAY_BE_EMPTY)
    professions: Mapping[str, Profession]
    leads: Mapping[str, Lead]
    contact_types: Mapping[str, ContactType]
    response_classes: Mapping[str, ResponseClass]
    triage_clocks: Mapping[str, TriageClock]
    teams: Mapping[str, Team]
    services: Mapping[str, Service]
    reasons: Mapping[str, Reason]
    no_access_steps: Mapping[str, NoAccessStep]
    red_flags: Mapping[str, RedFlag] = field(metadata=MAY_BE_EMPTY)
    location_kinds: Mapping[str, Choice]
    agreement_kinds: Mapping[str, Choice]
    observations: Mapping[str, Observation] = field(metadata=MAY_BE_EMPTY)
    partners: Mapping[str, Partner] = field(metadata=MAY_BE_EMPTY)
    duty_roles: Mapping[str, DutyRole]
    capacities: Mapping[str, KindOfCapacity] = field(metadata=MAY_BE_EMPTY)
    areas: Mapping[str, Area] = field(metadata=MAY_BE_EMPTY)
    neighbours: Mapping[str, Neighbour] = field(metadata=MAY_BE_EMPTY)
    measures: Mapping[str, Measure] = field(metadata=MAY_BE_EMPTY)
    call_measure: CallMeasure
    roles: Mapping[str, RoleHere]
    safeguarding: Mapping[str, SafeguardingDoor]
    claimed_roles: Mapping[str, ClaimedRole] = MappingProxyType({})
    sharing_agreements: Mapping[str, SharingAgreement] = MappingProxyType({})
    consent_kinds: tuple[OrganisationKind, ...] = ()
    summaries: Mapping[str, SummaryTemplate] = MappingProxyType({})
    dormant_after: Days = timedelta(days=90)
    _calendars: Mapping[str, Calendar] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        holidays = frozenset(one.day for one in self.bank_holidays.values())
        made = {one.code: one.as_calendar(self.zone, holidays) for one in self.calendars.values()}
        practices = {code: _as_organisation(one) for code, one in self.practices.items()}
        object.__setattr__(self, "_calendars", MappingProxyType(made))
        object.__setattr__(
            self, "organisations", MappingProxyType({**self.organisations, **practices})
        )

    def calendar(self, code: str) -> Calendar:
        """The calendar of a code, to count open time by."""
        return self._calendars[code]

    def response_rule(self, response_class: str) -> ClockRule:
        """The rule of the response clock of a class."""
        return self.response_classes[response_class].rule

    def accept_by(self, response_class: str, sent_at: datetime) -> datetime:
        """By when a team accepts a line that was sent to it, on the hours of its class."""
        answered = self.response_classes[response_class]
        return self.calendar(answered.calendar).add(sent_at, answered.accept_within)

    def triage_rule(self, response_class: str | None) -> ClockRule:
        """The rule of the triage clock of the class asked for, or of *not stated*."""
        return self.triage_clocks[response_class or TriageClock.NOT_STATED].rule

    def clock_rules(self) -> list[ClockRule]:
        """Every rule by which a clock may run here."""
        response = [one.rule for one in self.response_classes.values()]
        return [*response, *(one.rule for one in self.triage_clocks.values())]

    def practice_locality(self, practice_code: str | None) -> str | None:
        """The locality of a practice; nothing for one that this place does not have."""
        practice = self.practices.get(practice_code or "")
        return practice.locality if practice else None

    def reason(self, kind: str, code: str) -> Reason:
        """The words and effect of one reason."""
        return self.reasons[f"{kind}.{code}"]

    def reasons_for(self, kind: str) -> tuple[Reason, ...]:
        """The reasons that may be given for one step, in the order of the file."""
        return tuple(one for one in self.reasons.values() if one.kind == kind)

    def reasons_offered(self, kind: str) -> tuple[Reason, ...]:
        """Those of them that a person is asked to choose from."""
        return tuple(one for one in self.reasons_for(kind) if one.is_offered)

    def no_access_steps_for(self, response_class: str) -> tuple[NoAccessStep, ...]:
        """What to do when nobody answers, in order."""
        steps = self.no_access_steps.values()
        return tuple(one for one in steps if response_class in one.response_classes)

    def team_name(self, code: str) -> str:
        """The name of a team or of a practice, whose staff are a team under its code."""
        holder = self.teams.get(code) or self.practices.get(code)
        return holder.name if holder else code

    def organisation_name(self, code: str) -> str:
        """The name of an organisation; the code itself of one that is none of the place's."""
        found = self.organisations.get(code)
        return found.name if found else code

    def role_name(self, code: str) -> str:
        """What the place calls a role, or that a job did it; the code itself for no role of it."""
        here = self.roles.get(code)
        return here.name if here else _BY_ITSELF.get(code, code)

    def role_number(self, code: str) -> str:
        """The number of whoever holds a role; nothing where the place names none."""
        here = self.roles.get(code)
        return (here.telephone if here else None) or ""

    def profession_of(self, words: str) -> Profession | None:
        """The profession that an account carries, by its code or by its name in any case."""
        said = words.strip().casefold()
        known = self.professions.values()
        return next((one for one in known if said in (one.code, one.name.casefold())), None)

    def partner_sending_as(self, ods: str) -> Partner | None:
        """The partner that sends messages under an ODS code."""
        return next((one for one in self.partners.values() if ods in one.ods_codes), None)

    def area_of(self, postcode: str) -> Area | None:
        """The part of the place where a postcode is; none beyond the border or without one."""
        outward = postcode.split()[0] if postcode.strip() else ""
        return next((one for one in self.areas.values() if outward in one.postcodes), None)

    def neighbour_of(self, postcode: str) -> Neighbour | None:
        """Who takes people at a postcode beyond the border, where the place says so."""
        outward = postcode.split()[0] if postcode.strip() else ""
        return next((one for one in self.neighbours.values() if outward in one.postcodes), None)

    def watchers_of(self, safety_net: str) -> tuple[DutyRole, ...]:
        """The duty roles that are told by a safety net, in the order they are asked."""
        return tuple(one for one in self.duty_roles.values() if safety_net in one.watches)

    def partner_of_team(self, team_code: str) -> Partner | None:
        """The partner whose messages bring a team's contacts, where they come by message."""
        return next((one for one in self.partners.values() if one.team == team_code), None)

    def bank_holidays_known_until(self) -> date | None:
        """The last bank holiday in the file; beyond its year closed days are not known.

        Nothing where the file has none at all.
        """
        return max((one.day for one in self.bank_holidays.values()), default=None)

    def team_for(
        self,
        lead: str,
        response_class: str,
        locality: str | None,
        at: datetime,
        *,
        service: str | None = None,
    ) -> list[TeamSuggestion]:
        """Who could answer, best first; the front door is always among them and keeps what it must.

        Teams that the service names come before others. A team that opens only after the promise
        would be broken comes after the front door. Without a known locality only teams for the
        whole place count.
        """
        asked = self.services.get(service or "")
        named = asked.teams if asked else ()
        wanted = {locality} if locality in self.localities else set(self.localities)
        answered = self.response_classes[response_class]
        due_at = self.calendar(answered.calendar).add(at, answered.limit)
        able = [
            TeamSuggestion(
                team=team,
                is_named_by_service=team.code in named,
                is_front_door=team.code == self.front_door.team,
                opens_at=self.calendar(team.calendar).next_open(at),
                asked_at=at,
                due_at=due_at,
                zone=self.zone,
            )
            for team in self.teams.values()
            if team.answers(lead, response_class, wanted)
            and (not team.is_specialist or team.code in named)
        ]
        return in_order(able)


def load(file: Path) -> Place:
    """Read one place file; everything wrong with it is refused at once."""
    written = read_written(Place, file)
    faults = tuple(written.locate(fault) for fault in faults_of(written.sections))
    findings = written.findings + faults
    if written.sections.get("code", file.stem) != file.stem:
        said = f'found "{written.sections["code"]}", expected "{file.stem}" like the file'
        findings += (written.locate(Fault("code", said)),)
    if findings:
        raise PlaceRefused(tuple(sorted(findings, key=_line)))
    return Place(**written.sections)


def serve(code: str, *, folder: str = "") -> None:
    """Choose the place of this process, and the folder of place files where it is not our own."""
    global _served
    _served = (code, folder)


def current() -> Place:
    """The place of this process, read once."""
    return _read(*_served)


def today() -> date:
    """The day that it is in the place."""
    return instant.now().astimezone(ZoneInfo(current().zone)).date()


@cache
def _read(code: str, folder: str) -> Place:
    ours = _IN_CHECKOUT if _IN_CHECKOUT.is_dir() else _IN_PACKAGE
    places = Path(folder) if folder else ours
    there_are = sorted(file.stem for file in places.glob("*.toml"))
    if code not in there_are:
        said = (
            f'found "{code}" as the place to serve, expected one of '
            f"{', '.join(there_are) or 'the files here, and there are none'}"
            f"{did_you_mean(code, there_are)}"
        )
        raise PlaceRefused((Finding(str(places), "folder", "unknown_place", said),))
    return load(places / f"{code}.toml")


def _line(finding: Finding) -> int:
    return int(finding.at.removeprefix("line "))


def _as_organisation(practice: Practice) -> Organisation:
    return Organisation(
        code=practice.code,
        name=practice.name,
        kind=OrganisationKind.PRACTICE,
        ods=practice.code,
        provides=True,
        telephone=practice.telephone,
    )


__all__ = ["Place", "PlaceRefused", "ReasonKind", "current", "load", "serve", "today"]
