"""Handing a watch over: begun, given row by row, accepted, confirmed by both, kept."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.foundation import duty, instant, place
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import Refused
from joinedup.referrals import services
from joinedup.referrals.domain.ids import HandoverId, LineId
from joinedup.referrals.forms import handover as forms
from joinedup.referrals.pages import handover as pages
from joinedup.referrals.queries import handover as queries
from joinedup.web import answers, words
from joinedup.web.room_view import Request, RoomView


class SeeHandovers(RoomView):
    """See what can be handed over, what is being handed over, and what was."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request) -> HttpResponse:
        """The roles of one's own teams, and the handovers that are kept."""
        scope, now = request.actor.scope, instant.now()
        kept = queries.handovers(scope)
        roles = duty.roles_open_to(scope.teams)
        return answers.page(
            request,
            "referrals/handovers.html",
            kept=kept,
            under_way={one.duty_role: one for one in kept if one.ended_at is None},
            roles=roles,
            changes={one.code: duty.next_change(one.code, now) for one in roles},
            may_hand_over=scope.may(Permission.DUTY_HAND_OVER),
            place=place.current(),
        )


class BeginHandover(RoomView):
    """Begin to hand a watch over, or go on with what was begun."""

    permission = Permission.DUTY_HAND_OVER

    def get(self, request: Request, duty_role: str) -> HttpResponse:
        """Back to the list, where the button is."""
        del duty_role
        return answers.redirect("referrals:handovers")

    def post(self, request: Request, duty_role: str) -> HttpResponse:
        """The handover with everything listed that is open."""
        made = services.begin_handover(duty_role, at=instant.now(), by=request.actor)
        return answers.redirect("referrals:handover", made)


class SeeHandover(RoomView):
    """See one handover as it stands, or as it was kept."""

    permission = Permission.DUTY_SEE

    def get(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Its rows, what came since, and what may be done."""
        return pages.handover(request, HandoverId(handover_id))


class HearOfHandover(RoomView):
    """Hear whether a handover has gone on since its page was opened."""

    permission = Permission.DUTY_SEE
    is_poll = True

    def get(self, request: Request, handover_id: UUID) -> HttpResponse:
        """What is new, or nothing."""
        state = queries.state(request.actor.scope, HandoverId(handover_id))
        said = pages.what_is_new(request.GET.get("since", ""), state)
        return answers.json({"words": said}) if said else answers.nothing()


class OnHandover(RoomView):
    """One step of a handover, which leads back to it."""

    def get(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Back to the handover as it is now."""
        return answers.redirect("referrals:handover", handover_id)


class GiveRows(OnHandover):
    """Give rows to a colleague by name."""

    permission = Permission.DUTY_HAND_OVER

    def post(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Given, or why not."""
        thing = HandoverId(handover_id)
        view = queries.handover(request.actor.scope, thing)
        form = pages.giving(view, request.actor.scope, request.POST)
        if not form.carries_out(services.give_rows, thing, by=request.actor):
            return pages.handover(request, thing, refused=form)
        said = ngettext("%(n)s row given.", "%(n)s rows given.", form.result) % {"n": form.result}
        left = len(set(form.given["lines"])) - form.result
        if left:
            told = ngettext(
                "%(n)s was not: it left the watch, or somebody has accepted it.",
                "%(n)s were not: they left the watch, or somebody has accepted them.",
                left,
            )
            said = f"{said} {told % {'n': left}}"
        messages.success(request, said)
        return answers.redirect("referrals:handover", handover_id)


class AcceptRows(OnHandover):
    """Accept rows that were given to oneself, one by one."""

    permission = Permission.DUTY_SEE

    def post(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Accepted; a row whose line changed meanwhile says what changed."""
        thing = HandoverId(handover_id)
        form = forms.AcceptRows(request.POST)
        if not form.is_valid():
            return pages.handover(request, thing, refused=form)
        changed: dict[LineId, str] = {}
        for line_id, seen in form.chosen():
            try:
                services.accept_row(thing, line_id, seen=seen, at=instant.now(), by=request.actor)
            except Refused as refusal:
                changed[line_id] = words.of_refusal(refusal.refusal_code, refusal.values)
        if changed:
            return pages.handover(request, thing, refused=form, changed=changed)
        messages.success(request, _("Accepted: they are yours now."))
        return answers.redirect("referrals:handover", handover_id)


class NoteHandover(OnHandover):
    """Write what the next watch needs to know."""

    permission = Permission.DUTY_HAND_OVER

    def post(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Kept, or why not."""
        form = forms.NoteHandover(request.POST)
        if not form.carries_out(services.note_handover, HandoverId(handover_id), by=request.actor):
            return pages.handover(request, HandoverId(handover_id), refused=form)
        messages.success(request, _("Kept with the handover."))
        return answers.redirect("referrals:handover", handover_id)


class ConfirmHandover(OnHandover):
    """Confirm a handover for one's own side."""

    permission = Permission.DUTY_HAND_OVER

    def post(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Confirmed, or why not."""
        form = forms.Plain(request.POST)
        thing = HandoverId(handover_id)
        if not form.carries_out(services.confirm_handover, thing, by=request.actor):
            return pages.handover(request, thing, refused=form)
        messages.success(request, _("Confirmed."))
        return answers.redirect("referrals:handover", handover_id)


class StopHandover(OnHandover):
    """Stop a handover that was begun by mistake."""

    permission = Permission.DUTY_HAND_OVER

    def post(self, request: Request, handover_id: UUID) -> HttpResponse:
        """Stopped; what was accepted stays accepted."""
        form = forms.Plain(request.POST)
        thing = HandoverId(handover_id)
        if not form.carries_out(services.stop_handover, thing, by=request.actor):
            return pages.handover(request, thing, refused=form)
        messages.success(request, _("Stopped. What was accepted stays accepted."))
        return answers.redirect("referrals:handover", handover_id)
