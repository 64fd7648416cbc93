"""The request edge: who is admitted, what is answered, what is written down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connection
from django.test import Client
from django.urls import path
from django.views.generic import View

from joinedup.foundation import accounts, anchors, check, instant, journey, reading
from joinedup.foundation.models import Reading, ReadingOf
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import actor_of, system
from joinedup.web import checks, logs
from joinedup.web.room_view import PUBLIC, RoomView
from tests.builders.office import a_colleague, a_membership, signed_in

STATUS = {
    "refused": 422,
    "not_permitted": 403,
    "not_found": 404,
    "conflict": 409,
    "unavailable": 503,
    "crash": 500,
}
NAMES = ("Ethel", "9434765919")


@pytest.fixture
def sam() -> Client:
    """A browser in which a referral clinician has signed in."""
    return signed_in(a_colleague())


@pytest.mark.parametrize(("kind", "status"), STATUS.items())
def test_each_error_has_its_answer(sam: Client, kind: str, status: int) -> None:
    answer = sam.get(f"/gallery/error/{kind}")

    assert answer.status_code == status
    assert b"<h1" in answer.content


@pytest.mark.parametrize(("kind", "status"), STATUS.items())
def test_a_program_is_answered_in_json(sam: Client, kind: str, status: int) -> None:
    answer = sam.get(f"/gallery/error/{kind}", headers={"Accept": "application/fhir+json"})

    assert answer.status_code == status
    assert {"code", "message"} <= set(answer.json())


def test_a_refusal_gives_every_reason_and_whom_to_ring(sam: Client) -> None:
    page = sam.get("/gallery/error/not_permitted").content.decode()

    assert "You have no part in this person&#39;s care" in page
    assert "This record is restricted" in page
    assert "0808" in page


def test_a_conflict_shows_what_was_recorded_since(sam: Client) -> None:
    account = accounts.account_named("sam")
    by = system("tests")
    accounts.set_password(account.id, "another plain word", at=instant.now(), by=by)
    entry = journey.entries_about("foundation.account", account.id, after_version=1)[-1]

    client = signed_in_anew(account.username)
    page = client.get("/gallery/error/conflict").content.decode()

    assert entry.kind == "foundation.password_set"
    assert "Password changed" in page
    assert "Tests" in page
    assert "Somebody else changed this first" in page


def test_a_conflict_with_oneself_or_with_nobody_blames_nobody_else(sam: Client) -> None:
    untold = sam.get("/gallery/error/conflict").content.decode()
    account = accounts.account_named("sam")
    accounts.set_password(account.id, "another plain word", at=instant.now(), by=actor_of(account))
    own = signed_in_anew("sam").get("/gallery/error/conflict").content.decode()

    assert "This was changed after you opened it" in untold
    assert "You changed this yourself" in own
    assert "Somebody else" not in untold + own


def signed_in_anew(username: str) -> Client:
    """A browser in which somebody has signed in with the new password."""
    client = Client()
    client.post("/sign-in", {"login": username, "password": "another plain word"})
    return client


def test_a_crash_is_answered_with_a_number_and_names_nobody(
    sam: Client, log: pytest.LogCaptureFixture
) -> None:
    answer = sam.get("/gallery/error/crash")

    incident = log.messages[0].split()[0].removeprefix("incident=")
    page = answer.content.decode()
    assert incident in page
    assert "ZeroDivisionError" in log.text
    assert not [name for name in NAMES if name in page or name in log.text]


@pytest.mark.parametrize("kind", ["conflict", "unavailable", "crash", "not_permitted"])
def test_what_was_typed_is_given_back(sam: Client, kind: str) -> None:
    typed = {
        "words": "Fell in the <kitchen>",
        "password": "not this",
        "seen": "3",
        "key": "k",
        "cell": "rapid:nurse",
    }

    page = sam.post(f"/gallery/error/{kind}", typed).content.decode()

    assert "Fell in the &lt;kitchen&gt;" in page
    assert "not this" not in page
    assert "rapid:nurse" not in page
    assert "Rapid, nurse" in page


def test_a_page_that_showed_somebody_is_a_reading(sam: Client) -> None:
    person = anchors.new_person()

    sam.get(f"/gallery/look/{person}")

    found = Reading.objects.get(route="gallery:look")
    assert (found.outcome, found.role, found.purpose) == (
        reading.SHOWN,
        Role.REFERRAL_CLINICIAN,
        "direct_care",
    )
    assert ReadingOf.objects.get(reading=found).person_id == person


def test_a_refused_look_is_written_with_the_person_asked_for(sam: Client) -> None:
    person = anchors.new_person()

    answer = sam.get(f"/gallery/look/{person}?refuse")

    found = Reading.objects.get(outcome=reading.REFUSED)
    assert answer.status_code == 403
    assert "no_care_relationship" in found.detail
    assert str(person) in found.detail


def test_a_search_that_finds_nobody_is_a_reading(sam: Client) -> None:
    sam.get("/gallery/find")

    assert Reading.objects.get(route="gallery:find").outcome == reading.NOTHING_FOUND


def test_a_poll_is_no_reading(sam: Client) -> None:
    sam.get("/gallery/changes")

    assert not Reading.objects.filter(route="gallery:changes").exists()


def test_nobody_signed_in_is_sent_to_sign_in_and_back() -> None:
    answer = Client().get("/gallery/triage?x=1")

    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in?next=/gallery/triage%3Fx%3D1"


def test_a_poll_by_nobody_is_401() -> None:
    assert Client().get("/gallery/changes").status_code == 401


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.REFERRAL_CLINICIAN, 200),
        (Role.REFERRER, 403),
        (Role.TEAM_MEMBER, 403),
        (Role.TEAM_MANAGER, 403),
        (Role.COMMISSIONER, 403),
        (Role.PRIVACY_OFFICER, 403),
        (Role.PLACE_ADMINISTRATOR, 403),
        (None, 403),
    ],
)
def test_only_the_permission_admits(role: Role | None, status: int) -> None:
    client = signed_in(a_colleague(role=role))

    answer = client.get("/gallery/triage")

    assert answer.status_code == status
    refusals = Reading.objects.filter(outcome=reading.REFUSED, route="gallery:triage")
    assert refusals.count() == (0 if status == 200 else 1)


def test_any_of_several_permissions_admits() -> None:
    finder = signed_in(a_colleague(role=Role.PRIVACY_OFFICER))
    neither = signed_in(a_colleague("ravi", role=Role.COMMISSIONER))

    assert finder.get("/gallery/find").status_code == 200
    assert neither.get("/gallery/find").status_code == 403


def a_partner_token() -> str:
    """The token of a partner's system that may send messages."""
    by = system("tests")
    account_id = accounts.make_account(
        "partner", display_name="Partner", is_system=True, at=instant.now(), by=by
    )
    a_membership(accounts.account_named("partner"), Role.SYSTEM)
    return accounts.issue_token(account_id, at=instant.now(), by=by)


def test_a_program_comes_in_by_its_token_and_needs_no_form_token() -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {a_partner_token()}"}

    answer = client.post("/gallery/program", "{}", "application/json", headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer jup_wrong", "Basic c2FtOnNhbQ=="])
def test_a_program_without_its_token_is_turned_away(said: str) -> None:
    headers = {"Authorization": said} if said else {}

    answer = Client().post("/gallery/program", "{}", "application/json", headers=headers)

    assert answer.status_code == 401
    assert "Bearer" in answer["WWW-Authenticate"]


def test_a_session_does_not_open_the_door_of_programs(sam: Client) -> None:
    assert sam.post("/gallery/program", "{}", "application/json").status_code == 401


def test_a_crash_under_a_program_is_json(log: pytest.LogCaptureFixture) -> None:
    headers = {"Authorization": f"Bearer {a_partner_token()}"}

    answer = Client().post("/gallery/program", "crash", "application/json", headers=headers)

    assert answer.status_code == 500
    assert answer.json()["incident"] in log.text


def test_a_form_carries_out_and_answers_422_when_refused(sam: Client) -> None:
    sent = {
        "seen": "3",
        "key": str(uuid4()),
        "words": "refuse me",
        "phone_not_known": "yes",
        "response_class": "rapid",
        "happened_at-day": "1",
        "happened_at-month": "1",
        "happened_at-year": "2026",
        "happened_at-time": "10:00",
    }

    refused = sam.post("/gallery/form", sent)
    done = sam.post("/gallery/form", {**sent, "words": "Fell"})
    conflict = sam.post("/gallery/form", {**sent, "words": "conflict"})
    tampered = sam.post("/gallery/form", {**sent, "seen": "x", "key": "y"})

    assert [a.status_code for a in (refused, done, conflict, tampered)] == [422, 303, 409, 422]
    assert "It is known who this is." in refused.content.decode()
    assert tampered.content.decode().count("changed on its way") == 1


def test_the_start_up_check_finds_a_view_without_a_permission(settings: object) -> None:
    class Silent(RoomView):
        """Says nothing of who may."""

    class Plain(View):
        """Is no room's."""

    class Open(RoomView):
        """Says so."""

        permission = PUBLIC

    planted = [
        path(name, view.as_view())
        for name, view in (("silent", Silent), ("plain", Plain), ("open", Open))
    ]
    module = type("urls", (), {"urlpatterns": planted})
    settings.ROOT_URLCONF = module  # type: ignore[attr-defined]

    found = [error.msg for error in checks.every_view_says_who_may()]
    told = [one.code for one in check.findings() if one.source == "pages"]

    assert len(found) == 2
    assert told == ["page_unguarded"] * 2
    assert all(any(name in said for said in found) for name in ("silent", "plain"))


def test_the_gallery_and_sign_in_pass_the_check() -> None:
    assert [m for m in run_checks(tags=["joinedup"]) if m.id == "joinedup.E001"] == []


def test_a_path_that_is_not_there_is_404_in_words_or_json() -> None:
    assert b"Page not found" in Client().get("/nowhere").content
    answer = Client().get("/api/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_foreign_host_is_refused() -> None:
    assert Client().get("/help", headers={"Host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/sign-in", {"login": "sam", "password": "x"})

    assert answer.status_code == 403
    assert b"This page is out of date" in answer.content


def test_what_is_too_large_is_refused_unread() -> None:
    lengths = {"Content-Length": "300000000"}

    page = Client().post("/sign-in", b"", content_type="text/plain", headers=lengths)
    told = Client().post("/api/nowhere", b"", content_type="text/plain", headers=lengths)

    assert (page.status_code, told.status_code) == (413, 413)
    assert b"This is larger than we take in one go (10 MB). Nothing was stored." in page.content
    assert b"<h1" in page.content
    assert told.json()["code"] == "request_too_large"


def test_a_body_of_unknown_length_is_refused_unread() -> None:
    answer = Client().post("/sign-in", headers={"Transfer-Encoding": "chunked"}, CONTENT_LENGTH="")

    assert answer.status_code == 411
    assert b"Content-Length" in answer.content


def test_a_store_that_does_not_answer_is_503_and_not_our_fault(sam: Client) -> None:
    answer = sam.post("/gallery/error/store", {"words": "Fell in the kitchen"})

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert b"Fell in the kitchen" in answer.content
    assert b"Quote this number" not in answer.content


def test_a_store_that_goes_away_as_the_session_is_saved_is_503(
    clock: instant.Hands, sam: Client
) -> None:
    clock.tick(timedelta(minutes=2))

    def away(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, *given)

    with connection.execute_wrapper(away):
        answer = sam.get("/account")

    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_the_log_names_nobody() -> None:
    try:
        raise ZeroDivisionError("Ethel Dale 9434765919")
    except ZeroDivisionError as error:
        raised = (type(error), error, error.__traceback__)

    said = logs.NamesNobody().formatException(raised)

    assert said.startswith("ZeroDivisionError at ")
    assert not [name for name in NAMES if name in said]
