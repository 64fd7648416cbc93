"""A person as a UK Core Patient."""

import re
from typing import Final

from joinedup.exchange.adapters.patient import INTERPRETER, LANGUAGES, VERIFICATION
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_parts import (
    RESTRICTED_MARK,
    coding,
    filled,
    identifier,
    organisation,
    resource,
)
from joinedup.exchange.adapters.rules import NHS_NUMBER
from joinedup.exchange.domain.shown import PatientShown

_STATUSES: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
_VERIFIED: Final = ("01", "Number present and verified")
_NOT_VERIFIED: Final = ("02", "Number present but not traced")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def patient(shown: PatientShown) -> Tree:
    """A person as they may be shown; of whoever was merged, only who they are now."""
    if shown.merged_into:
        now = {"other": {"reference": f"Patient/{shown.merged_into}"}, "type": "replaced-by"}
        return resource("Patient", shown.id, shown.version, active=False, link=[now])
    return resource(
        "Patient",
        shown.id,
        shown.version,
        meta=_marks(shown),
        extension=_interpreter(shown),
        identifier=[*_number(shown), *map(identifier, shown.identifiers)],
        active=True,
        name=_names(shown),
        telecom=_telecom(shown),
        gender=shown.gender,
        birthDate=shown.born_on.isoformat() if shown.born_on else "",
        deceasedDateTime=shown.died_on.isoformat() if shown.died_on else "",
        address=_address(shown),
        communication=_communication(shown),
        generalPractitioner=[one for one in [organisation(shown.practice)] if one],
    )


def _marks(shown: PatientShown) -> Tree:
    if not shown.is_restricted:
        return {}
    return {"security": [RESTRICTED_MARK]}


def _number(shown: PatientShown) -> list[Tree]:
    if not shown.nhs_number:
        return []
    code, said = _VERIFIED if shown.is_nhs_number_verified else _NOT_VERIFIED
    status = {"url": VERIFICATION, "valueCodeableConcept": coding(_STATUSES, code, said)}
    return [{"extension": [status], "system": NHS_NUMBER, "value": shown.nhs_number}]


def _names(shown: PatientShown) -> list[Tree]:
    if not shown.is_identified:
        return [filled({"use": "temp", "text": shown.description})]
    official = filled(
        {"use": "official", "family": shown.family_name, "given": shown.given_name.split()}
    )
    known_as = {"use": "nickname", "given": [shown.known_as]} if shown.known_as else {}
    return [one for one in (official, known_as) if len(one) > 1]


def _telecom(shown: PatientShown) -> list[Tree]:
    reached = (("phone", shown.phone), ("email", shown.email))
    return [{"system": system, "value": value} for system, value in reached if value]


def _address(shown: PatientShown) -> list[Tree]:
    lines = {"line": list(shown.address_lines), "postalCode": shown.postcode}
    lived_at = filled(lines)
    return [{"use": "home", **lived_at}] if lived_at else []


def _communication(shown: PatientShown) -> list[Tree]:
    if not shown.language:
        return []
    is_code = bool(_LANGUAGE.fullmatch(shown.language))
    spoken = coding(LANGUAGES, shown.language) if is_code else {"text": shown.language}
    return [{"language": spoken, "preferred": True}]


def _interpreter(shown: PatientShown) -> list[Tree]:
    return [{"url": INTERPRETER, "valueBoolean": True}] if shown.needs_interpreter else []
