"""The pages on who sees one item, and whether the person reads it online."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from joinedup.foundation import place
from joinedup.foundation.scope import Scope
from joinedup.people.domain.items import ItemKind
from joinedup.people.forms import items as forms
from joinedup.people.queries import choices
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def audiences(scope: Scope, item_id: UUID, kind: ItemKind) -> list[tuple[str, str]]:
    """Who an item may be for, among the viewer's own."""
    return _offered(scope, choices.who_sees(scope, item_id, kind))


def _offered(scope: Scope, standing: choices.WhoSees) -> list[tuple[str, str]]:
    here = place.current()
    teams = [(code, here.teams[code].name) for code in sorted(scope.teams) if code in here.teams]
    named = scope.organisation, here.organisation_name(scope.organisation)
    return forms.answers(standing.may_be, organisation=named, teams=teams)


def who_sees(
    request: Request, item_id: UUID, kind: ItemKind, form: forms.ChooseAudience | None
) -> HttpResponse:
    """Who sees an item now, who chose it and why; and the choice."""
    scope = request.actor.scope
    standing = choices.who_sees(scope, item_id, kind)
    form = form or forms.ChooseAudience(
        answers=_offered(scope, standing), initial={"seen": standing.seen}
    )
    if not standing.may_be_quiet:
        form.fields.pop("is_quiet", None)
        form.fields.pop("review_on", None)
    return _page(request, "people/who_sees.html", standing, form)


def own_view(
    request: Request, item_id: UUID, kind: ItemKind, form: forms.MarkOwnView | None
) -> HttpResponse:
    """Whether the person reads an item online, who marked it and why; and the mark."""
    standing = choices.who_sees(request.actor.scope, item_id, kind)
    form = form or forms.MarkOwnView(initial={"seen": standing.seen_view})
    return _page(request, "people/own_view.html", standing, form)


def _page(request: Request, template: str, standing: choices.WhoSees, form: Form) -> HttpResponse:
    named = "desk:entry" if standing.kind is ItemKind.ENTRY else "people:document"
    return answers.page(
        request,
        template,
        card=standing.card,
        standing=standing,
        form=form,
        back_href=reverse(named, args=[standing.item_id]),
    )
