"""Whether the person of a referral is for us, from what the place says and where they are."""

from typing import Final

from joinedup.foundation import place
from joinedup.people.queries import Card
from joinedup.referrals.domain.belonging import (
    NOT_KNOWN,
    Belonging,
    By,
    Taker,
    Where,
    belongs_here,
)

HOME: Final = "home"


def belonging(
    card: Card, service_code: str, *, now_kind: str = HOME, now_postcode: str = ""
) -> Belonging | None:
    """Whose somebody is for a service; None where no service, or not where they are, may be said.

    `now_kind` and `now_postcode` are where they were said to be now. It asks the store nothing.
    """
    service = place.current().services.get(service_code)
    if service is None or not card.is_open or card.is_location_restricted:
        return None
    lives = _at(card.postcode or "")
    places = {
        By.REGISTERED: _registered(card),
        By.LIVES: lives,
        By.IS_NOW: lives if now_kind == HOME else _at(now_postcode),
        By.COUNCIL: lives,
    }
    return belongs_here(By(service.decided_by.value), places)


def _registered(card: Card) -> Where:
    if not card.practice_code:
        return NOT_KNOWN
    here = place.current().practice_locality(card.practice_code)
    return Where(is_ours=here is not None)


def _at(postcode: str) -> Where:
    here = place.current()
    if here.area_of(postcode):
        return Where(is_ours=True)
    neighbour = here.neighbour_of(postcode)
    if neighbour is None:
        return NOT_KNOWN
    return Where(is_ours=False, taker=Taker(str(neighbour.name), neighbour.telephone))
