"""What resources say of somebody's health: allergies, conditions, medicines, findings, acts."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from joinedup.exchange.adapters.elements import objects, only, text, texts
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record_parts import (
    Coded,
    Drawn,
    Names,
    begun,
    concept,
    concepts,
    ends,
    first_concept,
    notes,
    ratio,
    when,
)
from joinedup.exchange.adapters.values import UNKNOWN_VALUE, value_of

# SNOMED CT's statements that nothing is known of, and those of the International Patient Summary.
_NONE_KNOWN: Final = frozenset(
    {
        "716186003",  # No known allergy
        "160244002",  # No known allergies, as older records have it
        "no-known-allergies",
        "160245001",  # No current problems or disability
        "no-known-problems",
        "no-known-medications",
    }
)
# BP panels: LOINC 8480-6 and 8462-4, SNOMED CT 271649006 and 271650006 and their older twins.
_SYSTOLIC: Final = frozenset({"8480-6", "271649006", "72313002"})
_DIASTOLIC: Final = frozenset({"8462-4", "271650006", "1091811000000102"})

_DOUBTS: Final = {
    "unconfirmed": "unconfirmed",
    "provisional": "provisional",
    "differential": "one of several possible",
    "preliminary": "preliminary",
    "registered": "no result yet",
    "partial": "not all of it yet",
}
_PLACES: Final = 3
_EXTENSION: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"

type Reader = Callable[[Tree, Names, Drawn], None]


def _statuses(resource: Tree, drawn: Drawn) -> str:
    """The status of something that has a verification and a clinical status; the doubt if any."""
    verified = concept(only(resource, "verificationStatus")).code
    clinical = concept(only(resource, "clinicalStatus")).code
    drawn.status = verified if verified in ("refuted", "entered-in-error") else clinical or verified
    return _DOUBTS.get(verified, "")


def _allergy(resource: Tree, names: Names, drawn: Drawn) -> None:
    doubt = _statuses(resource, drawn)
    drawn.coded = concept(only(resource, "code"))
    reactions = objects(resource, "reaction")
    signs = [sign for one in reactions for sign in concepts(one, "manifestation")]
    said = drawn.coded.words or concept(only(only(resource, "reaction"), "substance")).words
    shown = ", ".join(dict.fromkeys(signs))
    drawn.says_none = drawn.coded.code in _NONE_KNOWN
    drawn.words = _with_doubt(said, f" ({shown})" if shown else "", doubt, drawn.status)
    if text(resource, "criticality") == "high":
        drawn.value = "high risk"
    drawn.when = begun(resource, "onsetDateTime", "onsetPeriod", "recordedDate", "lastOccurrence")
    drawn.author = only(resource, "asserter") or only(resource, "recorder")
    drawn.add("Type", text(resource, "type"))
    drawn.add("Category", ", ".join(texts(resource, "category")))
    drawn.add("Onset", when(resource, "onsetDateTime").words or _onset(resource, "onset"))
    drawn.add("Last happened", text(resource, "lastOccurrence"))
    drawn.add_all("Severity", [text(one, "severity") for one in reactions])
    drawn.add_all("Reaction", [text(one, "description") for one in reactions])


def _condition(resource: Tree, names: Names, drawn: Drawn) -> None:
    doubt = _statuses(resource, drawn)
    drawn.coded = concept(only(resource, "code"))
    drawn.says_none = drawn.coded.code in _NONE_KNOWN
    drawn.words = _with_doubt(drawn.coded.words, "", doubt, drawn.status)
    drawn.when = begun(resource, "onsetDateTime", "onsetPeriod", "recordedDate")
    drawn.ended = ends(resource, "abatementDateTime", "abatementPeriod")
    drawn.author = only(resource, "asserter") or only(resource, "recorder")
    drawn.add_all("Category", concepts(resource, "category"))
    drawn.add("Severity", concept(only(resource, "severity")).words)
    drawn.add_all("Where on the body", concepts(resource, "bodySite"))
    drawn.add("Onset", _onset(resource, "onset"))
    drawn.add("Ended", when(resource, "abatementDateTime").words or _onset(resource, "abatement"))


def _onset(resource: Tree, name: str) -> str:
    age, span = only(resource, f"{name}Age"), only(resource, f"{name}Range")
    if age:
        return f"at the age of {ratio(age)}"
    if span:
        return f"at the age of {ratio(only(span, 'low'))} to {ratio(only(span, 'high'))}"
    return text(resource, f"{name}String")


def _with_doubt(said: str, beside: str, doubt: str, status: str) -> str:
    if not said:
        return ""
    if status == "refuted":
        return f"Ruled out: {said}"
    return f"{said}{beside}{f', {doubt}' if doubt else ''}"


def _medication(resource: Tree, names: Names, drawn: Drawn) -> None:
    reference = only(resource, "medicationReference")
    coded = concept(only(resource, "medicationCodeableConcept"))
    if reference and not coded.words:
        coded = names.code_of(reference)
        coded = Coded(coded.system, coded.code, coded.words or names.of(reference))
    drawn.coded = coded
    drawn.says_none = coded.code in _NONE_KNOWN
    drawn.status = text(resource, "status")
    drawn.words = f"{_before_medicine(resource)}{coded.words}" if coded.words else ""
    dosages = [*objects(resource, "dosageInstruction"), *objects(resource, "dosage")]
    drawn.value = "; ".join(said for one in dosages if (said := _dosage(one)))
    drawn.when = when(
        resource,
        "effectiveDateTime",
        "effectivePeriod",
        "authoredOn",
        "whenHandedOver",
        "whenPrepared",
        "dateAsserted",
    )
    drawn.author = (
        only(resource, "requester")
        or only(resource, "informationSource")
        or only(only(resource, "performer"), "actor")
    )
    drawn.add_all("Why", concepts(resource, "reasonCode"))
    drawn.add_all("Why this status", concepts(resource, "statusReason"))
    drawn.add_all("For the person", [text(one, "patientInstruction") for one in dosages])
    supply = only(resource, "dispenseRequest")
    drawn.add("Amount", ratio(only(supply, "quantity") or only(resource, "quantity")))
    if isinstance(repeats := supply.get("numberOfRepeatsAllowed"), int):
        drawn.add("Repeats allowed", str(repeats))


def _before_medicine(resource: Tree) -> str:
    if resource.get("doNotPerform") is True:
        return "Do not give: "
    if text(resource, "status") == "not-taken":
        return "Not taken: "
    if text(resource, "intent") in ("proposal", "option"):
        return "Proposed, not prescribed: "
    return ""


def _dosage(one: Tree) -> str:
    if said := text(one, "text"):
        return said
    given = only(one, "doseAndRate")
    dose = ratio(only(given, "doseQuantity") or only(one, "dose"))
    repeat = only(only(one, "timing"), "repeat")
    often = ""
    if repeat.get("frequency") and repeat.get("period"):
        times, unit = repeat["frequency"], text(repeat, "periodUnit")
        often = f"{times} times in {repeat['period']} {unit}"
    needed = "as needed" if one.get("asNeededBoolean") is True else ""
    route = concept(only(one, "route")).words
    return ", ".join(part for part in (dose, often, route, needed) if part)


def _immunisation(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = concept(only(resource, "vaccineCode"))
    if not drawn.coded.words:
        drawn.coded = _extended(resource, f"{_EXTENSION}VaccinationProcedure")
    words = drawn.coded.words
    drawn.words = f"Not given: {words}" if words and drawn.status == "not-done" else words
    drawn.when = when(resource, "occurrenceDateTime", "recorded")
    drawn.author = only(only(resource, "performer"), "actor")
    dose = next((_dose_number(one) for one in objects(resource, "protocolApplied")), "")
    drawn.add("Dose", dose)
    drawn.add("When, in words", text(resource, "occurrenceString"))
    drawn.add("Amount", ratio(only(resource, "doseQuantity")))
    drawn.add("Batch", text(resource, "lotNumber"))
    drawn.add("Where on the body", concept(only(resource, "site")).words)
    drawn.add("Why not", concept(only(resource, "statusReason")).words)


def _dose_number(one: Tree) -> str:
    number = one.get("doseNumberPositiveInt")
    return str(number) if isinstance(number, int) else text(one, "doseNumberString")


def _extended(resource: Tree, url: str) -> Coded:
    for one in objects(resource, "extension"):
        if one.get("url") == url:
            return concept(only(one, "valueCodeableConcept"))
    return Coded()


def _observation(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = concept(only(resource, "code"))
    parts = objects(resource, "component")
    marks = concepts(resource, "interpretation")
    found = _figure(resource, drawn)
    if not found and parts:
        found = _pressure(parts) or "; ".join(_parts(parts, drawn))
    drawn.value = f"{found} ({', '.join(marks)})" if marks and found else found
    drawn.words = _with_doubt(drawn.coded.words, "", _DOUBTS.get(drawn.status, ""), drawn.status)
    drawn.when = when(
        resource, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"
    )
    performers = objects(resource, "performer")
    drawn.author = performers[0] if performers else {}
    if not found:
        drawn.add_all("Interpretation", marks)
    drawn.add_all("Usual range", [_usual(one) for one in objects(resource, "referenceRange")])
    drawn.add("How", concept(only(resource, "method")).words)
    drawn.add("Where on the body", concept(only(resource, "bodySite")).words)
    drawn.add_all("Made of", [names.of(one) for one in objects(resource, "hasMember")])


def _figure(resource: Tree, drawn: Drawn) -> str:
    """The value in words; of a figure with more places than anybody measures, a rounded one."""
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, dict):
        rounded = _rounded(quantity.get("value"))
        if rounded is not None:
            drawn.add("As sent", value_of(resource))
            return value_of({"valueQuantity": {**quantity, "value": rounded}})
    said = value_of(resource)
    if said == UNKNOWN_VALUE:
        drawn.add("Value", "sent in a form that is not read here; see the message")
        return ""
    return said


def _rounded(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, float | Decimal):
        return None
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= _PLACES or abs(number) < 1:
        return None
    return round(number, 2).normalize() if round(number, 2) else None


def _pressure(parts: list[Tree]) -> str:
    systolic = diastolic = unit = ""
    for one in parts:
        codes = {text(c, "code") for c in objects(only(one, "code"), "coding")}
        quantity = only(one, "valueQuantity")
        if codes & _SYSTOLIC:
            systolic, unit = _whole(quantity), text(quantity, "unit") or text(quantity, "code")
        elif codes & _DIASTOLIC:
            diastolic = _whole(quantity)
    unit = "mmHg" if unit == "mm[Hg]" else unit
    return f"{systolic}/{diastolic} {unit}".strip() if systolic and diastolic else ""


def _whole(quantity: Tree) -> str:
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    return f"{round(Decimal(str(value)))}"


def _parts(parts: list[Tree], drawn: Drawn) -> Iterator[str]:
    for one in parts:
        name, value = concept(only(one, "code")).words, _figure(one, drawn)
        if name and value:
            yield f"{name} {value}"


def _usual(one: Tree) -> str:
    low, high = ratio(only(one, "low")), ratio(only(one, "high"))
    spoken = " to ".join(part for part in (low, high) if part)
    return text(one, "text") or spoken


def _procedure(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = concept(only(resource, "code")) or concept(only(resource, "category"))
    words = drawn.coded.words
    drawn.words = f"Not done: {words}" if words and drawn.status == "not-done" else words
    drawn.when = when(resource, "performedDateTime", "performedPeriod")
    who = only(resource, "performer")
    drawn.author = only(who, "actor") or only(resource, "recorder") or only(resource, "asserter")
    drawn.author_role = concept(only(who, "function")).words
    drawn.organisation = only(who, "onBehalfOf")
    drawn.value = concept(only(resource, "outcome")).words
    drawn.add_all("Why", concepts(resource, "reasonCode"))
    drawn.add_all("Where on the body", concepts(resource, "bodySite"))
    drawn.add_all("Complication", concepts(resource, "complication"))
    drawn.add_all("What follows", concepts(resource, "followUp"))
    drawn.add("Where", names.of(only(resource, "location")))
    drawn.add("Why not", concept(only(resource, "statusReason")).words)


def _report(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "code", "modality", "category")
    said = drawn.coded.words or text(resource, "description")
    drawn.words = _with_doubt(said, "", _DOUBTS.get(drawn.status, ""), drawn.status)
    drawn.when = when(resource, "effectiveDateTime", "effectivePeriod", "started", "issued")
    performers = [*objects(resource, "performer"), *objects(resource, "resultsInterpreter")]
    drawn.author = performers[0] if performers else {}
    drawn.value = text(resource, "conclusion") or "; ".join(concepts(resource, "conclusionCode"))
    drawn.add_all("Results", [names.of(one) for one in objects(resource, "result")])
    forms = objects(resource, "presentedForm")
    drawn.add_all("Attached", [text(f, "title") or text(f, "contentType") for f in forms])


def common_notes(resource: Tree, drawn: Drawn) -> None:
    """Notes, which most of these resources may carry."""
    if "note" in resource:
        drawn.add_all("Note", notes(resource))


READERS: Final[Mapping[str, Reader]] = {
    "AllergyIntolerance": _allergy,
    "Condition": _condition,
    "DiagnosticReport": _report,
    "ImagingStudy": _report,
    "Immunization": _immunisation,
    "MedicationAdministration": _medication,
    "MedicationDispense": _medication,
    "MedicationRequest": _medication,
    "MedicationStatement": _medication,
    "Observation": _observation,
    "Procedure": _procedure,
}
