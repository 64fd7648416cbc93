"""What a place file says of what there may be room for tonight."""

from dataclasses import dataclass

from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import Code, TeamRef, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfCapacity(Entry):
    """Something of which the duty board says how much there is, as somebody was told.

    Where it is what some `teams` have room for, it stands beside the choice of a team.
    """

    code: Code
    name: Text
    teams: tuple[TeamRef, ...] = ()
