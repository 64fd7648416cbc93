"""What each team has room for now, beside the choice of a team."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from joinedup.foundation.place import Place
from joinedup.referrals.presenters.line import CellRow
from joinedup.referrals.queries.duty_board import CapacityRow
from joinedup.web import filters


class TeamCapacity(NamedTuple):
    """Of one team, or of no one team, what was said; a figure never stands without its time."""

    of: str
    words: str


def now(
    cells: Iterable[CellRow], figures: Sequence[CapacityRow], place: Place
) -> list[TeamCapacity]:
    """The teams that the cells suggest, then whatever else there is a figure of."""
    suggested = dict.fromkeys(cell.team_code for row in cells for cell in row.cells)
    theirs = {
        team: [one for one in figures if team in place.capacities[one.kind].teams]
        for team in (*suggested, *_others(figures, place))
    }
    told = [
        TeamCapacity(
            place.team_name(team),
            "; ".join(_figure(one, place) for one in found) or _("no figure was entered"),
        )
        for team, found in theirs.items()
    ]
    of_nobody = (one for one in figures if not place.capacities[one.kind].teams)
    return told + [TeamCapacity(_name(one, place), _count(one)) for one in of_nobody]


def _others(figures: Iterable[CapacityRow], place: Place) -> list[str]:
    """Teams of which somebody told a figure."""
    told = (one for one in figures if one.count is not None)
    return [team for one in told for team in place.capacities[one.kind].teams]


def _figure(row: CapacityRow, place: Place) -> str:
    return f"{_name(row, place)}: {_count(row)}"


def _name(row: CapacityRow, place: Place) -> str:
    return place.capacities[row.kind].name


def _count(row: CapacityRow) -> str:
    if row.count is None or row.as_of is None:
        return _("no figure was entered")
    said = {"count": row.count, "when": filters.moment(row.as_of), "who": row.told_by}
    told = _("%(count)s as of %(when)s, %(who)s") % said
    return f"{told}: {row.words}" if row.words else told
