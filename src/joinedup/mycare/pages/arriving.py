"""Before somebody is signed in: the start, the code of a letter, and what everybody may read."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from joinedup.foundation import place
from joinedup.foundation.permissions import Role
from joinedup.mycare.domain import letters
from joinedup.mycare.pages.framing import own_page
from joinedup.office.queries.arriving import resident_providers
from joinedup.web.forms import Form


def start(request: HttpRequest) -> HttpResponse:
    """The ways to sign in."""
    home = reverse("mycare:home")
    offers = [
        (name, reverse("office:go_to_provider", args=[code])) for code, name in resident_providers()
    ]
    return own_page(
        request,
        "mycare/start.html",
        sign_in_href=f"{reverse(settings.LOGIN_URL)}?next={home}",
        offers=offers,
    )


def not_matched(request: HttpRequest, provider: str) -> HttpResponse:
    """That a provider's word opens nothing here; whether there is a record is never said."""
    status = HTTPStatus.FORBIDDEN
    return own_page(request, "mycare/not_matched.html", status=status, provider=provider)


def letter(request: HttpRequest, form: Form) -> HttpResponse:
    """The code and the date of birth are asked."""
    return own_page(request, "mycare/letter.html", form=form, lasts=letters.LASTS.days)


def choose(request: HttpRequest, form: Form, *, is_known: bool) -> HttpResponse:
    """The user name and password are chosen; anew, by somebody who has an account."""
    return own_page(request, "mycare/choose.html", form=form, is_known=is_known)


def about(request: HttpRequest, topic: str) -> HttpResponse:
    """One of the pages of the footer, with whom to ring about it."""
    here = place.current()
    officer = here.role_number(Role.PRIVACY_OFFICER) or here.front_door.telephone
    return own_page(request, f"mycare/about_{topic}.html", officer_number=officer)
