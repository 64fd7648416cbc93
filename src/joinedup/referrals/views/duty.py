"""The duty board: who is on, what waits too long, capacity and notes of the shift."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import duty, instant
from joinedup.foundation.permissions import Permission
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId, RaisedId
from joinedup.referrals.forms import duty as forms
from joinedup.referrals.pages import duty as pages
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeDutyBoard(RoomView):
    """See what falls due, what nobody has taken on, who was not reached and who is owed a call."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request) -> HttpResponse:
        """The board, or one block of it at length."""
        return pages.board(request)


class OnBoard(RoomView):
    """A form that stands on the board: whoever opens its address is led there."""

    def get(self, request: Request, **about: UUID) -> HttpResponse:
        """Back to the board."""
        del about
        return answers.redirect("referrals:duty")


class HearOfRaised(RoomView):
    """Hear whether anything more was raised since the board was opened."""

    permission = Permission.DUTY_SEE
    is_poll = True

    def get(self, request: Request) -> HttpResponse:
        """How much is new, or nothing."""
        count = queries.raised_since(request.actor.scope, request.GET.get("since", ""))
        if not count:
            return answers.nothing()
        return answers.json({"count": count, "words": _("%(n)s more raised") % {"n": count}})


class GoOnDuty(RoomView):
    """Go on duty."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request) -> HttpResponse:
        """The form, with what most will say filled in."""
        return pages.coming_on(request)

    def post(self, request: Request) -> HttpResponse:
        """On duty from now, or why not."""
        form = pages.going_on(request.actor.scope, request.POST, at=instant.now())
        if not form.carries_out(duty.go_on_duty, by=request.actor):
            return pages.coming_on(request, refused=form)
        messages.success(request, _("You are on duty. Your number is shown to those who need it."))
        return answers.redirect("referrals:duty")


class StayOnDuty(RoomView):
    """Say another time to go."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request, duty_id: UUID) -> HttpResponse:
        """The form."""
        return answers.page(
            request, "referrals/duty_stay.html", form=forms.StayOnDuty(), duty_id=duty_id
        )

    def post(self, request: Request, duty_id: UUID) -> HttpResponse:
        """On until then, or why not."""
        form = forms.StayOnDuty(request.POST)
        if not form.carries_out(duty.stay_on_duty, duty_id, by=request.actor):
            return answers.page(request, "referrals/duty_stay.html", form=form, duty_id=duty_id)
        messages.success(request, _("Noted: everybody sees until when you are on."))
        return answers.redirect("referrals:duty")


class ComeOffDuty(OnBoard):
    """Come off duty, or say so of a colleague who forgot."""

    permission = Permission.DUTY_SEE

    def post(self, request: Request, duty_id: UUID) -> HttpResponse:
        """Off duty from now."""
        duty.come_off_duty(duty_id, at=instant.now(), by=request.actor)
        messages.success(request, _("Off duty from now."))
        return answers.redirect("referrals:duty")


class AnswerRaised(RoomView):
    """Say what was done about something that waited too long."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request, raised_id: UUID) -> HttpResponse:
        """What was raised, whom to ring, and the form."""
        return pages.seeing_to(request, RaisedId(raised_id))

    def post(self, request: Request, raised_id: UUID) -> HttpResponse:
        """Seen to, or why that does not say enough."""
        form = forms.AnswerRaised(request.POST)
        thing = RaisedId(raised_id)
        if not form.carries_out(services.answer_raised, thing, by=request.actor):
            if form.has_error_code("raised_is_settled"):
                return pages.board(request, refused=form)
            return pages.seeing_to(request, thing, refused=form)
        messages.success(request, _("Noted what you did."))
        return answers.redirect("referrals:duty")


class AllocateFromBoard(OnBoard):
    """Say who goes, from the row of a line on the board."""

    permission = Permission.LINE_ALLOCATE

    def post(self, request: Request, line_id: UUID) -> HttpResponse:
        """Allocated, or why not."""
        thing = LineId(line_id)
        workers = pages.workers_for(request.actor.scope, thing)
        form = forms.AllocateFromBoard(request.POST, workers=workers)
        if not form.carries_out(services.allocate_line, thing, by=request.actor):
            return pages.board(request, refused=form, refused_line=thing)
        messages.success(request, _("Allocated."))
        return answers.redirect("referrals:duty")


class EnterCapacity(OnBoard):
    """Write down how much there is of something tonight."""

    permission = Permission.DUTY_SEE

    def post(self, request: Request) -> HttpResponse:
        """Noted, or why not."""
        form = forms.EnterCapacity(request.POST)
        if not form.carries_out(services.enter_capacity, by=request.actor):
            return pages.board(request, refused=form)
        messages.success(request, _("Figure noted."))
        return answers.redirect("referrals:duty")


class NoteForShift(OnBoard):
    """Write a note of the shift."""

    permission = Permission.DUTY_SEE

    def post(self, request: Request) -> HttpResponse:
        """Noted, or why not."""
        form = forms.NoteForShift(request.POST)
        if not form.carries_out(services.note_for_shift, by=request.actor):
            return pages.board(request, refused=form)
        messages.success(request, _("Note kept until somebody says that it is over."))
        return answers.redirect("referrals:duty")


class EndNote(OnBoard):
    """Say that what a note tells of is over."""

    permission = Permission.DUTY_SEE

    def post(self, request: Request, note_id: UUID) -> HttpResponse:
        """Over."""
        services.end_note(note_id, at=instant.now(), by=request.actor)
        messages.success(request, _("Noted that this is over."))
        return answers.redirect("referrals:duty")
