"""The place as loaded, how it stands, and what is not as it should be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from joinedup.foundation import instant, place, seals
from joinedup.foundation.models import Account, TimedJob
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.kernel.finding import Finding
from joinedup.office.presenters import place as presenter
from tests.builders import foundation
from tests.builders.deliveries import a_failed_hand_off
from tests.builders.office import a_colleague, signed_in
from tests.builders.place import SHIPPED, without
from tests.builders.queries import at_most

REFUSED = sorted(set(Role) - {Role.PLACE_ADMINISTRATOR, Role.SYSTEM})


@pytest.fixture(autouse=True)
def seal_file(tmp_path: Path) -> None:
    """A file of seals for each test."""
    with override_settings(JOINEDUP_SEAL_FILE=tmp_path / "seals.jsonl"):
        yield


@pytest.fixture
def ade() -> Account:
    """Whoever looks after the place."""
    return a_colleague("ade", role=Role.PLACE_ADMINISTRATOR, display_name="Ade Bello")


@pytest.fixture
def client(ade: Account) -> Client:
    """Their browser."""
    return signed_in(ade)


def text(client: Client, address: str) -> str:
    """What a page says, without its layout of lines."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("role", REFUSED)
def test_a_role_without_the_permission_is_refused_everywhere(role: Role) -> None:
    assert Permission.PLACE_CHECK not in ROLE_PERMISSIONS[role]
    client = signed_in(a_colleague(role=role))

    assert {client.get(one).status_code for one in ("/place", "/place/check")} == {403}


def test_the_place_is_counted_as_it_was_loaded(client: Client) -> None:
    page = text(client, "/place")

    for count, said in ((7, "localities"), (56, "practices"), (5, "partners that send messages")):
        assert f'<strong class="ju-number">{count}</strong> {said}' in page
    assert "Bank holidays are known until 26 December 2028" in page


def test_each_class_shows_its_clocks_in_open_hours(client: Client) -> None:
    page = text(client, "/place")

    assert "Rapid" in page
    assert "3 hours" in page
    assert "45 hours" in page
    assert "Core hours" in page
    assert "30 minutes" in page
    assert "counts as Rapid and is triaged within 30 minutes" in page


def test_bank_holidays_that_run_out_are_warned_of() -> None:
    with instant.frozen(datetime(2028, 12, 1, tzinfo=UTC)):
        assert "Bank holidays run out" in text(
            signed_in(a_colleague(role=Role.PLACE_ADMINISTRATOR)), "/place"
        )


def test_a_place_without_bank_holidays_says_so(client: Client, tmp_path: Path) -> None:
    without(tmp_path, "bank_holidays")
    place.serve("buckinghamshire", folder=str(tmp_path))
    try:
        page = text(client, "/place")
    finally:
        place.serve("buckinghamshire")

    assert "No bank holidays are known" in page
    assert "Bank holidays run out" not in page


def test_seals_say_how_far_they_have_come(clock: instant.Hands, client: Client) -> None:
    foundation.a_journey(3)
    foundation.look_at(foundation.a_person())

    before = text(client, "/place")
    seals.seal_everything()
    after = text(client, "/place")

    assert "No seal yet" in before
    assert '<strong class="ju-number">3</strong> entries not sealed yet' in before
    assert '<strong class="ju-number">1</strong> reading not sealed yet' in before
    assert "Last seal 09:30 today" in after
    assert '<strong class="ju-number">0</strong> entries not sealed yet' in after


def test_jobs_say_when_they_were_last_done(clock: instant.Hands, client: Client) -> None:
    assert "Not done yet" in text(client, "/place")
    TimedJob.objects.create(
        name="foundation.seals", next_at=instant.now(), last_done_at=instant.now()
    )
    clock.tick(timedelta(minutes=4))

    assert "Foundation: seals" in text(client, "/place")
    assert "4 min ago" in text(client, "/place")
    clock.tick(timedelta(minutes=9))
    assert "Late: is a worker running?" in text(client, "/place")
    TimedJob.objects.update(last_error="KeyError at seals.py:12")
    assert "Failed last time" in text(client, "/place")


def test_the_oldest_hand_off_that_did_not_arrive_is_named(client: Client) -> None:
    assert "Everything has arrived" in text(client, "/place")
    oldest = a_failed_hand_off()
    a_failed_hand_off()

    page = text(client, "/place")

    assert "2 to look at" in page
    assert f"/undelivered/{oldest}" in page


def test_the_page_asks_few_queries(client: Client) -> None:
    foundation.a_journey(3)
    a_failed_hand_off()
    client.get("/place")

    with at_most(15):
        client.get("/place")


def test_checking_lists_what_is_not_as_it_should_be(clock: instant.Hands, client: Client) -> None:
    foundation.a_journey(1)
    clock.tick(timedelta(minutes=14))

    page = text(client, "/place/check")

    assert "Entries wait for a seal" in page


def test_what_a_file_may_not_have_meant_is_worth_a_look(client: Client, tmp_path: Path) -> None:
    text_of = SHIPPED.read_text().replace('accept_within = "15 min"', 'accept_within = "4 h"', 1)
    (tmp_path / "buckinghamshire.toml").write_text(text_of)
    place.serve("buckinghamshire", folder=str(tmp_path))

    page = text(client, "/place/check")
    place.serve(settings.PLACE)

    assert "Worth a look" in page
    assert "response_classes rapid" in page


def test_one_partner_is_not_partners() -> None:
    counts = presenter.page(replace(place.current(), partners={"a": "a"}), place.today()).counts

    assert (1, "partner that sends messages") in counts


def test_only_the_first_of_many_findings_are_shown() -> None:
    found = [Finding("hand-offs", str(n), "undelivered", "Not arrived") for n in range(25)]

    (group,) = presenter.groups(found)

    assert (group.count, len(group.findings), group.more) == (25, 20, 5)


def test_nothing_found_makes_no_group() -> None:
    assert presenter.groups([]) == []


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (timedelta(minutes=30), "30 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=45), "45 hours"),
        (timedelta(minutes=90), "1 hour 30 minutes"),
    ],
)
def test_open_time_is_never_told_in_days(limit: timedelta, said: str) -> None:
    assert presenter.length(limit) == said
