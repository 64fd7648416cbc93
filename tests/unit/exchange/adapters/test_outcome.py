"""A refusal is answered with every path, in the standard's own codes."""

import json
from datetime import date

from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome

from joinedup.exchange.adapters import fhir, outcome
from joinedup.exchange.adapters.capability import Able, capability_statement
from joinedup.exchange.domain.searching import Sort
from joinedup.kernel.finding import Finding
from tests.builders.exchange import ON

BAD_CODE = Finding("message", "Patient.gender", "code_not_allowed", "Not a code.")
BOOKING = Finding("message", "Bundle.entry[0]", "appointment_not_taken", "An appointment.")
EMPTY = Finding("message", "file", "empty", "Nothing here.")


def test_every_finding_is_an_issue_with_its_path():
    body = outcome.operation_outcome([BAD_CODE, BOOKING])

    issues = json.loads(body)["issue"]
    assert [issue["expression"] for issue in issues] == [["Patient.gender"], ["Bundle.entry[0]"]]
    assert [issue["details"]["coding"][0]["code"] for issue in issues] == [
        "REC_BAD_REQUEST",
        "REC_UNPROCESSABLE_ENTITY",
    ]
    assert issues[0]["details"]["coding"][1]["code"] == "code_not_allowed"
    assert issues[0]["diagnostics"] == "Not a code."


def test_a_place_that_is_no_fhirpath_is_not_called_one():
    assert "expression" not in json.loads(outcome.operation_outcome([EMPTY]))["issue"][0]


def test_the_answer_is_that_of_the_first_finding():
    assert outcome.answer_to([BOOKING, BAD_CODE]).status == 422
    assert outcome.answer_to([BAD_CODE, BOOKING]).status == 400
    assert outcome.answer_to([Finding("", "", "something_new", "")]).status == 422
    assert outcome.answer_to([]).status == 422


def test_a_refused_request_is_answered_as_such():
    body = outcome.operation_outcome([EMPTY], outcome.UNAUTHORISED)

    issue = json.loads(body)["issue"][0]
    assert (issue["code"], issue["details"]["coding"][0]["code"]) == (
        "login",
        "REC_UNAUTHORIZED",
    )


def test_a_long_list_is_cut_and_says_so():
    body = outcome.operation_outcome([BAD_CODE] * 150)

    issues = json.loads(body)["issue"]
    assert len(issues) == 101
    assert issues[-1]["diagnostics"] == "There are 50 more. Correct these first."


def test_answers_are_valid_to_two_libraries():
    every = [Finding("m", "Patient.id", code, "Words.") for code in outcome.ANSWERS]
    refused = outcome.operation_outcome(every)
    able = capability_statement(
        software="Joinedup",
        version="0.1.0",
        on=date(2026, 11, 24),
        endpoint="https://a.example",
        able=[Able("Patient", {"_id": Sort.ID, "birthdate": Sort.ON}), Able("Goal", is_taken=True)],
    )

    OperationOutcome.model_validate_json(refused)
    CapabilityStatement.model_validate_json(able)
    for body in (refused, able):
        assert fhir.validate(body, source="answer", on=ON)[1] == ()


def test_no_refusal_says_that_it_was_received_already():
    assert "duplicate" not in {answer.issue for answer in outcome.ANSWERS.values()}
