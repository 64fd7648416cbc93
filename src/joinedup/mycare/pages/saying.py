"""The pages on which somebody says something of themselves."""

from django.http import HttpResponse

from joinedup.mycare.domain.readings import Advice, Taken
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import looking
from joinedup.mycare.queries.mine import mine
from joinedup.people.domain.telling import OF_A_CARER, Lasting
from joinedup.people.queries import carers, own_words
from joinedup.people.queries.carers import OwnCaring
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def about_me(request: Request) -> HttpResponse:
    """What somebody said of themselves, each with the way to change it."""
    me = mine(request.actor.scope)
    words = own_words.own_words(request.actor.scope, me.person_id, me.ids)
    return own_page(
        request,
        "mycare/about_me.html",
        me=me.person,
        language=looking.language(me.person.language),
        lasting=looking.lasting(words),
    )


def lasting(request: Request, what: Lasting, form: Form | None = None) -> HttpResponse:
    """What was said before, to be changed."""
    me = mine(request.actor.scope)
    words = own_words.own_words(request.actor.scope, me.person_id, me.ids)
    return own_page(
        request,
        "mycare/lasting.html",
        title=looking.title(what),
        hint=looking.hint(what),
        is_of_carer=what in OF_A_CARER,
        form=form or forms.TellLasting(initial={"words": words.lasting[what]}),
    )


def language(request: Request, form: Form | None = None) -> HttpResponse:
    """The language that somebody wants to talk in, to be changed."""
    person = mine(request.actor.scope).person
    known = {
        "seen": person.version,
        "language": looking.language(person.language),
        "needs_interpreter": person.needs_interpreter,
    }
    return own_page(request, "mycare/language.html", form=form or forms.TellLanguage(initial=known))


def told(request: Request) -> HttpResponse:
    """Notes and readings, newest first."""
    me = mine(request.actor.scope)
    words = own_words.own_words(request.actor.scope, me.person_id, me.ids)
    return own_page(request, "mycare/told.html", said=words.said)


def note(request: Request, form: Form) -> HttpResponse:
    """A note is written."""
    mine(request.actor.scope)
    return own_page(request, "mycare/note.html", form=form)


def reading(request: Request, form: Form) -> HttpResponse:
    """A reading is given."""
    mine(request.actor.scope)
    return own_page(request, "mycare/reading.html", form=form)


def caring(
    request: Request, form: Form | None = None, *, ending: Form | None = None
) -> HttpResponse:
    """That somebody cares for somebody else, and what they want of it."""
    held = own_caring(request)
    me = mine(request.actor.scope)
    words = own_words.own_words(request.actor.scope, me.person_id, me.ids)
    over = {"carer_id": held.carer_id, "seen": held.version} if held else {}
    return own_page(
        request,
        "mycare/caring.html",
        held=held,
        lasting=looking.lasting(words, OF_A_CARER) if held else [],
        form=form or forms.TellCaring.showing(held),
        ending=ending or forms.EndCaring(initial=over),
    )


def own_caring(request: Request) -> OwnCaring | None:
    """What the viewer said of caring so far."""
    me = mine(request.actor.scope)
    return carers.own_caring(request.actor.scope, me.person_id, me.ids)


def what_to_do(request: Request, taken: Taken, advice: Advice) -> HttpResponse:
    """That a reading was kept, and what to do about it now."""
    return own_page(request, "mycare/reading_kept.html", value=taken.value, advice=advice.value)
