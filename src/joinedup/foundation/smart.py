"""SMART apps: registered, opened about one person, let read by one user, and what a token opens.

SMART App Launch 2.2, the EHR launch, for public clients with PKCE (RFC 7636). An app reads as the
user who let it, of the one person it was opened about, by the one access rule; never longer than
the session in which it was let.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from joinedup.foundation import anchors, events, journey, scope
from joinedup.foundation.clients import digest
from joinedup.foundation.models import (
    App,
    AppGrant,
    AppLaunch,
    Membership,
    periods,
)
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel import app_scopes
from joinedup.kernel.app_scopes import AppScopes
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId

TOKEN_PREFIX: Final = "jua_"
LAUNCH_LIVES: Final = timedelta(minutes=5)
CODE_LIVES: Final = timedelta(minutes=1)
TOKEN_LIVES: Final = timedelta(minutes=30)
MOST_ADDRESSES: Final = 10
LONGEST_ADDRESS: Final = 500
_NOTED_EVERY: Final = timedelta(minutes=1)
_HOME: Final = ("127.0.0.1", "localhost")
_NEEDS: Final = {
    "Patient": Permission.PERSON_OPEN,
    "ServiceRequest": Permission.REFERRAL_FOLLOW,
    "Task": Permission.REFERRAL_FOLLOW,
}


@dataclass(frozen=True, slots=True)
class AppSent:
    """An app as it is registered: where it is opened, and where it may be answered."""

    name: str
    owner: str
    launch_url: str
    redirect_uris: tuple[str, ...]
    kinds: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """Who comes with the token of an app: the user who let it, for one person, and for what."""

    app_id: UUID
    actor: Actor
    scopes: AppScopes


@dataclass(frozen=True, slots=True)
class Taken:
    """What an app is given for its code."""

    token: str
    person_id: PersonId
    scopes: str
    seconds: int


@journey.change
def register_app(sent: AppSent, *, at: datetime, by: Actor) -> UUID:
    """Let an app be opened here, about people whom its user may see."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    if not sent.kinds or set(sent.kinds).difference(app_scopes.KINDS):
        raise Refused("app_without_kind")
    if sent.until is not None and sent.until <= at:
        raise Refused("app_ends_before")
    if not 1 <= len(sent.redirect_uris) <= MOST_ADDRESSES:
        raise Refused("app_addresses", most=MOST_ADDRESSES)
    for one in (sent.launch_url, *sent.redirect_uris):
        _check_address(one)
    made = App.objects.create(
        name=sent.name,
        owner=sent.owner,
        launch_url=sent.launch_url,
        redirect_uris="\n".join(dict.fromkeys(sent.redirect_uris)),
        kinds=" ".join(one for one in app_scopes.KINDS if one in sent.kinds),
        since=at,
        until=sent.until,
    )
    fact = events.AppRegistered(app=made.id, kinds=sent.kinds, ends_at=sent.until)
    journey.record(fact, about=made, place=True, at=at, by=by)
    return made.id


@journey.change
def end_app(app_id: UUID, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Let an app be opened no longer, and read nothing more, from this instant."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    if not App.objects.filter(id=app_id).exists():
        raise NotFound()
    app = journey.lock(App, app_id, seen=seen)
    if app.until is not None and app.until <= at:
        raise Refused("app_has_ended")
    app.until = max(app.since, at)
    app.save(update_fields=["until", "version"])
    journey.record(events.AppEnded(app=app.id), about=app, place=True, at=at, by=by)


@journey.change
def begin_launch(app_id: UUID, person_id: PersonId, *, at: datetime, by: Actor) -> tuple[str, str]:
    """Open an app about a person whom the user may see; gives its address, and what to bring."""
    scope.require_permission(by.scope, Permission.PERSON_OPEN)
    survivor = anchors.surviving([person_id])[person_id]
    scope.require(by.scope, survivor)
    app = live_app(app_id, at=at)
    if app is None:
        raise Refused("app_has_ended")
    launch = secrets.token_urlsafe(32)
    AppLaunch.objects.create(
        digest=digest(launch),
        app=app,
        account_id=by.account_id,
        person_id=survivor,
        ends_at=at + LAUNCH_LIVES,
    )
    return app.launch_url, launch


def launched(launch: str, *, app_id: UUID, by: Actor, at: datetime) -> PersonId:
    """About whom the user opened the app; refuses what is another's, of another app, or over."""
    held = AppLaunch.objects.filter(digest=digest(launch), app_id=app_id, ends_at__gt=at).first()
    if held is None or held.account_id != by.account_id:
        raise Refused("app_launch_over")
    whose = PersonId(held.person_id)
    return anchors.surviving([whose])[whose]


@journey.change
def let_read(
    app_id: UUID,
    *,
    launch: str,
    scopes: AppScopes,
    redirect_uri: str,
    challenge: str,
    session_key: str,
    membership_id: UUID,
    at: datetime,
    by: Actor,
) -> str:
    """Let an app read of whoever it was opened about; gives the code that it takes a token by."""
    person_id = launched(launch, app_id=app_id, by=by, at=at)
    scope.require(by.scope, person_id)
    app = live_app(app_id, at=at)
    # Of two presses one finds the launch, and the other that it was used.
    used, _ = AppLaunch.objects.filter(digest=digest(launch)).delete()
    if app is None or not used:
        raise Refused("app_launch_over")
    code = secrets.token_urlsafe(32)
    made = AppGrant.objects.create(
        app=app,
        account_id=by.account_id,
        membership_id=membership_id,
        person_id=person_id,
        scopes=str(scopes),
        session_key=session_key,
        redirect_uri=redirect_uri,
        challenge=challenge,
        code_digest=digest(code),
        made_at=at,
    )
    fact = events.AppLetRead(app=app.id, grant=made.id, kinds=tuple(sorted(scopes.may)))
    journey.record(fact, about=made, person=person_id, at=at, by=by)
    return code


@journey.change
def take_code(
    code: str, *, app_id: UUID, redirect_uri: str, verifier: str, at: datetime
) -> Taken | None:
    """The token for a code: once, within its minute, to whoever asked for it. Nothing otherwise.

    A code that comes again was seen by somebody else: whatever it opened is closed (RFC 9700,
    section 4.5).
    """
    rows = AppGrant.objects.select_for_update(no_key=True).select_related("app")
    held = rows.filter(code_digest=digest(code), app_id=app_id).first()
    if held is None:
        return None
    if held.taken_at is not None:
        _end(held, at=at)
        return None
    is_live = held.ended_at is None and at < held.made_at + CODE_LIVES and _runs(held.app, at)
    is_theirs = held.redirect_uri == redirect_uri and app_scopes.is_verified(
        verifier, challenge=held.challenge
    )
    if not (is_live and is_theirs):
        _end(held, at=at)
        return None
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    held.token_digest, held.taken_at = digest(token), at
    held.save(update_fields=["token_digest", "taken_at"])
    whose = PersonId(held.person_id)
    person_id = anchors.surviving([whose])[whose]
    return Taken(token, person_id, held.scopes, int(TOKEN_LIVES.total_seconds()))


def granted(token: str, *, at: datetime) -> Granted | None:
    """Who comes with a token; nobody where it, its app, its user, role or session has ended."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    rows = AppGrant.objects.filter(
        periods.running(at, path="app__"),
        token_digest=digest(token),
        taken_at__gt=at - TOKEN_LIVES,
        ended_at=None,
        account__is_active=True,
    )
    held = rows.select_related("app", "account").first()
    if held is None:
        return None
    # Signing out removes it, here or by an administrator; one that ran out lives not much longer
    # than a token does.
    here = Session.objects.filter(session_key=held.session_key)
    roles = Membership.objects.filter(periods.running(at), id=held.membership_id)
    if not here.exists() or not roles.exists():
        return None
    _note_use(held.app, at=at)
    let = held.app.kinds.split()
    scopes = app_scopes.understood(held.scopes, let=let)
    return Granted(held.app_id, _narrowed(held, scopes), scopes)


def live_app(app_id: UUID, *, at: datetime) -> App | None:
    """An app that may be opened now."""
    return running(at=at).filter(id=app_id).first()


def live_apps(*, at: datetime) -> list[App]:
    """The apps that may be opened now, by name."""
    return list(running(at=at).order_by("name", "id"))


def running(*, at: datetime) -> QuerySet[App]:
    """The apps that may be opened now, to be asked for with something else."""
    return App.objects.filter(periods.running(at))


def is_origin_known(origin: str, *, at: datetime) -> bool:
    """Whether pages of this origin belong to an app that may be opened now."""
    return any(
        origin == origin_of(one)
        for app in live_apps(at=at)
        for one in (app.launch_url, *app.redirect_uris.split("\n"))
    )


def origin_of(address: str) -> str:
    """The scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def forget_launches(*, at: datetime) -> None:
    """Forget what was opened and nobody came back from."""
    AppLaunch.objects.filter(ends_at__lt=at).delete()


def _narrowed(held: AppGrant, scopes: AppScopes) -> Actor:
    """The user, as the app acts for them: one person, and what its scopes leave of the role."""
    actor = scope.actor_of(held.account, selected=held.membership_id)
    left = {_NEEDS.get(kind, Permission.RECORD_SEE) for kind in scopes.may}
    # Without it the rule finds no ground at all; what is read is said by each kind.
    left.add(Permission.PERSON_OPEN)
    only = frozenset(anchors.resolved(PersonId(held.person_id))[1])
    narrowed = replace(actor.scope, permissions=actor.scope.permissions & left, only=only, shown={})
    return replace(actor, scope=narrowed)


def _end(held: AppGrant, *, at: datetime) -> None:
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])


def _runs(app: App, at: datetime) -> bool:
    return app.until is None or app.until > at


def _note_use(app: App, *, at: datetime) -> None:
    # No fact, and once a minute: only whether it is still in use is to be known.
    if app.last_used_at is None or at - app.last_used_at >= _NOTED_EVERY:
        App.objects.filter(pk=app.pk).update(last_used_at=at)


def _check_address(address: str) -> None:
    """Refuse an address that is not whole, or that anybody on the way could read.

    Without TLS only this very computer may be meant, for whoever makes an app.
    """
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HOME)
    is_whole = bool(parts.hostname) and not parts.fragment and parts.username is None
    is_plain = address.isascii() and address.isprintable() and " " not in address
    if not (is_safe and is_whole and is_plain and len(address) <= LONGEST_ADDRESS):
        raise Refused("app_address_wrong")


__all__ = [
    "AppSent",
    "Granted",
    "Taken",
    "begin_launch",
    "end_app",
    "forget_launches",
    "granted",
    "is_origin_known",
    "launched",
    "let_read",
    "live_app",
    "live_apps",
    "origin_of",
    "register_app",
    "running",
    "take_code",
]
