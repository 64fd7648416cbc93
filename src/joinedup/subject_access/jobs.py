"""What this room does by itself."""

from joinedup.foundation import instant
from joinedup.foundation.listening import every
from joinedup.foundation.scope import Actor
from joinedup.subject_access import services


@every(15, name="subject_access.work")
def work(by: Actor) -> None:
    """Gather what a request is about, and make the copies that were released."""
    services.work(at=instant.now(), by=by)
