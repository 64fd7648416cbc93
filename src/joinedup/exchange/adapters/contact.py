"""An Encounter of a referral of ours, as the contact that it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from joinedup.exchange.adapters.bars_status import REFERENCE_SYSTEM
from joinedup.exchange.adapters.elements import instant, objects, only, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record_parts import Names, concept, concepts, first_concept
from joinedup.exchange.domain.kept import ContactKind

# HL7's v3 ActCode: at home, in the field, in a clinic, in a building of care.
_SEEN: Final = frozenset({"HH", "FLD", "AMB", "EMER", "IMP", "ACUTE", "NONAC", "SS", "OBSENC"})
_VIRTUAL: Final = "VR"
# SNOMED CT: what was held by telephone or video and was an assessment.
_ASSESSED: Final = frozenset({"448337001", "325921000000109", "719410009", "868184008"})
_HAPPENED: Final = frozenset({"finished", "in-progress", "arrived", "onleave", "triaged"})


@dataclass(frozen=True, slots=True)
class ContactSaid:
    """A contact as an Encounter says it; what it does not say is empty."""

    reference: str
    kind: ContactKind | None
    roles: tuple[str, ...]
    made_by: str
    happened_at: datetime | None
    words: str
    is_entered_in_error: bool


def contact_said(encounter: Tree, names: Names) -> ContactSaid | None:
    """The contact that an Encounter was, if it names a referral of ours and has happened."""
    reference = _reference(encounter)
    status = text(encounter, "status")
    if not reference or status in ("planned", "unknown", ""):
        return None
    who = next((p for p in objects(encounter, "participant") if only(p, "individual")), {})
    individual = only(who, "individual")
    return ContactSaid(
        reference=reference,
        kind=_kind(encounter, status),
        roles=tuple(
            role
            for role in (*concepts(who, "type"), *_codes(who), names.role_of(individual))
            if role
        ),
        made_by=names.of(individual),
        happened_at=instant(only(encounter, "period").get("start")),
        words="; ".join(concepts(encounter, "reasonCode")),
        is_entered_in_error=status == "entered-in-error",
    )


def profession_of(said: ContactSaid, professions: Mapping[str, str]) -> str:
    """The place's code of whoever made a contact, by the code or name that the sender gives."""
    by_name = {name.casefold(): code for code, name in professions.items()}
    for role in said.roles:
        known = role.casefold()
        if known.replace(" ", "_") in professions:
            return known.replace(" ", "_")
        if known in by_name:
            return by_name[known]
    return ""


def _reference(encounter: Tree) -> str:
    """Our reference: as an identifier of the Encounter, or of the referral that it is based on."""
    for one in objects(encounter, "identifier"):
        if text(one, "system") == REFERENCE_SYSTEM:
            return text(one, "value")
    for one in objects(encounter, "basedOn"):
        identifier = only(one, "identifier")
        if text(identifier, "system") in (REFERENCE_SYSTEM, "") and text(identifier, "value"):
            return text(identifier, "value")
    return ""


def _kind(encounter: Tree, status: str) -> ContactKind | None:
    if status == "cancelled":
        return ContactKind.ATTEMPTED
    code = concept(only(encounter, "class")).code
    if code in _SEEN and (status in _HAPPENED or status == "entered-in-error"):
        return ContactKind.FACE_TO_FACE
    if code == _VIRTUAL:
        is_assessed = first_concept(encounter, "type").code in _ASSESSED
        return ContactKind.REMOTE_ASSESSMENT if is_assessed else ContactKind.CALL
    return None


def _codes(who: Tree) -> list[str]:
    return [concept(one).code for one in objects(who, "type")]
