"""The one access rule: who is asking, whom they may see, and every ground for it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from joinedup.foundation import instant, opting_out, sharing
from joinedup.foundation.audiences import Parts, for_viewer, is_for_viewer, not_agreed
from joinedup.foundation.deciding import (
    CONSENT,
    LIMIT,
    OBJECTION,
    ONLY_CARERS,
    PAST,
    decision_of,
)
from joinedup.foundation.models import (
    Account,
    Anchor,
    Care,
    Membership,
    Restriction,
    SharingDecision,
    Subject,
    periods,
)
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.foundation.questions import question
from joinedup.foundation.viewing import (
    ACCESS,
    ACCESS_RESTRICTED,
    BROKEN_GLASS,
    CARE_GROUNDS,
    CONSENT_NEEDED,
    CONTACT,
    DECIDED_BY_THEM,
    DELEGATE_GROUNDS,
    DIRECT_CARE,
    EMERGENCY_GROUNDS,
    EVERYBODY,
    FOR_OTHERS,
    JOB,
    LOCATION,
    NAMED,
    NOBODY,
    NOT_IN_APP,
    OBJECTED,
    OBJECTED_BUT_CARERS,
    ON_ONES_WORD,
    OWN_CARE,
    OWN_GROUNDS,
    OWN_RECORD,
    PARTNER,
    SELF_CLAIMED,
    Actor,
    Decision,
    Ground,
    Limited,
    Opens,
    Scope,
)
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.kernel.purposes import Purpose
from joinedup.kernel.sections import ALWAYS_OPEN, Section


def grounds(scope: Scope, *, person: str = "person_id", item: str | None = None) -> list[Ground]:
    """Every ground on which the viewer may see the person that a row names.

    `person` is the path to the person's identifier in the row; `item` the prefix of the row's own
    scope columns, where a kind of row has them. Each kind of care relationship is a ground of its
    own, so that the answer can say which; broken glass is one of them. Whom an item is for is a
    refusal to all others: nothing else has a rule of its own.
    """
    if scope.role == JOB:
        return [Ground(JOB, EVERYBODY)]
    return [
        Ground(because, _is_cared_for(scope, (because,), person))
        for because in _kinds_of_care(scope)
    ]


def refusals(scope: Scope, *, person: str = "person_id", item: str | None = None) -> list[Ground]:
    """Every reason to refuse, whatever the grounds: each one alone is enough.

    A record that fewer people may open is open to those who are named for it. What a person decided
    is opened by broken glass alone, whose review follows. A use that is not
    their own care leaves out whoever has opted out of it, or was not asked about lately.
    """
    live = _live_restrictions(scope).filter(person_id=OuterRef(person), kind=ACCESS)
    is_restricted = Q(Exists(live))
    if NAMED in _kinds_of_care(scope):
        is_restricted &= ~_is_cared_for(scope, (NAMED,), person)
    left_out = opting_out.reasons(Purpose(scope.purpose), now=scope.now, person=person)
    found = [
        Ground(ACCESS_RESTRICTED, is_restricted),
        *(Ground(code, holds) for code, holds in left_out.items()),
        *_decided(scope, person),
    ]
    if scope.only is not None:
        found.append(Ground(NOT_IN_APP, ~Q(**{f"{person}__in": sorted(scope.only)})))
    if item is not None and scope.role != JOB:
        is_broken = _is_cared_for(scope, (BROKEN_GLASS,), person)
        for_them = for_viewer(scope, is_glass_broken=False, item=item)
        found.append(Ground(FOR_OTHERS, ~for_them & ~is_broken))
    return found


def _decided(scope: Scope, person: str) -> list[Ground]:
    # A job shows nobody to anybody, and is of no organisation.
    if scope.role == JOB:
        return []
    is_broken = _is_cared_for(scope, (BROKEN_GLASS,), person)
    kinds = (*_kinds_of_care(scope), *_kinds_of_contact(scope))
    caring = _live_care(scope, [one for one in kinds if one not in ON_ONES_WORD])
    cares_now = Q(Exists(caring.filter(person_id=OuterRef(person), ended_by=None)))
    found = [
        Ground(OBJECTED, _has_decided(scope, OBJECTION, person) & ~is_broken),
        Ground(
            OBJECTED_BUT_CARERS, _has_decided(scope, ONLY_CARERS, person) & ~cares_now & ~is_broken
        ),
    ]
    if scope.needs_consent:
        lacks = ~_has_decided(scope, CONSENT, person) & ~is_broken
        found.append(Ground(CONSENT_NEEDED, lacks))
    return found


def _has_decided(scope: Scope, kind: str, person: str) -> Q:
    return Q(Exists(_live_decisions(scope).filter(person_id=OuterRef(person), kind=kind)))


def readable(scope: Scope, parts: Parts, *, person: str = "person_id") -> Q:
    """The rows of a table of sections that the viewer may read, whoever they are about.

    Their person is open, no section of theirs is limited, and what another organisation told is
    agreed to be shared. `open_rows` says the same of one person whom the rule was asked of.
    """
    if scope.role == JOB:
        return visible(scope, person=person)
    hidden = NOBODY
    for section in Section:
        if section not in ALWAYS_OPEN:
            limits = _live_decisions(scope).filter(kind=LIMIT, section=section.value)
            hidden |= parts.of(section) & Q(Exists(limits.filter(person_id=OuterRef(person))))
    hidden |= not_agreed(scope, parts)
    opened = _is_cared_for(scope, (BROKEN_GLASS,), person)
    return visible(scope, person=person, item=parts.item) & (~hidden | opened)


def open_rows(scope: Scope, of: Limited, parts: Parts) -> Q | None:
    """The rows about one person that are open, by what the rule said of them; None where all are.

    No question is asked for it, and none more than before where nothing is limited. Whom each row
    is for is said by `for_viewer`, which every question of a table with scope columns asks.
    """
    hidden = NOBODY
    for section in sorted(of.closed):
        hidden |= parts.of(section)
    if not of.is_glass_broken:
        hidden |= not_agreed(scope, parts)
    return ~hidden if hidden != NOBODY else None


@lru_cache(maxsize=8)
def has_part(scope: Scope, *, person: str = "person_id") -> Q:
    """The rows whose person the viewer has a part in the care of, may they open them or not.

    To say that something waits, and never of whom: a restricted record must not be forgotten.
    """
    if scope.role == JOB:
        return EVERYBODY
    kinds = _kinds_of_care(scope)
    return _is_cared_for(scope, kinds, person) if kinds else NOBODY


@lru_cache(maxsize=8)
def visible(scope: Scope, *, person: str = "person_id", item: str | None = None) -> Q:
    """The rows whose person the viewer may see: for lists, counts, searches and exports alike.

    The kinds of care are asked for in one question rather than one each, for the store's sake. A
    page asks several times with one scope, which holds its instant: it is put together once.
    """
    allowed = has_part(scope, person=person)
    for refusal in refusals(scope, person=person, item=item):
        allowed = allowed & ~refusal.holds
    return allowed


def decisions(scope: Scope, person_ids: Iterable[PersonId]) -> dict[PersonId, Decision]:
    """What the rule says of each person, with every ground and refusal that is true of them."""
    ids = set(person_ids)
    said: dict[UUID, dict[str, datetime]] = {one: {} for one in ids}
    for one, what, since in _said_of(scope, ids):
        said[one][what] = min(since, said[one].get(what, since))
    for one, what in opting_out.said_of(Purpose(scope.purpose), ids, now=scope.now):
        said[one][what] = scope.now
    for one in ids - scope.only if scope.only is not None else ():
        said[one][NOT_IN_APP] = scope.now
    return {one: decision_of(scope, said[one]) for one in ids}


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
    if decision.opens in (Opens.NOTHING, Opens.OWN, Opens.DELEGATED):
        raise _refusal(scope, person_id, decision)
    scope.show(person_id, decision.ground)
    return decision


def require_own(scope: Scope, person_id: PersonId) -> Decision:
    """Let somebody see their own care and note it; raises `NotFound` for anybody else's.

    A record that fewer of the staff may open is open to whoever it is about.
    """
    decision = decisions(scope, [person_id])[person_id]
    if decision.opens is not Opens.OWN:
        raise NotFound()
    scope.show(person_id, decision.ground)
    return decision


def require_view(scope: Scope, person_id: PersonId) -> Decision:
    """The same for whoever acts for somebody, who reads what was given to them of it."""
    decision = decisions(scope, [person_id])[person_id]
    if decision.opens not in (Opens.OWN, Opens.DELEGATED):
        raise NotFound()
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
    made = _scope(
        account.id,
        chosen.role,
        chosen.organisation_code,
        frozenset(teams),
        ROLE_PERMISSIONS[Role(chosen.role)],
        OWN_CARE if chosen.role == Role.RESIDENT else purpose,
    )
    return replace(
        made,
        needs_consent=sharing.needs_consent(made.organisation),
        not_agreed=sharing.not_agreed(made.organisation, at=made.now),
    )


def actor_of(account: Account, *, selected: UUID | None = None) -> Actor:
    """An account as the one who acts."""
    return Actor(AccountId(account.id), scope_of(account, selected=selected))


def system(
    name: str,
    *,
    teams: frozenset[str] = frozenset(),
    purpose: Purpose = Purpose.ADMINISTRATION,
) -> Actor:
    """A named system account, which acts for jobs: made on first use, and never able to sign in."""
    username = f"system:{name}"
    held = _of_name(username)
    # A job is known by what it does, not by the room that it is of.
    known_as = name.rpartition(".")[2].replace("_", " ").capitalize()
    account = held[0] if held else _made(username, known_as)
    if account.display_name != known_as:
        Account.objects.filter(pk=account.pk).update(display_name=known_as)
    everything = frozenset(Permission)
    scope = _scope(account.id, JOB, "", teams, everything, purpose.value)
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


def _kinds_of_care(scope: Scope) -> tuple[str, ...]:
    return CARE_GROUNDS if scope.may(Permission.PERSON_OPEN) else ()


def all_kinds(scope: Scope) -> tuple[str, ...]:
    """Every ground on which a viewer of this role can see anybody at all."""
    return (*_kinds_of_care(scope), *_kinds_of_contact(scope), *_kinds_of_own(scope))


def _kinds_of_contact(scope: Scope) -> tuple[str, ...]:
    return EMERGENCY_GROUNDS if scope.may(Permission.EMERGENCY_OPEN) else ()


def _kinds_of_own(scope: Scope) -> tuple[str, ...]:
    return (*OWN_GROUNDS, *DELEGATE_GROUNDS) if scope.may(Permission.OWN_CARE) else ()


def _is_cared_for(scope: Scope, kinds: Iterable[str], person: str) -> Q:
    return Q(Exists(_live_care(scope, kinds).filter(person_id=OuterRef(person))))


def _live_care(scope: Scope, kinds: Iterable[str]) -> QuerySet[Care]:
    held_by_viewer = Q(team_code__in=scope.teams) | Q(account_id=scope.account_id)
    return Care.objects.filter(held_by_viewer, periods.running(scope.now), because__in=kinds)


def _live_restrictions(scope: Scope) -> QuerySet[Restriction]:
    # One that was set while this question was being asked counts already.
    return Restriction.objects.filter(periods.not_ended(scope.now))


def _live_decisions(scope: Scope) -> QuerySet[SharingDecision]:
    # What closes counts already if it was recorded while this question was being asked.
    about = SharingDecision.objects.filter(organisation_code__in=["", scope.organisation])
    begun = ~Q(kind=CONSENT) | Q(since__lte=scope.now)
    return about.filter(periods.not_ended(scope.now), begun)


@question
def _said_of(scope: Scope, ids: Collection[UUID]) -> QuerySet[Any, tuple[UUID, str, datetime]]:
    # The kinds of care, restriction and decision share no word, so one question brings them all.
    restricted = _live_restrictions(scope).filter(person_id__in=ids)
    live = restricted.values_list("person_id", "kind", "since")
    if scope.role == JOB:
        return live
    decided = _live_decisions(scope).filter(person_id__in=ids)
    said = decided.annotate(said=Concat("kind", Value(":"), "section"))
    asked = [live, said.values_list("person_id", "said", "since")]
    if kinds := all_kinds(scope):
        # One that has ended is looked at for its day, and is no care that goes on.
        past = When(ended_by__isnull=False, then=Concat(Value(PAST), "because"))
        held = _live_care(scope, kinds).filter(person_id__in=ids)
        because = held.annotate(said=Case(past, default=F("because")))
        asked.append(because.values_list("person_id", "said", "since"))
    return asked[0].union(*asked[1:], all=True)


def _refusal(scope: Scope, person_id: PersonId, decision: Decision) -> NotPermitted:
    return NotPermitted(reasons=reasons_against(scope, decision), person_id=person_id)


def reasons_against(scope: Scope, decision: Decision) -> tuple[Reason, ...]:
    """Every reason why not all of a person is open: what refuses, and that there is no ground."""
    against = [Reason(code, {}) for code in decision.refusals]
    if not scope.may(Permission.PERSON_OPEN):
        against.append(Reason("role_may_not", {"permission": Permission.PERSON_OPEN.value}))
    elif not decision.grounds:
        against.append(Reason("no_care_relationship", {"role": scope.role}))
    return tuple(against)


__all__ = [
    "ACCESS",
    "ACCESS_RESTRICTED",
    "BROKEN_GLASS",
    "CARE_GROUNDS",
    "CONSENT_NEEDED",
    "CONTACT",
    "DECIDED_BY_THEM",
    "DIRECT_CARE",
    "EMERGENCY_GROUNDS",
    "EVERYBODY",
    "FOR_OTHERS",
    "JOB",
    "LOCATION",
    "NAMED",
    "NOBODY",
    "OBJECTED",
    "OBJECTED_BUT_CARERS",
    "ON_ONES_WORD",
    "OWN_CARE",
    "OWN_GROUNDS",
    "OWN_RECORD",
    "PARTNER",
    "SELF_CLAIMED",
    "Actor",
    "Decision",
    "Ground",
    "Limited",
    "Opens",
    "Parts",
    "Scope",
    "actor_of",
    "all_kinds",
    "decisions",
    "explain",
    "for_viewer",
    "goes_on_until",
    "grounds",
    "has_part",
    "is_for_viewer",
    "memberships",
    "not_agreed",
    "open_rows",
    "readable",
    "reasons_against",
    "refusals",
    "require",
    "require_emergency",
    "require_permission",
    "scope_of",
    "system",
    "visible",
]
