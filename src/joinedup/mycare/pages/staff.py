"""The pages of staff about somebody's own view: giving a letter, and the letter itself."""

from django.http import HttpResponse
from django.urls import reverse

from joinedup.foundation import place
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import letters
from joinedup.mycare.forms import own as forms
from joinedup.mycare.queries import letters as queries
from joinedup.people import queries as people
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def give_letter(
    request: Request, person_id: PersonId, form: Form, *, closing: Form | None = None
) -> HttpResponse:
    """Whether somebody reads online, the letter they have, and a new one."""
    scope = request.actor.scope
    page = people.person_page(scope, person_id)
    stands = queries.reads_online(scope, page.card.person_id)
    code_id = stands.letter.code_id if stands.letter else None
    return answers.page(
        request,
        "mycare/give_letter.html",
        card=page.card,
        stands=stands,
        form=form,
        closing=closing or forms.CloseLetter(initial={"code_id": code_id}),
    )


def printed_letter(request: Request, person_id: PersonId, code: str) -> HttpResponse:
    """The letter, to print; its code is shown this once."""
    page = people.person_page(request.actor.scope, person_id)
    return answers.page(
        request,
        "mycare/printed_letter.html",
        card=page.card,
        code=letters.spelt(code),
        until=request.actor.scope.now + letters.LASTS,
        address=request.build_absolute_uri(reverse("mycare:start")),
        ring=place.current().front_door.telephone,
    )
