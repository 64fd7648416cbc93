"""What a place file says of the roles that accounts hold."""

from dataclasses import dataclass

from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import Telephone, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHere(Entry):
    """What this place calls a role, what it is for, and the number of whoever holds it."""

    code: Role
    name: Text
    what: Text
    telephone: Telephone | None = None
