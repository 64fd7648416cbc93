"""The pages of one's own record."""

from django.http import HttpResponse

from joinedup.kernel.errors import NotFound
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import record as words
from joinedup.mycare.queries.mine import mine
from joinedup.people.domain.own_parts import OwnPart, part_named
from joinedup.people.queries import own_record as queries
from joinedup.web.room_view import Request


def record(request: Request) -> HttpResponse:
    """Every part, with how much there is to read of it."""
    me = mine(request.actor.scope)
    held = queries.parts_held(request.actor.scope, me.person_id, me.ids)
    return own_page(request, "mycare/record.html", me=me.person, parts=words.parts(held))


def part(request: Request, code: str) -> HttpResponse:
    """One part, the newest first; papers on what somebody wants stand before what systems tell."""
    named, scope, after = part_named(code), request.actor.scope, request.GET.get("after", "")
    if named is None:
        raise NotFound()
    me = mine(scope)
    page = queries.own_entries(scope, me.person_id, me.ids, part=named, after=after)
    is_wishes = named is OwnPart.WISHES and not after
    papers = queries.own_papers(scope, me.person_id, me.ids) if is_wishes else ()
    return own_page(
        request,
        "mycare/part.html",
        me=me.person,
        code=code,
        title=words.title(named),
        entries=words.entries(page.rows),
        papers=words.papers(papers),
        next_key=page.next_key,
        after=after,
    )
