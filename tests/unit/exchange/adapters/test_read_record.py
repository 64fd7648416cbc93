"""An entry of the record, as another system is shown it over FHIR."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_record import WRITERS
from joinedup.exchange.domain.shown import EntryShown, Whom

SNOMED = "http://snomed.info/sct"
MORNING = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
RULED_OUT = ("Condition", "AllergyIntolerance")
A_STATUS_OF = {"Observation": "final", "Encounter": "finished", "CarePlan": "active"}
NULL = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"


def shown(kind: str, **changes: Any) -> Tree:
    """An entry of Ethel's as it is written; what is not said of it is not known."""
    given: dict[str, Any] = {
        "id": "e-1",
        "version": "1",
        "kind": kind,
        "whom": Whom("p-1", "9990000212", "Ethel Marsh"),
        "source": "gp-system",
        "source_key": f"{kind}/1",
        "received_id": "",
        "received_at": MORNING,
        "status": "",
        "code_system": "",
        "code": "",
        "words": "Heart failure",
        "value": "",
        "details": (),
        "at": None,
        "on": None,
        "until": None,
        "ends_on": None,
        "is_ended": False,
        "author": "",
        "author_role": "",
        "organisation": "",
        "says_none": False,
        "is_entered_in_error": False,
    }
    return WRITERS[kind](EntryShown(**{**given, **changes}))


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_an_entry_says_whom_it_is_about_and_who_told_it(kind: str) -> None:
    written = shown(kind, received_id="m-1")

    assert written["resourceType"] == kind
    assert (written.get("subject") or written["patient"]) == {
        "reference": "Patient/p-1",
        "identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000212"},
        "display": "Ethel Marsh",
    }
    assert written["meta"] == {
        "versionId": "1",
        "lastUpdated": "2026-11-20T09:05:00.000Z",
        "source": "urn:joinedup:source:gp-system#m-1",
    }


@pytest.mark.parametrize("kind", RULED_OUT)
def test_what_was_ruled_out_is_marked_so(kind: str) -> None:
    assert shown(kind, status="refuted")["verificationStatus"]["coding"][0]["code"] == "refuted"
    assert "verificationStatus" not in shown(kind, status="active")


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_what_was_entered_in_error_stands_for_nothing_else(kind: str) -> None:
    written = shown(kind, status="active", is_entered_in_error=True)

    marked = written.get("status") or written["verificationStatus"]["coding"][0]["code"]
    assert marked == "entered-in-error"
    assert "clinicalStatus" not in written


@pytest.mark.parametrize(("kind", "known"), A_STATUS_OF.items())
def test_a_status_that_is_not_known_is_said_to_be_unknown(kind: str, known: str) -> None:
    assert shown(kind, status="something-else")["status"] == "unknown"
    assert shown(kind, status=known)["status"] == known


def test_a_statement_that_nothing_is_known_keeps_its_code() -> None:
    written = shown(
        "AllergyIntolerance",
        words="No known allergy",
        code_system=SNOMED,
        code="716186003",
        says_none=True,
    )

    assert written["code"]["coding"] == [{"system": SNOMED, "code": "716186003"}]
    assert "onsetDateTime" not in written


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("61.5 kg", {"valueQuantity": {"value": 61.5, "unit": "kg"}}),
        ("98 %", {"valueQuantity": {"value": 98, "unit": "%"}}),
        ("3", {"valueQuantity": {"value": 3}}),
        ("-2.0", {"valueQuantity": {"value": -2}}),
        ("142/86 mmHg", {"valueString": "142/86 mmHg"}),
        ("61.5 kg (high)", {"valueString": "61.5 kg (high)"}),
        ("not detected", {"valueString": "not detected"}),
        ("", {}),
    ],
)
def test_a_plain_figure_is_a_quantity_and_all_else_words(value: str, said: dict[str, Any]) -> None:
    written = shown("Observation", value=value)

    assert {name: held for name, held in written.items() if name.startswith("value")} == said


@pytest.mark.parametrize(
    ("status", "ended"), [("resolved", True), ("active", False), ("recurrence", False)]
)
def test_only_what_is_over_says_when_it_ended(status: str, ended: bool) -> None:
    written = shown("Condition", status=status, until=MORNING)

    assert ("abatementDateTime" in written) is ended
    assert written["clinicalStatus"]["coding"][0]["code"] == status


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("Condition", "active", "inactive"),
        ("Condition", "recurrence", "inactive"),
        ("Condition", "resolved", "resolved"),
        ("CarePlan", "active", "completed"),
        ("CarePlan", "revoked", "revoked"),
    ],
)
def test_what_has_ended_is_told_as_over_with_its_last_day(
    kind: str, status: str, said: str
) -> None:
    written = shown(kind, status=status, ends_on=date(2023, 12, 31), is_ended=True)

    if kind == "Condition":
        told, end = written["clinicalStatus"]["coding"][0]["code"], written["abatementDateTime"]
    else:
        told, end = written["status"], written["period"]["end"]
    assert (told, end) == (said, "2023-12-31")


def test_what_is_known_by_the_day_is_told_by_the_day() -> None:
    assert shown("Condition", on=date(2019, 6, 3), at=MORNING)["onsetDateTime"] == "2019-06-03"
    assert shown("Condition", at=MORNING)["onsetDateTime"] == "2026-11-20T09:05:00.000Z"


@pytest.mark.parametrize("kind", ["Condition", "AllergyIntolerance", "Observation", "Encounter"])
def test_words_that_were_left_out_are_said_to_be_masked(kind: str) -> None:
    written = shown(kind, words="", is_restricted=True)

    code = written["type"][0] if kind == "Encounter" else written["code"]
    assert code == {"coding": [{"system": NULL, "code": "MSK", "display": "masked"}]}
    assert written["meta"]["security"][0]["code"] == "R"


@pytest.mark.parametrize("label", ["R", "V"])
def test_who_it_is_for_goes_with_it_as_a_label(label: str) -> None:
    (mark,) = shown("CarePlan", label=label)["meta"]["security"]

    assert mark["code"] == label
    assert "security" not in shown("CarePlan")["meta"]
