"""What a file or message is, by name: what this release takes, and why it refuses the rest."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from joinedup.exchange.adapters import bars, elements
from joinedup.exchange.adapters.bundle import entries
from joinedup.exchange.adapters.elements import only, text
from joinedup.exchange.adapters.raw import WHOLE, Tree
from joinedup.exchange.adapters.rules import tree_type
from joinedup.kernel.finding import Finding


class Taken(StrEnum):
    """What is done with something of a kind."""

    MESSAGE = "message"
    PERSON = "person"
    EACH_ENTRY = "each_entry"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Kind:
    """What something is called in a report, what is done with it, and the words when nothing is."""

    format: str
    taken: Taken
    code: str = ""
    at: str = ""
    message: str = ""

    def refusal(self, source: str) -> Finding | None:
        """Why it is not taken; nothing for a kind that is."""
        if self.taken is not Taken.NOTHING:
            return None
        return Finding(source, self.at, self.code, self.message)


_COLLECTIONS: Final = frozenset({"searchset", "collection"})
_APPOINTMENT: Final = (
    "This is an appointment. Appointments are not taken yet, and never as referrals:"
    " book it with the team by telephone."
)
# The rest of a sentence that begins "A Task is not taken on its own".
_INSTEAD: Final = {
    "ServiceRequest": "send it in a message Bundle with a MessageHeader and its Patient",
    "Task": "send a change to a referral as a message that updates it",
    "OperationOutcome": "it is an answer, with nothing in it to keep",
    "Questionnaire": "it is an empty form; forms are not loaded here",
    "QuestionnaireResponse": "answers to forms are not kept yet",
    "RelatedPerson": "relatives and carers are not kept yet; write them in the referral",
    "Encounter": "stays and visits are not kept yet",
    "CarePlan": "plans are not kept yet",
    "CareTeam": "teams are named in the place file",
    "Consent": "decisions about sharing are not kept yet; ask the person and record it on the page",
    "AllergyIntolerance": "allergies come with a referral message, not alone",
}


def kind_of(tree: Tree) -> Kind:
    """What a tree is; to be asked before it is known to be valid."""
    match tree_type(tree):
        case "":
            return _not_fhir(tree)
        case "Patient":
            return Kind("fhir_patient", Taken.PERSON)
        case "Bundle":
            return _bundle(tree)
        case "Appointment":
            return _appointment("fhir_appointment", "Appointment")
        case other:
            instead = _INSTEAD.get(other, "nothing here keeps it yet")
            article = "An" if other[:1] in "AEIOU" else "A"
            said = f"{article} {other[:60]} is not taken on its own: {instead}."
            return Kind("fhir_resource", Taken.NOTHING, "resource_not_taken", other[:60], said)


def csv_kind(header: str) -> Kind:
    """What a CSV file is, from its first line. None is taken yet."""
    columns = {column.strip().strip('"').lower() for column in header.split(",")}
    if {"kind", "order", "value"} <= columns or "event type" in columns:
        said = "This is adult social care client level data. It is not loaded by this release."
        return Kind(
            "client_level_data", Taken.NOTHING, "client_level_data_not_taken", "row 1", said
        )
    said = "No CSV is taken by this release: send FHIR R4 messages, or people as Patient resources."
    return Kind("csv", Taken.NOTHING, "csv_not_taken", "row 1", said)


def unknown_kind(name: str) -> Kind:
    """What a file is whose name and beginning say nothing that is known here."""
    said = "This is not JSON, NDJSON or CSV, and nothing else is taken."
    return Kind(name, Taken.NOTHING, "format_not_taken", WHOLE, said)


def _not_fhir(tree: Tree) -> Kind:
    if {"contents", "total_pages"} <= tree.keys() or "service_at_locations" in tree:
        said = (
            "This is an Open Referral UK directory of services. It is not loaded by this release."
        )
        return Kind("open_referral_uk", Taken.NOTHING, "open_referral_not_taken", WHOLE, said)
    said = "This is JSON, but not FHIR: it has no resourceType. Send FHIR R4."
    return Kind("json", Taken.NOTHING, "not_fhir", WHOLE, said)


def _bundle(bundle: Tree) -> Kind:
    kind = text(bundle, "type")
    if kind == "message":
        return _message(bundle)
    if kind in _COLLECTIONS:
        return Kind("fhir_collection", Taken.EACH_ENTRY)
    named = kind[:40] or "(none)"
    said = f"A Bundle of the type {named} is not taken: send a message or a collection."
    return Kind("fhir_bundle", Taken.NOTHING, "bundle_type_not_taken", "Bundle.type", said)


def _message(bundle: Tree) -> Kind:
    first: Tree = next((resource for _, resource in entries(bundle)), {})
    events = elements.codings(only(first, "eventCoding"))
    event = next((text(coding, "code") for coding in events), "")
    if event in bars.BOOKINGS:
        return _appointment("bars_booking", "Bundle.entry[0].resource.eventCoding")
    if event == bars.REFERRAL_RESPONSE:
        said = "This answers a message that was never sent from here. Check where it was meant for."
        at = "Bundle.entry[0].resource.response"
        return Kind("bars_response", Taken.NOTHING, "response_not_expected", at, said)
    return Kind("bars_referral", Taken.MESSAGE)


def _appointment(name: str, at: str) -> Kind:
    return Kind(name, Taken.NOTHING, "appointment_not_taken", at, _APPOINTMENT)
