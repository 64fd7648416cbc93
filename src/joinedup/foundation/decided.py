"""Sharing decisions: what a person, or who may for them, decided of who sees what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from django.db.models import QuerySet

from joinedup.foundation.ids import new_id
from joinedup.foundation.models import SharingDecision
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section

Kind = SharingDecision.Kind
CONSENTS: Final = (Kind.CONSENT, Kind.PHOTOGRAPHS, Kind.RESEARCH)
"""What somebody agrees to, where nothing is shared without; the others close something."""
_MISTAKE: Final = "parted"


class AlreadyDecided(Refused):
    """The same was decided before and is in force."""

    code = "already_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What is decided: of which kind, about which section, for which organisation; none is all."""

    kind: SharingDecision.Kind
    section: Section | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who decided it, on what basis, when and why; and by which way it was told."""

    decided_by: str
    decided_on: date
    way: str
    decider: str = ""
    document_id: UUID | None = None
    because: str = ""


def decide(
    together: Sequence[PersonId], what: What, said: Said, *, key: UUID, at: datetime, by: Actor
) -> SharingDecision:
    """Keep a decision for a person, the first, and for everybody whom they were found to be."""
    if _live(together, what).filter(person_id=together[0]).exists():
        raise AlreadyDecided()
    made = SharingDecision(
        made_key=key,
        person_id=together[0],
        kind=what.kind.value,
        section=what.section.value if what.section else "",
        organisation_code=what.organisation,
        since=at,
        decided_on=said.decided_on,
        decided_by=said.decided_by,
        decider=said.decider,
        document_id=said.document_id,
        because=said.because,
        way=said.way,
        recorded_by=by.account_id,
    )
    made.save(force_insert=True)
    carry_over(together, at=at, by=by)
    return made


def withdraw(
    together: Sequence[PersonId], held: SharingDecision, said: Said, *, at: datetime, by: Actor
) -> None:
    """End a decision, of a person and of everybody whom they were found to be."""
    what = What(
        kind=Kind(held.kind),
        section=Section(held.section) if held.section else None,
        organisation=held.organisation_code,
    )
    for row in _live(together, what).select_for_update(no_key=True).order_by("id"):
        row.ended_decided_by, row.ended_decider = said.decided_by, said.decider
        row.ended_document_id, row.ended_way = said.document_id, said.way
        row.ended_because = said.because
        _end(row, at=at, by=by)


def carry_over(together: Sequence[PersonId], *, at: datetime, by: Actor) -> None:
    """Let what was decided for any of those who are one person count for each of them."""
    live = list(
        SharingDecision.objects.filter(person_id__in=list(together), until=None).order_by("id")
    )
    known = {(row.person_id, *_what(row)) for row in live}
    for row in live:
        for other in together:
            if (other, *_what(row)) in known:
                continue
            known.add((other, *_what(row)))
            kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
            follows = {
                "id": new_id(),
                "version": 1,
                "made_key": uuid5(row.id, f"{other} {at.isoformat()}"),
                "person_id": other,
                "since": at,
                "recorded_by": by.account_id,
                "carried_from_id": row.id,
            }
            SharingDecision(**(kept | follows)).save(force_insert=True)


def take_apart(
    mine: Sequence[PersonId],
    theirs: Sequence[PersonId],
    *,
    since: datetime,
    at: datetime,
    by: Actor,
) -> None:
    """End what somebody seemed to agree to only because they were taken for another.

    What closes something goes on for both, as a restriction does, until somebody ends it.
    """
    carried = SharingDecision.objects.filter(
        person_id__in=list(mine),
        carried_from__person_id__in=list(theirs),
        since=since,
        kind__in=[one.value for one in CONSENTS],
        until=None,
    )
    for row in carried.select_for_update(no_key=True).order_by("id"):
        row.ended_decided_by = _MISTAKE
        _end(row, at=at, by=by)


def _end(row: SharingDecision, *, at: datetime, by: Actor) -> None:
    row.until, row.ended_by, row.version = max(row.since, at), by.account_id, row.version + 1
    row.save(
        update_fields=[
            "version",
            "until",
            "ended_by",
            "ended_decided_by",
            "ended_decider",
            "ended_document_id",
            "ended_because",
            "ended_way",
        ]
    )


def _live(together: Sequence[PersonId], what: What) -> QuerySet[SharingDecision]:
    return SharingDecision.objects.filter(
        person_id__in=list(together),
        kind=what.kind.value,
        section=what.section.value if what.section else "",
        organisation_code=what.organisation,
        until=None,
    )


def _what(row: SharingDecision) -> tuple[str, str, str]:
    return row.kind, row.section, row.organisation_code
