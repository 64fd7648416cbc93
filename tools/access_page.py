"""The page of docs/reference that the access rule answers itself, once Django is set up."""

from collections.abc import Callable, Iterable

from joinedup.foundation import matrix
from joinedup.foundation.matrix import RELATIONS, Row, State
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Opens, Scope
from joinedup.kernel.purposes import Purpose

type Table = Callable[[list[str], Iterable[list[str]]], list[str]]

SAYS = (
    "Asked of the access rule itself. `joinedup access-matrix` writes the whole of it as CSV: each"
    " role, relation, state of the person, item and purpose, with what is open and the deciding"
    " reason."
)


def text(table: Table) -> str:
    """Role by relation, what else is so of the person, items and purposes."""
    roles = [matrix.scope_for(role) for role in Role]
    nurse = matrix.scope_for(Role.TEAM_MEMBER)
    by_role = (
        [f"`{one}`", *(_opened(scope, one, State.PLAIN) for scope in roles)] for one in RELATIONS
    )
    by_state = ([f"`{one}`", *(_opened(nurse, one, state) for state in State)] for one in RELATIONS)
    cared, opened = (matrix.answers(nurse, one, State.PLAIN) for one in ("episode", "broken_glass"))
    answers = zip(matrix.ITEMS, cared, opened, strict=True)
    items = (_item(care, glass) for one, care, glass in answers if one.is_limitable)
    purposes = (
        [f"`{one}`", one.label, ", ".join(sorted(each.label for each in one.honours))]
        for one in Purpose
    )
    lines = ["# Who sees what, and why", "", SAYS]
    lines += ["", "## Role by relation, where nothing else is so of the person", ""]
    lines += table(["Relation", *(role.label for role in Role)], by_role)
    lines += ["", "## What is so of the person, to a team member", ""]
    lines += table(["Relation", *(f"`{state}`" for state in State)], by_state)
    lines += ["", "## Whom an item is for, where the person is open to the viewer", ""]
    lines += table(["Item", "`episode`", "`broken_glass`", "Why not"], items)
    lines += ["", "## What it is for", ""]
    lines += table(["Purpose", "What it is", "Opt-outs that leave somebody out"], purposes)
    return "\n".join(lines)


def _opened(scope: Scope, relation: str, state: State) -> str:
    decision = matrix.decided(scope, relation, state)
    return f"{decision.opens}: `{matrix.deciding_reason(scope, decision)}`"


def _item(care: Row, glass: Row) -> list[str]:
    why = f"`{care.reason}`" if care.opens == Opens.NOTHING else ""
    return [f"`{care.item}`", care.opens, glass.opens, why]
