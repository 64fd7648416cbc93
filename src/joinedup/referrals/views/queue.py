"""The front door's queue, a team's list and a worker's own."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import deliveries, duty, place
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.referrals import queries
from joinedup.referrals.presenters import names
from joinedup.referrals.presenters import queue as presenter
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView

TEAM_WORK = (Permission.LINE_ACCEPT, Permission.REFERRAL_TRIAGE)


class SeeQueue(RoomView):
    """See what the front door has, by what falls due next."""

    permission = Permission.QUEUE_SEE

    def get(self, request: Request) -> HttpResponse:
        """The queue under one tab."""
        here, scope = place.current(), request.actor.scope
        asked = presenter.filters(request.GET, here)
        narrowed = {"locality": asked.locality, "response_class": asked.response_class}
        counts = queries.queue_counts(scope, **narrowed)
        whole = queries.queue_counts(scope) if any(narrowed.values()) else counts
        page = presenter.page(
            queries.queue(scope, tab=asked.tab, after=asked.after, counted=counts, **narrowed),
            counts,
            asked,
            here,
            latest=queries.changes_since(scope, None).latest,
            oldest_unopened=whole.oldest_unopened,
            undelivered_count=deliveries.undelivered_count(),
            on_duty=duty.on_duty(scope.now),
        )
        owed = queries.promised_page(scope) if asked.tab == presenter.CALL_BACK else None
        return answers.page(
            request,
            "referrals/queue.html",
            page=page,
            owed=owed,
            given=queries.given_to_me(scope),
            names=names.here(),
            place=here,
        )


class HearOfNewLines(RoomView):
    """Hear whether lines have arrived or come back since the page was opened."""

    permission = Permission.QUEUE_SEE
    is_poll = True

    def get(self, request: Request) -> HttpResponse:
        """How many are new, or nothing."""
        changes = queries.changes_since(request.actor.scope, request.GET.get("since"))
        if not changes.new_count:
            return answers.nothing()
        words = _("%(n)s new") % {"n": changes.new_count}
        return answers.json({"count": changes.new_count, "words": words})


class SeeTeamList(RoomView):
    """See what was sent to one's own team and what it holds."""

    permission = TEAM_WORK

    def get(self, request: Request, team_code: str) -> HttpResponse:
        """One team's lines; a team that is not the viewer's own is not found."""
        scope = request.actor.scope
        if team_code not in scope.teams:
            raise NotFound()
        return answers.page(
            request,
            "referrals/team.html",
            rows=queries.team_list(scope, team_code),
            team_code=team_code,
            teams=queries.team_counts(scope),
            names=names.here(),
        )


class SeeMyTeams(RoomView):
    """Go to one's own team's list."""

    permission = TEAM_WORK

    def get(self, request: Request) -> HttpResponse:
        """The team that has most need of it."""
        team_code = queries.team_to_open(request.actor.scope)
        if not team_code:
            return answers.page(
                request,
                "referrals/team.html",
                rows=[],
                team_code="",
                teams=[],
                names=names.here(),
            )
        return answers.redirect("referrals:team_list", team_code)
