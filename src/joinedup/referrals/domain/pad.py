"""What the pad holds of a call while somebody is still talking: nothing in it need be complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from joinedup.referrals.domain import wording
from joinedup.referrals.domain.wording import LONGEST_NAME, LONGEST_WORDS, printable

LONGEST_ROLE = 100
LONGEST_NUMBER = 60
LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who rings and what about, so far. `caller_number` is None where it is not known.

    `taken_on_paper_by` names whoever took it down where that is not whoever enters it.
    """

    caller_name: str = ""
    caller_role: str = ""
    caller_organisation: str = ""
    caller_number: str | None = ""
    is_crew_waiting: bool = False
    description: str = ""
    wanted: str = ""
    taken_on_paper_by: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """When a call began, and why that is well before it was taken down."""

    at: datetime
    reason: str = ""


def kept(told: Told) -> Told:
    """The same as it is kept: printable, and each part as long as its column at most.

    A half-typed call is never refused for its length: what is too long is refused when it is sent.
    """
    return Told(
        caller_name=printable(told.caller_name)[:LONGEST_NAME],
        caller_role=printable(told.caller_role)[:LONGEST_ROLE],
        caller_organisation=told.caller_organisation,
        caller_number=(
            None if told.caller_number is None else printable(told.caller_number)[:LONGEST_NUMBER]
        ),
        is_crew_waiting=told.is_crew_waiting,
        description=printable(told.description)[:LONGEST_DESCRIPTION],
        wanted=printable(told.wanted)[:LONGEST_WORDS],
        taken_on_paper_by=printable(told.taken_on_paper_by)[:LONGEST_NAME],
        fields={
            wording.printable(name): [wording.printable(one) for one in given]
            for name, given in told.fields.items()
        },
    )
