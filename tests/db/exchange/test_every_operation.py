"""Every operation of the API, asked by everybody with what it allows and what it does not.

Schemathesis makes the requests from a description of the whole API; what comes back is judged here:
never a failure, never a status that is not described, every refusal in its shape, and of nobody
whom the asker may not see a single mark that the request itself did not hold.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from joinedup.foundation import accounts, clients, instant
from joinedup.foundation.models import Account, Reading
from joinedup.foundation.permissions import ClientScope
from joinedup.foundation.scope import system
from joinedup.people.models import Person, RecordEntry
from joinedup.referrals.models import Line, Referral
from tests.builders import identity, openapi
from tests.builders import partner as sent
from tests.builders import referrals as build
from tests.builders.exchange import ETHEL, a_message, an_ethel
from tests.builders.reading import a_token, ethel, somebody_else
from tests.db.exchange.test_reading_records import ENTRIES, keep

# What is in the records and in nothing that is sent: whoever is shown it, is shown a record.
MARKS = ("14 Church Lane", "HP19 7AA", "Heart failure", "Penicillin", "Plan for falls", "61.5 kg")
OF_OTHERS = ("Zqhidden", "Zqstreet")
FORMS = {"resourceType", "issue"}


@dataclass
class Asked:
    """What one who asks was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    marked: int = 0
    faults: list[str] = field(default_factory=list)
    operations: set[str] = field(default_factory=set)


@pytest.fixture
def values(clock: instant.Hands) -> dict[str, list[str]]:
    """Ethel, whom the demonstration partner sent, her record, and Arthur, whom nobody may see."""
    sent.taken(a_message())
    keep(*ENTRIES.values())
    arthur = somebody_else(known_as="Zqhidden", address_lines=("1 Zqstreet",))
    keep(ENTRIES["Condition"], person=arthur)
    ids = [str(ethel().pk), str(arthur)]
    entries = [str(one) for one in RecordEntry.objects.values_list("pk", flat=True)]
    number = Person.objects.get(pk=arthur).nhs_number or ""
    return {
        "id": [*ids, *entries],
        "person_id": ids,
        "entry_id": entries,
        "referral_id": [str(one) for one in Referral.objects.values_list("pk", flat=True)],
        "line_id": [str(one) for one in Line.objects.values_list("pk", flat=True)],
        "provider_code": ["work", "nowhere"],
        "token": ["active", "http://snomed.info/sct|84114007", "|x"],
        "_id": [*ids, *entries],
        "identifier": [ETHEL, f"https://fhir.nhs.uk/Id/nhs-number|{number}"],
        "reference": [f"Patient/{one}" for one in ids],
        "string": ["Marsh", "M", "Eth"],
        "date": ["1945-03-02", "ge1988-01-01"],
        "message": [a_message(message_id=str(uuid4())), an_ethel()],
        "text": [ETHEL, "Marsh 1945-03-02", number],
    }


def signed_in(actor: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


def of_system(organisation: str) -> dict[str, str]:
    """What a system of an organisation signs in by, as often as it likes."""
    account = accounts.account_of_token(a_token(organisation))
    assert account is not None
    at, by = instant.now(), system("tests")
    said = {"name": "Often", "owner": "", "scopes": frozenset(ClientScope)}
    often = clients.make_client(account.id, **said, a_minute=clients.MOST_A_MINUTE, at=at, by=by)
    secret = clients.make_secret(often, seen=None, overlap=timedelta(0), at=at, by=by)
    return {"Authorization": f"Bearer {secret}"}


def wrong_organisation() -> tuple[Client, dict[str, str]]:
    """The system of a partner, and a nurse, who have no part in the care of either."""
    return signed_in(build.nurse()), of_system("bht")


def right_role() -> tuple[Client, dict[str, str]]:
    """The system that sent Ethel, and the clinician whose queue she is in."""
    return signed_in(build.clinician()), of_system("demo_partner")


def nobody() -> tuple[Client, dict[str, str]]:
    """Somebody without a session and a program without a token."""
    return Client(raise_request_exception=False), {}


WHO = {"anonymous": nobody, "wrong organisation": wrong_organisation, "right role": right_role}


@pytest.mark.walk_on_both
@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
def test_no_operation_fails_or_tells_of_anybody_it_may_not(
    who: str, values: dict[str, list[str]], settings: Any
) -> None:
    settings.JOINEDUP_PROVIDERS = {"work": identity.a_generic("http://127.0.0.1:9")}
    metadata = json.loads(Client().get("/fhir/metadata").content)
    described = openapi.description(metadata, values)
    asker, headers = WHO[who]()
    told = Asked()

    for result in schemathesis.openapi.from_dict(described).get_all_operations():
        for mode in GenerationMode:
            _try(result.ok(), mode, asker, headers, told)

    print(f"{who}: {told.statuses.total():,} requests", dict(sorted(told.statuses.items())))  # noqa: T201
    assert told.faults[:10] == []
    assert not any(status >= 500 for status in told.statuses)
    assert len(told.operations) >= len(described["paths"])
    # The right one is shown what the wrong one is not: the marks can be found at all.
    assert (told.marked > 0) == (who == "right role")
    assert (told.statuses[401] > told.statuses[200]) == (who == "anonymous")
    assert Reading.objects.exists() or who == "anonymous"


def _try(
    operation: Any, mode: GenerationMode, asker: Client, headers: dict[str, str], told: Asked
) -> None:
    # A fifth of the usual pains: each operation is tried by three askers in two ways.
    many = max(1, hypothesis.settings().max_examples // 5)
    known = {int(one) for one in operation.definition.raw["responses"]}

    @hypothesis.settings(
        max_examples=many,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asks(case: Any) -> None:
        label = f"{case.method} {operation.path}"
        told.operations.add(operation.path)
        answer, text = _answered(case, asker, headers, number=sum(told.statuses.values()))
        told.statuses[answer.status_code] += 1
        told.faults += _faults(answer, text, known, label, is_anonymous=not headers)
        told.marked += any(mark in _shown(answer) for mark in MARKS)

    try:
        asks()
    except hypothesis.errors.Unsatisfiable:
        # Nothing about this operation can be wrong in the way that was asked for.
        assert mode is GenerationMode.NEGATIVE


def _answered(case: Any, asker: Client, headers: dict[str, str], *, number: int) -> tuple[Any, str]:
    asked = case.query or {}
    query = urlencode(asked, doseq=True) if isinstance(asked, dict) else ""
    sent_body = b""
    if not isinstance(case.body, NotSet):
        is_form = case.media_type == openapi.FORM and isinstance(case.body, dict)
        sent_body = urlencode(case.body).encode() if is_form else _written(case.body)
    path = quote(case.formatted_path, safe="/%$")
    is_fhir = path.startswith("/fhir")
    answer = asker.generic(
        case.method,
        path,
        sent_body,
        content_type=case.media_type or openapi.JSON,
        QUERY_STRING=query,
        headers={**headers, "Accept": openapi.FHIR if is_fhir else openapi.JSON},
        # Nobody is counted as one with those before: that has its own tests.
        REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
    )
    return answer, f"{path}?{query} {sent_body!r} {asked}"


def _written(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()


def _shown(answer: Any) -> str:
    return str(answer.content.decode(errors="replace"))


def _faults(
    answer: Any, text: str, known: set[int], label: str, *, is_anonymous: bool
) -> list[str]:
    shown, status = _shown(answer), answer.status_code
    faults = []
    if status not in known and not _is_not_there(status):
        faults.append(f"{label} answers {status}, which is not described: {text} {shown}"[:500])
    if label.split()[1].startswith("/fhir") and status >= 400:
        faults += _not_an_outcome(answer, label)
    hidden = (*OF_OTHERS, *MARKS) if is_anonymous else OF_OTHERS
    faults += [f"{label} tells {mark}: {text}" for mark in hidden if mark in shown]
    return faults


def _is_not_there(status: int) -> bool:
    # An address or method that no view of ours knows: what was made of a bad identifier.
    return status in (404, 405)


def _not_an_outcome(answer: Any, label: str) -> list[str]:
    said = json.loads(answer.content)
    is_outcome = said.get("resourceType") == "OperationOutcome" and said["issue"]
    is_fhir = answer["Content-Type"] == openapi.FHIR
    return [] if is_outcome and is_fhir else [f"{label} refuses otherwise: {answer.content!r}"]


def test_nothing_of_the_wrong_organisation_is_described_as_open(
    values: dict[str, list[str]],
) -> None:
    _, headers = wrong_organisation()

    for person in values["person_id"]:
        assert Client().get(f"/fhir/Patient/{person}", headers=headers).status_code == 403
    for entry in values["entry_id"]:
        assert Client().get(f"/fhir/Condition/{entry}", headers=headers).status_code in (403, 404)
    found = Client().get(f"/fhir/Patient?identifier={ETHEL}", headers=headers)
    assert json.loads(found.content)["total"] == 0


def test_each_address_for_programs_is_described(values: dict[str, list[str]]) -> None:
    metadata = json.loads(Client().get("/fhir/metadata").content)

    paths = openapi.description(metadata, values)["paths"]

    assert len(paths) > 25
    assert all(operations for operations in paths.values())
    assert set(openapi.TO_PEOPLE) <= {path for path, _ in openapi.routes()}
