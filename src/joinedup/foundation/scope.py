"""The one access rule: who is asking, whom they may see, and every ground for it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.foundation import instant
from joinedup.foundation.models import (
    Account,
    Anchor,
    Care,
    Membership,
    Restriction,
    Subject,
    periods,
)
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.foundation.questions import question
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import AccountId, PersonId

DIRECT_CARE = "direct_care"
NAMED = "named"
BROKEN_GLASS = "broken_glass"
CARE_GROUNDS = (
    "episode",
    "allocated",
    "sent_to_team",
    "open_referral",
    "open_call",
    "practice_registration",
    NAMED,
    BROKEN_GLASS,
)
EMERGENCY_GROUNDS = ("live_contact",)
"""What opens a person as far as somebody needs who is with them in an emergency, and no further."""
NOBODY = Q(pk__in=[])
EVERYBODY = Q(pk__isnull=False)
ACCESS = "access"
LOCATION = "location"
ACCESS_RESTRICTED = "access_restricted"
# A job of ours acts for everybody whom its fact is about; no person signs in as one.
JOB = "job"
PARTNER = "partner:"
CONTACT = "contact:"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is looking, as what, for which purpose and when; `shown` gathers whom the page showed."""

    account_id: AccountId
    role: str
    organisation: str
    teams: frozenset[str]
    permissions: frozenset[Permission]
    purpose: str
    now: datetime
    shown: dict[PersonId, str] = field(default_factory=dict, compare=False)

    def may(self, permission: Permission) -> bool:
        """Whether the viewer's role carries a permission."""
        return permission in self.permissions

    def show(self, person_id: PersonId, ground: str) -> None:
        """Note that the answer being made shows a person, for the log of reading."""
        self.shown.setdefault(person_id, ground)

    @property
    def shape(self) -> tuple[object, ...]:
        """What a question depends on besides who is looking and when."""
        return self.role, self.permissions, self.purpose, len(self.teams)

    def with_values(self, replaced: Callable[[Any], Any]) -> "Scope":
        """The same with who is looking and when replaced, for a question put together once."""
        return replace(
            self,
            account_id=replaced(self.account_id),
            organisation=replaced(self.organisation),
            teams=frozenset(replaced(team) for team in sorted(self.teams)),
            now=replaced(self.now),
            shown={},
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and what they may see while acting."""

    account_id: AccountId
    scope: Scope


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason that allows, or refuses, and the rows for which it is true."""

    code: str
    holds: Q


class Opens(StrEnum):
    """How much of a person is open to a viewer.

    `EMERGENCY` is what is needed by whoever is with them now: wishes, allergies, medicines, alerts,
    whom to ring. `RESTRICTED` is what a record that fewer people may open never keeps from anybody
    who has a ground: allergies, treatment wishes and whom to ring.
    """

    NOTHING = "nothing"
    RESTRICTED = "restricted"
    EMERGENCY = "emergency"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rule says of one viewer and one person, and every reason it found.

    `grounds` open all of a person, `emergency_grounds` what an emergency needs. Of somebody whose
    whereabouts are restricted nothing is shown that follows from where they are.
    """

    grounds: tuple[str, ...]
    refusals: tuple[str, ...]
    is_location_restricted: bool = False
    emergency_grounds: tuple[str, ...] = ()

    @property
    def opens(self) -> Opens:
        """How much is open."""
        if not (self.grounds or self.emergency_grounds):
            return Opens.NOTHING
        if self.refusals:
            return Opens.RESTRICTED
        return Opens.ALL if self.grounds else Opens.EMERGENCY

    @property
    def is_allowed(self) -> bool:
        """Whether all of the person is open."""
        return self.opens is Opens.ALL

    @property
    def ground(self) -> str:
        """The strongest ground, for the log of reading."""
        return (*self.grounds, *self.emergency_grounds)[0]


def grounds(scope: Scope, *, person: str = "person_id", item: str | None = None) -> list[Ground]:
    """Every ground on which the viewer may see the person that a row names.

    `person` is the path to the person's identifier in the row; `item` the prefix of the row's own
    scope columns, where a kind of row has them. Each kind of care relationship is a ground of its
    own, so that the answer can say which; broken glass is one of them. Consent, and the sharing
    scope of an item, take their places in this list when they come: nothing else has a rule of its
    own.
    """
    if scope.role == JOB:
        return [Ground(JOB, EVERYBODY)]
    return [
        Ground(because, _is_cared_for(scope, (because,), person))
        for because in _kinds_of_care(scope, item)
    ]


def refusals(scope: Scope, *, person: str = "person_id", item: str | None = None) -> list[Ground]:
    """Every reason to refuse, whatever the grounds: each one alone is enough.

    A record that fewer people may open is open to those who are named for it.
    """
    live = _live_restrictions(scope).filter(person_id=OuterRef(person), kind=ACCESS)
    is_restricted = Q(Exists(live))
    if NAMED in _kinds_of_care(scope, item):
        is_restricted &= ~_is_cared_for(scope, (NAMED,), person)
    return [Ground(ACCESS_RESTRICTED, is_restricted)]


@lru_cache(maxsize=8)
def has_part(scope: Scope, *, person: str = "person_id") -> Q:
    """The rows whose person the viewer has a part in the care of, may they open them or not.

    To say that something waits, and never of whom: a restricted record must not be forgotten.
    """
    if scope.role == JOB:
        return EVERYBODY
    kinds = _kinds_of_care(scope, None)
    return _is_cared_for(scope, kinds, person) if kinds else NOBODY


@lru_cache(maxsize=8)
def visible(scope: Scope, *, person: str = "person_id") -> Q:
    """The rows whose person the viewer may see: for lists, counts, searches and exports alike.

    The kinds of care are asked for in one question rather than one each, for the store's sake: it
    is the same rows that `grounds` asks for kind by kind and `decisions` reads. A page asks several
    times with one scope, which holds its instant: the question is put together once.
    """
    allowed = has_part(scope, person=person)
    for refusal in refusals(scope, person=person):
        allowed = allowed & ~refusal.holds
    return allowed


def decisions(scope: Scope, person_ids: Iterable[PersonId]) -> dict[PersonId, Decision]:
    """What the rule says of each person, with every ground and refusal that is true of them."""
    ids = set(person_ids)
    said: dict[UUID, set[str]] = {one: set() for one in ids}
    for one, what in _said_of(scope, ids):
        said[one].add(what)
    return {one: _decision(scope, said[one]) for one in ids}


def goes_on_until(scope: Scope, person_id: PersonId, *, because: str) -> datetime | None:
    """Until when one kind of care relationship lets the viewer see somebody; None while open."""
    held = _live_care(scope, (because,)).filter(person_id=person_id)
    ends = list(held.values_list("until", flat=True))
    return None if None in ends else max((one for one in ends if one), default=None)


def explain(scope: Scope, person_id: PersonId) -> Decision:
    """Every ground and every refusal that is true of one person."""
    decision = decisions(scope, [person_id])[person_id]
    is_known = decision.opens is not Opens.NOTHING and scope.role != JOB
    if not is_known and not Anchor.objects.filter(id=person_id, kind=Subject.PERSON).exists():
        raise NotFound()
    return decision


def require(scope: Scope, person_id: PersonId) -> Decision:
    """Let the viewer see a person and note it, or raise with every reason why not."""
    decision = explain(scope, person_id)
    if not decision.is_allowed:
        raise _refusal(scope, person_id, decision)
    scope.show(person_id, decision.ground)
    return decision


def require_emergency(scope: Scope, person_id: PersonId) -> Decision:
    """Let the viewer see what is needed in an emergency and note it, or raise with every reason."""
    decision = explain(scope, person_id)
    if decision.opens is Opens.NOTHING:
        raise _refusal(scope, person_id, decision)
    scope.show(person_id, decision.ground)
    return decision


def require_permission(scope: Scope, permission: Permission) -> None:
    """Raise unless the viewer's role carries the permission."""
    if not scope.may(permission):
        raise NotPermitted(reasons=(Reason("role_may_not", {"permission": permission.value}),))


def memberships(account: Account, *, at: datetime | None = None) -> list[Membership]:
    """What an account is now, longest held first."""
    at = at or instant.now()
    live = account.memberships.filter(periods.running(at))
    return list(live.order_by("since", "id"))


def scope_of(
    account: Account, *, purpose: str = DIRECT_CARE, selected: UUID | None = None
) -> Scope:
    """The scope of an account in one role at one organisation: the selected one, or the first.

    Teams are all those in which the account holds that same role at that same organisation. The
    systems of one partner are a team of their own: what one of them sent, the next may take back.
    So are the urgent care clinicians of one organisation: whoever is in contact with it is so with
    each of them.
    """
    held = memberships(account)
    chosen = next((m for m in held if m.id == selected), held[0] if held else None)
    if chosen is None or not account.is_active:
        return _scope(account.id, "", "", frozenset(), frozenset(), purpose)
    same = [
        m for m in held if (m.role, m.organisation_code) == (chosen.role, chosen.organisation_code)
    ]
    teams = {m.team_code for m in same if m.team_code}
    if chosen.role == Role.SYSTEM:
        teams.add(f"{PARTNER}{chosen.organisation_code}")
    if chosen.role == Role.URGENT_CLINICIAN:
        teams.add(f"{CONTACT}{chosen.organisation_code}")
    return _scope(
        account.id,
        chosen.role,
        chosen.organisation_code,
        frozenset(teams),
        ROLE_PERMISSIONS[Role(chosen.role)],
        purpose,
    )


def actor_of(account: Account, *, selected: UUID | None = None) -> Actor:
    """An account as the one who acts."""
    return Actor(AccountId(account.id), scope_of(account, selected=selected))


def system(name: str, *, teams: frozenset[str] = frozenset()) -> Actor:
    """A named system account, which acts for jobs: made on first use, and never able to sign in."""
    username = f"system:{name}"
    held = _of_name(username)
    # A job is known by what it does, not by the room that it is of.
    known_as = name.rpartition(".")[2].replace("_", " ").capitalize()
    account = held[0] if held else _made(username, known_as)
    if account.display_name != known_as:
        Account.objects.filter(pk=account.pk).update(display_name=known_as)
    everything = frozenset(Permission)
    scope = _scope(account.id, JOB, "", teams, everything, "administration")
    return Actor(AccountId(account.id), scope)


@question
def _of_name(username: str) -> QuerySet[Account]:
    return Account.objects.filter(username=username)


def _made(username: str, display_name: str) -> Account:
    # Of two that need it at once for the first time, one makes it and the other finds it made.
    made, _ = Account.objects.get_or_create(
        username=username,
        defaults={
            "display_name": display_name,
            "is_system": True,
            "password": "!",
            "made_at": instant.now(),
        },
    )
    return made


def _scope(
    account_id: UUID,
    role: str,
    organisation: str,
    teams: frozenset[str],
    permissions: frozenset[Permission],
    purpose: str,
) -> Scope:
    return Scope(
        account_id=AccountId(account_id),
        role=role,
        organisation=organisation,
        teams=teams,
        permissions=permissions,
        purpose=purpose,
        now=instant.now(),
    )


def _kinds_of_care(scope: Scope, item: str | None) -> tuple[str, ...]:
    # No kind of row has scope columns of its own yet: asking by them is refused, never ignored.
    return CARE_GROUNDS if scope.may(Permission.PERSON_OPEN) and item is None else ()


def _kinds_of_contact(scope: Scope) -> tuple[str, ...]:
    return EMERGENCY_GROUNDS if scope.may(Permission.EMERGENCY_OPEN) else ()


def _is_cared_for(scope: Scope, kinds: Iterable[str], person: str) -> Q:
    return Q(Exists(_live_care(scope, kinds).filter(person_id=OuterRef(person))))


def _live_care(scope: Scope, kinds: Iterable[str]) -> QuerySet[Care]:
    held_by_viewer = Q(team_code__in=scope.teams) | Q(account_id=scope.account_id)
    return Care.objects.filter(held_by_viewer, periods.running(scope.now), because__in=kinds)


def _live_restrictions(scope: Scope) -> QuerySet[Restriction]:
    # One that was set while this question was being asked counts already.
    return Restriction.objects.filter(periods.not_ended(scope.now))


@question
def _said_of(scope: Scope, ids: Collection[UUID]) -> QuerySet[Any, tuple[UUID, str]]:
    # The kinds of care and of restriction share no word, so one question brings both.
    live = _live_restrictions(scope).filter(person_id__in=ids).values_list("person_id", "kind")
    kinds = () if scope.role == JOB else (*_kinds_of_care(scope, None), *_kinds_of_contact(scope))
    if not kinds:
        return live
    held = _live_care(scope, kinds).filter(person_id__in=ids)
    return held.values_list("person_id", "because").union(live, all=True)


def _decision(scope: Scope, said: Collection[str]) -> Decision:
    # In the order of the list, so that the strongest ground is told first.
    allowing = tuple(code for code in CARE_GROUNDS if code in said)
    if scope.role == JOB:
        allowing = (JOB,)
    against = (ACCESS_RESTRICTED,) if ACCESS in said and NAMED not in said else ()
    in_emergency = tuple(code for code in EMERGENCY_GROUNDS if code in said)
    return Decision(allowing, against, LOCATION in said, in_emergency)


def _refusal(scope: Scope, person_id: PersonId, decision: Decision) -> NotPermitted:
    return NotPermitted(reasons=_reasons(scope, decision), person_id=person_id)


def _reasons(scope: Scope, decision: Decision) -> tuple[Reason, ...]:
    against = [Reason(code, {}) for code in decision.refusals]
    if not scope.may(Permission.PERSON_OPEN):
        against.append(Reason("role_may_not", {"permission": Permission.PERSON_OPEN.value}))
    elif not decision.grounds:
        against.append(Reason("no_care_relationship", {"role": scope.role}))
    return tuple(against)
