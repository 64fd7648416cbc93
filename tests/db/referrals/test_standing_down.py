"""Whoever was to go goes no more: the line waits for a worker again, and they are told."""

from datetime import timedelta

import pytest

from joinedup.foundation import accounts, care, instant
from joinedup.foundation.models import Care, Delivery, Entry, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import system
from joinedup.kernel.ids import AccountId
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Allocation
from joinedup.referrals.queries.lines import stage_of
from tests.builders import partner
from tests.builders import referrals as build


def leave() -> None:
    """Ann's account is closed."""
    ann = build.nurse().account_id
    accounts.deactivate(ann, seen=None, at=instant.now(), by=system("office"))


def end_role(team: str = build.TEAM) -> None:
    """Ann is of a team no longer."""
    held = Membership.objects.get(account__username="ann", team_code=team)
    accounts.end_role(held.id, at=instant.now(), by=system("office"))


def join(team: str) -> None:
    accounts.give_role(
        AccountId(build.nurse().account_id),
        role=Role.TEAM_MANAGER,
        organisation_code="bht",
        team_code=team,
        at=instant.now(),
        by=system("office"),
    )


def withdraw(line_id: LineId, **changes: object) -> None:
    given = {"seen": None, "reason": "better", "at": instant.now(), "by": build.gp(), **changes}
    services.withdraw_referral(ReferralId(build.line(line_id).referral_id), **given)


def told_ann() -> list[str]:
    found = Delivery.objects.filter(channel="notice", address="ann@example.org")
    return list(found.values_list("payload", flat=True))


@pytest.mark.parametrize("go", [leave, end_role])
def test_the_lines_of_somebody_who_left_wait_for_a_worker(clock, go):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=5))
    seen, ann = build.seen(line_id), build.nurse().account_id

    go()
    partner.work()

    (counts,) = queries.team_counts(build.manager().scope)
    assert (stage_of(line_id), counts.no_worker) == (Stage.NO_WORKER, 1)
    assert build.seen(line_id) == seen + 1
    (ended,) = Allocation.objects.all()
    assert (ended.until, ended.ended_because) == (
        instant.now(),
        {leave: "account_deactivated", end_role: "role_ended"}[go],
    )
    assert not Care.objects.filter(because=care.ALLOCATED, until__isnull=True).exists()
    told = Entry.objects.get(kind="referrals.worker_stood_down")
    assert (told.about_id, str(ann) in told.body) == (line_id, True)


def test_hearing_twice_changes_nothing_more(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    ann = AccountId(build.nurse().account_id)
    leave()

    for _ in range(2):
        services.stand_down(ann, because="role_ended", at=instant.now(), by=system("referrals"))

    assert Entry.objects.filter(kind="referrals.worker_stood_down").count() == 1
    assert stage_of(line_id) is Stage.NO_WORKER


@pytest.mark.parametrize("ended", [build.TEAM, "night_north"])
def test_whoever_is_still_of_the_team_still_goes(clock, ended):
    line_id = build.a_line(Stage.ALLOCATED)
    join(ended)

    held = Membership.objects.filter(account__username="ann", team_code=ended).first()
    accounts.end_role(held.id, at=instant.now(), by=system("office"))
    partner.work()

    assert stage_of(line_id) is Stage.ALLOCATED


def test_whoever_comes_back_before_it_is_heard_still_goes(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    leave()
    ann = build.nurse().account_id
    accounts.reactivate(ann, seen=None, at=instant.now(), by=system("office"))

    partner.work()

    assert stage_of(line_id) is Stage.ALLOCATED


def test_only_their_own_lines_are_taken_from_them(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    build.accept(line_id)
    build.allocate(line_id, worker=build.nurse("tom").account_id)
    build.a_line(Stage.ALLOCATED)

    leave()
    partner.work()

    assert stage_of(line_id) is Stage.ALLOCATED


def test_a_withdrawal_is_told_to_whoever_was_to_go(clock):
    line_id = build.a_line(Stage.ALLOCATED)

    withdraw(line_id)

    (words,) = told_ann()
    assert build.line(line_id).referral.reference in words
    assert "Ethel" not in words


def test_whoever_ends_it_themselves_is_not_told(clock):
    build.a_line(Stage.CLOSED)

    assert told_ann() == []


def test_a_notice_to_a_worker_is_not_word_to_the_referrer(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=5))

    withdraw(line_id)

    closing = queries.triage_page(build.clinician().scope, line_id).closing
    assert closing.delivery == "not_needed"


def test_whoever_has_left_is_sent_no_notice(clock):
    build.a_line(Stage.ALLOCATED)

    leave()
    partner.work()

    assert told_ann() == []
