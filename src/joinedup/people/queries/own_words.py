"""What somebody said of themselves, and who stands by them, as they read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from joinedup.foundation.models import periods
from joinedup.foundation.scope import Scope, require_own
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import HERE, OVER
from joinedup.people.domain.relations import Relation
from joinedup.people.domain.telling import BEGINS, OWN, Lasting, key_of
from joinedup.people.models import RecordEntry, Relationship

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Said:
    """A note or a reading of one's own."""

    at: datetime
    words: str
    value: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What somebody said of themselves: what holds now, and notes and readings, newest first."""

    lasting: Mapping[Lasting, str]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class StandsBy:
    """Somebody who stands by the person, as the person reads it: a name where there is one."""

    name: str
    relation: Relation
    is_unpaid_carer: bool
    is_next_of_kin: bool


def own_words(scope: Scope, person_id: PersonId, ids: Sequence[PersonId]) -> OwnWords:
    """What the viewer said of themselves from their own account."""
    require_own(scope, person_id)
    live = RecordEntry.objects.filter(
        person_id__in=ids, source=HERE, superseded_at=None, is_entered_in_error=False
    )
    own = live.filter(written_by=scope.account_id).order_by("-at", "-id")
    held = own.filter(source_key__startswith=OWN).exclude(status__in=OVER)
    lasting = dict(held.values_list("source_key", "words"))
    notes = own.exclude(source_key__startswith=OWN)[:MOST]
    return OwnWords(
        lasting={
            what: lasting.get(key_of(what), "").removeprefix(BEGINS[what]) for what in Lasting
        },
        said=tuple(Said(one.at, one.words, one.value) for one in notes),
    )


def stand_by(scope: Scope, person_id: PersonId, ids: Sequence[PersonId]) -> tuple[StandsBy, ...]:
    """Who stands by the viewer as family or carer: a name alone, no number and no address."""
    require_own(scope, person_id)
    live = Relationship.objects.filter(periods.not_ended(scope.now), person_id__in=ids)
    live = live.filter(Q(is_unpaid_carer=True) | Q(is_next_of_kin=True))
    return tuple(
        StandsBy(one.name, Relation(one.relation), one.is_unpaid_carer, one.is_next_of_kin)
        for one in live.order_by("since", "id")
    )
