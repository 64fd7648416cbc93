"""The caseload of a team: who is on it, until when, who sees them, and in how many questions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import anchors, care, instant
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people.queries.caseload import OnCaseload, caseload
from tests.builders import key_workers
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.glass import now, officer
from tests.builders.queries import at_most

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def rows(by: Actor, **asked: str) -> list[OnCaseload]:
    return list(caseload(now(by).scope, **asked).rows)  # type: ignore[arg-type]


def ids(by: Actor, **asked: str) -> list[PersonId]:
    return [one.card.person_id for one in rows(by, **asked)]


def with_team(by: Actor, count: int, clock: instant.Hands) -> list[PersonId]:
    made = []
    for _ in range(count):
        made.append(persons.a_person())
        persons.in_care_of(by, [made[-1]])
        clock.tick(timedelta(minutes=1))
    return made


def test_somebody_comes_when_the_team_accepts_and_goes_with_the_last_service(
    clock: instant.Hands,
) -> None:
    nurse = work.nurse()
    lines = work.lines_of(work.sent(asked=work.asking("rapid_response", "falls")))
    for line in lines:
        work.triage(line, team_code="rapid_response")
    assert ids(nurse) == []
    for line in lines:
        work.accept(line)
        clock.tick(timedelta(minutes=1))
    (row,) = rows(nurse)
    assert row.teams == ("rapid_response",)
    assert row.key_worker == ""

    for left, line in zip((1, 0), lines, strict=True):
        work.contact(line)
        work.close(line)
        assert len(rows(nurse)) == left


def test_only_those_of_ones_own_teams_and_of_the_team_asked_for(clock: instant.Hands) -> None:
    nurse, other = work.nurse(), work.nurse("far", team="acht_wycombe")
    ours = with_team(nurse, 2, clock)
    theirs = with_team(other, 1, clock)

    assert (ids(nurse), ids(other)) == (ours, theirs)
    assert ids(nurse, team="rapid_response") == ours
    assert ids(nurse, team="acht_wycombe") == []
    with pytest.raises(NotPermitted):
        caseload(officer().scope)


def test_a_restricted_record_is_not_listed_and_a_joined_one_once(clock: instant.Hands) -> None:
    nurse = work.nurse()
    one, other, hidden = with_team(nurse, 3, clock)
    by = persons.the_office()
    care.restrict(hidden, kind="access", reason="court_order", at=instant.now(), by=by)
    key_workers.named(other, nurse, by=nurse)

    anchors.merge(other, one, reason="same", at=instant.now(), by=by)

    (row,) = rows(nurse)
    assert (row.card.person_id, row.key_worker) == (one, "Ann")


def test_many_are_paged_the_longest_first_in_few_questions(clock: instant.Hands) -> None:
    nurse = work.nurse()
    made = with_team(nurse, 7, clock)
    scope = now(nurse).scope

    first = caseload(scope, limit=4)
    with at_most(9):
        second = caseload(scope, after=first.next_key or "", limit=4)

    assert [one.card.person_id for one in (*first.rows, *second.rows)] == made
    assert (first.total, second.next_key) == (7, None)
    for wrong in ("", "yesterday_" + str(made[0]), "2026-11-24_" + str(made[0]), "x"):
        assert caseload(scope, after=wrong, limit=4).rows == first.rows


def test_the_page_lists_them_by_team_and_asks_few_questions(clock: instant.Hands) -> None:
    nurse = work.nurse()
    account = Account.objects.get(id=nurse.account_id)
    client = Client(SERVER_NAME="127.0.0.1")
    people = with_team(nurse, 30, clock)
    client.force_login(account, backend=BACKEND)
    address = reverse("people:caseload")

    assert "responsible for nobody now" in client.get(address, {"team": "x"}).content.decode()
    with at_most(20):
        shown = client.get(address).content.decode()

    assert shown.count('<tr class="ju-queue__row">') == 25
    assert 'rel="next"' in shown
    assert str(people[0]) in shown
