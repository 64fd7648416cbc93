"""Pages of what was agreed with a person, for staff."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.kernel.ids import PersonId
from joinedup.plans import forms, queries
from joinedup.web import answers
from joinedup.web.room_view import Request


def agreements(request: Request, person_id: UUID) -> HttpResponse:
    """What stands, what the person says of it, and the earlier ones."""
    after = request.GET.get("after", "")
    agreed = queries.agreements_of(request.actor.scope, PersonId(person_id), after=after)
    return answers.page(request, "plans/agreements.html", agreed=agreed, after=after)


def waiting(request: Request) -> HttpResponse:
    """What waits for the viewer, the longest first."""
    after = request.GET.get("after", "")
    page = queries.waiting(request.actor.scope, after=after)
    return answers.page(request, "plans/waiting.html", page=page, after=after)


def sheet(request: Request, person_id: UUID) -> HttpResponse:
    """One sheet for the fridge, in usual or large print."""
    agreed = queries.agreements_of(request.actor.scope, PersonId(person_id))
    return answers.page(
        request,
        "plans/sheet.html",
        agreed=agreed,
        is_large=request.GET.get("size") == "large",
        ring=place.current().front_door.telephone,
    )


def write(
    request: Request, person_id: UUID, form: forms.WriteAgreement | None = None
) -> HttpResponse:
    """What is agreed, beside what stands now."""
    agreed = queries.agreements_of(request.actor.scope, PersonId(person_id))
    current = agreed.current.agreement_id if agreed.current else None
    if form is None:
        form = forms.WriteAgreement(initial=_begun(agreed.current, current))
    elif form.has_error_code("agreement_another"):
        form.shows(current)
    return answers.page(request, "plans/write.html", agreed=agreed, form=form)


def review(
    request: Request, agreement_id: UUID, form: forms.ReviewAgreement | None = None
) -> HttpResponse:
    """What each side kept, beside what was agreed."""
    card, row = queries.agreement(request.actor.scope, agreement_id)
    form = form or forms.ReviewAgreement(initial={"seen": row.version})
    return answers.page(request, "plans/review.html", card=card, row=row, form=form)


def reply(request: Request, reply_id: UUID, form: forms.AnswerReply | None = None) -> HttpResponse:
    """What the person wants changed, and the answer or the form for one."""
    one = queries.reply(request.actor.scope, reply_id)
    form = form or forms.AnswerReply(initial={"seen": one.row.version})
    return answers.page(request, "plans/reply.html", one=one, form=form)


def _begun(row: queries.AgreementRow | None, current: UUID | None) -> dict[str, object]:
    """A new one begins with the words of what stands, so that nothing is lost by typing it again.

    Who agreed, on which day and until when, is asked anew.
    """
    if row is None or row.is_hidden:
        return {"instead_of": current}
    return {
        "instead_of": current,
        "goals": row.goals,
        "person_does": row.person_does,
        "we_do": "\n".join(f"{one.who}: {one.does}" for one in row.parts),
        "family_does": row.family_does,
        "free": row.free,
        "free_until": row.free_until,
    }
