"""The page of one line, with the steps that this viewer may take next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import accounts, duty, instant, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import Scope
from joinedup.people.queries import documents, record
from joinedup.referrals import queries
from joinedup.referrals.domain.contacts import may_still_be_told
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.forms import line as forms
from joinedup.referrals.presenters import capacity, names
from joinedup.referrals.presenters import duty as presenter_duty
from joinedup.referrals.presenters import line as presenter
from joinedup.referrals.presenters import strip as strips
from joinedup.referrals.queries.filing import takes_text
from joinedup.referrals.queries.rows import TriageView, VisitDetails
from joinedup.web import answers, errors
from joinedup.web.room_view import Request


@dataclass(frozen=True, slots=True)
class Step:
    """A step that may be taken now: its form, and whether it stands open on the page."""

    form: forms.OnLine
    is_open: bool

    @property
    def act(self) -> str:
        """The last part of its address."""
        return self.form.act


# In the order that a decision goes.
_STEPS: Sequence[tuple[type[forms.OnLine], Act]] = (
    (forms.TriageLine, Act.TRIAGE),
    (forms.AnswerQuestion, Act.ANSWER),
    (forms.TakeBackQuestion, Act.TAKE_BACK_QUESTION),
    (forms.ConfirmRedirect, Act.SETTLE_REDIRECT),
    (forms.RefuseRedirect, Act.SETTLE_REDIRECT),
    (forms.KeepCallBack, Act.CALL_BACK),
    (forms.AcceptLine, Act.ACCEPT),
    (forms.AllocateLine, Act.ALLOCATE),
    (forms.AskForMore, Act.ASK),
    (forms.AdviseOnly, Act.ADVISE),
    (forms.RedirectLine, Act.REDIRECT),
    (forms.CannotHelp, Act.REFUSE_HELP),
    (forms.RecordContact, Act.CONTACT),
    (forms.CloseLine, Act.CLOSE),
    (forms.TakeNoAccessStep, Act.NO_ACCESS),
    (forms.ConfirmNoAccess, Act.NO_ACCESS),
    (forms.PromiseCallBack, Act.CALL_BACK),
    (forms.ReclassifyLine, Act.RECLASSIFY),
    (forms.ChangeLead, Act.CHANGE_LEAD),
    (forms.PutOffAnswer, Act.PUT_OFF),
    (forms.DeclineLine, Act.DECLINE),
)

_FIRST: Mapping[Stage, type[forms.OnLine]] = {
    Stage.TO_TRIAGE: forms.TriageLine,
    Stage.WAITING_FOR_INFORMATION: forms.AnswerQuestion,
    Stage.REDIRECT_OFFERED: forms.ConfirmRedirect,
    Stage.WITH_TEAM: forms.AcceptLine,
    Stage.NO_WORKER: forms.AllocateLine,
    Stage.ALLOCATED: forms.RecordContact,
    Stage.RESPONDED: forms.CloseLine,
}


def line(
    request: Request,
    view: TriageView,
    *,
    refused: forms.OnLine | None = None,
    visit: VisitDetails | None = None,
) -> HttpResponse:
    """One line; a refused form keeps what was typed and stands open."""
    here, scope = place.current(), request.actor.scope
    sees_queue = scope.may(Permission.QUEUE_SEE)
    words = names.here()
    steps = _steps(request, view, refused)
    known = record.strip_of(scope, view.line.card)
    held = documents.documents_of(scope, view.line.card)
    cells = presenter.cells(view, here, at=instant.now())
    is_offered = refused is None or any(step.form is refused for step in steps)
    return answers.page(
        request,
        "referrals/line.html",
        view=view,
        row=view.line,
        card=view.line.card,
        names=words,
        place=here,
        cells=cells,
        capacity=_capacity(scope, steps, cells),
        asked=presenter.asked(
            view.asked, words, is_restricted=view.line.card.is_location_restricted
        ),
        story=presenter.story(view, words),
        clocks=[presenter.clock_words(clock, view.decisions) for clock in view.clocks],
        steps=steps,
        stops=presenter.stops_clock(view, here),
        form=refused,
        # A step that is no longer offered has no boxes to keep what was typed in.
        typed=[] if is_offered else errors.what_was_typed(request),
        takes_calls=scope.may(Permission.CALL_TAKE),
        back_href=_back(view, scope),
        back_words=_("Queue") if sees_queue else _("Team list"),
        visit=visit,
        strip=strips.strip(known, held),
        allergy_sign=strips.allergy_sign(known),
        wish_sign=strips.wish_sign(known, held),
        raised=_raised(scope, view.line.line_id, words),
        accept_by=_accept_by(view),
        contacts_by=place.current().partner_of_team(view.line.team_code),
        files_with=_files_with(view, scope),
    )


def _capacity(
    scope: Scope, steps: Sequence[Step], cells: Sequence[presenter.CellRow]
) -> list[capacity.TeamCapacity]:
    """What teams have room for, where one is to be chosen and the place asks after it."""
    here = place.current()
    is_choosing = any(isinstance(step.form, forms.TriageLine) for step in steps)
    if not (is_choosing and here.capacities and scope.may(Permission.DUTY_SEE)):
        return []
    return capacity.now(cells, queries.written_down(scope).capacity, here)


def _raised(scope: Scope, line_id: LineId, words: names.Names) -> list[presenter_duty.RaisedWords]:
    """What is raised about the line, and with whom it is now."""
    found = queries.raised_on_line(scope, line_id)
    on = duty.on_duty(instant.now()) if found else ()
    return [presenter_duty.raised_words(one, words, on) for one in found]


def _files_with(view: TriageView, scope: Scope) -> Partner | None:
    """In whose system the viewer's team files what it entered here, once there is something."""
    is_theirs = view.line.team_code in scope.teams and scope.may(Permission.CONTACT_RECORD)
    is_anything = bool(view.contacts or view.closing)
    return takes_text(view.line.team_code) if is_theirs and is_anything else None


def _accept_by(view: TriageView) -> datetime | None:
    """By when the team accepts what waits for it."""
    row = view.line
    if row.stage is not Stage.WITH_TEAM or not (row.sent_at and row.response_class):
        return None
    return place.current().accept_by(row.response_class, row.sent_at)


def _back(view: TriageView, scope: Scope) -> str:
    if scope.may(Permission.QUEUE_SEE):
        return answers.address("referrals:queue")
    if view.line.team_code in scope.teams:
        return answers.address("referrals:team_list", view.line.team_code)
    return answers.address("referrals:team")


def _steps(request: Request, view: TriageView, refused: forms.OnLine | None) -> list[Step]:
    allowed = [
        form_class
        for form_class, act in _STEPS
        if act in view.acts and _makes_sense(form_class, view)
    ]
    # A promised call and what the line waits for stand first and open; the rest a press away, in
    # the usual order.
    first = (forms.KeepCallBack, _FIRST.get(view.line.stage))
    allowed.sort(key=lambda form_class: first.index(form_class) if form_class in first else 2)
    return [
        Step(refused, is_open=True)
        if isinstance(refused, form_class)
        else Step(
            _fresh(form_class, view, request), is_open=form_class in first and refused is None
        )
        for form_class in allowed
    ]


def _fresh(form_class: type[forms.OnLine], view: TriageView, request: Request) -> forms.OnLine:
    # The account is before us already: its profession takes no question.
    own = place.current().profession_of(getattr(request.user, "profession", ""))
    profession = own.code if own and form_class is forms.RecordContact else ""
    initial = forms.filled_in(form_class, seen=view.line.version, profession=profession)
    if form_class is forms.AllocateLine:
        offered = workers(request.actor.scope, view.line.team_code)
        return forms.AllocateLine(workers=offered, initial=initial)
    if form_class is forms.CloseLine:
        asked = view.asked
        by_voice = asked.is_told_by_voice and bool(asked.caller_number)
        return forms.CloseLine(told_by_voice=by_voice, initial=initial)
    if form_class is forms.TakeNoAccessStep:
        return forms.TakeNoAccessStep(**_steps_left(view), initial=initial)
    return form_class(initial=initial)


def _steps_left(view: TriageView) -> dict[str, Any]:
    """The steps that may be taken now, and in words those that come after them.

    A required step is not passed over: what comes after it is not offered, only to be refused.
    """
    said, left = names.here(), [one for one in view.no_access if not one.at]
    stop = next((n for n, one in enumerate(left) if one.is_required), len(left))
    offered, later = left[: stop + 1], left[stop + 1 :]
    return {
        "left": [(one.step, said.step(one.step)) for one in offered],
        "later": [said.step(one.step) for one in later],
    }


def workers(scope: Scope, *team_codes: str) -> list[tuple[str, str]]:
    """Whom the viewer may choose of these teams; somebody who may not allocate, only themselves."""
    found = accounts.members(team_codes, at=instant.now())
    is_free = scope.may(Permission.LINE_ALLOCATE) or place.current().front_door.team in team_codes
    return [
        (str(id_), f"{name}, {job}" if job else name)
        for id_, name, job in found
        if is_free or id_ == scope.account_id
    ]


def _is_fresh(view: TriageView) -> bool:
    """Whether a line is open, or ended so lately that what came before its end may be told."""
    ended = view.closing.closed_at if view.closing else None
    return ended is None or may_still_be_told(ended, at=instant.now())


def _makes_sense(form_class: type[forms.OnLine], view: TriageView) -> bool:
    if form_class is forms.RecordContact:
        return place.current().partner_of_team(view.line.team_code) is None and _is_fresh(view)
    if form_class is forms.KeepCallBack:
        return view.line.call_back_by is not None
    if form_class is forms.TakeNoAccessStep:
        is_answered = view.line.stage is Stage.RESPONDED
        return not is_answered and any(step.is_next for step in view.no_access)
    if form_class is forms.ConfirmNoAccess:
        return bool(view.line.no_answer_count) and not view.is_no_access_confirmed
    if form_class is forms.CloseLine:
        return view.line.stage not in (Stage.TO_TRIAGE, Stage.WAITING_FOR_INFORMATION)
    if form_class is forms.PutOffAnswer:
        return bool(place.current().reasons_offered(ReasonKind.PUT_OFF))
    if form_class is forms.AllocateLine:
        return view.line.stage is not Stage.RESPONDED
    return True
