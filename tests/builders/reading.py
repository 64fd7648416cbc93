"""A partner's system that reads over FHIR, and a second opinion on what it is given."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client
from fhir.resources.R4B import get_fhir_model_class

from joinedup.exchange.adapters import fhir
from joinedup.foundation import accounts, instant, place, scope
from joinedup.foundation.permissions import Role
from joinedup.kernel.ids import PersonId
from joinedup.people.models import Person
from tests.builders import people as persons
from tests.builders.exchange import ETHEL

FHIR = "application/fhir+json"
NHS = "https://fhir.nhs.uk/Id/nhs-number"
REFERENCE = "urn:joinedup:referral-reference"


def a_token(
    organisation: str = "demo_partner", *, role: Role = Role.SYSTEM, username: str = "reader"
) -> str:
    """The token of a system of an organisation."""
    by, at = scope.system("tests"), instant.now()
    account = accounts.make_account(
        f"{username}-of-{organisation}", display_name="A system", is_system=True, at=at, by=by
    )
    accounts.give_role(account, role=role, organisation_code=organisation, at=at, by=by)
    return accounts.issue_token(account, at=at, by=by)


class Reader:
    """A partner's system that reads with a token."""

    def __init__(self, organisation: str = "demo_partner", *, role: Role = Role.SYSTEM) -> None:
        self.token = a_token(organisation, role=role)
        self.client = Client(raise_request_exception=False)

    def get(self, address: str, asked: Mapping[str, Any] | None = None, **headers: str) -> Any:
        """Ask for an address under `/fhir/`, or for a whole one that an answer gave."""
        given = {"Authorization": f"Bearer {self.token}", **headers}
        parts = urlsplit(address)
        path = parts.path if parts.netloc else f"/fhir/{parts.path}"
        whole = f"{path}?{parts.query}" if parts.query else path
        return self.client.get(whole, dict(asked or {}), headers=given)

    def post(self, address: str, asked: Mapping[str, Any], **headers: str) -> Any:
        """Search with parameters in the body."""
        given = {"Authorization": f"Bearer {self.token}", **headers}
        form = "application/x-www-form-urlencoded"
        return self.client.post(
            f"/fhir/{address}", urlencode(asked), content_type=form, headers=given
        )

    def search(self, kind: str, **asked: Any) -> dict[str, Any]:
        """The searchset that a search is answered with; a full stop is written as two lines."""
        parameters = {name.replace("__", "."): value for name, value in asked.items()}
        answer = self.get(kind, parameters)
        if answer.status_code != 200:
            raise ValueError(answer.content.decode())
        return valid(json.loads(answer.content))


def found(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The resources that a search found."""
    entries = bundle.get("entry", [])
    return [one["resource"] for one in entries if one["search"]["mode"] == "match"]


def body(answer: Any) -> dict[str, Any]:
    """What an answer holds, after both libraries found it to be R4."""
    return valid(json.loads(answer.content))


def codes(answer: Any) -> list[str]:
    """Why something was refused."""
    return [one["details"]["coding"][-1]["code"] for one in body(answer)["issue"]]


def valid(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource, or the reason why one of the two libraries does not take it for R4."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    findings, _ = fhir.examine(resource, source="here", on=place.today())
    if findings:
        raise ValueError([(one.at, one.code, one.message) for one in findings])
    return resource


def ethel() -> Person:
    """Ethel, as the message about her made her."""
    return Person.objects.get(nhs_number=ETHEL)


def somebody_else(**details: Any) -> PersonId:
    """Somebody in the index whom no partner has a reason to see."""
    return persons.a_person(family_name="Marsh", given_name="Arthur", **details)
