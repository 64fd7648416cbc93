"""Small readings of FHIR elements: the current one of several, words of a concept, an instant."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.domain.message import SentCode, SentIdentifier

ODS: tuple[str, ...] = (
    "https://fhir.nhs.uk/Id/ods-organization-code",
    "https://fhir.nhs.uk/Id/ods-organization",
    "https://fhir.nhs.uk/Id/ods-site-code",
)


def text(tree: Tree, name: str) -> str:
    """An element's text with its ends trimmed, or nothing."""
    value = tree.get(name)
    return value.strip() if isinstance(value, str) else ""


def objects(tree: Tree, name: str) -> list[Tree]:
    """An element's objects, whether it repeats or not."""
    value = tree.get(name)
    if value is None:
        return []
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def only(tree: Tree, name: str) -> Tree:
    """An element's one object, or an empty one."""
    value = tree.get(name)
    if value is None:
        return {}
    return value if isinstance(value, dict) else next(iter(objects(tree, name)), {})


def texts(tree: Tree, name: str) -> list[str]:
    """An element's texts, whether it repeats or not."""
    value = tree.get(name)
    listed = value if isinstance(value, list) else [value]
    return [one.strip() for one in listed if isinstance(one, str) and one.strip()]


def instant(value: Any) -> datetime | None:
    """A FHIR instant or full dateTime in UTC, or nothing for a date without a time."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    try:
        return read.astimezone(UTC) if read.tzinfo else None
    except OverflowError:
        return None


def day(value: Any) -> date | None:
    """A full FHIR date, or the day of a dateTime, or nothing for a year or a month."""
    if not isinstance(value, str) or len(value) < len("2026-01-01"):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def is_current(tree: Tree, on: date) -> bool:
    """Whether an element's period holds a day; without a period it does."""
    period = only(tree, "period")
    since, until = day(period.get("start")), day(period.get("end"))
    return (since is None or since <= on) and (until is None or on <= until)


def identifiers(tree: Tree) -> tuple[SentIdentifier, ...]:
    """A resource's identifiers that have a value."""
    found = ((text(one, "system"), text(one, "value")) for one in objects(tree, "identifier"))
    return tuple(SentIdentifier(system, value) for system, value in found if value)


def ods_of(tree: Tree) -> str:
    """An organisation's ODS code, from its identifiers or from a reference's identifier."""
    found = (text(i, "value") for i in objects(tree, "identifier") if text(i, "system") in ODS)
    return next((value.upper() for value in found if value), "")


def codings(concept: Tree) -> Iterator[Tree]:
    """The codings of a concept, or the coding itself."""
    yield from objects(concept, "coding") or ([concept] if "code" in concept else [])


def sent_codes(concept: Tree) -> tuple[SentCode, ...]:
    """Every code of a concept."""
    return tuple(
        SentCode(text(c, "system"), text(c, "code"), text(c, "display") or text(concept, "text"))
        for c in codings(concept)
        if text(c, "code")
    )


def words(concept: Tree) -> str:
    """What a concept says to a reader: its text, or its first display, or its first code."""
    if said := text(concept, "text"):
        return said
    shown = [text(c, "display") or text(c, "code") for c in codings(concept)]
    return next((one for one in shown if one), "")


def name_of(tree: Tree) -> str:
    """A practitioner's or contact's name in one line."""
    for name in objects(tree, "name"):
        whole = text(name, "text")
        parts = [*texts(name, "prefix"), *texts(name, "given"), text(name, "family")]
        if joined := whole or " ".join(part for part in parts if part):
            return joined
    return ""


def phone_of(tree: Tree, on: date) -> str:
    """The best number to ring: current ones, by the rank that the sender gave them."""
    return _contact(tree, on, systems=("phone", "sms"))


def email_of(tree: Tree, on: date) -> str:
    """The best address to write to, likewise."""
    return _contact(tree, on, systems=("email",))


def _contact(tree: Tree, on: date, *, systems: tuple[str, ...]) -> str:
    points = [
        point
        for point in objects(tree, "telecom")
        if text(point, "system") in systems
        and text(point, "use") != "old"
        and is_current(point, on)
    ]
    points.sort(key=_rank)
    return next((text(point, "value") for point in points if text(point, "value")), "")


def _rank(point: Tree) -> int:
    rank = point.get("rank")
    return rank if isinstance(rank, int) else 1_000
