"""Reading cards: the one that somebody has and who opened it, and what an opened one shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from joinedup.foundation import anchors
from joinedup.foundation.scope import Scope, actor_of
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import cards as rules
from joinedup.mycare.domain.cards import CardPart
from joinedup.mycare.models import Card, CardOpening
from joinedup.mycare.queries.mine import mine
from joinedup.people.domain.own_parts import OwnPart
from joinedup.people.domain.telling import Lasting
from joinedup.people.queries import own as people
from joinedup.people.queries import own_record, own_words
from joinedup.people.queries.documents import DocumentRow
from joinedup.people.queries.own import OwnPerson
from joinedup.people.queries.own_record import OwnEntry

_SALT = "joinedup.mycare.card"
MOST_SHOWN: Final = 100
MOST_OPENINGS: Final = 50
_PART: Final = {
    CardPart.ALLERGIES: OwnPart.ALLERGIES,
    CardPart.MEDICINES: OwnPart.MEDICINES,
    CardPart.CONDITIONS: OwnPart.CONDITIONS,
}


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """That a card was opened, and by whom as they said themselves."""

    at: datetime
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class OwnCard:
    """The card that somebody has now, whether it opens, and who opened it."""

    card_id: UUID
    made_at: datetime
    expires_at: datetime
    parts: tuple[CardPart, ...]
    is_open: bool
    openings: tuple[OpeningRow, ...]


@dataclass(frozen=True, slots=True)
class ShownCard:
    """What an opened card shows: entries that hold now, papers in force, and words of their own.

    A part that its holder left out is not there; one that was chosen and holds nothing is empty,
    and `more` names those of which there is more than is shown.
    """

    card_id: UUID
    person: OwnPerson
    entries: Mapping[OwnPart, tuple[OwnEntry, ...]]
    more: frozenset[OwnPart]
    papers: tuple[DocumentRow, ...] | None
    lasting: Mapping[Lasting, str]
    reads_until: datetime


def digest_of(text: str) -> str:
    """By what a code is known here, alone or with its number: neither is kept."""
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


def own_card(scope: Scope) -> OwnCard | None:
    """The viewer's own card, where they have one that was not ended."""
    mine(scope)
    held = Card.objects.filter(resident__account_id=scope.account_id, ended_at=None).first()
    if held is None:
        return None
    openings = CardOpening.objects.filter(card=held).order_by("-opened_at", "-id")
    return OwnCard(
        card_id=held.id,
        made_at=held.made_at,
        expires_at=held.expires_at,
        parts=rules.parts_of(held.parts),
        is_open=rules.is_open(held.standing(), at=scope.now),
        openings=tuple(
            OpeningRow(one.opened_at, one.name, one.where) for one in openings[:MOST_OPENINGS]
        ),
    )


def opened(opening_id: UUID, *, at: datetime) -> tuple[Scope, ShownCard]:
    """What a card shows that somebody opened, read as its holder reads it; `NotFound` once over."""
    found = CardOpening.objects.select_related("card__resident__account")
    opening = found.filter(pk=opening_id).first()
    if opening is None or opening.card.resident.until is not None:
        raise NotFound()
    card = opening.card
    if not rules.reads_on(opening.opened_at, card.standing(), at=at):
        raise NotFound()
    scope = actor_of(card.resident.account).scope
    until = min(opening.opened_at + rules.OPEN_FOR, card.expires_at)
    return scope, _shown(scope, card, until=until)


def _shown(scope: Scope, card: Card, *, until: datetime) -> ShownCard:
    person_id, ids = anchors.resolved(PersonId(card.person_id))
    person, parts = people.own_person(scope, person_id), rules.parts_of(card.parts)
    entries, more = {}, set()
    for part in (_PART[one] for one in parts if one in _PART):
        page = own_record.own_entries(
            scope, person_id, ids, part=part, holds=True, limit=MOST_SHOWN
        )
        entries[part] = page.rows
        if page.next_key is not None:
            more.add(part)
    has_papers = CardPart.WISHES in parts
    said = own_words.own_words(scope, person_id, ids) if CardPart.ABOUT_ME in parts else None
    return ShownCard(
        card_id=card.id,
        person=person,
        entries=entries,
        more=frozenset(more),
        papers=own_record.own_papers(scope, person_id, ids) if has_papers else None,
        lasting=said.lasting if said else {},
        reads_until=until,
    )
