"""What has not arrived: listed, explained, tried again, held back, let go and given up."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from joinedup.foundation import deliveries, instant
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Delivery, Entry, TimedJob
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.kernel.ids import DeliveryId
from joinedup.office.presenters import undelivered as presenter
from tests.builders import referrals
from tests.builders.deliveries import (
    a_failed_hand_off,
    a_given_up_hand_off,
    a_hand_off,
    a_held_hand_off,
)
from tests.builders.office import a_colleague, signed_in
from tests.builders.queries import at_most

LIST = "/undelivered"
MAY = {Role.REFERRAL_CLINICIAN, Role.PLACE_ADMINISTRATOR}
REFUSED = sorted(set(Role) - MAY - {Role.SYSTEM})


@pytest.fixture
def ade() -> Account:
    """Whoever looks after hand-offs."""
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


def the(delivery_id: DeliveryId) -> Delivery:
    """A hand-off as it is now."""
    return Delivery.objects.get(id=delivery_id)


def routes(delivery_id: DeliveryId) -> list[tuple[str, str]]:
    """Every address of these pages, and how it is asked."""
    own = f"{LIST}/{delivery_id}"
    seen = [("get", one) for one in (LIST, own, f"{own}/give-up", f"{LIST}/release")]
    done = [f"{own}/{act}" for act in ("try", "hold", "release", "give-up")]
    return [*seen, *(("post", one) for one in (*done, f"{LIST}/release"))]


@pytest.mark.parametrize("role", REFUSED)
def test_a_role_without_the_permission_is_refused_everywhere(role: Role) -> None:
    assert Permission.DELIVERY_REVIEW not in ROLE_PERMISSIONS[role]
    delivery_id = a_failed_hand_off()
    client = signed_in(a_colleague(role=role))

    answers = [getattr(client, how)(where).status_code for how, where in routes(delivery_id)]

    assert set(answers) == {403}
    assert not Entry.objects.filter(about_id=delivery_id).exists()


@pytest.mark.parametrize("role", sorted(MAY))
def test_a_role_with_the_permission_sees_the_list(role: Role) -> None:
    assert signed_in(a_colleague(role=role)).get(LIST).status_code == 200


def test_an_empty_list_says_that_everything_has_arrived(client: Client) -> None:
    assert "Everything has arrived" in text(client, LIST)


def test_a_row_says_to_whom_how_often_why_and_when_next(
    clock: instant.Hands, client: Client
) -> None:
    a_failed_hand_off(error="Unavailable: store_busy", tries=3, wait=timedelta(minutes=12))

    page = text(client, LIST)

    for said in (
        "Demonstration partner",
        "Referral message",
        "Tried 3 times",
        "The records are busy",
        "In 12 min",
        "Trying again",
    ):
        assert said in page


def test_a_referral_is_named_by_its_reference_and_opens_for_a_clinician(
    clock: instant.Hands,
) -> None:
    referral_id = referrals.sent()
    line_id = referrals.the_line(referral_id)
    a_failed_hand_off(about=("referrals.line", line_id))
    reference = referrals.referral(referral_id).reference

    with override_settings(ROOT_URLCONF="joinedup.config.urls"):
        clinician = text(signed_in(a_colleague("leah")), LIST)
        administrator = text(signed_in(a_colleague("ade", role=Role.PLACE_ADMINISTRATOR)), LIST)

    assert reference in clinician
    assert f"/referrals/lines/{line_id}" in clinician
    assert reference in administrator
    assert str(line_id) not in administrator


def test_a_thing_without_a_name_is_told_by_kind_and_short_id(client: Client) -> None:
    thing = new_id()
    a_failed_hand_off(about=("flow.bed", thing))

    assert f"Bed {thing.hex[-8:]}" in text(client, LIST)


def test_what_a_room_must_be_told_names_the_room(client: Client) -> None:
    now = instant.now()
    Delivery.objects.create(
        channel=deliveries.ROOM,
        listener="exchange.status_back",
        key="1",
        made_at=now,
        next_at=now,
        attempt_count=1,
        last_error="KeyError at telling.py:12",
    )

    page = text(client, LIST)

    assert "Exchange: status back" in page
    assert "Something went wrong inside Joinedup" in page


def test_tabs_and_channels_narrow_the_list_by_the_address(client: Client) -> None:
    made = {
        "trying": a_failed_hand_off(),
        "held": a_held_hand_off("notice"),
        "given_up": a_given_up_hand_off(),
    }

    for part, delivery_id in made.items():
        page = client.get(LIST, {"part": part}).content.decode()
        assert [str(one) in page for one in made.values()].count(True) == 1
        assert str(delivery_id) in page
    notices = client.get(LIST, {"channel": "notice"}).content.decode()
    assert str(made["held"]) in notices
    assert str(made["trying"]) not in notices


@pytest.mark.parametrize(
    "query",
    [
        "part=x",
        "part=held&channel=x",
        "after=x",
        "after=01920000-0000-7000-8000-000000000000",
        "channel=%00",
    ],
)
def test_a_strange_address_is_answered(client: Client, query: str) -> None:
    a_failed_hand_off()

    assert client.get(f"{LIST}?{query}").status_code == 200


def test_what_was_just_made_is_under_all_only(client: Client) -> None:
    delivery_id = a_hand_off()

    assert str(delivery_id) not in text(client, LIST)
    assert str(delivery_id) in text(client, f"{LIST}?part=all")


def test_pages_follow_by_key_and_show_each_once(client: Client) -> None:
    made = [a_failed_hand_off() for _ in range(30)]

    first = client.get(LIST).content.decode()
    after = str(made[24])
    second = client.get(LIST, {"after": after}).content.decode()

    assert f"after={after}" in first
    assert "Showing 25 of 30" in first
    assert all((str(one) in first) != (str(one) in second) for one in made[:24])
    assert all(str(one) in second for one in made[25:])


def test_the_list_asks_as_few_queries_for_many_as_for_one(client: Client) -> None:
    client.get(LIST)
    for _ in range(25):
        a_failed_hand_off(about=("referrals.line", new_id()))

    with at_most(10):
        client.get(LIST)


def test_a_hand_off_is_tried_again_at_once_from_the_list(client: Client) -> None:
    delivery_id = a_failed_hand_off()

    answer = client.post(f"{LIST}/{delivery_id}/try", {"next": f"{LIST}?part=trying"})

    assert answer["Location"] == f"{LIST}?part=trying"
    assert the(delivery_id).next_at <= instant.now()
    assert "It is tried again at once" in text(client, answer["Location"])


def test_a_foreign_way_back_is_not_followed(client: Client) -> None:
    delivery_id = a_failed_hand_off()

    answer = client.post(f"{LIST}/{delivery_id}/try", {"next": "https://evil.example/"})

    assert answer["Location"] == f"{LIST}/{delivery_id}"


def test_a_hand_off_is_held_back_and_released(client: Client) -> None:
    delivery_id = a_failed_hand_off()
    own = f"{LIST}/{delivery_id}"

    client.post(f"{own}/hold")
    held = text(client, own)
    client.post(f"{own}/release")
    released = text(client, own)

    assert "None, until it is released" in held
    assert "Try now" not in held
    assert "Hand-off released" in released
    assert the(delivery_id).held_at is None


def test_giving_up_needs_a_reason(client: Client) -> None:
    delivery_id = a_failed_hand_off()

    answer = client.post(f"{LIST}/{delivery_id}/give-up", {"because": " "})

    assert answer.status_code == 422
    assert "Say why it is given up" in answer.content.decode()
    assert the(delivery_id).given_up_at is None


def test_the_reason_for_giving_up_and_who_gave_it_are_shown(client: Client) -> None:
    delivery_id = a_failed_hand_off()
    own = f"{LIST}/{delivery_id}"

    answer = client.post(f"{own}/give-up", {"because": "They closed. Rang the new office."})
    page = text(client, own)

    assert answer["Location"] == own
    assert "They closed. Rang the new office." in page
    assert "Ade Bello" in page
    assert "None, until somebody tries it" in page


def test_what_arrived_meanwhile_is_refused_in_words(client: Client) -> None:
    delivery_id = a_failed_hand_off()
    Delivery.objects.filter(id=delivery_id).update(delivered_at=instant.now())
    own = f"{LIST}/{delivery_id}"

    answer = client.post(f"{own}/try")

    assert answer.status_code == 422
    assert "This has been delivered already" in answer.content.decode()
    assert "Arrived" in text(client, own)


def test_a_hand_off_that_is_not_there_is_not_found(client: Client) -> None:
    own = f"{LIST}/{new_id()}"

    assert client.get(own).status_code == 404
    assert client.get(f"{own}/give-up").status_code == 404
    assert client.post(f"{own}/hold").status_code == 404


def test_everything_held_is_released_at_once(client: Client) -> None:
    bars, notice = a_held_hand_off("bars"), a_held_hand_off("notice")

    asked = text(client, f"{LIST}/release?channel=notice")
    client.post(f"{LIST}/release", {"channel": "notice"})

    assert "1 held back, Text or email" in asked
    assert the(notice).held_at is None
    assert the(bars).held_at is not None
    client.post(f"{LIST}/release")
    assert the(bars).held_at is None


def test_what_waits_behind_another_says_so(client: Client) -> None:
    for _ in range(2):
        a_hand_off(order_key="one referral")

    assert text(client, f"{LIST}?part=all").count("After the one before it") == 1


def test_the_page_says_when_nothing_hands_anything_over(
    clock: instant.Hands, client: Client
) -> None:
    assert "The worker has not run yet" in text(client, LIST)
    TimedJob.objects.create(
        name="foundation.seals", next_at=instant.now(), last_done_at=instant.now()
    )
    assert "The worker is not running" not in text(client, LIST)
    clock.tick(timedelta(minutes=5))
    assert "last heard of 5 min ago" in text(client, LIST)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Refused: nhs_number_check", "This is not an NHS number"),
        ("Unavailable: gone", "The receiver did not answer"),
        ("NotFound", "What it speaks of is not there"),
        ("Conflict: referrals.line", "at the same moment"),
        ("KeyError at telling.py:12", "Something went wrong inside Joinedup"),
        ("", "stopped before it was done"),
    ],
)
def test_an_error_is_told_in_a_sentence(client: Client, told: str, said: str) -> None:
    a_failed_hand_off(error=told)

    assert said in text(client, LIST)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"next_at": timedelta(seconds=40)}, "In less than a minute"),
        ({"next_at": timedelta(seconds=-1)}, "Due now: it waits for the worker"),
        ({"leased_until": timedelta(seconds=40)}, "Being tried now"),
    ],
)
def test_the_next_try_is_told_in_words(
    clock: instant.Hands, client: Client, columns: dict[str, timedelta], said: str
) -> None:
    delivery_id = a_failed_hand_off()
    Delivery.objects.filter(id=delivery_id).update(
        **{name: instant.now() + ahead for name, ahead in columns.items()}
    )

    assert said in text(client, LIST)


def test_a_channel_that_nobody_put_into_words_is_still_named() -> None:
    assert presenter.channel("night_fax") == "Night fax"
