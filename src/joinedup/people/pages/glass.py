"""Pages about records that are opened in an emergency."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation import place
from joinedup.foundation import scope as access
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Opens
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.forms import glass as forms
from joinedup.people.queries import glass, looks
from joinedup.web import answers
from joinedup.web.room_view import Request


def ask(request: Request, person_id: PersonId, form: forms.BreakGlass) -> HttpResponse:
    """What opening it means, and why it is opened; whoever may open it already is led there."""
    return _asked(request, person_id, "people/break_glass.html", form)


def ask_claim(request: Request, person_id: PersonId, form: forms.ClaimCare) -> HttpResponse:
    """What saying that one cares for them means; whoever may open them already is led there."""
    return _asked(request, person_id, "people/claim_care.html", form)


def _asked(
    request: Request, person_id: PersonId, template: str, form: forms.OwnWord
) -> HttpResponse:
    scope = request.actor.scope
    card = queries.cards(scope, [person_id]).get(person_id)
    if card is None:
        raise NotFound()
    decision = access.explain(scope, card.person_id)
    is_theirs = decision.is_kept_by_them and isinstance(form, forms.BreakGlass)
    if decision.opens is Opens.ALL and not is_theirs:
        return answers.redirect("desk:person", card.person_id)
    if decision.opens is Opens.RESTRICTED and not is_theirs:
        return answers.redirect("desk:emergency", card.person_id)
    return answers.page(
        request,
        template,
        is_theirs=is_theirs,
        card=card,
        form=form,
        may_break_glass=scope.may(Permission.GLASS_BREAK),
        may_claim=scope.may(Permission.CARE_CLAIM),
        may_see_some=decision.opens is Opens.EMERGENCY,
    )


def waiting(request: Request) -> HttpResponse:
    """Those that wait for review, or those that were reviewed."""
    is_reviewed = request.GET.get("reviewed") == "yes"
    after = request.GET.get("after", "")
    return answers.page(
        request,
        "people/broken.html",
        page=glass.broken(request.actor.scope, is_reviewed=is_reviewed, after=after),
        is_reviewed=is_reviewed,
        after=after,
        role_name=place.current().role_name,
        organisation=place.current().organisation_name,
    )


def review(request: Request, glass_id: UUID, form: forms.ReviewGlass | None = None) -> HttpResponse:
    """One of them, with what helps to judge it, and what was found."""
    page = glass.glass_page(request.actor.scope, glass_id)
    return answers.page(
        request,
        "people/review_glass.html",
        page=page,
        row=page.row,
        form=form or forms.ReviewGlass(initial={"seen": page.row.version}),
        role_name=place.current().role_name,
        organisation=place.current().organisation_name,
    )


def own_record(
    request: Request,
    person_id: PersonId,
    form: forms.SayOwnRecord,
    *,
    refused: forms.TakeBackOwnRecord | None = None,
) -> HttpResponse:
    """Who of those who work here somebody in the index is."""
    scope = request.actor.scope
    card = queries.cards(scope, [person_id]).get(person_id)
    if card is None:
        raise NotFound()
    ending = [
        (one, forms.TakeBackOwnRecord(initial={"account_id": one.account_id}))
        for one in glass.staff_of(scope, card.person_id)
    ]
    return answers.page(
        request,
        "people/own_record.html",
        card=card,
        form=form,
        ending=ending,
        refused=refused,
        is_well_known=looks.is_well_known(scope, card.person_id),
    )
