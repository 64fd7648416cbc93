"""Items of a record that are for some of those who care for somebody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from joinedup.foundation import instant, place
from joinedup.foundation.scope import Actor
from joinedup.kernel.audience import Audience
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.items import Because, Choice, HeldBack, ItemKind, OwnView, Seeing
from joinedup.people.models import RecordEntry
from tests.builders import record


def an_item(person: PersonId, **changes: Any) -> UUID:
    """An entry that a system sent of somebody: its live version."""
    source = changes.pop("source", record.GP)
    sent = record.an_entry(**changes)
    record.kept(person, sent, source=source)
    live = RecordEntry.objects.filter(source_key=sent.source_key, superseded_at=None)
    return live.values_list("pk", flat=True).get(person_id=person, source=source)


def narrowed(
    item: UUID,
    by: Actor,
    *,
    audience: Audience = Audience.ORGANISATION,
    of: str | None = None,
    kind: ItemKind = ItemKind.ENTRY,
    is_quiet: bool = False,
    because: Because = Because.FOR_ONE_SERVICE,
    seen: int = 0,
) -> UUID:
    """An item for fewer people, as somebody of theirs chose."""
    whose = by.scope.organisation if of is None else of
    soon = place.today() + timedelta(days=30)
    return services.choose_audience(
        item,
        kind=kind,
        choice=Choice(
            seeing=Seeing(audience=audience, of=whose, is_quiet=is_quiet),
            because=because,
            review_on=soon if is_quiet else None,
        ),
        seen=seen,
        at=instant.now(),
        by=by,
    )


def held_back(
    item: UUID,
    by: Actor,
    *,
    view: OwnView = OwnView.NOT_AT_ALL,
    kind: ItemKind = ItemKind.ENTRY,
    seen: int = 0,
    **changes: Any,
) -> UUID:
    """An item that the person does not read online."""
    held = {"view": view, "because": Because.THIRD_PARTY, **changes}
    return services.mark_own_view(
        item, kind=kind, held=HeldBack(**held), seen=seen, at=instant.now(), by=by
    )
