"""What a document says in a line, and what is said of its days, originals and faults."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from joinedup.people.domain import documents as rules
from joinedup.people.domain import postcodes
from joinedup.people.domain.details import says_where, without_landlines
from joinedup.people.domain.document_standing import Standing
from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    Ended,
    Focus,
    Known,
    Paper,
    Reviewed,
    Sight,
)

RESTRICTED: Final = "restricted: ask"
_WORDS: Final = (
    *("summary", "details", "recommended", "not_recommended", "treatments", "involved_who"),
)
_PLACES: Final = ("care_place", "death_place", "kept_where", "signed_by")
"""Whoever signed is of a practice or a ward, which says where as well."""


def without_where(paper: Paper) -> Paper:
    """A document as it is shown while it is restricted where the person is.

    Where they want to be says where they are; so does where their papers are kept.
    """
    words: dict[str, Any] = {name: safe_words(getattr(paper, name)) for name in _WORDS}
    if paper.kind is DocumentKind.PREFERRED_PLACE:
        words |= {"summary": RESTRICTED, "details": ""}
    hidden: dict[str, Any] = {name: RESTRICTED if getattr(paper, name) else "" for name in _PLACES}
    phone = "" if says_where("phone", paper.proxy_phone) else paper.proxy_phone
    return replace(paper, **words, **hidden, proxy_phone=phone)


def safe_words(words: str) -> str:
    """Somebody's own words without what would say where somebody is."""
    return postcodes.not_shown(without_landlines(words))


def line(paper: Paper) -> str:
    """What a document is, and what to do by it, in a line."""
    head = _headline(paper)
    return f"{paper.kind.label}: {head}" if head else paper.kind.label


def _headline(paper: Paper) -> str:
    match paper.kind:
        case DocumentKind.RESPECT:
            focus = paper.focus.label if paper.focus is not Focus.NOT_SAID else ""
            return _sentence(paper.cpr.label, focus)
        case DocumentKind.DNACPR:
            return paper.cpr.label
        case DocumentKind.ADRT:
            cpr = paper.cpr.label if paper.cpr is not Cpr.NOT_SAID else ""
            return _sentence(f"refuses {paper.treatments}", cpr)
        case DocumentKind.LPA_HEALTH | DocumentKind.DEPUTY:
            return _proxy(paper)
        case DocumentKind.PREFERRED_PLACE:
            care = f"care: {paper.care_place}" if paper.care_place else ""
            death = f"death: {paper.death_place}" if paper.death_place else ""
            return "; ".join(part for part in (care, death) if part)
    return ""


def _proxy(paper: Paper) -> str:
    if not rules.gives_power(paper):
        return f"{paper.proxy_name} is named and has no power yet"
    over_life = {
        Known.YES: "life-sustaining treatment as well",
        Known.NO: "not life-sustaining treatment",
        Known.NOT_KNOWN: "not known if life-sustaining treatment as well",
    }[paper.life_sustaining]
    if paper.kind is DocumentKind.DEPUTY:
        over_life = "not life-sustaining treatment"
    return f"ask {paper.proxy_name} when the person cannot decide, {over_life}"


def _sentence(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


def faults(paper: Paper) -> tuple[str, ...]:
    """What is wrong with a document that whoever goes by it must know, each in words."""
    said = []
    if missing := rules.missing_by_law(paper):
        over = "" if paper.life_sustaining is Known.YES else ", if it is about life-sustaining care"
        said.append(f"May not be valid{over}: not shown to be {_listed(missing)}")
    if paper.kind is DocumentKind.LPA_HEALTH and not rules.gives_power(paper):
        registered = {Known.NO: "Not registered", Known.NOT_KNOWN: "Not known to be registered"}
        words = registered[paper.is_registered]
        said.append(f"{words} with the Office of the Public Guardian: gives no power")
    return tuple(said)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def told_of(
    paper: Paper, *, seen: Sight | None, reviewed: Reviewed | None, due_on: date | None, on: date
) -> str:
    """When a document was issued and looked at again, and who saw the original; in one line."""
    issued = f"issued {day(paper.issued_on)}" if paper.issued_on else "day of issue not known"
    parts = [issued]
    if reviewed is not None and reviewed.on is not None:
        parts.append(f"reviewed {day(reviewed.on)}")
    if due_on is not None:
        parts.append(f"review {'was due' if due_on < on else 'due'} {day(due_on)}")
    if paper.valid_until is not None:
        parts.append(f"valid until {day(paper.valid_until)}")
    parts.append(f"original seen {who_and_when(seen)}" if seen else "original not seen")
    return ", ".join(parts)


def who_and_when(done: Sight | Reviewed) -> str:
    """Who saw or reviewed, and when; their name is blank where it would say where."""
    who = ", ".join(part for part in (done.name, done.role) if part)
    by = f"by {who}" if who else ""
    on = f"on {day(done.on)}" if done.on else ""
    return " ".join(part for part in (by, on) if part)


def not_in_force(standing: Standing, paper: Paper) -> str:
    """Why a document that nobody ended is not in force, where it is not."""
    if standing is Standing.SUPERSEDED:
        return "Superseded by a later one: not in force"
    if standing is Standing.EXPIRED and paper.valid_until is not None:
        return f"Was valid until {day(paper.valid_until)}: not in force"
    return ""


def end_in_words(given: Ended) -> str:
    """How a document ended, on which day, by whom and why."""
    on = f" {day(given.on)}" if given.on else ""
    by = f" by {given.decided_by}" if given.decided_by else ""
    return f"{given.how.label}{on}{by}: {given.because}. Not in force"


def day(on: date) -> str:
    """A day in words: 3 May 2026."""
    return f"{on.day} {on:%B} {on.year}"
