"""One handover as a page: its rows, what came since, and what each side may do next."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import accounts, duty, instant, place
from joinedup.foundation.duty import OnDuty
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.referrals.domain.ids import HandoverId, LineId
from joinedup.referrals.forms import handover as forms
from joinedup.referrals.presenters import names
from joinedup.referrals.queries import handover as queries
from joinedup.referrals.queries.handover import HandoverState, HandoverView
from joinedup.web import answers, words
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def handover(
    request: Request,
    handover_id: HandoverId,
    *,
    refused: Form | None = None,
    changed: Mapping[LineId, str] | None = None,
) -> HttpResponse:
    """The handover as it stands now; a refused form keeps what was typed.

    `changed` says of rows that could not be accepted why not.
    """
    scope, here = request.actor.scope, place.current()
    view = queries.handover(scope, handover_id)
    is_giver = view.giver == scope.account_id
    is_over = view.ended_at is not None
    on = _on_watch(view) if view.taker is not None else []
    return answers.page(
        request,
        "referrals/handover.html",
        taken_off_duty=_taken_off_duty(view, on),
        on_watch=on,
        status=422 if changed else None,
        view=view,
        owed=() if is_over else queries.owed_on_watch(scope, view.team_code),
        names=names.here(),
        place=here,
        me=scope.account_id,
        is_giver=is_giver,
        is_over=is_over,
        may_hand_over=scope.may(Permission.DUTY_HAND_OVER),
        may_accept=not is_over and any(_is_mine(one, scope) for one in view.rows),
        give=_kept(refused, forms.GiveRows) or giving(view, scope),
        note=_kept(refused, forms.NoteHandover)
        or forms.NoteHandover(initial={"words": view.words}),
        ticked=_ticked(refused),
        changed=changed or {},
        who_changed=accounts.names({e.by_account for one in view.rows for e in one.changes}),
        fact_words=words.of_fact,
        form=refused,
    )


def what_is_new(mark: str, now: HandoverState) -> str:
    """What has happened since a page was marked, the latest step of it; blank where nothing has."""
    if mark == now.mark:
        return ""
    was = mark.split("-")
    steps = (
        (now.is_over, _("The handover is over.")),
        (now.taker_confirmed, _("Whoever takes over has confirmed.")),
        (now.giver_confirmed, _("Whoever hands over has confirmed.")),
    )
    for number, (is_taken, said) in enumerate(steps, start=1):
        if is_taken and was[-number:][:1] == ["0"]:
            return said
    return _("The rows of this handover have changed.")


def _on_watch(view: HandoverView) -> list[OnDuty]:
    return [one for one in duty.on_duty(instant.now()) if one.duty_role == view.duty_role]


def _taken_off_duty(view: HandoverView, on: Sequence[OnDuty]) -> bool:
    """Whether whoever took over this watch is not on it: what waits is still told to another.

    Once the watch has changed again nobody need say so.
    """
    if view.taker is None or view.ended_at is None:
        return False
    is_latest = instant.now() < duty.next_change(view.duty_role, view.ended_at)
    return is_latest and all(one.account_id != view.taker for one in on)


def giving(view: HandoverView, scope: Scope, data: Any = None) -> forms.GiveRows:
    """The form by which rows are given to somebody of the team."""
    colleagues = [
        (str(id_), f"{name}, {job}" if job else name)
        for id_, name, job in accounts.members([view.team_code], at=instant.now())
        if id_ != scope.account_id
    ]
    return forms.GiveRows(data, colleagues=colleagues)


def _is_mine(one: queries.HandedRow, scope: Scope) -> bool:
    return one.given_to == scope.account_id and one.accepted_at is None and one.is_open


def _ticked(refused: Form | None) -> frozenset[str]:
    if not isinstance(refused, forms.GiveRows | forms.AcceptRows):
        return frozenset()
    name = "lines" if isinstance(refused, forms.GiveRows) else "rows"
    said = refused.data.getlist(name) if hasattr(refused.data, "getlist") else []
    return frozenset(one for one in said if _is_uuid(one))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _kept[F: Form](refused: Form | None, kind: type[F]) -> F | None:
    return refused if isinstance(refused, kind) else None
