"""A link that a partner's system asks for, and whoever opens it."""

from typing import ClassVar

from allauth.account.internal.flows import logout as signing_out
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import system
from joinedup.kernel.errors import Refused
from joinedup.office import queries, services
from joinedup.office.domain import links
from joinedup.office.pages import launching as pages
from joinedup.office.views.providers import log
from joinedup.web import answers
from joinedup.web.room_view import PUBLIC, SIGN_IN, Request, RoomView


class MakeLink(RoomView):
    """Make a link for one user with one person chosen: asked by a partner's system."""

    permission = Permission.LINK_MAKE
    is_for_programs = True

    def post(self, request: Request) -> HttpResponse:
        """The link, and until when it may be opened."""
        now = instant.now()
        token = services.make_link(
            links.asked(request.body), client_id=request.client_id, at=now, by=request.actor
        )
        address = request.build_absolute_uri(reverse("office:open_link", args=[token]))
        said = {"url": address, "expires_at": (now + links.LIVES).isoformat()}
        return answers.json(said, status=201)


class OpenLink(RoomView):
    """Open the person whom a link names, for its user alone, once."""

    permission = PUBLIC
    rate = SIGN_IN
    # What only looks at the head of an answer must not use the link up.
    http_method_names: ClassVar[list[str]] = ["get"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Use the link up, and go on: at once where its user is signed in, else to sign in."""
        user_here = request.user.pk if request.user.is_authenticated else None
        try:
            launch_id = services.open_link(
                token, user_here=user_here, at=instant.now(), by=system("launch_link")
            )
        except Refused as refusal:
            log.warning("launch refused=%s", refusal.refusal_code)
            return pages.not_opened(request, refusal.refusal_code)
        wanted = reverse(settings.JOINEDUP_LAUNCHED_URL)
        is_here = user_here is not None and queries.is_launched_for(launch_id, user_here)
        if user_here is not None and not is_here:
            # Whoever was signed in here before leaves nothing to whoever comes now.
            signing_out.logout(request, show_message=False)
        request.session[queries.LAUNCHED] = str(launch_id)
        if is_here:
            return HttpResponseRedirect(wanted)
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={wanted}")
