"""The pages of a request for a copy."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from joinedup.subject_access import forms, queries
from joinedup.subject_access.domain.requests import Stage
from joinedup.subject_access.domain.reviewing import Why
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request
from joinedup.web.sentences.kinds import Sentence

STAGES: Final[Mapping[Stage, Sentence]] = {
    Stage.GATHERING: _("Being gathered: look again in a minute"),
    Stage.TO_REVIEW: _("To be reviewed"),
    Stage.MAKING: _("Being made: look again in a minute"),
    Stage.READY: _("Ready to be taken"),
    Stage.TAKEN: _("Taken"),
    Stage.CLOSED: _("Closed"),
}
WHYS: Final[Mapping[Why, Sentence]] = {
    Why.GUARDED: _("It may do harm, or tell of somebody who warned: nothing of it is given unread"),
    Why.HELD_BACK: _("It is marked as not shown to them online"),
    Why.OTHERS: _("It names somebody else"),
    Why.NAMED: _("Its words hold the name of somebody near to them"),
}


def listed(request: Request) -> HttpResponse:
    """The requests that are open, or those that were closed."""
    is_closed, after = request.GET.get("show") == "closed", request.GET.get("after", "")
    page = queries.requests(request.actor.scope, is_closed=is_closed, after=after)
    return answers.page(
        request, "subject_access/requests.html", page=page, is_closed=is_closed, stages=STAGES
    )


def ask(request: HttpRequest, form: Form) -> HttpResponse:
    """A request is opened."""
    return answers.page(request, "subject_access/open.html", form=form)


def one(
    request: Request, request_id: UUID, form: Form | None = None, *, row_id: UUID | None = None
) -> HttpResponse:
    """One request: where it stands, what is to be judged, and what can be done.

    `row_id` is the row that a form was sent for, from which the page begins.
    """
    after, row = request.GET.get("after", ""), queries.request(request.actor.scope, request_id)
    parts = queries.parts_to_judge(request_id)
    asked = queries.part_of(request_id, row_id) if row_id else request.GET.get("part", "")
    part = next((one for one in parts if one.code == asked), parts[0] if parts else None)
    judged = queries.rows_to_judge(row.card.person_id, request_id, part, after=after, row_id=row_id)
    step = forms.Step(initial={"seen": row.version})
    return answers.page(
        request,
        "subject_access/request.html",
        row=row,
        rows=judged,
        forms_of={
            one.row_id: form if form and one.row_id == row_id else _judging(one)
            for one in judged.rows
        },
        form=form or step,
        step=step,
        releasing=_or(form, forms.Release, row.version),
        leaving=form if isinstance(form, forms.LeaveOut) else _leaving(row),
        extending=_or(form, forms.Extend, row.version),
        closing=_or(form, forms.Close, row.version),
        stages=STAGES,
        whys=WHYS,
        requesters=forms.REQUESTERS,
        checks=forms.CHECKS,
        judgements=forms.JUDGEMENTS,
        parts=parts,
        part=part.code if part else "",
    )


def _judging(row: queries.JudgeRow) -> Form:
    chosen = (row.judgement or row.suggested).value
    known = {"seen": row.version, "judgement": chosen, "reason": row.reason}
    return forms.Judge(initial=known, auto_id=f"id_{row.row_id}_%s")


def _leaving(row: queries.RequestRow) -> Form:
    return forms.LeaveOut(initial={"seen": row.version, "names": row.names})


def _or(form: Form | None, kind: type[Form], version: int) -> Form:
    return form if isinstance(form, kind) else kind(initial={"seen": version})
