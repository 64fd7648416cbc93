"""Who has looked at somebody's record, as they are told it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from joinedup.foundation import reading
from joinedup.foundation.reading import OwnLook
from joinedup.foundation.scope import Scope
from joinedup.foundation.viewing import DELEGATE
from joinedup.mycare.queries import delegates
from joinedup.mycare.queries.mine import Mine, mine


@dataclass(frozen=True, slots=True)
class OwnLooks:
    """A page of looks, newest first; `is_hidden` where the organisation would say where one is.

    `names` are of those who acted for the viewer: nobody else is named.
    """

    looks: tuple[OwnLook, ...]
    next_key: str | None
    is_hidden: bool
    names: Mapping[UUID, str]


def own_looks(scope: Scope, me: Mine, *, after: str = "") -> OwnLooks:
    """Who has looked at the viewer's own record."""
    del scope
    told, next_key = reading.looks_told_to(me.ids, after=after)
    is_hidden = me.person.is_location_restricted
    return OwnLooks(tuple(told), next_key, is_hidden, names(me, told))


def is_told(scope: Scope, reading_id: UUID | None) -> bool:
    """Whether the viewer was told of a look, and may ask about it."""
    if reading_id is None:
        return False
    return reading.look_told_to(mine(scope).ids, reading_id) is not None


def look(me: Mine, reading_id: UUID) -> OwnLook | None:
    """One look at somebody that they are told of."""
    return reading.look_told_to(me.ids, reading_id)


def names(me: Mine, told: Sequence[OwnLook]) -> dict[UUID, str]:
    """The names of those among some lookers who acted for the person."""
    acted = {one.account_id for one in told if one.ground == DELEGATE}
    return delegates.names_of(me.ids, acted)
