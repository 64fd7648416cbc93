"""Staff send somebody what was talked about, and people read it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.mycare.forms import summaries as forms
from joinedup.mycare.pages import summaries as pages
from joinedup.mycare.services import summaries as services
from joinedup.mycare.views.own import OwnView
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SendView(RoomView):
    """A page for whoever may send somebody what was talked about."""

    permission = Permission.SUMMARY_SEND


class SeeToldOf(SendView):
    """See what somebody was told after talks, and what came of each text."""

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """The latest first."""
        return pages.told_of(request, PersonId(person_id))


class ChooseSummary(SendView):
    """Choose which words of the place to start from."""

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Those that may be sent today."""
        return pages.choose(request, PersonId(person_id))


class SendSummary(SendView):
    """Write what somebody is told, see exactly what they get, and send it."""

    def get(self, request: Request, person_id: UUID, template_code: str) -> HttpResponse:
        """The words to start from."""
        return pages.write(request, PersonId(person_id), template_code)

    def post(self, request: Request, person_id: UUID, template_code: str) -> HttpResponse:
        """Show it first; then send it, if it is still what was shown."""
        person, form = PersonId(person_id), forms.WriteSummary(request.POST)
        step = request.POST.get("step", "")
        if not form.is_valid():
            return pages.write(request, person, template_code, form)
        if step == "change":
            known = forms.WriteSummary(initial=form.cleaned_data)
            return pages.write(request, person, template_code, known)
        given = {"template": template_code, "address": pages.sign_in_at(request)}
        sends = step == "send"
        if sends and form.carries_out(services.send, person, **given, by=request.actor):
            messages.success(request, _("Sent, and on their own pages"))
            return answers.redirect("mycare:summary", form.result)
        return pages.check(request, person, template_code, form)


class SeeSummary(SendView):
    """See one summary, and what came of its text."""

    def get(self, request: Request, summary_id: UUID) -> HttpResponse:
        """The words, how they went, and what may be done."""
        return pages.summary(request, summary_id)


class SettleSummary(SendView):
    """Say how a text was seen to that did not arrive."""

    def get(self, request: Request, summary_id: UUID) -> HttpResponse:
        """The page that asks for it: whoever was too late is led here."""
        del request
        return answers.redirect("mycare:summary", summary_id)

    def post(self, request: Request, summary_id: UUID) -> HttpResponse:
        """Take it off the list."""
        form = forms.NoteOnSummary(request.POST)
        if form.carries_out(services.settle, summary_id, by=request.actor):
            messages.success(request, _("Seen to"))
            return answers.redirect("mycare:summary", summary_id)
        return pages.summary(request, summary_id, settling=form)


class TakeBackSummary(SendView):
    """Say that a summary was sent by mistake."""

    def get(self, request: Request, summary_id: UUID) -> HttpResponse:
        """The page that asks for it: whoever was too late is led here."""
        del request
        return answers.redirect("mycare:summary", summary_id)

    def post(self, request: Request, summary_id: UUID) -> HttpResponse:
        """Mark it, for them too."""
        form = forms.TakeBackSummary(request.POST)
        if form.carries_out(services.take_back, summary_id, by=request.actor):
            messages.success(request, _("Marked as sent by mistake"))
            return answers.redirect("mycare:summary", summary_id)
        return pages.summary(request, summary_id, taking_back=form)


class PrintSummary(SendView):
    """Print the letter of a summary."""

    def get(self, request: Request, summary_id: UUID) -> HttpResponse:
        """One sheet."""
        return pages.letter(request, summary_id)


class DecideTheirTexts(SendView):
    """Keep what somebody told staff about texts."""

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What they said before, and what is asked."""
        return pages.texts_of(request, PersonId(person_id))

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Keep it, from now."""
        person, form = PersonId(person_id), forms.DecideTheirTexts(request.POST)
        if form.carries_out(services.decide_texts, person, by=request.actor):
            messages.success(request, _("It holds from now"))
            return answers.redirect("mycare:told_of", person)
        return pages.texts_of(request, person, form)


class ListToSeeTo(SendView):
    """See which texts of one's organisation did not arrive."""

    def get(self, request: Request) -> HttpResponse:
        """Oldest first, until somebody saw to them."""
        return pages.to_see_to(request)


class SeeToldMe(OwnView):
    """See what one was told after talks."""

    def get(self, request: Request) -> HttpResponse:
        """The latest first."""
        return pages.told_me(request)


class ReadToldMe(OwnView):
    """Read one thing that one was told."""

    def get(self, request: Request, summary_id: UUID) -> HttpResponse:
        """Its words."""
        return pages.one_told_me(request, summary_id)


class DecideMyTexts(OwnView):
    """Say what may be sent to one by text."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked."""
        return pages.my_texts(request)

    def post(self, request: Request) -> HttpResponse:
        """Keep it, from now."""
        form = forms.DecideTexts(request.POST)
        if form.carries_out(services.decide_my_texts, by=request.actor):
            messages.success(request, _("We will do as you say"))
            return answers.redirect("mycare:told_me")
        return pages.my_texts(request, form)
