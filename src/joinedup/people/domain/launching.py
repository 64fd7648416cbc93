"""Whether somebody chosen in another system is the person whom the same number names here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from joinedup.people.domain import names


class Differs(StrEnum):
    """What two systems say otherwise of one NHS number."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BORN_ON = "born_on"


@dataclass(frozen=True, slots=True)
class Known:
    """Who somebody is, as one system has it."""

    family_name: str
    given_name: str
    born_on: date | None
    known_as: str = ""


def differences(theirs: Known, ours: Known) -> tuple[Differs, ...]:
    """What differs: a day that one of the two does not have differs, too.

    Letters, accents and hyphens do not count, nor further given names; what they are known as
    stands for a given name. Everything else is for a person to judge, who can ask.
    """
    found = []
    if names.tokens(theirs.family_name) != names.tokens(ours.family_name):
        found.append(Differs.FAMILY_NAME)
    if not _shares_given_name(theirs, ours):
        found.append(Differs.GIVEN_NAME)
    if theirs.born_on is None or theirs.born_on != ours.born_on:
        found.append(Differs.BORN_ON)
    return tuple(found)


def _shares_given_name(theirs: Known, ours: Known) -> bool:
    told = names.tokens(theirs.given_name)[:1]
    held = (*names.tokens(ours.given_name)[:1], *names.tokens(ours.known_as)[:1])
    return bool(told) and told[0] in held
