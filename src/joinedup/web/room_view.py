"""The request edge: who is asking, whether they may, what they were shown, and what went wrong."""

from dataclasses import replace
from enum import Enum
from typing import Any, ClassVar, cast
from uuid import UUID

from allauth.core.exceptions import (
    ImmediateHttpResponse,
    RateLimited,
    ReauthenticationRequired,
)
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
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

from joinedup.foundation import accounts, reading
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, actor_of
from joinedup.kernel.errors import JoinedupError, NotPermitted, Reason
from joinedup.web import answers, errors, words

SELECTED_MEMBERSHIP = "selected_membership"
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


class RoomView(View):
    """A page or an answer of a room. Its `permission` is compulsory and checked at start-up."""

    permission: ClassVar[Permission | tuple[Permission, ...] | Door]
    """One permission; several, of which any will do; or PUBLIC or SIGNED_IN."""
    purpose: ClassVar[str] = "direct_care"
    is_poll: ClassVar[bool] = False
    """A poll neither keeps the session alive nor counts as a reading."""
    is_search: ClassVar[bool] = False
    """A search that finds nobody is a reading all the same."""
    is_for_programs: ClassVar[bool] = False
    """Asked by programs with a token of their own: no session, no form token, answers in JSON."""

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

    def account_of(self, request: HttpRequest) -> Account | None:
        """Who is asking: a person by session, a program by its token."""
        if self.is_for_programs:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            return accounts.account_of_token(token.strip()) if kind.lower() == "bearer" else None
        return request.user if isinstance(request.user, Account) else None

    def _admit(self, request: Request) -> HttpResponse | None:
        account = self.account_of(request)
        if account is None:
            return None if self.permission is PUBLIC else self._turned_away(request)
        request.actor = actor_of(account, selected=selected_membership(request))
        if isinstance(self.permission, Door):
            return None
        wanted = self.permission if isinstance(self.permission, tuple) else (self.permission,)
        if not any(request.actor.scope.may(permission) for permission in wanted):
            raise NotPermitted(reasons=_no_permission(request.actor, wanted))
        return None

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
        reading.write(actor.scope, route=errors.route_of(request), outcome=outcome)

    def _write_refusal(self, request: HttpRequest, refusal: NotPermitted) -> None:
        actor = getattr(request, "actor", None)
        if actor is None:
            return
        asked = [str(value) for value in self.kwargs.values() if isinstance(value, UUID)]
        detail = " ".join([*(reason.code for reason in refusal.reasons), *asked])
        reading.write(
            replace(actor.scope, shown={}),
            route=errors.route_of(request),
            outcome=reading.REFUSED,
            detail=detail,
        )


def _rendered(answer: HttpResponseBase) -> HttpResponseBase:
    # A page that renders itself after leaving would fail, and query, beyond the edge.
    return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer


def selected_membership(request: HttpRequest) -> UUID | None:
    """The membership that somebody with several chose to act in, kept in their session."""
    session = getattr(request, "session", None)
    chosen = session.get(SELECTED_MEMBERSHIP) if session is not None else None
    return UUID(chosen) if chosen else None


def _no_permission(actor: Actor, wanted: tuple[Permission, ...]) -> tuple[Reason, ...]:
    if not actor.scope.role:
        return (Reason("no_role", {}),)
    return tuple(Reason("role_may_not", {"permission": p.value}) for p in wanted)
