"""The duty board, with what was typed on it kept where it was refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from joinedup.foundation import accounts, duty, instant, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import AccountId
from joinedup.referrals import queries
from joinedup.referrals.domain.ids import LineId, RaisedId
from joinedup.referrals.forms import duty as forms
from joinedup.referrals.presenters import duty as presenter
from joinedup.referrals.presenters import names
from joinedup.referrals.queries import duty_board, handed, raised
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def board(
    request: Request,
    *,
    refused: Form | None = None,
    refused_line: LineId | None = None,
) -> HttpResponse:
    """The board; a refused form keeps what was typed and stands open."""
    scope, here, now = request.actor.scope, place.current(), instant.now()
    only = request.GET.get("block", "")
    only = only if only in duty_board.BLOCKS else ""
    words = names.here()
    seen = duty_board.watched(scope, only=only)
    listed, blocks = seen.raised, seen.blocks
    on, written = duty.on_duty(now), duty_board.written_down(scope)
    teams = {row.team_code for one in blocks for row in one.rows if row.waits_for.what == "worker"}
    shown = presenter.Board(
        raised=tuple(presenter.raised_words(row, words, on) for row in listed.rows),
        raised_total=listed.total,
        blocks=tuple(presenter.block_words(one) for one in blocks),
        only=only,
        on_duty=on,
        mine=tuple(one for one in on if one.account_id == scope.account_id),
        unheld=presenter.unheld(on, here),
        workers=duty_board.workers_by_team(scope, teams),
        poll_href=_poll(listed),
    )
    return answers.page(
        request,
        "referrals/duty.html",
        board=shown,
        names=words,
        place=here,
        next_visits=duty_board.next_visits(scope, {one.account_id for one in on}),
        capacity=written.capacity,
        capacity_names={one.code: one.name for one in place.current().capacities.values()},
        notes=written.notes,
        note_names=forms.NOTES,
        left_over=handed.left_over(scope),
        promised=duty_board.promised_calls(scope),
        in_short=duty_board.IN_SHORT,
        may_allocate=presenter.may_allocate,
        may_come_on=bool(duty.roles_open_to(scope.teams)),
        may_hand_over=scope.may(Permission.DUTY_HAND_OVER),
        sees_undelivered=scope.may(Permission.DELIVERY_REVIEW),
        sees_queue=scope.may(Permission.QUEUE_SEE),
        takes_calls=scope.may(Permission.CALL_TAKE),
        viewer_teams=scope.teams,
        is_front_door_held=duty.is_front_door_held(on),
        enter=_kept(refused, forms.EnterCapacity) or forms.EnterCapacity(initial={"as_of": now}),
        note=_kept(refused, forms.NoteForShift) or forms.NoteForShift(),
        form=refused,
        refused_line=refused_line,
    )


def coming_on(request: Request, *, refused: Form | None = None) -> HttpResponse:
    """Going on duty: as what, on which number, until when, in whose place."""
    scope, now = request.actor.scope, instant.now()
    asked, relieved = request.GET.get("duty_role", ""), request.GET.get("in_place_of", "")
    form = refused or going_on(scope, at=now, asked=asked, in_place_of=relieved)
    return answers.page(request, "referrals/duty_on.html", form=form)


def going_on(
    scope: Scope, data: Any = None, *, at: datetime, asked: str = "", in_place_of: str = ""
) -> forms.GoOnDuty:
    """The form for going on duty, with what most will say filled in; or as the page before asks."""
    roles = duty.roles_open_to(scope.teams)
    own = {one.code for one in roles}
    here = place.current()
    colleagues = [
        (str(one.duty_id), f"{one.name}, {here.duty_roles[one.duty_role].name}")
        for one in duty.on_duty(at)
        if one.duty_role in own and one.account_id != scope.account_id
    ]
    first = asked if asked in own else roles[0].code if roles else ""
    initial = {
        "duty_role": first,
        "number": accounts.business_card(scope.account_id).direct_number,
        "until": duty.next_change(first, at) if first else None,
        "in_place_of": in_place_of,
    }
    return forms.GoOnDuty(
        data,
        roles=[(one.code, one.name) for one in roles],
        colleagues=colleagues,
        initial=initial,
    )


def seeing_to(
    request: Request, raised_id: RaisedId, *, refused: Form | None = None
) -> HttpResponse:
    """One thing that was raised, and what was done about it."""
    row = raised.raised_one(request.actor.scope, raised_id)
    words = names.here()
    return answers.page(
        request,
        "referrals/raised.html",
        one=presenter.raised_words(row, words, duty.on_duty(instant.now())),
        names=words,
        form=refused or forms.AnswerRaised(initial={"again": "1800"}),
        sees_undelivered=request.actor.scope.may(Permission.DELIVERY_REVIEW),
        takes_calls=request.actor.scope.may(Permission.CALL_TAKE),
    )


def workers_for(scope: Scope, line_id: LineId) -> Sequence[tuple[AccountId, str]]:
    """Whom the viewer may choose to go to a line, from the board."""
    team = queries.team_of_line(scope, line_id)
    return duty_board.workers_by_team(scope, [team]).get(team, ())


def _poll(listed: raised.RaisedList) -> str:
    newest = max((row.raised_id for row in listed.rows), default=UUID(int=0))
    return f"{reverse('referrals:duty_changes')}?{urlencode({'since': newest.hex})}"


def _kept[F: Form](refused: Form | None, kind: type[F]) -> F | None:
    return refused if isinstance(refused, kind) else None
