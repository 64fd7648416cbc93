"""Invented staff, one or two for each role, and the partner system of the demonstration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from typing import Final

from django.conf import settings

from joinedup.demo.domain.parts import Who
from joinedup.demo.services import casting
from joinedup.demo.services.peopling import NAMES
from joinedup.foundation import accounts, place
from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import OrganisationKind, Partner
from joinedup.foundation.scope import Actor, actor_of, system
from joinedup.kernel.ids import AccountId

KEPT_BY: Final = "nina"
"""Who works in the team whose contacts are kept in a partner's system."""
FILES: Final = "una"
"""Who works in a team whose own system takes text."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody invented: what they are, where, and in which teams."""

    username: str
    name: str
    profession: str
    role: Role
    organisation: str
    teams: tuple[str, ...] = ("",)
    number: str = "01632960300"


def everybody() -> tuple[Staff, ...]:
    """The invented staff of this place, each where the place has such work."""
    return _everybody(place.current().code)


@cache
def _everybody(code: str) -> tuple[Staff, ...]:
    del code
    cast = casting.current()
    practice, door = cast.practice.code, cast.front_door
    nurse = cast.profession("Community nurse", Who.NURSE)
    nights = (cast.local_team.code, cast.night_team.code, cast.urgent_team.code)
    days = (cast.local_team.code, cast.other_team.code, cast.urgent_team.code)
    theirs = cast.urgent_team.organisation
    return (
        *_of_keeper(cast, nurse),
        *_of_filing_team(cast),
        Staff("joan", "Dr Joan Hale", "GP", Role.REFERRER, practice, (practice,), "01632960301"),
        Staff("sam", "Sam Okafor", nurse, Role.REFERRAL_CLINICIAN, door.organisation, (door.code,)),
        Staff("ann", "Ann Whitfield", nurse, Role.TEAM_MEMBER, theirs, _once(nights)),
        Staff("ruth", "Ruth Kelly", "Community matron", Role.TEAM_MANAGER, theirs, _once(nights)),
        Staff("carl", "Carl Jensen", "Commissioning manager", Role.COMMISSIONER, cast.commissioner),
        Staff("petra", "Petra Novak", "Privacy officer", Role.PRIVACY_OFFICER, cast.council),
        Staff("dora", "Dora Finch", "Safeguarding lead", Role.SAFEGUARDING_LEAD, theirs),
        Staff("mark", "Mark Ellery", "Social worker", Role.SAFEGUARDING_WORKER, cast.safeguarding),
        Staff("ade", "Ade Bello", "Systems manager", Role.PLACE_ADMINISTRATOR, door.organisation),
        _out_of_hours(cast),
        Staff(
            "leah",
            "Leah Brooks",
            cast.profession("District nurse", Who.NURSE),
            Role.REFERRAL_CLINICIAN,
            door.organisation,
            (door.code,),
        ),
        Staff(
            "priya",
            "Priya Nair",
            "Ward sister",
            Role.REFERRER,
            cast.hospital,
            ("",),
            "01632960302",
        ),
        Staff(
            "tom",
            "Tom Adeyemi",
            cast.profession("Occupational therapist", Who.THERAPIST),
            Role.TEAM_MEMBER,
            theirs,
            _once(days),
        ),
        Staff(
            "mina",
            "Mina Farrant",
            cast.profession("Reablement worker", Who.SOCIAL_CARE),
            Role.TEAM_MEMBER,
            cast.home_team.organisation,
            (cast.home_team.code,),
        ),
    )


def _of_keeper(cast: casting.Cast, training: str) -> Iterator[Staff]:
    """Whoever accepts for the team whose contacts come by message."""
    if cast.keeper and cast.keeper.team:
        team = cast.here.teams[cast.keeper.team]
        yield Staff(
            KEPT_BY, "Nina Shaw", training, Role.TEAM_MEMBER, team.organisation, (team.code,)
        )


def _of_filing_team(cast: casting.Cast) -> Iterator[Staff]:
    """Whoever files in their own system what they entered here."""
    if team := cast.filing_team:
        training = cast.profession("Social worker", Who.SOCIAL_CARE)
        yield Staff(
            FILES, "Una Lockwood", training, Role.TEAM_MEMBER, team.organisation, (team.code,)
        )


def _out_of_hours(cast: casting.Cast) -> Staff:
    """The doctor whom people reach out of hours."""
    at = cast.organisation(OrganisationKind.OUT_OF_HOURS_GP)
    role = Role.URGENT_CLINICIAN
    return Staff("olu", "Dr Olu Bankole", "GP", role, at, number="01632960303")


def _once(teams: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(teams))


def make(*, at: datetime) -> Mapping[str, Actor]:
    """Make every invented account, each signing in by the password of the demonstration."""
    by = system("demonstration")
    for one in everybody():
        made = accounts.make_account(
            one.username,
            display_name=one.name,
            profession=one.profession,
            direct_number=one.number,
            password=settings.JOINEDUP_DEMO_PASSWORD,
            at=at,
            by=by,
        )
        _give_roles(made, one, at=at, by=by)
    for sender in _senders():
        _make_partner(sender, at=at, by=by)
    return actors()


def _senders() -> list[Partner]:
    """The partners whose systems sign in: who refers, and who tells of a team's contacts."""
    cast = casting.current()
    known = (cast.partner, cast.keeper, cast.urgent_care)
    return [one for one in dict.fromkeys(known) if one]


def _make_partner(sender: Partner, *, at: datetime, by: Actor) -> None:
    made = accounts.make_account(
        sender.code, display_name=sender.name, is_system=True, at=at, by=by
    )
    accounts.give_role(made, role=Role.SYSTEM, organisation_code=sender.organisation, at=at, by=by)


@dataclass(frozen=True, slots=True)
class Crew:
    """Enough staff for a county: whoever refers, triages and goes, each as the one who acts."""

    front_door: tuple[Actor, ...]
    referrers: Mapping[str, Actor]
    workers: Mapping[tuple[str, str], Actor]
    names: Mapping[AccountId, str]
    professions: Mapping[AccountId, str]


def crew(*, at: datetime) -> Crew:
    """Make a GP in each practice, and in each team somebody of each lead; none of them signs in."""
    here, door = place.current(), casting.current().front_door
    referrers = {
        one.code: _hired(f"gp-{one.code.lower()}", "GP", Role.REFERRER, one.code, one.code, at=at)
        for one in here.practices.values()
    }
    workers = {
        (team.code, lead): _hired(
            f"{team.code}-{lead}",
            here.professions[here.leads[lead].professions[0]].name,
            Role.REFERRAL_CLINICIAN if team == door else Role.TEAM_MEMBER,
            team.organisation,
            team.code,
            at=at,
        )
        for team in here.teams.values()
        for lead in team.leads
    }
    everybody = [*referrers.values(), *workers.values()]
    cards = {one.account_id: accounts.business_card(one.account_id) for one in everybody}
    return Crew(
        front_door=tuple(one for (team, _), one in workers.items() if team == door.code),
        referrers=referrers,
        workers=workers,
        names={one: card.name for one, card in cards.items()},
        professions={one: profession(one) for one in cards},
    )


def _hired(
    username: str, training: str, role: Role, organisation: str, team: str, *, at: datetime
) -> Actor:
    by = system("demonstration")
    made = accounts.make_account(
        username, display_name=_name_of(username), profession=training, at=at, by=by
    )
    accounts.give_role(
        made, role=role, organisation_code=organisation, team_code=team, at=at, by=by
    )
    return actor_of(accounts.account_named(username))


def _name_of(username: str) -> str:
    """An invented name, always the same for the same account."""
    rng = Random(username)
    given = rng.choice(NAMES[rng.choice(("female", "male"))])
    return f"{given} {rng.choice(NAMES['family'])}"


def actors() -> dict[str, Actor]:
    """The invented staff, each as the one who acts."""
    return {one.username: actor_of(accounts.account_named(one.username)) for one in everybody()}


def account_id(username: str) -> AccountId:
    """The account of somebody invented."""
    return AccountId(accounts.account_named(username).id)


def as_now(account: AccountId) -> Actor:
    """Somebody as the one who acts at the instant that is told."""
    return actor_of(accounts.account_named(staff(account).username))


def staff(account: AccountId) -> Staff:
    """Who somebody invented is."""
    name = accounts.business_card(account).name
    return next(one for one in everybody() if one.name == name)


def profession(account: AccountId) -> str:
    """What somebody invented is by training, as the place codes it."""
    known = accounts.profession_of(account)
    return known.code if known else ""


def _give_roles(account: AccountId, one: Staff, *, at: datetime, by: Actor) -> None:
    for team in one.teams:
        accounts.give_role(
            account,
            role=one.role,
            organisation_code=one.organisation,
            team_code=team,
            at=at,
            by=by,
        )
