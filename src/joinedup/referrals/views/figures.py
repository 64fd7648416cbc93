"""How the front door answers, in figures without names."""

from datetime import timedelta

from django.http import HttpResponse

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.referrals import queries
from joinedup.referrals.presenters import figures as presenter
from joinedup.referrals.presenters import names
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeFigures(RoomView):
    """See response times by class."""

    permission = Permission.FIGURES_SEE
    purpose = "commissioning"

    def get(self, request: Request) -> HttpResponse:
        """The last days, as many as were asked for."""
        days = presenter.days(request.GET.get("days", ""))
        until = instant.now()
        since = until - timedelta(days=days)
        rows = queries.response_figures(request.actor.scope, since=since, until=until)
        here = names.here()
        return answers.page(
            request,
            "referrals/figures.html",
            rows=rows,
            days=days,
            choices=presenter.CHOICES,
            since=since,
            until=until,
            names=here,
            chart=presenter.chart(rows, here),
        )
