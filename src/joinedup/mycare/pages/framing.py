"""What every page of somebody's own care has: whom to ring, and what to do in an emergency."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from joinedup.foundation import duty, instant, place
from joinedup.web import answers


def own_page(request: HttpRequest, template: str, /, **context: Any) -> HttpResponse:
    """A page with the one number to ring, and whether somebody is there to answer it now."""
    door = place.current().front_door
    return answers.page(
        request,
        template,
        ring=door.telephone,
        is_answered=not duty.nobody_at_front_door(instant.now()),
        **context,
    )
