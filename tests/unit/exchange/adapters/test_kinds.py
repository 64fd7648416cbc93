"""What a file is, by name, and why it is or is not taken."""

from typing import Any

import pytest

from joinedup.exchange.adapters import kinds
from joinedup.exchange.adapters.kinds import Kind, Taken
from joinedup.exchange.domain.client_level_lists import COLUMNS
from tests.builders.exchange import a_message, an_ethel


@pytest.mark.parametrize(
    ("tree", "named", "taken", "code"),
    [
        (a_message(), "bars_referral", Taken.MESSAGE, ""),
        (an_ethel(), "fhir_patient", Taken.PERSON, ""),
        ({"resourceType": "Bundle", "type": "searchset"}, "fhir_collection", Taken.EACH_ENTRY, ""),
        (
            a_message(event="booking-request"),
            "bars_booking",
            Taken.NOTHING,
            "appointment_not_taken",
        ),
        (
            a_message(event="servicerequest-response"),
            "bars_response",
            Taken.NOTHING,
            "response_not_expected",
        ),
        (
            {"resourceType": "Appointment"},
            "fhir_appointment",
            Taken.NOTHING,
            "appointment_not_taken",
        ),
        (
            {"resourceType": "Bundle", "type": "transaction"},
            "fhir_transaction",
            Taken.ALL_ENTRIES,
            "",
        ),
        ({"resourceType": "Bundle", "type": "batch"}, "fhir_collection", Taken.EACH_ENTRY, ""),
        (
            {"resourceType": "Bundle", "type": "document"},
            "fhir_bundle",
            Taken.NOTHING,
            "bundle_type_not_taken",
        ),
        ({"resourceType": "Task"}, "fhir_resource", Taken.ENTRY, ""),
        ({"resourceType": "Claim"}, "fhir_resource", Taken.ASIDE, ""),
        ({"resourceType": "Organization"}, "fhir_resource", Taken.ASIDE, ""),
        ({"resourceType": "Questionnaire"}, "fhir_resource", Taken.NOTHING, "resource_not_taken"),
        (
            {"resourceType": "OperationOutcome"},
            "fhir_resource",
            Taken.NOTHING,
            "resource_not_taken",
        ),
        (
            {
                "resourceType": "OperationOutcome",
                "issue": [{"details": {"coding": [{"code": "INVALIDATED_RESOURCE"}]}}],
            },
            "fhir_resource",
            Taken.NOTHING,
            "number_invalidated",
        ),
        ({"resourceType": "Ruler"}, "fhir_resource", Taken.NOTHING, "resource_not_taken"),
        (
            {"contents": [], "total_pages": 1},
            "open_referral_uk",
            Taken.NOTHING,
            "open_referral_not_taken",
        ),
        (
            {"id": "1", "service_at_locations": []},
            "open_referral_uk",
            Taken.NOTHING,
            "open_referral_not_taken",
        ),
        ({"hello": 1}, "json", Taken.NOTHING, "not_fhir"),
    ],
)
def test_each_kind_is_named(tree: dict[str, Any], named: str, taken: Taken, code: str):
    kind = kinds.kind_of(tree)

    assert (kind.format, kind.taken, kind.code) == (named, taken, code)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (",".join(COLUMNS[:12]), ""),
        (",".join(COLUMNS[:9]), "csv_not_taken"),
        ("kind,order,value", "client_level_list"),
        ("a,b", "csv_not_taken"),
    ],
)
def test_each_csv_is_named(header: str, code: str):
    assert kinds.csv_kind(header).code == code


def test_a_refusal_says_what_to_do_instead():
    finding = kinds.kind_of({"resourceType": "Questionnaire"}).refusal("form.json")

    assert finding is not None
    assert (finding.source, finding.at) == ("form.json", "Questionnaire")
    assert finding.message.endswith("it is an empty form; forms are not loaded here.")
    assert kinds.kind_of(an_ethel()).refusal("a") is None


def test_a_kind_unknown_by_name_is_refused():
    assert kinds.unknown_kind("pdf") == Kind(
        "pdf",
        Taken.NOTHING,
        "format_not_taken",
        "file",
        "This is not JSON, NDJSON or CSV, and nothing else is taken.",
    )
