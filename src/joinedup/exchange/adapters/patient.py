"""A Patient, as UK Core and the Personal Demographics Service write it, to a person as sent."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.elements import objects, only, text, texts
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import NHS_NUMBER
from joinedup.exchange.domain.message import PersonEntry, PersonSent, SentIdentifier

_UK_CORE: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
VERIFICATION: Final = f"{_UK_CORE}NHSNumberVerificationStatus"
_COMMUNICATION: Final = f"{_UK_CORE}NHSCommunication"
INTERPRETER: Final = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
LANGUAGES: Final = "urn:ietf:bcp:47"
# NHS number verification status: a trace found nobody, or several.
_DOUBTFUL: Final = frozenset(
    {"04", "05", "trace-attempted-no-match-or-multiple-match-found", "trace-needs-to-be-resolved"}
)
# HL7's identifier types of documents that no system of care knows somebody by.
_DOCUMENTS: Final = frozenset({"SS", "DL", "PPN", "TAX", "BCT"})
_HOME_COUNTRIES: Final = frozenset(
    {"GB", "GBR", "UK", "UNITED KINGDOM", "ENGLAND", "SCOTLAND", "WALES", "NORTHERN IRELAND"}
    | {"GREAT BRITAIN", "GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR"}
)
_LONGEST: Final = 200
_VERIFIED: Final = frozenset({"01", "number-present-and-verified"})
_CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
# PDS: R is restricted (sensitive), V very restricted, REDACTED hides what is left.
_RESTRICTED: Final = frozenset({"R", "V", "REDACTED"})
_ORDER_OF_USE: Final = {"official": 0, "usual": 1, "": 2, "home": 0, "temp": 3, "work": 4}
_NOT_LIVED_AT: Final = frozenset({"old", "billing", "work"})
_NOT_USED_NOW: Final = frozenset({"old", "maiden"})


def person_sent(patient: Tree, *, on: date) -> PersonSent:
    """A person as one Patient describes them on a day; what has ended is not taken as current."""
    name, address = _name(patient, on), _address(patient, on)
    number = next((i for i in objects(patient, "identifier") if _is_nhs_number(i)), {})
    is_restricted = _is_restricted(patient)
    language, needs_interpreter = _language(patient)
    return PersonSent(
        nhs_number=text(number, "value").replace(" ", ""),
        is_nhs_number_verified=_is_verified(number),
        other_identifiers=_others(patient),
        family_name=text(name, "family"),
        given_name=" ".join(texts(name, "given")),
        born_on=elements.day(patient.get("birthDate")),
        born_words=text(patient, "birthDate"),
        gender=text(patient, "gender"),
        # What a sender lets slip of a restricted person's whereabouts goes no further than this.
        address_lines=() if is_restricted else _lines(address),
        postcode="" if is_restricted or _is_abroad(address) else text(address, "postalCode"),
        phone=elements.phone_of(patient, on),
        email=elements.email_of(patient, on),
        practice_ods="" if is_restricted else _practice(patient, on),
        language=language,
        needs_interpreter=needs_interpreter,
        is_restricted=is_restricted,
        has_died="deceasedDateTime" in patient or patient.get("deceasedBoolean") is True,
        died_on=elements.day(patient.get("deceasedDateTime")),
        carer=_carer(patient, on),
    )


def person_entry(patient: Tree, *, has_own_id: bool) -> PersonEntry:
    """How a Patient stands at its sender; `has_own_id` where its id is more than this message's."""
    number = next((i for i in objects(patient, "identifier") if _is_nhs_number(i)), {})
    return PersonEntry(
        source_id=text(patient, "id") if has_own_id else "",
        identifiers=_own(patient),
        is_number_doubtful=_is_doubtful(number),
        is_in_use=patient.get("active") is not False,
        replaced_by=next(_linked(patient, "replaced-by"), ""),
        replaces=tuple(_linked(patient, "replaces")),
    )


def _is_nhs_number(identifier: Tree) -> bool:
    return text(identifier, "system") == NHS_NUMBER and bool(text(identifier, "value"))


def _is_verified(identifier: Tree) -> bool:
    return any(
        text(coding, "code") in _VERIFIED
        for extension in _extensions(identifier, VERIFICATION)
        for coding in elements.codings(only(extension, "valueCodeableConcept"))
    )


def _others(patient: Tree) -> tuple[SentIdentifier, ...]:
    return tuple(i for i in elements.identifiers(patient) if i.system != NHS_NUMBER)


def _name(patient: Tree, on: date) -> Tree:
    names = [n for n in objects(patient, "name") if text(n, "use") not in _NOT_USED_NOW]
    # Somebody whose every name has ended is still known by one of them; not so with an address.
    return min(names, key=lambda n: (not elements.is_current(n, on), *_use(n)), default={})


def _address(patient: Tree, on: date) -> Tree:
    lived_at = [
        a
        for a in objects(patient, "address")
        if text(a, "use") not in _NOT_LIVED_AT and elements.is_current(a, on)
    ]
    return min(lived_at, key=_use, default={})


def _use(tree: Tree) -> tuple[int]:
    return (_ORDER_OF_USE.get(text(tree, "use"), 5),)


def _lines(address: Tree) -> tuple[str, ...]:
    lines, whole = texts(address, "line"), text(address, "text")
    if whole and not lines:
        return (whole,)
    written = [*lines, text(address, "city"), text(address, "district")]
    if _is_abroad(address):
        # A postcode of another country is no key to anything here: it is read with the address.
        last = (text(address, "state"), text(address, "postalCode"), text(address, "country"))
        written.append(" ".join(part for part in last if part))
    return tuple(dict.fromkeys(line for line in written if line))


def _is_abroad(address: Tree) -> bool:
    country = text(address, "country").upper().replace(".", "")
    return bool(country) and country not in _HOME_COUNTRIES


def _own(patient: Tree) -> tuple[SentIdentifier, ...]:
    """What the sender's systems call somebody: no passport, licence or social security number."""
    found = []
    for one in objects(patient, "identifier"):
        system, value = text(one, "system"), text(one, "value")
        codes = {text(coding, "code") for coding in elements.codings(only(one, "type"))}
        is_one = bool(system and value) and system != NHS_NUMBER and not codes & _DOCUMENTS
        if is_one and len(system) <= _LONGEST and len(value) <= _LONGEST:
            found.append(SentIdentifier(system, value))
    return tuple(found)


def _is_doubtful(identifier: Tree) -> bool:
    return any(
        text(coding, "code") in _DOUBTFUL
        for extension in _extensions(identifier, VERIFICATION)
        for coding in elements.codings(only(extension, "valueCodeableConcept"))
    )


def _linked(patient: Tree, kind: str) -> Iterator[str]:
    """The other entries of the same person that links of a kind name: number, or the end of it."""
    for link in objects(patient, "link"):
        if text(link, "type") == kind:
            other = only(link, "other")
            identifier = text(only(other, "identifier"), "value").replace(" ", "")
            if named := identifier or text(other, "reference").rpartition("/")[2]:
                yield named


def _practice(patient: Tree, on: date) -> str:
    for reference in objects(patient, "generalPractitioner"):
        identifier = only(reference, "identifier")
        if elements.is_current(identifier, on) and (code := elements.ods_of(reference)):
            return code
    return ""


def _language(patient: Tree) -> tuple[str, bool]:
    needs_interpreter = any(
        one.get("valueBoolean") is True for one in _extensions(patient, INTERPRETER)
    )
    spoken = objects(patient, "communication")
    preferred = next((c for c in spoken if c.get("preferred") is True), spoken[0] if spoken else {})
    code = _first_code(only(preferred, "language"))
    for extension in _extensions(patient, _COMMUNICATION):
        for part in objects(extension, "extension"):
            if text(part, "url") == "language" and not code:
                code = _first_code(only(part, "valueCodeableConcept"))
            if text(part, "url") == "interpreterRequired" and part.get("valueBoolean") is True:
                needs_interpreter = True
    return code, needs_interpreter


def _first_code(concept: Tree) -> str:
    return next((text(c, "code") for c in elements.codings(concept) if text(c, "code")), "")


def _carer(patient: Tree, on: date) -> str:
    for contact in (c for c in objects(patient, "contact") if elements.is_current(c, on)):
        related = elements.words(only(contact, "relationship"))
        said = [elements.name_of(contact), related, elements.phone_of(contact, on)]
        if any((said[0], said[2])):
            return ", ".join(part for part in said if part)
    return ""


def _is_restricted(patient: Tree) -> bool:
    marks = objects(only(patient, "meta"), "security")
    return any(
        text(m, "code") in _RESTRICTED and text(m, "system") in ("", _CONFIDENTIALITY)
        for m in marks
    )


def _extensions(tree: Tree, url: str) -> Iterator[Tree]:
    return (one for one in objects(tree, "extension") if text(one, "url") == url)
