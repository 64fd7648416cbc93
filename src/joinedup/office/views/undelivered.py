"""What has not reached its receiver: seen, tried again, held back, let go, given up."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joinedup.foundation import deliveries
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import DeliveryId
from joinedup.office import queries, services
from joinedup.office.forms import undelivered as forms
from joinedup.office.presenters import undelivered as presenter
from joinedup.office.queries import Part
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeUndelivered(RoomView):
    """See what has not arrived, oldest first."""

    permission = Permission.DELIVERY_REVIEW

    def get(self, request: Request) -> HttpResponse:
        """One part of it, by one channel or all."""
        scope, asked = request.actor.scope, presenter.asked(request.GET)
        listed = queries.undelivered(
            scope, part=asked.part, channel=asked.channel, after=asked.after
        )
        page = presenter.page(
            listed,
            queries.undelivered_counts(scope),
            asked,
            scope,
            worker_seen_at=queries.worker_seen_at(scope),
        )
        return answers.page(request, "office/undelivered.html", page=page)


class SeeHandOff(RoomView):
    """See one hand-off, what went wrong, and what was done about it."""

    permission = Permission.DELIVERY_REVIEW

    def get(self, request: Request, delivery_id: UUID) -> HttpResponse:
        """The hand-off and its steps."""
        scope = request.actor.scope
        page = queries.hand_off(scope, DeliveryId(delivery_id))
        return answers.page(
            request,
            "office/hand_off.html",
            row=presenter.row(page.hand_off, scope),
            steps=presenter.steps(page),
        )


class Steer(RoomView):
    """One press of a button about one hand-off."""

    permission = Permission.DELIVERY_REVIEW
    service: ClassVar[Callable[..., None]]
    done: ClassVar[str | Promise]

    def post(self, request: Request, delivery_id: UUID) -> HttpResponse:
        """Do it and go back to where the button was."""
        type(self).service(DeliveryId(delivery_id), at=request.actor.scope.now, by=request.actor)
        messages.success(request, str(self.done))
        return answers.back(request, "office:hand_off", delivery_id)


class TryNow(Steer):
    """Have a hand-off tried again at once."""

    service = staticmethod(deliveries.retry)
    done = gettext_lazy("It is tried again at once")


class HoldBack(Steer):
    """Keep a hand-off back until somebody releases it."""

    service = staticmethod(deliveries.hold)
    done = gettext_lazy("It is held back")


class Release(Steer):
    """Let a hand-off that was held go out."""

    service = staticmethod(deliveries.release)
    done = gettext_lazy("It is released and goes out at once")


class GiveUp(RoomView):
    """Try a hand-off no more, and say why."""

    permission = Permission.DELIVERY_REVIEW

    def get(self, request: Request, delivery_id: UUID) -> HttpResponse:
        """Ask why."""
        return self._page(request, delivery_id, forms.GiveUp())

    def post(self, request: Request, delivery_id: UUID) -> HttpResponse:
        """Give it up."""
        form = forms.GiveUp(request.POST)
        if form.carries_out(deliveries.give_up, DeliveryId(delivery_id), by=request.actor):
            messages.success(request, _("It is given up"))
            return answers.redirect("office:hand_off", delivery_id)
        return self._page(request, delivery_id, form)

    def _page(self, request: Request, delivery_id: UUID, form: forms.GiveUp) -> HttpResponse:
        scope = request.actor.scope
        found = queries.hand_off(scope, DeliveryId(delivery_id))
        row = presenter.row(found.hand_off, scope)
        return answers.page(request, "office/give_up.html", row=row, form=form)


class ReleaseHeld(RoomView):
    """Let everything go that is held back, as after the store was put back from a backup."""

    permission = Permission.DELIVERY_REVIEW

    def get(self, request: Request) -> HttpResponse:
        """Ask whether to."""
        channel = presenter.asked(request.GET).channel
        return self._page(request, forms.ReleaseHeld(initial={"channel": channel}), channel)

    def post(self, request: Request) -> HttpResponse:
        """Release them."""
        form = forms.ReleaseHeld(request.POST)
        if form.carries_out(services.release_held, by=request.actor):
            said = ngettext("One is released", "%(n)s are released", form.result)
            messages.success(request, said % {"n": form.result})
            return answers.redirect("office:undelivered")
        return self._page(request, form, "")

    def _page(self, request: Request, form: Any, channel: str) -> HttpResponse:
        counts = queries.undelivered_counts(request.actor.scope)
        return answers.page(
            request,
            "office/release_held.html",
            form=form,
            count=counts.of(Part.HELD, channel=channel),
            channel=presenter.channel(channel) if channel else "",
        )
