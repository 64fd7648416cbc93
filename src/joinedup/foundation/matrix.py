"""The access rule asked of everything: role, relation, state, item and purpose, and why."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product
from typing import Final, TextIO
from uuid import UUID

from joinedup.foundation.deciding import LIMIT, OBJECTION, ONLY_CARERS, decision_of
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Role
from joinedup.foundation.scope import (
    ACCESS,
    CARE_GROUNDS,
    EMERGENCY_GROUNDS,
    FOR_OTHERS,
    OWN_GROUNDS,
    Decision,
    Opens,
    Scope,
    all_kinds,
    is_for_viewer,
    reasons_against,
)
from joinedup.foundation.viewing import DELEGATE_GROUNDS, OPTED_OUT
from joinedup.kernel.audience import OF_ORGANISATION, Audience
from joinedup.kernel.ids import AccountId
from joinedup.kernel.purposes import Purpose
from joinedup.kernel.sections import LIMITABLE

LIMITED: Final = "limited"
NONE: Final = "none"
RELATIONS: Final = (NONE, *CARE_GROUNDS, *EMERGENCY_GROUNDS, *OWN_GROUNDS, *DELEGATE_GROUNDS)
"""Every relation that a viewer may have to somebody, and that there is none."""
_AT: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
_OURS, _THEIRS = "ours", "theirs"


class State(StrEnum):
    """What is so of the person whom somebody asks for."""

    PLAIN = "plain"
    RESTRICTED = "restricted"
    OBJECTED = "objected"
    ONLY_CARERS = "only_carers"
    LIMITED = "limited"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of item: whom it is for, whether that is the viewer, and in a section that may be
    limited or not.
    """

    audience: Audience
    is_of_viewer: bool
    is_limitable: bool

    @property
    def name(self) -> str:
        """The item in one word for a table."""
        whose = "" if self.audience is Audience.EVERYBODY else f"_of_{self._of}"
        return f"{self.audience}{whose}{'' if self.is_limitable else '_always_open'}"

    @property
    def _of(self) -> str:
        return _OURS if self.is_of_viewer else _THEIRS


@dataclass(frozen=True, slots=True)
class Row:
    """What the rule answers one question: how much is open, of this item, and why."""

    role: str
    relation: str
    state: str
    item: str
    purpose: str
    opens: str
    reason: str


ITEMS: Final = tuple(
    Item(audience, is_ours, is_limitable)
    for audience in Audience
    for is_ours in (True, False)
    for is_limitable in (True, False)
    if audience is not Audience.EVERYBODY or is_ours
)


def rows() -> Iterator[Row]:
    """Every question and its answer."""
    for role in Role:
        for purpose in purposes(role):
            scope = _scope(role, purpose)
            for relation, state in product(RELATIONS, State):
                yield from answers(scope, relation, state)


def purposes(role: Role) -> list[Purpose]:
    """What somebody of a role may ask for: residents for their own care, staff for all else."""
    return [one for one in Purpose if (one is Purpose.OWN_CARE) == (role is Role.RESIDENT)]


def write(out: TextIO) -> int:
    """Write every answer as CSV; give how many."""
    out.write(",".join(field.name for field in fields(Row)) + "\n")
    count = 0
    for row in rows():
        out.write(",".join(asdict(row).values()) + "\n")
        count += 1
    return count


def answers(scope: Scope, relation: str, state: State) -> Iterator[Row]:
    """What the rule answers of each item, where it decided once of the person."""
    decision = decided(scope, relation, state)
    reason = deciding_reason(scope, decision)
    for item in ITEMS:
        opens, why = decision.opens, reason
        if opens not in (Opens.NOTHING, Opens.OWN, Opens.DELEGATED):
            if item.is_limitable and decision.closed:
                opens, why = Opens.NOTHING, LIMITED
            elif not _is_for(scope, item, decision):
                opens, why = Opens.NOTHING, FOR_OTHERS
        yield Row(scope.role, relation, state, item.name, scope.purpose, opens, why)


def decided(scope: Scope, relation: str, state: State) -> Decision:
    """What the rule says where a viewer has one relation to somebody of whom one thing is so."""
    said = {relation: _AT} if relation in all_kinds(scope) else {}
    words = {
        State.RESTRICTED: (ACCESS,),
        State.OBJECTED: (f"{OBJECTION}:",),
        State.ONLY_CARERS: (f"{ONLY_CARERS}:",),
        State.LIMITED: tuple(f"{LIMIT}:{one}" for one in LIMITABLE),
        State.OPTED_OUT: (OPTED_OUT,) if Purpose(scope.purpose).honours else (),
    }
    return decision_of(scope, {**said, **dict.fromkeys(words.get(state, ()), _AT)})


def deciding_reason(scope: Scope, decision: Decision) -> str:
    """The ground that opened, or the first reason that nothing or not all is open."""
    if decision.opens in (Opens.ALL, Opens.EMERGENCY, Opens.OWN, Opens.DELEGATED):
        return decision.ground
    return reasons_against(scope, decision)[0].code


def scope_for(role: Role, purpose: Purpose = Purpose.DIRECT_CARE) -> Scope:
    """Somebody of a role, in an organisation and a team of their own."""
    return _scope(role, Purpose.OWN_CARE if role is Role.RESIDENT else purpose)


def _is_for(scope: Scope, item: Item, decision: Decision) -> bool:
    whose = _OURS if item.is_of_viewer else _THEIRS
    audience = None if item.audience is Audience.EVERYBODY else item.audience.value
    named = whose if item.audience in {*OF_ORGANISATION, Audience.TEAM} else None
    return is_for_viewer(scope, audience, named, is_glass_broken=decision.is_glass_broken)


def _scope(role: Role, purpose: Purpose) -> Scope:
    return Scope(
        account_id=AccountId(UUID(int=1)),
        role=role,
        organisation=_OURS,
        teams=frozenset({_OURS}),
        permissions=ROLE_PERMISSIONS[role],
        purpose=purpose.value,
        now=_AT,
    )
