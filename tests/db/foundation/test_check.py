"""`joinedup check` says each thing that is not as it should be, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings

from joinedup.foundation import check, clocks, deliveries, guards, instant, keys, place, seals
from joinedup.foundation.deliveries import DeliveryId
from joinedup.foundation.listening import TIMED
from joinedup.foundation.models import (
    Anchor,
    Care,
    Clock,
    Delivery,
    Entry,
    Membership,
    Seal,
    TimedJob,
)
from joinedup.foundation.permissions import Role
from tests.builders import foundation as build
from tests.builders.place import without


@pytest.fixture(autouse=True)
def _a_place_in_use(clock: instant.Hands) -> None:
    """A person with a journey, sealed, a clock that runs, and an account with a role."""
    keys.sign(b"makes the key where there is none")
    here = place.current()
    person = build.a_journey(2)
    clocks.start(
        here.response_rule("rapid"), about=Anchor.objects.get(id=person), started_at=instant.now()
    )
    Membership.objects.create(
        account=build.an_account(),
        role=Role.REFERRER,
        organisation_code=next(iter(here.organisations)),
        since=instant.now(),
        given_by=build.an_account("giver").id,
    )
    seals.seal_everything()


def told() -> list[tuple[str, str]]:
    return [(found.source, found.code) for found in check.findings()]


def test_all_is_well() -> None:
    assert told() == []


def a_guard_is_gone() -> None:
    ways = {
        "sqlite": "DROP TRIGGER guard_delete_foundation_seal",
        "postgresql": "DROP TRIGGER guard_row_foundation_seal ON foundation_seal",
    }
    with connection.cursor() as cursor:
        cursor.execute(ways[connection.vendor])


def a_team_is_not_in_the_place() -> None:
    Care.objects.create(
        person_id=build.a_person(),
        team_code="nobody",
        because="episode",
        since=instant.now(),
        begun_by=build.an_account().id,
    )


def a_role_is_unknown() -> None:
    with guards.lifted():
        Membership.objects.update(role="caretaker")


def a_thing_is_not_there() -> None:
    with guards.lifted():
        Clock.objects.update(about_id=uuid4())


def a_kind_of_thing_is_unknown() -> None:
    with guards.lifted():
        Clock.objects.update(about_kind="plans.goal")


def an_account_is_not_there() -> None:
    with guards.lifted():
        Membership.objects.update(given_by=uuid4())


def a_fact_is_unknown() -> None:
    with guards.lifted():
        Entry.objects.filter(seq=1).update(kind="plans.goal_set")


def a_due_time_differs() -> None:
    Clock.objects.update(due_at=instant.now())


def a_rule_changed_under_its_version() -> None:
    with guards.lifted():
        Clock.objects.update(limit=timedelta(minutes=7))


def a_hand_off_was_given_up() -> None:
    delivery_id = an_old_hand_off()
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)
    deliveries.give_up(delivery_id, at=instant.now(), by=by)


def a_hand_off_is_held() -> None:
    delivery_id = an_old_hand_off()
    by = build.an_actor(Role.PLACE_ADMINISTRATOR)
    deliveries.hold(delivery_id, at=instant.now(), by=by)


def an_old_hand_off() -> DeliveryId:
    made_at = instant.now() - timedelta(hours=2)
    about = build.an_account()
    made = Delivery.objects.create(
        channel="bars",
        listener="send:bars",
        key="k",
        about_kind="foundation.account",
        about_id=about.id,
        made_at=made_at,
        next_at=made_at,
    )
    return DeliveryId(made.id)


def a_job_failed() -> None:
    TimedJob.objects.create(name=next(iter(TIMED)), next_at=instant.now(), last_error="ValueError")


def a_job_is_late() -> None:
    late = instant.now() - timedelta(hours=1)
    TimedJob.objects.create(name=next(iter(TIMED)), next_at=late)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (a_guard_is_gone, ("store", "guard_missing")),
        (a_team_is_not_in_the_place, ("place", "code_unknown")),
        (a_role_is_unknown, ("place", "role_unknown")),
        (a_thing_is_not_there, ("store", "dangling")),
        (a_kind_of_thing_is_unknown, ("store", "kind_unknown")),
        (an_account_is_not_there, ("store", "dangling")),
        (a_fact_is_unknown, ("store", "fact_unknown")),
        (a_due_time_differs, ("clocks", "due_at_differs")),
        (a_rule_changed_under_its_version, ("place", "rule_changed_under_its_version")),
        (an_old_hand_off, ("hand-offs", "undelivered")),
        (a_hand_off_was_given_up, ("hand-offs", "given_up")),
        (a_hand_off_is_held, ("hand-offs", "held")),
        (a_job_failed, ("worker", "job_failed")),
        (a_job_is_late, ("worker", "job_late")),
    ],
)
def test_what_is_wrong_is_told(spoil: Callable[[], object], expected: tuple[str, str]) -> None:
    spoil()

    assert expected in told()


def test_a_key_that_is_missing_or_open_to_others_is_told(tmp_path: Path) -> None:
    key = tmp_path / "key"
    with override_settings(JOINEDUP_LOG_KEY_FILE=key):
        assert ("key", "key_missing") in told()
        key.write_text("00" * 32)
        key.chmod(0o644)
        assert ("key", "key_readable") in told()
        key.chmod(0o600)
        assert told() == []


def test_a_file_of_seals_out_of_step_is_told(sealed_file: Path) -> None:
    sealed_file.unlink()
    build.a_journey(1)
    seals.seal_everything()

    assert Seal.objects.count() == 2
    assert told() == []
    sealed_file.write_text("")
    assert ("seals", "seal_file_differs") in told()


def test_entries_that_wait_long_for_a_seal_are_told(clock: instant.Hands) -> None:
    build.a_journey(1)
    clock.tick(check.LATE_AFTER + timedelta(minutes=2))

    assert ("seals", "unsealed") in told()


def test_bank_holidays_that_end_soon_are_told(clock: instant.Hands) -> None:
    last = place.current().bank_holidays_known_until()
    clock.at = clock.at.replace(year=last.year, month=last.month, day=last.day)

    assert ("place", "bank_holidays_end") in told()


def test_a_place_without_bank_holidays_is_told(tmp_path: Path) -> None:
    without(tmp_path, "bank_holidays")
    place.serve("buckinghamshire", folder=str(tmp_path))
    try:
        assert ("place", "bank_holidays_unknown") in told()
    finally:
        place.serve("buckinghamshire")


def test_a_declared_identifier_is_checked() -> None:
    check.names(Entry, "change_id", "foundation.account")

    try:
        assert ("store", "dangling") in told()
    finally:
        check._names.pop()  # noqa: SLF001
