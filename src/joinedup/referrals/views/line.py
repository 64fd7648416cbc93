"""One line: looked at, decided about, taken on, answered, closed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.foundation import instant, naming, place
from joinedup.foundation.permissions import Permission
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.forms import line as forms
from joinedup.referrals.pages import line as line_page
from joinedup.referrals.presenters import line as presenter
from joinedup.referrals.presenters import names
from joinedup.referrals.queries import closings
from joinedup.web import answers, filters
from joinedup.web.place_words import of_place
from joinedup.web.room_view import Request, RoomView
from joinedup.web.sentences.kinds import Sentence

TRIAGE = Permission.REFERRAL_TRIAGE
# What the front door sends to itself it answers as a team does.
TEAM_WORK = (Permission.LINE_ACCEPT, TRIAGE)


class SeeLine(RoomView):
    """See one line with everything that is known for it."""

    permission = (Permission.QUEUE_SEE, Permission.LINE_ACCEPT)

    def get(self, request: Request, line_id: UUID) -> HttpResponse:
        """The line; a clinician's first look is recorded."""
        thing, now = LineId(line_id), instant.now()
        view = queries.triage_page(request.actor.scope, thing)
        if Act.OPEN in view.acts and view.line.opened_at is None:
            services.open_line(thing, at=now, by=request.actor)
        if view.line.stage is not Stage.CLOSED:
            services.note_presence(thing, at=now, by=request.actor)
        return line_page.line(request, view)


class SeeVisitDetails(RoomView):
    """See where to go and how to get in: each look is recorded."""

    permission = TEAM_WORK

    def get(self, request: Request, line_id: UUID) -> HttpResponse:
        """Back to the line: a look is asked for, never followed by a link."""
        return answers.redirect("referrals:line", line_id)

    def post(self, request: Request, line_id: UUID) -> HttpResponse:
        """The line with its details shown."""
        thing = LineId(line_id)
        visit = services.look_at_visit_details(thing, at=instant.now(), by=request.actor)
        view = queries.triage_page(request.actor.scope, thing)
        return line_page.line(request, view, visit=visit)


class StepOnLine(RoomView):
    """One step about one line; each is a view of its own with a permission of its own."""

    form_class: ClassVar[type[forms.OnLine]]
    service: ClassVar[Callable[..., Any]]
    done: ClassVar[Sentence]
    leads_back_to_queue: ClassVar[bool] = False

    def get(self, request: Request, line_id: UUID) -> HttpResponse:
        """Back to the line as it is now."""
        return answers.redirect("referrals:line", line_id)

    def post(self, request: Request, line_id: UUID) -> HttpResponse:
        """Take the step, or show why not with everything kept that was typed."""
        form = self.form_of(request, LineId(line_id))
        if not form.carries_out(type(self).service, LineId(line_id), by=request.actor):
            view = queries.triage_page(request.actor.scope, LineId(line_id))
            return line_page.line(request, view, refused=form)
        messages.success(request, self.said(request, form, LineId(line_id)))
        if self.leads_back_to_queue:
            return answers.redirect("referrals:queue")
        return answers.redirect("referrals:line", line_id)

    def form_of(self, request: Request, line_id: LineId) -> forms.OnLine:
        """The step's form as it was sent."""
        del line_id
        return self.form_class(request.POST)

    def said(self, request: Request, form: forms.OnLine, line_id: LineId) -> str:
        """What is said once the step was taken."""
        del request, form, line_id
        return str(self.done)


class TriageLine(StepOnLine):
    """Accept a line and send it to a team."""

    permission = TRIAGE
    form_class = forms.TriageLine
    service = services.triage_line
    done = gettext_lazy(
        "Sent to %(team)s, %(class)s: %(reference)s. Not accepted by %(by)s comes back to you."
    )
    leads_back_to_queue = True

    def form_of(self, request: Request, line_id: LineId) -> forms.OnLine:
        """The decision; where no team was chosen, the one that the place suggests for the cell."""
        return forms.TriageLine(request.POST, suggest=_suggestion(request, line_id))

    def said(self, request: Request, form: forms.OnLine, line_id: LineId) -> str:
        """Which line went where; the reference stands for the person, whose name is not said."""
        words, thing = names.here(), ("referrals.line", line_id)
        return str(self.done) % {
            "team": words.team(form.given["team_code"]),
            "class": words.response_class(form.given["response_class"]),
            "reference": naming.called(request.actor.scope, [thing])[thing].words,
            "by": _by_when(form.given["response_class"], sent_at=_sent_at(form)),
        }


class JoinLine(StepOnLine):
    """Say that a line is the same need as an earlier referral."""

    permission = TRIAGE
    form_class = forms.JoinLine
    service = services.join_line
    done = gettext_lazy("One referral now. What was told is added to the earlier one.")
    leads_back_to_queue = True


class AskForMore(StepOnLine):
    """Ask for what is missing."""

    permission = TRIAGE
    form_class = forms.AskForMore
    service = services.ask_for_more
    done = gettext_lazy("Asked. The line waits under “Waiting for information”.")
    leads_back_to_queue = True


class AnswerQuestion(StepOnLine):
    """Record an answer."""

    permission = TRIAGE
    form_class = forms.AnswerQuestion
    service = services.answer_question
    done = gettext_lazy("Answer recorded. The clock runs on.")


class TakeBackQuestion(StepOnLine):
    """Stop waiting for an answer."""

    permission = TRIAGE
    form_class = forms.TakeBackQuestion
    service = services.take_back_question
    done = gettext_lazy("No longer waiting for the answer. The clock runs on.")


class AdviseOnly(StepOnLine):
    """Close with advice."""

    permission = TRIAGE
    form_class = forms.AdviseOnly
    service = services.advise_only
    done = gettext_lazy("Closed with advice. The referrer is told.")
    leads_back_to_queue = True


class RedirectLine(StepOnLine):
    """Offer to somebody outside."""

    permission = TRIAGE
    form_class = forms.RedirectLine
    service = services.redirect_line
    done = gettext_lazy("Offered. It stays ours until they accept.")


class ConfirmRedirect(StepOnLine):
    """Record that the other side accepted."""

    permission = TRIAGE
    form_class = forms.ConfirmRedirect
    service = services.confirm_redirect
    done = gettext_lazy("They have it now. Closed here.")
    leads_back_to_queue = True


class RefuseRedirect(StepOnLine):
    """Record that the other side did not accept."""

    permission = TRIAGE
    form_class = forms.RefuseRedirect
    service = services.refuse_redirect
    done = gettext_lazy("It is back with us, to triage.")


class CannotHelp(StepOnLine):
    """Close because we cannot help."""

    permission = TRIAGE
    form_class = forms.CannotHelp
    service = services.cannot_help
    done = gettext_lazy("Closed. The referrer is told who has the person.")
    leads_back_to_queue = True


class AcceptLine(StepOnLine):
    """Take a line on for the team."""

    permission = TEAM_WORK
    form_class = forms.AcceptLine
    service = services.accept_line
    done = gettext_lazy("Accepted. Choose who goes.")


class DeclineLine(StepOnLine):
    """Give a line back to the front door."""

    permission = TEAM_WORK
    form_class = forms.DeclineLine
    service = services.decline_line
    done = gettext_lazy("Given back to the front door.")


class RecordContact(StepOnLine):
    """Record a contact or an attempt."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.RecordContact
    service = services.record_contact
    done = gettext_lazy("Contact recorded.")


class TakeNoAccessStep(StepOnLine):
    """Record a step for when nobody answers."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.TakeNoAccessStep
    service = services.take_no_access_step
    done = gettext_lazy("Step recorded.")


class ConfirmNoAccess(StepOnLine):
    """Agree, as a second clinician, that nobody could be reached."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.ConfirmNoAccess
    service = services.confirm_no_access
    done = gettext_lazy("Recorded that you agree.")


class ReclassifyLine(StepOnLine):
    """Change how soon."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.ReclassifyLine
    service = services.reclassify_line
    done = of_place(gettext_lazy("%(Class)s changed. The new clock runs from receipt."))


class ChangeLead(StepOnLine):
    """Let another profession lead."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.ChangeLead
    service = services.change_lead
    done = of_place(gettext_lazy("%(Lead)s changed."))


class PutOffAnswer(StepOnLine):
    """Agree a later answer."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.PutOffAnswer
    service = services.put_off_answer
    done = gettext_lazy("Agreed. The clock runs on from then by itself.")


class CloseLine(StepOnLine):
    """End a line with its outcome."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.CloseLine
    service = services.close_line
    done = gettext_lazy("Closed. The referrer is sent the summary, or reads it in their list.")

    def form_of(self, request: Request, line_id: LineId) -> forms.OnLine:
        """The outcome, and whether whoever rang knows of it."""
        return forms.CloseLine(request.POST, told_by_voice=closings.is_caller_to_be_told(line_id))

    def said(self, request: Request, form: forms.OnLine, line_id: LineId) -> str:
        """How the referrer comes to know of it."""
        if form.given.get("ring_by"):
            return _(
                "Closed. Whoever rang is owed a call: it stands in the queue until it is made."
            )
        if form.given.get("is_caller_told"):
            return _("Closed. Whoever rang has been told.")
        return super().said(request, form, line_id)


class PromiseCallBack(StepOnLine):
    """Promise a call."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.PromiseCallBack
    service = services.promise_call_back
    done = gettext_lazy("Promised. The line comes first until the call is made.")


class KeepCallBack(StepOnLine):
    """Record that a promised call was made."""

    permission = Permission.CONTACT_RECORD
    form_class = forms.KeepCallBack
    service = services.keep_call_back
    done = gettext_lazy("Call recorded.")


class AllocateLine(StepOnLine):
    """Say who of the team goes."""

    permission = TEAM_WORK
    form_class = forms.AllocateLine
    service = services.allocate_line
    done = gettext_lazy("Allocated.")

    def form_of(self, request: Request, line_id: LineId) -> forms.OnLine:
        """The choice among those of the viewer's own teams."""
        del line_id
        scope = request.actor.scope
        return forms.AllocateLine(request.POST, workers=line_page.workers(scope, *scope.teams))


def _sent_at(form: forms.OnLine) -> datetime:
    decided_at: datetime | None = form.cleaned_data.get("decided_at")
    return decided_at or instant.now()


def _by_when(response_class: str, *, sent_at: datetime) -> str:
    by = place.current().accept_by(response_class, sent_at)
    is_today = filters.local(by).date() == place.today()
    return filters.clock_time(by) if is_today else filters.moment(by)


def _suggestion(request: Request, line_id: LineId) -> Callable[[str, str], str]:
    def team_for(response_class: str, lead: str) -> str:
        row = queries.triage_page(request.actor.scope, line_id).line
        here, now = place.current(), instant.now()
        return presenter.suggested(row, here, response_class, lead, at=now).team.code

    return team_for
