"""Somebody is named to act for another, takes it up, is limited, suspended, reviewed and ended."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from joinedup.foundation import anchors, care, journey, residents
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.foundation.viewing import DELEGATE
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.mycare import events
from joinedup.mycare.domain import delegates as rules
from joinedup.mycare.domain import letters
from joinedup.mycare.domain.delegates import (
    Basis,
    DelegateIsOneself,
    DelegateNamedTwice,
    DelegationOver,
    DelegationUnreasoned,
    State,
)
from joinedup.mycare.domain.letters import CodeNotTaken
from joinedup.mycare.models import Delegation, Resident
from joinedup.mycare.queries.letters import digest_of
from joinedup.mycare.queries.mine import mine
from joinedup.mycare.services import joining
from joinedup.mycare.services.letters import CannotRead
from joinedup.people import queries as people
from joinedup.people.queries import own

SHOWN_AS: Final = "%s, delegate"
"""The name of an account that acts for others alone, wherever names of accounts stand."""


@journey.change
def name_delegate(*, name: str, parts: Collection[str], at: datetime, by: Actor) -> str:
    """Name somebody who may see parts of one's own pages; give the code, told this once."""
    me = mine(by.scope)
    return _named(me.person_id, me.person.name, name, Basis.NAMED, parts, at=at, by=by)


@journey.change
def record_delegate(
    person_id: PersonId, *, name: str, basis: Basis, parts: Collection[str], at: datetime, by: Actor
) -> str:
    """Record who acts for somebody by a paper or a decision that staff have seen; give the code."""
    access.require_permission(by.scope, Permission.LETTER_ISSUE)
    card = people.person_page(by.scope, person_id).card
    return _named(card.person_id, card.name, name, basis, parts, at=at, by=by)


@journey.change
def take_up(
    delegation_id: UUID,
    *,
    account_id: AccountId | None = None,
    username: str = "",
    password: str = "",
    at: datetime,
    by: Actor,
) -> AccountId:
    """Let whoever gave the code act from now on, by an account of their own; it counts no more."""
    held = Delegation.objects.select_for_update(no_key=True).filter(id=delegation_id).first()
    if held is None or not _may_be_taken_up(held, at=at):
        raise CodeNotTaken()
    ids = anchors.all_of(PersonId(held.person_id))
    if account_id is None:
        known_as = SHOWN_AS % held.name
        account_id = residents.make_delegate(
            known_as, username=username, password=password or None, at=at, by=by
        )
    elif Resident.objects.filter(account_id=account_id, person_id__in=ids).exists():
        raise DelegateIsOneself()
    elif _live(ids).filter(account_id=account_id).exists():
        raise DelegateNamedTwice()
    held.account_id, held.since = account_id, at
    held.review_due, held.version = at + rules.REVIEWED_EVERY, held.version + 1
    held.save(update_fields=["account_id", "since", "review_due", "version"])
    _let(held, at=at, by=by)
    _record(events.DelegateBegan(delegation_id=held.id), held, at=at, by=by)
    return account_id


@journey.change
def limit(
    delegation_id: UUID, *, seen: Version, parts: Collection[str], at: datetime, by: Actor
) -> None:
    """Say anew what they may see; it holds from their next page."""
    held = _changed(delegation_id, seen, by)
    held.parts = rules.given(parts)
    held.save(update_fields=["parts", "version"])
    _record(events.DelegateLimited(delegation_id=held.id), held, at=at, by=by)


@journey.change
def suspend(
    delegation_id: UUID, *, seen: Version, reason: str = "", at: datetime, by: Actor
) -> None:
    """Stop what they see at once, until it is lifted."""
    held = _changed(delegation_id, seen, by, reason=reason)
    held.suspended_at = held.suspended_at or at
    held.save(update_fields=["suspended_at", "reason", "version"])
    care.end_about(held, because="suspended", at=at, by=by, goes_on_for=care.AT_ONCE)
    _record(events.DelegateSuspended(delegation_id=held.id), held, at=at, by=by)


@journey.change
def resume(
    delegation_id: UUID, *, seen: Version, reason: str = "", at: datetime, by: Actor
) -> None:
    """Let them see again what was given to them."""
    held = _changed(delegation_id, seen, by, reason=reason)
    held.suspended_at = None
    held.save(update_fields=["suspended_at", "reason", "version"])
    _let(held, at=at, by=by)
    _record(events.DelegateResumed(delegation_id=held.id), held, at=at, by=by)


@journey.change
def review(
    delegation_id: UUID, *, seen: Version, reason: str = "", at: datetime, by: Actor
) -> None:
    """Keep them for another year."""
    held = _changed(delegation_id, seen, by, reason=reason)
    held.review_due = at + rules.REVIEWED_EVERY
    held.save(update_fields=["review_due", "reason", "version"])
    _let(held, at=at, by=by)
    _record(events.DelegateReviewed(delegation_id=held.id), held, at=at, by=by)


@journey.change
def end(delegation_id: UUID, *, seen: Version, reason: str = "", at: datetime, by: Actor) -> None:
    """End it at once and for good: to let them act again they are named anew."""
    held = _changed(delegation_id, seen, by, reason=reason)
    _end(held, because="person" if by.scope.may(Permission.OWN_CARE) else "staff", at=at, by=by)


@journey.change
def end_all(person_id: PersonId, *, because: str, at: datetime, by: Actor) -> None:
    """End every delegate of somebody, as when they have died."""
    rows = _live(anchors.resolved(person_id)[1]).select_for_update(no_key=True).order_by("id")
    for held in list(rows):
        held.version += 1
        _end(held, because=because, at=at, by=by)


@journey.change
def close_where_died(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """End the own view of somebody, and whoever acts for them, if a death is held of them now."""
    if own.has_died(person_id):
        joining.close_own_care(person_id, because="died", at=at, by=by)
        end_all(person_id, because="died", at=at, by=by)


def note_wrong(delegation_id: UUID) -> None:
    """Count one more wrong date of birth against a code."""
    # No fact: it must stay counted where what follows is refused.
    Delegation.objects.filter(id=delegation_id).update(attempts=F("attempts") + 1)


def _named(
    person_id: PersonId,
    own_name: str,
    name: str,
    basis: Basis,
    parts: Collection[str],
    *,
    at: datetime,
    by: Actor,
) -> str:
    # Of two that are named at once the second sees the first.
    Anchor.objects.select_for_update(no_key=True).filter(id=person_id).first()
    if not own.may_have_own_view(person_id):
        raise CannotRead()
    known = _live(anchors.all_of(person_id)).values_list("name", flat=True)
    code = letters.made(secrets.choice)
    made = Delegation.objects.create(
        person_id=person_id,
        name=rules.named(name, own_name=own_name, known=known),
        basis=basis,
        parts=rules.given(parts),
        digest=digest_of(code),
        expires_at=at + letters.LASTS,
        named_at=at,
        named_by=by.account_id,
        review_due=at + rules.REVIEWED_EVERY,
    )
    _record(events.DelegateNamed(delegation_id=made.id, basis=basis), made, at=at, by=by)
    return code


def _may_be_taken_up(held: Delegation, *, at: datetime) -> bool:
    is_open = rules.state(held.held(), at=at) is State.WAITING
    return is_open and own.may_have_own_view(
        anchors.surviving([PersonId(held.person_id)])[PersonId(held.person_id)]
    )


def _changed(
    delegation_id: UUID, seen: Version, by: Actor, *, reason: str | None = None
) -> Delegation:
    """One that the viewer may change, locked: of themselves, or of whom staff may open."""
    held = journey.lock(Delegation, delegation_id, seen=seen)
    if by.scope.may(Permission.OWN_CARE):
        if held.person_id not in mine(by.scope).ids:
            raise NotFound()
    else:
        access.require_permission(by.scope, Permission.LETTER_ISSUE)
        access.require(by.scope, PersonId(held.person_id))
        if reason is not None and not reason.strip():
            raise DelegationUnreasoned(at="reason")
    if held.until is not None:
        raise DelegationOver()
    if reason is not None:
        held.reason = reason.strip()
    return held


def _let(held: Delegation, *, at: datetime, by: Actor) -> None:
    if held.account_id is None or held.suspended_at is not None:
        return
    care.begin(
        PersonId(held.person_id),
        care.account(held.account_id),
        because=DELEGATE,
        at=at,
        by=by,
        until=max(at, rules.stops_at(held.review_due)),
        about=held,
    )


def _end(held: Delegation, *, because: str, at: datetime, by: Actor) -> None:
    held.until, held.ended_because = max(held.named_at, at), because
    held.save(update_fields=["until", "ended_because", "reason", "version"])
    care.end_about(held, because="ended", at=at, by=by, goes_on_for=care.AT_ONCE)
    fact = events.DelegateEnded(delegation_id=held.id, because=because)
    _record(fact, held, at=at, by=by)


def _live(ids: Sequence[PersonId]) -> QuerySet[Delegation]:
    return Delegation.objects.filter(person_id__in=ids, until__isnull=True)


def _record(fact: object, held: Delegation, *, at: datetime, by: Actor) -> None:
    journey.record(fact, about=held, person=PersonId(held.person_id), at=at, by=by)
