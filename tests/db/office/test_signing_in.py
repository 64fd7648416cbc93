"""Signing in and out, sessions that end, and what is written down about attempts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from joinedup.foundation import instant, journey, reading
from joinedup.foundation.models import Account, Reading
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import system
from joinedup.office import jobs
from tests.builders.office import PASSWORD, a_colleague, a_membership, signed_in

WRONG = {"login": "sam", "password": "not this one"}


def is_signed_in(client: Client) -> bool:
    """Whether the browser still has a session of somebody."""
    return client.get("/session").status_code == 200


@pytest.mark.parametrize("login", ["sam", "SAM", " sam ", "sam@bht.example"])
def test_somebody_signs_in_by_user_name_or_email(login: str) -> None:
    a_colleague(email="sam@bht.example")
    client = Client()

    answer = client.post("/sign-in", {"login": login, "password": PASSWORD})

    assert answer.status_code == 302
    assert is_signed_in(client)


def test_the_first_page_follows_or_the_page_asked_for() -> None:
    a_colleague()
    right = {"login": "sam", "password": PASSWORD}

    assert Client().post("/sign-in", right)["Location"] == "/"
    asked = Client().post("/sign-in", {**right, "next": "/account"})
    assert asked["Location"] == "/account"
    foreign = Client().post("/sign-in", {**right, "next": "https://evil.example/"})
    assert foreign["Location"] == "/"


def test_a_wrong_password_is_refused_without_saying_which_was_wrong() -> None:
    a_colleague()

    known = Client().post("/sign-in", WRONG)
    unknown = Client().post("/sign-in", {**WRONG, "login": "nobody"})

    assert known.status_code == unknown.status_code == 422
    said = [line for line in known.content.decode().splitlines() if "not correct" in line]
    assert said == [line for line in unknown.content.decode().splitlines() if "not correct" in line]


def test_a_failed_attempt_is_written_without_the_password() -> None:
    sam = a_colleague()

    Client().post("/sign-in", WRONG)
    Client().post("/sign-in", {**WRONG, "login": "nobody"})

    failed = Reading.objects.filter(outcome=reading.SIGN_IN_FAILED).order_by("at")
    assert failed.count() == 2
    assert failed[0].account_id == sam.id
    assert Account.objects.get(id=failed[1].account_id).is_system
    assert not any(WRONG["password"] in f"{row.detail}{row.route}" for row in failed)


def test_the_fifth_wrong_attempt_is_the_last_for_a_while() -> None:
    a_colleague()
    client = Client()

    for _ in range(5):
        client.post("/sign-in", WRONG)
    held = client.post("/sign-in", {"login": "sam", "password": PASSWORD})

    assert held.status_code == 422
    assert "Too many failed" in held.content.decode()
    assert not is_signed_in(client)


def test_a_flood_from_one_address_is_answered_429_in_words() -> None:
    client = Client()

    answers = [client.get("/sign-in") for _ in range(3)]
    flood = [client.post("/sign-in", {**WRONG, "login": f"x{n}"}) for n in range(31)][-1]

    assert {a.status_code for a in answers} == {200}
    assert flood.status_code == 429
    assert b"Too many attempts" in flood.content


def test_a_closed_account_cannot_sign_in() -> None:
    a_colleague(is_active=False)
    client = Client()

    answer = client.post("/sign-in", {"login": "sam", "password": PASSWORD}, follow=True)

    assert b"This account is closed" in answer.content
    assert not is_signed_in(client)


def test_an_account_closed_meanwhile_is_out_at_once() -> None:
    sam = a_colleague()
    client = signed_in(sam)

    Account.objects.filter(id=sam.id).update(is_active=False)

    assert not is_signed_in(client)


def test_the_session_has_a_new_name_after_signing_in() -> None:
    client = Client()
    client.get("/sign-in")
    before = client.session.session_key
    a_colleague()

    client.post("/sign-in", {"login": "sam", "password": PASSWORD})

    assert client.session.session_key != before


def test_a_session_unused_for_fifteen_minutes_ends(clock: instant.Hands) -> None:
    client = signed_in(a_colleague())

    clock.tick(timedelta(minutes=14))
    assert client.get("/account").status_code == 200
    clock.tick(timedelta(minutes=15))

    gone = client.get("/account")
    assert gone.status_code == 302
    assert gone["Location"].startswith("/sign-in?next=/account")


def test_polls_do_not_keep_a_session_alive(clock: instant.Hands) -> None:
    client = signed_in(a_colleague())

    for _ in range(16):
        clock.tick(timedelta(minutes=1))
        client.get("/gallery/changes")
        client.get("/session")

    assert not is_signed_in(client)


def test_saving_by_itself_does_not_keep_a_session_alive(clock: instant.Hands) -> None:
    client = signed_in(a_colleague())

    for _ in range(16):
        clock.tick(timedelta(minutes=1))
        client.post("/gallery/draft", {"words": "x"}, headers={"X-Joinedup-Automatic": "yes"})

    assert not is_signed_in(client)


def test_somebody_who_is_here_stays_signed_in(clock: instant.Hands) -> None:
    client = signed_in(a_colleague())

    for _ in range(4):
        clock.tick(timedelta(minutes=10))
        client.post("/session/stay")

    assert client.get("/session").json()["left"] == 900


def test_a_session_ends_after_a_shift_however_busy(clock: instant.Hands) -> None:
    client = signed_in(a_colleague())

    for _ in range(12 * 6):
        clock.tick(timedelta(minutes=10))
        client.get("/account")

    assert not is_signed_in(client)


def test_the_next_person_signs_in_on_the_first_page() -> None:
    first, second = a_colleague(), a_colleague("ann", display_name="Ann Webb")
    client = signed_in(first)

    left = client.post("/switch-user")
    page = client.get(left["Location"]).content.decode()
    come = client.post("/sign-in", {"login": second.username, "password": PASSWORD})

    assert left["Location"] == "/sign-in?because=switch"
    assert "autofocus" in page
    assert "Sam Okafor" not in page
    assert come["Location"] == "/"
    assert client.get("/session").json()["account"] == str(second.id)


def test_signing_out_ends_the_session() -> None:
    client = signed_in(a_colleague())

    assert client.get("/sign-out").status_code == 200
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert not is_signed_in(client)


def test_the_header_says_who_and_as_what() -> None:
    page = signed_in(a_colleague()).get("/account").content.decode()

    assert "Sam Okafor" in page
    assert "Referral clinician" in page
    assert "Buckinghamshire Healthcare NHS Trust" in page
    assert "Change role" not in page


def test_somebody_with_two_roles_chooses_which(clock: instant.Hands) -> None:
    sam = a_colleague()
    clock.tick(timedelta(minutes=1))
    manager = a_membership(sam, Role.TEAM_MANAGER)
    client = signed_in(sam)
    assert client.get("/gallery/triage").status_code == 200

    key = client.session.session_key
    answer = client.post("/account/role", {"role": str(manager.id)})

    assert answer.status_code == 303
    assert client.session.session_key != key
    assert client.get("/gallery/triage").status_code == 403
    assert "Team manager" in client.get("/account").content.decode()


def test_nobody_chooses_a_role_they_do_not_hold() -> None:
    other = a_membership(a_colleague("ann"), Role.TEAM_MANAGER)
    client = signed_in(a_colleague())

    assert client.post("/account/role", {"role": str(other.id)}).status_code == 422
    assert client.post("/account/role", {"role": "' OR 1=1"}).status_code == 422


def test_a_changed_password_is_a_fact_and_ends_other_sessions() -> None:
    sam = a_colleague()
    here, elsewhere = signed_in(sam), signed_in(sam)
    fresh = "a much better one 7"

    answer = here.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )

    assert answer.status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    kinds = [entry.kind for entry in journey.entries_of([sam.id])]
    assert kinds == ["foundation.password_set"]


@pytest.mark.parametrize("fresh", ["short", "password1234", "Sam Okafor123"])
def test_a_poor_password_is_refused(fresh: str) -> None:
    client = signed_in(a_colleague())

    answer = client.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )

    assert answer.status_code == 422
    assert f'value="{fresh}"' not in answer.content.decode()


def test_the_present_password_is_needed_to_change_it() -> None:
    client = signed_in(a_colleague())
    fresh = "a much better one 7"

    answer = client.post(
        "/account/password", {"oldpassword": "wrong", "password1": fresh, "password2": fresh}
    )

    assert answer.status_code == 422


def test_of_a_role_the_three_accounts_made_first_are_listed() -> None:
    made_at = instant.now()
    for username in ("sam", "leah", "mo", "kim"):
        Account.objects.filter(pk=a_colleague(username).pk).update(made_at=made_at)

    with override_settings(JOINEDUP_DEMO=True, JOINEDUP_DEMO_PASSWORD=PASSWORD):
        listed = Client().get("/sign-in").content.decode()

    assert 0 < listed.index('value="sam"') < listed.index('value="leah"')
    assert 'value="mo"' in listed
    assert 'value="kim"' not in listed


def test_demonstration_sign_ins_are_listed_only_in_a_demonstration() -> None:
    a_colleague()
    a_colleague("joan", role=Role.REFERRER, display_name="Dr Joan Pym")

    with override_settings(JOINEDUP_DEMO=True, JOINEDUP_DEMO_PASSWORD=PASSWORD):
        listed = Client().get("/sign-in").content.decode()
    with override_settings(JOINEDUP_DEMO=False):
        plain = Client().get("/sign-in").content.decode()

    assert "Dr Joan Pym" in listed
    assert PASSWORD in listed
    assert "Joan" not in plain
    assert PASSWORD not in plain


def test_the_plain_first_page_is_there_without_a_desk() -> None:
    client = signed_in(a_colleague())

    assert client.get("/").status_code == 200


def test_sessions_that_ended_are_removed() -> None:
    signed_in(a_colleague())
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))

    jobs.clear_ended_sessions(system("office.sessions"))

    assert not Session.objects.exists()


def test_the_pulse_says_ok() -> None:
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
