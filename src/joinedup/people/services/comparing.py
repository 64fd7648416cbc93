"""Entries new or changed are compared with those like them, and pairs noted to be asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import combinations, product
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import anchors, instant, journey
from joinedup.foundation.models import Merge
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import likeness as rules
from joinedup.people.domain import names
from joinedup.people.domain.keys import KeyKind
from joinedup.people.domain.likeness import Likeness
from joinedup.people.domain.pairs import ASKED, Answer
from joinedup.people.models import Identifier, Person, PossibleDuplicate, SearchKey, ToCompare
from joinedup.people.queries.described import described, tokens

A_BATCH: Final = 1000
MOST_ALIKE: Final = 60
"""How many born on one day may share the sound of a name before it tells none of them apart."""

type Pair = tuple[UUID, UUID]
type Sounds = frozenset[str]


class _Named(NamedTuple):
    """An entry as far as it is needed to say whether it is worth comparing."""

    id: UUID
    born_on: date | None
    sounds: frozenset[str]


def to_be_compared(person_ids: Iterable[UUID]) -> None:
    """Have entries compared by the job that comes round, in the change that made them so."""
    asked_at = instant.now()
    # A row that is there already is written again, so that the job waits for this change.
    ToCompare.objects.bulk_create(
        (ToCompare(person_id=one, asked_at=asked_at) for one in person_ids),
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["asked_at"],
    )


@journey.change
def compare_waiting(*, at: datetime, by: Actor, most: int = A_BATCH) -> int:
    """Compare those who wait with whoever was born that day, or on its figures changed over.

    Says how many were compared. Each is looked up by their keys; nobody is compared with everybody.
    """
    del by
    waiting = list(ToCompare.objects.order_by("pk").values_list("pk", flat=True)[:most])
    if waiting:
        # Taken first and read after: whoever changes one of them meanwhile asks for it again.
        ToCompare.objects.filter(pk__in=waiting).delete()
        _keep(waiting, _alike(waiting), at=at)
    return len(waiting)


def _alike(waiting: list[UUID]) -> dict[Pair, Likeness]:
    """Pairs alike enough to be asked about; whoever was merged answers for the survivor."""
    absorbed = Merge.objects.filter(until__isnull=True, into_id__in=waiting)
    new = [*waiting, *absorbed.values_list("absorbed_id", flat=True)]
    pairs = {
        *_sounding_pairs(_named(Q(pk__in=new))),
        *_pairs_by_number(new),
        *_noted_pairs(waiting),
    }
    details = described({one for pair in pairs for one in pair})
    survivors = anchors.surviving(map(PersonId, details))
    best: dict[Pair, Likeness] = {}
    for one, other in pairs:
        found = rules.likeness(details[one], details[other])
        pair = in_order(survivors[PersonId(one)], survivors[PersonId(other)])
        if found.is_enough and pair[0] != pair[1]:
            best[pair] = max(found, best.get(pair, found), key=lambda one: one.score)
    return best


def _named(whom: Q) -> list[_Named]:
    people = Person.objects.filter(whom, identified_at__isnull=False)
    rows = people.values_list("pk", "born_on", "family_name", "given_name", "known_as")
    return [
        _Named(one, born_on, frozenset(sound for text in texts for sound in _sounds(text)))
        for one, born_on, *texts in rows
    ]


def _sounds(text: str) -> Iterator[str]:
    return (names.sound(token) for token in tokens(text))


def _sounding_pairs(new: list[_Named]) -> Iterator[Pair]:
    """Pairs born on the same day or its figures changed over, with a name that sounds alike.

    A day that a system writes for whoever has none, or a name like *Unknown*, is that of thousands:
    what so many share says nothing of any two, and they are compared by what fewer of them share.
    """
    days = {day for one in new if one.born_on for day in rules.days_alike(one.born_on)}
    born = SearchKey.objects.filter(kind=KeyKind.BORN, key__in=[day.isoformat() for day in days])
    sounding: dict[tuple[date | None, Sounds], list[UUID]] = defaultdict(list)
    for one in _named(Q(pk__in=born.values("person_id"))):
        for sounds in _shared_by(one):
            sounding[one.born_on, sounds].append(one.id)
    for one in new:
        asked = product(rules.days_alike(one.born_on) if one.born_on else (), _shared_by(one))
        alike = (sounding.get(each, ()) for each in asked)
        near = {other for some in alike if len(some) <= MOST_ALIKE for other in some}
        yield from (in_order(one.id, other) for other in near - {one.id})


def _shared_by(one: _Named) -> Iterator[Sounds]:
    """What somebody's names may share with another's: each sound of them, and any two."""
    for size in (1, 2):
        yield from map(frozenset, combinations(sorted(one.sounds), size))


def _noted_pairs(waiting: list[UUID]) -> Iterator[Pair]:
    """Pairs of theirs that were noted before, however many others are like them by now."""
    theirs = Q(one_id__in=waiting) | Q(other_id__in=waiting)
    noted = PossibleDuplicate.objects.filter(theirs, answer__in=[*ASKED, Answer.UNLIKE_NOW])
    yield from noted.values_list("one_id", "other_id")


def _pairs_by_number(waiting: list[UUID]) -> Iterator[Pair]:
    """Pairs that other systems call by the same number."""
    mine = Identifier.objects.filter(person_id__in=waiting)
    by_value: dict[str, list[UUID]] = defaultdict(list)
    same = Identifier.objects.filter(value__in=mine.values("value"))
    for value, one in same.values_list("value", "person_id"):
        if rules.source_number(value):
            by_value[value].append(one)
    new = set(waiting)
    for held in by_value.values():
        for one, other in combinations(held, 2):
            if one != other and (one in new or other in new):
                yield in_order(one, other)


def in_order(one: UUID, other: UUID) -> Pair:
    """Two entries as a pair names them, the lower id first."""
    return (one, other) if one < other else (other, one)


def _keep(waiting: list[UUID], found: Mapping[Pair, Likeness], *, at: datetime) -> None:
    """Note new pairs, and of those that nobody has answered what is so now."""
    told_apart = _told_apart(found)
    alike = {pair: likeness for pair, likeness in found.items() if pair not in told_apart}
    theirs = Q(one_id__in=waiting) | Q(other_id__in=waiting)
    held = PossibleDuplicate.objects.filter(theirs).select_for_update(no_key=True)
    known: set[Pair] = set()
    for row in held.order_by("id"):
        pair = (row.one_id, row.other_id)
        known.add(pair)
        _bring_up_to_date(row, alike.get(pair))
    PossibleDuplicate.objects.bulk_create(
        (
            PossibleDuplicate(
                one_id=one,
                other_id=other,
                found_at=at,
                score=likeness.score,
                signs=" ".join(likeness.signs),
            )
            for (one, other), likeness in alike.items()
            if (one, other) not in known
        ),
        ignore_conflicts=True,
    )


def _told_apart(pairs: Iterable[Pair]) -> set[Pair]:
    """Those of the pairs of whom somebody has said, of any of their entries, that they are two."""
    everybody = {one for pair in pairs for one in pair}
    absorbed = Merge.objects.filter(until__isnull=True, into_id__in=everybody)
    survivors = dict(absorbed.values_list("absorbed_id", "into_id"))
    entries = everybody | survivors.keys()
    said = PossibleDuplicate.objects.filter(
        answer=Answer.TWO_PEOPLE.value, one_id__in=entries, other_id__in=entries
    )
    return {
        in_order(survivors.get(one, one), survivors.get(other, other))
        for one, other in said.values_list("one_id", "other_id")
    }


def _bring_up_to_date(row: PossibleDuplicate, likeness: Likeness | None) -> None:
    answer = Answer(row.answer)
    is_said = rules.Sign.SAID_BY_SOMEBODY in row.signs.split()
    if is_said or answer not in {*ASKED, Answer.UNLIKE_NOW}:
        return
    if likeness is None:
        now = (Answer.UNLIKE_NOW, row.score, row.signs)
    else:
        again = Answer.OPEN if answer is Answer.UNLIKE_NOW else answer
        now = (again, likeness.score, " ".join(likeness.signs))
    if now != (answer, row.score, row.signs):
        row.answer, row.score, row.signs = now[0].value, now[1], now[2]
        row.version += 1
        row.save(update_fields=["answer", "score", "signs", "version"])
