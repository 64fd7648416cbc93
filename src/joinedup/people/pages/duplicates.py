"""Pages about entries that may be one person."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.kernel.ids import PersonId
from joinedup.people.forms import duplicates as forms
from joinedup.people.presenters import duplicates as presenter
from joinedup.people.queries import duplicates as queries
from joinedup.people.queries.duplicates import Compared
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


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


def part(request: Request, absorbed_id: UUID, form: forms.PartPeople | None) -> HttpResponse:
    """An entry that was joined to somebody, to be parted again."""
    card, entry = queries.joined_entry(request.actor.scope, PersonId(absorbed_id))
    return answers.page(
        request,
        "people/part.html",
        card=card,
        entry=entry,
        because=presenter.because(entry.because),
        form=form or forms.PartPeople(initial={"seen": entry.version}),
    )
