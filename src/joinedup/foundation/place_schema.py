"""What a place file declares, section by section: each class is one kind of entry and its keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from joinedup.foundation.place_shapes import (
    CalendarRef,
    ClassRef,
    Code,
    ContactTypeRef,
    Duration,
    Endpoint,
    LeadRef,
    LocalityRef,
    OdsCode,
    OrganisationRef,
    PracticeCode,
    ProfessionRef,
    ServiceRef,
    SiteRef,
    Span,
    TeamRef,
    Telephone,
    Text,
    TimeOfDay,
    Version,
)
from joinedup.kernel.calendar import Calendar
from joinedup.kernel.clock import ClockRule


class OrganisationKind(StrEnum):
    """What an organisation is."""

    INTEGRATED_CARE_BOARD = "integrated_care_board"
    CLINICAL_COMMISSIONING_GROUP = "clinical_commissioning_group"
    COUNTY_COUNCIL = "county_council"
    DISTRICT_COUNCIL = "district_council"
    BOROUGH_COUNCIL = "borough_council"
    UNITARY_COUNCIL = "unitary_council"
    PLACE_PARTNERSHIP = "place_partnership"
    ACUTE_TRUST = "acute_trust"
    COMMUNITY_TRUST = "community_trust"
    MENTAL_HEALTH_TRUST = "mental_health_trust"
    AMBULANCE_TRUST = "ambulance_trust"
    SOCIAL_CARE_PROVIDER = "social_care_provider"
    PRACTICE = "practice"
    OUT_OF_HOURS_GP = "out_of_hours_gp"
    CARE_HOME = "care_home"
    HOSPICE = "hospice"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class SiteKind(StrEnum):
    """What happens at a site."""

    ACUTE_HOSPITAL = "acute_hospital"
    COMMUNITY_HOSPITAL = "community_hospital"
    TEAM_BASE = "team_base"
    OFFICE = "office"


class ReasonKind(StrEnum):
    """Which step a reason is given for."""

    DECLINE = "decline"
    REDIRECT = "redirect"
    REFUSE_REDIRECT = "refuse_redirect"
    CANNOT_HELP = "cannot_help"
    ADVICE_ONLY = "advice_only"
    ASK_FOR_MORE = "ask_for_more"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    RECLASSIFY = "reclassify"
    CHANGE_LEAD = "change_lead"
    PUT_OFF = "put_off"
    LATE_ENTRY = "late_entry"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    ALERT = "alert"
    BREAK_GLASS = "break_glass"
    CLAIM_CARE = "claim_care"


class ObservationKind(StrEnum):
    """How an observation is written down."""

    NUMBER = "number"
    CHOICE = "choice"


class Protocol(StrEnum):
    """How messages to and from a partner are shaped."""

    BARS = "bars"
    FHIR = "fhir"
    CSV = "csv"


class Takes(StrEnum):
    """How what is entered here reaches a partner's own system."""

    MESSAGE = "message"
    TEXT = "text"


class Truth(StrEnum):
    """Whose record of a kind of entry is the true one, as agreed with a partner."""

    THEIRS = "theirs"
    OURS = "ours"
    NOBODY = "nobody"


class DecidedBy(StrEnum):
    """Which of the four places that somebody may have says whether a service is for them."""

    REGISTERED = "registered"
    LIVES = "lives"
    IS_NOW = "is_now"
    COUNCIL = "council"


class Repair(StrEnum):
    """A known fault of messages that is mended, and recorded, where the place says so."""

    ONE_FOR_LIST = "one_for_list"
    LIST_OF_ONE = "list_of_one"
    CAPITAL_LETTER = "capital_letter"
    BROKEN_ADDRESS = "broken_address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a section; `KEY` names the keys that tell it from its neighbours."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor(Entry):
    """The single point that takes every referral and keeps what nobody else has taken."""

    name: Text
    short_name: Text
    team: TeamRef
    telephone: Telephone
    emergency: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Entry):
    """What this place calls things that other places call otherwise."""

    single_point: Text
    referral_clinician: Text
    response_class: Text
    lead: Text
    locality: Text
    practice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Entry):
    """A partner: it commissions, provides, or both. Every practice is one as well."""

    code: Code
    name: Text
    kind: OrganisationKind
    ods: OdsCode | None = None
    commissions: bool = False
    provides: bool = False
    telephone: Telephone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality(Entry):
    """A part of the place that teams and practices are gathered by."""

    code: Code
    name: Text
    commissioner: OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice(Entry):
    """A GP practice. A person's locality is that of the practice where they are registered."""

    code: PracticeCode
    name: Text
    locality: LocalityRef
    telephone: Telephone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Entry):
    """A building: a hospital, or where a team starts its day."""

    code: Code
    name: Text
    kind: SiteKind
    organisation: OrganisationRef
    locality: LocalityRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours(Entry):
    """When something is open, day by day; `every_day` is for the days that are not named."""

    code: Code
    name: Text
    is_open_on_bank_holidays: bool
    is_always_open: bool = False
    every_day: tuple[Span, ...] = ()
    monday: tuple[Span, ...] | None = None
    tuesday: tuple[Span, ...] | None = None
    wednesday: tuple[Span, ...] | None = None
    thursday: tuple[Span, ...] | None = None
    friday: tuple[Span, ...] | None = None
    saturday: tuple[Span, ...] | None = None
    sunday: tuple[Span, ...] | None = None

    def week(self) -> tuple[tuple[Span, ...], ...]:
        """The hours of the seven days, Monday first."""
        days = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return tuple(self.every_day if named is None else named for named in days)

    def as_calendar(self, zone: str, bank_holidays: frozenset[date]) -> Calendar:
        """The calendar that clocks run on."""
        if self.is_always_open:
            return Calendar.always(self.code, zone)
        hours = dict(enumerate(self.week()))
        return Calendar(self.code, zone, hours, bank_holidays, self.is_open_on_bank_holidays)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHoliday(Entry):
    """A bank holiday of England and Wales."""

    KEY: ClassVar[tuple[str, ...]] = ("day",)

    day: date
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Profession(Entry):
    """What somebody is by training; an account carries its code or its name.

    A second clinician, where one is needed, is of a profession that is clinical.
    """

    code: Code
    name: Text
    is_clinical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead(Entry):
    """Who leads the first response, and the professions that are competent to give it."""

    code: Code
    name: Text
    plural: Text
    professions: tuple[ProfessionRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactType(Entry):
    """A kind of contact with a person. Some may stop a response clock, some never may."""

    code: Code
    name: Text
    hint: Text
    may_stop_clock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseClass(Entry):
    """How soon a team accepts, how soon somebody answers, and which contacts are the answer."""

    code: Code
    name: Text
    promise: Text
    resident_promise: Text
    limit: Duration
    accept_within: Duration
    calendar: CalendarRef
    version: Version
    clock_stopped_by: tuple[ContactTypeRef, ...]
    needs_second_clinician_for_no_access: bool
    safety_net: Text

    @property
    def rule(self) -> ClockRule:
        """The rule of the response clock."""
        return ClockRule(f"response.{self.code}", self.version, self.limit, self.calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageClock(Entry):
    """How soon a line is triaged: one clock for each class, and one for *not stated*."""

    NOT_STATED: ClassVar[str] = "not_stated"

    code: Code
    limit: Duration
    calendar: CalendarRef
    version: Version

    @property
    def rule(self) -> ClockRule:
        """The rule of the triage clock."""
        return ClockRule(f"triage.{self.code}", self.version, self.limit, self.calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Entry):
    """Workers who answer together: for which localities, leads and classes, and when.

    A specialist team is suggested only for a service that names it.
    """

    code: Code
    name: Text
    organisation: OrganisationRef
    sites: tuple[SiteRef, ...]
    localities: tuple[LocalityRef, ...]
    leads: tuple[LeadRef, ...]
    response_classes: tuple[ClassRef, ...]
    calendar: CalendarRef
    telephone: Telephone
    is_specialist: bool = False

    def answers(self, lead: str, response_class: str, localities: Iterable[str | None]) -> bool:
        """Whether it takes lines of a lead and class for all of these localities."""
        is_able = lead in self.leads and response_class in self.response_classes
        return is_able and set(localities) <= set(self.localities)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFor(Entry):
    """Somebody whom a service is not for, and what to do instead."""

    who: Text
    instead: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Entry):
    """Something that a referrer can ask for; each one asked for becomes a line.

    `decided_by` says which of the four places that somebody may have makes it theirs.
    """

    code: Code
    name: Text
    what: Text
    who_for: tuple[Text, ...]
    not_for: tuple[NotFor, ...]
    leads: tuple[LeadRef, ...]
    response_classes: tuple[ClassRef, ...]
    teams: tuple[TeamRef, ...]
    decided_by: DecidedBy = DecidedBy.REGISTERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Entry):
    """Why a line left or stood still, in words for staff, for the referrer and for the resident.

    `pauses_clock` speaks of the triage clock while a question is out. One that is not `is_offered`
    is given by a message or a rule alone: nobody is asked to choose it.
    """

    KEY: ClassVar[tuple[str, ...]] = ("kind", "code")

    kind: ReasonKind
    code: Code
    staff: Text
    referrer: Text
    resident: Text
    pauses_clock: bool = False
    is_offered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccessStep(Entry):
    """What to do when nobody answers, in order: for which classes, and for which without fail.

    `words` ask for it and `done` says that it was done.
    """

    code: Code
    words: Text
    done: Text
    response_classes: tuple[ClassRef, ...]
    required_for: tuple[ClassRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag(Entry):
    """A sign that needs another answer than a visit; shown at triage, not enforced."""

    code: Code
    sign: Text
    action: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Entry):
    """One answer of a list on a form."""

    code: Code
    name: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Entry):
    """Something measured on scene, within the limits that a person can type."""

    code: Code
    name: Text
    kind: ObservationKind
    unit: Text | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    choices: tuple[Choice, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfRecord(Entry):
    """Whose record of one kind of entry is the true one."""

    KEY: ClassVar[tuple[str, ...]] = ("kind",)

    kind: Code
    truth: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Entry):
    """A system that messages come from and go to; its secrets are never in this file.

    `records` says whose record each kind of entry is; a kind that is not named is theirs. The
    contacts of `team` are recorded in the partner's system and reach us by message alone. Where
    `live_contacts` is set, whoever is in contact with it now is so with its organisation's urgent
    care clinicians: to them what an emergency needs is open.
    """

    code: Code
    name: Text
    organisation: OrganisationRef
    protocol: Protocol
    ods_codes: tuple[OdsCode, ...]
    default_service: ServiceRef
    endpoint: Endpoint = "folder:"
    repairs: tuple[Repair, ...] = ()
    records: tuple[KindOfRecord, ...] = ()
    team: TeamRef | None = None
    takes: Takes = Takes.MESSAGE
    live_contacts: bool = False

    def truth_of(self, kind: str) -> Truth:
        """Whose record of a kind of entry is the true one."""
        said = (one.truth for one in self.records if one.kind == kind)
        return next(said, Truth.THEIRS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRole(Entry):
    """Somebody who is on duty watches that nothing is forgotten, until the next takes over.

    `watches` names the safety nets that are told to them; the first role of the file that watches
    one is told first, the next when nobody is on duty in it.
    """

    code: Code
    name: Text
    team: TeamRef
    hands_over_at: tuple[TimeOfDay, ...]
    watches: tuple[Code, ...]
