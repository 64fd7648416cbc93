"""A death as the page of a person tells it: who told it, or who took it back and what it closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.desk import presenters
from joinedup.foundation import journey, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import JOB, Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.queries import Card, PersonPage
from joinedup.referrals.queries.going_on import ClosedAsDied, GoingOn
from joinedup.web import filters

_RECORDED = "people.death_recorded"
_TAKEN_BACK = "people.death_taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A line that was closed because of the death, with the page where it can be read."""

    service: str
    reference: str
    href: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Who took a death back, when and why, and what had been closed because of it."""

    who: str
    at: datetime
    words: str
    closed: tuple[Closed, ...]


def told(card: Card, ids: Sequence[PersonId]) -> str:
    """Who told that they have died, and when: nobody believes it from a colour alone."""
    if card.died_on is None:
        return ""
    found = journey.entries_of(ids, only=(_RECORDED,), limit=1)
    if not found:
        return _("Who told it is not recorded here")
    by = {found[0].by_account: found[0].by_name}
    (said,) = presenters.timeline(found, by, is_restricted=card.is_location_restricted)
    sender = place.current().organisations.get(found[0].by_organisation)
    # What a system told, our own job wrote down for it.
    who = sender.name if found[0].by_role == JOB and sender else said.who
    return _("Told by %(who)s, %(at)s") % {"who": who, "at": filters.moment(said.at)}


def taken_back(scope: Scope, page: PersonPage, going: GoingOn) -> TakenBack | None:
    """A death that was taken back, for a month; nothing of it once they have died after all.

    Of somebody whose whereabouts are restricted the reason is left out: it may say where they are.
    """
    card = page.card
    if card.died_on is not None or not page.was_death_taken_back:
        return None
    found = journey.entries_of(page.ids, only=(_TAKEN_BACK,), limit=1)
    by = {one.by_account: one.by_name for one in found}
    (said,) = presenters.timeline(found, by, is_restricted=card.is_location_restricted)
    return TakenBack(
        who=said.who,
        at=said.at,
        words="" if card.is_location_restricted else said.words,
        closed=tuple(_closed(one, scope) for one in going.closed_as_died),
    )


def _closed(row: ClosedAsDied, scope: Scope) -> Closed:
    may_open = scope.may(Permission.QUEUE_SEE) or scope.may(Permission.LINE_ACCEPT)
    route, thing = ("line", row.line_id) if may_open else ("status", row.referral_id)
    return Closed(
        service=presenters.service(row.service_code),
        reference=row.reference,
        href=reverse(f"referrals:{route}", args=[thing]),
        closed_at=row.closed_at,
    )
