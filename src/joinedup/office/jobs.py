"""What the worker does for sign-in and for accounts by itself."""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from joinedup.foundation import instant, limits, smart
from joinedup.foundation.listening import every
from joinedup.foundation.scope import Actor
from joinedup.office import services


@every(3600, name="office.sessions")
def clear_ended_sessions(by: Actor) -> None:
    """Remove the sessions that ended, and what providers gave that is over: they open nothing."""
    del by
    SessionStore.clear_expired()
    services.forget_used(at=instant.now())
    services.forget_links(at=instant.now())
    services.forget_launches(at=instant.now())
    smart.forget_launches(at=instant.now())
    limits.forget_unused(at=instant.now())
    services.forget_staff_files(at=instant.now())


@every(3600, name="office.dormant")
def close_dormant_accounts(by: Actor) -> None:
    """Close the accounts that nobody has used for as long as the place says.

    Never those of a demonstration: they are there for whoever comes by.
    """
    if settings.JOINEDUP_DEMO:
        return
    services.close_dormant_accounts(at=instant.now(), by=by)


@every(60, name="office.staff")
def carry_out_staff_changes(by: Actor) -> None:
    """Carry out the joiners, movers and leavers whose day has come."""
    services.carry_out_staff_changes(at=instant.now(), by=by)
