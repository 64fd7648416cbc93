"""Every door to an item agrees with a slow twin of the rule; and a door with a hole is named."""

import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import pytest
from jinja2 import Environment

from joinedup.foundation import instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Care, Restriction
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from joinedup.people.queries import cards, record
from joinedup.people.queries.outward import EntriesWanted, outward_entries, outward_entry
from joinedup.people.queries.record_sections import PARTS
from tests.builders.world_items import HOUR, ItemsWorld, a_world_of_items

SEED = int(os.environ.get("JOINEDUP_SEED", "2026"))
LATER = (timedelta(), 4 * HOUR)
URGENT = "urgent_clinician"

type Door = Callable[[Scope, PersonId], set[UUID]]


def may_read(scope: Scope, item: RecordEntry) -> bool:
    """The rule once more, in plain Python over the rows: it shares no line with `foundation`."""
    held = {
        one.because
        for one in Care.objects.filter(person_id=item.person_id)
        if (one.account_id == scope.account_id or one.team_code in scope.teams)
        and one.since <= scope.now
        and (one.until is None or scope.now < one.until)
    } - {"live_contact"}
    restricted = Restriction.objects.filter(person_id=item.person_id, kind="access", until=None)
    if not held or (restricted.exists() and "named" not in held):
        return False
    if item.audience is None or "broken_glass" in held:
        return True
    if item.audience == "team":
        return item.audience_of in scope.teams
    if item.audience == "urgent_too" and scope.role == URGENT:
        return True
    return item.audience_of == scope.organisation


def _timeline(scope: Scope, person: PersonId) -> set[UUID]:
    card = cards(scope, [person])[person]
    read = record.timeline_of(
        scope, card, [person], filters=record.EVERYTHING, after=None, limit=50
    )
    return {row.entry_id for row in read}


def _page(scope: Scope, person: PersonId) -> set[UUID]:
    page = record.record_of(scope, person, limit=50)
    assert page.total == len(page.rows)
    return {row.entry_id for row in page.rows}


def _single(scope: Scope, person: PersonId) -> set[UUID]:
    return {
        item.pk for item in _held(person) if _opens(lambda one=item: record.entry_of(scope, one.pk))
    }


def _outward(scope: Scope, person: PersonId) -> set[UUID]:
    return {
        item.pk
        for item in _held(person)
        if _opens(lambda one=item: outward_entry(scope, EntryKind(one.kind), one.pk))
    }


def _outward_list(scope: Scope, person: PersonId) -> set[UUID]:
    read = [
        outward_entries(scope, person, EntriesWanted(kind=kind), limit=50) for kind in EntryKind
    ]
    assert all(one.total == len(one.rows) for one in read)
    return {one.row.entry_id for page in read for one in page.rows}


def _bulk(scope: Scope, person: PersonId) -> set[UUID]:
    found = RecordEntry.objects.filter(access.readable(scope, PARTS), person_id=person)
    return set(found.values_list("pk", flat=True))


def _held(person: PersonId) -> Iterator[RecordEntry]:
    yield from RecordEntry.objects.filter(person_id=person)


def _opens(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except NotPermitted:
        return False
    return True


DOORS: Final = MappingProxyType(
    {
        "timeline": _timeline,
        "page": _page,
        "single entry": _single,
        "entry for a program": _outward,
        "list for a program": _outward_list,
        "rows of many": _bulk,
    }
)


def disagreements(world: ItemsWorld, doors: Any, asked: Counter[str]) -> Counter[str]:
    """How often each door says something else of an item than the twin does."""
    wrong: Counter[str] = Counter()
    begun = instant.now()
    scopes = [scope for later in LATER for scope in world.scopes(begun + later)]
    for scope, person in itertools.product(scopes, world.people):
        every = list(_held(person))
        expected = {item.pk for item in every if may_read(scope, item)}
        for name, door in doors.items():
            asked[name] += len(every)
            wrong[name] += len(_asked(door, scope, person) ^ expected)
    return +wrong


def _asked(door: Door, scope: Scope, person: PersonId) -> set[UUID]:
    try:
        return door(scope, person)
    except NotPermitted:
        return set()


@pytest.fixture
def world(clock: object) -> ItemsWorld:
    """A random one; another by `JOINEDUP_SEED`."""
    return a_world_of_items(random.Random(SEED))


def test_every_door_to_an_item_agrees_with_the_twin(world: ItemsWorld) -> None:
    asked: Counter[str] = Counter()

    wrong = disagreements(world, DOORS, asked)

    assert wrong == Counter(), f"seed {SEED}"
    assert asked.total() > 3000
    narrow = RecordEntry.objects.exclude(audience=None)
    assert len({one.audience for one in narrow}) == 3


# Three holes, each as somebody would make it: a door that is open to whoever may open the person.
def _unscoped_query(scope: Scope, person: PersonId) -> set[UUID]:
    access.require(scope, person)
    return {row.pk for row in RecordEntry.objects.filter(person_id=person, superseded_at=None)}


def _hidden_field_in_a_template(scope: Scope, person: PersonId) -> set[UUID]:
    access.require(scope, person)
    rows = list(_held(person))
    text = "{% for row in rows %}{{ row.pk }} {{ row.words }}\n{% endfor %}"
    drawn = Environment(autoescape=True).from_string(text).render(rows=rows)
    return {UUID(line.split(" ")[0]) for line in drawn.splitlines()}


def _export_without_the_filter(scope: Scope, person: PersonId) -> set[UUID]:
    visible = RecordEntry.objects.filter(access.visible(scope), person_id=person)
    lines = [json.dumps({"id": str(one.pk), "words": one.words}) for one in visible]
    return {UUID(json.loads(line)["id"]) for line in lines}


HOLES: Final = MappingProxyType(
    {
        "an unscoped query": _unscoped_query,
        "a template reading a hidden field": _hidden_field_in_a_template,
        "an export without the filter": _export_without_the_filter,
    }
)


def test_each_planted_hole_is_caught_by_its_name(world: ItemsWorld) -> None:
    wrong = disagreements(world, {**DOORS, **HOLES}, Counter())

    assert set(wrong) == set(HOLES)
