"""When another system could not open us."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.web import answers, words


def not_opened(request: HttpRequest, code: str) -> HttpResponse:
    """Why not, and how to go on without it."""
    return answers.page(
        request,
        "office/not_opened.html",
        status=HTTPStatus.BAD_REQUEST,
        title=_("Nobody was opened"),
        said=words.of_refusal(code, {}),
        code=code,
        home_href=reverse(settings.LOGIN_REDIRECT_URL),
    )
