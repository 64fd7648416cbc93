"""The duty board in words: what waits, with whom, and who is on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.foundation.duty import OnDuty
from joinedup.foundation.permissions import Role
from joinedup.foundation.place import Place
from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain.safety_net import Rule
from joinedup.referrals.presenters.names import Names
from joinedup.referrals.queries.duty_board import Block
from joinedup.referrals.queries.raised import RaisedRow
from joinedup.referrals.queries.rows import QueueRow
from joinedup.web import filters

_THE_TEAM_KNOWS: Final = frozenset({Rule.NOT_ACCEPTED, Rule.NO_WORKER, Rule.NOT_SEEN})
_THE_CALLER_KNOWS: Final = frozenset(
    {Rule.CALL_BACK_DUE, Rule.NOT_OPENED, Rule.NOT_DECIDED, Rule.DECLINED}
)


@dataclass(frozen=True, slots=True)
class RaisedWords:
    """One thing that was raised, as it is said aloud."""

    row: RaisedRow
    what: str
    since: str
    with_whom: str
    ring: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BlockWords:
    """One block with its title, and the address of all that it holds."""

    block: Block
    title: str
    nothing: str
    all_href: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the board draws."""

    raised: tuple[RaisedWords, ...]
    raised_total: int
    blocks: tuple[BlockWords, ...]
    only: str
    on_duty: tuple[OnDuty, ...]
    mine: tuple[OnDuty, ...]
    unheld: tuple[str, ...]
    workers: Mapping[str, Sequence[tuple[AccountId, str]]]
    poll_href: str


def raised_words(row: RaisedRow, names: Names, on: Sequence[OnDuty]) -> RaisedWords:
    """What was raised, since when, with whom of those on duty now, and whom to ring about it."""
    return RaisedWords(
        row=row,
        what=what(row.rule, row.team_code, names),
        since=_("since %(when)s") % {"when": filters.moment(row.due_at)},
        with_whom=with_whom(row, names.place, on),
        ring=_to_ring(row, names),
    )


def what(rule: Rule, team_code: str, names: Names) -> str:
    """What has waited too long, in a few words."""
    team = names.team(team_code) or _("the team")
    said = {
        Rule.NOT_OPENED: _("Nobody has opened this"),
        Rule.NOT_ACCEPTED: _("Not accepted by %(team)s") % {"team": team},
        Rule.NO_WORKER: _("Nobody is to go: %(team)s") % {"team": team},
        Rule.UNDELIVERED: _("A message has not arrived"),
        Rule.NOT_ACKNOWLEDGED: _(
            "A confidential message was not acknowledged: tell the safeguarding lead"
        ),
        Rule.DECLINED: _("Given back, and nobody else has it"),
        Rule.CALL_BACK_DUE: _("A promised call is due"),
        Rule.NOT_DECIDED: _("Opened, and not decided in time"),
        Rule.NOT_SEEN: _("Nobody has been, and the time is over: %(team)s") % {"team": team},
    }
    return said[rule]


def with_whom(row: RaisedRow, place: Place, on: Sequence[OnDuty]) -> str:
    """Who has it now, as whoever is on duty in its role, and who was told when that is another."""
    holders = _holders(row, on)
    told_at = filters.moment(row.raised_at)
    if not holders:
        return _with_nobody(row, place, told_at)
    role, meant = _role(place, holders[0].duty_role), _role(place, row.meant_for)
    if row.told_account not in {one.account_id for one in holders}:
        said = {"now": ", ".join(one.name for one in holders), "name": row.told, "when": told_at}
        if not row.told:
            return _("With %(now)s now; nobody was on duty to be told %(when)s") % said
        return _("With %(now)s now; %(name)s was told %(when)s") % said
    said = {"meant": meant, "name": row.told, "role": role}
    if holders[0].duty_role == row.meant_for:
        return _("With %(name)s, %(role)s") % said
    return _("Nobody was on duty as %(meant)s: with %(name)s, %(role)s") % said


def block_words(block: Block) -> BlockWords:
    """A block under its title."""
    titles = {
        "due_soon": (_("Due in the next 2 hours"), _("Nothing falls due in the next 2 hours.")),
        "not_taken_on": (
            _("Not accepted, or nobody to go"),
            _("Every team has accepted, and somebody is to go."),
        ),
        "not_reached": (_("Not reached"), _("Everybody who was tried was reached.")),
        "call_back": (_("Promised to ring back"), _("Nobody waits for a call.")),
    }
    title, nothing = titles[block.code]
    address = f"{reverse('referrals:duty')}?block={block.code}"
    return BlockWords(block, title, nothing, address)


def unheld(on: Sequence[OnDuty], place: Place) -> tuple[str, ...]:
    """The duty roles that nobody holds now."""
    held = {one.duty_role for one in on}
    return tuple(one.name for one in place.duty_roles.values() if one.code not in held)


def may_allocate(row: QueueRow, board: Board) -> bool:
    """Whether the row offers whom to send."""
    return row.waits_for.what == "worker" and row.team_code in board.workers


def _holders(row: RaisedRow, on: Sequence[OnDuty]) -> list[OnDuty]:
    """Who is on duty in the role that was told; where nobody is, in the one it was meant for."""
    told = [one for one in on if one.duty_role == row.duty_role]
    return told or [one for one in on if one.duty_role == row.meant_for]


def _with_nobody(row: RaisedRow, place: Place, told_at: str) -> str:
    if not row.told:
        return _("Nobody was on duty to be told")
    said = {"role": _role(place, row.duty_role), "name": row.told, "when": told_at}
    if row.went_off_at is None:
        return _("Nobody is on as %(role)s: %(name)s was told %(when)s") % said
    said["off"] = filters.moment(row.went_off_at)
    return _("Nobody is on as %(role)s: %(name)s was told %(when)s and went off %(off)s") % said


def _role(place: Place, code: str) -> str:
    found = place.duty_roles.get(code)
    return found.name if found else code


def _to_ring(row: RaisedRow, names: Names) -> tuple[tuple[str, str], ...]:
    team = names.place.teams.get(row.team_code)
    ring = []
    if team is not None and row.rule in _THE_TEAM_KNOWS:
        ring.append((team.name, team.telephone))
    if row.caller_number and row.rule in _THE_CALLER_KNOWS:
        ring.append((row.caller_name or _("the referrer"), row.caller_number))
    lead = names.place.role_number(Role.SAFEGUARDING_LEAD)
    if row.rule is Rule.NOT_ACKNOWLEDGED and lead:
        # What it says is for few to know: whoever is on duty tells them that it waits.
        ring.append((names.place.role_name(Role.SAFEGUARDING_LEAD), lead))
    for name, number in row.named:
        who = _("%(name)s, who is named for this record") % {"name": name}
        ring.append((who, number or names.place.front_door.telephone))
    return tuple(ring)
