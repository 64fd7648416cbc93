"""Who is left out of a use that is not their own care, and how lately that was checked."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import bulk
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Anchor, Merge, OptOutHeld, OptOutRequest
from joinedup.foundation.viewing import NOT_CHECKED, OPTED_OUT
from joinedup.kernel.errors import Refused
from joinedup.kernel.purposes import CHECK_HOLDS, OptOut, Purpose

A_BATCH: Final = 1000


class OptOutsNotChecked(Refused):
    """No answer about national data opt-outs is young enough to use data for this by."""

    code = "opt_outs_not_checked"


@dataclass(frozen=True, slots=True)
class Held:
    """What was found of one person: whether they opted out, since when, and when last looked at."""

    is_opted_out: bool
    since: datetime
    checked_at: datetime
    source: str


def reasons(purpose: Purpose, *, now: datetime, person: str) -> dict[str, Q]:
    """Whom a use for a purpose leaves out, by reason: nobody, where it honours no opt-out.

    Who was found to be one person has opted out where either has, and was checked where either was.
    Of whom nothing is known for the national opt-out is left out until it is.
    """
    left = {}
    if purpose.honours:
        out = _live(purpose.honours).filter(is_opted_out=True)
        left[OPTED_OUT] = _families(out, person)
    if OptOut.NATIONAL in purpose.honours:
        fresh = _live([OptOut.NATIONAL]).filter(checked_at__gt=now - CHECK_HOLDS)
        left[NOT_CHECKED] = ~_families(fresh, person)
    return left


def said_of(
    purpose: Purpose, person_ids: Collection[UUID], *, now: datetime
) -> Iterator[tuple[UUID, str]]:
    """Whom of some people a use for a purpose leaves out, and each reason; no question for care."""
    for code, holds in reasons(purpose, now=now, person="id").items():
        found = Anchor.objects.filter(holds, pk__in=person_ids)
        yield from ((one, code) for one in found.values_list("pk", flat=True))


def require_checked(purpose: Purpose, *, now: datetime) -> datetime | None:
    """When national opt-outs were last checked; raise where that is too long ago for the use.

    None where the use does not depend on it.
    """
    if OptOut.NATIONAL not in purpose.honours:
        return None
    last = last_checked_at()
    if last is None or last <= now - CHECK_HOLDS:
        raise OptOutsNotChecked(days=CHECK_HOLDS.days, purpose=purpose.label, last=last or "")
    return last


def last_checked_at() -> datetime | None:
    """When the latest list was made that national opt-outs were told of; None before the first."""
    answered = OptOutRequest.objects.filter(answered_at__isnull=False).order_by("-made_at")
    return answered.values_list("made_at", flat=True).first()


def held_of(person_ids: Iterable[UUID]) -> dict[OptOut, Held]:
    """What is held of one person by all their ids: opted out where any row of them says so."""
    rows = OptOutHeld.objects.filter(person_id__in=list(person_ids), until__isnull=True)
    found = {}
    for row in rows.order_by("is_opted_out", "checked_at"):
        found[OptOut(row.kind)] = Held(row.is_opted_out, row.since, row.checked_at, row.source)
    return found


def keep(
    found: Mapping[UUID, bool], kind: OptOut, *, source: str, checked_at: datetime, by: UUID
) -> dict[UUID, bool]:
    """Keep what a check found of people, inside a change; says of whom it is another than before.

    What is the same is only looked at again. Who was never known to have opted out and has not is
    no change.
    """
    changed: dict[UUID, bool] = {}
    for some in batched(found.items(), A_BATCH):
        changed |= _keep(dict(some), kind, source=source, checked_at=checked_at, by=by)
    return changed


def _keep(
    found: Mapping[UUID, bool], kind: OptOut, *, source: str, checked_at: datetime, by: UUID
) -> dict[UUID, bool]:
    live = {one.person_id: one for one in _live([kind]).filter(person_id__in=list(found))}
    same = [one for one in live.values() if found[one.person_id] is one.is_opted_out]
    other = [one for one in live.values() if found[one.person_id] is not one.is_opted_out]
    bulk.update(
        OptOutHeld,
        ["checked_at"],
        [(max(one.checked_at, checked_at), one.id) for one in same],
        key="id",
    )
    bulk.update(
        OptOutHeld, ["until"], [(max(one.since, checked_at), one.id) for one in other], key="id"
    )
    since = {one.person_id: max(one.since, checked_at) for one in other}
    bulk.create(
        [
            OptOutHeld(
                id=new_id(),
                person_id=one,
                kind=kind.value,
                is_opted_out=is_opted_out,
                source=source,
                since=since.get(one, checked_at),
                checked_at=since.get(one, checked_at),
                told_by=by,
            )
            for one, is_opted_out in found.items()
            if one not in live or one in since
        ]
    )
    return {one: out for one, out in found.items() if one in since or (one not in live and out)}


def _live(kinds: Iterable[OptOut]) -> QuerySet[OptOutHeld]:
    return OptOutHeld.objects.filter(
        kind__in=sorted(one.value for one in kinds), until__isnull=True
    )


def _families(held: QuerySet[OptOutHeld], person: str) -> Q:
    """The rows whose person is held, or was found to be one with somebody who is."""
    own = held.values("person_id")
    live = Merge.objects.filter(until__isnull=True)
    into = live.filter(absorbed_id__in=own).values("into_id")
    absorbed = live.filter(Q(into_id__in=own) | Q(into_id__in=into)).values("absorbed_id")
    return (
        Q(**{f"{person}__in": own})
        | Q(**{f"{person}__in": into})
        | Q(**{f"{person}__in": absorbed})
    )
