"""Opened from another system, with somebody chosen there."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from joinedup.office.pages import launching as pages
from joinedup.office.views.providers import log, sent
from joinedup.web.room_view import PUBLIC, SIGN_IN, RoomView

_LONGEST: Final = 2000


class Launch(RoomView):
    """Opened by a clinical system with somebody chosen (SMART App Launch 2.2, EHR launch)."""

    permission = PUBLIC
    rate = SIGN_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there to be told who sits there and who is chosen; to a system that we know alone."""
        named = request.GET.get("iss", "").rstrip("/")
        launch = request.GET.get("launch", "")
        # Compared with the list, and never asked: anybody may write an address into a link.
        known = settings.JOINEDUP_PROVIDERS.values()
        of = next((one for one in known if one.launches and one.fhir == named), None)
        if of is None or not 0 < len(launch) <= _LONGEST:
            code = "launch_system_unknown" if of is None else "launch_not_named"
            log.warning("launch refused=%s", code)
            return pages.not_opened(request, code)
        return sent(
            request, of, reverse(settings.JOINEDUP_LAUNCHED_URL), is_anew=False, launch=launch
        )
