"""Pages of looks that wait for somebody's judgement."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.people.forms import glass as forms
from joinedup.people.queries import looks
from joinedup.web import answers, words
from joinedup.web.room_view import Request


def waiting(request: Request) -> HttpResponse:
    """Those that wait for review, or those that were reviewed."""
    is_reviewed = request.GET.get("reviewed") == "yes"
    after = request.GET.get("after", "")
    return answers.page(
        request,
        "people/looks.html",
        page=looks.looks_to_review(request.actor.scope, is_reviewed=is_reviewed, after=after),
        is_reviewed=is_reviewed,
        after=after,
        role_name=place.current().role_name,
        organisation=place.current().organisation_name,
    )


def review(request: Request, look_id: UUID, form: forms.ReviewLook | None = None) -> HttpResponse:
    """One of them, what it means, and what was found."""
    row = looks.look_page(request.actor.scope, look_id)
    return answers.page(
        request,
        "people/review_look.html",
        row=row,
        ground=words.of_ground(row.ground),
        form=form or forms.ReviewLook(initial={"seen": row.version}),
        role_name=place.current().role_name,
        organisation=place.current().organisation_name,
    )
