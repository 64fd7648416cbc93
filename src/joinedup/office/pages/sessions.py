"""Where somebody is signed in, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.foundation import instant
from joinedup.office import queries
from joinedup.office.domain.sessions import Way, way_in
from joinedup.web import middleware
from joinedup.web.room_view import Request

_WAYS: Final = {
    Way.PASSKEY: gettext_lazy("By a passkey"),
    Way.PASSWORD: gettext_lazy("By password"),
    Way.PASSWORD_AND_CODE: gettext_lazy("By password and a code"),
    Way.PASSWORD_AND_PASSKEY: gettext_lazy("By password and a passkey"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as its owner knows it."""

    name: str
    browser: str
    how: str
    since: datetime | None
    last_used_at: datetime | None
    is_here: bool


def mine(request: Request) -> list[Listed]:
    """One's own sessions that still go on: this one first, then by when each was last used."""
    by = request.actor
    found = queries.open_sessions(by.scope, by.account_id)
    here = request.session.session_key
    listed = [
        _listed(one, is_here=one.key == here)
        for one in found
        if one.key == here or middleware.seconds_left_of(one.holds) > 0
    ]
    never = datetime.min.replace(tzinfo=instant.now().tzinfo)
    listed.sort(key=lambda one: (one.is_here, one.last_used_at or never), reverse=True)
    return listed


def _listed(kept: queries.SessionKept, *, is_here: bool) -> Listed:
    return Listed(
        name=kept.name,
        browser=kept.holds.get(middleware.BROWSER) or _("A browser"),
        how=_how(kept.holds),
        since=middleware.moment_of(kept.holds, middleware.SIGNED_IN),
        last_used_at=middleware.moment_of(kept.holds, middleware.LAST_USED),
        is_here=is_here,
    )


def _how(holds: Any) -> str:
    told = holds.get(queries.TOLD)
    way = way_in(holds.get(AUTHENTICATION_METHODS_SESSION_KEY, []), by_provider=told is not None)
    if way is not Way.PROVIDER:
        return str(_WAYS[way])
    of = settings.JOINEDUP_PROVIDERS.get(told["provider"])
    return _("By %(provider)s") % {"provider": of.name if of else told["provider"]}
