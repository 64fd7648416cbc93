"""Whom to ring about somebody, in which order, and why them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from joinedup.desk.pages import warnings
from joinedup.foundation import place
from joinedup.people.domain.relations import Told as MayBeTold
from joinedup.people.queries import Card
from joinedup.people.queries.key_workers import KeyWorkerRow
from joinedup.people.queries.relations import RelatedRow, Relations
from joinedup.referrals.queries.going_on import GoingOn
from joinedup.web import filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Somebody to ring, and why them."""

    who: str
    why: str
    number: str


def to_ring(
    card: Card, going: GoingOn, near: Relations, key_worker: KeyWorkerRow | None = None
) -> list[Ring]:
    """Whom to ring about somebody, in their order, each number once."""
    return _each_number_once([*_coordinating(key_worker), *_all(card, going, near)])


def _coordinating(named: KeyWorkerRow | None) -> Iterator[Ring]:
    if named and named.works_here and named.number:
        yield Ring(who=named.name, why=_("their key worker, at work only"), number=named.number)


def _all(card: Card, going: GoingOn, near: Relations) -> Iterator[Ring]:
    here = place.current()
    teams = list(dict.fromkeys(one.held_by_team for one in going.lines))
    for code in teams:
        team = here.teams.get(code)
        if team and code != here.front_door.team:
            yield Ring(who=team.name, why=_("has an open referral"), number=team.telephone)
    door = here.front_door
    why = _("has an open referral") if door.team in teams else _("day and night")
    yield Ring(who=door.name, why=why, number=door.telephone)
    # Of whom the person said that they may not be told, no number is offered first.
    kin = (one for one in near.related if one.phone and one.may_be_told is not MayBeTold.NO)
    yield from (Ring(who=one.name, why=_kin(one), number=one.phone) for one in kin)
    for said in near.joined_details:
        if said.is_phone_newer:
            since = filters.short_day(said.phone_since)
            why = _("the number in the joined record, given %(since)s") % {"since": since}
            yield Ring(who=said.name, why=why, number=said.phone)
    latest = next((one for one in going.told if one.is_open and one.contact_number), None)
    if latest and latest.contact_number != card.phone:
        yield Ring(
            who=_("Where they are now"), why=warnings.told_by(latest), number=latest.contact_number
        )
    practice = here.practices.get(card.practice_code or "")
    if practice and practice.telephone:
        yield Ring(who=practice.name, why=_("their practice"), number=practice.telephone)


def _each_number_once(found: Iterable[Ring]) -> list[Ring]:
    """Whom to ring, in their order; who has the number of another is that other."""
    once: dict[str, Ring] = {}
    for one in found:
        once.setdefault("".join(one.number.split()), one)
    return list(once.values())


def _kin(one: RelatedRow) -> str:
    said = one.relation.label.lower()
    told = {
        MayBeTold.YES: _("may be told"),
        MayBeTold.NOT_ASKED: _("not asked yet if they may be told"),
    }.get(one.may_be_told, "")
    return f"{said}, {told}"
