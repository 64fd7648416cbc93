"""People new to the index: one at a time, by the thousand, or by a description alone."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import anchors, bulk, care, instant, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import new_id
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused, Unavailable
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId
from joinedup.people import events
from joinedup.people.domain import details as rules
from joinedup.people.domain.details import PersonDetails
from joinedup.people.models import Person, SearchKey
from joinedup.people.services import namesakes, rows
from joinedup.people.services.comparing import to_be_compared
from joinedup.people.services.rows import NumberOfAnother

A_TRANSACTION = 1000
MOST_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class ToRegister:
    """Somebody to register; the same `key` again is the same person."""

    key: UUID
    details: PersonDetails


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a load: the people, those known before among them, and what was refused."""

    person_ids: tuple[PersonId, ...]
    refused: tuple[Finding, ...]


@dataclass(slots=True)
class _Answers:
    """What each key came to: who it is, and the record found, which may be joined to theirs."""

    people: dict[UUID, PersonId] = field(default_factory=dict)
    records: dict[UUID, PersonId] = field(default_factory=dict)
    refusals: dict[UUID, Refused] = field(default_factory=dict)


@journey.change
def register_person(details: PersonDetails, *, key: UUID, at: datetime, by: Actor) -> PersonId:
    """Put somebody in the index, or find them there by their NHS number."""
    return _register_one(details, key, at=at, by=by).people[key]


@journey.change
def register_record(details: PersonDetails, *, key: UUID, at: datetime, by: Actor) -> PersonId:
    """The same, for the record that has the number: it may be joined to another, and parted."""
    answers = _register_one(details, key, at=at, by=by)
    return answers.records.get(key, answers.people[key])


def load_people(people: Iterable[ToRegister], *, at: datetime, by: Actor) -> Loaded:
    """Register many by the same rules, a thousand a transaction; a refusal stops nobody else."""
    person_ids: list[PersonId] = []
    refused: list[Finding] = []
    for number, thousand in enumerate(batched(people, A_TRANSACTION)):
        answers = _load_thousand(thousand, at=at, by=by)
        person_ids += [answers.people[one.key] for one in thousand if one.key in answers.people]
        refused += [
            Finding("people", str(number * A_TRANSACTION + row), refusal.refusal_code, str(refusal))
            for row, one in enumerate(thousand, 1)
            if (refusal := answers.refusals.get(one.key))
        ]
    return Loaded(tuple(person_ids), tuple(refused))


@journey.change
def register_unidentified(description: str, *, key: UUID, at: datetime, by: Actor) -> PersonId:
    """Put somebody in the index whose name nobody can vouch for, under a description."""
    access.require_permission(by.scope, Permission.PERSON_REGISTER)
    words = rules.described(description)
    person = _new_row(key)
    person.description = words
    Person.objects.bulk_create([person], ignore_conflicts=True)
    made = Person.objects.filter(made_key=key).values_list("pk", flat=True).get()
    person_id = PersonId(made)
    if made != person.pk:
        return person_id
    anchors.new_people([person_id])
    journey.record(events.PersonDescribed(), about=person, person=person_id, at=at, by=by)
    return person_id


@journey.change
def _load_thousand(people: Sequence[ToRegister], *, at: datetime, by: Actor) -> _Answers:
    return _register(people, at=at, by=by)


def _register_one(details: PersonDetails, key: UUID, *, at: datetime, by: Actor) -> _Answers:
    answers = _register([ToRegister(key, details)], at=at, by=by)
    if key in answers.refusals:
        raise answers.refusals[key]
    return answers


def _register(people: Sequence[ToRegister], *, at: datetime, by: Actor) -> _Answers:
    access.require_permission(by.scope, Permission.PERSON_REGISTER)
    answers, today = _Answers(), place.today()
    waiting = []
    for one in people:
        try:
            waiting.append(replace(one, details=rules.tidied(one.details, on=today)))
        except Refused as refusal:
            answers.refusals[one.key] = refusal
    # A second round finds whom an earlier row, or another change at the same moment, has made.
    for _ in range(MOST_ROUNDS):
        unknown = _answer_known(waiting, answers)
        answers.people |= _make(_first_of_each(unknown), at=at, by=by)
        waiting = [one for one in unknown if one.key not in answers.people]
        if not waiting:
            return answers
    raise Unavailable("store_busy")


def _answer_known(waiting: Iterable[ToRegister], answers: _Answers) -> list[ToRegister]:
    """Answer for everybody who is in the index by now; those left are new to it."""
    asked = list(waiting)
    numbers = [one.details.nhs_number.value for one in asked if one.details.nhs_number]
    found = _keyed([one.key for one in asked], numbers)
    by_key = {person.made_key: person for person in found}
    by_number = {person.nhs_number: person for person in found if person.nhs_number}
    survivors = anchors.surviving(PersonId(person.pk) for person in found)
    unknown = []
    for one in asked:
        number = one.details.nhs_number
        person = by_key.get(one.key) or (by_number.get(number.value) if number else None)
        if person is None:
            unknown.append(one)
        elif person.made_key == one.key or _may_be(one.details, person):
            answers.records[one.key] = PersonId(person.pk)
            answers.people[one.key] = survivors[PersonId(person.pk)]
        else:
            answers.refusals[one.key] = NumberOfAnother(person_id=person.pk)
    return unknown


@question
def _keyed(keys: Collection[UUID], numbers: Collection[str]) -> QuerySet[Person]:
    return Person.objects.filter(Q(made_key__in=keys) | Q(nhs_number__in=numbers))


@question
def _made_keys(ids: Collection[UUID]) -> QuerySet[Any, UUID | None]:
    return Person.objects.filter(pk__in=ids).values_list("made_key", flat=True)


def _may_be(details: PersonDetails, person: Person) -> bool:
    if details.is_nhs_number_verified and person.is_nhs_number_verified:
        return True
    return rules.nothing_speaks_against(
        details, family_name=person.family_name, born_on=person.born_on
    )


def _first_of_each(people: Iterable[ToRegister]) -> Iterator[ToRegister]:
    """People less those with a key or number that an earlier one has, who is the same person."""
    claimed: set[object] = set()
    for one in people:
        claims = {one.key, one.details.nhs_number or one.key}
        if not claims & claimed:
            yield one
        claimed |= claims


def _make(people: Iterable[ToRegister], *, at: datetime, by: Actor) -> dict[UUID, PersonId]:
    """Insert people and what hangs on them, less those whom another change inserted first."""
    wanted = {one.key: (_new_person(one, at), one.details) for one in people}
    # The row is the claim on key and number: of two changes at once the store lets one insert, and
    # the other waits for it and finds the person made. The anchor that it names follows below.
    # In the order of numbers, so that two loads of the same people do not wait for each other.
    in_order = sorted(
        (person for person, _ in wanted.values()), key=lambda one: one.nhs_number or ""
    )
    Person.objects.bulk_create(in_order, ignore_conflicts=True)
    made_keys = set(_made_keys([person.pk for person in in_order]))
    made = [pair for key, pair in wanted.items() if key in made_keys]
    anchors.new_people(PersonId(person.pk) for person, _ in made)
    bulk.insert(
        SearchKey,
        ("kind", "key", "person_id"),
        [
            key
            for person, _ in made
            for key in rows.key_rows(person, filter(None, [person.postcode]), person.phone)
        ],
    )
    registrations = [
        rows.registration(person, details.practice_code, at=at, by=by)
        for person, details in made
        if details.practice_code
    ]
    bulk.create(registrations)
    care.begin_each(
        ((PersonId(r.person_id), care.team(r.practice_code), r) for r in registrations),
        because=care.PRACTICE_REGISTRATION,
        at=at,
        by=by,
    )
    for person, details in made:
        fact = events.PersonRegistered(is_number_verified=details.is_nhs_number_verified)
        journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)
    namesakes.hide_like_restricted((person for person, _ in made), at=at, by=by)
    to_be_compared(person.pk for person, _ in made)
    return {person.made_key: PersonId(person.pk) for person, _ in made}


def _new_person(new: ToRegister, at: datetime) -> Person:
    person = _new_row(new.key)
    person.take(new.details)
    person.identified_at = at
    return person


def _new_row(key: UUID) -> Person:
    return Person(anchor_id=new_id(), made_key=key, made_at=instant.now())
