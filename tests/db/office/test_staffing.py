"""Joiners, movers and leavers from a file: read, taken, and carried out on their day, once."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from joinedup.config import cli
from joinedup.foundation import care, instant, place, scope
from joinedup.foundation.models import Account, Entry, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.office import jobs, queries, services
from joinedup.office.domain import staffing
from joinedup.office.models import Identity, StaffChange
from tests.builders import identity
from tests.builders.foundation import a_person
from tests.builders.office import a_colleague, a_membership, signed_in
from tests.builders.queries import at_most

PAGE = "/accounts/changes"
HEADER = ",".join(staffing.COLUMNS)


@pytest.fixture
def ade() -> Account:
    """Whoever manages accounts."""
    return a_colleague("ade", role=Role.PLACE_ADMINISTRATOR, display_name="Ade Bello")


def day(ahead: int) -> str:
    zone = ZoneInfo(place.current().zone)
    return (instant.now().astimezone(zone) + timedelta(days=ahead)).date().isoformat()


def joins(name: str, ahead: int = 0, until: str = "") -> str:
    begins = day(ahead)
    return f"joiner,{name},{name.title()} Ward,,,Nurse,bht,team_member,spr,{begins},{until},new"


def moves(name: str, ahead: int = 0, role: str = "team_manager") -> str:
    return f"mover,{name},,,,,bht,{role},spr,{day(ahead)},,"


def leaves(name: str, ahead: int = 0) -> str:
    return f"leaver,{name},,,,,,,,{day(ahead)},,retired"


def sent(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def taken(*rows: str, by: Actor) -> queries.StaffPlan:
    """A file that was read and taken."""
    now = instant.now()
    plan = queries.staff_plan(by.scope, sent(*rows), at=now)
    file_id = services.read_staff_file(plan, name="hr.csv", at=now, by=by)
    services.take_staff_file(file_id, at=now, by=by)
    return plan


def work(at: datetime | None = None) -> int:
    by = scope.system("office.staff")
    return services.carry_out_staff_changes(at=at or instant.now(), by=by)


def held(name: str) -> list[str]:
    live = Membership.objects.filter(account__username=name, until__isnull=True)
    return sorted(live.values_list("role", flat=True))


def states(name: str) -> list[str]:
    found = StaffChange.objects.filter(username=name).order_by("id")
    return list(found.values_list("state", flat=True))


def actor(account: Account) -> Actor:
    return scope.actor_of(account)


def test_whoever_joins_moves_and_leaves_today_does_so_once(ade: Account):
    sam = a_colleague("sam")
    tom = a_colleague("tom")
    browser = signed_in(tom)
    identity.bound(tom.id)
    by = actor(ade)
    plan = taken(joins("mary"), moves("sam"), leaves("tom"), by=by)

    jobs.carry_out_staff_changes(scope.system("office.staff"))
    count = Entry.objects.count()
    again = taken(joins("mary"), moves("sam"), leaves("tom"), by=by)
    work()

    tom.refresh_from_db()
    assert [one.row.event for one in plan.planned] == ["joiner", "mover", "leaver"]
    assert (held("mary"), held("sam"), held("tom")) == (["team_member"], ["team_manager"], [])
    assert Membership.objects.get(account=sam, role=Role.REFERRAL_CLINICIAN).until is not None
    assert (tom.is_active, tom.has_usable_password()) == (False, False)
    assert browser.get("/account").status_code == 302
    assert not Identity.objects.filter(account=tom, until__isnull=True).exists()
    assert again.unchanged_count == 3
    # That a file was taken, and nothing else.
    assert Entry.objects.count() == count + 1


def test_a_later_row_waits_for_the_start_of_its_day(ade: Account):
    a_colleague("tom")
    (planned,) = taken(leaves("tom", ahead=3), by=actor(ade)).planned

    soon = instant.now()
    done_before = work(soon)

    assert done_before == 0
    assert states("tom") == ["waiting"]
    assert planned.due_at == queries.due_at(planned.row.begins_on, ZoneInfo(place.current().zone))


def test_nobody_is_let_in_for_an_administrator_who_left(ade: Account):
    a_colleague("uma", role=Role.PLACE_ADMINISTRATOR)
    a_colleague("tom")
    taken(joins("zoe", ahead=1), leaves("tom", ahead=1), by=actor(ade))
    Membership.objects.filter(account=ade).update(until=instant.now())

    with instant.frozen(instant.now() + timedelta(days=2)) as later:
        work(later.at)

    assert (states("zoe"), states("tom")) == (["refused"], ["done"])
    assert StaffChange.objects.get(username="zoe").refusal == "staff_sender_left"
    assert held("zoe") == []


def test_whoever_leaves_comes_back_by_no_passkey(ade: Account):
    tom = a_colleague("tom")
    kept = {"id": "1", "name": "Phone", "key": "k", "counter": 0}
    Authenticator.objects.create(user=tom, type=Authenticator.Type.WEBAUTHN, data=kept)

    taken(leaves("tom"), by=actor(ade))
    work()

    assert not Authenticator.objects.filter(user=tom).exists()


def test_a_later_file_replaces_what_waits_and_says_so(ade: Account):
    a_colleague("tom")
    taken(leaves("tom", ahead=3), by=actor(ade))

    (planned,) = taken(leaves("tom", ahead=9), by=actor(ade)).planned

    assert planned.replaces is not None
    assert states("tom") == ["replaced", "waiting"]


def test_a_last_day_that_was_said_has_them_leave(ade: Account):
    taken(joins("mary", until=day(5)), by=actor(ade))
    work()
    work()

    waits = StaffChange.objects.get(username="mary", state="waiting")
    assert (waits.event, waits.begins_on.isoformat()) == ("leaver", day(6))
    StaffChange.objects.filter(id=waits.id).update(due_at=instant.now())
    work()
    assert not Account.objects.get(username="mary").is_active


def test_the_last_administrator_stays_and_it_is_told(ade: Account):
    other = scope.system("command_line")
    (turned,) = taken(leaves("ade"), by=other).turned
    second = a_colleague("eve", role=Role.PLACE_ADMINISTRATOR)
    # Both at once would leave nobody; one of them may go.
    both = taken(leaves("ade"), moves("eve"), by=other)
    Membership.objects.filter(account=second).update(until=instant.now())

    work()

    ade.refresh_from_db()
    row = StaffChange.objects.get(username="ade")
    assert turned.code == "last_administrator"
    assert [one.code for one in both.turned] == ["last_administrator"]
    assert (ade.is_active, row.state, row.refusal) == (True, "refused", "last_administrator")


def test_rows_that_cannot_be_are_told_by_row_column_and_reason(ade: Account):
    a_colleague("sam", email="sam@bht.example")
    a_colleague("gone", is_active=False)
    plan = queries.staff_plan(
        actor(ade).scope,
        sent(
            joins("SAM"),
            joins("gone"),
            joins("new").replace(",,,Nurse", ",SAM@bht.example,,Nurse"),
            moves("nobody"),
            leaves("gone "),
            leaves("ade"),
            moves("nobody2").replace("bht", "elsewhere"),
        ),
        at=instant.now(),
    )

    assert [(one.row, one.column, one.code) for one in plan.turned] == [
        (2, "username", "staff_joiner_is_here"),
        (3, "username", "staff_twice"),
        (4, "email", "email_taken"),
        (5, "username", "staff_not_known"),
        (6, "username", "staff_twice"),
        (7, "username", "staff_oneself"),
        (8, "organisation", "staff_organisation_unknown"),
    ]
    closed = queries.staff_plan(actor(ade).scope, sent(joins("gone")), at=instant.now())
    gone = queries.staff_plan(actor(ade).scope, sent(leaves("gone")), at=instant.now())
    assert [one.code for one in (*closed.turned, *gone.turned)] == [
        "staff_joiner_closed",
        "staff_is_closed",
    ]


def test_what_became_impossible_meanwhile_is_kept_with_its_reason(ade: Account):
    a_colleague("tom")
    taken(joins("mary"), moves("tom"), by=actor(ade))
    a_colleague("mary")
    Account.objects.filter(username="tom").update(is_active=False)

    done = work()

    refused = StaffChange.objects.filter(state="refused").order_by("username")
    assert done == 0
    assert [one.refusal for one in refused] == ["username_taken", "staff_is_closed"]
    assert held("tom") == ["referral_clinician"]


def test_nobody_moves_themselves_by_a_file_of_their_own(ade: Account):
    by = actor(ade)
    a_colleague("eve", role=Role.PLACE_ADMINISTRATOR)
    taken(moves("eve", role="privacy_officer"), by=by)
    StaffChange.objects.update(username="ade")

    work()

    assert StaffChange.objects.get().refusal == "staff_oneself"
    assert held("ade") == ["place_administrator"]


def test_what_was_left_undone_is_done_once_by_whoever_comes_next(ade: Account):
    taken(*(joins(f"nurse{n}") for n in range(5)), by=actor(ade))
    first = StaffChange.objects.order_by("id")[0].id
    by = scope.system("office.staff")
    services.carry_out_staff_change(first, at=instant.now(), by=by)

    services.carry_out_staff_change(first, at=instant.now(), by=by)
    rest = work()

    assert rest == 4
    assert Account.objects.filter(username__startswith="nurse").count() == 5
    assert Entry.objects.filter(kind="foundation.role_given").count() == 5


def test_two_administrators_who_send_the_same_file_change_it_once(ade: Account):
    eve = a_colleague("eve", role=Role.PLACE_ADMINISTRATOR)
    now = instant.now()
    read = []
    for who in (actor(ade), actor(eve)):
        plan = queries.staff_plan(who.scope, sent(joins("mary")), at=now)
        read.append((who, services.read_staff_file(plan, name="hr.csv", at=now, by=who)))

    counts = [services.take_staff_file(file_id, at=now, by=who) for who, file_id in read]

    assert counts == [1, 0]
    assert states("mary") == ["waiting"]
    with pytest.raises(Refused):
        services.take_staff_file(read[0][1], at=now, by=actor(ade))
    with pytest.raises(Refused):
        services.take_staff_file(read[0][1], at=now, by=actor(eve))


def test_a_file_that_is_never_taken_is_forgotten(ade: Account):
    now = instant.now()
    plan = queries.staff_plan(actor(ade).scope, sent(joins("mary")), at=now)
    services.read_staff_file(plan, name="hr.csv", at=now - timedelta(days=2), by=actor(ade))

    services.forget_staff_files(at=now)

    assert states("mary") == []


def page(client: Client, content: bytes) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile("hr.csv", content)})


def test_the_page_says_what_would_change_then_changes_it(ade: Account):
    tom = a_colleague("tom", display_name="Tom Reed")
    somebody = a_person()
    care.begin(
        somebody,
        care.account(tom.id),
        because=care.KEY_WORKER,
        at=instant.now(),
        by=scope.system("tests"),
    )
    client = signed_in(ade)

    read = page(client, sent(leaves("tom"), joins("mary", ahead=2), moves("nobody")))
    words = read.content.decode()
    file_id = StaffChange.objects.filter(username="tom").get().file_id
    answer = client.post(f"{PAGE}/take", {"file_id": str(file_id)})
    work()
    with at_most(20):
        after = client.get(PAGE).content.decode()
    waiting = StaffChange.objects.get(username="mary")
    withdraw = f"{PAGE}/{waiting.id}/withdraw"
    asks = client.get(withdraw)
    client.post(withdraw)

    assert "2 to carry out, 0 known already, 1 refused." in words
    assert "Row 4, column “username”" in words
    assert "To hand over" in words
    assert answer.status_code == 303
    assert "To hand over" in after
    assert "Take back" in after
    assert asks.status_code == 200
    assert states("mary") == ["withdrawn"]
    assert client.post(withdraw).status_code == 404
    assert client.post(f"{PAGE}/take", {"file_id": str(file_id)}).status_code == 422


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file"),
        (b"PK\x03\x04", "spreadsheet or a zip"),
        (b"event;username;from;until\n", "not parted by commas"),
    ],
    ids=["empty", "zip", "semicolons"],
)
def test_a_file_that_is_no_such_file_is_refused_beside_its_box(
    ade: Account, content: bytes, said: str
):
    answer = page(signed_in(ade), content)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not StaffChange.objects.exists()


def test_without_a_file_it_says_what_to_do(ade: Account):
    answer = signed_in(ade).post(PAGE)

    assert answer.status_code == 422
    assert "Choose the file of joiners" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.REFERRAL_CLINICIAN, Role.PRIVACY_OFFICER])
def test_others_read_no_file(role: Role):
    client = signed_in(a_colleague(role=role))

    assert page(client, sent(joins("mary"))).status_code == 403
    assert client.post(f"{PAGE}/take").status_code == 403


def command(*words: str) -> int:
    return cli.main(["accounts-file", *words])


def test_the_command_rehearses_then_carries_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    sam = a_colleague("sam")
    a_membership(sam, Role.TEAM_MEMBER)
    file = tmp_path / "hr.csv"
    file.write_bytes(sent(joins("mary"), moves("sam"), leaves("nobody")))

    rehearsed = command(str(file), "--dry-run", "--json")
    said = json.loads(capsys.readouterr().out)
    kept = states("mary")
    done = command(str(file))
    lines = capsys.readouterr().out.splitlines()
    missing = command(str(tmp_path / "none.csv"))
    file.write_bytes(b"")
    empty = command(str(file))

    assert (rehearsed, done, missing, empty) == (1, 1, 2, 2)
    assert [one["username"] for one in said["to_carry_out"]] == ["mary", "sam"]
    assert [one["code"] for one in said["refused"]] == ["staff_not_known"]
    assert kept == []
    assert lines[-1] == "2 to carry out, 0 known already, 1 refused."
    assert held("sam") == ["team_manager"]
    assert held("mary") == ["team_member"]
