"""The pages of another as whoever acts for them reads them, each saying for whom that is."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.mycare.domain import letters
from joinedup.mycare.domain.delegates import COMING
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import delegates as words
from joinedup.mycare.presenters import record as entries
from joinedup.mycare.presenters import steps
from joinedup.mycare.queries import delegates as queries
from joinedup.mycare.queries.delegates import Acting
from joinedup.people.domain.own_parts import part_named
from joinedup.people.queries import own_record
from joinedup.referrals.queries import own as referrals
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def acting(request: Request) -> HttpResponse:
    """Everybody for whom one acts, to choose from."""
    return own_page(request, "mycare/acting.html", people=queries.acts_for(request.actor.scope))


def theirs(request: Request, acting_id: UUID) -> HttpResponse:
    """Who comes to them and what happens next, where it was given; and the way to the rest."""
    scope = request.actor.scope
    of = queries.acting(scope, acting_id)
    is_given = COMING in of.parts
    whose = of.whose
    lines = referrals.own_lines(scope, whose.person, whose.ids) if is_given else ()
    return _page(
        request,
        "mycare/theirs.html",
        of,
        is_given=is_given,
        coming=steps.coming(lines),
        steps=steps.steps(lines),
        parts=words.given(of.parts),
        is_review_late=of.is_review_late,
    )


def part(request: Request, acting_id: UUID, code: str) -> HttpResponse:
    """One part of their record, the newest first, where it was given."""
    scope, after, named = request.actor.scope, request.GET.get("after", ""), part_named(code)
    of = queries.acting(scope, acting_id)
    if named is None:
        raise NotFound()
    if code not in of.parts:
        raise NotPermitted((Reason("delegate_not_given"),))
    whose = of.whose
    page = own_record.own_entries(scope, whose.person_id, whose.ids, part=named, after=after)
    return _page(
        request,
        "mycare/their_part.html",
        of,
        code=code,
        title=words.part_title(code),
        entries=entries.entries(page.rows),
        next_key=page.next_key,
        after=after,
    )


def code(request: HttpRequest, form: Form, *, is_known: bool) -> HttpResponse:
    """The code, and the date of birth of whom it is for, are asked."""
    here = reverse("mycare:delegate_code")
    return own_page(
        request,
        "mycare/delegate_code.html",
        form=form,
        lasts=letters.LASTS.days,
        is_known=is_known,
        sign_in_href=f"{reverse(settings.LOGIN_URL)}?next={here}",
    )


def _page(request: Request, template: str, of: Acting, **context: Any) -> HttpResponse:
    return own_page(
        request,
        template,
        called=of.whose.person.called,
        acting_id=of.delegation_id,
        **context,
    )
