"""What a joined record said of address and telephone is on the page of the one that goes on."""

from datetime import timedelta

from django.urls import reverse

from joinedup.foundation import instant
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from tests.builders import duplicates
from tests.builders import people as persons
from tests.builders.queries import at_most
from tests.db.desk.test_person import browser, page_of, words_of

A_DAY = timedelta(days=1)


def joined(clock: instant.Hands, **changes: object) -> PersonId:
    """Ethel, to whom a record was joined that was made a day later and says otherwise."""
    ethel = persons.a_person(phone="01632 960111")
    clock.tick(A_DAY)
    again = duplicates.entered_again(**changes)
    duplicates.joined(again, ethel)
    persons.in_care_of(persons.a_clinician(), [ethel])
    return ethel


MOVED = {"address_lines": ("9 Elm Row",), "postcode": "HP20 1AA", "phone": "01632 960222"}


def test_address_and_telephone_of_the_joined_record_are_shown(clock: instant.Hands) -> None:
    page = words_of(page_of(joined(clock, **MOVED)))

    said = page.partition("The joined record said")[2].partition("What we do not have")[0]
    assert "9 Elm Row, HP20 1AA address of PARGETER, Ethel May, held since 25 Nov 2026" in said
    assert "01632 960 222 telephone of PARGETER, Ethel May, held since 25 Nov 2026" in said


def test_the_newer_number_is_offered_to_ring(clock: instant.Hands) -> None:
    page = words_of(page_of(joined(clock, **MOVED)))

    ring = page.partition("Who to ring now")[2].partition("Who is with them")[0]
    why = "the number in the joined record, given 25 Nov 2026"
    assert f"01632 960 222 PARGETER, Ethel May {why}" in ring


def test_an_older_number_is_shown_and_not_offered(clock: instant.Hands) -> None:
    again = duplicates.entered_again(**MOVED)
    clock.tick(A_DAY)
    ethel = persons.a_person(phone="01632 960111")
    duplicates.joined(again, ethel)
    persons.in_care_of(persons.a_clinician(), [ethel])

    page = page_of(ethel)

    assert 'href="tel:01632 960222"' not in page
    assert "01632 960 222" in page


def test_what_both_say_is_not_said_twice(clock: instant.Hands) -> None:
    assert "The joined record said" not in page_of(joined(clock, phone="01632 960111"))


def test_of_somebody_restricted_no_address_of_the_joined_is_shown(clock: instant.Hands) -> None:
    ethel = joined(clock, **MOVED | {"phone": "07700 900222"})
    services.restrict_location(
        ethel, seen=None, reason="person_asked", at=instant.now(), by=persons.the_office()
    )

    page = page_of(ethel)

    assert "9 Elm Row" not in page
    assert "07700 900 222" in page.replace("07700\u00a0900\u00a0222", "07700 900 222")


def test_a_page_of_a_joined_record_asks_few_questions(clock: instant.Hands) -> None:
    address = reverse("desk:person", args=[joined(clock, **MOVED)])
    client = browser()
    client.get(address)

    # With who joined them and when, and what begins and ends the note of who looked.
    with at_most(26):
        client.get(address)
