"""What a file or message is, by name: what this release takes, and why it refuses the rest."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from joinedup.exchange.adapters import bars, elements
from joinedup.exchange.adapters.bundle import entries
from joinedup.exchange.adapters.elements import only, text
from joinedup.exchange.adapters.raw import WHOLE, Tree
from joinedup.exchange.adapters.record_kinds import ENTRIES, NAMES, is_set_aside
from joinedup.exchange.adapters.rules import tree_type
from joinedup.exchange.domain import client_level_lists
from joinedup.kernel.finding import Finding


class Taken(StrEnum):
    """What is done with something of a kind."""

    MESSAGE = "message"
    PERSON = "person"
    ENTRY = "entry"
    EACH_ENTRY = "each_entry"
    ALL_ENTRIES = "all_entries"
    ASIDE = "aside"
    ROWS = "rows"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Kind:
    """What something is called in a report, what is done with it, and the words when nothing is."""

    format: str
    taken: Taken
    code: str = ""
    at: str = ""
    message: str = ""
    type_name: str = ""

    @property
    def names_others(self) -> bool:
        """Whether it is read for what others are called."""
        return self.type_name in NAMES

    def refusal(self, source: str) -> Finding | None:
        """Why it is not taken; nothing for a kind that is."""
        if self.taken is not Taken.NOTHING:
            return None
        return Finding(source, self.at, self.code, self.message)


_CLIENT_LEVEL: Final = frozenset(column.lower() for column in client_level_lists.COLUMNS)
_ENOUGH_COLUMNS: Final = 10
_COLLECTIONS: Final = frozenset({"searchset", "collection", "batch"})
_APPOINTMENT: Final = (
    "This is an appointment. Appointments are not taken yet, and never as referrals:"
    " book it with the team by telephone."
)
# The rest of a sentence that begins "A Task is not taken on its own".
_INSTEAD: Final = {
    "Questionnaire": "it is an empty form; forms are not loaded here",
    "Parameters": "operations other than $process-message are not offered here",
}
_ANSWER: Final = "An OperationOutcome is not taken: it is an answer, with nothing in it to keep."
# How the Personal Demographics Service answers whoever asks by a number that was taken back.
_INVALIDATED: Final = "INVALIDATED_RESOURCE"
_NUMBER_INVALID: Final = (
    "This says that an NHS number was taken back and must not be used. Ask the Personal"
    " Demographics Service for the number that the person has now, and send that."
)


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
        case "OperationOutcome":
            return _outcome(tree)
        case entry if entry in ENTRIES:
            return Kind("fhir_resource", Taken.ENTRY, type_name=entry)
        case aside if is_set_aside(aside):
            return Kind("fhir_resource", Taken.ASIDE, type_name=aside)
        case other:
            instead = _INSTEAD.get(other, "nothing here keeps it yet")
            article = "An" if other[:1] in "AEIOU" else "A"
            said = f"{article} {other[:60]} is not taken on its own: {instead}."
            return Kind("fhir_resource", Taken.NOTHING, "resource_not_taken", other[:60], said)


def csv_kind(header: str) -> Kind:
    """What a CSV file is, from its first line: client level data by most of its columns."""
    named = {column.strip().strip('"').lower() for column in header.split(",")}
    if len(named & _CLIENT_LEVEL) >= _ENOUGH_COLUMNS:
        return Kind("client_level_data", Taken.ROWS)
    if {"kind", "order", "value"} <= named:
        said = "This lists the columns of client level data: it is no extract. Load an extract."
        return Kind("client_level_list", Taken.NOTHING, "client_level_list", "row 1", said)
    said = "Of CSV only adult social care client level data is taken: send FHIR R4 for all else."
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
    if kind == "transaction":
        return Kind("fhir_transaction", Taken.ALL_ENTRIES)
    named = kind[:40] or "(none)"
    said = (
        f"A Bundle of the type {named} is not taken:"
        " send a message, a transaction, a batch or a collection."
    )
    return Kind("fhir_bundle", Taken.NOTHING, "bundle_type_not_taken", "Bundle.type", said)


def _outcome(tree: Tree) -> Kind:
    codes = {
        text(coding, "code")
        for issue in elements.objects(tree, "issue")
        for coding in elements.codings(only(issue, "details"))
    }
    at = "OperationOutcome"
    if _INVALIDATED in codes:
        return Kind("fhir_resource", Taken.NOTHING, "number_invalidated", at, _NUMBER_INVALID)
    return Kind("fhir_resource", Taken.NOTHING, "resource_not_taken", at, _ANSWER)


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
