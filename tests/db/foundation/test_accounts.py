"""Accounts: who may make them, what each step records, and what the command line does."""

import io
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from joinedup.config import cli
from joinedup.foundation import accounts, deliveries, guards, instant, place, verify
from joinedup.foundation.models import Account, ClientSecret, Entry, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.kernel.ids import AccountId
from tests.builders import foundation as build

SECRET = "four plain words here"


@pytest.fixture
def administrator() -> Actor:
    return build.an_actor(Role.PLACE_ADMINISTRATOR)


@pytest.fixture
def made(administrator: Actor) -> AccountId:
    return accounts.make_account(
        "ann", display_name="Ann Hill", password=SECRET, at=instant.now(), by=administrator
    )


def kinds(account: UUID) -> list[str]:
    of = Entry.objects.filter(subject_id=account).order_by("seq")
    return [kind.removeprefix("foundation.") for kind in of.values_list("kind", flat=True)]


def test_an_account_is_made_once(made: AccountId, administrator: Actor) -> None:
    account = Account.objects.get(id=made)

    assert account.check_password(SECRET)
    assert kinds(made) == ["account_made"]
    with pytest.raises(Refused, match="username_taken"):
        accounts.make_account("ANN", display_name="A", at=instant.now(), by=administrator)


@pytest.mark.parametrize(
    ("username", "email", "code"),
    [
        ("bea", "ANN@bht.example", "email_taken"),
        ("bea", "ann.hill", "email_taken"),
        ("Ann@bht.example", "", "username_taken"),
    ],
)
def test_nobody_signs_in_by_what_is_anothers(
    administrator: Actor, username: str, email: str, code: str
) -> None:
    at = instant.now()
    accounts.make_account(
        "ann.hill", display_name="Ann", email="ann@bht.example", at=at, by=administrator
    )

    with pytest.raises(Refused, match=code):
        accounts.make_account(username, display_name="B", email=email, at=at, by=administrator)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"email": "ann@bht.example"}, {"email": "ANN@bht.example"}),
        ({"username": "ann.hill"}, {"username": "Ann.Hill"}),
    ],
)
def test_the_store_lets_nobody_sign_in_by_what_is_anothers(
    clock: None, ours: dict[str, str], theirs: dict[str, str]
) -> None:
    Account.objects.create(**{"username": "ann", "made_at": instant.now(), **ours})

    with pytest.raises(IntegrityError):
        Account.objects.create(**{"username": "bea", "made_at": instant.now(), **theirs})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("taken", ["email", "username"])
def test_one_sign_in_name_asked_for_at_once_is_given_once(taken: str) -> None:
    administrator, at = build.an_actor(Role.PLACE_ADMINISTRATOR), instant.now()
    gate = Barrier(6)

    def one(number: int) -> str:
        apart = {"username": f"ann{number}", "email": f"ann{number}@bht.example"}
        same = {"username": "ann", "email": "ann@bht.example"}[taken]
        asked = apart | {taken: same.title() if number % 2 else same}
        gate.wait()
        try:
            accounts.make_account(**asked, display_name="A", at=at, by=administrator)
        except Refused as refusal:
            return refusal.refusal_code
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(one, range(6)))

    assert answers == {"made": 1, f"{taken}_taken": 5}


def test_many_have_no_email(administrator: Actor) -> None:
    for username in ("ann", "bea"):
        accounts.make_account(username, display_name="A", at=instant.now(), by=administrator)

    assert Account.objects.filter(email="").count() >= 2


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.RESIDENT}))
def test_nobody_gives_themselves_a_role(administrator: Actor, role: Role) -> None:
    given = {
        "role": role,
        "organisation_code": next(iter(place.current().organisations)),
        "at": instant.now(),
    }

    with pytest.raises(Refused, match="not_own_role"):
        accounts.give_role(administrator.account_id, **given, by=administrator)
    assert not Membership.objects.filter(account_id=administrator.account_id).exists()

    second = build.an_actor(Role.PLACE_ADMINISTRATOR)
    assert accounts.give_role(administrator.account_id, **given, by=second)


def test_an_account_without_a_password_signs_in_by_none(administrator: Actor) -> None:
    made = accounts.make_account("bars", display_name="B", at=instant.now(), by=administrator)

    assert not Account.objects.get(id=made).has_usable_password()


def test_a_role_is_given_once_and_ended_once(made: AccountId, administrator: Actor) -> None:
    organisation = next(iter(place.current().organisations))
    at = instant.now()

    def give() -> UUID:
        return accounts.give_role(
            made, role=Role.REFERRER, organisation_code=organisation, at=at, by=administrator
        )

    held = give()
    assert give() == held
    accounts.end_role(held, at=instant.now(), by=administrator)

    assert Membership.objects.get(id=held).until is not None
    assert kinds(made) == ["account_made", "role_given", "role_ended"]
    with pytest.raises(Refused, match="role_has_ended"):
        accounts.end_role(held, at=instant.now(), by=administrator)
    with pytest.raises(NotFound):
        accounts.end_role(uuid4(), at=instant.now(), by=administrator)


@pytest.mark.parametrize(
    ("organisation", "team", "code"),
    [("nobody", "", "organisation_unknown"), ("", "nobody", "team_unknown")],
)
def test_a_role_is_given_within_the_place(
    made: AccountId, administrator: Actor, organisation: str, team: str, code: str
) -> None:
    known = next(iter(place.current().organisations))

    with pytest.raises(Refused, match=code):
        accounts.give_role(
            made,
            role=Role.TEAM_MEMBER,
            organisation_code=organisation or known,
            team_code=team,
            at=instant.now(),
            by=administrator,
        )


def test_staff_of_a_practice_are_a_team_under_its_code(
    made: AccountId, administrator: Actor
) -> None:
    practice = next(iter(place.current().practices))

    assert accounts.give_role(
        made,
        role=Role.REFERRER,
        organisation_code=practice,
        team_code=practice,
        at=instant.now(),
        by=administrator,
    )


def test_one_sets_ones_own_password_and_an_administrator_any(
    made: AccountId, administrator: Actor
) -> None:
    own = Actor(made, build.a_scope(Role.REFERRER, account_id=made))
    accounts.set_password(made, "new words of mine", at=instant.now(), by=own)
    accounts.set_password(made, "new words again", at=instant.now(), by=administrator)
    with pytest.raises(NotPermitted):
        accounts.set_password(made, "x", at=instant.now(), by=build.an_actor(Role.REFERRER))

    assert Account.objects.get(id=made).check_password("new words again")
    assert kinds(made)[1:] == ["password_set", "password_set"]


def test_who_is_stood_down_can_come_back(made: AccountId, administrator: Actor) -> None:
    accounts.deactivate(made, seen=1, at=instant.now(), by=administrator)
    assert not Account.objects.get(id=made).is_active
    with pytest.raises(Refused, match="account_not_active"):
        accounts.deactivate(made, seen=2, at=instant.now(), by=administrator)

    accounts.reactivate(made, seen=2, at=instant.now(), by=administrator)
    with pytest.raises(Refused, match="account_is_active"):
        accounts.reactivate(made, seen=3, at=instant.now(), by=administrator)
    with pytest.raises(Refused, match="not_oneself"):
        accounts.deactivate(administrator.account_id, seen=None, at=instant.now(), by=administrator)


def test_a_token_signs_in_until_it_is_replaced_or_revoked(administrator: Actor) -> None:
    system = accounts.make_account(
        "bars", display_name="BaRS", is_system=True, at=instant.now(), by=administrator
    )
    first = accounts.issue_token(system, at=instant.now(), by=administrator)
    second = accounts.issue_token(system, at=instant.now(), by=administrator)

    assert accounts.account_of_token(first) is None
    assert accounts.account_of_token(second) == Account.objects.get(id=system)
    assert not ClientSecret.objects.filter(digest=second).exists()
    accounts.revoke_token(system, at=instant.now(), by=administrator)
    assert accounts.account_of_token(second) is None
    assert accounts.account_of_token("") is None
    assert kinds(system)[1:] == [
        "client_made",
        "client_secret_made",
        "client_secret_made",
        "client_ended",
    ]


def test_only_a_system_has_a_token(made: AccountId, administrator: Actor) -> None:
    with pytest.raises(Refused, match="token_for_systems_only"):
        accounts.issue_token(made, at=instant.now(), by=administrator)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PLACE_ADMINISTRATOR}))
def test_only_a_place_administrator_manages_accounts(made: AccountId, role: Role) -> None:
    by, at = build.an_actor(role), instant.now()
    steps = [
        lambda: accounts.make_account("x", display_name="X", at=at, by=by),
        lambda: accounts.give_role(made, role=role, organisation_code="x", at=at, by=by),
        lambda: accounts.end_role(uuid4(), at=at, by=by),
        lambda: accounts.deactivate(made, seen=1, at=at, by=by),
        lambda: accounts.reactivate(made, seen=1, at=at, by=by),
        lambda: accounts.issue_token(made, at=at, by=by),
        lambda: accounts.revoke_token(made, at=at, by=by),
    ]

    for step in steps:
        with pytest.raises(NotPermitted):
            step()


def test_the_command_line_makes_accounts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    organisation = next(iter(place.current().organisations))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))

    typed = [
        ["account", "add", "joan", "--name", "Dr Joan Hale", "--password-stdin"],
        ["account", "role", "joan", "referrer", organisation],
        ["account", "add", "bars", "--name", "BaRS", "--system"],
        ["account", "token", "bars"],
        ["account", "token", "bars", "--revoke"],
        ["account", "add", "joan", "--name", "Again", "--system"],
        ["account", "role", "nobody", "referrer", organisation],
    ]

    assert [cli.main(words) for words in typed] == [0, 0, 0, 0, 0, 2, 2]
    joan = accounts.account_named("JOAN")
    assert joan.check_password(SECRET)
    assert kinds(joan.id) == ["account_made", "role_given"]
    printed = capsys.readouterr()
    assert "jup_" in printed.out
    assert "Somebody has this user name already" in printed.err


def test_the_command_line_steers_hand_offs(capsys: pytest.CaptureFixture[str]) -> None:
    about = build.an_account()
    one, other = (
        deliveries.post("bars", address="x", payload="{}", key=key, about=about)
        for key in ("one", "other")
    )

    assert cli.main(["deliveries", "hold", str(one)]) == 0
    assert cli.main(["deliveries", "release", "--all"]) == 0
    assert cli.main(["deliveries", "give-up", "--all"]) == 0
    assert cli.main(["deliveries", "retry", str(other)]) == 0
    assert cli.main(["deliveries", "hold", str(uuid4())]) == 2
    capsys.readouterr()
    assert cli.main(["deliveries", "list", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    # That they were steered is handed on to the rooms that asked to hear of it.
    sent = {row["id"]: row["is_given_up"] for row in rows if row["channel"] == "bars"}
    assert sent == {str(one): True, str(other): False}
    assert cli.main(["deliveries", "list"]) == 0
    assert "given up" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "done", "said"),
    [("--all", 0, "1 changed."), ("by id", 2, "delivered already")],
    ids=["all of them", "by id"],
)
def test_what_arrives_while_hand_offs_are_steered_is_passed_over_unless_it_was_named(
    asked: str,
    done: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    about = build.an_account()
    one, other = (
        deliveries.post("bars", address="x", payload="{}", key=key, about=about)
        for key in ("one", "other")
    )
    arrived: list[UUID] = []

    def listed_and_then_delivered(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if not arrived and "foundation_delivery" in sql:
            arrived.append(one)
            late = "UPDATE foundation_delivery SET delivered_at = made_at WHERE id = %s"
            with connection.cursor() as cursor:
                cursor.execute(late, [one if connection.vendor == "postgresql" else one.hex])
        return answer

    words = ["--all"] if asked == "--all" else [str(one), str(other)]
    with connection.execute_wrapper(listed_and_then_delivered):
        assert cli.main(["deliveries", "retry", *words]) == done
    printed = capsys.readouterr()
    assert said in printed.out + printed.err


def test_the_command_line_verifies_and_checks(
    clock: instant.Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    build.a_journey(2)
    assert cli.main(["verify"]) == 0
    assert "Everything is as it was written." in capsys.readouterr().out
    assert cli.main(["verify", "--json", "--reads"]) == 0
    assert json.loads(capsys.readouterr().out)["is_sound"]

    clock.tick(timedelta(hours=1))
    assert cli.main(["check"]) == 1
    assert "Entries wait for a seal" in capsys.readouterr().out
    assert cli.main(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["code"] == "unsealed"


def test_a_fault_is_told_by_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = build.a_journey(2)
    with guards.lifted():
        Entry.objects.filter(subject_id=person, seq=1).update(by_role="nobody")

    assert cli.main(["verify"]) == 1
    assert "number 1" in capsys.readouterr().out
    assert cli.main(["verify", "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["seq"], fault["what"]) == (1, "changed")
    assert not verify.report().is_sound
