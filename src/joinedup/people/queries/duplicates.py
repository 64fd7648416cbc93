"""Entries that may be one person, who joined which, and what is still to be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.foundation import accounts, anchors
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Merge, Restriction, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Decision, Scope
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people.domain import likeness
from joinedup.people.domain.likeness import SAYS_WHERE, Sign
from joinedup.people.domain.pairs import ASKED, Answer, known_because
from joinedup.people.models import Person, PossibleDuplicate
from joinedup.people.queries.cards import Card, card_of, cards, registered
from joinedup.people.queries.described import described
from joinedup.people.queries.signs import unmerged

MOST_COUNTED: Final = 1000
UNDO_SHOWN_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entries that may be one person: what agrees and differs, and what was said last."""

    pair_id: UUID
    version: Version
    one: Card
    other: Card
    score: int
    signs: tuple[Sign, ...]
    answer: Answer
    found_at: datetime
    answered_at: datetime | None
    answered_by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One entry of a pair, as it is compared: when it was made, and what other systems call it."""

    card: Card
    version: Version
    since: datetime
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinOfPair:
    """That the two of a pair are joined, or were until somebody parted them, and why."""

    at: datetime
    by: str
    because: str
    parted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A pair side by side, what speaks against joining it without a word, and its past joins."""

    pair: Pair
    joins: tuple[JoinOfPair, ...]
    sides: tuple[Side, Side]
    dangers: tuple[Sign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedEntry:
    """An entry joined to somebody: whose it was, when, by whom and how that was known."""

    absorbed_id: PersonId
    version: Version
    card: Card
    at: datetime
    by: str
    because: str


def duplicates(scope: Scope, *, after: str = "", limit: int = 20) -> Page[Pair]:
    """Pairs to be asked about of which the viewer may open one, the likeliest first."""
    access.require_permission(scope, Permission.PERSON_MERGE)
    waiting = _waiting(scope)
    total = waiting[: MOST_COUNTED + 1].count()
    page = waiting.filter(_after(after)) if after else waiting
    rows = list(page.order_by("-score", "id")[: limit + 1])
    shown = rows[:limit]
    people = cards(scope, {PersonId(one) for row in shown for one in (row.one_id, row.other_id)})
    names = accounts.names({row.answered_by for row in shown if row.answered_by})
    last = shown[-1] if len(rows) > limit else None
    return Page(
        rows=tuple(_pair(row, people, names) for row in shown),
        next_key=f"{last.score}_{last.id}" if last else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def compared_pair(scope: Scope, pair_id: UUID) -> Compared:
    """One pair side by side, for whoever may open one of the two."""
    access.require_permission(scope, Permission.PERSON_MERGE)
    row = PossibleDuplicate.objects.filter(pk=pair_id).first()
    if row is None:
        raise NotFound()
    ids = (PersonId(row.one_id), PersonId(row.other_id))
    decisions = access.decisions(scope, ids)
    if any(decision.refusals for decision in decisions.values()):
        raise NotPermitted(reasons=(Reason(access.ACCESS_RESTRICTED, {}),))
    if not any(decision.is_allowed for decision in decisions.values()):
        access.require(scope, ids[0])
    sides = _sides(scope, ids, decisions)
    people = {one: side.card for one, side in zip(ids, sides, strict=True)}
    merges = list(Merge.objects.filter(absorbed_id__in=ids, into_id__in=ids).order_by("-since"))
    names = accounts.names(
        {one.merged_by for one in merges} | ({row.answered_by} if row.answered_by else set())
    )
    details = described(ids)
    now = likeness.likeness(details[ids[0]], details[ids[1]])
    return Compared(
        pair=_pair(row, people, names),
        joins=tuple(_join(one, names) for one in merges),
        sides=sides,
        dangers=now.dangers,
    )


def open_pairs_of(scope: Scope, person_id: PersonId) -> tuple[UUID, ...]:
    """The pairs of one person that somebody is still to be asked about, the likeliest first."""
    if not scope.may(Permission.PERSON_MERGE):
        return ()
    return tuple(_open_pairs(scope, person_id))


def joined_lately(
    scope: Scope, person_id: PersonId, records: Mapping[PersonId, Any]
) -> tuple[JoinedEntry, ...]:
    """Which of the records joined to somebody were within the last thirty days, the latest first.

    `records` are those of `joined_details.held_of`.
    """
    lately = Merge.objects.filter(
        into_id=person_id, until__isnull=True, since__gt=scope.now - UNDO_SHOWN_FOR
    )
    merges = {merge.absorbed_id: merge for merge in lately}
    if not merges:
        return ()
    people = [person for one, person in records.items() if one in merges]
    decisions = access.decisions(scope, [PersonId(one) for one in merges])
    names = accounts.names({merge.merged_by for merge in merges.values()})
    words = _said_of(merges)
    return tuple(
        sorted(
            (
                _joined(
                    merges[person.pk],
                    card_of(scope, person, decisions[PersonId(person.pk)]),
                    version=Version(person.version),
                    by=names.get(merges[person.pk].merged_by, ""),
                    words=words.get(person.pk, ""),
                )
                for person in people
            ),
            key=lambda row: row.at,
            reverse=True,
        )
    )


def joined_entry(scope: Scope, absorbed_id: PersonId) -> tuple[Card, JoinedEntry]:
    """An entry that is joined to somebody, and who that is: to be parted again."""
    access.require_permission(scope, Permission.PERSON_MERGE)
    survivor = anchors.surviving([absorbed_id])[absorbed_id]
    access.require(scope, survivor)
    merge = Merge.objects.filter(absorbed_id=absorbed_id, until__isnull=True).first()
    person = registered(Person.objects.filter(pk=absorbed_id)).first()
    if merge is None or person is None:
        raise NotFound()
    decision = access.decisions(scope, [absorbed_id])[absorbed_id]
    entry = _joined(
        merge,
        card_of(scope, person, decision),
        version=Version(person.version),
        by=accounts.names({merge.merged_by}).get(merge.merged_by, ""),
        words=_said_of([absorbed_id]).get(absorbed_id, ""),
    )
    return cards(scope, [survivor])[survivor], entry


@question
def _open_pairs(scope: Scope, person_id: PersonId) -> QuerySet[Any, UUID]:
    theirs = Q(one_id=person_id) | Q(other_id=person_id)
    return _waiting(scope).filter(theirs).order_by("-score").values_list("id", flat=True)


def _join(merge: Merge, names: Mapping[UUID, str]) -> JoinOfPair:
    return JoinOfPair(
        at=merge.since,
        by=names.get(merge.merged_by, ""),
        because=known_because(merge.reason),
        parted_at=merge.until,
    )


def _joined(merge: Merge, card: Card, *, version: Version, by: str, words: str) -> JoinedEntry:
    # What was said may tell where somebody is whose whereabouts are restricted.
    said = "" if card.is_location_restricted else words
    return JoinedEntry(
        absorbed_id=card.person_id,
        version=version,
        card=card,
        at=merge.since,
        by=by,
        because=known_because(merge.reason, said),
    )


def _said_of(absorbed: Iterable[UUID]) -> dict[UUID, str]:
    """What was said in words when each of these entries was joined to another, the latest last."""
    ids = set(absorbed)
    joined = PossibleDuplicate.objects.filter(
        Q(one_id__in=ids) | Q(other_id__in=ids), answer=Answer.ONE_PERSON.value
    )
    told = joined.order_by("answered_at").values_list("one_id", "other_id", "words")
    return {each: words for one, other, words in told for each in (one, other) if each in ids}


def _waiting(scope: Scope) -> QuerySet[PossibleDuplicate]:
    may_open = access.visible(scope, person="one_id") | access.visible(scope, person="other_id")
    closed = Restriction.objects.filter(periods.not_ended(scope.now), kind=access.ACCESS)
    return PossibleDuplicate.objects.filter(
        may_open,
        unmerged(),
        ~Exists(closed.filter(person_id=OuterRef("one_id"))),
        ~Exists(closed.filter(person_id=OuterRef("other_id"))),
        answer__in=ASKED,
    )


def _after(key: str) -> Q:
    score, _, pair_id = key.partition("_")
    if not is_id(pair_id) or not score.lstrip("-").isdigit() or len(score) > 6:
        return Q()
    return Q(score__lt=int(score)) | Q(score=int(score), id__gt=pair_id)


def _pair(row: PossibleDuplicate, people: dict[PersonId, Card], names: dict[UUID, str]) -> Pair:
    one, other = people[PersonId(row.one_id)], people[PersonId(row.other_id)]
    # Who knows where one of the two is would be told where the other is.
    is_hidden = not (one.is_open and other.is_open)
    is_hidden = is_hidden or one.is_location_restricted or other.is_location_restricted
    signs = tuple(Sign(code) for code in row.signs.split() if code in set(Sign))
    return Pair(
        pair_id=row.id,
        version=Version(row.version),
        one=one,
        other=other,
        score=row.score,
        signs=tuple(sign for sign in signs if not (is_hidden and sign in SAYS_WHERE)),
        answer=Answer(row.answer),
        found_at=row.found_at,
        answered_at=row.answered_at,
        answered_by=names.get(row.answered_by, "") if row.answered_by else "",
        words=row.words,
    )


def _sides(
    scope: Scope, ids: tuple[PersonId, PersonId], decisions: dict[PersonId, Decision]
) -> tuple[Side, Side]:
    people = registered(Person.objects.filter(pk__in=ids)).prefetch_related("identifiers")
    found = {PersonId(person.pk): person for person in people}
    one, other = (_side(scope, found[id_], decisions[id_]) for id_ in ids)
    return one, other


def _side(scope: Scope, person: Person, decision: Decision) -> Side:
    card = card_of(scope, person, decision)
    held = sorted((one.system, one.value) for one in person.identifiers.all())
    return Side(
        card=card,
        version=Version(person.version),
        since=person.made_at,
        identifiers=tuple(held) if card.is_open else (),
    )
