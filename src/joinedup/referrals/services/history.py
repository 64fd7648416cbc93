"""Referrals that are over, or well on their way, kept many at once with every step they took.

For what another system held before, and for a demonstration of a county. Each step is checked by
the rules that it is checked by on a page, and leaves the same rows and facts; nobody is told of it,
since it is news to nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db import models

from joinedup.foundation import bulk, journey
from joinedup.foundation.care import restricted_ids
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Care, Clock, Merge
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import ACCESS, LOCATION, Actor, require_permission
from joinedup.kernel.errors import JoinedupError, NotFound, Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import PersonId
from joinedup.kernel.reference import reference
from joinedup.people import queries as people_queries
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.request import KnownPerson, Request
from joinedup.referrals.models import (
    Allocation,
    ClosingSummary,
    Contact,
    Decision,
    Line,
    Referral,
    VisitDetail,
)
from joinedup.referrals.models import Observation as ObservationRow
from joinedup.referrals.services.history_steps import Step
from joinedup.referrals.services.history_told import HistoryNotPlain, Told, tell
from joinedup.referrals.services.sending import check_request

A_TRANSACTION: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One referral for one service, and the steps it took, the earliest first.

    `key` makes keeping it twice harmless, as it does when a referral is sent.
    """

    request: Request
    key: str
    at: datetime
    by: Actor
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptHistories:
    """What came of histories: how many were kept, how many were here before, what was refused."""

    kept: int = 0
    known: int = 0
    refused: tuple[Finding, ...] = ()

    def __add__(self, other: "KeptHistories") -> "KeptHistories":
        return KeptHistories(
            self.kept + other.kept, self.known + other.known, self.refused + other.refused
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch rests on, asked for once: whom it is about, and what is here already."""

    findable: set[tuple[UUID, PersonId]]
    localities: dict[PersonId, str | None]
    bases: dict[PersonId, people_queries.Basis]
    not_plain: set[PersonId]
    sent: set[tuple[UUID, str]]


def keep_histories(histories: Iterable[History]) -> KeptHistories:
    """Keep many histories, some hundreds in a transaction; a refusal stops no other.

    A history that breaks a rule at any step is refused whole, by its key. Of somebody who was
    merged or is restricted it is told step by step instead, where those rules are.
    """
    done = KeptHistories()
    for some in batched(histories, A_TRANSACTION):
        done += _keep_some(some)
    return done


@journey.change
def _keep_some(histories: Sequence[History]) -> KeptHistories:
    known = _known(histories)
    taken, told = set(known.sent), []
    refused: list[Finding] = []
    for one, new in zip(histories, _new_ids(len(histories)), strict=True):
        if (one.by.account_id, one.key) in taken:
            continue
        try:
            told.append(_tell(one, known, new))
        except JoinedupError as refusal:
            refused.append(Finding("histories", one.key, _code_of(refusal), str(refusal)))
            continue
        taken.add((one.by.account_id, one.key))
    _write(told)
    return KeptHistories(len(told), len(histories) - len(told) - len(refused), tuple(refused))


def _code_of(refusal: JoinedupError) -> str:
    return refusal.refusal_code if isinstance(refusal, Refused) else type(refusal).__name__


def _known(histories: Sequence[History]) -> _Known:
    asked: dict[UUID, tuple[Actor, set[PersonId]]] = {}
    for one in histories:
        asked.setdefault(one.by.account_id, (one.by, set()))[1].add(_person_of(one))
    everybody = {person for _, some in asked.values() for person in some}
    findable: set[tuple[UUID, PersonId]] = set()
    for by, some in asked.values():
        require_permission(by.scope, Permission.REFERRAL_MAKE)
        findable |= {(by.account_id, one) for one in people_queries.cards(by.scope, some)}
    merged = Merge.objects.filter(until__isnull=True).filter(
        models.Q(absorbed_id__in=everybody) | models.Q(into_id__in=everybody)
    )
    pairs = merged.values_list("absorbed_id", "into_id")
    hidden = {one for kind in (LOCATION, ACCESS) for one in restricted_ids(everybody, kind=kind)}
    keys = [one.key for one in histories]
    sent = Referral.objects.filter(key__in=keys).values_list("account_id", "key")
    scope = histories[0].by.scope
    return _Known(
        findable=findable,
        localities=people_queries.locality_of(scope, everybody),
        bases=people_queries.bases_of(scope, everybody),
        not_plain=hidden | {PersonId(one) for pair in pairs for one in pair},
        sent=set(sent),
    )


def _person_of(one: History) -> PersonId:
    if not isinstance(one.request.person, KnownPerson):
        raise ValueError("a history is about somebody who is in the index")
    return one.request.person.person_id


def _tell(one: History, known: _Known, new: UUID) -> Told:
    request = wording.tidied(one.request)
    check_request(request, key=one.key, began_at=None, at=one.at)
    person_id = _person_of(one)
    if person_id in known.not_plain or len(request.asked) != 1:
        raise HistoryNotPlain()
    if (one.by.account_id, person_id) not in known.findable:
        raise NotFound()
    told = Told(
        request,
        person_id,
        new=new,
        key=one.key,
        locality=known.localities.get(person_id),
        basis=known.bases[person_id],
        at=one.at,
        by=one.by,
    )
    return tell(told, one.steps)


def _new_ids(count: int) -> list[UUID]:
    """Ids whose references nobody has, nor two of these."""
    made: dict[str, UUID] = {}
    while len(made) < count:
        more = {reference(new): new for new in (new_id() for _ in range(count - len(made)))}
        taken = Referral.objects.filter(reference__in=more).values_list("reference", flat=True)
        for said in set(taken):
            del more[said]
        made |= more
    return list(made.values())


def _write(told: Sequence[Told]) -> None:
    """Write the rows of each kind at once, those that others name first, and then the facts."""
    rows: dict[type[models.Model], list[Any]] = {
        Referral: [one.referral for one in told],
        ObservationRow: [row for one in told for row in one.observations],
        VisitDetail: [one.details for one in told if one.details],
        Clock: [row for one in told for row in one.clocks],
        Line: [one.line for one in told],
        Decision: [row for one in told for row in one.decisions],
        Allocation: [row for one in told for row in one.allocations],
        Contact: [row for one in told for row in one.contacts],
        ClosingSummary: [row for one in told for row in one.summaries],
        Care: [row for one in told for row in one.cares],
    }
    for made in rows.values():
        bulk.create(made)
    changes = ((change, one.person_id) for one in told for change in one.changes)
    for change, person_id in sorted(changes, key=lambda pair: pair[0].at):
        with journey.as_it_happened(change.at):
            for said in change.said:
                journey.record(
                    said.fact,
                    about=said.about,
                    person=person_id,
                    at=said.at,
                    by=change.by,
                    content=said.words,
                )
