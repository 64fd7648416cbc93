"""A resource to an entry of somebody's record: what it says, about whom, and where it stands."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from joinedup.exchange.adapters import record_care, record_clinical
from joinedup.exchange.adapters.elements import only, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record_kinds import ENTRIES, is_set_aside, why_set_aside
from joinedup.exchange.adapters.record_parts import Drawn, Names, When, local
from joinedup.exchange.adapters.rules import NHS_NUMBER
from joinedup.exchange.domain.kept import (
    LONGEST,
    EntryKind,
    EntrySent,
    by_labels,
    is_label_refused,
)
from joinedup.kernel.audience import Audience

_READERS: Final = {**record_clinical.READERS, **record_care.READERS}
_ABOUT: Final = ("subject", "patient", "for", "beneficiary")
# What R4 calls whom these are about; of every other kind it is the subject.
_ELEMENTS: Final = {
    "AllergyIntolerance": "patient",
    "Consent": "patient",
    "DetectedIssue": "patient",
    "EpisodeOfCare": "patient",
    "FamilyMemberHistory": "patient",
    "Immunization": "patient",
    "NutritionOrder": "patient",
    "RelatedPerson": "patient",
    "Task": "for",
}
_ERROR: Final = "entered-in-error"
# The address of a person at the Personal Demographics Service ends in their NHS number.
_PDS: Final = "personal-demographics/FHIR/R4/Patient/"


@dataclass(frozen=True, slots=True)
class About:
    """Whom an entry says that it is about: an address, an identifier, or both; and where."""

    address: str = ""
    system: str = ""
    value: str = ""
    is_person: bool = True
    element: str = "subject"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one resource: the entry with whom it is about, or why it is none."""

    entry: EntrySent | None = None
    about: About = About()
    code: str = ""
    said: str = ""


def kind_of(type_name: str) -> EntryKind | None:
    """The kind of entry that a type of resource becomes, if it becomes one."""
    return ENTRIES.get(type_name)


def read(resource: Tree, names: Names, *, at: str) -> Reading:
    """One valid resource as an entry of a record; `names` says who others in the message are."""
    type_name = text(resource, "resourceType")
    kind = ENTRIES.get(type_name)
    if kind is None:
        return _no_entry(type_name)
    about = about_of(resource)
    if not about.is_person:
        said = "This is about a group, a place or a thing, and not about a person."
        return Reading(code="subject_not_person", said=said)
    names = names.with_contained(resource)
    drawn = Drawn()
    _READERS.get(type_name, record_care.other)(resource, names, drawn)
    record_clinical.common_notes(resource, drawn)
    if not drawn.words:
        said = f"Nothing in this {type_name} says what it is. Send it with a code or words."
        return Reading(about=about, code="entry_without_words", said=said)
    read = _entry(resource, kind, drawn, names, at)
    if is_label_refused(read):
        said = (
            "The sender marks this as restricted, and it is of what nobody who cares for somebody"
            " is kept from: an allergy, an alert, a treatment wish. It is not kept: ask the sender"
            " where to read it, or send it without the mark."
        )
        return Reading(code="entry_restricted", said=said)
    return Reading(read, about)


def about_of(resource: Tree) -> About:
    """Whom a resource says that it is about."""
    element = next((name for name in _ABOUT if only(resource, name)), "")
    reference = only(resource, element)
    if not element:
        element = _ELEMENTS.get(text(resource, "resourceType"), "subject")
    address, identifier = text(reference, "reference"), only(reference, "identifier")
    system, value = text(identifier, "system"), text(identifier, "value").replace(" ", "")
    named = local(address).partition("/")[0] if "/" in address else text(reference, "type")
    if _PDS in address and not value:
        system, value = NHS_NUMBER, address.rpartition("/")[2]
    return About(address, system, value, named in ("", "Patient") or not reference, element)


def source_key(resource: Tree) -> str:
    """The source's own name for an entry: its id, else an identifier, else what it says.

    A resource's address in a message is made anew for each message, and names nothing.
    """
    kind, given = text(resource, "resourceType"), text(resource, "id")
    if given:
        return f"{kind}/{given}"
    identifier = only(resource, "identifier")
    if value := text(identifier, "value"):
        key = f"{kind}|{text(identifier, 'system')}|{value}"
        return key if len(key) <= LONGEST["source_key"] else f"{kind}#{_digest(key)}"
    said = {name: value for name, value in resource.items() if name not in ("meta", "text")}
    return f"{kind}#{_digest(json.dumps(said, sort_keys=True, default=str))}"


def _no_entry(type_name: str) -> Reading:
    if is_set_aside(type_name):
        return Reading(code="set_aside", said=f"{type_name} {why_set_aside(type_name)}.")
    said = f"{type_name[:60] or 'This'} is no entry of a record: nothing here keeps it."
    return Reading(code="resource_not_taken", said=said)


def _entry(resource: Tree, kind: EntryKind, drawn: Drawn, names: Names, at: str) -> EntrySent:
    when = drawn.when or When()
    ended = drawn.ended or when.ended
    if when.words and when.at is None and when.on is None:
        drawn.details.insert(0, ("When", when.words))
    return EntrySent(
        kind=kind,
        source_key=source_key(resource),
        words=drawn.words,
        code_system=drawn.coded.system,
        code=drawn.coded.code if len(drawn.coded.code) <= LONGEST["code"] else "",
        status=drawn.status,
        happened_at=when.at,
        happened_on=when.on,
        until=ended.at if ended else None,
        ends_on=ended.on if ended else None,
        author=names.of(drawn.author),
        author_role=drawn.author_role or names.role_of(drawn.author),
        organisation=names.of(drawn.organisation) or names.organisation_of(drawn.author),
        value=drawn.value,
        details=tuple(drawn.details),
        path=at,
        says_none=drawn.says_none,
        is_entered_in_error=_is_error(resource),
        audience=_audience(resource),
    )


def _is_error(resource: Tree) -> bool:
    if resource.get("status") == _ERROR:
        return True
    verified = resource.get("verificationStatus")
    return isinstance(verified, dict) and any(
        text(one, "code") == _ERROR for one in _codings(verified)
    )


def _codings(concept: Tree) -> Iterator[Tree]:
    listed = concept.get("coding")
    yield from (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()


def _audience(resource: Tree) -> Audience | None:
    """Who an entry is for by its sender's labels; None where they say nothing of it."""
    meta = resource.get("meta")
    listed = meta.get("security") if isinstance(meta, dict) else None
    marks = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return by_labels((text(one, "system"), text(one, "code")) for one in marks)


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:40]
