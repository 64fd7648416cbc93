"""The safety net over the store: raised once, with whoever is on duty, until it is seen to."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from joinedup.foundation import deliveries, duty, instant, verify
from joinedup.foundation.models import Account, Delivery, Entry
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import AccountId
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId, RaisedId
from joinedup.referrals.domain.safety_net import AlreadySeenTo, SayWhatWasDone
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Raised
from joinedup.referrals.queries.due_now import due_for_somebody
from joinedup.referrals.queries.raised import raised as on_the_board
from joinedup.referrals.services import watching
from tests.builders import referrals as build
from tests.builders.queries import at_most

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def watch(*, all_arrived: bool = True) -> tuple[int, int]:
    if all_arrived:
        # No worker runs here that would have sent them.
        Delivery.objects.filter(delivered_at=None).update(delivered_at=instant.now())
    swept = services.watch(at=instant.now(), by=system("referrals.safety_net"))
    return swept.raised, swept.cleared


def on_duty(by: Actor, role: str = "spr_lead") -> None:
    now = instant.now()
    duty.go_on_duty(role, until=now + 20 * HOUR, number="01632960300", at=now, by=by)


def raised() -> list[tuple[str, int]]:
    return list(Raised.objects.order_by("id").values_list("rule", "turn"))


def answer(one: Raised, *, action: str = "done", words: str = "", again: timedelta | None = None):
    services.answer_raised(
        RaisedId(one.id),
        action=action,
        words=words,
        again=again,
        at=instant.now(),
        by=build.clinician(),
    )


def facts_of(line_id: LineId) -> Sequence[str]:
    of = Entry.objects.filter(about_id=line_id, kind__contains="safety_net").order_by("seq")
    return [
        kind.removeprefix("referrals.safety_net_") for kind in of.values_list("kind", flat=True)
    ]


@pytest.mark.parametrize(
    ("stage", "minutes", "rule"),
    [
        (Stage.TO_TRIAGE, 15, "not_opened"),
        (Stage.WITH_TEAM, 15, "not_accepted"),
        (Stage.NO_WORKER, 90, "no_worker"),
    ],
)
def test_what_waits_too_long_is_raised_and_not_before(clock, stage, minutes, rule):
    line_id = build.a_line(stage)
    clock.tick(minutes * MINUTE - timedelta(seconds=1))
    assert watch() == (0, 0)

    clock.tick(timedelta(seconds=1))
    assert watch() == (1, 0)

    one = Raised.objects.get()
    assert (one.rule, one.line_id, one.due_at) == (rule, line_id, instant.now())
    assert one.person_id == build.line(line_id).referral.person_id
    assert facts_of(line_id) == ["raised"]


@pytest.mark.parametrize(
    "stage",
    [Stage.ALLOCATED, Stage.RESPONDED, Stage.CLOSED],
)
def test_what_somebody_has_in_hand_is_not_raised(clock, stage):
    build.a_line(stage)
    clock.tick(100 * MINUTE)

    watch()

    assert raised() == []


def test_what_was_opened_is_raised_again_when_its_triage_time_is_over(clock):
    line_id = build.a_line()
    clock.tick(15 * MINUTE)
    watch()
    services.open_line(line_id, at=instant.now(), by=build.clinician())
    clock.tick(14 * MINUTE)
    assert watch() == (0, 1)

    clock.tick(MINUTE)
    assert watch() == (1, 0)
    assert raised() == [("not_opened", 1), ("not_decided", 1)]
    build.triage(line_id)
    assert watch() == (0, 1)


def test_a_chosen_worker_who_has_not_been_is_raised_when_the_time_is_over(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(3 * HOUR - MINUTE)
    assert watch() == (0, 0)

    clock.tick(MINUTE)
    assert watch() == (1, 0)
    assert raised() == [("not_seen", 1)]
    assert not on_the_board(build.clinician().scope).rows[0].is_done_meanwhile

    build.contact(line_id)
    assert on_the_board(build.clinician().scope).rows[0].is_done_meanwhile
    assert watch() == (0, 1)


def test_what_is_raised_is_raised_once_and_clears_by_itself(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(20 * MINUTE)

    assert [watch(), watch()] == [(1, 0), (0, 0)]
    build.accept(line_id)
    assert watch() == (0, 1)

    one = Raised.objects.get()
    assert (one.cleared_at, one.answered_at) == (instant.now(), None)
    assert facts_of(line_id) == ["raised", "cleared"]
    assert watch() == (0, 0)


def test_a_worker_who_is_taken_away_again_is_another_wait(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    clock.tick(90 * MINUTE)
    watch()
    build.allocate(line_id)
    answer(Raised.objects.get())
    assert watch() == (0, 0)

    clock.tick(MINUTE)
    account = Account.objects.get(username="ann")
    account.memberships.update(until=instant.now())
    services.stand_down(
        AccountId(account.id), because="role_ended", at=instant.now(), by=system("jobs")
    )

    assert [watch(), watch()] == [(1, 0), (0, 0)]
    assert raised() == [("no_worker", 1), ("no_worker", 1)]


def test_another_team_without_a_worker_is_another_wait(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    clock.tick(90 * MINUTE)
    watch()
    answer(Raised.objects.get(), action="rang_team")
    build.decline(line_id)
    clock.tick(MINUTE)
    build.triage(line_id)
    build.accept(line_id)

    assert watch() == (1, 0)
    assert raised() == [("no_worker", 1), ("no_worker", 1)]


def test_what_a_team_gives_back_is_raised_at_once_until_it_is_sent_on(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(MINUTE)
    build.decline(line_id)

    assert watch() == (1, 0)
    assert raised() == [("declined", 1)]

    clock.tick(MINUTE)
    build.triage(line_id)
    assert watch() == (0, 1)


def test_a_promised_call_is_raised_when_it_falls_due(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    services.promise_call_back(
        line_id,
        seen=build.seen(line_id),
        by_when=instant.now() + HOUR,
        at=instant.now(),
        by=build.nurse(),
    )
    assert watch() == (0, 0)

    clock.tick(HOUR)
    watch()

    assert ("call_back_due", 1) in raised()


def test_a_hand_off_that_did_not_arrive_is_raised(clock):
    line_id = build.a_line()
    deliveries.post(
        "folder", address="x", payload="{}", key=str(uuid4()), about=("referrals.line", line_id)
    )
    clock.tick(15 * MINUTE)
    watch(all_arrived=False)

    found = Raised.objects.get(rule="undelivered", line_id=line_id)
    assert found.about_kind == "foundation.delivery"
    assert found.person_id == build.line(line_id).referral.person_id
    watch(all_arrived=True)
    assert not Raised.objects.filter(rule="undelivered", cleared_at=None).exists()


def test_a_hand_off_between_rooms_is_raised_once_it_failed(clock):
    build.a_line(Stage.ALLOCATED)
    between_rooms = Delivery.objects.filter(channel="room")
    Delivery.objects.exclude(channel="room").update(delivered_at=instant.now())
    clock.tick(20 * MINUTE)
    watch(all_arrived=False)
    assert raised() == []

    between_rooms.update(attempt_count=1)
    watch(all_arrived=False)

    assert len(raised()) == between_rooms.count() > 0


def test_it_goes_to_whoever_watches_it_and_is_on_duty(clock):
    sam = build.clinician()
    on_duty(sam)
    build.a_line()
    clock.tick(16 * MINUTE)

    watch()

    one = Raised.objects.get()
    assert (one.duty_role, one.meant_for, one.account_id) == (
        "spr_lead",
        "spr_lead",
        sam.account_id,
    )


def test_with_nobody_in_that_role_it_goes_to_the_next(clock):
    mo = build.manager()
    on_duty(mo, "duty_manager")
    build.a_line()
    clock.tick(16 * MINUTE)

    watch()

    one = Raised.objects.get()
    assert (one.duty_role, one.meant_for, one.account_id) == (
        "duty_manager",
        "spr_lead",
        mo.account_id,
    )


def test_with_nobody_on_duty_at_all_it_is_raised_with_nobody(clock):
    build.a_line()
    clock.tick(16 * MINUTE)

    watch()

    assert Raised.objects.get().account_id is None


def test_it_stays_until_somebody_says_what_they_did(clock):
    line_id = build.a_line()
    clock.tick(16 * MINUTE)
    watch()

    answer(Raised.objects.get(), action="gave_on", words="Leah opens it now")

    one = Raised.objects.get()
    assert (one.action, one.words) == ("gave_on", "Leah opens it now")
    assert one.answered_by_id == build.clinician().account_id
    assert facts_of(line_id) == ["raised", "answered"]
    clock.tick(10 * HOUR)
    watch()
    assert [rule for rule, _ in raised()].count("not_opened") == 1


def test_it_is_raised_again_where_somebody_asked_and_it_is_still_so(clock):
    build.a_line()
    clock.tick(16 * MINUTE)
    watch()
    answer(Raised.objects.get(), again=30 * MINUTE)

    clock.tick(29 * MINUTE)
    watch()
    assert raised()[0:1] == [("not_opened", 1)]
    assert ("not_opened", 2) not in raised()
    clock.tick(MINUTE)
    watch()

    assert ("not_opened", 2) in raised()


def test_what_was_answered_cannot_be_answered_again(clock):
    build.a_line()
    clock.tick(16 * MINUTE)
    watch()
    answer(Raised.objects.get())

    with pytest.raises(AlreadySeenTo):
        answer(Raised.objects.get())


def test_an_answer_says_enough(clock):
    build.a_line()
    clock.tick(16 * MINUTE)
    watch()

    with pytest.raises(SayWhatWasDone):
        answer(Raised.objects.get(), action="can_wait", words=" ")
    with pytest.raises(Refused, match="unknown_code"):
        answer(Raised.objects.get(), action="prayed")


def test_whoever_may_not_see_the_person_cannot_answer(clock):
    build.a_line()
    clock.tick(16 * MINUTE)
    watch()
    one = RaisedId(Raised.objects.get().id)

    for by in (build.gp(), build.manager(team="night_north")):
        with pytest.raises(NotPermitted):
            services.answer_raised(
                one, action="done", words="", again=None, at=instant.now(), by=by
            )


def test_the_log_verifies_after_a_night_of_raising(clock):
    for _ in range(3):
        build.a_line()
    clock.tick(16 * MINUTE)

    watch()

    assert verify.report().is_sound


def test_a_round_asks_the_same_few_questions_however_many_wait(clock):
    for _ in range(5):
        build.a_line(Stage.WITH_TEAM)
    clock.tick(20 * MINUTE)
    watch()

    with at_most(12):
        watch()


def test_a_round_that_was_killed_half_way_is_ended_by_the_next(clock):
    for _ in range(3):
        build.a_line()
    clock.tick(16 * MINUTE)
    by, now = system("referrals.safety_net"), instant.now()
    found = [one for one in due_for_somebody(by.scope, at=now) if one.due.rule == "not_opened"]
    watching.raise_some(found[:2], on=(), at=now, by=by)

    assert watch() == (1, 0)
    assert raised() == [("not_opened", 1)] * 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_it_once():
    with instant.frozen(instant.now() - HOUR):
        build.a_line()
    together = Barrier(2)
    by = system("referrals.safety_net")

    def round_of_one(_: int) -> int:
        together.wait()
        try:
            return services.watch(at=instant.now(), by=by).raised
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(round_of_one, range(2)))

    assert Raised.objects.filter(rule="not_opened").count() == 1
    assert sum(counts) == Raised.objects.count()
    assert Entry.objects.filter(kind="referrals.safety_net_raised").count() == sum(counts)
