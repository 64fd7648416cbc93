"""Finding, registering, identifying and correcting people, and where they are."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import PersonId
from joinedup.people import queries, services
from joinedup.people.forms import index as forms
from joinedup.people.pages import index as pages
from joinedup.people.presenters import index as presenters
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class AskForPerson(RoomView):
    """Ask for somebody. What is typed is sent on unseen: no number or name is in an address."""

    permission = Permission.PERSON_FIND

    def get(self, request: Request) -> HttpResponse:
        """One box."""
        return pages.find(request, forms.FindPeople())


class FindPerson(RoomView):
    """Find whoever answers what was typed."""

    permission = Permission.PERSON_FIND
    is_search = True

    def post(self, request: Request) -> HttpResponse:
        """Who answers, the surest first; a reference opens what it names."""
        opened = queries.opened_by_reference(request.actor.scope, request.POST.get("text", ""))
        if opened:
            return answers.redirect(opened.route, opened.thing_id)
        return pages.find(request, forms.FindPeople(request.POST))


class FindPersonForProgram(RoomView):
    """The same, for another page's own box: JSON."""

    permission = Permission.PERSON_FIND
    is_search = True

    def post(self, request: Request) -> HttpResponse:
        """Who answers, the surest first; 422 and why where what was typed can find nobody."""
        text = request.POST.get("text", "")
        found = queries.find(request.actor.scope, text, limit=pages.MOST_SHOWN)
        return answers.json(presenters.as_json(queries.asked(text), found))


class RegisterPerson(RoomView):
    """Put somebody new in the index."""

    permission = Permission.PERSON_REGISTER

    def get(self, request: Request) -> HttpResponse:
        """Empty boxes."""
        return pages.register(request, forms.RegisterPerson())

    def post(self, request: Request) -> HttpResponse:
        """Register; or begin with what was typed in a search that did not find them."""
        if "key" not in request.POST:
            return pages.register(request, forms.from_search(request.POST.get("text", "")))
        form = forms.RegisterPerson(request.POST)
        if form.carries_out(services.register_person, by=request.actor):
            return answers.redirect("people:registered", form.result)
        return pages.register(request, form)


class SeeRegistered(RoomView):
    """See that somebody is in the index, and what can be done next."""

    permission = Permission.PERSON_REGISTER

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Their card."""
        return pages.registered(request, PersonId(person_id))


class ListUnidentified(RoomView):
    """See who is not identified yet, the longest waiting first."""

    permission = Permission.PERSON_IDENTIFY

    def get(self, request: Request) -> HttpResponse:
        """A page of them, after the one named in the address."""
        return pages.unidentified(request, request.GET.get("after", ""))


class FindWhoTheyAre(RoomView):
    """Find in the index who somebody described is."""

    permission = Permission.PERSON_IDENTIFY

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """The description, and one box."""
        return pages.identify(request, PersonId(person_id), forms.FindPeople())

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Who answers what was typed, to be compared with the description."""
        return pages.identify(request, PersonId(person_id), forms.FindPeople(request.POST))


class IdentifyPerson(RoomView):
    """Say that somebody described is a person in the index."""

    permission = Permission.PERSON_IDENTIFY

    def get(self, request: Request, person_id: UUID, as_person: UUID) -> HttpResponse:
        """Both, side by side."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        form = forms.Identify(initial={"seen": page.version})
        return pages.compare(request, page, PersonId(as_person), form)

    def post(self, request: Request, person_id: UUID, as_person: UUID) -> HttpResponse:
        """Join the two."""
        form = forms.Identify(request.POST)
        described, known = PersonId(person_id), PersonId(as_person)
        if form.carries_out(services.identify, described, as_person=known, by=request.actor):
            messages.success(request, _("It is now known who this is"))
            return answers.redirect("desk:person", known)
        page = queries.person_page(request.actor.scope, described)
        return pages.compare(request, page, known, form)


class IdentifyAsNew(RoomView):
    """Say who somebody described is, where they are not in the index yet."""

    permission = Permission.PERSON_IDENTIFY

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Empty boxes."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        form = forms.IdentifyAsNew(initial={"seen": page.version})
        return pages.change(request, page, form, "people/identify_as_new.html")

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Complete their entry."""
        form = forms.IdentifyAsNew(request.POST)
        if form.carries_out(services.identify_as_new, PersonId(person_id), by=request.actor):
            messages.success(request, _("It is now known who this is"))
            return answers.redirect("desk:person", person_id)
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        return pages.change(request, page, form, "people/identify_as_new.html")


class CorrectDetails(RoomView):
    """Put somebody's details right."""

    permission = Permission.PERSON_CORRECT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """What is held."""
        held = queries.details(request.actor.scope, PersonId(person_id))
        return pages.correct(request, held, forms.CorrectDetails.showing(held))

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Correct it; what it was is kept."""
        held = queries.details(request.actor.scope, PersonId(person_id))
        form = forms.CorrectDetails(request.POST, held=held)
        if form.carries_out(services.correct_details, PersonId(person_id), by=request.actor):
            messages.success(request, _("Details corrected"))
            return answers.redirect("desk:person", person_id)
        return pages.correct(request, held, form)


class MovePerson(RoomView):
    """Say where somebody is now."""

    permission = Permission.PERSON_CORRECT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Empty boxes, under where they were said to be."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        form = forms.WhereNow(initial={"seen": page.version})
        return pages.change(request, page, form, "people/where.html")

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Write it down."""
        form = forms.WhereNow(request.POST)
        if form.carries_out(services.move_to, PersonId(person_id), by=request.actor):
            messages.success(request, _("Whereabouts changed"))
            return answers.redirect("desk:person", person_id)
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        return pages.change(request, page, form, "people/where.html")


class RecordDeath(RoomView):
    """Record that somebody has died."""

    permission = Permission.PERSON_CORRECT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """The date is asked."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        form = forms.RecordDeath(initial={"seen": page.version})
        return pages.change(request, page, form, "people/death.html")

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Record it."""
        form = forms.RecordDeath(request.POST)
        if form.carries_out(services.record_death, PersonId(person_id), by=request.actor):
            messages.success(request, _("Death recorded"))
            return answers.redirect("desk:person", person_id)
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        return pages.change(request, page, form, "people/death.html")


class TakeBackDeath(RoomView):
    """Say that a death was recorded by mistake."""

    permission = Permission.PERSON_CORRECT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """How it is known is asked."""
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        form = forms.TakeBackDeath(initial={"seen": page.version})
        return pages.change(request, page, form, "people/take_back_death.html")

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Take it back."""
        form = forms.TakeBackDeath(request.POST)
        if form.carries_out(services.take_back_death, PersonId(person_id), by=request.actor):
            messages.success(request, _("Death taken back"))
            return answers.redirect("desk:person", person_id)
        page = queries.person_page(request.actor.scope, PersonId(person_id))
        return pages.change(request, page, form, "people/take_back_death.html")


class RestrictLocation(RoomView):
    """Show nobody where somebody is."""

    permission = Permission.PERSON_RESTRICT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """The reason is asked."""
        standing = queries.standing(request.actor.scope, PersonId(person_id))
        form = forms.RestrictLocation(initial={"seen": standing.version})
        return pages.restriction(request, standing, form, "people/restrict.html")

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Restrict it from now."""
        form = forms.RestrictLocation(request.POST)
        if form.carries_out(services.restrict_location, PersonId(person_id), by=request.actor):
            messages.success(request, _("From now on nobody is shown where this person is"))
            return answers.redirect("people:find")
        standing = queries.standing(request.actor.scope, PersonId(person_id))
        return pages.restriction(request, standing, form, "people/restrict.html")


class LiftRestriction(RoomView):
    """Show again where somebody is."""

    permission = Permission.PERSON_RESTRICT

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """The reason is asked."""
        standing = queries.standing(request.actor.scope, PersonId(person_id))
        form = forms.LiftRestriction(initial={"seen": standing.version})
        return pages.restriction(request, standing, form, "people/lift.html")

    def post(self, request: Request, person_id: UUID) -> HttpResponse:
        """Lift it from now."""
        form = forms.LiftRestriction(request.POST)
        if form.carries_out(services.lift_restriction, PersonId(person_id), by=request.actor):
            messages.success(request, _("Where this person is, is shown again"))
            return answers.redirect("people:find")
        standing = queries.standing(request.actor.scope, PersonId(person_id))
        return pages.restriction(request, standing, form, "people/lift.html")
