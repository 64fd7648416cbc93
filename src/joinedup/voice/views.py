"""Saying how working together goes, forms on paper, and what people said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import anchors, place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.voice import forms, presenters, queries, services
from joinedup.voice.domain.questions import ITEMS, Asked
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView
from joinedup.web.sentences.voice import QUESTIONS, SCALE

QUARTERS = (4, 8, 12)


class SeeVoice(RoomView):
    """See what people, practices and professionals say; `?format=csv` to take it away."""

    permission = Permission.FIGURES_SEE

    def get(self, request: Request) -> HttpResponse:
        """The figures that the address asks for."""
        typed = request.GET
        of = Asked(typed["of"]) if typed.get("of") in set(Asked) else Asked.PERSON
        by = typed["by"] if typed.get("by") in queries.BY else "service"
        many = typed.get("quarters", "")
        count = int(many) if many in {str(one) for one in QUARTERS} else QUARTERS[0]
        found = queries.voice(request.actor.scope, of, by=by, last=place.today(), count=count)
        if typed.get("format") == "csv":
            answer = HttpResponse(
                f"\ufeff{presenters.as_csv(found)}", content_type="text/csv; charset=utf-8"
            )
            answer["Content-Disposition"] = f'attachment; filename="voice-{of}.csv"'
            return answer
        item = typed["item"] if typed.get("item") in ITEMS[of] else ITEMS[of][0]
        return answers.page(
            request,
            "voice/figures.html",
            found=found,
            item=item,
            question=QUESTIONS[of][item],
            items=presenters.items(found),
            groups=presenters.groups(found, item),
            chart=presenters.chart(found, item),
            quarters=[presenters.quarter_name(one) for one in found.quarters],
            choices=_choices(of, by, count, item),
            may_read=request.actor.scope.may(Permission.VOICE_READ),
        )


class SeeWords(RoomView):
    """Read what people wrote, without their names."""

    permission = Permission.VOICE_READ

    def get(self, request: Request) -> HttpResponse:
        """A page of it."""
        of = Asked(request.GET["of"]) if request.GET.get("of") in set(Asked) else Asked.PERSON
        found = queries.words(request.actor.scope, of, after=request.GET.get("after", ""))
        rows = [
            (
                presenters.quarter_name(one.quarter),
                presenters.group_name("service", one.service_code or one.team_code),
                one.words,
            )
            for one in found.rows
        ]
        return answers.page(
            request,
            "voice/words.html",
            of=of,
            rows=rows,
            next_key=found.next_key,
            kinds=[(one.value, presenters.TITLES[one]) for one in Asked],
        )


class TellAsStaff(RoomView):
    """Say how working together goes, once a quarter, without one's name."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request) -> HttpResponse:
        """The form."""
        return self._page(request, self._form(request))

    def post(self, request: Request) -> HttpResponse:
        """Keep it."""
        form = self._form(request, request.POST)
        if form.carries_out(services.tell_as_staff, by=request.actor):
            messages.success(request, _("Thank you. It is kept without your name."))
            return answers.redirect("home")
        return self._page(request, form)

    def _form(self, request: Request, *typed: Any) -> forms.TellVoice:
        of = queries.asked_of(request.actor.scope)
        if of is None:
            raise NotPermitted(reasons=(Reason("voice_not_asked", {}),))
        return (forms.TellAsPractice if of is Asked.PRACTICE else forms.TellVoice)(*typed)

    def _page(self, request: Request, form: forms.TellVoice) -> HttpResponse:
        is_due = queries.is_staff_due(request.actor.scope)
        return answers.page(request, "voice/staff.html", form=form, is_due=is_due)


class MakePaper(RoomView):
    """Give somebody the form on paper."""

    permission = Permission.LETTER_ISSUE

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Ask about which care."""
        return self._page(request, person_id, forms.MakePaper())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """The form, to be printed: it has a number, and no name."""
        form = forms.MakePaper(request.POST)
        if not form.carries_out(services.make_paper, PersonId(person_id), by=request.actor):
            return self._page(request, person_id, form)
        return answers.page(
            request,
            "voice/paper.html",
            number=f"{form.result[:4]} {form.result[4:]}",
            questions=QUESTIONS[Asked.PERSON].values(),
            scale=[said for _value, said in SCALE],
            ring=place.current().front_door.telephone,
        )

    def _page(self, request: Request, person_id: UUID, form: forms.MakePaper) -> HttpResponse:
        card = _card(request, PersonId(person_id))
        return answers.page(request, "voice/make_paper.html", card=card, form=form)


class TypeIn(RoomView):
    """Type in a form that came back on paper."""

    permission = Permission.LETTER_ISSUE

    def get(self, request: Request) -> HttpResponse:
        """The form, empty."""
        return answers.page(request, "voice/type_in.html", form=forms.TypeIn())

    def post(self, request: Request) -> HttpResponse:
        """Keep it, and be ready for the next."""
        form = forms.TypeIn(request.POST)
        if form.carries_out(services.type_in, by=request.actor):
            messages.success(request, _("The form is kept, without a name. Here is the next."))
            return answers.redirect("voice:type_in")
        return answers.page(request, "voice/type_in.html", form=form)


def _card(request: Request, person_id: PersonId) -> Any:
    survivor = anchors.surviving([person_id])[person_id]
    access.require(request.actor.scope, survivor)
    return people.cards(request.actor.scope, [survivor])[survivor]


def _choices(of: Asked, by: str, count: int, item: str) -> list[tuple[str, str, Any, str]]:
    """The name of each choice, its label, its answers and what is chosen."""
    return [
        (
            "of",
            _("Who was asked"),
            [(one.value, presenters.TITLES[one]) for one in Asked],
            of.value,
        ),
        ("item", _("What"), list(QUESTIONS[of].items()), item),
        ("by", _("Each"), [("service", _("Service")), ("team", _("Team"))], by),
        ("quarters", _("Quarters"), [(str(one), str(one)) for one in QUARTERS], str(count)),
    ]
