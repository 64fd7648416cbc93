"""Pages about entries that may be one person."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.forms import duplicates as forms
from joinedup.people.forms.index import FindPeople
from joinedup.people.presenters import duplicates as presenter
from joinedup.people.presenters import index as finding
from joinedup.people.presenters.index import FoundRow
from joinedup.people.queries import duplicates as queries
from joinedup.people.queries.duplicates import Compared
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request

MOST_FOUND = 10


def listed(request: Request, after: str) -> HttpResponse:
    """Pairs to be asked about, a page at a time."""
    page = queries.duplicates(request.actor.scope, after=after)
    rows = [presenter.pair_row(pair) for pair in page.rows]
    return answers.page(request, "people/duplicates.html", page=page, rows=rows, after=after)


def pair(request: Request, compared: Compared, *, refused: Form | None = None) -> HttpResponse:
    """Two entries side by side; a refused form keeps what was typed and stands open."""
    one, other = compared.sides
    seen = {"seen": compared.pair.version}
    entries = presenter.entries(compared)
    people = {"seen_one": one.version, "seen_other": other.version, "survivor": entries[0][0]}
    steps = [
        refused if isinstance(refused, type(fresh)) else fresh
        for fresh in (
            forms.OnePerson(entries=entries, initial={**seen, **people}),
            forms.TwoPeople(initial=seen),
            forms.CannotTell(initial=seen),
        )
    ]
    return answers.page(
        request,
        "people/pair.html",
        compared=compared,
        pair=compared.pair,
        row=presenter.pair_row(compared.pair),
        lines=presenter.lines(compared),
        dangers=presenter.dangers(compared),
        steps=steps,
        form=refused,
    )


def find_other(request: Request, person_id: PersonId, form: Form) -> HttpResponse:
    """One box to find another record in, and whoever answers what was typed."""
    scope = request.actor.scope
    card = people.person_page(scope, person_id).card
    query, rows = None, list[FoundRow]()
    if isinstance(form, FindPeople) and form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        query = people.asked(text)
        found = finding.found_rows(people.find(scope, text, limit=MOST_FOUND))
        rows = [row for row in found if row.card.person_id != card.person_id]
    return answers.page(
        request,
        "people/other_record.html",
        card=card,
        form=form,
        search=form if isinstance(form, FindPeople) else FindPeople(),
        query=query,
        read_as=finding.read_as(query) if query else (),
        problems=finding.problems(query) if query else (),
        found=rows,
    )


def part(request: Request, absorbed_id: UUID, form: forms.PartPeople | None) -> HttpResponse:
    """An entry that was joined to somebody, to be parted again."""
    card, entry = queries.joined_entry(request.actor.scope, PersonId(absorbed_id))
    return answers.page(
        request,
        "people/part.html",
        card=card,
        entry=entry,
        because=entry.because,
        form=form or forms.PartPeople(initial={"seen": entry.version}),
    )
