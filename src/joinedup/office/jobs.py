"""What the worker does for sign-in by itself."""

from django.contrib.sessions.backends.db import SessionStore

from joinedup.foundation import instant
from joinedup.foundation.listening import every
from joinedup.foundation.scope import Actor
from joinedup.office import services


@every(3600, name="office.sessions")
def clear_ended_sessions(by: Actor) -> None:
    """Remove the sessions that ended, and what providers gave that is over: they open nothing."""
    del by
    SessionStore.clear_expired()
    services.forget_used(at=instant.now())
