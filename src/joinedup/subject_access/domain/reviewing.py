"""What of a copy somebody must judge before it is given, and how names of others are left out."""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from joinedup.subject_access.domain.requests import AccessReason

LEFT_OUT: Final = "[left out: about somebody else]"
SHORTEST_NAME: Final = 3
"""Shorter parts of a name stand in too many words to be looked for."""


class Why(StrEnum):
    """Why somebody must judge a row."""

    GUARDED = "guarded"
    HELD_BACK = "held_back"
    OTHERS = "others"
    NAMED = "named"


class Judgement(StrEnum):
    """What is done with a row."""

    GIVE = "give"
    PARTLY = "partly"
    WITHHOLD = "withhold"


_WANT_REASON: Final = frozenset({Why.GUARDED, Why.HELD_BACK})


def whys(
    row: Mapping[str, Any],
    *,
    others: Collection[str],
    words: Collection[str],
    names: re.Pattern[str] | None,
    is_guarded: bool,
    is_held_back: bool,
) -> frozenset[Why]:
    """Every reason to have a row judged; none where it is given as it is."""
    found = set()
    if is_guarded:
        found.add(Why.GUARDED)
    if is_held_back:
        found.add(Why.HELD_BACK)
    if any(row[column] for column in others):
        found.add(Why.OTHERS)
    if names is not None and any(names.search(str(row[column] or "")) for column in words):
        found.add(Why.NAMED)
    return frozenset(found)


def digest_of(
    told: Iterable[tuple[str, Any]], *, words: Collection[str], names: re.Pattern[str] | None
) -> str:
    """What somebody judges with a row: what it gives, and which names are found in it."""
    columns = [(column, str(value)) for column, value in told]
    found = {
        name.casefold()
        for column, value in columns
        if names is not None and column in words
        for name in names.findall(value)
    }
    return sha256(repr((columns, sorted(found))).encode()).hexdigest()


def suggested(why: Collection[Why]) -> Judgement:
    """What the rule itself would do: nobody has to agree with it."""
    return Judgement.WITHHOLD if _WANT_REASON & set(why) else Judgement.PARTLY


def check(judgement: Judgement, why: Collection[Why], reason: str) -> str:
    """The reason as it is kept; raises where one is wanted and none is given.

    It is wanted for all that is withheld, and to give what was kept back for somebody's safety.
    """
    said = reason.strip()
    is_wanted = judgement is Judgement.WITHHOLD or (
        judgement is Judgement.GIVE and bool(_WANT_REASON & set(why))
    )
    if is_wanted and not said:
        raise AccessReason()
    return said


def given(
    row: Mapping[str, Any],
    judgement: Judgement,
    *,
    others: Collection[str],
    words: Collection[str],
    names: re.Pattern[str] | None,
) -> dict[str, Any] | None:
    """A row as it is given: whole, with what is about others left out, or not at all."""
    if judgement is Judgement.WITHHOLD:
        return None
    if judgement is Judgement.GIVE:
        return dict(row)
    shown = {
        column: LEFT_OUT if column in others and value else value for column, value in row.items()
    }
    if names is not None:
        for column in words:
            if shown.get(column):
                shown[column] = names.sub(LEFT_OUT, str(shown[column]))
    return shown


def pattern_of(others: Iterable[str], *, own: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the names of others in words, whole or by part; never a part of one's own name."""
    mine = {part.casefold() for name in own for part in name.split()}
    found = set()
    for name in others:
        parts = [part for part in re.split(r"[\s,]+", name) if part.casefold() not in mine]
        found |= {part for part in parts if len(part) >= SHORTEST_NAME}
        if parts and len(name.split()) > 1:
            found.add(name.strip())
    if not found:
        return None
    longest_first = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(rf"\b(?:{longest_first})\b", re.IGNORECASE)
