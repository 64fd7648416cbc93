"""The caseload of a team: whom it is responsible for now, until their last service ends."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Min, Q

from joinedup.foundation import accounts, care
from joinedup.foundation import scope as access
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Care, Merge, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import Page, PersonId
from joinedup.people.models import KeyWorker
from joinedup.people.queries.cards import Card, cards

MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCaseload:
    """Somebody whom a team has: since when, which of the viewer's teams, and their key worker."""

    card: Card
    since: datetime
    teams: tuple[str, ...]
    key_worker: str


def caseload(scope: Scope, *, team: str = "", after: str = "", limit: int = 25) -> Page[OnCaseload]:
    """Everybody whom the viewer's teams have, or one of the teams, the longest with them first.

    It begins with what a team accepts and ends with its last service for them. Whoever may not be
    opened is not among them.
    """
    access.require_permission(scope, Permission.LINE_ACCEPT)
    teams = scope.teams & {team} if team else scope.teams
    running = Care.objects.filter(
        periods.running(scope.now), team_code__in=teams, because=care.EPISODE
    )
    # A person who was joined to another is in the store as both, and on the list as one.
    gone = Merge.objects.filter(until__isnull=True).values("absorbed_id")
    seen = running.filter(access.visible(scope)).exclude(person_id__in=gone)
    people = seen.values("person_id").annotate(first=Min("since"))
    total = people.order_by()[: MOST_COUNTED + 1].count()
    since, _, last = after.partition("_")
    if is_id(last) and (begun := _as_instant(since)):
        people = people.filter(Q(first__gt=begun) | Q(first=begun, person_id__gt=last))
    found = list(people.order_by("first", "person_id")[: limit + 1])
    page = {PersonId(one["person_id"]): one["first"] for one in found[:limit]}
    shown = cards(scope, page)
    of_teams: dict[PersonId, set[str]] = defaultdict(set)
    for person_id, code in running.filter(person_id__in=page).values_list("person_id", "team_code"):
        of_teams[PersonId(person_id)].add(code)
    named = _key_workers(page)
    rows = tuple(
        OnCaseload(
            card=shown[one],
            since=begun,
            teams=tuple(sorted(of_teams[one])),
            key_worker=named.get(one, ""),
        )
        for one, begun in page.items()
    )
    more = found[limit - 1] if len(found) > limit else None
    return Page(
        rows=rows,
        next_key=f"{more['first'].isoformat()}_{more['person_id']}" if more else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _key_workers(ids: Collection[PersonId]) -> dict[PersonId, str]:
    """The name of the key worker of each, the latest where joined records had one each."""
    joined = Merge.objects.filter(into_id__in=ids, until__isnull=True)
    into = dict(joined.values_list("absorbed_id", "into_id"))
    held = KeyWorker.objects.filter(person_id__in={*ids, *into}, until__isnull=True)
    named = held.annotate(name=accounts.name_of("account_id")).order_by("since", "id")
    rows = named.values_list("person_id", "name")
    return {PersonId(into.get(one, one)): name or "" for one, name in rows}


def _as_instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
