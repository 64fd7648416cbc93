"""What was entered here goes back to a partner that takes text: copied or as a PDF, and noted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.referrals import services
from joinedup.referrals.adapters.sheet_pdf import sheet_pdf
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.forms import filing as forms
from joinedup.referrals.presenters import filing as presenter
from joinedup.referrals.presenters import names
from joinedup.referrals.queries.filing import FilingView, filing
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeFiling(RoomView):
    """See what of a line is to be filed in the partner's own system."""

    permission = Permission.CONTACT_RECORD

    def get(self, request: Request, line_id: UUID) -> HttpResponse:
        """Each sheet, to copy or as a PDF, and who filed it."""
        return _page(request, filing(request.actor.scope, LineId(line_id)))


class NoteFiled(RoomView):
    """Say that one sheet was filed."""

    permission = Permission.CONTACT_RECORD

    def get(self, request: Request, line_id: UUID, thing_id: UUID) -> HttpResponse:
        """Back to the page."""
        del thing_id
        return answers.redirect("referrals:filing", line_id)

    def post(self, request: Request, line_id: UUID, thing_id: UUID) -> HttpResponse:
        """Noted, or why not with everything kept that was typed."""
        form = forms.NoteFiled(request.POST, thing=thing_id)
        line = LineId(line_id)
        if not form.carries_out(services.note_filed, line, thing_id=thing_id, by=request.actor):
            view = filing(request.actor.scope, line)
            return _page(request, view, refused=form, refused_thing=thing_id)
        messages.success(request, _("Noted as filed."))
        return answers.redirect("referrals:filing", line_id)


class FilingSheet(RoomView):
    """One sheet as a PDF."""

    permission = Permission.CONTACT_RECORD

    def get(self, request: Request, line_id: UUID, thing_id: UUID) -> HttpResponse:
        """The PDF; its name says whose referral it is by the reference alone."""
        view = filing(request.actor.scope, LineId(line_id))
        item = next((one for one in view.items if one.thing_id == thing_id), None)
        if item is None:
            raise NotFound()
        answer = HttpResponse(
            sheet_pdf(presenter.sheet(view, item)), content_type="application/pdf"
        )
        name = f"{view.reference}-{item.kind.value}-copy.pdf"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _page(
    request: Request,
    view: FilingView,
    *,
    refused: forms.NoteFiled | None = None,
    refused_thing: UUID | None = None,
) -> HttpResponse:
    told = {"seen": view.version, "filed_at": instant.now()}
    shown = [
        (one, refused if one.thing_id == refused_thing else _form(one, told))
        for one in presenter.sheets(view)
    ]
    return answers.page(
        request, "referrals/filing.html", view=view, shown=shown, form=refused, names=names.here()
    )


def _form(one: presenter.SheetShown, told: dict[str, object]) -> forms.NoteFiled | None:
    return None if one.filed else forms.NoteFiled(thing=one.thing_id, initial=told)
