"""What somebody says of themselves: what matters, their language, how they are, readings."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.kernel.errors import NotFound
from joinedup.mycare.domain import readings
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages import saying as pages
from joinedup.mycare.services import caring
from joinedup.mycare.services import saying as services
from joinedup.mycare.views.own import OwnView
from joinedup.people.domain.telling import OF_A_CARER, Lasting
from joinedup.web import answers
from joinedup.web.room_view import Request


class SeeAboutMe(OwnView):
    """See what one has said of oneself."""

    def get(self, request: Request) -> HttpResponse:
        """What matters, how to talk, what helps, the language; each can be changed."""
        return pages.about_me(request)


class TellLasting(OwnView):
    """Say what matters, how to talk with one, or what helps."""

    def get(self, request: Request, what: str) -> HttpResponse:
        """What was said before, to be changed."""
        return pages.lasting(request, _kind(what))

    def post(self, request: Request, what: str) -> HttpResponse:
        """Keep it."""
        kind, form = _kind(what), forms.TellLasting(request.POST)
        if form.carries_out(services.tell_lasting, kind, by=request.actor):
            messages.success(request, _("We have kept what you said"))
            is_of_carer = kind in OF_A_CARER
            return answers.redirect("mycare:caring" if is_of_carer else "mycare:about_me")
        return pages.lasting(request, kind, form)


class TellLanguage(OwnView):
    """Say in which language one wants to talk."""

    def get(self, request: Request) -> HttpResponse:
        """What is known, to be changed."""
        return pages.language(request)

    def post(self, request: Request) -> HttpResponse:
        """Keep it."""
        form = forms.TellLanguage(request.POST)
        if form.carries_out(services.tell_language, by=request.actor):
            messages.success(request, _("We have kept what you said"))
            return answers.redirect("mycare:about_me")
        return pages.language(request, form)


class SeeTold(OwnView):
    """See the notes and readings that one has given."""

    def get(self, request: Request) -> HttpResponse:
        """Newest first, and the way to give another."""
        return pages.told(request)


class TellNote(OwnView):
    """Write a note for those who help."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked."""
        return pages.note(request, forms.TellNote())

    def post(self, request: Request) -> HttpResponse:
        """Keep it in the record."""
        form = forms.TellNote(request.POST)
        if form.carries_out(services.tell, by=request.actor):
            messages.success(request, _("We have your note"))
            return answers.redirect("mycare:told")
        return pages.note(request, form)


class TellReading(OwnView):
    """Give a reading that one took at home."""

    def get(self, request: Request) -> HttpResponse:
        """What is asked."""
        return pages.reading(request, forms.TellReading())

    def post(self, request: Request) -> HttpResponse:
        """Keep it, and say what to do at once where it asks for something."""
        form = forms.TellReading(request.POST)
        if form.carries_out(services.tell, by=request.actor):
            taken = form.taken()
            return pages.what_to_do(request, taken, readings.advice(taken))
        return pages.reading(request, form)


class TellCaring(OwnView):
    """Say that one looks after somebody, unpaid."""

    def get(self, request: Request) -> HttpResponse:
        """What was said before, to be changed."""
        return pages.caring(request)

    def post(self, request: Request) -> HttpResponse:
        """Keep it on one's own record."""
        form = forms.TellCaring(request.POST)
        if form.is_valid():
            said = form.caring(pages.own_caring(request))
            if form.carries_out(caring.tell_caring, said, by=request.actor):
                messages.success(request, _("We have kept what you said"))
                return answers.redirect("mycare:caring")
        return pages.caring(request, form)


class EndCaring(OwnView):
    """Say that one looks after nobody now."""

    def post(self, request: Request) -> HttpResponse:
        """Keep it, and leave the list of carers."""
        form = forms.EndCaring(request.POST)
        if form.carries_out(caring.tell_over, by=request.actor):
            messages.success(request, _("We have kept that this is over"))
            return answers.redirect("mycare:caring")
        return pages.caring(request, ending=form)


def _kind(what: str) -> Lasting:
    if what not in {one.value for one in Lasting}:
        raise NotFound()
    return Lasting(what)
