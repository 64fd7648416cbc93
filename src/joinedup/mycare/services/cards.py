"""A card: made by whoever it is about, opened with their number, and ended."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F

from joinedup.foundation import journey
from joinedup.foundation.models import Anchor
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.mycare import events
from joinedup.mycare.domain import cards as rules
from joinedup.mycare.domain import letters
from joinedup.mycare.domain.cards import CardLasts, CardNotOpened, CardOver, CardPart, NewCard
from joinedup.mycare.models import Card, CardOpening, Resident
from joinedup.mycare.queries import cards as queries
from joinedup.mycare.queries.mine import mine


@journey.change
def make_card(
    *, parts: Iterable[CardPart], lasts: CardLasts, key: UUID, at: datetime, by: Actor
) -> NewCard:
    """Make a card of one's own; the one before opens no more. The same form twice makes one."""
    person_id, kept = mine(by.scope).person_id, rules.chosen(parts)
    resident = Resident.objects.select_for_update(no_key=True).get(
        account_id=by.account_id, until__isnull=True
    )
    if Card.objects.filter(made_key=key).exists():
        raise CardOver()
    for old in _live(resident):
        _end(old, person_id, at=at, by=by)
    code = letters.made(secrets.choice)
    number = "".join(secrets.choice(rules.FIGURES) for _ in range(rules.NUMBER_LENGTH))
    card = Card.objects.create(
        made_key=key,
        resident=resident,
        person_id=person_id,
        digest=queries.digest_of(code),
        number_digest=queries.digest_of(code + number),
        parts=kept,
        made_at=at,
        expires_at=at + rules.LASTS[lasts],
    )
    _record(events.CardMade(card_id=card.id, lasts=lasts), person_id, at=at, by=by)
    return NewCard(card.id, letters.spelt(code), number, card.expires_at)


@journey.change
def end_card(card_id: UUID, *, at: datetime, by: Actor) -> None:
    """End a card of one's own: nobody opens it, and whoever has it open reads no more."""
    person_id = mine(by.scope).person_id
    found = Card.objects.select_for_update(no_key=True)
    card = found.filter(pk=card_id, resident__account_id=by.account_id).first()
    if card is None or card.ended_at is not None:
        raise CardOver()
    _end(card, person_id, at=at, by=by)


def open_card(*, code: str, number: str, name: str, where: str, at: datetime, by: Actor) -> UUID:
    """Open a card to whoever has its code and was told its holder's number.

    Every try is counted before it is judged, so that many at once are no more than many; one that
    opens is taken off again.
    """
    spelt = letters.read(code)
    if not _count_try(spelt, at=at):
        raise CardNotOpened()
    return _opened(spelt, number, name=name, where=where, at=at, by=by)


def _count_try(code: str, *, at: datetime) -> bool:
    # No fact and no part of the change: it must stay counted where what follows is refused.
    opens = Card.objects.filter(digest=queries.digest_of(code), ended_at=None, expires_at__gt=at)
    left = opens.filter(resident__until=None, attempts__lt=rules.MOST_ATTEMPTS)
    return bool(left.update(attempts=F("attempts") + 1))


@journey.change
def _opened(code: str, number: str, *, name: str, where: str, at: datetime, by: Actor) -> UUID:
    held = Card.objects.select_for_update(no_key=True).get(digest=queries.digest_of(code))
    if held.ended_at is not None or not _is_right(held, code, number):
        raise CardNotOpened()
    held.attempts = max(0, held.attempts - 1)
    held.save(update_fields=["attempts"])
    opening = CardOpening.objects.create(card=held, opened_at=at, name=name, where=where)
    _record(events.CardOpened(card_id=held.id), PersonId(held.person_id), at=at, by=by)
    return opening.id


def _is_right(held: Card, code: str, number: str) -> bool:
    typed = "".join(one for one in number if one.isdigit())
    return hmac.compare_digest(held.number_digest, queries.digest_of(code + typed))


def _live(resident: Resident) -> list[Card]:
    return list(Card.objects.select_for_update().filter(resident=resident, ended_at=None))


def _end(card: Card, person_id: PersonId, *, at: datetime, by: Actor) -> None:
    card.ended_at = max(card.made_at, at)
    card.save(update_fields=["ended_at"])
    _record(events.CardEnded(card_id=card.id), person_id, at=at, by=by)


def _record(fact: object, person_id: PersonId, *, at: datetime, by: Actor) -> None:
    journey.record(fact, about=Anchor(id=person_id), person=person_id, at=at, by=by)
