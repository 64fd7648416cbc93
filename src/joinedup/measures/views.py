"""How the place answers: a board, the table to take away, and the list behind each figure."""

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.measures import queries
from joinedup.measures.domain.board import COLUMNS, By
from joinedup.measures.domain.shown import REASON
from joinedup.measures.presenters import behind as behind_presenter
from joinedup.measures.presenters import choosing
from joinedup.measures.presenters import page as presenter
from joinedup.measures.presenters import sheet as sheets
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeResponse(RoomView):
    """See how the place answers: a page; `?format=json` for a program, `csv` for a spreadsheet."""

    permission = Permission.FIGURES_SEE

    def get(self, request: Request) -> HttpResponse:
        """The board that the address asks for."""
        asked = choosing.filters(request.GET.dict())
        sheet = sheets.sheet(queries.response_board(request.actor.scope, asked.asked))
        match request.GET.get("format"):
            case "json":
                return answers.json(sheets.as_json(sheet))
            case "csv":
                return _file(sheets.as_csv(sheet), f"response-{asked.asked.last:%Y-%m-%d}.csv")
        return answers.page(
            request,
            "measures/board.html",
            page=presenter.board_page(sheet, asked),
            place=place.current(),
        )


class SeeBehind(RoomView):
    """See the lines behind one figure, as far as one may see their people."""

    permission = Permission.FIGURES_SEE

    def get(self, request: Request) -> HttpResponse:
        """The list, and how many of the figure are not on it."""
        asked, typed = choosing.filters(request.GET.dict()), request.GET.dict()
        if not request.actor.scope.may(Permission.PERSON_OPEN):
            # Not even how many would be on it: that may be a figure that is withheld.
            return answers.page(request, "measures/behind.html", page=None)
        scope, by, code = request.actor.scope, typed.get("by", ""), typed.get("of", "")
        column, after = typed.get("column", ""), typed.get("after") or None
        if by == REASON:
            found = queries.behind_reason(scope, asked.asked, reason=code, after=after)
            column = "declined"
        else:
            column = column if column in COLUMNS else "received"
            part = By(by) if by in set(By) else None
            found = queries.behind_figure(
                scope, asked.asked, column=column, by=part, code=code, after=after
            )
        page = behind_presenter.behind_page(
            found, asked, after=after, column=column, by=by, code=code
        )
        return answers.page(request, "measures/behind.html", page=page)


class SeeOldFigures(RoomView):
    """Lead whoever kept the old address of the figures to the board."""

    permission = Permission.FIGURES_SEE

    def get(self, request: Request) -> HttpResponse:
        """The board."""
        return answers.redirect("measures:response")


def _file(text: str, name: str) -> HttpResponse:
    # The mark in front tells a spreadsheet that it is UTF-8.
    answer = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
