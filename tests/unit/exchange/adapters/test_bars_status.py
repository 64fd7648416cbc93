"""Status back is a message that a library which we did not write accepts too."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from joinedup.exchange.adapters import bars, fhir
from joinedup.exchange.adapters.bars_status import header_id, status_message
from joinedup.exchange.domain.message import Response, SentIdentifier
from joinedup.exchange.domain.status import Party, Status, Step
from tests.builders.exchange import ETHEL, ON

A_STATUS = Status(
    key="entry-1",
    step=Step.ACCEPTED,
    at=datetime(2026, 11, 24, 9, 41, 7, tzinfo=UTC),
    happened_at=datetime(2026, 11, 24, 9, 10, tzinfo=UTC),
    words="Accepted by Rapid response, north",
    answers="b2c0a3f4-0001-4c00-8000-00000000b0b0",
    reference="7KQ4-M2XF-9",
    nhs_number=ETHEL,
    identifiers=(
        SentIdentifier("https://gp.example/referral", "R-1"),
        SentIdentifier("", "L-1"),
    ),
    sender=Party("RZ9", "Single point of referral", "urn:joinedup:buckinghamshire"),
    receiver=Party("W12345", "Orchard Surgery", "https://gp.example/fhir"),
)


def parts(status: Status) -> dict[str, Any]:
    bundle = json.loads(status_message(status))
    return {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"reason": "no_capacity", "reason_words": "Nobody free", "outcome": "done"},
        {"nhs_number": "", "receiver": Party("", "", "https://gp.example/fhir")},
        {"is_done": False, "was_reached": True},
    ],
)
def test_every_step_is_valid_to_two_libraries(step: Step, changes: dict[str, Any]):
    receiver = changes.pop("receiver", A_STATUS.receiver)
    named = replace(receiver, name=receiver.name or "A practice")
    body = status_message(replace(A_STATUS, step=step, receiver=named, **changes))

    _, findings = fhir.validate(body, source="status", on=ON)
    Bundle.model_validate_json(body)

    assert findings == ()


def test_it_answers_the_message_that_was_sent():
    body = status_message(A_STATUS)

    answer, findings = bars.read_message(json.loads(body), source="status", on=ON)

    assert findings == ()
    assert isinstance(answer, Response)
    assert (answer.answers, answer.code) == (A_STATUS.answers, "ok")
    assert answer.envelope.reply_to == "urn:joinedup:buckinghamshire"


def test_the_same_step_is_the_same_message_however_often_it_is_made():
    assert status_message(A_STATUS) == status_message(A_STATUS)
    assert header_id("entry-1") != header_id("entry-2")
    assert parts(A_STATUS)["MessageHeader"]["id"] == header_id("entry-1")


@pytest.mark.parametrize(
    ("step", "request_status", "task_status"),
    [
        (Step.RECEIVED, "active", "received"),
        (Step.ACCEPTED, "active", "accepted"),
        (Step.ANSWERED, "active", "in-progress"),
        (Step.CLOSED, "completed", "completed"),
        (Step.CANNOT_HELP, "revoked", "rejected"),
        (Step.WITHDRAWN, "revoked", "cancelled"),
    ],
)
def test_a_step_sets_the_request_and_its_task(step: Step, request_status: str, task_status: str):
    sent = parts(replace(A_STATUS, step=step))

    assert sent["ServiceRequest"]["status"] == request_status
    assert sent["Task"]["status"] == task_status
    assert sent["Task"]["businessStatus"]["coding"][0]["code"] == step.value
    assert sent["Task"]["businessStatus"]["text"] == A_STATUS.words


@pytest.mark.parametrize(
    ("step", "is_done", "was_reached", "statuses"),
    [
        (Step.CLOSED, True, True, ("completed", "completed", "finished")),
        (Step.CLOSED, False, False, ("revoked", "failed", "cancelled")),
        (Step.CLOSED, False, True, ("revoked", "failed", "finished")),
        (Step.ADVICE_GIVEN, True, False, ("completed", "completed", "cancelled")),
        (Step.ADVICE_GIVEN, True, True, ("completed", "completed", "finished")),
        (Step.WITHDRAWN, True, True, ("revoked", "cancelled", "finished")),
        (Step.ACCEPTED, True, True, ("active", "accepted", "in-progress")),
    ],
)
def test_nothing_is_finished_that_nobody_did(
    step: Step, is_done: bool, was_reached: bool, statuses: tuple[str, str, str]
):
    sent = parts(replace(A_STATUS, step=step, is_done=is_done, was_reached=was_reached))

    resources = ("ServiceRequest", "Task", "Encounter")
    assert tuple(sent[one]["status"] for one in resources) == statuses


@pytest.mark.parametrize("step", [Step.RECLASSIFIED, Step.LEAD_CHANGED])
@pytest.mark.parametrize(
    ("is_accepted", "was_reached", "task", "encounter"),
    [
        (False, False, "received", "triaged"),
        (True, False, "accepted", "triaged"),
        (True, True, "in-progress", "in-progress"),
    ],
)
def test_what_changes_about_a_line_leaves_it_where_it_stands(
    step: Step, is_accepted: bool, was_reached: bool, task: str, encounter: str
):
    sent = parts(replace(A_STATUS, step=step, is_accepted=is_accepted, was_reached=was_reached))

    assert (sent["Task"]["status"], sent["Encounter"]["status"]) == (task, encounter)


@pytest.mark.parametrize(
    ("step", "period"),
    [
        (Step.ACCEPTED, None),
        (Step.ANSWERED, {"start": "2026-11-24T09:10:00.000Z"}),
        (Step.CLOSED, {"end": "2026-11-24T09:10:00.000Z"}),
    ],
)
def test_what_is_told_late_says_when_it_happened(step: Step, period: dict[str, str] | None):
    status = replace(A_STATUS, step=step)
    sent, bundle = parts(status), json.loads(status_message(status))

    assert bundle["timestamp"] == sent["Task"]["lastModified"] == "2026-11-24T09:41:07.000Z"
    assert sent["Encounter"].get("period") == period


def test_the_senders_own_identifiers_come_back_with_our_reference():
    assert parts(A_STATUS)["ServiceRequest"]["identifier"] == [
        {"system": "https://gp.example/referral", "value": "R-1"},
        {"value": "L-1"},
        {"system": "urn:joinedup:referral-reference", "value": "7KQ4-M2XF-9"},
    ]


def test_an_outcome_and_a_reason_come_in_code_and_words():
    task = parts(
        replace(
            A_STATUS,
            step=Step.CLOSED,
            outcome="no_further_service",
            outcome_words="No further service",
            reason="better",
            reason_words="The person is better",
        )
    )["Task"]

    assert task["output"][0]["valueCodeableConcept"]["text"] == "No further service"
    assert task["statusReason"]["coding"][0]["code"] == "better"
