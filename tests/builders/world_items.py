"""A random world of items: some for everybody, some for an organisation or a team of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from joinedup.foundation import care, instant
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import ACCESS, Actor, Scope
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.items import Because
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from tests.builders import foundation, people, record
from tests.builders.items import held_back, narrowed

ORGANISATIONS = ("bht", "bcc", people.LARKMEAD)
ROLES = (Role.TEAM_MEMBER, Role.REFERRAL_CLINICIAN, Role.TEAM_MANAGER, Role.URGENT_CLINICIAN)
SAID = (
    (EntryKind.CARE_PLAN, "Plan of our team"),
    (EntryKind.CARE_PLAN, "ReSPECT plan"),
    (EntryKind.CONDITION, "Frailty"),
    (EntryKind.CONDITION, "Genital herpes"),
    (EntryKind.ALLERGY, "Penicillin"),
    (EntryKind.OTHER, "A note"),
    (EntryKind.MEDICATION, "Amlodipine"),
)
SOURCES = ("community-system", "council-system", "gp-record")
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ItemsWorld:
    """Who looks, whom there is, and what is held of them."""

    staff: tuple[Actor, ...]
    people: tuple[PersonId, ...]
    items: tuple[UUID, ...]

    def scopes(self, at: datetime) -> Iterator[Scope]:
        """Everybody as they look at an instant."""
        for one in self.staff:
            yield replace(one.scope, now=at, shown={})


def a_world_of_items(rng: random.Random) -> ItemsWorld:
    """Staff of three organisations, people some of whom they care for, and items chosen about."""
    staff = tuple(_somebody(rng) for _ in range(9))
    whom = tuple(people.a_person() for _ in range(5))
    items = []
    for person in whom:
        _cared_for(person, staff, rng)
        items += [_an_item(person, rng) for _ in range(7)]
    for item in items:
        _chosen(item, staff, rng)
    return ItemsWorld(staff, whom, tuple(items))


def _somebody(rng: random.Random) -> Actor:
    organisation = rng.choice(ORGANISATIONS)
    teams = {f"{organisation}-{rng.randrange(2)}", people.LARKMEAD if rng.random() < 0.5 else "x"}
    made = foundation.an_actor(rng.choice(ROLES), teams=teams)
    return Actor(made.account_id, replace(made.scope, organisation=organisation))


def _cared_for(person: PersonId, staff: tuple[Actor, ...], rng: random.Random) -> None:
    now = instant.now()
    for one in staff:
        if rng.random() < 0.5:
            because = rng.choice(["episode", "allocated", "broken_glass"])
            until = now + 3 * HOUR if because == "broken_glass" else None
            holder = care.account(one.account_id)
            care.begin(person, holder, because=because, at=now, until=until, by=one)
    if rng.random() < 0.2:
        care.restrict(person, kind=ACCESS, reason="vip", at=now, by=staff[0])


def _an_item(person: PersonId, rng: random.Random) -> UUID:
    kind, words = rng.choice(SAID)
    label = rng.choice([None, None, None, Audience.URGENT_TOO, Audience.ORGANISATION])
    name = rng.choice(["", "Larkmead Surgery"])
    said = record.an_entry(kind=kind, words=words, organisation=name, audience=label)
    record.kept(person, said, source=rng.choice(SOURCES))
    return RecordEntry.objects.values_list("pk", flat=True).get(source_key=said.source_key)


def _chosen(item: UUID, staff: tuple[Actor, ...], rng: random.Random) -> None:
    """What somebody chose of an item, where the rules let them; most are left as they came."""
    audience = rng.choice(list(Audience))
    by = rng.choice(staff)
    office = people.the_office()
    own = {"organisation": by.scope.organisation, "teams": by.scope.teams}
    whole = Actor(office.account_id, replace(office.scope, **own))
    of = min(by.scope.teams) if audience is Audience.TEAM else by.scope.organisation
    try:
        if rng.random() < 0.6:
            narrowed(
                item,
                whole,
                audience=audience,
                of="" if audience is Audience.EVERYBODY else of,
                is_quiet=rng.random() < 0.2,
                because=Because.THIRD_PARTY,
            )
        if rng.random() < 0.3:
            held_back(item, whole)
    except Refused:
        return
