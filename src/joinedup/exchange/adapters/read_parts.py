"""Parts that every resource written here shares: identifiers, references, concepts, instants."""

from datetime import UTC, datetime
from typing import Any, Final

from joinedup.exchange.adapters.elements import ODS
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import NHS_NUMBER
from joinedup.exchange.domain.message import SentIdentifier
from joinedup.exchange.domain.shown import Coded, Organisation, Whom

RESTRICTED_MARK: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "code": "R",
    "display": "restricted",
}
"""The mark that the Personal Demographics Service puts on somebody whose whereabouts are hidden."""
_LABELS: Final = {"R": "restricted", "V": "very restricted"}


def security_label(label: str) -> Tree:
    """A label of confidentiality, as HL7 has them."""
    return {**RESTRICTED_MARK, "code": label, "display": _LABELS[label]}


def resource(kind: str, id: str, version: str, **more: Any) -> Tree:  # noqa: A002 - FHIR's word
    """A resource with its id and version; what is empty is left out, as R4 wants."""
    meta = {"versionId": version, **more.pop("meta", {})}
    return {"resourceType": kind, "id": id, "meta": meta, **filled(more)}


def filled(tree: Tree) -> Tree:
    """A tree without what is empty; *no* and nought are not empty."""
    return {key: value for key, value in tree.items() if value not in (None, "", [], {}, ())}


def identifier(one: SentIdentifier) -> Tree:
    """An identifier, its system left out where it came without one."""
    return filled({"system": one.system, "value": one.value})


def subject(whom: Whom) -> Tree:
    """A reference to a person: our id, with their NHS number and name where both may be shown."""
    number = {"system": NHS_NUMBER, "value": whom.nhs_number} if whom.nhs_number else {}
    return filled(
        {"reference": f"Patient/{whom.person_id}", "identifier": number, "display": whom.name}
    )


def organisation(one: Organisation | None) -> Tree:
    """A reference to an organisation by its ODS code, or by its name alone."""
    if one is None:
        return {}
    code = {"system": ODS[0], "value": one.ods} if one.ods else {}
    return filled({"type": "Organization", "identifier": code, "display": one.name})


def concept(system: str, one: Coded | None) -> Tree:
    """A code of a list of ours with its words."""
    if one is None or not (one.code or one.words):
        return {}
    coding = [{"system": system, "code": one.code}] if one.code else []
    return filled({"coding": coding, "text": one.words})


def coding(system: str, code: str, display: str = "") -> Tree:
    """A concept of one code of a published list."""
    return {"coding": [filled({"system": system, "code": code, "display": display})]}


def instant(at: datetime | None) -> str:
    """An instant as FHIR writes it, in UTC to the millisecond; nothing for none."""
    if at is None:
        return ""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
