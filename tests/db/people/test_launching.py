"""A practice system opens us with somebody chosen: they are opened, or both names are shown.

The system is a certified OpenID provider that the tests start, which answers in FHIR besides.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from joinedup.foundation import care, instant, scope
from joinedup.foundation.models import Account, Entry, Reading
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.office import jobs
from joinedup.office.adapters import provider
from joinedup.office.models import LaunchedPerson
from joinedup.people import services
from tests.builders import identity, people
from tests.builders import referrals as build
from tests.builders.identity import Certified, asked_for

pytestmark = pytest.mark.xdist_group("identity provider")
NUMBER = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}
ETHEL = {
    "identifier": [NUMBER],
    "name": [{"use": "official", "family": "Pargeter", "given": ["Ethel", "May"]}],
    "birthDate": "1938-03-14",
}
PATIENTS = {
    "ethel": ETHEL,
    "married": {**ETHEL, "name": [{"family": "Dale", "given": ["Ethel"]}]},
    "older": {**ETHEL, "birthDate": "1928-03-14"},
    "numberless": {**ETHEL, "identifier": []},
    "elsewhere": {**ETHEL, "identifier": [{**NUMBER, "value": "9000000009"}]},
}
LAUNCHED = "/people/launched"


@pytest.fixture(scope="module")
def started() -> Iterator[Certified]:
    """The practice system, for every test of this file."""
    with identity.certified({"joan": {}}, patients=PATIENTS) as there:
        yield there


@pytest.fixture
def there(started: Certified, settings: Any) -> Certified:
    """The practice system, which we know, where Joan is signed in as herself."""
    provider.forget()
    of = identity.a_practice(started.issuer)
    settings.JOINEDUP_PROVIDERS = {"practice": of}
    identity.bound(joan().id, of, "joan")
    return Certified(started.issuer)


@pytest.fixture
def ethel() -> PersonId:
    """Ethel, whom the practice of Joan looks after."""
    person = people.a_person(
        nhs_number=people.nhs_number.NhsNumber(NUMBER["value"]),
        family_name="Pargeter",
        given_name="Ethel May",
        born_on=people.date(1938, 3, 14),
    )
    people.in_care_of(build.gp(), [person])
    return person


def joan() -> Account:
    return Account.objects.get(id=build.gp().account_id)


def launched(there: Certified, chosen: str, client: Client | None = None) -> Client:
    """A browser in which the practice system has opened us with somebody chosen."""
    browser = client or Client()
    there.signs_in("joan", patient=chosen)
    fhir = quote(f"{there.issuer}/fhir", safe="")
    sent = browser.get(f"/launch?iss={fhir}&launch=abc123")
    assert sent.status_code == 302, sent.content
    back = there.walk(sent["Location"], until=identity.BACK.format("practice"))
    answer = browser.get(back)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == LAUNCHED
    return browser


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_whoever_is_chosen_there_is_opened_here(there: Certified, ethel: PersonId) -> None:
    fhir = f"{there.issuer}/fhir"
    asked = asked_for(Client().get(f"/launch?iss={fhir}&launch=abc123")["Location"])

    client = launched(there, "ethel")
    answer = client.get(LAUNCHED)

    assert asked["scope"] == "launch openid fhirUser patient/Patient.rs"
    assert (asked["launch"], asked["aud"]) == ("abc123", fhir)
    assert asked["code_challenge_method"] == "S256"
    assert there.told()["lastLaunch"]["launch"] == "abc123"
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/people/{ethel}")
    assert not LaunchedPerson.objects.exists()
    assert client.get(answer["Location"]).status_code == 200
    assert Entry.objects.get(kind="office.signed_in").by_account == joan().id
    assert "Nobody was opened" in said(client.get(LAUNCHED))


def test_the_access_rule_decides_whether_they_open(there: Certified) -> None:
    person = people.a_person(
        nhs_number=people.nhs_number.NhsNumber(NUMBER["value"]),
        family_name="Pargeter",
        given_name="Ethel",
        born_on=people.date(1938, 3, 14),
        practice_code=people.CORNCRAKE,
    )

    client = launched(there, "ethel")
    answer = client.get(LAUNCHED, follow=True)

    assert answer.redirect_chain[-1][0] == f"/desk/people/{person}"
    assert answer.status_code == 403
    assert "You have no part in this person" in answer.content.decode()


@pytest.mark.parametrize(
    ("chosen", "theirs", "differs"),
    [("married", "DALE, Ethel", "family_name"), ("older", "14 March 1928", "born_on")],
)
def test_a_mismatch_stops_with_both_names_until_somebody_chooses(
    there: Certified, ethel: PersonId, chosen: str, theirs: str, differs: str
) -> None:
    client = launched(there, chosen)

    stopped = client.get(LAUNCHED)
    shown = said(stopped)

    assert stopped.status_code == 409
    assert theirs in shown
    assert "PARGETER, Ethel May" in shown
    assert "ring" in shown
    assert not Entry.objects.filter(kind="people.opened_despite").exists()
    assert client.post(LAUNCHED, {}).status_code == 409
    answer = client.post(LAUNCHED, {"choice": "open"})
    assert answer["Location"] == f"/desk/people/{ethel}"
    fact = Entry.objects.get(kind="people.opened_despite")
    assert json.loads(fact.body) == {"differs": [differs], "system": "practice"}
    assert fact.subject_id == ethel


def test_somebody_else_who_was_open_here_stops_it(there: Certified, ethel: PersonId) -> None:
    other = people.a_person(family_name="Okafor", given_name="Ben")
    people.in_care_of(build.gp(), [other])
    client = launched(there, "ethel")
    client.get(f"/desk/people/{other}")

    stopped = launched(there, "ethel", client).get(LAUNCHED)
    shown = said(stopped)

    assert stopped.status_code == 409
    assert "You had OKAFOR, Ben open here" in shown
    assert "Open PARGETER, Ethel May" in shown
    answer = client.post(LAUNCHED, {"choice": "stay"})
    assert answer["Location"] == f"/desk/people/{other}"
    again = launched(there, "ethel", client).post(LAUNCHED, {"choice": "open"})
    assert again["Location"] == f"/desk/people/{ethel}"
    assert not Entry.objects.filter(kind="people.opened_despite").exists()


def test_the_same_person_who_was_open_here_does_not(there: Certified, ethel: PersonId) -> None:
    client = launched(there, "ethel")
    client.get(f"/desk/people/{ethel}")

    assert launched(there, "ethel", client).get(LAUNCHED).status_code == 303


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [("numberless", "no NHS number that is right"), ("elsewhere", "Nobody here has this NHS")],
)
def test_nobody_who_can_be_matched_is_said(
    there: Certified, ethel: PersonId, chosen: str, shown: str
) -> None:
    client = launched(there, chosen)
    answer = client.get(LAUNCHED)

    assert answer.status_code == 409
    assert shown in said(answer)
    assert "PARGETER, Ethel May" in said(answer)
    assert client.post(LAUNCHED, {"choice": "open"}).status_code == 409


def test_of_a_restricted_record_nothing_is_compared(there: Certified, ethel: PersonId) -> None:
    access = {"kind": scope.ACCESS, "reason": "court_order"}
    care.restrict(ethel, **access, at=instant.now(), by=people.the_office())

    answer = launched(there, "married").get(LAUNCHED)

    assert answer["Location"] == f"/desk/people/{ethel}"


def test_what_was_chosen_counts_for_its_account_and_a_while(
    there: Certified, ethel: PersonId
) -> None:
    client = launched(there, "married")
    kept = client.session["launched"]
    with instant.frozen(instant.now() + timedelta(minutes=14)):
        assert client.get(LAUNCHED).status_code == 409
    other = Client()
    other.force_login(Account.objects.get(id=build.clinician().account_id))
    session = other.session
    session["launched"] = kept
    session.save()

    assert len(kept) == len(str(ethel))
    assert "Nobody was opened" in said(other.get(LAUNCHED))
    assert "Nobody was opened" in said(other.post(LAUNCHED, {"choice": "open"}))


def test_who_may_find_nobody_opens_nobody(there: Certified, ethel: PersonId) -> None:
    carl = Client()
    carl.force_login(Account.objects.get(id=build.staff("carl", Role.COMMISSIONER).account_id))

    assert carl.get(LAUNCHED).status_code == 403


@pytest.mark.parametrize(
    ("asking", "code"),
    [
        ("", "launch_system_unknown"),
        ("?iss=http://169.254.169.254/fhir&launch=x", "launch_system_unknown"),
        ("?iss={fhir}.example.org&launch=x", "launch_system_unknown"),
        ("?iss={fhir}", "launch_not_named"),
        ("?iss={fhir}/&launch=" + "x" * 2001, "launch_not_named"),
    ],
)
def test_only_a_system_of_the_place_opens_us_and_no_other_is_asked(
    there: Certified, asking: str, code: str
) -> None:
    answer = Client().get(f"/launch{asking.format(fhir=f'{there.issuer}/fhir')}")

    assert answer.status_code == 400
    assert code in answer.content.decode()


def test_whoever_nobody_here_knows_is_not_let_in(there: Certified, ethel: PersonId) -> None:
    there.signs_in("stranger", patient="ethel")
    client = Client()
    sent = client.get(f"/launch?iss={there.issuer}/fhir&launch=x")

    answer = client.get(there.walk(sent["Location"], until=identity.BACK.format("practice")))

    assert answer.status_code == 403
    assert "open it again from Practice system" in said(answer)
    assert client.get("/session").status_code == 401
    assert Reading.objects.filter(detail="practice identity_unknown").exists()


@pytest.mark.parametrize(
    ("chosen", "status", "code"),
    [
        ("", 403, "launch_without_person"),
        ("../../control/told", 403, "launch_without_person"),
        ("not-there", 503, "launch_person_kept_back"),
    ],
)
def test_a_system_that_tells_of_nobody_opens_nobody(
    there: Certified, ethel: PersonId, chosen: str, status: int, code: str
) -> None:
    there.signs_in("joan", patient=chosen)
    client = Client()
    sent = client.get(f"/launch?iss={there.issuer}/fhir&launch=x")

    answer = client.get(there.walk(sent["Location"], until=identity.BACK.format("practice")))

    assert answer.status_code == status
    assert code in answer.content.decode()
    assert client.get("/session").status_code == 401


def test_a_system_that_opens_us_is_no_way_to_sign_in(there: Certified) -> None:
    assert Client().get("/sign-in/with/practice").status_code == 404
    assert "Practice system" not in said(Client().get("/sign-in"))


def test_a_role_that_was_chosen_is_kept(there: Certified, ethel: PersonId) -> None:
    client = launched(there, "ethel")
    held = str(joan().memberships.get().id)
    session = client.session
    session["selected_membership"] = held
    session.save()

    assert launched(there, "ethel", client).session["selected_membership"] == held


def test_whom_nobody_opened_is_forgotten(there: Certified, ethel: PersonId) -> None:
    launched(there, "married")
    assert LaunchedPerson.objects.count() == 1

    with instant.frozen(instant.now() + timedelta(hours=1)):
        jobs.clear_ended_sessions(scope.system("tests"))

    assert not LaunchedPerson.objects.exists()


def test_nobody_settles_for_somebody_who_is_not_there() -> None:
    said = {"system": "x", "differs": (), "at": instant.now(), "by": people.the_office()}

    with pytest.raises(NotFound):
        services.settle_launch(uuid4(), person_id=PersonId(uuid4()), **said)
