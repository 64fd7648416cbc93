"""Pages on what of somebody's record is shared with whom, and what they decided of it."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.kernel.ids import PersonId
from joinedup.people.forms import sharing as forms
from joinedup.people.queries import sharing as queries
from joinedup.web import answers, words
from joinedup.web.room_view import Request


def sharing(request: Request, person_id: PersonId) -> HttpResponse:
    """Who may see the record now, and what was decided of it: in force, and before."""
    held = queries.sharing_of(request.actor.scope, person_id)
    grounds = {
        seer.organisation: ", ".join(words.of_seer(one) for one in seer.grounds)
        for seer in held.seers
    }
    return answers.page(
        request, "people/sharing.html", card=held.card, sharing=held, grounds=grounds
    )


def decide(request: Request, person_id: PersonId, form: forms.DecideSharing) -> HttpResponse:
    """What was decided, of what, by whom."""
    held = queries.sharing_of(request.actor.scope, person_id)
    template = "people/decide_sharing.html"
    return answers.page(request, template, card=held.card, sharing=held, form=form)


def end(request: Request, decision_id: UUID, form: forms.EndSharing | None = None) -> HttpResponse:
    """One decision, to be taken back."""
    card, row = queries.decision_of(request.actor.scope, decision_id)
    form = form or forms.EndSharing(initial={"seen": row.version})
    return answers.page(request, "people/end_sharing.html", card=card, row=row, form=form)
