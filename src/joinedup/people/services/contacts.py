"""Who is in contact with an urgent care service now, as its own system tells."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from joinedup.foundation import anchors, care, journey
from joinedup.foundation.models import Care, periods
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import CareId, PersonId
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import Person, RecordEntry

LIVE: Final = ("arrived", "triaged", "in-progress")
"""Statuses of an Encounter (FHIR R4) while whoever it is about is there, or on the telephone."""

LASTS: Final = timedelta(hours=12)
"""How long a contact is one that goes on, if its system never says that it ended."""


@journey.change
def follow_contacts(
    person_ids: Collection[PersonId],
    *,
    sources: Collection[str],
    organisation: str,
    at: datetime,
    by: Actor,
) -> None:
    """Begin and end who is in contact with an organisation, by what its systems last told of them.

    Whoever is so is open to its urgent care clinicians as far as an emergency needs, until the
    contact ends or twelve hours are over.
    """
    people = anchors.surviving(person_ids)
    survivors = sorted(set(people.values()))
    # In id order, as whoever locks several does.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=survivors).order_by("pk"))
    for one in survivors:
        _follow(one, sources, organisation, at=at, by=by)


def _follow(
    person_id: PersonId, sources: Collection[str], organisation: str, *, at: datetime, by: Actor
) -> None:
    live = RecordEntry.objects.filter(
        anchors.theirs([person_id]),
        kind=EntryKind.ENCOUNTER,
        source__in=sources,
        status__in=LIVE,
        superseded_at=None,
        is_entered_in_error=False,
        at__lte=at + journey.ALLOWED_SKEW,
        at__gt=at - LASTS,
    )
    holder = care.urgent_care(organisation)
    latest = live.order_by("-at").values_list("at", flat=True).first()
    # A clock that is a little ahead of ours has not told of a contact to come.
    began = None if latest is None else min(latest, at)
    until = None if began is None else began + LASTS
    held = Care.objects.filter(
        periods.running(at),
        person_id=person_id,
        team_code=holder.team_code,
        because=care.LIVE_CONTACT,
        ended_by__isnull=True,
    )
    rows = list(held.order_by("id").values_list("id", "until"))
    if began is not None and any(one == until for _, one in rows):
        return
    for care_id, _ in rows:
        care.end(CareId(care_id), because="contact_over", at=at, by=by)
    if began is not None:
        since = at if rows else began
        care.begin(person_id, holder, because=care.LIVE_CONTACT, at=since, until=until, by=by)
