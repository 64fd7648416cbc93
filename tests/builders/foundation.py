"""People, staff, care, and facts recorded about them, without any room above the foundation."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from joinedup.foundation import anchors, events, instant, journey, reading
from joinedup.foundation.models import Account, Anchor, Entry
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Role
from joinedup.foundation.scope import Actor, Scope
from joinedup.kernel.ids import AccountId, EntryId, PersonId


def a_person() -> PersonId:
    """Somebody, as an anchor only."""
    return anchors.new_person()


def an_account(username: str = "", *, display_name: str = "Sam Hill") -> Account:
    """An account that holds no role yet."""
    name = username or f"someone-{uuid4().hex[:8]}"
    made = Account.objects.create(username=name, display_name=display_name, made_at=instant.now())
    anchors.ensure_account(made.id)
    return made


def a_scope(
    role: Role = Role.TEAM_MEMBER,
    *,
    teams: Iterable[str] = (),
    account_id: UUID | None = None,
    now: datetime | None = None,
    organisation: str = "",
    needs_consent: bool = False,
) -> Scope:
    """What somebody of a role in some teams may see."""
    return Scope(
        account_id=AccountId(account_id or uuid4()),
        role=role,
        organisation=organisation,
        teams=frozenset(teams),
        permissions=ROLE_PERMISSIONS[role],
        purpose="direct_care",
        now=now or instant.now(),
        needs_consent=needs_consent,
    )


def an_actor(role: Role = Role.TEAM_MEMBER, *, teams: Iterable[str] = ()) -> Actor:
    """Somebody of a role who acts."""
    scope = a_scope(role, teams=teams, account_id=an_account().id)
    return Actor(scope.account_id, scope)


@journey.change
def note(
    *people: PersonId,
    words: str | None = None,
    at: datetime | None = None,
    by: Actor | None = None,
) -> list[EntryId]:
    """Record a small fact about each person, in one change."""
    fact = events.DeliveryHeld(channel="folder")
    return [
        journey.record(
            fact,
            about=Anchor(id=person),
            person=person,
            content=words,
            at=at or instant.now() - timedelta(minutes=1),
            by=by or an_actor(),
        )
        for person in people
    ]


def a_journey(count: int = 5, *, person: PersonId | None = None) -> PersonId:
    """Somebody about whom so many facts are recorded, the second of them in words."""
    somebody = person or a_person()
    for number in range(count):
        note(somebody, words="Fell at home, not hurt." if number == 1 else None)
    return somebody


def entry(person: PersonId, seq: int) -> Entry:
    """One entry of a person's chain."""
    return Entry.objects.get(subject_id=person, seq=seq)


def look_at(*people: PersonId, route: str = "people:page") -> UUID:
    """A reading that showed some people."""
    scope = a_scope()
    for person in people:
        scope.show(person, "episode")
    written = reading.write(scope, route=route)
    if written is None:
        raise ValueError("a reading shows at least one person")
    return written
