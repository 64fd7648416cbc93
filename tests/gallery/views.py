"""Pages that show the kit, and fail in every way that the edge answers."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import (
    Conflict,
    NotFound,
    NotPermitted,
    Reason,
    Refused,
    Unavailable,
)
from joinedup.kernel.ids import PersonId
from joinedup.web import answers, fields, forms, moments
from joinedup.web.room_view import PUBLIC, SIGNED_IN, Request, RoomView
from tests.gallery import people

PAGES = Path(__file__).parent / "pages"
CLASSES = (("rapid", "Rapid"), ("fast", "Fast"), ("normal", "Normal"))


def draw(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the gallery, with the status its form asks for."""
    text = (PAGES / f"{template}.html").read_text()
    drawn = engines["jinja2"].from_string(text).render(context, request)
    form = context.get("form")
    return HttpResponse(drawn, status=422 if form is not None and form.errors else 200)


class Queue(RoomView):
    """A work queue."""

    permission = Permission.QUEUE_SEE

    def get(self, request: Request) -> HttpResponse:
        """Draw it."""
        return draw(request, "queue", rows=people.rows())


class Changes(RoomView):
    """What is new since."""

    permission = Permission.QUEUE_SEE
    is_poll = True

    def get(self, request: Request) -> HttpResponse:
        """Say what is new, or nothing."""
        if "nothing" in request.GET:
            return answers.nothing()
        return answers.json({"count": 3, "words": "3 new"})


class Person(RoomView):
    """A person's page."""

    permission = SIGNED_IN

    def get(self, request: Request) -> HttpResponse:
        """Draw it."""
        now = instant.now()
        items = [
            {
                "title": "Accepted by North Night Team",
                "at": now - timedelta(minutes=9),
                "who": "Ann Webb, nurse",
            },
            {
                "title": "Referral received",
                "at": now - timedelta(hours=2),
                "who": "Dr Joan Pym, GP",
                "words": "Not drinking since yesterday.\nDaughter with her until six.",
                "notes": ["Told late"],
            },
        ]
        messages.success(request, "Triaged and sent to North Night Team")
        return draw(
            request,
            "person",
            card=people.a_card(),
            hidden=people.a_card(
                name="HART, Mary",
                is_location_restricted=True,
                is_nhs_number_verified=False,
                needs_interpreter=True,
                language="Polish",
            ),
            items=items,
        )


class SampleForm(forms.Form):
    """One of each box."""

    seen = fields.Seen(initial=3)
    key = fields.Key()
    number = fields.NhsNumberText(hint="Ten digits, spaces as you like")
    words = fields.Words(
        "What has changed", hint="In your own words", missing="Say what has changed"
    )
    phone = fields.Phone("Number there", hint="Or of whoever is with them")
    phone_not_known = fields.Tick("Not known")
    response_class = fields.OneOf(
        "How soon",
        CLASSES,
        missing="Choose how soon",
        hints={"rapid": "Within 3 hours, day or night"},
    )
    leads = fields.SomeOf("Who is needed", (("nurse", "Nurse"), ("therapist", "Therapist")))
    team = fields.OneOf(
        "Team", (("", "Choose a team"), ("north", "North Night Team")), as_list=True
    )
    born_on = moments.Day("Date of birth", hint="For example, 9 3 1945")
    happened_at = moments.Moment("When it happened", missing="Enter when it happened")
    is_waiting = fields.Tick("Crew waiting on scene", hint="Puts it at the top")

    or_not_known: ClassVar = {"phone": "phone_not_known"}
    refusal_fields: ClassVar = {"in_the_future": "happened_at"}


def keep(thing: str, *, by: Actor, at: object = None, **given: Any) -> str:
    """Do what a service would, or refuse as one would."""
    if given.get("words") == "refuse me":
        raise Refused("already_identified")
    if given.get("words") == "conflict":
        raise Conflict("foundation.account", by.account_id, 1)
    if given.get("words") == "crash":
        raise ZeroDivisionError("Ethel Dale 9434765919")
    return thing


class FormPage(RoomView):
    """A form with one of each box."""

    permission = SIGNED_IN

    def get(self, request: Request) -> HttpResponse:
        """Draw it empty."""
        return self._page(request, SampleForm(initial={"happened_at": instant.now}))

    def post(self, request: Request) -> HttpResponse:
        """Carry it out."""
        form = SampleForm(request.POST)
        if form.carries_out(keep, "thing", by=request.actor):
            return answers.redirect("gallery:check")
        return self._page(request, form)

    def _page(self, request: Request, form: SampleForm) -> HttpResponse:
        return draw(request, "form", form=form)


class Draft(RoomView):
    """Keeps what is typed."""

    permission = SIGNED_IN
    kept: ClassVar[list[dict[str, str]]] = []

    def post(self, request: Request) -> HttpResponse:
        """Keep it in memory."""
        self.kept.append({**request.POST.dict(), "by": str(request.actor.account_id)})
        return answers.draft_saved(instant.now(), draft="d1", seen=len(self.kept))


class Drafts(RoomView):
    """What was kept last."""

    permission = PUBLIC
    is_poll = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say it."""
        del request
        return answers.json(Draft.kept[-1] if Draft.kept else {})


class Check(RoomView):
    """Check answers."""

    permission = SIGNED_IN

    def get(self, request: Request) -> HttpResponse:
        """Draw it."""
        return draw(request, "check")


class ReasonForm(forms.Form):
    """Why."""

    reason = fields.Words("Why", missing="Say why")


class Confirm(RoomView):
    """Before something that cannot be undone."""

    permission = SIGNED_IN

    def get(self, request: Request) -> HttpResponse:
        """Ask."""
        return answers.page(
            request,
            "web/confirm.html",
            question="Withdraw this referral?",
            consequences=["Two open lines close.", "The referrer is told."],
            form=ReasonForm(),
            done_words="Withdraw it",
            back_href="/",
        )


class Wrong(RoomView):
    """Fails in the way that is asked for."""

    permission = SIGNED_IN

    def get(self, request: Request, kind: str) -> HttpResponse:
        """Raise it."""
        raise self._errors(request)[kind]

    def post(self, request: Request, kind: str) -> HttpResponse:
        """Raise it, after something was typed."""
        raise self._errors(request)[kind]

    def _errors(self, request: Request) -> dict[str, Exception]:
        return {
            "refused": Refused("search_empty"),
            "not_permitted": NotPermitted(
                (Reason("no_care_relationship", {}), Reason("access_restricted", {}))
            ),
            "not_found": NotFound(),
            "conflict": Conflict("foundation.account", request.actor.account_id, 1),
            "unavailable": Unavailable("store_busy"),
            "store": OperationalError("no connection"),
            "crash": ZeroDivisionError("Ethel Dale 9434765919"),
        }


class Look(RoomView):
    """Shows a person, or is refused."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Note whom it shows."""
        if "refuse" in request.GET:
            raise NotPermitted((Reason("no_care_relationship", {}),))
        request.actor.scope.show(PersonId(person_id), "episode")
        return draw(request, "plain")


class Find(RoomView):
    """A search that found nobody."""

    permission = (Permission.PERSON_FIND, Permission.QUEUE_SEE)
    is_search = True

    def get(self, request: Request) -> HttpResponse:
        """Show nobody."""
        return draw(request, "plain")


class Triage(RoomView):
    """Only a referral clinician may."""

    permission = Permission.REFERRAL_TRIAGE

    def get(self, request: Request) -> HttpResponse:
        """Draw it."""
        return draw(request, "plain")


class Program(RoomView):
    """Asked by a partner's system."""

    permission = Permission.MESSAGE_SEND
    is_for_programs = True

    def post(self, request: Request) -> HttpResponse:
        """Take the message, or crash on it."""
        if request.body == b"crash":
            raise ZeroDivisionError("Ethel Dale")
        return answers.json({"id": str(uuid4()), "on": date(2026, 1, 1).isoformat()})
