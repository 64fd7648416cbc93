"""A whole record, open to those who are named for it and to nobody else."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from joinedup.foundation import care, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Care, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import ACCESS, NAMED, Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import CareId, PersonId, Version
from joinedup.people import events
from joinedup.people.models import Person
from joinedup.people.services import rows
from joinedup.people.services.restricting import check_reason


class NobodyNamed(Refused):
    """A record would be open to nobody: whatever is open for the person would be forgotten."""

    code = "nobody_is_named"


class CannotOpenAnybody(Refused):
    """Who is named holds no role that opens records."""

    code = "cannot_open_anybody"


class LastNamed(Refused):
    """The last who is named would go."""

    code = "last_who_is_named"


class NotNamed(Refused):
    """Somebody is not named for a record."""

    code = "not_named"


@journey.change
def restrict_record(
    person_id: PersonId,
    *,
    seen: Version | None,
    reason: str,
    usernames: Sequence[str],
    at: datetime,
    by: Actor,
) -> None:
    """Open a whole record to those who are named from now, and to nobody else.

    Somebody has to be: what is open for the person stands in the queues and lists of those who are
    named, and in no other.
    """
    person = _locked(person_id, seen=seen, reason=reason, kind=ReasonKind.RESTRICT, by=by)
    named = who_open_people(usernames)
    care.restrict(person_id, kind=ACCESS, reason=reason, at=at, by=by)
    rows.save(person)
    fact = events.RecordRestricted(reason=reason)
    journey.record(fact, about=person, person=person_id, at=at, by=by)
    _name(person, named, at=at, by=by)


@journey.change
def open_record_again(
    person_id: PersonId, *, seen: Version | None, reason: str, at: datetime, by: Actor
) -> None:
    """Open a whole record again to those with a part in the person's care; nobody stays named."""
    person = _locked(person_id, seen=seen, reason=reason, kind=ReasonKind.LIFT_RESTRICTION, by=by)
    care.lift(person_id, kind=ACCESS, at=at, by=by)
    rows.save(person)
    fact = events.RecordOpenedAgain(reason=reason)
    journey.record(fact, about=person, person=person_id, at=at, by=by)
    for held in _named(person_id, at=at):
        care.end(CareId(held.id), because="opened_again", at=at, by=by)


@journey.change
def name_for_record(
    person_id: PersonId, *, seen: Version | None, usernames: Sequence[str], at: datetime, by: Actor
) -> None:
    """Name more of those who may open a restricted record."""
    access.require_permission(by.scope, Permission.RECORD_RESTRICT)
    person = rows.lock(person_id, seen=seen)
    if not care.restricted_ids([person_id], kind=ACCESS):
        raise Refused("not_restricted", kind=ACCESS)
    named = who_open_people(usernames)
    rows.save(person)
    _name(person, named, at=at, by=by)


@journey.change
def name_no_longer(
    person_id: PersonId, *, seen: Version | None, account_id: UUID, at: datetime, by: Actor
) -> None:
    """Name somebody no longer for a restricted record; somebody else stays named."""
    access.require_permission(by.scope, Permission.RECORD_RESTRICT)
    person = rows.lock(person_id, seen=seen)
    held = _named(person_id, at=at)
    theirs = [one for one in held if one.account_id == account_id]
    if not theirs:
        raise NotNamed()
    if len({one.account_id for one in held}) == 1:
        raise LastNamed()
    for one in theirs:
        care.end(CareId(one.id), because="named_no_longer", at=at, by=by)
    rows.save(person)
    fact = events.NamedNoLonger(account_id=account_id)
    journey.record(fact, about=person, person=person_id, at=at, by=by)


def _locked(
    person_id: PersonId, *, seen: Version | None, reason: str, kind: ReasonKind, by: Actor
) -> Person:
    access.require_permission(by.scope, Permission.RECORD_RESTRICT)
    check_reason(kind, reason)
    return rows.lock(person_id, seen=seen)


def who_open_people(usernames: Iterable[str]) -> list[Account]:
    """Those who sign in by these names, each of a role that opens records."""
    found = []
    for username in dict.fromkeys(one.strip() for one in usernames):
        if not username:
            continue
        account = rows.account_called(username)
        roles = [access.scope_of(account, selected=one.id) for one in access.memberships(account)]
        is_somebody = account.is_active and not account.is_system
        if not is_somebody or not any(one.may(Permission.PERSON_OPEN) for one in roles):
            raise CannotOpenAnybody(username=username)
        found.append(account)
    if not found:
        raise NobodyNamed()
    return found


def _name(person: Person, named: Iterable[Account], *, at: datetime, by: Actor) -> None:
    person_id = PersonId(person.pk)
    already = {one.account_id for one in _named(person_id, at=at)}
    for account in named:
        if account.id in already:
            continue
        care.begin(person_id, care.account(account.id), because=NAMED, at=at, by=by)
        fact = events.NamedForRecord(account_id=account.id)
        journey.record(fact, about=person, person=person_id, at=at, by=by)


def _named(person_id: PersonId, *, at: datetime) -> Collection[Care]:
    running = periods.running(at)
    return list(Care.objects.filter(running, person_id=person_id, because=NAMED).order_by("id"))
