"""The page on which a whole record is restricted, and opened again."""

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.foundation.place import ReasonKind
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.forms import restricting as forms
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def record(request: Request, person_id: PersonId, refused: Form | None = None) -> HttpResponse:
    """How a record stands; a form that was refused keeps what was typed, the others are fresh."""
    standing = queries.record_standing(request.actor.scope, person_id)
    if standing.card.person_id != person_id:
        return answers.redirect("people:restrict_record", standing.card.person_id)
    seen = {"seen": standing.version}

    def form_of[F: Form](kind: type[F]) -> F:
        return refused if isinstance(refused, kind) else kind(initial=seen)

    reasons = {one.code: one.staff for one in place.current().reasons_for(ReasonKind.RESTRICT)}
    return answers.page(
        request,
        "people/restrict_record.html",
        card=standing.card,
        standing=standing,
        reason=reasons.get(standing.reason, standing.reason),
        problems=refused,
        restrict=form_of(forms.RestrictRecord),
        naming=form_of(forms.NameForRecord),
        lifting=form_of(forms.OpenRecordAgain),
        removing=[
            (one, forms.NameNoLonger(initial={**seen, "account_id": one.account_id}))
            for one in standing.named
        ],
    )
