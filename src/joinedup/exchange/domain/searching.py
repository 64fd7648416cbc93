"""What a FHIR search asks: parameters to criteria, or what is wrong with them by name."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from joinedup.exchange.domain.message import SentIdentifier
from joinedup.kernel.errors import Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.nhs_number import NhsNumber

MOST: Final = 100
USUAL: Final = 25
COUNT: Final = "_count"
AFTER: Final = "_after"
FORMAT: Final = "_format"
FORMATS: Final = frozenset({"json", "application/json", "application/fhir+json"})
_SOURCE: Final = "search"
_NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
_LONGEST: Final = 500
_MOST_VALUES: Final = 50
# PostgreSQL takes no null in a text at all.
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


class Sort(StrEnum):
    """How the value of a parameter is read."""

    ID = "id"
    TOKEN = "token"
    REFERENCE = "reference"
    TEXT = "text"
    DAY = "day"
    ON = "on"


class Handling(StrEnum):
    """What is done about a parameter that is not known, as `Prefer` says."""

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class Token:
    """A code or identifier; `system` is None where any will do, and empty for none at all."""

    system: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """The days from one to another, both of them in it; None where there is no end."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What one search asks, each parameter by its name; `ignored` were not known.

    Of the values of a parameter any will do; of several parameters all have to hold.
    """

    tokens: Mapping[str, tuple[Token, ...]] = field(default_factory=dict)
    ids: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, Days] = field(default_factory=dict)
    count: int = USUAL
    after: str = ""
    ignored: tuple[str, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()

    def __contains__(self, name: str) -> bool:
        return any(name in given for given in (self.tokens, self.ids, self.texts, self.days))

    def identifiers(self, name: str) -> list[SentIdentifier] | None:
        """The identifiers that a parameter names, or None where it was not given."""
        given = self.tokens.get(name)
        return None if given is None else [SentIdentifier(t.system or "", t.value) for t in given]


def handling(prefer: str) -> Handling:
    """What a `Prefer` header says is to be done about unknown parameters; lenient if nothing.

    FHIR R4, 3.1.1.3: a server should ignore what it does not know unless it is told to be strict.
    """
    said = prefer.replace(";", ",").replace(" ", "").lower().split(",")
    return Handling.STRICT if "handling=strict" in said else Handling.LENIENT


def read(
    given: Iterable[tuple[str, str]], known: Mapping[str, Sort], *, how: Handling
) -> tuple[Search | None, tuple[Finding, ...]]:
    """What parameters ask, or every reason why it cannot be answered as it was asked.

    A parameter that is known is never left out silently: what it cannot say is refused, however
    lenient, because the answer would hold more than was asked for.
    """
    reading = _Reading(known)
    for name, value in given:
        reading.take(name, value)
    if how is Handling.STRICT:
        reading.findings += [_unknown(name, known) for name in reading.ignored]
    if reading.findings:
        return None, tuple(reading.findings)
    return reading.made(), ()


def known_to(how: Collection[str]) -> str:
    """Parameters as a sentence lists them."""
    return ", ".join(sorted(how))


def _unknown(name: str, known: Mapping[str, Sort]) -> Finding:
    said = f"{name[:60]} is not a parameter of this search. Known: {known_to(known)}."
    return Finding(_SOURCE, name[:60], "parameter_unknown", said)


class _Refusal(Exception):
    """A value that cannot be read, by code and in words."""

    def __init__(self, code: str, said: str) -> None:
        self.code, self.said = code, said
        super().__init__(code)


class _Reading:
    """Parameters as they are read, one after the other."""

    def __init__(self, known: Mapping[str, Sort]) -> None:
        self.known = known
        self.findings: list[Finding] = []
        self.ignored: list[str] = []
        self.taken: list[tuple[str, str]] = []
        self.tokens: dict[str, tuple[Token, ...]] = {}
        self.ids: dict[str, tuple[UUID, ...]] = {}
        self.texts: dict[str, str] = {}
        self.days: dict[str, Days] = {}
        self.count, self.after = USUAL, ""

    def take(self, given: str, value: str) -> None:
        """Take one parameter, or note what is wrong with it."""
        name = given.replace(":Patient", "")
        plain = name.partition(":")[0]
        if plain not in self.known and plain not in (COUNT, AFTER, FORMAT):
            self.ignored.append(given)
            return
        try:
            if ":" in name:
                said = f"{given[:60]} has a modifier, and none is understood here. Leave it out."
                raise _Refusal("parameter_modifier", said)
            if any(name == taken for taken, _ in self.taken) and not self._may_repeat(name):
                said = f"{name} stands twice. Give it once, its values parted by commas."
                raise _Refusal("parameter_twice", said)
            self._take(name, value.strip())
            self.taken.append((name, value))
        except _Refusal as refusal:
            self.findings.append(Finding(_SOURCE, name[:60], refusal.code, refusal.said))

    def made(self) -> Search:
        """What was asked."""
        return Search(
            tokens=self.tokens,
            ids=self.ids,
            texts=self.texts,
            days=self.days,
            count=self.count,
            after=self.after,
            ignored=tuple(self.ignored),
            taken=tuple(self.taken),
        )

    def _may_repeat(self, name: str) -> bool:
        return self.known.get(name) is Sort.DAY and name in self.days

    def _take(self, name: str, value: str) -> None:
        if not value or len(value) > _LONGEST * (1 if name not in self.known else 10):
            raise _Refusal("parameter_empty", f"{name} has no value that can be read.")
        if _CONTROLS.search(value):
            said = f"{name} holds a character that no value here has: a null or the like."
            raise _Refusal("parameter_not_valid", said)
        match name:
            case "_count":
                self.count = _count(value)
            case "_after":
                self.after = str(_uuid(name, value))
            case "_format":
                _check_format(value)
            case _:
                self._take_known(name, value)

    def _take_known(self, name: str, value: str) -> None:
        match self.known[name]:
            case Sort.ID:
                self.ids[name] = tuple(_ids(name, value, of=""))
            case Sort.REFERENCE:
                self.ids[name] = tuple(_ids(name, value, of=_TYPES.get(name, "Patient")))
            case Sort.TOKEN:
                self.tokens[name] = tuple(_tokens(name, value))
            case Sort.TEXT:
                self.texts[name] = _unescaped(value)
            case Sort.DAY:
                self.days[name] = _narrowed(self.days.get(name, Days()), _days(name, value))
            case _:
                self.days[name] = _on(name, value)


_TYPES: Final = {"focus": "ServiceRequest", "based-on": "ServiceRequest"}


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise _Refusal("parameter_not_valid", "_count is a whole number, 0 for the total alone.")
    return min(int(value[:6]), MOST)


def _check_format(value: str) -> None:
    # A plus sign in an address is a space unless it was written as %2B, which many forget.
    if value.replace(" ", "+") not in FORMATS:
        raise _Refusal("not_acceptable", "Only JSON is answered: _format is json.")


def _ids(name: str, value: str, *, of: str) -> Iterator[UUID]:
    for one in _parts(value, ","):
        named = one.rsplit("/", 2)
        if of and len(named) > 1 and named[-2] != of:
            said = f"{name} refers to a {of}, not to a {named[-2][:40]}."
            raise _Refusal("parameter_not_valid", said)
        yield _uuid(name, named[-1])


def _uuid(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        said = f"{name} names nothing here: our ids are UUIDs."
        raise _Refusal("parameter_not_valid", said) from None


def _tokens(name: str, value: str) -> Iterator[Token]:
    for one in _parts(value, ","):
        parted = [_unescaped(part) for part in _parts(one, "|")]
        if len(parted) > 2 or not parted[-1]:
            said = f"{name} is a code, or a system and a code: system|code."
            raise _Refusal("parameter_not_valid", said)
        system, code = parted[0] if len(parted) == 2 else None, parted[-1]
        yield Token(system, _number(name, code) if system == _NHS_NUMBER else code)


def _number(name: str, value: str) -> str:
    try:
        return NhsNumber.parse(value).value
    except Refused as refusal:
        said = f"{name}: {value[:20]} is no NHS number: ten digits, of which the last is a check."
        raise _Refusal(refusal.refusal_code, said) from refusal


def _days(name: str, value: str) -> Days:
    prefix, day = (value[:2], value[2:]) if value[:2].isalpha() else ("eq", value)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        said = f"{name} is a whole day, such as 1945-03-02, with eq, ge or le before it."
        raise _Refusal("parameter_not_valid", said) from None
    match prefix:
        case "eq":
            return Days(on, on)
        case "ge":
            return Days(since=on)
        case "le":
            return Days(until=on)
        case _:
            said = f"{name} takes eq, ge or le before a day, not {prefix}."
            raise _Refusal("parameter_not_valid", said)


def _on(name: str, value: str) -> Days:
    days = _days(name, value)
    if days.since != days.until:
        raise _Refusal("parameter_not_valid", f"{name} is one whole day, such as 1945-03-02.")
    return days


def _narrowed(one: Days, other: Days) -> Days:
    since = [day for day in (one.since, other.since) if day]
    until = [day for day in (one.until, other.until) if day]
    return Days(max(since, default=None), min(until, default=None))


def _parts(value: str, mark: str) -> list[str]:
    """Parts between marks; a mark after a backslash is a plain letter."""
    parts, part, is_escaped = [], "", False
    for letter in value:
        if letter == mark and not is_escaped:
            parts.append(part)
            part = ""
        else:
            part += letter
        is_escaped = letter == "\\" and not is_escaped
    parts.append(part)
    if len(parts) > _MOST_VALUES:
        said = f"At most {_MOST_VALUES} values may be asked for at once."
        raise _Refusal("parameter_not_valid", said)
    return parts


def _unescaped(value: str) -> str:
    kept, is_escaped = "", False
    for letter in value:
        is_escaped = letter == "\\" and not is_escaped
        kept += "" if is_escaped else letter
    return kept
