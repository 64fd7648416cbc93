"""Texts go out by their carrier, once each: taken, arrived, refused, away, killed in the middle."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from joinedup.foundation import deliveries, instant, journey
from joinedup.foundation.deliveries import Parcel
from joinedup.foundation.models import Delivery
from joinedup.foundation.scope import system
from joinedup.foundation.worker import Worker
from joinedup.kernel.ids import DeliveryId, PersonId
from joinedup.mycare.domain.summaries import TextWish
from joinedup.mycare.domain.texting import Came, TextState, Trouble
from joinedup.mycare.queries import summaries as queries
from joinedup.mycare.queries import texting as planning
from joinedup.mycare.services import texting
from joinedup.people.models import Person
from tests.builders import hidden, notify
from tests.builders import mycare as own
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import summaries as build
from tests.builders.notify import Carrier


@pytest.fixture
def carrier(settings: Any, tmp_path: Path, clock: instant.Hands) -> Iterator[Carrier]:
    settings.VAR = tmp_path / "var"
    with notify.carrying(clock) as made:
        notify.set_up(settings, made, tmp_path)
        yield made


def works() -> None:
    """The worker does what is due."""
    Worker("tests:0:texts").work_once()


def text_of(person: PersonId, **given: Any) -> UUID:
    """Something that goes by text at once."""
    return build.told(person, **given)


def job() -> Any:
    return system("mycare.texts")


def asks(at: datetime) -> int:
    return texting.ask_after(at=at, by=job())


def test_it_is_taken_arrives_and_is_told(carrier: Carrier, clock: instant.Hands) -> None:
    person = build.somebody()
    build.agrees(person)
    one = text_of(person)

    works()
    sent = build.summary(one)
    clock.tick(timedelta(minutes=1))
    early = asks(clock.at)
    carrier.comes("delivered")
    asks(clock.tick(timedelta(minutes=2)))

    arrived = build.summary(one)
    assert carrier.sent_to(build.NUMBER) == [sent.told]
    assert (sent.state, sent.carrier_id) == (TextState.SENT, next(iter(carrier.texts)))
    assert early == 0
    assert (arrived.state, arrived.trouble) == (TextState.ARRIVED, "")
    kinds = [one.kind for one in journey.entries_of([person], limit=3)]
    assert kinds == [
        "mycare.summary_text_arrived",
        "mycare.summary_text_sent",
        "mycare.summary_sent",
    ]
    (hand_off,) = Delivery.objects.filter(channel="text")
    assert hand_off.delivered_at is not None
    assert build.NUMBER not in f"{hand_off.payload}{hand_off.address}{hand_off.receipt}"


def test_a_number_that_does_not_work_is_said_until_it_does(
    carrier: Carrier, clock: instant.Hands
) -> None:
    person = build.somebody()
    one = text_of(person)
    works()
    carrier.comes("permanent-failure")

    asks(clock.tick(timedelta(minutes=3)))

    held = build.summary(one)
    assert (held.state, held.trouble) == (TextState.FAILED, Trouble.NUMBER)
    assert queries.to_see_to_count(work.gp().scope) == 1
    assert planning.number_fails([person], build.NUMBER)
    told = own.browser(work.gp()).get(reverse("desk:person", args=[person]))
    assert "Their mobile number does not work" in told.content.decode()
    again = text_of(person, anyway=True, again=True)
    works()
    carrier.comes("delivered")
    asks(clock.tick(timedelta(minutes=3)))
    assert build.summary(again).state == TextState.ARRIVED
    assert not planning.number_fails([person], build.NUMBER)


def test_a_number_that_the_carrier_refuses_is_not_tried_again(
    carrier: Carrier, clock: instant.Hands
) -> None:
    person = build.somebody()
    one = text_of(person)
    # A carrier knows more of numbers than we do.
    carrier.refuses_numbers = True
    works()

    held = build.summary(one)
    assert (held.state, held.trouble) == (TextState.FAILED, Trouble.NUMBER)
    assert Delivery.objects.get(channel="text").delivered_at is not None


def test_a_telephone_that_was_off_is_tried_three_times(
    carrier: Carrier, clock: instant.Hands
) -> None:
    person = build.somebody()
    one = text_of(person)
    states = []
    for _ in range(3):
        works()
        carrier.comes("temporary-failure")
        asks(clock.tick(timedelta(minutes=3)))
        states.append((build.summary(one).state, build.summary(one).tries))
        clock.at = max(build.summary(one).send_at or clock.at, clock.at)
        texting.hand_on_waiting(at=clock.at, by=job())

    assert states == [("waiting", 2), ("waiting", 3), ("failed", 3)]
    assert build.summary(one).trouble == Trouble.NOT_REACHED
    assert len({text["reference"] for text in carrier.texts.values()}) == 3


@pytest.mark.parametrize("status", [429, 500, 503, 302])
def test_a_carrier_that_is_away_is_asked_again(
    carrier: Carrier, clock: instant.Hands, status: int
) -> None:
    one = text_of(build.somebody())
    carrier.answers = status
    works()
    waiting = Delivery.objects.get(channel="text")
    carrier.answers = 0
    clock.tick(timedelta(minutes=1))
    works()

    assert waiting.attempt_count == 1
    assert waiting.last_error == "Unavailable: carrier_away"
    assert waiting.given_up_at is None
    assert build.summary(one).state == TextState.SENT
    assert len(carrier.texts) == 1


def test_a_carrier_that_is_not_there_is_asked_again(
    settings: Any, carrier: Carrier, clock: instant.Hands
) -> None:
    one = text_of(build.somebody())
    there, settings.JOINEDUP_NOTIFY_ADDRESS = carrier.address, "http://127.0.0.1:1"
    works()
    assert build.summary(one).state == TextState.WAITING
    settings.JOINEDUP_NOTIFY_ADDRESS = there
    clock.tick(timedelta(minutes=1))
    works()

    assert build.summary(one).state == TextState.SENT


def test_a_key_that_was_revoked_holds_what_is_sent(carrier: Carrier, clock: instant.Hands) -> None:
    one = text_of(build.somebody())
    carrier.secret = "another-secret-0000-0000-000000000000"
    works()
    held = Delivery.objects.get(channel="text")
    clock.tick(timedelta(hours=3))
    works()
    after = Delivery.objects.get(channel="text")

    assert held.held_at is not None
    assert held.last_error == "Unavailable: carrier_refuses_us"
    assert after.attempt_count == held.attempt_count
    assert deliveries.undelivered_count() == 1
    # Whoever sent it is told too, though it is not over.
    assert queries.to_see_to_count(work.gp().scope) == 1
    assert build.summary(one).state == TextState.WAITING


def test_once_the_key_is_right_what_was_held_goes_out(
    carrier: Carrier, clock: instant.Hands
) -> None:
    one = text_of(build.somebody())
    carrier.secret = "another-secret-0000-0000-000000000000"
    works()
    (held,) = Delivery.objects.filter(channel="text")
    carrier.secret = notify.SECRET
    deliveries.release(DeliveryId(held.id), at=clock.at, by=persons.the_office())
    works()

    assert len(carrier.texts) == 1
    assert build.summary(one).state == TextState.SENT


@pytest.mark.parametrize("lost", ["key", "template"])
def test_without_a_key_or_a_template_it_is_held(
    settings: Any, carrier: Carrier, clock: instant.Hands, lost: str
) -> None:
    text_of(build.somebody())
    if lost == "key":
        settings.JOINEDUP_NOTIFY_KEY_FILE = "/nowhere"
    else:
        settings.JOINEDUP_NOTIFY_TEMPLATE = "another"
    works()

    assert Delivery.objects.get(channel="text").held_at is not None
    assert carrier.texts == {}


def test_killed_after_sending_it_is_sent_once(carrier: Carrier, clock: instant.Hands) -> None:
    one = text_of(build.somebody())
    # The carrier took it, and whoever sent it never heard: as if killed before it was noted.
    carrier.loses_answer = True
    works()
    assert build.summary(one).state == TextState.WAITING
    carrier.loses_answer = False
    clock.tick(timedelta(minutes=1))
    works()

    assert len(carrier.texts) == 1
    assert build.summary(one).carrier_id == next(iter(carrier.texts))


def test_killed_after_noting_it_is_passed_over(carrier: Carrier, clock: instant.Hands) -> None:
    text_of(build.somebody())
    held = Delivery.objects.get(channel="text")
    works()
    receipt = texting.send(parcel(held))

    assert receipt == "passed over: sent"
    assert len(carrier.texts) == 1
    assert texting.send(parcel(held, key=f"{held.key}0")) == "passed over: sent again since"


def parcel(held: Delivery, key: str = "") -> Parcel:
    return Parcel(
        id=DeliveryId(held.id),
        address=held.address,
        payload=held.payload,
        key=key or held.key,
        about_kind=held.about_kind,
        about_id=held.about_id,
        attempt=2,
    )


def changed(person: PersonId, what: str) -> None:
    """What somebody's text was written for is no more."""
    match what:
        case "died":
            build.died(person)
        case "objects":
            build.agrees(person, TextWish.NO_TEXTS)
        case "less":
            build.agrees(person, TextWish.LITTLE)
        case "hidden":
            hidden.restrict(person)
        case "number":
            Person.objects.filter(pk=person).update(phone="07700 900999")


@pytest.mark.parametrize(
    ("what", "trouble"),
    [
        ("died", Trouble.DIED),
        ("objects", Trouble.NOT_WANTED),
        ("less", Trouble.NOT_WANTED),
        ("hidden", Trouble.RESTRICTED),
        ("number", Trouble.NUMBER_CHANGED),
    ],
)
def test_what_changed_since_it_was_written_stops_it(
    carrier: Carrier, clock: instant.Hands, what: str, trouble: Trouble
) -> None:
    person = build.somebody()
    build.agrees(person)
    one = text_of(person)
    changed(person, what)
    works()

    held = build.summary(one)
    assert (held.state, held.trouble) == (TextState.STOPPED, trouble)
    assert carrier.texts == {}


def test_whoever_agrees_to_little_still_gets_the_little(
    carrier: Carrier, clock: instant.Hands
) -> None:
    person = build.somebody()
    one = text_of(person)
    build.agrees(person, TextWish.LITTLE)
    works()

    assert build.summary(one).state == TextState.SENT


def test_what_waits_goes_out_in_the_morning(
    settings: Any, carrier: Carrier, clock: instant.Hands
) -> None:
    clock.at = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    one = build.told(build.somebody())
    works()
    texting.hand_on_waiting(at=clock.tick(timedelta(hours=10, minutes=59)), by=job())
    before = Delivery.objects.filter(channel="text").count()
    texting.hand_on_waiting(at=clock.tick(timedelta(minutes=1)), by=job())
    texting.hand_on_waiting(at=clock.at, by=job())

    assert before == 0
    assert Delivery.objects.filter(channel="text").count() == 1
    assert build.summary(one).handed_at == clock.at


def test_a_worker_that_was_off_sends_nothing_at_night(
    carrier: Carrier, clock: instant.Hands
) -> None:
    clock.at = datetime(2026, 11, 24, 19, 59, tzinfo=UTC)
    one = build.told(build.somebody())
    clock.tick(timedelta(hours=2))
    works()
    put_off = build.summary(one)

    assert carrier.texts == {}
    assert put_off.state == TextState.WAITING
    assert put_off.send_at == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert put_off.handed_at is None
    clock.at = datetime(2026, 11, 25, 8, 1, tzinfo=UTC)
    texting.hand_on_waiting(at=clock.at, by=job())
    assert Delivery.objects.filter(channel="text", delivered_at=None).count() == 1


def test_what_the_worker_gave_up_is_told_to_whoever_sent_it(
    carrier: Carrier, clock: instant.Hands
) -> None:
    one = text_of(build.somebody())
    (held,) = Delivery.objects.filter(channel="text")
    deliveries.give_up(DeliveryId(held.id), at=clock.at, by=persons.the_office())
    works()

    assert build.summary(one).trouble == Trouble.GIVEN_UP
    assert queries.to_see_to_count(work.gp().scope) == 1


def test_of_a_text_without_news_it_is_said_in_the_end(
    carrier: Carrier, clock: instant.Hands
) -> None:
    one = text_of(build.somebody())
    works()
    carrier.answers = 500
    asks(clock.tick(timedelta(minutes=3)))
    between = build.summary(one)
    texting.note_came(one, Came.ON_ITS_WAY, at=clock.tick(timedelta(days=6)), by=job())
    texting.note_came(one, Came.ARRIVED, at=clock.at, by=job())

    assert between.state == TextState.SENT
    assert between.ask_at is not None
    assert build.summary(one).trouble == Trouble.NO_NEWS


def test_beside_invented_people_texts_are_files(
    settings: Any, tmp_path: Path, clock: instant.Hands
) -> None:
    settings.JOINEDUP_DEMO, settings.JOINEDUP_TEXTS, settings.VAR = True, "notify", tmp_path
    one = text_of(build.somebody())
    works()

    (file,) = (tmp_path / "outgoing" / "texts").iterdir()
    assert json.loads(file.read_text())["to"] == build.NUMBER
    assert json.loads(file.read_text())["words"] == build.summary(one).told
    assert file.stat().st_mode & 0o777 == 0o600
    assert build.summary(one).state == TextState.SENT
    assert asks(clock.tick(timedelta(hours=1))) == 0


def test_a_place_that_stops_sending_stops_what_waits(
    settings: Any, carrier: Carrier, clock: instant.Hands
) -> None:
    one = text_of(build.somebody())
    settings.JOINEDUP_TEXTS = ""
    works()

    assert build.summary(one).trouble == Trouble.OFF


def test_at_a_death_what_waits_for_the_morning_is_stopped(
    settings: Any, tmp_path: Path, clock: instant.Hands
) -> None:
    settings.JOINEDUP_DEMO, settings.VAR = True, tmp_path
    clock.at = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    person = build.somebody()
    one = build.told(person)
    build.died(person)
    works()

    held = build.summary(one)
    assert (held.state, held.trouble) == (TextState.STOPPED, Trouble.DIED)
    assert not (tmp_path / "outgoing").exists()
