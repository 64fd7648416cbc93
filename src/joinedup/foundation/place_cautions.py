"""What a sound place file may not have meant: worth a look, and refused by nobody."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from joinedup.foundation.place import Place
from joinedup.foundation.place_schema import Team
from joinedup.kernel.finding import Finding

# Ofcom keeps these for drama: whoever rings one reaches nobody.
_DRAMA: Final = re.compile(
    r"01632960\d{3}|07700900\d{3}|08081570\d{3}|03069990\d{3}|0909879\d{4}"
    r"|011[3-8]4960\d{3}|01[2-6]14960\d{3}|01914980\d{3}"
    r"|02079460\d{3}|0289649\d{4}|02920180\d{3}"
)
_NUMBER: Final = re.compile(r"\b0\d(?: ?\d){8,9}\b")


ENDS_SOON: Final = timedelta(days=60)
"""How long before its last day it is said that an agreement ends."""


def cautions(here: Place, *, is_demonstration: bool) -> Iterator[Finding]:
    """What somebody who wrote the file may want to see; numbers only beside invented people."""
    yield from _accepted_late(here)
    yield from _unmeasured(here)
    yield from _front_door_alone(here)
    if is_demonstration:
        yield from _real_numbers(here)


def ending(here: Place, *, on: date) -> Iterator[Finding]:
    """Sharing agreements that have ended or end soon, and whoever is party to none."""
    for one in here.sharing_agreements.values():
        at = f"sharing_agreements {one.code}"
        if one.until < on:
            yield _found(at, "agreement_ended", f'"{one.name}" ended on {one.until}.')
        elif one.until - on <= ENDS_SOON:
            said = (
                f'"{one.name}" ends on {one.until}: at the midnight after it its parties share'
                " nothing by it. Agree again, and change `until`."
            )
            yield _found(at, "agreement_ends_soon", said)
        elif one.review_on < on:
            said = f'"{one.name}" was to be looked at again on {one.review_on}.'
            yield _found(at, "agreement_review_overdue", said)
    if out := parties_to_none(here, on=on):
        names = [here.organisation_name(one) for one in out]
        said = f"{_some(names)}: party to no agreement in force, and see only what they told."
        yield _found("sharing_agreements", "party_to_no_agreement", said)


def parties_to_none(here: Place, *, on: date) -> list[str]:
    """The organisations that are party to no agreement in force; none where a place has none."""
    if not here.sharing_agreements:
        return []
    in_force = [one for one in here.sharing_agreements.values() if one.is_in_force(on)]
    return [
        code
        for code, each in here.organisations.items()
        if not any(one.has_party(each) for one in in_force)
    ]


def _accepted_late(here: Place) -> Iterator[Finding]:
    for one in here.response_classes.values():
        if one.accept_within >= one.limit:
            said = (
                f'"{one.name}" is answered within its limit, and a team has as long or longer to'
                " accept it: it may be late before anybody is told. Give a shorter accept_within."
            )
            yield _found(f"response_classes {one.code}", "accepted_too_late", said)


def _unmeasured(here: Place) -> Iterator[Finding]:
    measured = {one.response_class for one in here.measures.values()}
    for one in here.response_classes.values():
        if one.code not in measured:
            said = f'No measure is about "{one.name}": the board never says whether it was in time.'
            yield _found(f"response_classes {one.code}", "class_unmeasured", said)


def _front_door_alone(here: Place) -> Iterator[Finding]:
    others = [one for one in here.teams.values() if one.code != here.front_door.team]
    for response_class in here.response_classes.values():
        for lead in here.leads.values():
            alone = [
                one.name
                for one in here.localities.values()
                if not _is_answered(others, lead.code, response_class.code, one.code)
            ]
            if alone:
                where = "anywhere" if len(alone) == len(here.localities) else "in " + _some(alone)
                said = (
                    f'No team but {here.front_door.short_name} answers "{response_class.name}" led'
                    f" by {lead.name} {where}: such lines stay there."
                )
                at = f"teams, {response_class.code} {lead.code}"
                yield _found(at, "front_door_alone", said)


def _is_answered(teams: list[Team], lead: str, response_class: str, locality: str) -> bool:
    return any(one.answers(lead, response_class, [locality]) for one in teams)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _real_numbers(here: Place) -> Iterator[Finding]:
    for at, number in _numbers(here):
        if not _DRAMA.fullmatch(number.replace(" ", "")):
            said = (
                f"{number} may be somebody's number, and this store holds invented people. Use one"
                " that is kept for drama, such as 01632 960000 to 960999."
            )
            yield _found(at, "number_may_be_real", said)


def _numbers(here: Place) -> Iterator[tuple[str, str]]:
    yield "front_door", here.front_door.telephone
    for section in ("organisations", "teams", "neighbours", "roles"):
        for code, one in getattr(here, section).items():
            if one.telephone:
                yield f"{section} {code}", one.telephone
    for code, door in here.safeguarding.items():
        yield f"safeguarding {code}", door.telephone
        yield f"safeguarding {code}", door.out_of_hours
    for code, one in here.response_classes.items():
        for number in _NUMBER.findall(one.safety_net):
            yield f"response_classes {code}", number


def _found(at: str, code: str, said: str) -> Finding:
    return Finding("place", at, code, said)
