"""Opt-outs: the codes of a practice's record, and lists of NHS numbers that are checked."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.kernel.errors import Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.nhs_number import NhsNumber

# Dissent from secondary use of GP patient identifiable data, and its withdrawal: SNOMED CT UK, Read
# version 2 (with and without its trailing dot or term code) and CTV3.
DISSENT: Final = frozenset({"827241000000103", "9Nu0", "9Nu0.", "9Nu00", "XaZ89"})
DISSENT_WITHDRAWN: Final = frozenset({"827261000000102", "9Nu1", "9Nu1.", "9Nu10", "XaaVL"})
CODES: Final = DISSENT | DISSENT_WITHDRAWN

BELIEVED_FROM: Final = 100
"""An answer to fewer numbers may leave out any of them; to more, hardly half of them."""


class AnswerNotAsked(Refused):
    """The list that an answer is said to answer was not made here, or was changed since."""

    code = "opt_out_request_unknown"


class AnswerOlder(Refused):
    """A later list was answered already."""

    code = "opt_out_answer_older"


class AnswerTaken(Refused):
    """The list was answered before, by another answer."""

    code = "opt_out_answer_taken"


class AnswerNotBelieved(Refused):
    """An answer that leaves out more than half of those who were asked about."""

    code = "opt_out_answer_not_believed"


class NobodyToAsk(Refused):
    """Nobody in the index has an NHS number."""

    code = "opt_outs_nobody_to_ask"


@dataclass(frozen=True, slots=True)
class Coded:
    """One entry of a record that says, or takes back, that somebody dissents."""

    code: str
    at: datetime


def has_dissented(entries: Iterable[Coded]) -> bool | None:
    """Whether the latest entry is a dissent; None where none says anything.

    Of a dissent and a withdrawal at one instant the dissent is believed.
    """
    said = [(one.at, one.code in DISSENT) for one in entries if one.code in CODES]
    return max(said)[1] if said else None


def rows(numbers: Iterable[str], *, of: UUID) -> Iterator[str]:
    """The lines of a list to be checked: each number, a comma, and a line feed after it.

    Every list has an order of its own, so that of two lists of the same people each is known.
    """
    mixed = sorted(numbers, key=lambda one: hashlib.sha256(of.bytes + one.encode()).digest())
    return (f"{one}," for one in mixed)


def read(
    text: str, *, source: str, only: Collection[str] | None = None
) -> tuple[frozenset[str], list[Finding]]:
    """The NHS numbers of a list, and what is wrong with any row of it.

    `only` are those who were asked about: a number that is not among them was not answered for.
    """
    good: set[str] = set()
    wrong = []
    for row, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        cell = line.strip().removesuffix(",").strip()
        if not cell:
            continue
        at = f"row {row}"
        try:
            number = NhsNumber.parse(cell).value
        except Refused as refusal:
            wrong.append(Finding(source, at, refusal.refusal_code, "This is no NHS number."))
            continue
        if number in good:
            said = "This number stands in an earlier row."
            wrong.append(Finding(source, at, "opt_out_row_twice", said))
        elif only is not None and number not in only:
            said = "This number was not asked about."
            wrong.append(Finding(source, at, "opt_out_row_not_asked", said))
        good.add(number)
    return frozenset(good), wrong


def check_believed(*, asked_count: int, returned_count: int) -> None:
    """Raise where an answer leaves out too many: a file that was cut off looks like this.

    About one in twenty have opted out (NHS England, *National data opt-out*, monthly).
    """
    if asked_count >= BELIEVED_FROM and returned_count * 2 < asked_count:
        raise AnswerNotBelieved(asked=asked_count, returned=returned_count)
