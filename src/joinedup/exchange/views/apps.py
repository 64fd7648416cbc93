"""SMART App Launch: an app is opened about a person, let read by its user, and given a token."""

from http import HTTPStatus
from typing import ClassVar, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from joinedup.exchange.domain.authorising import CannotAnswer, answered, asked
from joinedup.exchange.pages import apps as pages
from joinedup.foundation import anchors, instant, smart
from joinedup.foundation import scope as access
from joinedup.foundation.models import App
from joinedup.foundation.permissions import Permission
from joinedup.kernel.app_scopes import KINDS
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.queries.cards import Card
from joinedup.web import answers
from joinedup.web.room_view import PUBLIC, Request, RoomView, selected_membership

_FORM: Final = "application/x-www-form-urlencoded"


class OpenInApp(RoomView):
    """Open a person in an app of others."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Ask in which."""
        card = _card(request, PersonId(person_id))
        return pages.to_open(request, card, smart.live_apps(at=instant.now()))

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Go there, with what the app needs to ask for this person."""
        app_id = _id(request.POST.get("app", ""))
        if app_id is None:
            raise NotFound()
        now, by = instant.now(), request.actor
        address, launch = smart.begin_launch(app_id, PersonId(person_id), at=now, by=by)
        said = {"iss": _fhir(request), "launch": launch}
        return _gone(answered(address, said))


class LetAppRead(RoomView):
    """Let an app read of the person whom it was opened about, or not (SMART authorisation)."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request) -> HttpResponse:
        """Ask, where the request of the app is whole."""
        return self._answer(request, request.GET.dict())

    def post(self, request: Request) -> HttpResponse:
        """Go back to the app with a code, or with a no."""
        return self._answer(request, request.POST.dict())

    def _answer(self, request: Request, given: dict[str, str]) -> HttpResponse:
        now, redirect_uri = instant.now(), given.get("redirect_uri", "")
        app = _app(given.get("client_id", ""))
        # To an address that nobody registered nothing is ever sent, not even a refusal.
        if app is None or redirect_uri not in app.redirect_uris.split("\n"):
            return pages.not_known(request)
        try:
            wanted = asked(given, let=app.kinds.split(), fhir=_fhir(request))
            person_id = smart.launched(wanted.launch, app_id=app.id, by=request.actor, at=now)
            if request.method != "POST":
                card = _card(request, person_id)
                return pages.to_let(request, app, card, wanted.scopes, given)
            if given.get("answer") != "let":
                raise CannotAnswer("access_denied", "Whoever opened the app did not let it read.")
            code = smart.let_read(
                app.id,
                launch=wanted.launch,
                scopes=wanted.scopes,
                redirect_uri=wanted.redirect_uri,
                challenge=wanted.challenge,
                session_key=request.session.session_key or "",
                membership_id=_membership(request),
                at=now,
                by=request.actor,
            )
        except Refused as refusal:
            said = "The app was opened too long ago, was let read already, or by another user."
            return _said(given, CannotAnswer(_DENIED, f"{said} ({refusal.refusal_code})"))
        except CannotAnswer as refusal:
            return _said(given, refusal)
        return _gone(answered(wanted.redirect_uri, {"code": code, "state": wanted.state}))


class GiveToken(RoomView):
    """Give an app the token for its code (RFC 6749, section 4.1.3, with RFC 7636)."""

    permission = PUBLIC
    is_for_programs: ClassVar[bool] = True

    def post(self, request: HttpRequest) -> HttpResponse:
        """The token, or the refusal of the standard."""
        given = request.POST
        if request.content_type != _FORM:
            return _refused("invalid_request", f"Send {_FORM}.")
        if given.get("grant_type") != "authorization_code":
            return _refused("unsupported_grant_type", "grant_type must be authorization_code.")
        app = _app(given.get("client_id", ""))
        if app is None:
            return _refused("invalid_client", "client_id names no app that may be opened here.")
        taken = smart.take_code(
            given.get("code", ""),
            app_id=app.id,
            redirect_uri=given.get("redirect_uri", ""),
            verifier=given.get("code_verifier", ""),
            at=instant.now(),
        )
        if taken is None:
            why = "The code is over, was taken already, or was given to another request."
            return _refused("invalid_grant", f"{why} Open the app again.")
        answer = answers.json(
            {
                "access_token": taken.token,
                "token_type": "Bearer",
                "expires_in": taken.seconds,
                "scope": taken.scopes,
                "patient": str(taken.person_id),
                "need_patient_banner": True,
            }
        )
        answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
        return answer


class SmartConfiguration(RoomView):
    """Where an app asks, and what it can ask for (SMART App Launch 2.2, conformance)."""

    permission = PUBLIC
    is_for_programs: ClassVar[bool] = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Tell anybody: it names nobody."""
        return answers.json(
            {
                "authorization_endpoint": _whole(request, "exchange:let_app_read"),
                "token_endpoint": _whole(request, "exchange:give_token"),
                "grant_types_supported": ["authorization_code"],
                "response_types_supported": ["code"],
                "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": [
                    "launch",
                    *(f"patient/{kind}.rs" for kind in KINDS),
                    *(f"patient/{kind}.read" for kind in KINDS),
                ],
                "capabilities": [
                    "launch-ehr",
                    "client-public",
                    "context-ehr-patient",
                    "context-banner",
                    "permission-patient",
                    "permission-v1",
                    "permission-v2",
                ],
            }
        )


_DENIED: Final = "access_denied"


def _card(request: Request, person_id: PersonId) -> Card:
    survivor = anchors.surviving([person_id])[person_id]
    access.require(request.actor.scope, survivor)
    shown = people.cards(request.actor.scope, [survivor])
    if survivor not in shown:
        raise NotFound()
    return shown[survivor]


def _membership(request: Request) -> UUID:
    account = request.user
    held = access.memberships(account, at=instant.now())  # type: ignore[arg-type]
    chosen = selected_membership(request)
    return next((one.id for one in held if one.id == chosen), held[0].id)


def _app(client_id: str) -> App | None:
    app_id = _id(client_id)
    return smart.live_app(app_id, at=instant.now()) if app_id is not None else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _fhir(request: HttpRequest) -> str:
    return request.build_absolute_uri("/fhir")


def _whole(request: HttpRequest, route: str) -> str:
    return request.build_absolute_uri(reverse(route))


def _said(given: dict[str, str], refusal: CannotAnswer) -> HttpResponse:
    said = {"error": refusal.code, "error_description": refusal.why}
    if given.get("state"):
        said["state"] = given["state"]
    return _gone(answered(given["redirect_uri"], said))


def _refused(code: str, why: str) -> HttpResponse:
    is_unknown = code == "invalid_client"
    status = HTTPStatus.UNAUTHORIZED if is_unknown else HTTPStatus.BAD_REQUEST
    answer = answers.json({"error": code, "error_description": why}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _gone(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
