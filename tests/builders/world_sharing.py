"""What people decided of sharing, and what is written of them, in a random world."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from joinedup.foundation import instant
from joinedup.foundation.decided import CONSENTS, Kind
from joinedup.foundation.models import SharingDecision
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import LIMITABLE, Section
from joinedup.people.domain.record import EntryKind
from tests.builders import decided, record

TICK: Final = timedelta(microseconds=1)
HOUR: Final = timedelta(hours=1)
ORGANISATIONS: Final = ("bht", "ambulance", "out_of_hours_gp", "K99001", "K99030", "red_cross")
# What is written, and in which sections it is, by hand.
WRITTEN: Final[dict[str, tuple[EntryKind, str, set[str]]]] = {
    "Fracture of hip": (EntryKind.CONDITION, "263102004", {"conditions"}),
    "Depressive episode": (EntryKind.CONDITION, "", {"conditions", "mental_health"}),
    "Low in mood": (EntryKind.CONDITION, "35489007", {"conditions", "mental_health"}),
    "Quetiapine 25 mg": (EntryKind.MEDICATION, "", {"medicines", "mental_health"}),
    "Paracetamol 1 g": (EntryKind.MEDICATION, "", {"medicines"}),
    "HIV test": (EntryKind.OBSERVATION, "", {"results", "sexual_health"}),
    "Homecare twice a day": (EntryKind.SERVICE, "", {"social_care"}),
    "Clinic letter": (EntryKind.DOCUMENT, "", {"letters"}),
    "Walks to the shop by May": (EntryKind.GOAL, "", {"plans"}),
    "Seen at home": (EntryKind.ENCOUNTER, "", {"contacts"}),
    "Allergy to sertraline": (EntryKind.ALLERGY, "", {"alerts"}),
    "ReSPECT form held at home": (EntryKind.CARE_PLAN, "", {"wishes"}),
    "Likes the window open": (EntryKind.OTHER, "", {"notes"}),
}

type Step = tuple[datetime, Callable[[], None]]


def of(rng: random.Random, person: PersonId, *, at: datetime) -> Iterator[Step]:
    """Entries of a record, and decisions that are made, changed and ended about now."""
    before = at - rng.choice((60, 50)) * HOUR
    words = rng.sample(sorted(WRITTEN), rng.choice((0, 3, 6)))
    if words:
        yield before, partial(_write, person, words)
    for kind, chance in _CHANCES.items():
        if rng.random() < chance:
            yield from _decision(rng, person, kind, at=at)


_CHANCES: Final = {
    Kind.OBJECTION: 0.25,
    Kind.ONLY_CARERS: 0.15,
    Kind.LIMIT: 0.5,
    Kind.CONSENT: 0.4,
}


def _decision(rng: random.Random, person: PersonId, kind: Kind, *, at: datetime) -> Iterator[Step]:
    organisation = "red_cross" if kind in CONSENTS else rng.choice(ORGANISATIONS)
    section = None
    if kind is Kind.LIMIT:
        section = rng.choice(LIMITABLE)
        organisation = rng.choice((organisation, "", ""))
    if kind is Kind.ONLY_CARERS:
        organisation = ""
    made: list[SharingDecision] = []
    yield (
        at - rng.choice((45, 20, 2)) * HOUR,
        partial(_decide, made, person, kind, organisation, section),
    )
    if rng.random() < 0.3:
        yield at - rng.choice((HOUR, TICK, timedelta())), partial(_take_back, made)


def _decide(
    made: list[SharingDecision],
    person: PersonId,
    kind: Kind,
    organisation: str,
    section: Section | None,
) -> None:
    made.append(decided.a_decision(person, kind, organisation=organisation, section=section))


def _take_back(made: list[SharingDecision]) -> None:
    for one in made:
        decided.taken_back(SharingDecision.objects.get(pk=one.pk))


def _write(person: PersonId, words: list[str]) -> None:
    sent = [
        record.an_entry(
            kind=WRITTEN[one][0],
            words=one,
            code=WRITTEN[one][1],
            value="",
            details=(),
            source_key=f"{one} {instant.now()}",
        )
        for one in words
    ]
    record.kept(person, *sent, source="gp-record")
