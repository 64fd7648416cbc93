"""Reading who acts for somebody, and for whom somebody acts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from joinedup.foundation import anchors
from joinedup.foundation import scope as access
from joinedup.foundation.scope import Scope
from joinedup.foundation.viewing import Opens
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import delegates as rules
from joinedup.mycare.domain import letters
from joinedup.mycare.domain.delegates import Basis, State
from joinedup.mycare.models import Delegation, Resident
from joinedup.mycare.queries.letters import Tried, digest_of
from joinedup.mycare.queries.mine import Mine
from joinedup.people.queries import own as people


@dataclass(frozen=True, slots=True)
class DelegateRow:
    """Somebody who was named to act for a person, and how it stands."""

    delegation_id: UUID
    version: int
    name: str
    basis: Basis
    parts: tuple[str, ...]
    state: State
    named_at: datetime
    since: datetime | None
    review_due: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ActsFor:
    """Somebody for whom the viewer acts: no name where they see nothing now."""

    delegation_id: UUID
    called: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose pages a delegate reads, and which parts of them."""

    delegation_id: UUID
    whose: Mine
    parts: tuple[str, ...]
    is_review_late: bool


def delegates_of(ids: Sequence[PersonId], *, at: datetime) -> list[DelegateRow]:
    """Everybody who acts for somebody, or was named to; asked once the person is open."""
    held = Delegation.objects.filter(person_id__in=ids, until__isnull=True)
    return [_row(one, at) for one in held.order_by("named_at", "id")]


def delegate_of(ids: Sequence[PersonId], delegation_id: UUID, *, at: datetime) -> DelegateRow:
    """One of them; raises `NotFound` for anybody else's, and for one that was ended."""
    return one_of(delegates_of(ids, at=at), delegation_id)


def one_of(rows: Sequence[DelegateRow], delegation_id: UUID) -> DelegateRow:
    """The one that is asked for; raises `NotFound`."""
    for one in rows:
        if one.delegation_id == delegation_id:
            return one
    raise NotFound()


def for_staff(scope: Scope, person_id: PersonId) -> list[DelegateRow]:
    """Who acts for somebody, for staff who may open them."""
    survivor, ids = anchors.resolved(person_id)
    access.require(scope, survivor)
    return delegates_of(ids, at=scope.now)


def acts_for(scope: Scope) -> list[ActsFor]:
    """Everybody for whom the viewer acts."""
    held = list(_of_account(scope).order_by("since", "id"))
    whose = anchors.surviving({PersonId(one.person_id) for one in held})
    called = people.called(scope, whose.values())
    return [ActsFor(one.id, called.get(whose[PersonId(one.person_id)], "")) for one in held]


def acts_only(scope: Scope) -> bool:
    """Whether the viewer acts for others, and has no pages of their own."""
    held = Resident.objects.filter(account_id=scope.account_id, until__isnull=True)
    return not held.exists() and is_delegate(scope.account_id)


def acting(scope: Scope, delegation_id: UUID) -> Acting:
    """Whose pages the viewer reads as a delegate; raises with the reason why they do not now.

    A record that is kept from delegates says no more than that it is stopped.
    """
    held = Delegation.objects.filter(account_id=scope.account_id, id=delegation_id).first()
    if held is None:
        raise NotFound()
    state = rules.state(held.held(), at=scope.now)
    if state is State.ENDED:
        raise NotPermitted((Reason("delegate_ended"),))
    if state is State.STOPPED:
        raise NotPermitted((Reason("delegate_stopped"),))
    survivor, ids = anchors.resolved(PersonId(held.person_id))
    opens = access.decisions(scope, [survivor])[survivor].opens
    if state is State.SUSPENDED or opens is not Opens.DELEGATED:
        raise NotPermitted((Reason("delegate_suspended"),))
    whose = Mine(people.own_person(scope, survivor), tuple(ids))
    return Acting(held.id, whose, tuple(held.parts), state is State.LATE)


def tried(typed: str, born_on: date, *, at: datetime) -> Tried:
    """What the code of somebody who was named, and the date of birth of whom it is for, come to."""
    held = Delegation.objects.filter(digest=digest_of(letters.read(typed))).first()
    is_open = held is not None and rules.state(held.held(), at=at) is State.WAITING
    if held is None or not is_open or held.attempts >= letters.MOST_ATTEMPTS:
        return Tried(None, is_right=False)
    born = people.born_on(PersonId(held.person_id))
    return Tried(held.id, is_right=letters.is_theirs(born, born_on))


def delegation_named(typed: str) -> UUID:
    """Which delegation a code is of; raises `NotFound`."""
    held = Delegation.objects.filter(digest=digest_of(letters.read(typed))).first()
    if held is None:
        raise NotFound()
    return held.id


def names_of(ids: Sequence[PersonId], account_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the delegates of somebody are called, those of earlier times too, by account."""
    if not account_ids:
        return {}
    held = Delegation.objects.filter(person_id__in=ids, account_id__in=account_ids)
    named: Iterable[tuple[UUID, str]] = held.order_by("named_at").values_list("account_id", "name")
    return dict(named)


def is_delegate(account_id: UUID) -> bool:
    """Whether somebody acts, or acted, for another by this account."""
    return Delegation.objects.filter(account_id=account_id).exists()


def _of_account(scope: Scope) -> QuerySet[Delegation]:
    return Delegation.objects.filter(account_id=scope.account_id, until__isnull=True)


def _row(held: Delegation, at: datetime) -> DelegateRow:
    return DelegateRow(
        delegation_id=held.id,
        version=held.version,
        name=held.name,
        basis=Basis(held.basis),
        parts=tuple(held.parts),
        state=rules.state(held.held(), at=at),
        named_at=held.named_at,
        since=held.since,
        review_due=held.review_due,
        reason=held.reason,
    )
