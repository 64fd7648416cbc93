"""When calls were answered, from the telephone system's own file."""

from typing import BinaryIO, Final, cast

from django.http import HttpResponse

from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import Refused
from joinedup.referrals import queries, services
from joinedup.referrals.domain.telephone import FileRead
from joinedup.referrals.forms import telephone as forms
from joinedup.referrals.presenters import telephone as presenter
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView

_FOLD: Final = {"first": 0, "second": 1}


class ReadTelephoneFile(RoomView):
    """Read a file of the telephone system."""

    permission = Permission.TELEPHONE_READ

    def get(self, request: Request) -> HttpResponse:
        """The form, and the files that were read before."""
        return _page(request, forms.TelephoneFile())

    def post(self, request: Request) -> HttpResponse:
        """What became of each row, counted; those refused by their number."""
        form = forms.TelephoneFile(request.POST)
        sent = request.FILES.get("file")
        if not form.is_valid():
            return _page(request, form)
        read = None
        try:
            if sent is None or sent.file is None:
                raise Refused("telephone_file_missing")
            read = services.read_telephone_file(
                cast("BinaryIO", sent.file),
                source=form.cleaned_data["source"],
                name=sent.name or "",
                fold=_FOLD.get(form.cleaned_data["repeated"]),
                by=request.actor,
            )
        except Refused as refusal:
            form.refused(refusal)
        return _page(request, form, read)


def _page(
    request: Request, form: forms.TelephoneFile, read: FileRead | None = None
) -> HttpResponse:
    return answers.page(
        request,
        "referrals/telephone.html",
        form=form,
        counted=presenter.counted(read) if read else "",
        turned=[presenter.turned(one) for one in read.turned] if read else (),
        overlaps=[presenter.overlapping(one) for one in read.overlaps] if read else (),
        files=queries.telephone_files(request.actor.scope),
    )
