"""Joiners, movers and leavers in words: what a file would change, and what became of each row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.foundation import place
from joinedup.office.domain.staffing import Event, Turned
from joinedup.office.queries import ChangeRow, Holds, Planned, StaffPlan
from joinedup.web import filters, words

MOST_TOLD: Final = 200
_EVENTS: Final = {
    Event.JOINER: gettext_lazy("Joins"),
    Event.MOVER: gettext_lazy("Moves"),
    Event.LEAVER: gettext_lazy("Leaves"),
}
_STATES: Final = {
    "done": gettext_lazy("Carried out"),
    "refused": gettext_lazy("Not carried out"),
    "replaced": gettext_lazy("Replaced by a later file"),
    "withdrawn": gettext_lazy("Taken back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the lists draw it."""

    name: str
    href: str
    what: str
    where: str
    day: str
    notes: tuple[str, ...]
    withdraw_href: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a file when it was read."""

    counted: str
    turned: tuple[str, ...]
    lines: tuple[Line, ...]
    untold: str


def told(plan: StaffPlan) -> Told:
    """A file in words: how many rows, those turned away, and what each other row would do."""
    more = len(plan.planned) - MOST_TOLD
    return Told(
        counted=counted(plan),
        turned=tuple(turned_lines(plan)),
        lines=tuple(_planned(one, plan.holds) for one in plan.planned[:MOST_TOLD]),
        untold=_("… and %(n)s more rows.") % {"n": f"{more:,}"} if more > 0 else "",
    )


def counted(plan: StaffPlan) -> str:
    """How many rows are what."""
    given = {
        "planned": f"{len(plan.planned):,}",
        "unchanged": f"{plan.unchanged_count:,}",
        "refused": f"{len(plan.turned):,}",
    }
    said = _("%(planned)s to carry out, %(unchanged)s known already, %(refused)s refused.")
    return said % given


def turned_lines(plan: StaffPlan) -> Iterator[str]:
    """Why each row was turned away, as far as they are told."""
    yield from (turned(one) for one in plan.turned[:MOST_TOLD])
    if (more := len(plan.turned) - MOST_TOLD) > 0:
        yield _("… and %(n)s more refused.") % {"n": f"{more:,}"}


def turned(one: Turned) -> str:
    """Why one row was turned away, and in which column."""
    given = {
        "row": one.row,
        "column": one.column,
        "said": words.of_refusal(one.code, one.values),
        "code": one.code,
    }
    if one.column:
        return _("Row %(row)s, column “%(column)s”: %(said)s (%(code)s)") % given
    return _("Row %(row)s: %(said)s (%(code)s)") % given


def lines(plan: StaffPlan) -> Iterator[str]:
    """Every row on lines of its own, for the command line."""
    yield from turned_lines(plan)
    for one in plan.planned:
        line = _planned(one, plan.holds)
        yield "  ".join(part for part in (line.day, line.what, line.name, line.where) if part)
        yield from (f"    {note}" for note in line.notes)


def listed(one: ChangeRow, holds: Mapping[UUID, Holds]) -> Line:
    """A row of a file that was taken."""
    notes = [f"{one.file}, {_('row %(row)s') % {'row': one.row}}"]
    if one.state in _STATES:
        notes.append(str(_STATES[one.state]))
    if one.refusal:
        notes.append(words.of_refusal(one.refusal, {"username": one.username}))
    if one.event == Event.JOINER and one.state == "done":
        notes.append(_("Set a first password, or enter who they are at a provider."))
    notes += _held(one.account_id, holds)
    return Line(
        name=f"{one.name} ({one.username})" if one.name else one.username,
        href=_account(one.account_id),
        what=str(_EVENTS[Event(one.event)]),
        where=_where(one.role, one.organisation_code),
        day=filters.day(one.begins_on),
        notes=tuple(notes),
        withdraw_href=reverse("office:withdraw_staff_change", args=[one.id])
        if one.state == "waiting"
        else "",
    )


def as_json(plan: StaffPlan) -> dict[str, Any]:
    """What a file would change, for a program."""
    return {
        "to_carry_out": [
            {
                "row": one.row.row,
                "event": one.row.event,
                "username": one.row.username,
                "takes_effect_on": one.row.begins_on.isoformat(),
                "replaces": one.replaces.isoformat() if one.replaces else None,
                "holds": _held(one.account_id, plan.holds) if one.row.event is Event.LEAVER else [],
            }
            for one in plan.planned
        ],
        "unchanged": plan.unchanged_count,
        "refused": [
            {
                "row": one.row,
                "column": one.column,
                "code": one.code,
                "why": words.of_refusal(one.code, one.values),
            }
            for one in plan.turned
        ],
    }


def _planned(one: Planned, holds: Mapping[UUID, Holds]) -> Line:
    row = one.row
    notes = []
    if one.replaces:
        said = _("Replaces what waits for %(day)s")
        notes.append(said % {"day": filters.day(one.replaces)})
    if row.last_day:
        notes.append(_("Leaves after %(day)s") % {"day": filters.day(row.last_day)})
    if row.event is Event.LEAVER:
        notes += _held(one.account_id, holds)
    return Line(
        name=f"{row.name} ({row.username})" if row.name else row.username,
        href=_account(one.account_id),
        what=str(_EVENTS[row.event]),
        where=_where(row.role, row.organisation_code),
        day=filters.day(row.begins_on),
        notes=tuple(notes),
    )


def _held(account_id: UUID | None, holds: Mapping[UUID, Holds]) -> list[str]:
    """What somebody holds, to be handed over; people only as a count."""
    held = holds.get(account_id) if account_id else None
    if held is None:
        return []
    said = _("To hand over: %(what)s, %(n)s people")
    duties = [place.current().duty_roles.get(code) for code in held.duties]
    return [
        *(said % {"what": words.of_ground(b), "n": f"{n:,}"} for b, n in held.people.items()),
        *(_("To hand over: on duty, %(what)s") % {"what": one.name} for one in duties if one),
    ]


def _where(role: str, organisation_code: str) -> str:
    if not role:
        return ""
    here = place.current()
    return f"{here.role_name(role)}, {here.organisation_name(organisation_code)}"


def _account(account_id: UUID | None) -> str:
    return reverse("office:see_account", args=[account_id]) if account_id else ""
