"""People as anchors: made, merged, and found again through a merge."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import bulk, care
from joinedup.foundation.models import Anchor, Merge, Subject
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId


def new_person() -> PersonId:
    """A new anchor for a person."""
    return PersonId(Anchor.objects.create(kind=Subject.PERSON).id)


def new_people(person_ids: Iterable[PersonId]) -> None:
    """New anchors for people whose ids are made already."""
    names = ("id", "kind", "code", "seq", "digest", "sealed_seq")
    bulk.insert(Anchor, names, [(one, Subject.PERSON.value, "", 0, "", 0) for one in person_ids])


def place_held() -> str | None:
    """The code of the place whose log this store holds; nothing where none has been told yet."""
    held = Anchor.objects.filter(kind=Subject.PLACE).order_by("id")
    return held.values_list("code", flat=True).first()


def ensure_account(account_id: UUID) -> None:
    """The anchor that an account's own chain hangs from."""
    Anchor.objects.get_or_create(id=account_id, defaults={"kind": Subject.ACCOUNT})


def merge(absorbed: PersonId, into: PersonId, *, reason: str, at: datetime, by: Actor) -> UUID:
    """Say that two anchors are one person; the entries of each stay where they are."""
    if absorbed == into or surviving([into])[into] != into:
        raise Refused("merge_into_merged")
    if Merge.objects.filter(absorbed_id=absorbed, until__isnull=True).exists():
        raise Refused("already_merged")
    # Whoever was absorbed before follows, so that one step always finds the survivor.
    followers = Merge.objects.filter(into_id=absorbed, until__isnull=True)
    for follower in list(followers.order_by("id")):
        since = max(follower.since, at)
        Merge.objects.filter(id=follower.id).update(until=since)
        _merge_row(follower.absorbed_id, into, reason=reason, at=since, by=by)
    row = _merge_row(absorbed, into, reason=reason, at=at, by=by)
    care.carry_over(absorbed, into, at=at, by=by)
    return row


def unmerge(absorbed: PersonId, *, at: datetime, by: Actor) -> PersonId:
    """Say that somebody merged is another person after all; says from whom they were parted.

    Every row stays where it was written. Whoever had been absorbed into them goes back with them.
    """
    live = Merge.objects.filter(until__isnull=True).select_for_update(no_key=True)
    row = live.filter(absorbed_id=absorbed).first()
    if row is None:
        raise Refused("not_merged")
    into, at = PersonId(row.into_id), max(row.since, at)
    Merge.objects.filter(id=row.id).update(until=at)
    apart = [absorbed]
    for follower in list(live.filter(into_id=into, since__gte=row.since).order_by("id")):
        was = Merge.objects.filter(absorbed_id=follower.absorbed_id, into_id=absorbed)
        if was.filter(until=follower.since).exists():
            Merge.objects.filter(id=follower.id).update(until=max(follower.since, at))
            _merge_row(follower.absorbed_id, absorbed, reason=follower.reason, at=at, by=by)
            apart.append(PersonId(follower.absorbed_id))
    care.take_apart(apart, all_of(into), since=row.since, carried_by=row.merged_by, at=at, by=by)
    return into


def surviving(person_ids: Iterable[PersonId]) -> dict[PersonId, PersonId]:
    """For each person, the person they are now known as: themselves unless merged."""
    ids = list(person_ids)
    moved = {PersonId(gone): PersonId(into) for gone, into in _absorbed(ids)}
    return {one: moved.get(one, one) for one in ids}


@question
def _absorbed(ids: Collection[PersonId]) -> QuerySet[Any, tuple[UUID, UUID]]:
    live = Merge.objects.filter(absorbed_id__in=ids, until__isnull=True)
    return live.values_list("absorbed_id", "into_id")


def all_of(person_id: PersonId) -> list[PersonId]:
    """A person's own anchor and every one absorbed into it: the ids to read a timeline by."""
    live = Merge.objects.filter(into_id=person_id, until__isnull=True)
    return [person_id, *(PersonId(a) for a in live.values_list("absorbed_id", flat=True))]


def resolved(person_id: PersonId) -> tuple[PersonId, list[PersonId]]:
    """Who a person is known as now, and the ids to read a timeline by: mostly in one question."""
    about = Q(absorbed_id=person_id) | Q(into_id=person_id)
    live = Merge.objects.filter(about, until__isnull=True).values_list("absorbed_id", "into_id")
    found = list(live)
    survivor = next((PersonId(into) for gone, into in found if gone == person_id), None)
    if survivor is not None:
        return survivor, all_of(survivor)
    return person_id, [person_id, *(PersonId(gone) for gone, _ in found)]


def theirs(person_ids: Iterable[PersonId], *, person: str = "person_id") -> Q:
    """The rows written for any of these people, or for whoever was absorbed into one of them.

    `person` is the path to the person's identifier in the row. Two halves put together, not one
    *or* the other: PostgreSQL reads a whole table for an *or* with a question in it, where it finds
    each half by index.
    """
    ids = list(person_ids)
    own = Anchor.objects.filter(pk__in=ids).values_list("pk", flat=True)
    live = Merge.objects.filter(into_id__in=ids, until__isnull=True)
    absorbed = live.values_list("absorbed_id", flat=True)
    return Q(**{f"{person}__in": own.union(absorbed, all=True)})


def _merge_row(absorbed: UUID, into: UUID, *, reason: str, at: datetime, by: Actor) -> UUID:
    made = Merge.objects.create(
        absorbed_id=absorbed, into_id=into, since=at, merged_by=by.account_id, reason=reason
    )
    return made.id
