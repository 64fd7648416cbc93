"""A random world of people, staff and referrals, told over four days by the rooms' own services."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from joinedup.foundation import anchors, care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, Scope
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import services as people
from joinedup.people.models import Person
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.request import KnownPerson
from tests.builders import glass, partner, world_relations, world_sharing
from tests.builders import people as persons
from tests.builders import referrals as build

NOW: Final = build.TUESDAY
HOUR: Final = timedelta(hours=1)
TICK: Final = timedelta(microseconds=1)
TEAMS: Final = ("rapid_response", "acht_wycombe", "acht_south_bucks")
PRACTICES: Final = ("K99001", "K99008", "K99030")
# A referral is looked at for a day after it ends: some end just on the edge of that day.
WHEN: Final = (-50, -30, -24, -23, -3, -1)
DOCTORS: Final = ("olu", "ida")
ENDS: Final = ("close", "advise", "cannot_help", "withdraw", "died")
WAYS: Final = ("wait", "ask", "redirect", "send", "decline", "accept", "allocate", *ENDS * 2)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody at work in one of their roles, by the membership that they chose."""

    account_id: UUID
    membership_id: UUID | None

    def scope(self) -> Scope:
        """What they may see now."""
        account = Account.objects.get(id=self.account_id)
        return access.scope_of(account, selected=self.membership_id)


@dataclass
class World:
    """Everybody in a random world, and what is known of each by heart."""

    rng: random.Random
    seed: int = 0
    staff: list[Staff] = field(default_factory=list)
    people: list[PersonId] = field(default_factory=list)
    described: list[PersonId] = field(default_factory=list)
    referrers: list[Actor] = field(default_factory=list)


def a_world(seed: int, hands: instant.Hands, *, people_count: int = 26) -> World:
    """Everything that four days up to `NOW` brought; the clock stands at `NOW` after it."""
    world = World(random.Random(seed), seed)
    hands.at = NOW - 90 * HOUR
    _employ(world)
    _register(world, people_count)
    told = sorted(_story(world), key=lambda one: one[0])
    for at, step in told:
        hands.at = max(at, hands.at)
        # Restricted by now, or over with another line of its referral: then it did not happen.
        with suppress(Refused, NotPermitted):
            step()
    hands.at = NOW
    return world


def _employ(world: World) -> None:
    referrers = [("joan", PRACTICES[0]), ("jo", PRACTICES[0]), ("ravi", PRACTICES[2])]
    for name, practice in referrers:
        world.referrers.append(build.gp(name, practice=practice))
    for name, organisation in (("crew", "ambulance"), ("ward", "frimley")):
        world.referrers.append(build.staff(name, Role.REFERRER, organisation=organisation))
    others = [
        *(build.clinician(name) for name in ("sam", "leah")),
        *(build.nurse(f"nurse_{team}_{n}", team=team) for team in TEAMS for n in (1, 2)),
        *(build.manager(f"manager_{team}", team=team) for team in TEAMS),
        build.commissioner(),
        *(glass.doctor(name) for name in DOCTORS),
        glass.doctor("medic", organisation="ambulance"),
        build.staff("petra", Role.PRIVACY_OFFICER),
        build.staff("ade", Role.PLACE_ADMINISTRATOR),
        build.staff("partner", Role.SYSTEM, organisation="demo_partner"),
    ]
    world.staff = [Staff(one.account_id, None) for one in (*world.referrers, *others)]
    world.staff += [*_in_and_out(), *_of_two_roles(), _stood_down(), _without_role()]
    world.staff.append(_of_a_charity())


def _in_and_out() -> Iterator[Staff]:
    """Members whose time in a team begins or ends just now, or a day from now."""
    edges = (
        (-90, -1, TEAMS[0]),
        (-90, 0, TEAMS[1]),
        (-90, 23, TEAMS[0]),
        (0, None, TEAMS[0]),
        (23, None, TEAMS[1]),
    )
    for number, (since, until, team) in enumerate(edges):
        account = _account(f"passing_{number}")
        given = _held(account, Role.TEAM_MEMBER, "bht", team, since=since, until=until)
        yield Staff(account.id, given.id)


def _of_two_roles() -> Iterator[Staff]:
    """One person twice: as what they chose, and as what they are first."""
    pairs = (
        (Role.REFERRAL_CLINICIAN, "bht", "spr", Role.COMMISSIONER, "avccg", ""),
        (Role.TEAM_MEMBER, "bht", TEAMS[1], Role.REFERRER, PRACTICES[1], PRACTICES[1]),
    )
    for number, (first, at, team, second, elsewhere, its_team) in enumerate(pairs):
        account = _account(f"double_{number}")
        held = [_held(account, first, at, team), _held(account, second, elsewhere, its_team)]
        yield from (Staff(account.id, one.id) for one in held)


def _of_a_charity() -> Staff:
    """Somebody of an organisation that sees records with consent alone."""
    account = _account("vera")
    held = _held(account, Role.TEAM_MEMBER, "red_cross", TEAMS[0])
    return Staff(account.id, held.id)


def _stood_down() -> Staff:
    account = _account("gone")
    _held(account, Role.TEAM_MEMBER, "bht", TEAMS[0])
    Account.objects.filter(id=account.id).update(is_active=False)
    return Staff(account.id, None)


def _without_role() -> Staff:
    return Staff(_account("new").id, None)


def _account(username: str) -> Account:
    made = Account.objects.create(
        username=username, display_name=username, made_at=instant.now(), password="!"
    )
    anchors.ensure_account(made.id)
    return made


def _held(
    account: Account,
    role: Role,
    organisation: str,
    team: str,
    *,
    since: int = -90,
    until: int | None = None,
) -> Membership:
    return Membership.objects.create(
        account=account,
        role=role,
        organisation_code=organisation,
        team_code=team,
        since=NOW + since * HOUR,
        until=None if until is None else NOW + until * HOUR,
        given_by=account.id,
    )


def _register(world: World, count: int) -> None:
    for number in range(count):
        # No two begin alike, so that a full name and a birth find one of them for sure.
        letters = "".join(world.rng.choice("bdfgklmnprstv") + vowel for vowel in "aeo")
        world.people.append(
            persons.a_person(
                family_name=f"{letters}{chr(97 + number % 26)}{chr(97 + number // 26)}x".title(),
                given_name="Ethel",
                known_as="",
                born_on=date(1930 + number, 3, 12),
                practice_code=world.rng.choice((*PRACTICES, *PRACTICES, "")),
            )
        )
    world.described = [persons.somebody_described(f"Man {n}, grey coat") for n in range(6)]
    world.people += world.described


type Step = tuple[datetime, Callable[[], None]]


def _story(world: World) -> Iterator[Step]:
    rng = world.rng
    for person in world.people:
        for _ in range(rng.choice((0, 1, 1, 2))):
            yield from _referral(world, person)
        yield from _changes(world, person)
    # Two are known for whom they are while the worker runs; one since then.
    for number, described in enumerate(world.described[:3]):
        at = NOW + rng.choice((-40, -10, -2)) * HOUR if number < 2 else NOW - HOUR / 2
        into = world.people[rng.randrange(len(world.people) - len(world.described))]
        yield at, partial(_identify, described, into)
    yield NOW - HOUR, partner.work


def _referral(world: World, person: PersonId) -> Iterator[Step]:
    rng, by = world.rng, world.rng.choice(world.referrers)
    made: list[ReferralId] = []
    asked = rng.choice(("rapid_response",)), rng.choice(("falls", "therapy", ""))
    codes = [code for code in asked if code]

    def send() -> None:
        known = anchors.surviving([person])[person]
        request = {"person": KnownPerson(person_id=known), "asked": build.asking(*codes)}
        made.append(build.sent(by=by, **request))

    yield NOW - rng.choice((80, 60, 52)) * HOUR, send
    for index in range(len(codes)):
        way, team = rng.choice(WAYS), rng.choice(TEAMS)
        at = NOW + rng.choice(WHEN) * HOUR + rng.choice((-TICK, timedelta(), TICK))
        yield at, partial(_go, made, index, way, team, by)


def _go(made: list[ReferralId], index: int, way: str, team: str, by: Actor) -> None:
    for referral_id in made:
        _WAYS[way](build.lines_of(referral_id)[index], team, by)


def _send(line_id: LineId, team: str, by: Actor) -> None:
    build.triage(line_id, team_code=team)


def _decline(line_id: LineId, team: str, by: Actor) -> None:
    _send(line_id, team, by)
    services.decline_line(
        line_id,
        seen=build.seen(line_id),
        reason="no_capacity",
        words="Full",
        at=instant.now(),
        by=_nurse(team),
    )


def _accept(line_id: LineId, team: str, by: Actor) -> None:
    _send(line_id, team, by)
    build.accept(line_id, by=_nurse(team))


def _allocate(line_id: LineId, team: str, by: Actor) -> None:
    _accept(line_id, team, by)
    services.allocate_line(
        line_id,
        seen=build.seen(line_id),
        worker=_nurse(team, 2).account_id,
        at=instant.now(),
        by=_nurse(team, 2),
    )


def _close(line_id: LineId, team: str, by: Actor) -> None:
    _allocate(line_id, team, by)
    build.contact(line_id, by=_nurse(team, 2))
    build.close(line_id, by=_nurse(team))


def _died(line_id: LineId, team: str, by: Actor) -> None:
    build.close(line_id, outcome="died", by=build.clinician())


def _withdraw(line_id: LineId, team: str, by: Actor) -> None:
    referral = build.line(line_id).referral
    services.withdraw_referral(
        ReferralId(referral.id),
        seen=referral.version,
        reason="better",
        at=instant.now(),
        by=access.actor_of(Account.objects.get(id=by.account_id)),
    )


def _advise(line_id: LineId, team: str, by: Actor) -> None:
    services.advise_only(
        line_id,
        seen=build.seen(line_id),
        reason="pointed_elsewhere",
        words="Ask the practice",
        at=instant.now(),
        by=build.clinician(),
    )


def _cannot_help(line_id: LineId, team: str, by: Actor) -> None:
    services.cannot_help(
        line_id,
        seen=build.seen(line_id),
        reason="emergency",
        now_held_by="ambulance",
        words="They go",
        at=instant.now(),
        by=build.clinician(),
    )


_WAYS: Final[dict[str, Callable[[LineId, str, Actor], None]]] = {
    "wait": lambda line_id, team, by: None,
    "ask": lambda line_id, team, by: build.ask(line_id),
    "redirect": lambda line_id, team, by: build.redirect(line_id),
    "send": _send,
    "decline": _decline,
    "accept": _accept,
    "allocate": _allocate,
    "close": _close,
    "died": _died,
    "withdraw": _withdraw,
    "advise": _advise,
    "cannot_help": _cannot_help,
}


def _nurse(team: str, number: int = 1) -> Actor:
    return build.nurse(f"nurse_{team}_{number}", team=team)


def _changes(world: World, person: PersonId) -> Iterator[Step]:
    """What may happen to somebody beside their referrals."""
    rng, office = world.rng, persons.the_office()

    def now() -> datetime:
        return NOW + rng.choice((-48, -26, -2, -1)) * HOUR

    if rng.random() < 0.2 and person not in world.described:
        practice = rng.choice((*PRACTICES, ""))
        yield (
            now(),
            lambda: people.register_with_practice(
                person, seen=None, practice_code=practice, at=instant.now(), by=office
            ),
        )
    if rng.random() < 0.15:
        begun = now()
        yield begun, partial(_restrict, person, access.ACCESS)
        if rng.random() < 0.5:
            yield NOW, partial(_lift, person, access.ACCESS)
    if rng.random() < 0.2:
        yield now(), partial(_restrict, person, access.LOCATION)
    if rng.random() < 0.1:
        yield (
            now(),
            lambda: people.record_death(
                person, seen=None, died_on=date(2026, 11, 20), at=instant.now(), by=office
            ),
        )
    yield from _emergencies(world, person)
    if rng.random() < 0.2:
        team, until = rng.choice(TEAMS), NOW + rng.choice((0, 1, 23, 24)) * HOUR
        yield now(), partial(_episode, person, team, until)


def _emergencies(world: World, person: PersonId) -> Iterator[Step]:
    """Contacts out of hours, a record opened in an emergency, and whoever is named for it."""
    rng = world.rng
    at = NOW + rng.choice((-3, -2, -1)) * HOUR + rng.choice((-TICK, timedelta(), TICK))
    if rng.random() < 0.25:
        organisation = rng.choice((glass.OUT_OF_HOURS, "ambulance"))
        until = NOW + rng.choice((0, 1, 9, 24)) * HOUR
        yield at, partial(_contact, person, organisation, until)
    if rng.random() < 0.25:
        who = rng.choice([*world.referrers, *(glass.doctor(name) for name in DOCTORS)])
        yield at, partial(_break, person, who)
    if rng.random() < 0.1:
        yield at, partial(_name, person, rng.choice(world.referrers))
    # Chance of its own, so that what is told of the rest of a world stays as it is.
    chance = random.Random(f"{world.seed} {world.people.index(person)}")
    yield from world_relations.of(chance, person, world.referrers, at=NOW)
    yield from world_sharing.of(chance, person, at=NOW)


def _contact(person: PersonId, organisation: str, until: datetime) -> None:
    holder, by = care.urgent_care(organisation), persons.the_office()
    known = anchors.surviving([person])[person]
    care.begin(known, holder, because="live_contact", at=instant.now(), until=until, by=by)


def _break(person: PersonId, who: Actor) -> None:
    glass.broken(person, by=access.actor_of(Account.objects.get(id=who.account_id)))


def _name(person: PersonId, who: Actor) -> None:
    holder, by = care.account(who.account_id), persons.the_office()
    known = anchors.surviving([person])[person]
    care.begin(known, holder, because="named", at=instant.now(), by=by)


def _episode(person: PersonId, team: str, until: datetime) -> None:
    holder, by = care.team(team), persons.the_office()
    care.begin(person, holder, because="episode", at=instant.now(), until=until, by=by)


def _restrict(person: PersonId, kind: str) -> None:
    by = persons.the_office()
    care.restrict(person, kind=kind, reason="person_asked", at=instant.now(), by=by)


def _lift(person: PersonId, kind: str) -> None:
    care.lift(person, kind=kind, at=instant.now(), by=persons.the_office())


def _identify(described: PersonId, into: PersonId) -> None:
    at, by = instant.now(), persons.the_office()
    people.identify(described, seen=None, as_person=into, at=at, by=by)


def numbers() -> dict[PersonId, str]:
    """The NHS number of everybody who has one."""
    known = Person.objects.exclude(nhs_number=None).values_list("pk", "nhs_number")
    return {PersonId(one): number for one, number in known if number}
