"""Messages over HTTP: who may send, what is answered, and never a traceback."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.foundation import accounts, instant, scope
from joinedup.foundation.models import Delivery
from joinedup.foundation.permissions import Role
from joinedup.referrals.models import Referral
from tests.builders import office
from tests.builders import partner as build
from tests.builders.exchange import a_message, an_ethel, as_bytes

ADDRESS = "/fhir/$process-message"
FHIR = "application/fhir+json"
UPDATE = {"reason": "update", "message_id": "b2c0a3f4-0002-4c00-8000-000000000002"}


class System:
    """A partner's system that sends with a token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.client = Client(raise_request_exception=False)

    def send(self, message: Any, *, kind: str = FHIR, **headers: str) -> Any:
        """Send a message, or bytes, and give back the answer."""
        body = message if isinstance(message, bytes) else as_bytes(message)
        given = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.post(ADDRESS, body, content_type=kind, headers=given)


def a_token(
    organisation: str = "demo_partner", role: Role = Role.SYSTEM, *, username: str = ""
) -> str:
    by, at = scope.system("tests"), instant.now()
    account = accounts.make_account(
        username or f"system-of-{organisation}",
        display_name="A system",
        is_system=True,
        at=at,
        by=by,
    )
    accounts.give_role(account, role=role, organisation_code=organisation, at=at, by=by)
    return accounts.issue_token(account, at=at, by=by)


@pytest.fixture
def system(clock) -> Iterator[System]:
    return System(a_token())


def codes(answer: Any) -> list[str]:
    issues = json.loads(answer.content)["issue"]
    return [issue["details"]["coding"][-1]["code"] for issue in issues]


def test_a_referral_is_answered_with_a_message(system):
    answer = system.send(a_message(), **{"X-Request-Id": "3f0b", "Accept": FHIR})

    assert (answer.status_code, answer["Content-Type"]) == (200, FHIR)
    assert answer["X-Request-Id"] == "3f0b"
    Bundle.model_validate_json(answer.content)
    parts = [entry["resource"] for entry in json.loads(answer.content)["entry"]]
    assert parts[0]["response"]["identifier"] == a_message()["id"]
    assert build.the_referral().reference in answer.content.decode()
    assert not Delivery.objects.filter(channel="bars").exists()


def test_the_same_message_gets_the_same_answer(system):
    first, again = system.send(a_message()), system.send(a_message())

    assert (again.status_code, again.content) == (200, first.content)
    assert Referral.objects.count() == 1


def test_an_update_before_its_referral_is_kept(system):
    answer = system.send(a_message(**UPDATE))

    assert (answer.status_code, codes(answer)) == (202, ["waiting"])
    OperationOutcome.model_validate_json(answer.content)


def test_a_partner_takes_back_what_it_sent(system):
    system.send(a_message())

    answer = system.send(a_message(**UPDATE, status="revoked", sent="2026-11-24T09:29:00Z"))

    assert answer.status_code == 200
    assert b'"withdrawn"' in answer.content
    assert build.the_line().closed_how == "withdraw"


@pytest.mark.parametrize(
    ("message", "status", "error", "code"),
    [
        (b"", 400, "REC_BAD_REQUEST", "empty"),
        (b'{"a": ', 400, "REC_BAD_REQUEST", "truncated"),
        (b"\xff\xfe{", 400, "REC_BAD_REQUEST", "not_utf8"),
        (b"[" * 100_000, 413, "REC_BAD_REQUEST", "too_deep"),
        (b'{"hello": 1}', 400, "REC_BAD_REQUEST", "not_fhir"),
        (a_message(patient=an_ethel(gender="odd")), 400, "REC_BAD_REQUEST", "code_not_allowed"),
        (a_message(reason="delete"), 400, "REC_BAD_REQUEST", "reason_unknown"),
        (
            a_message(event="booking-request"),
            422,
            "REC_UNPROCESSABLE_ENTITY",
            "appointment_not_taken",
        ),
        (a_message(event="servicerequest-response"), 404, "REC_NOT_FOUND", "response_not_expected"),
        (an_ethel(), 422, "REC_UNPROCESSABLE_ENTITY", "message_expected"),
        (
            {"resourceType": "Bundle", "type": "collection", "entry": []},
            422,
            "REC_UNPROCESSABLE_ENTITY",
            "message_expected",
        ),
        (
            a_message(patient=an_ethel(deceasedBoolean=True)),
            422,
            "REC_UNPROCESSABLE_ENTITY",
            "person_has_died",
        ),
    ],
)
def test_each_refusal_says_why_in_fhir(system, message, status, error, code):
    answer = system.send(message)

    assert (answer.status_code, answer["Content-Type"]) == (status, FHIR)
    OperationOutcome.model_validate_json(answer.content)
    issue = json.loads(answer.content)["issue"][0]
    assert [one["code"] for one in issue["details"]["coding"]] == [error, code]
    assert not Referral.objects.exists()


def test_a_conflict_is_told_as_one(system):
    system.send(a_message())

    answer = system.send(a_message(note=[{"text": "Something else"}]))

    assert (answer.status_code, codes(answer)) == (409, ["message_id_reused"])


@pytest.mark.parametrize(
    ("headers", "kind", "status"),
    [
        ({"Authorization": ""}, FHIR, 401),
        ({"Authorization": "Bearer jup_wrong"}, FHIR, 401),
        ({"Authorization": "Basic abc"}, FHIR, 401),
        ({}, "application/xml", 415),
        ({}, "multipart/form-data", 415),
        ({"Accept": "text/html"}, FHIR, 406),
        ({"Accept": "*/*"}, FHIR, 200),
        ({"Accept": "application/json;q=0.9, text/html"}, "application/json", 200),
    ],
)
def test_the_request_itself_is_judged(system, headers, kind, status):
    answer = system.send(a_message(), kind=kind, **headers)

    assert (answer.status_code, answer["Content-Type"]) == (status, FHIR)
    if status == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.RESIDENT}))
def test_no_role_of_a_person_sends_messages(clock, role):
    answer = System(a_token(role=role)).send(a_message())

    assert answer.status_code == 403
    assert codes(answer) == ["role_may_not"]


def test_somebody_signed_in_does_not_send_messages_by_their_session(clock):
    client = office.signed_in(office.a_colleague(role=Role.REFERRER))

    answer = client.post(ADDRESS, as_bytes(a_message()), content_type=FHIR)

    assert answer.status_code == 401


def test_a_system_of_no_partner_is_refused(clock):
    answer = System(a_token("ambulance")).send(a_message())

    assert (answer.status_code, codes(answer)) == (403, ["partner_unknown"])


def test_only_messages_are_posted(system):
    answer = system.client.get(ADDRESS, headers={"Authorization": f"Bearer {system.token}"})

    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    OperationOutcome.model_validate_json(answer.content)


@pytest.mark.parametrize("address", ["/fhir", "/fhir/Patient", "/fhir/metadata"])
def test_what_may_be_done_at_an_address_is_told(system, address):
    answer = system.client.options(address, headers={"Authorization": f"Bearer {system.token}"})

    assert (answer.status_code, answer["Content-Type"]) == (200, FHIR)
    assert "OPTIONS" in answer["Allow"]


def test_what_is_too_large_is_refused_unread(system, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    answer = system.send(a_message())

    assert (answer.status_code, answer["Content-Type"]) == (413, FHIR)
    OperationOutcome.model_validate_json(answer.content)
    assert codes(answer) == ["request_too_large"]
    assert not Referral.objects.exists()


@pytest.mark.parametrize("address", ["/fhir/nowhere", "/fhir/$process-message/"])
def test_an_address_that_is_not_there_is_told_in_fhir(client, address):
    answer = client.post(address, b"{}", content_type=FHIR)

    assert (answer.status_code, answer["Content-Type"]) == (404, FHIR)
    OperationOutcome.model_validate_json(answer.content)


def test_anybody_may_ask_what_this_system_does(client):
    answer = client.get("/fhir/metadata")

    assert (answer.status_code, answer["Content-Type"]) == (200, FHIR)
    stated = CapabilityStatement.model_validate_json(answer.content)
    assert stated.rest[0].operation[0].name == "process-message"


MESSAGE = as_bytes(a_message())


@given(st.integers(0, len(MESSAGE)), st.binary(max_size=12), st.integers(0, 30))
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_bytes_make_a_failure(system, at, put_in, taken_out):
    answer = system.send(MESSAGE[:at] + put_in + MESSAGE[at + taken_out :])

    assert answer.status_code < 500
    assert answer["Content-Type"] == FHIR


def test_what_one_system_of_a_partner_sent_the_next_may_take_back(system: System) -> None:
    second = System(a_token(username="their-new-system"))
    system.send(a_message())
    referral = Referral.objects.get()

    answer = second.send(a_message(status="revoked", **UPDATE))

    assert answer.status_code == 200, answer.content
    assert referral.lines.get().closed_how == "withdraw"
    assert referral.account.username == "system-of-demo_partner"


def test_the_same_message_by_another_system_of_the_partner_changes_nothing(
    system: System,
) -> None:
    system.send(a_message())

    answer = System(a_token(username="their-new-system")).send(a_message())

    assert answer.status_code == 200, answer.content
    assert Referral.objects.count() == 1
