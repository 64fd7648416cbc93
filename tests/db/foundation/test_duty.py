"""Duty: who is on, on which number, until when, and what ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from joinedup.foundation import accounts, duty, instant
from joinedup.foundation.duty import (
    DutyHasEnded,
    DutyNumberMissing,
    DutyTimeWrong,
    NotYourDutyRole,
    OnDutyAlready,
)
from joinedup.foundation.models import Duty, Entry, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import AccountId
from tests.builders import referrals as build

LEAD, MANAGER = "spr_lead", "duty_manager"
HOUR = timedelta(hours=1)


def on(by: Actor, *, hours: int = 8, role: str = LEAD, in_place_of: UUID | None = None) -> UUID:
    return duty.go_on_duty(
        role,
        until=instant.now() + hours * HOUR,
        number="01632 960300",
        in_place_of=in_place_of,
        at=instant.now(),
        by=by,
    )


def who() -> list[tuple[str, str]]:
    return [(one.name, one.duty_role) for one in duty.on_duty(instant.now())]


def told(account: AccountId) -> list[str]:
    kinds = Entry.objects.filter(subject_id=account).order_by("seq")
    return [kind.removeprefix("foundation.") for kind in kinds.values_list("kind", flat=True)]


def test_whoever_goes_on_duty_is_on_until_they_said(clock: instant.Hands) -> None:
    sam = build.clinician()

    on(sam)

    (held,) = duty.on_duty(instant.now())
    assert (held.name, held.number, held.team_code) == ("Sam", "01632 960300", "spr")
    assert not duty.nobody_at_front_door(instant.now())
    clock.tick(8 * HOUR)
    assert who() == []
    assert duty.nobody_at_front_door(instant.now())
    assert told(sam.account_id) == ["went_on_duty"]


def test_those_on_duty_stand_in_the_order_of_the_place(clock: instant.Hands) -> None:
    on(build.manager(), role=MANAGER)
    clock.tick(HOUR)
    on(build.clinician("sam"))
    clock.tick(HOUR)
    on(build.clinician("leah"))

    assert who() == [("Sam", LEAD), ("Leah", LEAD), ("Mo", MANAGER)]
    assert duty.roles_held(build.manager().account_id, instant.now()) == {MANAGER}


def test_a_team_lead_alone_does_not_hold_the_front_door(clock: instant.Hands) -> None:
    on(build.manager(), role=MANAGER)

    assert duty.nobody_at_front_door(instant.now())
    assert not duty.is_front_door_held(duty.on_duty(instant.now()))


def test_a_duty_is_held_by_the_people_of_its_team(clock: instant.Hands) -> None:
    with pytest.raises(NotYourDutyRole):
        on(build.clinician(), role=MANAGER)
    with pytest.raises(NotYourDutyRole):
        on(build.clinician(), role="king")
    with pytest.raises(NotPermitted):
        on(build.gp())


@pytest.mark.parametrize("hours", [-1, 0, 25])
def test_the_end_of_a_duty_is_within_a_day(clock: instant.Hands, hours: int) -> None:
    with pytest.raises(DutyTimeWrong):
        on(build.clinician(), hours=hours)


def test_whoever_is_on_duty_can_be_rung(clock: instant.Hands) -> None:
    now = instant.now()

    with pytest.raises(DutyNumberMissing):
        duty.go_on_duty(LEAD, until=now + HOUR, number=" ", at=now, by=build.clinician())


def test_nobody_holds_a_role_twice_at_once(clock: instant.Hands) -> None:
    sam = build.clinician()
    on(sam)

    with pytest.raises(OnDutyAlready):
        on(sam)
    now = instant.now()
    meets = Duty(
        account_id=sam.account_id,
        duty_role=LEAD,
        team_code="spr",
        number="0",
        since=now + HOUR,
        until=now + 2 * HOUR,
    )
    with pytest.raises(IntegrityError):
        meets.save(force_insert=True)


def test_one_who_stays_says_a_new_end(clock: instant.Hands) -> None:
    sam = build.clinician()
    held = on(sam, hours=1)

    duty.stay_on_duty(held, until=instant.now() + 3 * HOUR, at=instant.now(), by=sam)

    clock.tick(2 * HOUR)
    assert who() == [("Sam", LEAD)]
    assert told(sam.account_id)[-1] == "duty_prolonged"
    leah = build.clinician("leah")
    with pytest.raises(NotPermitted):
        duty.stay_on_duty(held, until=instant.now() + HOUR, at=instant.now(), by=leah)


def test_one_who_goes_comes_off(clock: instant.Hands) -> None:
    sam = build.clinician()
    held = on(sam)
    clock.tick(HOUR)

    duty.come_off_duty(held, at=instant.now(), by=sam)

    assert who() == []
    assert Duty.objects.get().ended_because == "came_off"
    with pytest.raises(DutyHasEnded):
        duty.come_off_duty(held, at=instant.now(), by=sam)
    with pytest.raises(DutyHasEnded):
        duty.stay_on_duty(held, until=instant.now() + HOUR, at=instant.now(), by=sam)


def test_a_colleague_may_say_that_somebody_forgot(clock: instant.Hands) -> None:
    held = on(build.clinician())
    with pytest.raises(NotPermitted):
        duty.come_off_duty(held, at=instant.now(), by=build.manager())

    duty.come_off_duty(held, at=instant.now(), by=build.clinician("leah"))

    assert Duty.objects.get().ended_because == "ended_by_colleague"


def test_a_watch_moves_when_its_taker_says_so(clock: instant.Hands) -> None:
    held = on(build.clinician("sam"))
    clock.tick(HOUR)

    on(build.clinician("leah"), in_place_of=held)

    assert who() == [("Leah", LEAD)]
    assert Duty.objects.get(id=held).ended_because == "taken_over"
    with pytest.raises(DutyHasEnded):
        on(build.clinician("tess"), in_place_of=held)
    with pytest.raises(NotFound):
        on(build.clinician("tess"), in_place_of=uuid4())


def test_a_closed_account_is_on_duty_no_longer(clock: instant.Hands) -> None:
    sam = build.clinician()
    on(sam)
    clock.tick(HOUR)

    accounts.deactivate(sam.account_id, seen=None, at=instant.now(), by=system("t"))

    assert who() == []
    assert Duty.objects.get().ended_because == "account_closed"


def test_a_role_that_ends_takes_its_duty_along(clock: instant.Hands) -> None:
    sam = build.clinician()
    on(sam)
    clock.tick(HOUR)
    held = Membership.objects.get(account_id=sam.account_id)

    accounts.end_role(held.id, at=instant.now(), by=system("t"))

    assert Duty.objects.get().ended_because == "role_ended"
    assert duty.nobody_at_front_door(instant.now())


def test_another_role_that_ends_leaves_the_duty(clock: instant.Hands) -> None:
    sam = build.clinician()
    on(sam)
    given = accounts.give_role(
        sam.account_id,
        role=Role.TEAM_MEMBER,
        organisation_code="bht",
        team_code="night_north",
        at=instant.now(),
        by=system("t"),
    )

    accounts.end_role(given, at=instant.now(), by=system("t"))

    assert who() == [("Sam", LEAD)]


@pytest.mark.parametrize(
    ("at", "changes_at"),
    [
        (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), datetime(2026, 11, 24, 21, tzinfo=UTC)),
        (datetime(2026, 11, 24, 21, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
        # The clocks go forward that night, so that half past seven is an hour sooner in UTC.
        (datetime(2027, 3, 27, 22, 0, tzinfo=UTC), datetime(2027, 3, 28, 6, 30, tzinfo=UTC)),
    ],
)
def test_the_next_change_is_on_the_clocks_of_the_place(at: datetime, changes_at: datetime) -> None:
    assert duty.next_change(LEAD, at) == changes_at


def test_the_roles_open_to_somebody_are_those_of_their_teams() -> None:
    assert [one.code for one in duty.roles_open_to({"spr", "night_north"})] == [LEAD]
    assert duty.roles_open_to(()) == ()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_at_once_one_does() -> None:
    held = on(build.clinician("sam"))
    takers = [build.clinician("leah"), build.clinician("tess")]
    together = Barrier(2)

    def take(by: Actor) -> str:
        together.wait()
        try:
            on(by, in_place_of=held)
        except DutyHasEnded as refusal:
            return refusal.refusal_code
        finally:
            connection.close()
        return "on"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(take, takers))

    assert said == ["duty_has_ended", "on"]
    assert len(who()) == 1
