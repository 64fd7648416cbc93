"""A card: made by its holder, opened elsewhere with their number, ended; and who opened it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from joinedup.foundation import instant
from joinedup.foundation.models import Entry, Reading, ReadingOf
from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain.cards import MOST_ATTEMPTS, CardNotOpened, NewCard
from joinedup.mycare.models import Card, CardOpening
from joinedup.mycare.services import cards, joining
from joinedup.people import services as people
from joinedup.people.domain.record import EntryKind
from tests.builders import documents as papers
from tests.builders import mycare as build
from tests.builders import people as persons
from tests.builders.items import an_item, held_back
from tests.builders.record import an_entry, kept

ME = {"name": "Dr Kaur, A&E", "where": "Luton hospital"}


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """No tries of the test before."""
    cache.clear()
    yield
    cache.clear()


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def a_card(person: PersonId) -> NewCard:
    return build.a_card(build.a_resident(person))


def opened(card: NewCard, client: Client | None = None, **typed: str) -> Any:
    """What somebody elsewhere is answered who types a code and a number."""
    given = {"code": card.code, "number": card.number, **ME, **typed}
    return (client or Client()).post("/my-care/open-card", given, follow=True)


def test_a_card_is_made_shown_once_opened_elsewhere_and_told_of() -> None:
    person = build.somebody()
    kept(person)
    papers.recorded(person)
    etty = build.browser(build.a_resident(person))
    asked = {"key": str(uuid4()), "parts": ["allergies", "wishes"], "lasts": "one_week"}

    made = words(etty.post("/my-care/card", asked))
    (code,) = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", made)
    (number,) = re.findall(r"\b\d{6}\b", made)
    typed = {"code": code.lower(), "number": f"{number[:3]} {number[3:]}", **ME}
    shown = words(Client().post("/my-care/open-card", typed, follow=True))

    assert "Allergy to penicillin" in shown
    assert "Comfort care" in shown
    assert "Medicines" not in shown
    page = words(etty.get("/my-care/card"))
    assert "Dr Kaur, A&amp;E Luton hospital" in page
    assert code not in page
    assert number not in page
    held = Card.objects.get()
    assert {code, number}.isdisjoint({held.digest, held.number_digest})
    look = Reading.objects.get(route="mycare:opened_card")
    assert (look.detail, ReadingOf.objects.get(reading=look).person_id) == (
        f"card {held.id}",
        person,
    )
    told = Entry.objects.filter(subject_id=person).order_by("seq").values_list("kind", flat=True)
    assert [*told][-2:] == ["mycare.card_made", "mycare.card_opened"]


def test_a_wrong_number_says_no_more_and_five_close_the_card() -> None:
    card = a_card(build.somebody())
    wrong = f"{(int(card.number) + 1) % 1_000_000:06}"

    said = words(opened(card, number=wrong))
    unknown = words(opened(card, code="AAAA-BBBB-CCCC"))
    for _ in range(MOST_ATTEMPTS - 1):
        opened(card, number=wrong)

    assert "do not open a card" in said
    assert "do not open a card" in unknown
    assert "do not open a card" in words(opened(card))
    assert Card.objects.get().attempts == MOST_ATTEMPTS
    assert not CardOpening.objects.exists()
    assert Reading.objects.filter(detail="card_not_opened").count() == MOST_ATTEMPTS + 2


def test_a_right_number_counts_no_try() -> None:
    card = a_card(build.somebody())

    for _ in range(MOST_ATTEMPTS + 1):
        assert "They chose what you can see" in words(opened(card))

    assert Card.objects.get().attempts == 0


def test_whoever_tries_too_often_is_told_to_wait() -> None:
    card = a_card(build.somebody())
    client = Client()

    answers = [opened(card, client, code="AAAA-BBBB-CCCC").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_it_is_read_for_an_hour_and_opens_until_its_day(clock: instant.Hands) -> None:
    card, client = a_card(build.somebody()), Client()
    opened(card, client)

    clock.tick(timedelta(minutes=59))
    assert client.get("/my-care/opened-card").status_code == 200
    clock.tick(timedelta(minutes=1))
    assert client.get("/my-care/opened-card")["Location"] == "/my-care/open-card"
    assert "They chose what you can see" in words(opened(card))
    clock.tick(timedelta(hours=23))
    with pytest.raises(CardNotOpened):
        cards.open_card(
            code=card.code, number=card.number, **ME, at=instant.now(), by=system("card")
        )


def test_a_card_that_is_ended_closes_at_once_even_where_it_is_open() -> None:
    person = build.somebody()
    card, reader = a_card(person), Client()
    etty = build.browser(build.a_resident(person))
    opened(card, reader)

    ended = etty.post("/my-care/card/end", {"card_id": str(card.card_id)}, follow=True)
    again = etty.post("/my-care/card/end", {"card_id": str(card.card_id)})

    assert "does not work any more" in words(ended)
    assert "That card is over" in words(again)
    assert reader.get("/my-care/opened-card").status_code == 303
    assert "do not open a card" in words(opened(card))


def test_a_new_card_ends_the_one_before_and_the_same_form_twice_makes_one() -> None:
    person = build.somebody()
    before, etty = a_card(person), build.browser(build.a_resident(person))
    asked = {"key": str(uuid4()), "parts": ["medicines"], "lasts": "one_day"}

    etty.post("/my-care/card", asked)
    twice = etty.post("/my-care/card", asked)

    assert "That card is over" in words(twice)
    assert Card.objects.count() == 2
    assert "do not open a card" in words(opened(before))


def test_nothing_chosen_is_asked_for() -> None:
    etty = build.browser(build.a_resident(build.somebody()))

    answer = etty.post("/my-care/card", {"key": str(uuid4()), "lasts": "one_day"})

    assert answer.status_code == 422
    assert "Choose what they can see" in words(answer)


def test_it_shows_what_its_holder_reads_and_only_what_holds() -> None:
    person, nurse = build.somebody(), persons.somebody_at()
    kept(
        person,
        an_entry(kind=EntryKind.MEDICATION, words="Old tablets", status="stopped"),
        an_entry(kind=EntryKind.MEDICATION, words="New tablets"),
    )
    held_back(an_item(person, kind=EntryKind.CONDITION, words="Not told yet"), nurse)

    shown = words(opened(a_card(person)))

    assert "New tablets" in shown
    assert "Old tablets" not in shown
    assert "Not told yet" not in shown
    assert "Nothing is held here. That does not mean there is none: ask." in shown


def test_where_they_are_is_on_no_card_while_it_is_restricted() -> None:
    person = build.somebody()
    kept(person)
    card, at, by = a_card(person), instant.now(), persons.the_office()
    assert "Larkmead" in words(opened(card))

    people.restrict_location(person, seen=None, reason="at_risk_from_somebody", at=at, by=by)

    assert "Larkmead" not in words(opened(card))


def test_a_card_ends_with_its_holders_own_care() -> None:
    person = build.somebody()
    card, reader = a_card(person), Client()
    opened(card, reader)

    joining.close_own_care(person, because="died", at=instant.now(), by=system("mycare.close"))

    assert reader.get("/my-care/opened-card").status_code == 303
    assert "do not open a card" in words(opened(card))
