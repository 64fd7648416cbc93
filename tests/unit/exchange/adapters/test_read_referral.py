"""A referral and its lines, as another system is shown them over FHIR."""

from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_referral import service_request, task
from joinedup.exchange.domain.message import SentIdentifier
from joinedup.exchange.domain.shown import Coded, Organisation, RequestShown, TaskShown, Whom

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ETHEL = Whom("p-1", name="Ethel Marsh")
REFERENCE = {"system": "urn:joinedup:referral-reference", "value": "7KQ4-M2XF-9"}


def request(**changes: Any) -> Tree:
    given: dict[str, Any] = {
        "id": "r-1",
        "version": "1",
        "whom": ETHEL,
        "reference": "7KQ4-M2XF-9",
        "sender_identifier": None,
        "status": "active",
        "priority": "stat",
        "asked": (Coded("rapid", "Rapid response"),),
        "received_at": NINE,
        "requester": "",
        "requester_organisation": None,
        "reason": "",
        "notes": (),
    }
    return service_request(RequestShown(**{**given, **changes}))


def line(**changes: Any) -> Tree:
    given: dict[str, Any] = {
        "id": "l-1",
        "version": "1",
        "request_id": "r-1",
        "whom": ETHEL,
        "reference": "7KQ4-M2XF-9",
        "status": "received",
        "stage": Coded("to_triage", "To triage"),
        "reason": None,
        "priority": "stat",
        "asked": None,
        "owner": None,
        "received_at": NINE,
        "started_at": None,
        "ended_at": None,
        "due_at": None,
    }
    return task(TaskShown(**{**given, **changes}))


def test_a_referral_of_which_little_is_known_says_no_more() -> None:
    told = request()

    assert (told["identifier"], told["subject"]["reference"]) == ([REFERENCE], "Patient/p-1")
    assert told["authoredOn"] == "2026-11-24T09:00:00.000Z"
    assert not {"requester", "reasonCode", "note"} & told.keys()


def test_the_number_that_its_sender_gave_it_follows_our_own() -> None:
    told = request(sender_identifier=SentIdentifier("https://gp.example/referral", "R-1"))

    assert told["identifier"] == [
        REFERENCE,
        {"system": "https://gp.example/referral", "value": "R-1"},
    ]


@pytest.mark.parametrize(
    ("requester", "organisation", "told"),
    [
        ("Dr Joan Pryce", None, {"display": "Dr Joan Pryce"}),
        (
            "Dr Joan Pryce",
            Organisation("Orchard Surgery"),
            {"type": "Organization", "display": "Dr Joan Pryce, Orchard Surgery"},
        ),
        (
            "",
            Organisation("Orchard Surgery"),
            {"type": "Organization", "display": "Orchard Surgery"},
        ),
    ],
)
def test_who_asked_is_told_with_where_they_work(
    requester: str, organisation: Organisation | None, told: Tree
) -> None:
    assert request(requester=requester, requester_organisation=organisation)["requester"] == told


def test_what_was_asked_for_is_told_in_codes_and_in_words() -> None:
    told = request(
        asked=(Coded("rapid", "Rapid response"), Coded("", "Somebody to sit with her")),
        reason="Fell this morning",
        notes=(("Access", "Key safe"),),
    )

    assert told["code"] == {
        "coding": [{"system": "urn:joinedup:service", "code": "rapid"}],
        "text": "Rapid response, Somebody to sit with her",
    }
    assert told["reasonCode"] == [{"text": "Fell this morning"}]
    assert told["note"] == [{"text": "Access: Key safe"}]


def test_a_line_names_its_referral_and_where_it_stands() -> None:
    told = line()

    assert told["focus"] == {"reference": "ServiceRequest/r-1"}
    assert told["groupIdentifier"] == REFERENCE
    assert told["businessStatus"]["text"] == "To triage"
    assert not {"owner", "executionPeriod", "restriction", "statusReason", "code"} & told.keys()


def test_a_line_that_has_ended_says_when_and_why() -> None:
    told = line(
        status="rejected",
        reason=Coded("no_such_service", "No such service"),
        owner=Organisation("Rapid response", "RZ9"),
        started_at=NINE,
        ended_at=NINE.replace(hour=10),
    )

    assert told["executionPeriod"] == {
        "start": "2026-11-24T09:00:00.000Z",
        "end": "2026-11-24T10:00:00.000Z",
    }
    assert told["statusReason"]["coding"][0]["code"] == "no_such_service"
    assert told["owner"]["identifier"]["value"] == "RZ9"


def test_a_line_that_waits_says_by_when_it_is_due() -> None:
    told = line(started_at=NINE, due_at=NINE.replace(hour=12))

    assert told["restriction"] == {"period": {"end": "2026-11-24T12:00:00.000Z"}}
    assert told["executionPeriod"] == {"start": "2026-11-24T09:00:00.000Z"}
