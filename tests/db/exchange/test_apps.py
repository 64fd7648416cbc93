"""SMART apps: opened about somebody, let read, given a token, and what the token opens; refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from joinedup.foundation import accounts, care, instant, smart
from joinedup.foundation import scope as access
from joinedup.foundation.models import AppGrant, AppLaunch, Entry, Membership, Reading
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind
from tests.builders import duplicates, record
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import smart as build
from tests.builders.queries import at_most

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def ann(clock: instant.Hands) -> Actor:
    """A nurse, who works."""
    del clock
    return work.nurse("ann")


@pytest.fixture
def person(ann: Actor) -> PersonId:
    """Somebody in her care, with a condition."""
    made = persons.a_person()
    persons.in_care_of(ann, [made])
    record.written(made, kind=EntryKind.CONDITION, words="Heart failure")
    return made


def test_from_the_page_of_a_person_to_what_an_app_reads(ann: Actor, person: PersonId) -> None:
    app, browser = build.an_app(), build.browser(ann)
    assert "Open in an app" in browser.get(f"/desk/people/{person}").content.decode()
    assert "Growth chart" in browser.get(f"/apps/people/{person}").content.decode()
    launch = build.opened(browser, person, app)
    assert launch["iss"] == "http://127.0.0.1/fhir"
    given = build.asking(app, launch["launch"])

    with at_most(20):
        asked = browser.get("/apps/authorise", given)
    assert asked.status_code == 200
    assert "Their conditions" in asked.content.decode()
    assert "https://app.example" in asked["Content-Security-Policy"]
    said = build.said(browser.post("/apps/authorise", {**given, "answer": "let"})["Location"])
    answer = build.taken(said["code"], app)

    told = answer.json()
    assert said["state"] == "its-own"
    assert answer["Cache-Control"] == "no-store"
    assert (told["token_type"], told["patient"], told["scope"]) == (
        "Bearer",
        str(person),
        build.SCOPES,
    )
    patient = build.read(told["access_token"], f"Patient/{person}")
    conditions = build.read(told["access_token"], f"Condition?patient={person}")
    assert patient.json()["name"][0]["family"] == "Pargeter"
    assert "Heart failure" in conditions.content.decode()
    kinds = {"foundation.app_registered", "foundation.app_let_read"}
    assert set(Entry.objects.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds
    last = Reading.objects.order_by("-id")[0]
    assert (last.account_id, last.detail) == (ann.account_id, f"app={app}")
    assert AppLaunch.objects.count() == 0


def test_it_reads_nobody_else_whoever_its_user_may_see(ann: Actor, person: PersonId) -> None:
    other = persons.a_person(family_name="Other", nhs_number=None, is_nhs_number_verified=False)
    persons.in_care_of(ann, [other])
    record.written(other, kind=EntryKind.CONDITION, words="Gout")
    app, browser = build.an_app(), build.browser(ann)
    token = build.a_token(browser, person, app)

    assert build.read(token, f"Patient/{other}").status_code == 403
    found = build.read(token, f"Condition?patient={other}")
    assert "Gout" not in found.content.decode()
    by_name = build.read(token, "Patient?family=Other&birthdate=1942-07-09")
    assert by_name.json().get("total", 0) == 0
    assert build.read(token, f"Patient/{person}").status_code == 200


def test_whoever_is_joined_to_another_meanwhile_is_read_on(
    ann: Actor, person: PersonId, clock: instant.Hands
) -> None:
    token = build.a_token(build.browser(ann), person, build.an_app())
    clock.tick(timedelta(minutes=1))

    again = duplicates.entered_again()
    clock.tick(timedelta(minutes=1))
    duplicates.joined(person, again, words="Rang her")

    found = build.read(token, f"Condition?patient={again}")
    assert "Heart failure" in found.content.decode()


@pytest.mark.parametrize(
    ("scope", "path", "is_let"),
    [
        ("patient/Patient.r", "Patient/{0}", True),
        ("patient/Patient.r", "Patient?_id={0}", False),
        ("patient/Patient.s", "Patient/{0}", False),
        ("patient/Patient.rs", "Condition?patient={0}", False),
        ("patient/Condition.rs", "Patient/{0}", False),
        ("patient/Condition.read", "Condition?patient={0}", True),
        ("patient/*.rs", "Observation?patient={0}", True),
        ("patient/*.rs", "Task?patient={0}", True),
    ],
)
def test_it_reads_what_it_was_let_and_no_other_kind(
    ann: Actor, person: PersonId, scope: str, path: str, is_let: bool
) -> None:
    token = build.a_token(build.browser(ann), person, build.an_app(), scope=f"launch {scope}")

    answer = build.read(token, path.format(person))

    assert answer.status_code == (200 if is_let else 403), answer.content


def test_it_writes_nothing_and_asks_nothing_else(ann: Actor, person: PersonId) -> None:
    token = build.a_token(build.browser(ann), person, build.an_app(), scope="patient/*.cruds")
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})

    for path in ("/fhir/Condition", "/fhir", "/fhir/$process-message", "/api/links"):
        assert client.post(path, b"{}", content_type="application/json").status_code in (401, 403)
    assert client.get(f"/desk/people/{person}").status_code in (302, 303)


ENDS: dict[str, Callable[[Any, Actor, PersonId], object]] = {
    "the app ended": lambda app, ann, person: smart.end_app(
        app, seen=None, at=instant.now(), by=system("tests")
    ),
    "signed out": lambda app, ann, person: Session.objects.all().delete(),
    "the account was closed": lambda app, ann, person: accounts.deactivate(
        ann.account_id, seen=None, at=instant.now(), by=system("tests")
    ),
    "the role ended": lambda app, ann, person: accounts.end_role(
        Membership.objects.get(account_id=ann.account_id).id, at=instant.now(), by=system("tests")
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_ends_what_it_reads(
    ann: Actor, person: PersonId, end: str, clock: instant.Hands
) -> None:
    app = build.an_app()
    token = build.a_token(build.browser(ann), person, app)
    assert build.read(token, f"Patient/{person}").status_code == 200
    clock.tick(timedelta(seconds=1))

    ENDS[end](app, ann, person)

    assert build.read(token, f"Patient/{person}").status_code == 401


def test_where_the_care_ended_it_is_refused_as_its_user_is(
    ann: Actor, person: PersonId, clock: instant.Hands
) -> None:
    token = build.a_token(build.browser(ann), person, build.an_app())
    clock.tick(timedelta(minutes=1))
    care.restrict(person, kind=access.ACCESS, reason="x", at=instant.now(), by=system("tests"))

    assert build.read(token, f"Patient/{person}").status_code == 403


def test_a_token_lives_half_an_hour(ann: Actor, person: PersonId, clock: instant.Hands) -> None:
    token = build.a_token(build.browser(ann), person, build.an_app())

    clock.tick(timedelta(minutes=29))
    assert build.read(token, f"Patient/{person}").status_code == 200
    clock.tick(timedelta(minutes=1))
    assert build.read(token, f"Patient/{person}").status_code == 401


def test_a_code_that_comes_again_closes_what_it_opened(ann: Actor, person: PersonId) -> None:
    app = build.an_app()
    code = build.let(build.browser(ann), person, app)["code"]
    token = build.taken(code, app).json()["access_token"]
    assert build.read(token, f"Patient/{person}").status_code == 200

    again = build.taken(code, app)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert build.read(token, f"Patient/{person}").status_code == 401


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": "https://app.example/other"}, 400, "invalid_grant"),
        ({"code": "not-one"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
        ({"client_id": "not-one"}, 401, "invalid_client"),
        ({"client_id": "01a209d5-b205-7000-99a9-38fa8efdaacb"}, 401, "invalid_client"),
    ],
)
def test_a_wrong_request_for_a_token_is_refused_by_its_code(
    ann: Actor, person: PersonId, changed: dict[str, str], status: int, error: str
) -> None:
    app = build.an_app()
    code = build.let(build.browser(ann), person, app)["code"]

    answer = build.taken(**{"code": code, "app_id": app, **changed})  # type: ignore[arg-type]

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert AppGrant.objects.filter(token_digest__isnull=False).count() == 0
    if error == "invalid_grant" and "code" not in changed:
        # Whoever tried it had it from somebody: the right request comes too late.
        assert build.taken(code, app).status_code == 400


def test_a_code_is_over_after_a_minute(ann: Actor, person: PersonId, clock: instant.Hands) -> None:
    app = build.an_app()
    code = build.let(build.browser(ann), person, app)["code"]

    clock.tick(timedelta(minutes=1))

    assert build.taken(code, app).json()["error"] == "invalid_grant"


def test_another_app_takes_no_code(ann: Actor, person: PersonId) -> None:
    one, other = build.an_app(), build.an_app(name="Other")
    code = build.let(build.browser(ann), person, one)["code"]

    assert build.taken(code, other).json()["error"] == "invalid_grant"
    assert "access_token" in build.taken(code, one).json()


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "not-one"},
        {"client_id": "01a209d5-b205-7000-99a9-38fa8efdaacb"},
        {"redirect_uri": "https://app.example/other"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": ""},
    ],
)
def test_to_an_address_that_nobody_registered_nothing_is_sent(
    ann: Actor, person: PersonId, changed: dict[str, str]
) -> None:
    app, browser = build.an_app(), build.browser(ann)
    given = build.asking(app, build.opened(browser, person, app)["launch"], **changed)

    for answer in (
        browser.get("/apps/authorise", given),
        browser.post("/apps/authorise", {**given, "answer": "let"}),
    ):
        assert answer.status_code == 400
        assert "not known here" in answer.content.decode()
        assert "Location" not in answer.headers


def test_a_request_that_is_not_whole_is_answered_to_the_app(ann: Actor, person: PersonId) -> None:
    app, browser = build.an_app(), build.browser(ann)
    launch = build.opened(browser, person, app)["launch"]

    answer = browser.get("/apps/authorise", build.asking(app, launch, aud="https://x.example/"))

    told = build.said(answer["Location"])
    assert (told["error"], told["state"]) == ("invalid_request", "its-own")
    assert answer["Location"].startswith(build.BACK)


def test_whoever_says_no_is_heard(ann: Actor, person: PersonId) -> None:
    app, browser = build.an_app(), build.browser(ann)
    given = build.asking(app, build.opened(browser, person, app)["launch"])

    answer = browser.post("/apps/authorise", {**given, "answer": "not"})

    assert build.said(answer["Location"])["error"] == "access_denied"
    assert AppGrant.objects.count() == 0


def test_what_was_opened_is_ones_own_for_five_minutes_and_counts_once(
    ann: Actor, person: PersonId, clock: instant.Hands
) -> None:
    app, browser = build.an_app(), build.browser(ann)
    sam = work.clinician()
    persons.in_care_of(sam, [person])
    given = build.asking(app, build.opened(browser, person, app)["launch"])
    by_sam = build.browser(sam).post("/apps/authorise", {**given, "answer": "let"})
    assert build.said(by_sam["Location"])["error"] == "access_denied"
    other = build.asking(build.an_app(name="Other"), given["launch"])
    by_other = browser.post("/apps/authorise", {**other, "answer": "let"})
    assert build.said(by_other["Location"])["error"] == "access_denied"

    once = browser.post("/apps/authorise", {**given, "answer": "let"})
    twice = browser.post("/apps/authorise", {**given, "answer": "let"})

    assert "code" in build.said(once["Location"])
    assert build.said(twice["Location"])["error"] == "access_denied"
    late = build.asking(app, build.opened(browser, person, app)["launch"])
    clock.tick(timedelta(minutes=5))
    assert "error" in build.said(browser.get("/apps/authorise", late)["Location"])
    smart.forget_launches(at=instant.now() + timedelta(seconds=1))
    assert AppLaunch.objects.count() == 0


def test_nobody_opens_an_app_about_whom_they_may_not_see(ann: Actor, person: PersonId) -> None:
    app, far = build.an_app(), build.browser(work.nurse("far", team="acht_wycombe"))
    officer = build.browser(work.commissioner())
    del ann

    assert far.get(f"/apps/people/{person}").status_code == 403
    assert far.post(f"/apps/people/{person}", {"app": str(app)}).status_code == 403
    assert officer.get(f"/apps/people/{person}").status_code == 403
    assert AppLaunch.objects.count() == 0


def test_an_app_that_is_no_app_or_has_ended_is_not_opened(ann: Actor, person: PersonId) -> None:
    app, browser = build.an_app(), build.browser(ann)
    smart.end_app(app, seen=None, at=instant.now(), by=system("tests"))

    assert browser.post(f"/apps/people/{person}", {"app": str(app)}).status_code == 422
    assert browser.post(f"/apps/people/{person}", {"app": "x"}).status_code == 404
    assert browser.post(f"/apps/people/{person}", {"app": str(uuid4())}).status_code == 422
    assert "No app can be opened" in browser.get(f"/apps/people/{person}").content.decode()
    assert "Open in an app" not in browser.get(f"/desk/people/{person}").content.decode()


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(
    ann: Actor, person: PersonId
) -> None:
    app = build.an_app()
    given = build.asking(app, build.opened(build.browser(ann), person, app)["launch"])

    answer = Client(SERVER_NAME="127.0.0.1").get("/apps/authorise", given)

    assert answer.status_code == 302
    assert re.match(r"/sign-in\?next=.*apps/authorise", answer["Location"])


def test_what_can_be_asked_is_told_to_pages_anywhere() -> None:
    answer = Client(SERVER_NAME="127.0.0.1").get(
        "/fhir/.well-known/smart-configuration", headers={"Origin": "https://any.example"}
    )

    told = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert told["authorization_endpoint"] == "http://127.0.0.1/apps/authorise"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert "launch-ehr" in told["capabilities"]


@pytest.mark.parametrize(
    ("origin", "is_known"),
    [("https://app.example", True), ("https://evil.example", False), ("null", False)],
)
def test_pages_of_a_registered_app_alone_read_the_answers(
    ann: Actor, person: PersonId, origin: str, is_known: bool
) -> None:
    token = build.a_token(build.browser(ann), person, build.an_app())
    client = Client(SERVER_NAME="127.0.0.1", headers={"Origin": origin})
    before = {"Access-Control-Request-Method": "GET"}

    first = client.options(f"/fhir/Patient/{person}", headers=before)
    then = client.get(f"/fhir/Patient/{person}", headers={"Authorization": f"Bearer {token}"})

    shown = origin if is_known else None
    assert first.headers.get("Access-Control-Allow-Origin") == shown
    assert then.headers.get("Access-Control-Allow-Origin") == shown
    assert "Access-Control-Allow-Credentials" not in then.headers
    # What somebody's cookies would open is for our own pages alone.
    page = client.get(f"/desk/people/{person}")
    assert "Access-Control-Allow-Origin" not in page.headers


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"launch_url": "http://app.example/launch"}, "app_address_wrong"),
        ({"launch_url": "https://app.example/#x"}, "app_address_wrong"),
        ({"launch_url": "app.example"}, "app_address_wrong"),
        ({"launch_url": "javascript:alert(1)"}, "app_address_wrong"),
        ({"redirect_uris": ("https://u:p@app.example/",)}, "app_address_wrong"),
        ({"redirect_uris": ("https://app.example/a b",)}, "app_address_wrong"),
        ({"redirect_uris": ()}, "app_addresses"),
        ({"redirect_uris": tuple(f"https://a.example/{n}" for n in range(11))}, "app_addresses"),
        ({"kinds": ()}, "app_without_kind"),
        ({"kinds": ("Immunization",)}, "app_without_kind"),
    ],
)
def test_an_app_is_registered_whole(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        build.an_app(**changed)

    assert refused.value.refusal_code == code


def test_an_app_ends_after_it_begins() -> None:
    with pytest.raises(Refused) as refused:
        build.an_app(until=instant.now())

    assert refused.value.refusal_code == "app_ends_before"


def test_for_trying_out_this_very_computer_is_an_address() -> None:
    assert build.an_app(launch_url="http://127.0.0.1:8080/launch.html")
    assert smart.is_origin_known("http://127.0.0.1:8080", at=instant.now())
    assert not smart.is_origin_known("http://127.0.0.1:8081", at=instant.now())
