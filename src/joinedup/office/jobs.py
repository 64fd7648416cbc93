"""What the worker does for sign-in by itself."""

from django.contrib.sessions.backends.db import SessionStore

from joinedup.foundation.listening import every
from joinedup.foundation.scope import Actor


@every(3600, name="office.sessions")
def clear_ended_sessions(by: Actor) -> None:
    """Remove the sessions that ended: they open nothing, and would only pile up."""
    del by
    SessionStore.clear_expired()
