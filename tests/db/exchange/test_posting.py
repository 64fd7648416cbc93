"""Resources posted over HTTP: transactions whole, batches entry by entry, each one answered."""

import json
from typing import Any

import pytest
from django.test import Client
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome

from joinedup.foundation.models import Received
from joinedup.foundation.permissions import Role
from joinedup.people.models import Person, RecordEntry
from tests.builders.entries import a_bundle, a_condition, an_allergy, an_observation
from tests.builders.exchange import an_ethel, as_bytes
from tests.db.exchange.test_http import FHIR, a_token, codes

AT = "urn:uuid:6099858f-4c54-4c3e-a3f3-01e678457cc0"


class System:
    """A partner's system that posts with a token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.client = Client(raise_request_exception=False)

    def post(self, tree: Any, address: str = "/fhir", **headers: str) -> Any:
        body = tree if isinstance(tree, bytes) else as_bytes(tree)
        given = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.post(address, body, content_type=FHIR, headers=given)


@pytest.fixture
def system(clock) -> System:
    return System(a_token())


def statuses(answer: Any) -> list[str]:
    return [entry["response"]["status"] for entry in json.loads(answer.content)["entry"]]


def test_a_transaction_is_answered_entry_by_entry(system):
    sent = a_bundle("transaction", (AT, an_ethel()), an_observation(AT), {"resourceType": "Claim"})

    answer = system.post(sent)

    assert (answer.status_code, answer["Content-Type"]) == (200, FHIR)
    told = Bundle.model_validate_json(answer.content)
    assert told.type == "transaction-response"
    assert statuses(answer) == ["201 Created", "201 Created", "200 OK"]
    first, _, last = (entry["response"] for entry in json.loads(answer.content)["entry"])
    assert first["location"] == f"Patient/{Person.objects.get().pk}"
    assert last["outcome"]["issue"][0]["severity"] == "information"


def test_the_same_transaction_again_changes_nothing(system):
    sent = a_bundle("transaction", (AT, an_ethel()), an_observation(AT))
    system.post(sent)

    again = system.post(sent)

    assert statuses(again) == ["200 OK", "200 OK"]
    assert RecordEntry.objects.count() == Received.objects.count() == 1


def test_nothing_is_kept_of_a_transaction_with_a_fault(system):
    sent = a_bundle("transaction", (AT, an_ethel()), an_observation(AT, status="odd"))

    answer = system.post(sent)

    assert (answer.status_code, codes(answer)) == (400, ["code_not_allowed"])
    OperationOutcome.model_validate_json(answer.content)
    assert not Person.objects.exists()
    assert [row.outcome for row in Received.objects.all()] == ["refused"]


def test_nothing_is_kept_of_a_transaction_that_names_a_stranger(system):
    sent = a_bundle("transaction", (AT, an_ethel()), an_observation("Patient/nobody"))

    answer = system.post(sent)

    assert (answer.status_code, codes(answer)) == (422, ["person_not_known"])
    assert json.loads(answer.content)["issue"][0]["expression"] == ["Bundle.entry[1].resource"]
    assert not Person.objects.exists()
    assert not RecordEntry.objects.exists()


def test_a_batch_keeps_what_is_right(system):
    sent = a_bundle(
        "batch", (AT, an_ethel()), an_observation(AT, status="odd"), a_condition(AT), {}
    )

    answer = system.post(sent)

    assert json.loads(answer.content)["type"] == "batch-response"
    assert statuses(answer)[0] == statuses(answer)[2] == "201 Created"
    assert statuses(answer)[1].startswith("400")
    assert RecordEntry.objects.count() == 1


@pytest.mark.parametrize("method", ["DELETE", "GET", "PATCH"])
def test_a_bundle_only_adds(system, method):
    sent = a_bundle("batch", (AT, an_ethel()))
    sent["entry"][0]["request"] = {"method": method, "url": "Patient"}

    answer = system.post(sent)

    assert [status[:3] for status in statuses(answer)] == ["422"]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("tree", "status", "code"),
    [
        (b"", 400, "empty"),
        (b"PK\x03\x04zip", 422, "archive_not_taken"),
        ({"resourceType": "Bundle", "type": "message"}, 422, "message_not_expected"),
        ({"resourceType": "Bundle", "type": "history"}, 422, "resource_not_expected"),
        (an_ethel(), 422, "resource_not_expected"),
        ({"resourceType": "Bundle", "type": "transaction"}, 400, "empty"),
        ({"resourceType": "Bundle", "type": "batch", "entry": "none"}, 400, "wrong_shape"),
        (b'{"resourceType": "Bundle", "type": "batch", "type": "batch"}', 400, "repeated_key"),
    ],
)
def test_each_refusal_of_a_bundle_says_why(system, tree, status, code):
    answer = system.post(tree)

    assert (answer.status_code, codes(answer)[0]) == (status, code)
    OperationOutcome.model_validate_json(answer.content)
    assert not Person.objects.exists()


def test_one_resource_is_taken_at_its_type(system):
    person = system.post(an_ethel(id="p1"), "/fhir/Patient")
    said = system.post(an_observation("Patient/p1"), "/fhir/Observation")
    again = system.post(an_observation("Patient/p1"), "/fhir/Observation")

    assert person.status_code == said.status_code == 201
    assert person["Location"] == f"Patient/{Person.objects.get().pk}"
    assert (again.status_code, codes(again)) == (200, ["unchanged"])
    assert RecordEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/fhir/Condition", 422, "resource_not_expected"),
        ("/fhir/Observation", 422, "person_not_known"),
        ("/fhir/Nothing", 404, "resource_not_taken"),
    ],
)
def test_one_resource_is_refused_by_name(system, address, status, code):
    answer = system.post(an_observation("Patient/p1"), address)

    assert (answer.status_code, codes(answer)) == (status, [code])


def test_what_names_others_is_accounted_for(system):
    answer = system.post({"resourceType": "Organization", "name": "A"}, "/fhir/Organization")

    assert (answer.status_code, codes(answer)) == (200, ["not_kept"])


@pytest.mark.parametrize("address", ["/fhir", "/fhir/", "/fhir/Observation", "/fhir/Immunization"])
def test_only_systems_post_and_in_json(system, address):
    sent = an_observation("Patient/p1")

    assert System("jup_wrong").post(sent, address).status_code == 401
    referrer = a_token(role=Role.REFERRER, username="a-referrer")
    assert System(referrer).post(sent, address).status_code == 403
    assert system.post(sent, address, Accept="text/html").status_code == 406
    answer = system.client.post(
        address,
        b"<a/>",
        content_type="text/xml",
        headers={"Authorization": f"Bearer {system.token}"},
    )
    assert (answer.status_code, answer["Content-Type"]) == (415, FHIR)


def test_what_is_too_large_is_refused_unread(system, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    answer = system.post(a_bundle("batch", (AT, an_ethel())))

    assert (answer.status_code, answer["Content-Type"]) == (413, FHIR)
    assert not Person.objects.exists()


def test_a_correction_and_a_retraction_are_told_as_such(system):
    system.post(an_ethel(id="p1"), "/fhir/Patient")
    whom = "Patient/p1"
    answers = [
        system.post(one, "/fhir/Observation")
        for one in (
            an_observation(whom),
            an_observation(whom, valueQuantity={"value": 80, "unit": "/min"}),
            an_observation(whom, status="entered-in-error"),
            an_observation(whom, status="entered-in-error"),
        )
    ]

    assert [(one.status_code, *codes(one)) for one in answers] == [
        (201, "taken"),
        (200, "corrected"),
        (200, "struck_out"),
        (200, "unchanged"),
    ]


def test_each_entry_of_a_batch_says_what_became_of_it(system):
    system.post(a_bundle("batch", (AT, an_ethel()), an_observation(AT), a_condition(AT)))

    changed = an_observation(AT, status="entered-in-error")
    answer = system.post(
        a_bundle("batch", (AT, an_ethel()), changed, a_condition(AT), a_condition(AT, id="new"))
    )

    told = [entry["response"] for entry in json.loads(answer.content)["entry"]]
    assert [one["status"] for one in told[1:]] == ["200 OK", "200 OK", "201 Created"]
    (issue,) = told[1]["outcome"]["issue"]
    assert issue["details"]["coding"][0]["code"] == "struck_out"
    assert "outcome" not in told[2]


def test_whom_it_is_about_is_asked_for_where_it_should_stand(system):
    nobody = an_observation("Patient/p1") | {"subject": None}
    del nobody["subject"]

    answer = system.post(nobody, "/fhir/Observation")

    (issue,) = json.loads(answer.content)["issue"]
    assert (answer.status_code, codes(answer)) == (400, ["subject_missing"])
    assert issue["expression"] == ["Observation.subject"]


@pytest.mark.parametrize(
    ("method", "address", "status", "code", "said"),
    [
        ("post", "/fhir/Claim", 404, "resource_not_taken", "about who pays"),
        ("delete", "/fhir/Observation/1", 405, "method_not_taken", "DELETE is not done here"),
        ("put", "/fhir/Nothing/1", 405, "method_not_taken", "PUT is not done here"),
    ],
)
def test_what_is_never_done_says_what_is(system, method, address, status, code, said):
    headers = {"Authorization": f"Bearer {system.token}"}
    answer = getattr(system.client, method)(address, b"{}", content_type=FHIR, headers=headers)

    (issue,) = json.loads(answer.content)["issue"]
    assert (answer.status_code, codes(answer), issue["code"]) == (status, [code], "not-supported")
    assert said in issue["diagnostics"]


@pytest.mark.parametrize(("release", "status"), [("3.0", 415), ("4.0", 422), ("4.0.1", 422)])
def test_another_release_is_refused_by_the_type_that_it_names(system, release, status):
    answer = system.client.post(
        "/fhir/Observation",
        as_bytes(an_observation("Patient/p1")),
        content_type=f"{FHIR}; fhirVersion={release}",
        headers={"Authorization": f"Bearer {system.token}"},
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        (an_observation("Patient/p1", effectiveDateTime="2099-01-01T10:00:00Z"), "happens_later"),
        (an_allergy("Patient/p1", recordedDate="2099-01-01"), "happens_later"),
        (an_observation("Patient/p1", effectiveDateTime="2026-11-24"), "taken"),
        (
            an_observation("Patient/p1", effectiveDateTime="2099-01-01", status="registered"),
            "taken",
        ),
    ],
)
def test_what_has_happened_is_not_still_to_come(system, resource, code):
    system.post(an_ethel(id="p1"), "/fhir/Patient")

    answer = system.post(resource, f"/fhir/{resource['resourceType']}")

    assert codes(answer) == [code]
