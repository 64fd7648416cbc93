"""Joiners, movers and leavers from a file: read, taken, taken back."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import Refused
from joinedup.office import queries, services
from joinedup.office.domain import staffing
from joinedup.office.forms import staffing as forms
from joinedup.office.forms.accounts import Confirm
from joinedup.office.presenters import staffing as presenter
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request, RoomView

_SETTLED: Final = ("done", "refused", "replaced", "withdrawn")


class ReadStaffFile(RoomView):
    """Read a file of joiners, movers and leavers, and see what it would change."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request) -> HttpResponse:
        """The form, what waits, and what became of the latest rows."""
        return _page(request, forms.StaffFile())

    def post(self, request: Request) -> HttpResponse:
        """What the file would change, to be taken or left."""
        form, sent = forms.StaffFile(request.POST), request.FILES.get("file")
        plan, taking = None, None
        try:
            if sent is None:
                raise Refused("staff_file_missing")
            # One byte more than is read says that there are too many.
            content = sent.read(staffing.LARGEST + 1)
            now = instant.now()
            plan = queries.staff_plan(request.actor.scope, content, at=now)
            if plan.planned:
                file_id = services.read_staff_file(
                    plan, name=sent.name or "", at=now, by=request.actor
                )
                taking = forms.TakeStaffFile(initial={"file_id": file_id})
        except Refused as refusal:
            form.full_clean()
            form.refused(refusal)
        return _page(request, form, plan=plan, taking=taking)


class TakeStaffFile(RoomView):
    """Have what a file changes carried out, each row from its day on."""

    permission = Permission.ACCOUNT_MANAGE

    def post(self, request: Request) -> HttpResponse:
        """Take it."""
        form = forms.TakeStaffFile(request.POST)
        if form.carries_out(services.take_staff_file, by=request.actor):
            said = _("Rows taken: %(n)s. Those whose day has come are carried out within a minute.")
            messages.success(request, said % {"n": f"{form.result:,}"})
            return answers.redirect("office:staff_changes")
        return _page(request, form)


class WithdrawStaffChange(RoomView):
    """Take back somebody's joining, moving or leaving before its day."""

    permission = Permission.ACCOUNT_MANAGE

    def get(self, request: Request, change_id: UUID) -> HttpResponse:
        """Ask whether to."""
        return self._page(request, change_id, Confirm())

    def post(self, request: Request, change_id: UUID) -> HttpResponse:
        """Take it back."""
        form = Confirm(request.POST)
        if form.carries_out(services.withdraw_staff_change, change_id, by=request.actor):
            messages.success(request, _("It is taken back"))
            return answers.redirect("office:staff_changes")
        return self._page(request, change_id, form)

    def _page(self, request: Request, change_id: UUID, form: Confirm) -> HttpResponse:
        line = presenter.listed(queries.staff_change(request.actor.scope, change_id), {})
        return answers.page(request, "office/withdraw_staff_change.html", form=form, line=line)


def _page(
    request: Request,
    form: Form,
    *,
    plan: queries.StaffPlan | None = None,
    taking: forms.TakeStaffFile | None = None,
) -> HttpResponse:
    scope = request.actor.scope
    waiting = queries.staff_changes(scope, ("waiting",))
    settled = queries.staff_changes(scope, _SETTLED)
    leaving = {one.account_id for one in (*waiting, *settled) if one.event == "leaver"}
    holds = queries.held_by([one for one in leaving if one], at=instant.now())
    return answers.page(
        request,
        "office/staff_changes.html",
        form=form,
        upload=form if isinstance(form, forms.StaffFile) else forms.StaffFile(),
        told=presenter.told(plan) if plan else None,
        taking=taking,
        waiting=[presenter.listed(one, holds) for one in waiting],
        settled=[presenter.listed(one, holds) for one in settled],
    )
