"""What must hold between the sections of a place, once each of them can be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from joinedup.foundation.permissions import Role
from joinedup.foundation.place_agreements import agreements
from joinedup.foundation.place_borders import Area, Neighbour
from joinedup.foundation.place_reading import Fault, did_you_mean
from joinedup.foundation.place_roles import RoleHere
from joinedup.foundation.place_safeguarding import doors
from joinedup.foundation.place_schema import (
    Choice,
    ContactType,
    DutyRole,
    FrontDoor,
    Lead,
    Locality,
    NoAccessStep,
    Observation,
    ObservationKind,
    OpeningHours,
    Organisation,
    Partner,
    Practice,
    Reason,
    ReasonKind,
    ResponseClass,
    Service,
    Team,
    TriageClock,
)

LOCATION_KINDS = frozenset({"home", "relative", "care_home", "hospital", "other", "not_known"})
AGREEMENT_KINDS = frozenset({"agrees", "lacks_capacity", "not_asked", "refuses", "not_known"})
REACHES_NOBODY = frozenset({"attempted"})
CONTACT_TYPES = REACHES_NOBODY | {"call", "remote_assessment", "face_to_face"}
CLOSE_OUTCOMES = frozenset(
    {
        "completed",
        "no_further_service",
        "in_hospital",
        "died",
        "person_declined",
        "team_declined",
        "could_not_reach",
        "same_need",
    }
)
SAFETY_NETS = frozenset(
    {
        "not_opened",
        "not_accepted",
        "no_worker",
        "undelivered",
        "declined",
        "call_back_due",
        "not_decided",
        "not_seen",
        "not_acknowledged",
    }
)
# What a partner's records may hold: what happens on a line, and the kinds of the record's entries.
RECORD_KINDS = frozenset(
    {
        "allergy",
        "care_plan",
        "care_team",
        "condition",
        "consent",
        "contact",
        "document",
        "encounter",
        "flag",
        "goal",
        "immunisation",
        "medication",
        "observation",
        "other",
        "procedure",
        "questionnaire",
        "related_person",
        "report",
        "request",
        "service",
        "social_care_event",
        "task",
    }
)
# Given by a rule or for a message: nobody chooses these, so nobody would miss them before.
GIVEN_REASONS = frozenset(
    {
        "reclassify.worse",
        "restrict.marked_by_sender",
        "restrict.may_be_somebody_restricted",
        "withdraw.died",
        "withdraw.made_in_error",
        "withdraw.not_said",
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and the sections it weighs; it waits until all of them can be read."""

    sections: tuple[str, ...]
    faults: Callable[..., Iterable[Fault]]


def faults_of(sections: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything that does not hold together among the sections that could be read."""
    for check in CHECKS:
        if all(name in sections for name in check.sections):
            yield from check.faults(*(sections[name] for name in check.sections))


def _exactly(section: str, known: Iterable[str], found: Iterable[str]) -> Iterator[Fault]:
    needed = set(known)
    for code in sorted(set(found) - needed):
        yield Fault(
            section,
            f"found a code that nothing uses, expected one of {', '.join(sorted(needed))}"
            f"{did_you_mean(code, needed)}",
            code,
        )
    for code in sorted(needed - set(found)):
        yield Fault(section, f'"{code}" is missing, expected all of {", ".join(sorted(needed))}')


def _location_kinds(location_kinds: Mapping[str, Choice]) -> Iterator[Fault]:
    return _exactly("location_kinds", LOCATION_KINDS, location_kinds)


def _agreement_kinds(agreement_kinds: Mapping[str, Choice]) -> Iterator[Fault]:
    return _exactly("agreement_kinds", AGREEMENT_KINDS, agreement_kinds)


def _roles(roles: Mapping[str, RoleHere]) -> Iterator[Fault]:
    return _exactly("roles", Role, roles)


def _contact_types(contact_types: Mapping[str, ContactType]) -> Iterator[Fault]:
    yield from _exactly("contact_types", CONTACT_TYPES, contact_types)
    for code in sorted(REACHES_NOBODY & contact_types.keys()):
        if contact_types[code].may_stop_clock:
            said = "found true, expected false: it reaches nobody"
            yield Fault("contact_types", said, code, "may_stop_clock")


def _clocks_stop_for_people(
    response_classes: Mapping[str, ResponseClass], contact_types: Mapping[str, ContactType]
) -> Iterator[Fault]:
    for one in response_classes.values():
        for code in one.clock_stopped_by:
            if not contact_types[code].may_stop_clock:
                said = f'found "{code}", expected a contact type with may_stop_clock = true'
                yield Fault("response_classes", said, one.code, "clock_stopped_by")


def _soonest_first(response_classes: Mapping[str, ResponseClass]) -> Iterator[Fault]:
    # The order of the file is the order of urgency: a worse picture moves a line up it.
    for sooner, later in pairwise(response_classes.values()):
        if sooner.limit > later.limit:
            said = f'found it after "{sooner.code}", expected the soonest first'
            yield Fault("response_classes", said, later.code, "limit")


def _triage_clocks(
    response_classes: Mapping[str, ResponseClass], triage_clocks: Mapping[str, TriageClock]
) -> Iterator[Fault]:
    return _exactly("triage_clocks", [*response_classes, TriageClock.NOT_STATED], triage_clocks)


def _calendars(calendars: Mapping[str, OpeningHours]) -> Iterator[Fault]:
    for one in calendars.values():
        has_hours = any(one.week())
        if one.is_always_open and (has_hours or not one.is_open_on_bank_holidays):
            said = "found hours or closed bank holidays, expected neither where it is always open"
            yield Fault("calendars", said, one.code, "is_always_open")
        if not one.is_always_open and not has_hours:
            yield Fault("calendars", "found no hours, expected some on at least one day", one.code)


def _localities(
    localities: Mapping[str, Locality], organisations: Mapping[str, Organisation]
) -> Iterator[Fault]:
    for one in localities.values():
        commissioner = organisations.get(one.commissioner)
        if commissioner is None or not commissioner.commissions:
            said = f'found "{one.commissioner}", expected an organisation that commissions'
            yield Fault("localities", said, one.code, "commissioner")


def _teams(teams: Mapping[str, Team], organisations: Mapping[str, Organisation]) -> Iterator[Fault]:
    for one in teams.values():
        provider = organisations.get(one.organisation)
        if provider is None or not provider.provides:
            said = f'found "{one.organisation}", expected an organisation that provides'
            yield Fault("teams", said, one.code, "organisation")


def _front_door(
    front_door: FrontDoor,
    teams: Mapping[str, Team],
    calendars: Mapping[str, OpeningHours],
    localities: Mapping[str, Locality],
    leads: Mapping[str, Lead],
    response_classes: Mapping[str, ResponseClass],
) -> Iterator[Fault]:
    # It keeps whatever nobody else has taken, so there is nothing that it may not hold.
    team = teams[front_door.team]
    for key, held, needed in (
        ("localities", team.localities, localities),
        ("leads", team.leads, leads),
        ("response_classes", team.response_classes, response_classes),
    ):
        absent = [code for code in needed if code not in held]
        if absent:
            said = f"the front door keeps what nobody takes, expected also {', '.join(absent)}"
            yield Fault("teams", said, team.code, key)
    if not calendars[team.calendar].is_always_open:
        said = f'found "{team.calendar}", expected a calendar that is always open at the front door'
        yield Fault("teams", said, team.code, "calendar")


def _services(
    services: Mapping[str, Service],
    teams: Mapping[str, Team],
    localities: Mapping[str, Locality],
) -> Iterator[Fault]:
    for service in services.values():
        yield from _unanswered(service, [teams[code] for code in service.teams], localities)


def _unanswered(service: Service, teams: list[Team], localities: Iterable[str]) -> Iterator[Fault]:
    for code in service.response_classes:
        if not any(code in team.response_classes for team in teams):
            said = f'found "{code}", expected a class that one of its teams answers'
            yield Fault("services", said, service.code, "response_classes")
    for code in service.leads:
        if not any(code in team.leads for team in teams):
            said = f'found "{code}", expected a lead that one of its teams has'
            yield Fault("services", said, service.code, "leads")
    absent = [code for code in localities if not any(code in team.localities for team in teams)]
    if absent:
        said = f"none of these teams covers {', '.join(absent)}, expected every locality"
        yield Fault("services", said, service.code, "teams")


def _reasons(reasons: Mapping[str, Reason]) -> Iterator[Fault]:
    # A place has the usual alerts without naming them, and puts no answer off unless it says why.
    for kind in (one for one in ReasonKind if one not in (ReasonKind.ALERT, ReasonKind.PUT_OFF)):
        if not any(one.kind is kind and one.is_offered for one in reasons.values()):
            said = f'found none offered of the kind "{kind}", expected at least one'
            yield Fault("reasons", said)
    outcomes = {f"{ReasonKind.CLOSE}.{code}" for code in CLOSE_OUTCOMES}
    for key in sorted((outcomes | GIVEN_REASONS) - set(reasons)):
        yield Fault("reasons", f'"{key}" is missing, expected that reason')
    for key, reason in reasons.items():
        if reason.pauses_clock and reason.kind is not ReasonKind.ASK_FOR_MORE:
            said = f'found true, expected it only for the kind "{ReasonKind.ASK_FOR_MORE}"'
            yield Fault("reasons", said, key, "pauses_clock")


def _no_access_steps(
    no_access_steps: Mapping[str, NoAccessStep], response_classes: Mapping[str, ResponseClass]
) -> Iterator[Fault]:
    for step in no_access_steps.values():
        for code in step.required_for:
            if code not in step.response_classes:
                said = f'found "{code}", expected one of the classes that the step is for'
                yield Fault("no_access_steps", said, step.code, "required_for")
    for code in response_classes:
        if not any(code in step.required_for for step in no_access_steps.values()):
            said = f'found no step that "{code}" requires, expected at least one'
            yield Fault("no_access_steps", said)


def _observations(observations: Mapping[str, Observation]) -> Iterator[Fault]:
    for one in observations.values():
        is_choice = one.kind is ObservationKind.CHOICE
        if is_choice != bool(one.choices):
            said = "expected choices where the kind is choice, and none where it is a number"
            yield Fault("observations", said, one.code, "choices")
        limits = (one.lowest, one.highest)
        if is_choice:
            if limits != (None, None):
                yield Fault("observations", "expected no limits for a choice", one.code, "lowest")
        elif one.lowest is None or one.highest is None or one.lowest >= one.highest:
            said = "expected a lowest and a higher highest value for a number"
            yield Fault("observations", said, one.code, "lowest")


def _ods_codes(
    organisations: Mapping[str, Organisation], practices: Mapping[str, Practice]
) -> Iterator[Fault]:
    holders = {code: code for code in practices}
    for one in organisations.values():
        if one.ods is None:
            continue
        if one.ods in holders:
            said = f'found "{one.ods}", which "{holders[one.ods]}" has, expected one of its own'
            yield Fault("organisations", said, one.code, "ods")
        holders[one.ods] = one.code


def _partners(partners: Mapping[str, Partner]) -> Iterator[Fault]:
    holders: dict[str, str] = {}
    for one in partners.values():
        for ods in one.ods_codes:
            if ods in holders:
                said = f'found "{ods}", which "{holders[ods]}" sends as, expected one sender each'
                yield Fault("partners", said, one.code, "ods_codes")
            holders[ods] = one.code


def _records(partners: Mapping[str, Partner]) -> Iterator[Fault]:
    for one in partners.values():
        for each in one.records:
            if each.kind not in RECORD_KINDS:
                near = did_you_mean(each.kind, RECORD_KINDS)
                said = f'found "{each.kind}", expected a kind of record{near}'
                yield Fault("partners", said, one.code, "records")


def _watched(duty_roles: Mapping[str, DutyRole]) -> Iterator[Fault]:
    watched = {code for one in duty_roles.values() for code in one.watches}
    for one in duty_roles.values():
        for code in one.watches:
            if code not in SAFETY_NETS:
                near = did_you_mean(code, SAFETY_NETS)
                said = f'found "{code}", expected one of {", ".join(sorted(SAFETY_NETS))}{near}'
                yield Fault("duty_roles", said, one.code, "watches")
    # What nobody watches would wait unseen.
    for code in sorted(SAFETY_NETS - watched):
        yield Fault("duty_roles", f'nobody watches "{code}", expected a role that does')


def _postcodes(areas: Mapping[str, Area], neighbours: Mapping[str, Neighbour]) -> Iterator[Fault]:
    holders: dict[str, str] = {}
    held: list[tuple[str, Area | Neighbour]] = [("areas", one) for one in areas.values()]
    held += [("neighbours", one) for one in neighbours.values()]
    for section, one in held:
        for outward in one.postcodes:
            holder = holders.setdefault(outward, one.code)
            if holder != one.code:
                said = f'found "{outward}", which "{holder}" has, expected it once'
                yield Fault(section, said, one.code, "postcodes")


CHECKS = (
    Check(("location_kinds",), _location_kinds),
    Check(("agreement_kinds",), _agreement_kinds),
    Check(("roles",), _roles),
    Check(("contact_types",), _contact_types),
    Check(("response_classes", "contact_types"), _clocks_stop_for_people),
    Check(("response_classes",), _soonest_first),
    Check(("response_classes", "triage_clocks"), _triage_clocks),
    Check(("calendars",), _calendars),
    Check(("localities", "organisations"), _localities),
    Check(("teams", "organisations"), _teams),
    Check(
        ("front_door", "teams", "calendars", "localities", "leads", "response_classes"),
        _front_door,
    ),
    Check(("services", "teams", "localities"), _services),
    Check(("reasons",), _reasons),
    Check(("no_access_steps", "response_classes"), _no_access_steps),
    Check(("observations",), _observations),
    Check(("organisations", "practices"), _ods_codes),
    Check(("partners",), _partners),
    Check(("partners",), _records),
    Check(("duty_roles",), _watched),
    Check(("areas", "neighbours"), _postcodes),
    Check(("safeguarding", "organisations"), doors),
    Check(("sharing_agreements", "organisations"), agreements),
)
