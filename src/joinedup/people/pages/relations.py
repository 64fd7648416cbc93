"""Pages about who stands by somebody, and what whoever goes there must know."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation.ids import is_id
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.forms import index as finding
from joinedup.people.forms import relations as forms
from joinedup.people.presenters import index as presenter
from joinedup.people.queries import Card
from joinedup.people.queries import relations as relating
from joinedup.people.queries.relations import AlertRow, RelatedRow
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request

MOST_FOUND = 10


def relate(
    request: Request,
    person_id: PersonId,
    form: forms.Relate,
    *,
    search: finding.FindPeople | None = None,
) -> HttpResponse:
    """Somebody who stands by a person: one of the index, or a name and number."""
    scope = request.actor.scope
    card = queries.person_page(scope, person_id).card
    other = _chosen(request, form)
    query, found = None, list[presenter.FoundRow]()
    if search is not None and search.is_valid():
        text = search.cleaned_data["text"]
        query = queries.asked(text)
        answers_it = queries.find(scope, text, limit=MOST_FOUND)
        rows = presenter.found_rows(answers_it)
        found = [row for row in rows if row.card.person_id != card.person_id]
    return answers.page(
        request,
        "people/relate.html",
        card=card,
        form=form,
        other=other,
        search=search or finding.FindPeople(),
        query=query,
        read_as=presenter.read_as(query) if query else (),
        problems=presenter.problems(query) if query else (),
        found=found,
    )


def change_relationship(
    request: Request, card: Card, row: RelatedRow, form: forms.ChangeRelationship
) -> HttpResponse:
    """What is known of somebody who stands by a person, to be changed."""
    return answers.page(request, "people/relationship.html", card=card, row=row, form=form)


def end_relationship(
    request: Request, card: Card, row: RelatedRow, form: forms.EndIt
) -> HttpResponse:
    """Somebody who stands by a person no more."""
    return answers.page(request, "people/end_relationship.html", card=card, row=row, form=form)


def raise_alert(request: Request, person_id: PersonId, form: forms.RaiseAlert) -> HttpResponse:
    """Something new that must be known."""
    card = queries.person_page(request.actor.scope, person_id).card
    return _alert(request, card, None, form)


def change_alert(
    request: Request, card: Card, row: AlertRow, form: forms.ChangeAlert
) -> HttpResponse:
    """An alert to be looked at again."""
    return _alert(request, card, row, form)


def end_alert(request: Request, card: Card, row: AlertRow, form: forms.EndIt) -> HttpResponse:
    """An alert that holds no more."""
    return answers.page(request, "people/end_alert.html", card=card, row=row, form=form)


def alerts(request: Request, after: str) -> HttpResponse:
    """Alerts to be looked at again, a page at a time."""
    page = relating.alerts_to_review(request.actor.scope, after=after)
    return answers.page(request, "people/alerts.html", page=page, after=after)


def _alert(request: Request, card: Card, row: AlertRow | None, form: Form) -> HttpResponse:
    return answers.page(request, "people/alert.html", card=card, row=row, form=form)


def _chosen(request: Request, form: forms.Relate) -> Card | None:
    """Whoever was chosen in the index; their own entry is opened to nobody by it."""
    chosen = str(form["other"].value() or "")
    if not chosen:
        return None
    if not is_id(chosen):
        raise NotFound()
    other = PersonId(UUID(chosen))
    card = queries.cards(request.actor.scope, [other]).get(other)
    if card is None:
        raise NotFound()
    return card
