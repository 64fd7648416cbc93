"""Words that must go: destroyed beside their entry, while the chain still verifies."""

from datetime import datetime

from joinedup.foundation import events, journey
from joinedup.foundation.models import Content, Entry
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import EntryId


@journey.change
def destroy_content(entry_id: EntryId, *, because: str, at: datetime, by: Actor) -> EntryId:
    """Destroy the words of an entry, and their salt with them; that is an entry itself."""
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None or entry.content_id is None:
        raise NotFound()
    content = Content.objects.select_for_update(no_key=True).get(id=entry.content_id)
    if content.destroyed_at is not None:
        raise Refused("content_is_destroyed")
    content.text, content.salt, content.destroyed_at = None, "", at
    content.save(update_fields=["text", "salt", "destroyed_at"])
    fact = events.ContentDestroyed(because=because)
    return journey.record(
        fact, about=entry, person=entry.subject_id, corrects=entry_id, at=at, by=by
    )
