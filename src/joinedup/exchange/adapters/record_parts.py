"""Small readings that entries of the record share: codes, times, names, notes."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.elements import objects, only, text
from joinedup.exchange.adapters.raw import Tree

SNOMED: Final = "http://snomed.info/sct"
MOST_NAMES: Final = 200_000
_PARTIAL: Final = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2]))?")

type Details = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A concept: the code that stands for it, and what it says to a reader."""

    system: str = ""
    code: str = ""
    words: str = ""


NOTHING: Final = Coded()


@dataclass(slots=True)
class Drawn:
    """What is drawn from one resource, before it is an entry."""

    words: str = ""
    coded: Coded = NOTHING
    status: str = ""
    value: str = ""
    when: "When | None" = None
    ended: "Ended | None" = None
    author: Tree = field(default_factory=dict)
    author_role: str = ""
    organisation: Tree = field(default_factory=dict)
    details: Details = field(default_factory=list)
    says_none: bool = False

    def add(self, label: str, said: str) -> None:
        """Add a detail, where something was said."""
        if said:
            self.details.append((label, said))

    def add_all(self, label: str, said: Iterator[str] | list[str]) -> None:
        """Add several things under one name."""
        self.add(label, "; ".join(one for one in said if one))


@dataclass(frozen=True, slots=True)
class When:
    """A time as FHIR gives it: an instant, a day, or only words; and its end."""

    at: datetime | None = None
    on: date | None = None
    words: str = ""
    ended: "Ended | None" = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Until when something is so: an instant, or the last day of it; and the words for that."""

    at: datetime | None = None
    on: date | None = None
    words: str = ""


class Names:
    """What the resources of a message are called, by the addresses that references use."""

    def __init__(self, beyond: "Names | None" = None) -> None:
        self._beyond = beyond
        self._words: dict[str, str] = {}
        self._organisations: dict[str, str] = {}
        self._codes: dict[str, Coded] = {}
        self._roles: dict[str, str] = {}

    def add(self, full_url: str, resource: Tree, *, prefix: str = "") -> None:
        """Remember what a resource is called; a medication with its code."""
        words = _called(resource, self)
        if not words or len(self._words) >= MOST_NAMES:
            return
        kind, given = text(resource, "resourceType"), text(resource, "id")
        for address in (full_url, f"{prefix or f'{kind}/'}{given}" if given else ""):
            if address:
                self._words[address] = words
                if kind == "Medication":
                    self._codes[address] = concept(only(resource, "code"))
                if kind == "PractitionerRole":
                    self._roles[address] = first_concept(resource, "code").words
                    self._organisations[address] = self.of(only(resource, "organization"))

    def with_contained(self, resource: Tree) -> "Names":
        """These, and what is contained in one resource."""
        contained = objects(resource, "contained")
        if not contained:
            return self
        own = Names(self)
        for one in contained:
            own.add("", one, prefix="#")
        return own

    def of(self, reference: Tree) -> str:
        """What a reference points to, in words: its own first, then what stands at its address."""
        if not reference:
            return ""
        return text(reference, "display") or self._at(reference) or _identified(reference)

    def organisation_of(self, reference: Tree) -> str:
        """The organisation of the practitioner's role that a reference points to."""
        address = _address(reference)
        found = self._organisations.get(address, "")
        return found or (self._beyond.organisation_of(reference) if self._beyond else "")

    def role_of(self, reference: Tree) -> str:
        """What somebody is, by the role of theirs that a reference points to."""
        found = self._roles.get(_address(reference), "")
        return found or (self._beyond.role_of(reference) if self._beyond else "")

    def code_of(self, reference: Tree) -> Coded:
        """The code of the medication that a reference points to."""
        found = self._codes.get(_address(reference))
        if found is None:
            return self._beyond.code_of(reference) if self._beyond else NOTHING
        return found

    def _at(self, reference: Tree) -> str:
        found = self._words.get(_address(reference), "")
        return found or (self._beyond._at(reference) if self._beyond else "")  # noqa: SLF001


def local(address: str) -> str:
    """An address as the end of it names a resource: its type and id."""
    if address.startswith(("urn:", "#")):
        return address
    parts = address.partition("/_history/")[0].rsplit("/", 2)
    return "/".join(parts[-2:])


def concept(tree: Tree) -> Coded:
    """A concept's code, SNOMED CT's where there is one, and its words."""
    if not tree:
        return NOTHING
    listed = objects(tree, "coding") or [tree]
    chosen = next((one for one in listed if one.get("system") == SNOMED and "code" in one), None)
    if chosen is None:
        chosen = next((one for one in listed if one.get("userSelected") is True), None)
    if chosen is None:
        chosen = next((one for one in listed if "code" in one), {})
    words = text(tree, "text") or text(chosen, "display")
    if not words:
        words = next((said for one in listed if (said := text(one, "display"))), "")
    code = text(chosen, "code")
    return Coded(text(chosen, "system"), code, words or code)


def first_concept(resource: Tree, *names: str) -> Coded:
    """The first concept that says something among several elements."""
    for name in names:
        for one in objects(resource, name):
            found = concept(one)
            if found.words:
                return found
    return NOTHING


def concepts(resource: Tree, name: str) -> list[str]:
    """The words of every concept of an element."""
    return [said for one in objects(resource, name) if (said := concept(one).words)]


def when(resource: Tree, *names: str) -> When:
    """The first time that a resource gives among several elements, whichever form it has."""
    for name in names:
        value = resource.get(name)
        if isinstance(value, str) and value:
            return moment(value)
        if isinstance(value, dict):
            start, end = value.get("start"), value.get("end")
            begun, ended = moment(start), moment(end)
            if begun.words or ended.words:
                words = begun.words or f"until {ended.words}"
                return When(begun.at, begun.on, words, ended_at(end))
    return When()


def begun(resource: Tree, *names: str) -> When:
    """The same of what began in a period: that it had begun by its end ends nothing."""
    return replace(when(resource, *names), ended=None)


def moment(value: Any) -> When:
    """One FHIR date or time: a year or a month stays words, for no day may be made up."""
    if not isinstance(value, str) or not value:
        return When()
    if "T" in value:
        at = elements.instant(value)
        return When(at, None if at else elements.day(value), value)
    return When(None, elements.day(value), value)


def ended_at(value: Any) -> Ended | None:
    """Until when something is so; what ends in a year or a month is over when that is over."""
    given = moment(value)
    if not given.words:
        return None
    on = given.on
    if given.at is None and on is None and (partial := _PARTIAL.fullmatch(given.words)):
        year, month = int(partial[1]), int(partial[2] or 12)
        on = date(year, month, monthrange(year, month)[1])
    return Ended(given.at, on, given.words) if given.at or on else None


def ends(resource: Tree, *names: str) -> Ended | None:
    """The first end that a resource gives among several elements: a time, or that of a period."""
    for name in names:
        value = resource.get(name)
        found = ended_at(value.get("end") if isinstance(value, dict) else value)
        if found:
            return found
    return None


def span(resource: Tree, name: str) -> str:
    """A period in words, both ends of it."""
    given = only(resource, name)
    start, end = text(given, "start"), text(given, "end")
    return f"{start} until {end}" if start and end else f"until {end}" if end else start


def notes(resource: Tree, name: str = "note") -> list[str]:
    """Annotations in words."""
    return [said for one in objects(resource, name) if (said := text(one, "text"))]


def ratio(quantity: Tree) -> str:
    """A quantity in words."""
    value = quantity.get("value")
    if isinstance(value, bool) or value is None:
        return ""
    unit = text(quantity, "unit") or text(quantity, "code")
    return f"{text(quantity, 'comparator')}{value} {unit}".strip()


def phone(resource: Tree) -> str:
    """The first telephone number of a resource."""
    points = objects(resource, "telecom")
    return next((text(p, "value") for p in points if text(p, "system") in ("phone", "sms")), "")


def _called(resource: Tree, names: Names) -> str:
    match resource.get("resourceType"):
        case "Practitioner" | "Patient" | "RelatedPerson":
            return elements.name_of(resource)
        case "Organization" | "Location" | "HealthcareService":
            return text(resource, "name")
        case "PractitionerRole":
            who = names.of(only(resource, "practitioner"))
            return who or first_concept(resource, "code").words
        case "Medication" | "Substance":
            return concept(only(resource, "code")).words
        case "Device":
            named = next((text(n, "name") for n in objects(resource, "deviceName")), "")
            return named or concept(only(resource, "type")).words
        case _:
            return ""


def _address(reference: Tree) -> str:
    return local(text(reference, "reference"))


def _identified(reference: Tree) -> str:
    identifier = only(reference, "identifier")
    value = text(identifier, "value")
    name = text(identifier, "system").rsplit("/", 1)[-1]
    return f"{name} {value}" if value and name else value
