"""Two FHIR clients that we did not write read from the really running server, page by page."""

from dataclasses import replace
from uuid import uuid4

import pytest
from fhirclient import client as smart
from fhirclient.models.condition import Condition
from fhirclient.models.patient import Patient
from fhirclient.models.servicerequest import ServiceRequest
from fhirclient.server import FHIRNotFoundException, FHIRPermissionDeniedException
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

from joinedup.foundation import instant, scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind, EntrySent
from joinedup.people.services.record import keep_entries
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.models import Referral
from tests.builders import partner as sent
from tests.builders import referrals
from tests.builders.exchange import ETHEL, a_message, an_ethel
from tests.builders.reading import NHS, REFERENCE, a_token, ethel, somebody_else

pytestmark = pytest.mark.django_db(transaction=True)
HEART_FAILURE = EntrySent(
    kind=EntryKind.CONDITION, source_key="Condition/1", words="Heart failure", status="active"
)


@pytest.fixture(autouse=True)
def clock() -> None:
    """No held clock here: the server's own thread would be at another time."""


@pytest.fixture
def token() -> str:
    """The token of the demonstration partner, which has sent Ethel's referral."""
    sent.taken(a_message(sent=instant.now().isoformat(), authoredOn=instant.now().isoformat()))
    return a_token()


@pytest.fixture
def client(live_server, token: str) -> SyncFHIRClient:
    """The one client."""
    return SyncFHIRClient(f"{live_server.url}/fhir", authorization=f"Bearer {token}")


@pytest.fixture
def other(live_server, token: str) -> smart.FHIRClient:
    """The other client."""
    made = smart.FHIRClient({"app_id": "tests", "api_base": f"{live_server.url}/fhir"})
    made.server.session.headers["Authorization"] = f"Bearer {token}"
    return made


def more_of_her(count: int) -> None:
    """More conditions and referrals of Ethel's."""
    person = PersonId(ethel().pk)
    entries = [replace(HEART_FAILURE, source_key=f"Condition/{n}") for n in range(count)]
    keep_entries(
        person,
        entries,
        source="gp-system",
        received_id=None,
        at=instant.now(),
        by=scope.system("tests"),
    )
    for _ in range(count):
        referrals.sent(by=referrals.gp(), person=KnownPerson(person_id=person))


def test_fhirpy_finds_a_person_by_number_and_reads_them(client: SyncFHIRClient) -> None:
    found = client.resources("Patient").search(identifier=f"{NHS}|{ETHEL}").fetch()
    read = client.reference("Patient", found[0]["id"]).to_resource()

    assert [one["name"][0]["family"] for one in (*found, read)] == ["Marsh", "Marsh"]


def test_fhirpy_follows_every_page(client: SyncFHIRClient) -> None:
    more_of_her(6)
    asked = {"patient": str(ethel().pk)}

    conditions = client.resources("Condition").search(**asked).limit(4).fetch_all()
    requests = client.resources("ServiceRequest").search(**asked).limit(4).fetch_all()

    assert len({one["id"] for one in conditions}) == 6
    expected = Referral.objects.values_list("pk", flat=True)
    assert {one["id"] for one in requests} == {str(one) for one in expected}


def test_fhirpy_counts_and_finds_by_our_reference(client: SyncFHIRClient) -> None:
    reference = Referral.objects.get().reference
    search = client.resources("ServiceRequest").search(
        identifier=f"{REFERENCE}|{reference}", status="active"
    )
    tasks = client.resources("Task").search(patient__identifier=f"{NHS}|{ETHEL}").fetch_all()

    assert (search.count(), search.first()["identifier"][0]["value"]) == (1, reference)
    assert [one["focus"]["reference"] for one in tasks] == [
        f"ServiceRequest/{Referral.objects.get().pk}"
    ]


def test_fhirpy_is_told_why_not(client: SyncFHIRClient) -> None:
    with pytest.raises(ResourceNotFound):
        client.reference("Patient", str(uuid4())).to_resource()
    with pytest.raises(OperationOutcome) as refused:
        client.resources("Patient").search(family="Marsh").fetch()

    assert refused.value.resource["issue"][0]["details"]["coding"][1]["code"] == "search_too_wide"


def test_fhirpy_posts_a_transaction_and_reads_it_back(client: SyncFHIRClient) -> None:
    condition = {
        "resourceType": "Condition",
        "id": "hf-1",
        "clinicalStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    "code": "active",
                }
            ]
        },
        "code": {"text": "Heart failure"},
        "subject": {"reference": "urn:uuid:0b6f4d00-0000-4000-8000-000000000003"},
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": "urn:uuid:0b6f4d00-0000-4000-8000-000000000003",
                "resource": an_ethel(id="ethel-1"),
                "request": {"method": "POST", "url": "Patient"},
            },
            {
                "fullUrl": "urn:uuid:0b6f4d00-0000-4000-8000-000000000004",
                "resource": condition,
                "request": {"method": "POST", "url": "Condition"},
            },
        ],
    }

    answered = client.execute("", data=bundle)
    (read,) = client.resources("Condition").search(patient__identifier=ETHEL).fetch()

    assert answered["type"] == "transaction-response"
    assert [one["response"]["status"][:2] for one in answered["entry"]] == ["20", "20"]
    assert read["code"]["text"] == "Heart failure"


def test_fhirclient_reads_a_person_by_number(other: smart.FHIRClient) -> None:
    search = Patient.where({"identifier": f"{NHS}|{ETHEL}"})
    (found,) = list(search.perform_resources_iter(other.server))
    read = Patient.read(found.id, other.server)

    assert other.human_name(read.name[0]) == "Ethel Marsh"
    assert read.birthDate.isostring == "1945-03-02"


def test_fhirclient_follows_every_page(other: smart.FHIRClient) -> None:
    more_of_her(5)

    for kind, count in ((Condition, 5), (ServiceRequest, 6)):
        search = kind.where({"patient": str(ethel().pk), "_count": "2"})
        pages = list(search.perform_iter(other.server))
        ids = {entry.resource.id for page in pages for entry in page.entry}
        assert (len(pages), len(ids)) == (3, count)


def test_fhirclient_is_refused_whom_it_may_not_see(other: smart.FHIRClient) -> None:
    with pytest.raises(FHIRNotFoundException):
        Patient.read(str(uuid4()), other.server)
    with pytest.raises(FHIRPermissionDeniedException):
        Patient.read(str(somebody_else()), other.server)


def test_fhirclient_reads_what_this_system_does(other: smart.FHIRClient) -> None:
    other.server.get_capability()

    stated = other.server.capabilityStatement.rest[0]
    assert {one.type for one in stated.resource if one.searchParam} >= {"Patient", "Task"}
