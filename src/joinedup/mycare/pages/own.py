"""The pages of somebody's own care."""

from collections.abc import Sequence

from django.http import HttpResponse

from joinedup.foundation import accounts, place
from joinedup.foundation.permissions import Role
from joinedup.foundation.residents import NO_NAME
from joinedup.mycare.forms import own as forms
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import looking, steps
from joinedup.mycare.presenters import sharing as words
from joinedup.mycare.queries import delegates
from joinedup.mycare.queries import looks as queries
from joinedup.mycare.queries.mine import Mine, mine
from joinedup.people.queries import own_words
from joinedup.people.queries import sharing as people
from joinedup.referrals.queries import own as referrals
from joinedup.referrals.queries.own import OwnLine
from joinedup.voice import queries as voice
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def home(request: Request) -> HttpResponse:
    """Who is coming first, then what to do if it gets worse, then the way to everything else."""
    me, lines = _mine(request)
    return own_page(
        request,
        "mycare/home.html",
        me=me.person,
        coming=steps.coming(lines),
        is_asked=voice.due_of(lines, me.ids, at=request.actor.scope.now) is not None,
        is_delegate=delegates.is_delegate(request.actor.account_id),
    )


def coming(request: Request) -> HttpResponse:
    """Who is coming, and how to check that it is them."""
    me, lines = _mine(request)
    return own_page(request, "mycare/coming.html", me=me.person, coming=steps.coming(lines))


def next_steps(request: Request) -> HttpResponse:
    """Each thing that was asked for, as it stands."""
    me, lines = _mine(request)
    return own_page(request, "mycare/next.html", me=me.person, steps=steps.steps(lines))


def worse(request: Request) -> HttpResponse:
    """What to do if it gets worse, and what was said to look out for."""
    me, lines = _mine(request)
    return own_page(request, "mycare/worse.html", me=me.person, told=steps.told(lines))


def my_people(request: Request) -> HttpResponse:
    """The practice, the teams, those who come, family and carers."""
    me, lines = _mine(request)
    related = own_words.stand_by(request.actor.scope, me.person_id, me.ids)
    return own_page(
        request,
        "mycare/people.html",
        me=me.person,
        helpers=steps.helpers(lines),
        related=[(one.name, str(one.relation.label), one.is_unpaid_carer) for one in related],
    )


def decide(request: Request, form: Form) -> HttpResponse:
    """Something is decided about who sees one's record."""
    mine(request.actor.scope)
    return own_page(request, "mycare/decide.html", form=form)


def sharing(request: Request, form: Form | None = None) -> HttpResponse:
    """Who may look, what was decided of it, and whom to ring to ask."""
    me = mine(request.actor.scope)
    here = place.current()
    told = people.sharing_of(request.actor.scope, me.person_id)
    return own_page(
        request,
        "mycare/sharing.html",
        me=me.person,
        seers=words.seers(told),
        decided=words.decided(told),
        form=form or forms.TakeBack(),
        officer_number=here.role_number(Role.PRIVACY_OFFICER) or here.front_door.telephone,
    )


def looks(request: Request) -> HttpResponse:
    """Who has looked, by role and organisation."""
    me, after = mine(request.actor.scope), request.GET.get("after", "")
    page = queries.own_looks(request.actor.scope, me, after=after)
    return own_page(
        request,
        "mycare/looks.html",
        me=me.person,
        rows=looking.rows(page),
        next_key=page.next_key,
        after=after,
    )


def sheet(request: Request) -> HttpResponse:
    """One sheet for the fridge, in usual or large print."""
    me, lines = _mine(request)
    said = own_words.own_words(request.actor.scope, me.person_id, me.ids)
    return own_page(
        request,
        "mycare/print.html",
        me=me.person,
        is_large=request.GET.get("size") == "large",
        coming=steps.coming(lines),
        told=steps.told(lines),
        lasting=looking.lasting(said),
    )


def account(request: Request) -> HttpResponse:
    """How one signs in."""
    name = accounts.username_of(request.actor.account_id)
    return own_page(
        request,
        "mycare/account.html",
        username="" if name.startswith(NO_NAME) else name,
    )


def _mine(request: Request) -> tuple[Mine, Sequence[OwnLine]]:
    me = mine(request.actor.scope)
    return me, referrals.own_lines(request.actor.scope, me.person, me.ids)
