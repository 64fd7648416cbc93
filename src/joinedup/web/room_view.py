"""The request edge: who is asking, whether they may, what they were shown, and what went wrong."""

from dataclasses import replace
from datetime import datetime
from enum import Enum
from ipaddress import ip_address, ip_network
from typing import Any, ClassVar, cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import (
    ImmediateHttpResponse,
    RateLimited,
    ReauthenticationRequired,
)
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import (
    BadRequest,
    ImproperlyConfigured,
    PermissionDenied,
    SuspiciousOperation,
)
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.views.generic import View

from joinedup.foundation import clients, instant, limits, reading, smart
from joinedup.foundation.clients import USUAL_RATE, Bearer
from joinedup.foundation.limits import Rate
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, actor_of
from joinedup.foundation.smart import Granted
from joinedup.kernel.errors import JoinedupError, NotPermitted, Reason
from joinedup.kernel.purposes import Purpose
from joinedup.web import answers, errors, words

SELECTED_MEMBERSHIP = "selected_membership"
ANONYMOUS_PROGRAMS = Rate(300, 300)
"""How often programs that nobody knows may ask, from one network address."""
SIGN_IN = Rate(300, 300)
"""How often one network address, perhaps of a whole hospital, may try to sign in somewhere."""
OWN_CARE = "own_care"
"""Where a session keeps that it opens its holder's own care, and ends sooner."""
HTTP_BY_THEMSELVES = (
    Http404,
    PermissionDenied,
    SuspiciousOperation,
    BadRequest,
    MultiPartParserError,
    ImmediateHttpResponse,
    RateLimited,
    ReauthenticationRequired,
)
"""What Django and the sign-in library turn to an answer of their own."""


class Door(Enum):
    """A page that asks for no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


PUBLIC = Door.PUBLIC
SIGNED_IN = Door.SIGNED_IN


class Request(HttpRequest):
    """A request that has passed the edge."""

    actor: Actor
    client_id: UUID
    through: Actor
    """The account of a program, whose client is let do no more than `actor` may."""
    app: Granted
    """The app through which a user reads, where it is one."""


class RoomView(View):
    """A page or an answer of a room. Its `permission` is compulsory and checked at start-up."""

    permission: ClassVar[Permission | tuple[Permission, ...] | Door]
    """One permission; several, of which any will do; or PUBLIC or SIGNED_IN."""
    purpose: ClassVar[Purpose | None] = None
    """What it uses data for, where that is not the care of whom it shows."""
    is_poll: ClassVar[bool] = False
    """A poll neither keeps the session alive nor counts as a reading."""
    is_search: ClassVar[bool] = False
    """A search that finds nobody is a reading all the same."""
    is_for_residents: ClassVar[bool] = False
    """Whether it takes those who see their own care too, where it asks for no permission."""
    is_for_programs: ClassVar[bool] = False
    """Asked by programs with a token of their own: no session, no form token, answers in JSON."""
    is_for_apps: ClassVar[bool] = False
    """Of those for programs: asked by apps too, which read for a user."""
    rate: ClassVar[Rate | None] = None
    """How often it may be asked from one network address, where it is a door to guess at."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view for the address list, free of form tokens when it is for programs."""
        view = super().as_view(**initkwargs)
        view.csrf_exempt = cls.is_for_programs  # type: ignore[attr-defined]
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Admit, answer, and write down who was shown or refused."""
        try:
            turned_away = self._admit(cast("Request", request))
            if turned_away is not None:
                return turned_away
            answer = _rendered(super().dispatch(request, *args, **kwargs))
            self._write_reading(request)
        except NotPermitted as refusal:
            self._write_refusal(request, refusal)
            return errors.answer(request, refusal)
        except JoinedupError as error:
            return errors.answer(request, error)
        except UnreadablePostError:
            # Whoever was sending hung up half-way: nobody is left to read the answer.
            return errors.bad_request(request)
        except HTTP_BY_THEMSELVES:
            raise
        except Exception as error:  # noqa: BLE001
            # The edge: logged without names, and answered with a number to quote.
            return errors.failed(request, error)
        return answer

    def _admit(self, request: Request) -> HttpResponse | None:
        now = instant.now()
        bearer = clients.bearer(_token(request), at=now) if self.is_for_programs else None
        app = smart.granted(_token(request), at=now) if self.is_for_apps else None
        if wait := self._wait(request, bearer, app, at=now):
            return errors.too_often(request, seconds=wait)
        if app is not None:
            request.app, request.actor = app, app.actor
        elif bearer is not None:
            request.client_id = bearer.client_id
            request.through = actor_of(bearer.account)
            request.actor = bearer.narrowed(request.through)
        elif not self.is_for_programs and isinstance(request.user, Account):
            request.actor = actor_of(request.user, selected=selected_membership(request))
            if self.purpose is not None:
                scope = replace(request.actor.scope, purpose=self.purpose.value)
                request.actor = replace(request.actor, scope=scope)
        else:
            return None if self.permission is PUBLIC else self._turned_away(request)
        if request.actor.scope.may(Permission.OWN_CARE) and not request.session.get(OWN_CARE):
            request.session[OWN_CARE] = True
        if not isinstance(self.permission, Door):
            wanted = self.permission if isinstance(self.permission, tuple) else (self.permission,)
            permit(request, *wanted)
        elif self.permission is SIGNED_IN and not self._is_for(request.actor):
            raise NotPermitted(reasons=(Reason("for_staff_only", {}),))
        return None

    def _is_for(self, actor: Actor) -> bool:
        return self.is_for_residents or not actor.scope.may(Permission.OWN_CARE)

    def _wait(
        self, request: Request, bearer: Bearer | None, app: Granted | None, *, at: datetime
    ) -> int:
        """How long whoever asks must wait, because they asked too often; 0 if they need not."""
        if app is not None:
            key = f"app:{app.app_id}:{app.actor.account_id}"
            return limits.wait_seconds(key, rate=Rate(USUAL_RATE, USUAL_RATE), at=at)
        if bearer is not None:
            rate = Rate(bearer.a_minute, bearer.a_minute)
            return limits.wait_seconds(f"client:{bearer.client_id}", rate=rate, at=at)
        held = ANONYMOUS_PROGRAMS if self.is_for_programs else self.rate
        if held is None:
            return 0
        door = "programs" if self.is_for_programs else errors.route_of(request)
        return limits.wait_seconds(f"{door}:{address_of(request)}", rate=held, at=at)

    def _turned_away(self, request: HttpRequest) -> HttpResponse:
        if self.is_for_programs or answers.wants_json(request) or self.is_poll:
            code = "no_token" if self.is_for_programs else "not_signed_in"
            said = words.of_reason(code, {}).why
            told = answers.json({"code": "not_signed_in", "message": said}, status=401)
            told["WWW-Authenticate"] = 'Bearer realm="Joinedup"'
            return told
        can_come_back = hasattr(self, "get")
        back = request.get_full_path() if can_come_back else reverse(settings.LOGIN_REDIRECT_URL)
        return redirect_to_login(back, reverse(settings.LOGIN_URL))

    def _write_reading(self, request: HttpRequest) -> None:
        actor = getattr(request, "actor", None)
        if actor is None or self.is_poll:
            return
        found_nobody = self.is_search and not actor.scope.shown
        outcome = reading.NOTHING_FOUND if found_nobody else reading.SHOWN
        app = _through_app(request)
        reading.write(actor.scope, route=errors.route_of(request), outcome=outcome, detail=app)

    def _write_refusal(self, request: HttpRequest, refusal: NotPermitted) -> None:
        actor = getattr(request, "actor", None)
        if actor is None:
            return
        asked = [str(value) for value in self.kwargs.values() if isinstance(value, UUID)]
        asked += [app] if (app := _through_app(request)) else []
        detail = " ".join([*(reason.code for reason in refusal.reasons), *asked])
        reading.write(
            replace(actor.scope, shown={}),
            route=errors.route_of(request),
            outcome=reading.REFUSED,
            detail=detail,
        )


def permit(request: Request, *wanted: Permission) -> None:
    """Raise unless whoever asks may do one of these; any will do."""
    if not any(request.actor.scope.may(permission) for permission in wanted):
        through = getattr(request, "through", request.actor)
        raise NotPermitted(reasons=_no_permission(through, wanted))


def _rendered(answer: HttpResponseBase) -> HttpResponseBase:
    # A page that renders itself after leaving would fail, and query, beyond the edge.
    return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer


def selected_membership(request: HttpRequest) -> UUID | None:
    """The membership that somebody with several chose to act in, kept in their session."""
    session = getattr(request, "session", None)
    chosen = session.get(SELECTED_MEMBERSHIP) if session is not None else None
    return UUID(chosen) if chosen else None


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from: of proxies only those of the site are believed.

    Of an IPv6 address the first half counts: the rest is any one customer's to choose.
    """
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied, ValueError):
        # Fewer proxies than the site has: whoever sent it came past them, and is one with others.
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _through_app(request: HttpRequest) -> str:
    """The app through which somebody reads, for the log of reading."""
    app: Granted | None = getattr(request, "app", None)
    return f"app={app.app_id}" if app is not None else ""


def _no_permission(actor: Actor, wanted: tuple[Permission, ...]) -> tuple[Reason, ...]:
    if not actor.scope.role:
        return (Reason("no_role", {}),)
    # What the account may do is refused to its client alone.
    return tuple(
        Reason(
            "client_may_not" if actor.scope.may(one) else "role_may_not", {"permission": one.value}
        )
        for one in wanted
    )
