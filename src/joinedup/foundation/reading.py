"""The log of reading: one row for every page that showed people, and for every refusal."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from joinedup.foundation import chain, instant
from joinedup.foundation.ids import is_id
from joinedup.foundation.models import Reading, ReadingOf, ReadingSeal
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import JOB, Scope
from joinedup.foundation.viewing import DELEGATE_GROUNDS
from joinedup.kernel.ids import Page, PersonId

MOST_COUNTED = 1000
SHOWN = "shown"
NOTHING_FOUND = "nothing_found"
REFUSED = "refused"
SIGN_IN_FAILED = "sign_in_failed"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a person: who, as what, why and when."""

    at: datetime
    account_id: UUID
    role: str
    organisation_code: str
    purpose: str
    route: str
    ground: str


def write(scope: Scope, *, route: str, outcome: str = SHOWN, detail: str = "") -> UUID | None:
    """Write down whom an answer shows, after the queries and before the answer leaves.

    One that shows nobody is written only where the asking itself matters (a search, a refusal).
    """
    if not scope.shown and outcome == SHOWN:
        return None
    reading = Reading(
        at=instant.now(),
        account_id=scope.account_id,
        role=scope.role,
        organisation_code=scope.organisation,
        purpose=scope.purpose,
        route=route[:120],
        outcome=outcome,
        detail=detail[:200],
        person_count=len(scope.shown),
    )
    reading.digest = chain.reading_digest(reading, scope.shown.items())
    # Not a change of state and no fact: readings have their own seals and must outlive a refusal.
    with transaction.atomic():  # noqa: TID251
        reading.save(force_insert=True)
        ReadingOf.objects.bulk_create(
            ReadingOf(reading=reading, person_id=person_id, ground=ground)
            for person_id, ground in scope.shown.items()
        )
    return reading.id


def looks_at(person_ids: list[PersonId], *, limit: int = 100) -> list[Look]:
    """Who has looked at a person, newest first."""
    found = ReadingOf.objects.filter(person_id__in=person_ids).select_related("reading")
    return [
        Look(
            at=of.reading.at,
            account_id=of.reading.account_id,
            role=of.reading.role,
            organisation_code=of.reading.organisation_code,
            purpose=of.reading.purpose,
            route=of.reading.route,
            ground=of.ground,
        )
        for of in found.order_by("-id")[:limit]
    ]


def looks_by(
    account_id: UUID, person_ids: list[PersonId], *, since: datetime, until: datetime
) -> tuple[int, datetime | None]:
    """How often somebody looked at a person in a time, and when last."""
    found = ReadingOf.objects.filter(
        person_id__in=person_ids,
        reading__account_id=account_id,
        reading__at__gte=since,
        reading__at__lt=until,
    )
    told = found.aggregate(count=Count("reading_id", distinct=True), last=Max("reading__at"))
    return told["count"], told["last"]


# The page of a concern, and a role that works on nothing else, would tell of one (decision 0009).
_NOT_TOLD: Final = (
    Q(reading__route__startswith="safeguarding:")
    | Q(reading__role__in=(Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_WORKER, JOB))
    | Q(reading__role=Role.RESIDENT) & ~Q(ground__in=DELEGATE_GROUNDS)
    | ~Q(reading__outcome=SHOWN)
)


@dataclass(frozen=True, slots=True)
class OwnLook:
    """One look as it is told to whoever was looked at: never by name."""

    reading_id: UUID
    at: datetime
    account_id: UUID
    role: str
    organisation_code: str
    ground: str


def looks_told_to(
    person_ids: Sequence[PersonId], *, after: str = "", limit: int = 50
) -> tuple[list[OwnLook], str | None]:
    """The looks that somebody is told of, newest first, and the key of the next page.

    No look at a safeguarding concern, nor of those who work on them, nor the person's own;
    those of whoever acts for them are told.
    """
    found = ReadingOf.objects.filter(person_id__in=person_ids).exclude(_NOT_TOLD)
    page = found.filter(id__lt=after) if is_id(after) else found
    rows = list(page.select_related("reading").order_by("-id")[: limit + 1])
    told = [
        OwnLook(
            reading_id=of.reading_id,
            at=of.reading.at,
            account_id=of.reading.account_id,
            role=of.reading.role,
            organisation_code=of.reading.organisation_code,
            ground=of.ground,
        )
        for of in rows[:limit]
    ]
    return told, str(rows[limit - 1].id) if len(rows) > limit else None


def look_told_to(person_ids: Sequence[PersonId], reading_id: UUID) -> OwnLook | None:
    """One look that somebody is told of; nothing where they are not."""
    found = ReadingOf.objects.filter(person_id__in=person_ids, reading_id=reading_id)
    of = found.exclude(_NOT_TOLD).select_related("reading").first()
    if of is None:
        return None
    read = of.reading
    return OwnLook(read.id, read.at, read.account_id, read.role, read.organisation_code, of.ground)


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that showed one person to somebody of the staff: that they were looked at."""

    at: datetime
    account_id: UUID
    role: str
    organisation_code: str
    person_id: PersonId
    ground: str


def sealed_since(seq: int, *, most: int) -> tuple[int, list[Opened]]:
    """The looks at one person each that the next seals cover, and the last of those seals.

    Seals and not times: what was written late is sealed late, and none is passed over.
    """
    after = ReadingSeal.objects.filter(seq__gt=seq).order_by("seq")
    seals = list(after.values_list("seq", flat=True)[:most])
    if not seals:
        return seq, []
    found = _opened().filter(reading__seal_seq__in=seals).order_by("reading_id")
    return seals[-1], [
        Opened(at, account_id, role, organisation, PersonId(person_id), ground)
        for at, account_id, role, organisation, person_id, ground in found.values_list(
            *(f"reading__{one}" for one in ("at", "account_id", "role", "organisation_code")),
            "person_id",
            "ground",
        )
    ]


def opened_by(
    account_ids: Collection[UUID], *, since: datetime, until: datetime
) -> dict[UUID, list[tuple[datetime, PersonId]]]:
    """Whom each of some accounts looked at one by one in a time, in order of time."""
    found = _opened().filter(
        reading__account_id__in=account_ids, reading__at__gte=since, reading__at__lte=until
    )
    told: dict[UUID, list[tuple[datetime, PersonId]]] = defaultdict(list)
    rows = found.order_by("reading__at", "reading_id")
    for account_id, at, person_id in rows.values_list(
        "reading__account_id", "reading__at", "person_id"
    ):
        told[account_id].append((at, PersonId(person_id)))
    return dict(told)


def _opened() -> QuerySet[ReadingOf]:
    nobody = Q(reading__role__in=(JOB, Role.SYSTEM, Role.RESIDENT, ""))
    return ReadingOf.objects.filter(~nobody, reading__outcome=SHOWN, reading__person_count=1)


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One page that was shown, or refused."""

    id: UUID
    at: datetime
    account_id: UUID
    role: str
    organisation_code: str
    route: str
    outcome: str
    detail: str
    person_count: int


def latest(*, outcome: str = "", after: str = "", limit: int = 50) -> Page[ReadingRow]:
    """Looks and refusals, newest first; ids are made in the order of time, so they page as well."""
    found = Reading.objects.filter(outcome=outcome) if outcome else Reading.objects.all()
    total = found[: MOST_COUNTED + 1].count()
    page = found.filter(id__lt=after) if is_id(after) else found
    rows = list(page.order_by("-id")[: limit + 1])
    return Page(
        rows=tuple(_row(one) for one in rows[:limit]),
        next_key=str(rows[limit - 1].id) if len(rows) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def _row(reading: Reading) -> ReadingRow:
    return ReadingRow(
        id=reading.id,
        at=reading.at,
        account_id=reading.account_id,
        role=reading.role,
        organisation_code=reading.organisation_code,
        route=reading.route,
        outcome=reading.outcome,
        detail=reading.detail,
        person_count=reading.person_count,
    )
