"""A FHIR client that we did not write talks to this system over a real connection."""

import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome

from joinedup.foundation import accounts, instant, scope
from joinedup.foundation.permissions import Role
from joinedup.referrals.models import Referral
from tests.builders.exchange import a_message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock() -> None:
    """No held clock here: the server's own thread would be at another time."""


@pytest.fixture
def client(live_server) -> SyncFHIRClient:
    """The partner's client, with a token of its own."""
    by, at = scope.system("tests"), instant.now()
    account = accounts.make_account(
        "demo-partner", display_name="A system", is_system=True, at=at, by=by
    )
    accounts.give_role(account, role=Role.SYSTEM, organisation_code="demo_partner", at=at, by=by)
    token = accounts.issue_token(account, at=at, by=by)
    return SyncFHIRClient(f"{live_server.url}/fhir", authorization=f"Bearer {token}")


def test_it_reads_what_this_system_can_do(client):
    stated = client.execute("metadata", method="get")

    assert stated["fhirVersion"] == "4.0.1"
    assert stated["rest"][0]["operation"][0]["name"] == "process-message"


def test_its_referral_is_taken_and_answered(client):
    answer = client.execute("$process-message", data=a_message())

    assert answer["type"] == "message"
    assert answer["entry"][0]["resource"]["response"]["code"] == "ok"
    assert Referral.objects.count() == 1


def test_it_understands_a_refusal(client):
    with pytest.raises(OperationOutcome) as refusal:
        client.execute("$process-message", data=a_message(event="booking-request"))

    issue = refusal.value.resource["issue"][0]
    assert issue["code"] == "not-supported"
    assert issue["expression"] == ["Bundle.entry[0].resource.eventCoding"]
