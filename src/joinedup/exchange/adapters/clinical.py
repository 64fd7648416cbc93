"""What a message says of somebody's state, only as sure as it was sent; the rest is named."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.bundle import Index
from joinedup.exchange.adapters.elements import objects, only, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import tree_type
from joinedup.exchange.adapters.values import UNKNOWN_VALUE, value_of

WORDS: Final = "words"
RISKS: Final = "risks"
ALLERGIES: Final = "allergies"
OBSERVATIONS: Final = "observations"
CORRECTIONS: Final = "corrections"
NOT_READ: Final = "not_read"

# R4 calls these status elements modifiers: nothing may be shown as a fact without them.
_NOT_SO: Final = {
    "entered-in-error": "Entered in error at the sender",
    "refuted": "Ruled out",
    "cancelled": "Cancelled at the sender",
    "revoked": "Taken back at the sender",
}
_ONLY_SO_FAR: Final = {
    "unconfirmed": "unconfirmed",
    "provisional": "provisional",
    "differential": "one of several possible",
    "recurrence": "come back",
    "relapse": "relapsed",
    "inactive": "inactive now",
    "remission": "in remission",
    "resolved": "resolved",
    "registered": "no result yet",
    "preliminary": "preliminary",
    "unknown": "status not known",
}

type _Said = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Heard:
    """Each thing said of a person's state, under the part of a referral that it belongs to."""

    parts: Mapping[str, tuple[str, ...]]

    def of(self, part: str) -> tuple[str, ...]:
        """What was said under one part, each thing once."""
        return self.parts.get(part, ())


def heard(around: Iterable[Tree], index: Index, patient: Tree) -> Heard:
    """What resources say of a patient: facts, what is not so, and what nobody here can read."""
    parts: dict[str, dict[str, None]] = defaultdict(dict)
    for one in around:
        kind = tree_type(one)
        if kind in _READERS:
            for part, said in _of_one(one, kind, is_theirs=_is_about(one, patient, index)):
                parts[part][said] = None
    return Heard({part: tuple(said for said in once if said) for part, once in parts.items()})


def _of_one(one: Tree, kind: str, *, is_theirs: bool) -> _Said:
    if not is_theirs:
        yield NOT_READ, f"{kind} of somebody else"
        return
    statuses = _statuses(one)
    denied = next((said for code, said in _NOT_SO.items() if code in statuses), "")
    if denied:
        yield CORRECTIONS, f"{denied}: {_name(one, kind)}"
    else:
        yield from _READERS[kind](one)


def _is_about(one: Tree, patient: Tree, index: Index) -> bool:
    subject = only(one, "subject") or only(one, "patient")
    found = index.find(text(subject, "reference")) or {}
    return tree_type(found) != "Patient" or found is patient


def _statuses(one: Tree) -> list[str]:
    coded = [only(one, name) for name in ("verificationStatus", "clinicalStatus")]
    codes = [text(coding, "code") for concept in coded for coding in elements.codings(concept)]
    return [text(one, "status"), *codes]


def _name(one: Tree, kind: str) -> str:
    named = elements.words(only(one, "code")) or text(one, "title") or text(one, "description")
    return f"{named or f'{kind} without a name'}{_taken_at(one)}"


def _so_far(one: Tree) -> str:
    doubts = [_ONLY_SO_FAR[code] for code in _statuses(one) if code in _ONLY_SO_FAR]
    return "".join(f", {doubt}" for doubt in doubts)


def _condition(one: Tree) -> _Said:
    said = elements.words(only(one, "code"))
    yield (WORDS, f"{said}{_so_far(one)}") if said else (NOT_READ, _name(one, "Condition"))
    yield from ((WORDS, text(note, "text")) for note in objects(one, "note"))


def _care_plan(one: Tree) -> _Said:
    yield WORDS, text(one, "description")
    for activity in objects(one, "activity"):
        for done in objects(activity, "outcomeCodeableConcept"):
            yield WORDS, elements.words(done)


def _flag(one: Tree) -> _Said:
    if text(one, "status") == "active":
        yield RISKS, elements.words(only(one, "code"))


def _allergy(one: Tree) -> _Said:
    reactions = [
        elements.words(sign)
        for reaction in objects(one, "reaction")
        for sign in objects(reaction, "manifestation")
    ]
    said = elements.words(only(one, "code"))
    shown = ", ".join(sign for sign in reactions if sign)
    if not said:
        yield NOT_READ, _name(one, "AllergyIntolerance")
    else:
        yield ALLERGIES, f"{said}{f' ({shown})' if shown else ''}{_so_far(one)}"


def _observation(one: Tree) -> _Said:
    name = elements.words(only(one, "code"))
    values = [value for value in [value_of(one), *_components(one)] if value]
    beside = [elements.words(mark) for mark in objects(one, "interpretation")]
    beside += [text(note, "text") for note in objects(one, "note")]
    if not name or not values or UNKNOWN_VALUE in values:
        yield NOT_READ, f"Observation: {name or 'without a name'}"
    readable = [value for value in values if value != UNKNOWN_VALUE]
    if name and readable:
        said = "; ".join([*readable, *(one for one in beside if one)])
        yield OBSERVATIONS, f"{name}: {said}{_taken_at(one)}{_so_far(one)}"


def _components(one: Tree) -> Iterator[str]:
    for part in objects(one, "component"):
        name, value = elements.words(only(part, "code")), value_of(part)
        is_readable = bool(name and value) and value != UNKNOWN_VALUE
        yield f"{name} {value}" if is_readable else UNKNOWN_VALUE


def _taken_at(one: Tree) -> str:
    period = only(one, "effectivePeriod")
    given = (text(one, "effectiveDateTime"), text(one, "effectiveInstant"), text(period, "start"))
    taken = next((at for at in given if at), "")
    return f" (at {taken})" if taken else ""


_READERS: Final[Mapping[str, Callable[[Tree], _Said]]] = {
    "Condition": _condition,
    "CarePlan": _care_plan,
    "Flag": _flag,
    "AllergyIntolerance": _allergy,
    "Observation": _observation,
}
