"""The code of a letter by which somebody shows that a record is theirs: its form and its limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from joinedup.kernel.errors import Refused

LASTS: Final = timedelta(days=14)
"""How long a code may be used after the letter was made."""
MOST_ATTEMPTS: Final = 5
"""Wrong dates of birth with one code, after which it is closed."""
PROVED_FOR: Final = timedelta(minutes=15)
"""How long somebody who gave their code may take to choose how to sign in."""
LENGTH: Final = 12
_GROUP: Final = 4
# Crockford's base 32: no letter that is read as a figure, 60 bits in twelve.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


class SeenHow(StrEnum):
    """How a member of staff made sure who it is that they give a code to."""

    KNOWN = "known"
    PAPERS = "papers"
    PRACTICE = "practice"
    POST = "post"

    @property
    def label(self) -> str:
        """The way in words."""
        return _SEEN_HOW[self]


_SEEN_HOW: Final = {
    SeenHow.KNOWN: "I know them, and handed it to them myself",
    SeenHow.PAPERS: "I saw a paper with their photograph",
    SeenHow.PRACTICE: "Their practice made sure who they are",
    SeenHow.POST: "By post, to the address that their practice holds",
}


class JoinedHow(StrEnum):
    """By what somebody showed that a record is theirs."""

    LETTER = "letter"
    NHS_LOGIN = "nhs_login"


class CodeNotTaken(Refused):
    """A code and a date of birth that open nothing; which of the two is never said."""

    code = "letter_code_not_taken"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a code's life so far decides whether it may be used by."""

    expires_at: datetime
    attempts: int
    is_used: bool
    is_revoked: bool


def made(choose: Callable[[str], str]) -> str:
    """A new code, each letter chosen by whoever has a source of chance."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def spelt(code: str) -> str:
    """A code as the letter prints it: in groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read(typed: str) -> str:
    """What somebody typed as a code: in any case and spacing, with the letters they may mistake."""
    kept = "".join(one for one in typed.upper() if one.isalnum())
    return kept.translate(_READ_AS)


def is_open(standing: Standing, *, at: datetime) -> bool:
    """Whether a code may still be used."""
    return not (
        standing.is_used
        or standing.is_revoked
        or standing.attempts >= MOST_ATTEMPTS
        or at >= standing.expires_at
    )


def is_theirs(born_on: date | None, given: date) -> bool:
    """Whether a date of birth is that of whom the code was given to; never where none is held."""
    return born_on is not None and born_on == given
