"""Our own rules beside the schema: codes, references, ids, narrative, numbers, dates."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from joinedup.exchange.adapters import modifiers, narrative, r4
from joinedup.exchange.adapters.bundle import Index
from joinedup.exchange.adapters.elements import day, objects, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.kernel.errors import Refused
from joinedup.kernel.finding import Finding
from joinedup.kernel.nhs_number import NhsNumber

NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"

OLDEST_YEARS: Final = 130

_NHS_NUMBER_WORDS: Final = {
    "nhs_number_check": "This is not an NHS number: its check digit does not agree.",
    "nhs_number_length": "An NHS number has ten digits.",
}
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|T)")
_RELATIVE: Final = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[^/]+)?$")

# Objects of these keys alone have nothing that `_of_object` looks at: most objects are such.
_PLAIN: Final = frozenset(
    """
    coding code display text reference value unit start end url use type line city state country
    given prefix family rank extension valueString valueCode valueCoding valueDecimal
    """.split()  # noqa: SIM905 - as a list this is thirty lines that say no more
)

type Found = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the rules look at together: the whole tree, its index, and the day it is read on."""

    index: Index
    on: date


def findings(tree: Tree, *, source: str, on: date) -> tuple[Finding, ...]:
    """Every rule that a resource breaks and that a schema does not check, with its FHIRPath."""
    reading = _Reading(Index(tree), on)
    name = tree_type(tree)
    walk = _Walk(reading, [name or "Resource"])
    walk.over(tree)
    found = [
        *walk.found,
        *_by_type(tree, name, name, reading),
        *(modifiers.unknown(tree, name) if walk.has_modifier else ()),
    ]
    return tuple(Finding(source, *one) for one in found)


def tree_type(tree: Tree) -> str:
    """The name of a tree's resource type, or nothing where it has none."""
    name = tree.get("resourceType")
    return name if isinstance(name, str) else ""


class _Walk:
    """One walk over every value of a tree; a path is written only where something is found."""

    def __init__(self, reading: _Reading, trail: list[str]) -> None:
        self.reading = reading
        self.trail = trail
        self.found: list[Found] = []
        self.has_modifier = False

    def over(self, value: Tree) -> None:
        """Look at an object and all that is in it, the object first."""
        if not _PLAIN.issuperset(value):
            self._object(value)
        for key, inner in value.items():
            kind = type(inner)
            if kind is str:
                if _is_odd(inner):
                    self.found += _of_text(".".join([*self.trail, key]), inner)
            elif kind is list:
                self._list(key, inner)
            elif isinstance(inner, dict):
                self.trail.append(key)
                self.over(inner)
                self.trail.pop()

    def _list(self, key: str, values: list[Any]) -> None:
        for index, inner in enumerate(values):
            if isinstance(inner, dict | list | str):
                self.trail.append(f"{key}[{index}]")
                if isinstance(inner, dict):
                    self.over(inner)
                elif isinstance(inner, list):
                    # No element of FHIR is a list of lists; the schema has said so already.
                    self._list(self.trail.pop(), inner)
                    continue
                elif _is_odd(inner):
                    self.found += _of_text(".".join(self.trail), inner)
                self.trail.pop()

    def _object(self, value: Tree) -> None:
        self.found += _of_object(".".join(self.trail), value, self.reading)
        if "modifierExtension" in value or "implicitRules" in value:
            self.has_modifier = True


def _is_odd(written: str) -> bool:
    """Whether a text is one that `_of_text` may have something to say of."""
    return written.isspace() or (written[4:5] == "-" and written[7:8] == "-")


def _of_object(path: str, value: Tree, reading: _Reading) -> Iterator[Found]:
    if "resourceType" in value:
        yield from _of_resource(path, value, reading)
    if value.get("system") == NHS_NUMBER:
        yield from _nhs_number(f"{path}.value", value.get("value"))
    div = value.get("div")
    if isinstance(div, str):
        acting = narrative.faults(div)
        if acting:
            what = ", ".join(acting[:3])
            said = f"This narrative holds {what}, which is not taken. Send words only."
            yield f"{path}.div", "narrative_not_safe", said


def _of_resource(path: str, resource: Tree, reading: _Reading) -> Iterator[Found]:
    given = resource.get("id")
    if isinstance(given, str) and not _ID.fullmatch(given):
        said = "An id is 1 to 64 letters, digits, hyphens and dots."
        yield f"{path}.id", "id_not_valid", said
    if tree_type(resource) == "Patient":
        yield from _of_patient(path, resource, reading.on)


def _of_text(path: str, written: str) -> Iterator[Found]:
    if written and not written.strip():
        yield path, "blank", "This is only spaces. Leave the element out instead."
    dated = _DATE.match(written)
    if dated and not _is_a_day(dated):
        yield path, "no_such_day", f"There is no such day as {dated.group()[:10]}."


def _is_a_day(dated: re.Match[str]) -> bool:
    return day(dated.group()[:10]) is not None


def _nhs_number(path: str, value: Any) -> Iterator[Found]:
    if not isinstance(value, str):
        return
    try:
        NhsNumber.parse(value)
    except Refused as refused:
        said = _NHS_NUMBER_WORDS.get(refused.refusal_code, "This is not an NHS number.")
        yield path, refused.refusal_code, f"{said} Correct it and send again."


def _of_patient(path: str, patient: Tree, on: date) -> Iterator[Found]:
    born, died = day(patient.get("birthDate")), day(patient.get("deceasedDateTime"))
    if born and born > on:
        yield f"{path}.birthDate", "birth_date_future", "This birth date is still to come."
    elif born and on.year - born.year > OLDEST_YEARS:
        said = f"This would be more than {OLDEST_YEARS} years of age. Check the birth date."
        yield f"{path}.birthDate", "birth_date_too_long_ago", said
    if died and died > on:
        yield (
            f"{path}.deceasedDateTime",
            "death_date_future",
            "This date of death is still to come.",
        )
    elif born and died and died < born:
        said = "This date of death is before the birth date."
        yield f"{path}.deceasedDateTime", "death_before_birth", said
    named = [i for i in objects(patient, "identifier") if text(i, "system") == NHS_NUMBER]
    numbers = {text(one, "value") for one in named} - {""}
    if len(numbers) > 1:
        said = "There are two different NHS numbers for one person. Send the right one only."
        yield f"{path}.identifier", "nhs_number_twice", said


def _by_type(value: Any, path: str, type_name: str, reading: _Reading) -> Iterator[Found]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _by_type(one, f"{path}[{index}]", type_name, reading)
    elif isinstance(value, dict):
        if type_name == r4.ANY_RESOURCE:
            type_name = tree_type(value)
        yield from _by_element(value, path, r4.elements(type_name), reading)
        yield from _by_type(value.get("contained"), f"{path}.contained", r4.ANY_RESOURCE, reading)
        yield from _by_extension(value.get("extension"), f"{path}.extension", reading)
        yield from _by_extension(
            value.get("modifierExtension"), f"{path}.modifierExtension", reading
        )


def _by_element(
    value: Tree, path: str, rules: Mapping[str, r4.Element], reading: _Reading
) -> Iterator[Found]:
    for name in [name for name in value if name in rules]:
        element, at = rules[name], f"{path}.{name}"
        if element.kind == "is":
            yield from _by_type(value[name], at, element.type_name, reading)
            continue
        for where, one in _each(value[name], at):
            if element.kind == "refers":
                yield from _reference(one, where, element, reading)
            else:
                yield from _coded(one, where, element)


def _by_extension(extensions: Any, path: str, reading: _Reading) -> Iterator[Found]:
    for at, one in _each(extensions, path):
        if not isinstance(one, dict):
            continue
        for key in one:
            if key == "valueReference":
                yield from _reference(one[key], f"{at}.{key}", _ANYTHING, reading)
            elif key.startswith("value"):
                yield from _by_type(one[key], f"{at}.{key}", key.removeprefix("value"), reading)
        yield from _by_extension(one.get("extension"), f"{at}.extension", reading)


_ANYTHING: Final = r4.Element("refers", frozenset())


def _each(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield f"{path}[{index}]", one
    elif value is not None:
        yield path, value


def _coded(value: Any, path: str, element: r4.Element) -> Iterator[Found]:
    given = _codes(value, element.kind)
    if given and not given & element.allowed:
        known = ", ".join(sorted(element.allowed)[:12])
        said = f"{_quoted(given)} is not one of the codes that R4 requires here: {known}."
        yield path, "code_not_allowed", said


def _codes(value: Any, kind: r4.Kind) -> set[str]:
    if kind == "code":
        return {value} if isinstance(value, str) else set()
    if not isinstance(value, dict):
        return set()
    codings = [value] if kind == "coding" else value.get("coding")
    listed = codings if isinstance(codings, list) else []
    return {c["code"] for c in listed if isinstance(c, dict) and isinstance(c.get("code"), str)}


def _quoted(given: set[str]) -> str:
    first = sorted(given)[0]
    return f'"{first if len(first) <= 40 else first[:40] + "..."}"'


def _reference(value: Any, path: str, element: r4.Element, reading: _Reading) -> Iterator[Found]:
    if not isinstance(value, dict):
        return
    yield from _by_type(value.get("identifier"), f"{path}.identifier", "Identifier", reading)
    address = text(value, "reference")
    if reading.index.must_hold(address) and not reading.index.holds(address):
        yield f"{path}.reference", "reference_not_here", "Nothing in this message has that address."
        return
    named = _type_referred_to(value, address, reading.index)
    if named and element.allowed and named not in element.allowed:
        may = ", ".join(sorted(element.allowed))
        yield path, "reference_wrong_kind", f"This refers to a {named}; it may refer to: {may}."


def _type_referred_to(value: Tree, address: str, index: Index) -> str:
    if resource := index.find(address):
        return tree_type(resource)
    if relative := _RELATIVE.search(address):
        return relative.group(1)
    stated = text(value, "type")
    return "" if "/" in stated else stated
