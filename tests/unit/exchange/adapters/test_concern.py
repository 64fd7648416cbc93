"""A safeguarding concern as a message that a library which we did not write accepts too."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fhir.resources.R4B.bundle import Bundle

from joinedup.exchange.adapters.concern import concern_message
from joinedup.exchange.domain.concern import ConcernSent

SENT = ConcernSent(
    message_id=UUID(int=7),
    reference="7KQ4-M2XF-W",
    raised_at=datetime(2026, 11, 21, 23, 4, tzinfo=UTC),
    is_danger=True,
    title="Safeguarding concern about an adult",
    to="Adult front door",
    by="Larkmead Surgery",
    name="PARGETER, Ethel May",
    born_on=date(1945, 3, 12),
    nhs_number="943\u00a0476\u00a05919",
    address="14 Station Road, HP19 8AB",
    answers=(("What was seen or said", "A bruise"),),
)


def parts(sent: ConcernSent) -> list[dict[str, Any]]:
    body = concern_message(sent)
    Bundle.model_validate_json(body)
    return [one["resource"] for one in json.loads(body)["entry"]]


def test_it_is_one_header_one_person_and_one_request() -> None:
    header, person, request = parts(SENT)

    assert header["eventCoding"]["code"] == "safeguarding-concern"
    assert header["focus"][0]["reference"] == f"urn:uuid:{request['id']}"
    assert person["identifier"][0]["value"] == "9434765919"
    assert person["address"] == [{"text": "14 Station Road, HP19 8AB"}]
    assert request["subject"]["reference"] == f"urn:uuid:{person['id']}"
    assert request["note"] == [{"text": "What was seen or said: A bruise"}]


def test_what_is_not_known_or_is_hidden_is_left_out() -> None:
    bare = replace(SENT, nhs_number=None, born_on=None, address="", is_danger=False)

    _header, person, request = parts(bare)

    assert person.keys() == {"resourceType", "id", "name"}
    assert request["priority"] == "urgent"
    assert parts(SENT)[2]["priority"] == "stat"


def test_made_again_it_is_the_same() -> None:
    assert concern_message(SENT) == concern_message(replace(SENT))
