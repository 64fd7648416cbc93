"""Who is named to co-ordinate somebody's care, and who can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from joinedup.foundation import anchors, care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Care, Membership, Merge, periods
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.models import KeyWorker
from joinedup.people.queries.cards import Card, cards

OPENING_ROLES = tuple(
    sorted(role for role, held in ROLE_PERMISSIONS.items() if Permission.PERSON_OPEN in held)
)
_OF_A_TEAM = (care.EPISODE, care.SENT_TO_TEAM, care.OPEN_REFERRAL, care.PRACTICE_REGISTRATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWorkerRow:
    """Who is named to co-ordinate somebody's care; `works_here` where they may still open them."""

    key_worker_id: UUID
    version: Version
    account_id: UUID
    name: str
    profession: str
    number: str
    works_here: bool


def named_now(person: str = "pk") -> Subquery:
    """The key worker of the person that a column names, to be asked for with their row."""
    live = Merge.objects.filter(into_id=OuterRef(OuterRef(person)), until__isnull=True)
    named = KeyWorker.objects.filter(
        Q(person_id=OuterRef(person)) | Q(person_id__in=live.values("absorbed_id")),
        until__isnull=True,
    )
    who = Account.objects.filter(pk=OuterRef("account_id"))
    held = Membership.objects.filter(
        periods.running(instant.now()),
        account_id=OuterRef("account_id"),
        role__in=OPENING_ROLES,
        account__is_active=True,
    )
    told = JSONObject(
        id="pk",
        version="version",
        account="account_id",
        name=Subquery(who.values("display_name")[:1]),
        profession=Subquery(who.values("profession")[:1]),
        number=Subquery(who.values("direct_number")[:1]),
        works_here=Exists(held),
    )
    return Subquery(named.order_by("-since", "-id").values(told=told)[:1])


def named_who_works_here(person: str = "person_id") -> QuerySet[KeyWorker]:
    """The key workers, as they may still open people, of the person of each row of a table.

    It is asked inside a question about that table: `person` is its column, which may name either of
    two records that were joined.
    """
    into = Merge.objects.filter(into_id=OuterRef(OuterRef(person)), until__isnull=True)
    gone = Merge.objects.filter(absorbed_id=OuterRef(OuterRef(person)), until__isnull=True)
    held = Membership.objects.filter(
        periods.running(instant.now()),
        account_id=OuterRef("account_id"),
        role__in=OPENING_ROLES,
        account__is_active=True,
    )
    return KeyWorker.objects.filter(
        Q(person_id=OuterRef(person))
        | Q(person_id__in=into.values("absorbed_id"))
        | Q(person_id__in=gone.values("into_id")),
        Exists(held),
        until__isnull=True,
    )


def row_of(told: Mapping[str, Any] | None) -> KeyWorkerRow | None:
    """The row that `named_now` brought; None where nobody is named."""
    if told is None:
        return None
    return KeyWorkerRow(
        key_worker_id=UUID(told["id"]),
        version=Version(told["version"]),
        account_id=UUID(told["account"]),
        name=told["name"] or "",
        profession=told["profession"] or "",
        number=told["number"] or "",
        works_here=bool(told["works_here"]),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a team that cares for a person, who can be their key worker."""

    account_id: UUID
    name: str
    profession: str


def candidates(scope: Scope, person_id: PersonId) -> list[Candidate]:
    """Who of the teams that care for a person, or of the viewer's own, can be their key worker."""
    access.require(scope, person_id)
    now = instant.now()
    running = Care.objects.filter(periods.running(now), because__in=_OF_A_TEAM)
    theirs = running.filter(anchors.theirs([person_id])).exclude(team_code="")
    codes = {*theirs.values_list("team_code", flat=True), *scope.teams}
    held = Membership.objects.filter(
        periods.running(now),
        Q(team_code__in=codes) | Q(account_id=scope.account_id),
        role__in=OPENING_ROLES,
        account__is_active=True,
        account__is_system=False,
    )
    found = set(held.values_list("account_id", "account__display_name", "account__profession"))
    return [Candidate(*one) for one in sorted(found, key=lambda one: (one[1], str(one[0])))]


def key_worker(scope: Scope, key_worker_id: UUID) -> tuple[Card, KeyWorker, str]:
    """One who is or was named, of whom, and by which name."""
    row = KeyWorker.objects.filter(pk=key_worker_id).first()
    if row is None:
        raise NotFound()
    whose = PersonId(row.person_id)
    survivor = anchors.surviving([whose])[whose]
    access.require(scope, survivor)
    name = Account.objects.values_list("display_name", flat=True).get(pk=row.account_id)
    return cards(scope, [survivor])[survivor], row, name
