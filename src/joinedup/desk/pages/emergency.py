"""What an emergency needs of one person, for whoever is in contact with them now."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.desk import presenters
from joinedup.desk.pages import keeping, warnings
from joinedup.desk.pages import person as pages
from joinedup.desk.pages.ringing import Ring
from joinedup.desk.pages.saying import Said
from joinedup.foundation import place
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Opens
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.domain.record import EntryKind
from joinedup.people.queries import documents as papers
from joinedup.people.queries import record
from joinedup.people.queries import relations as related
from joinedup.referrals import queries as referrals
from joinedup.web import answers
from joinedup.web.room_view import Request


def emergency(request: Request, person_id: UUID) -> HttpResponse:
    """Wishes, allergies, what to do, medicines and whom to ring; nothing else of the record.

    Of a record that fewer people may open: allergies, wishes and whom to ring.
    """
    scope = request.actor.scope
    page = people.emergency_page(scope, PersonId(person_id))
    card, ids, decision = page.card, page.ids, page.decision
    is_restricted = decision.opens is Opens.RESTRICTED
    is_theirs = is_restricted and decision.is_kept_by_them
    now = record.now_of_card(scope, card, ids)
    going = referrals.going_on(scope, card, ids)
    near = related.relations_of(scope, card, ids)
    held = papers.documents_of(scope, card, ids)
    first = pages.first(page, now, going, near, held)
    kept = {
        reverse("people:document", args=[one.document_id])
        for one in (*held.in_force, *held.earlier)
    }
    return answers.page(
        request,
        "desk/emergency.html",
        card=card,
        is_restricted=is_restricted,
        is_all_open=decision.is_allowed,
        may_raise=scope.may(Permission.CONCERN_RAISE),
        is_theirs=is_theirs,
        missing=[] if is_restricted else list(keeping.not_shown(scope, card, now)),
        may_break_glass=scope.may(Permission.GLASS_BREAK)
        and (decision.opens is Opens.EMERGENCY or decision.is_kept_by_them),
        signs=[] if is_restricted else warnings.signs(card, near.alerts, going.told),
        wishes=_unlinked(first.wishes, but=kept, is_bare=is_restricted),
        allergies=_unlinked(first.allergies, is_bare=is_restricted),
        if_unwell=_unlinked(first.if_unwell, but=kept),
        with_them=_unlinked(first.with_them),
        medicines=_unlinked(pages.of_kind(now, EntryKind.MEDICATION)),
        conditions=_unlinked(pages.of_kind(now, EntryKind.CONDITION)),
        ring=_of_place(is_theirs=is_theirs) if is_restricted else first.ring,
        why=presenters.why((*decision.grounds, *decision.emergency_grounds)),
    )


def _unlinked(
    said: Iterable[Said], *, but: Collection[str] = (), is_bare: bool = False
) -> list[Said]:
    """Things said, without the pages of the whole record behind them.

    A document is a page that nobody is kept from. Of a restricted record it is not told who said
    the rest: a practice tells where somebody is.
    """
    return [
        one
        if one.href in but
        else replace(one, href="", source=_when(one.source) if is_bare else one.source)
        for one in said
    ]


def _when(source: str) -> str:
    when, of, _who = source.partition(" · ")
    return when if of else ""


def _of_place(*, is_theirs: bool) -> list[Ring]:
    """Whom to ring where no team, practice or family may be named."""
    here = place.current()
    door = here.front_door
    found = [Ring(who=door.name, why=_("day and night"), number=door.telephone)]
    if number := here.role_number(Role.PRIVACY_OFFICER):
        name = here.role_name(Role.PRIVACY_OFFICER)
        why = _("knows what they decided") if is_theirs else _("restricted this record")
        found.append(Ring(who=name, why=why, number=number))
    return found
