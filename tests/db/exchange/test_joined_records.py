"""What is sent for a record while it is joined to another goes with it when they are parted."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from joinedup.foundation import anchors, instant, journey
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people import services as people
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import Identifier, Person, RecordEntry
from joinedup.people.queries import outward, record
from joinedup.people.queries.outward import EntriesWanted
from joinedup.referrals import queries as referrals
from joinedup.referrals.models import Referral
from tests.builders import duplicates
from tests.builders import partner as build
from tests.builders import people as persons
from tests.builders.client_level import a_row
from tests.builders.entries import a_condition, an_allergy, an_observation
from tests.builders.exchange import ETHEL, RESTRICTED, UPDATE, a_message, an_ethel
from tests.db.exchange.test_client_level_data import counts
from tests.db.exchange.test_client_level_data import load as load_extract
from tests.db.exchange.test_recording import HOSPITAL, NHS, OTHER, URL, a_number, by_number, load

pytestmark = pytest.mark.usefixtures("clock")

type Two = tuple[PersonId, PersonId]
NUMBERS = (ETHEL, OTHER)
THIRD = "9990000042"


def the_other(**changes: Any) -> dict[str, Any]:
    """Another Ethel Marsh, with a number of her own."""
    return an_ethel(**{"identifier": [a_number(NHS, OTHER)], "id": "p2", **changes})


def by_numbers() -> Two:
    """Both records, Ethel's first."""
    found = {one.nhs_number: PersonId(one.pk) for one in Person.objects.all()}
    return found[ETHEL], found[OTHER]


@pytest.fixture
def two() -> Two:
    """Two people of one name, the second by mistake joined to the first."""
    load(an_ethel(), the_other())
    ethel, other = by_numbers()
    duplicates.joined(other, ethel, words="Same name and day of birth")
    return ethel, other


def office() -> Scope:
    return persons.the_office().scope


def said_of(person: PersonId) -> set[str]:
    return {row.words for row in record.record_of(office(), person).rows}


def test_it_is_read_with_the_survivor_and_goes_back(two: Two) -> None:
    ethel, other = two

    report = load(an_allergy("", patient=by_number(OTHER)), an_observation("", subject=by_number()))

    assert report.accepted == 2
    card = queries.cards(office(), [ethel])[ethel]
    strip = record.strip_of(office(), card)
    now = record.now_of(office(), ethel)
    told = outward.outward_entries(office(), ethel, EntriesWanted(kind=EntryKind.ALLERGY))
    assert said_of(ethel) == {"Penicillin (rash)", "Pulse"}
    assert strip is not None
    assert len(strip.allergies.rows) == len(now.kinds[EntryKind.ALLERGY].rows) == told.total == 1
    assert any(one.about_person_at for one in now.sources)

    duplicates.parted(other)

    assert (said_of(ethel), said_of(other)) == ({"Pulse"}, {"Penicillin (rash)"})


def test_an_entry_in_the_message_of_its_patient_is_of_that_record(two: Two) -> None:
    load((URL, the_other()), an_observation(URL))

    assert RecordEntry.objects.get().person_id == two[1]


def test_a_number_of_the_senders_that_came_meanwhile_goes_back(two: Two) -> None:
    ethel, other = two
    own = a_number(HOSPITAL, "H7")
    load(the_other(identifier=[a_number(NHS, OTHER), own]))
    duplicates.parted(other)

    assert Identifier.objects.get(value="H7").person_id == other
    assert load(an_observation("", subject={"identifier": own})).accepted == 1
    assert (said_of(ethel), said_of(other)) == (set(), {"Pulse"})


def test_details_sent_by_the_senders_own_number_change_nobody_else(two: Two) -> None:
    ethel, _other = two
    moved = [{"line": ["1 New Road"], "postalCode": "HP20 1UA"}]

    load(the_other(identifier=[a_number("urn:x", "X1")], address=moved))

    assert Person.objects.get(pk=ethel).postcode == "HP19 7AA"


def test_a_key_that_the_survivor_has_too_is_an_entry_of_its_own(two: Two) -> None:
    ethel, other = two
    load(an_allergy("", patient=by_number()))

    load(an_allergy("", patient=by_number(OTHER), criticality="high"))
    duplicates.parted(other)

    assert said_of(ethel) == said_of(other) == {"Penicillin (rash)"}
    assert not RecordEntry.objects.exclude(superseded_at=None).exists()


def test_a_row_of_an_extract_goes_back(two: Two, tmp_path: Path) -> None:
    ethel, other = two

    report = load_extract(tmp_path, [a_row(nhs_number=OTHER)])

    assert counts(report) == (1, 0, 0)
    assert len(said_of(ethel)) == 1
    duplicates.parted(other)
    assert (len(said_of(ethel)), len(said_of(other))) == (0, 1)
    system = "urn:joinedup:council-number:council-system"
    assert Identifier.objects.get(system=system).person_id == other


@pytest.mark.parametrize("changes", [{}, {"meta": RESTRICTED}])
def test_a_referral_by_message_goes_back(two: Two, changes: dict[str, Any]) -> None:
    ethel, other = two

    build.taken(a_message(priority="urgent", patient=the_other(**changes)))

    assert Referral.objects.get().person_id == other
    assert anchors.surviving([other])[other] == ethel
    duplicates.parted(other)
    assert Referral.objects.get().person_id == other


def test_a_referral_by_message_is_seen_with_the_survivor(two: Two) -> None:
    ethel, _other = two
    build.taken(a_message(priority="urgent", patient=the_other()))

    (line,) = referrals.open_lines(office(), ethel)

    assert line.reference == Referral.objects.get().reference


@pytest.mark.parametrize("seed", range(6))
def test_after_parting_each_is_as_if_they_had_never_been_joined(seed: int) -> None:
    chance = Random(seed)
    load(an_ethel(), the_other())
    ethel, other = by_numbers()
    expected: dict[str, dict[str, str]] = {number: {} for number in NUMBERS}
    joins_at, parts_at = sorted(chance.sample(range(12), 2))
    for step in range(12):
        if step == joins_at:
            duplicates.joined(other, ethel, words="Same name and day of birth")
        if step == parts_at:
            duplicates.parted(other)
        number = chance.choice(NUMBERS)
        key, words = f"{number}-{chance.randrange(2)}", f"Said at step {step}"
        load(a_condition("", id=key, code={"text": words}, subject=by_number(number)))
        expected[number][key] = words

    assert said_of(ethel) == set(expected[ETHEL].values())
    assert said_of(other) == set(expected[OTHER].values())


DEATH = {"deceasedDateTime": "2026-11-20"}
DAY = date(2026, 11, 20)


def died(person: PersonId) -> date | None:
    """The day of a death as the card of somebody tells it."""
    return queries.cards(office(), [person])[person].died_on


def lives(person: PersonId) -> None:
    people.take_back_death(
        person, seen=None, because="She opened the door", at=instant.now(), by=persons.the_office()
    )


def kinds_of(*people_ids: PersonId) -> list[str]:
    entries = journey.entries_of(people_ids, limit=100)
    return [one.kind for one in entries if "death" in one.kind]


def test_a_death_told_of_a_joined_record_goes_back_with_it(two: Two) -> None:
    ethel, other = two

    assert load(the_other(**DEATH)).accepted == 1
    assert (died(ethel), load(the_other(**DEATH)).unchanged) == (DAY, 1)
    duplicates.parted(other)

    assert (died(ethel), died(other)) == (None, DAY)
    assert kinds_of(ethel) == ["people.death_went_back"]
    assert kinds_of(other) == ["people.death_recorded"]
    assert load(the_other(**DEATH)).unchanged == 1
    assert load(an_ethel(**DEATH)).accepted == 1


def test_a_death_told_of_the_survivor_stays_with_them(two: Two) -> None:
    ethel, other = two

    load(an_ethel(**DEATH))
    duplicates.parted(other)

    assert (died(ethel), died(other)) == (DAY, None)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_death_told_of_both_is_of_both(two: Two, is_first: bool) -> None:
    ethel, other = two
    told = [an_ethel(**DEATH), the_other(**DEATH)]

    for one in told if is_first else reversed(told):
        assert load(one).accepted == 1
    duplicates.parted(other)

    assert (died(ethel), died(other)) == (DAY, DAY)


def test_another_day_of_a_joined_record_leaves_the_day_of_the_survivor(two: Two) -> None:
    ethel, other = two
    load(an_ethel(**DEATH))

    load(the_other(deceasedDateTime="2026-11-21"))

    assert died(ethel) == DAY
    duplicates.parted(other)
    assert (died(ethel), died(other)) == (DAY, date(2026, 11, 21))


def test_a_day_put_right_by_its_sender_is_put_right_for_both(two: Two) -> None:
    ethel, other = two
    load(the_other(**DEATH))

    load(the_other(deceasedDateTime="2026-11-21"))

    assert died(ethel) == died(other) == date(2026, 11, 21)


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21"])
def test_a_death_of_two_joined_records_stays_until_both_are_parted(two: Two, day: str) -> None:
    ethel, other = two
    third = {"identifier": [a_number(NHS, THIRD)], "id": "p3"}
    load(an_ethel(**third))
    three = PersonId(Person.objects.get(nhs_number=THIRD).pk)
    duplicates.joined(three, ethel, words="Same name and day of birth")
    load(the_other(**DEATH))
    load(an_ethel(**third, deceasedDateTime=day))

    duplicates.parted(other)

    assert died(ethel) == date.fromisoformat(day)
    duplicates.parted(three)
    assert died(ethel) is None
    assert (died(other), died(three)) == (DAY, date.fromisoformat(day))


def test_a_death_of_a_joined_record_that_was_taken_back_goes_back_so(two: Two) -> None:
    ethel, other = two
    load(the_other(**DEATH))
    page = queries.person_page(office(), ethel)

    lives(ethel)
    shown = queries.person_page(office(), ethel)
    again = load(the_other(**DEATH)).unchanged
    duplicates.parted(other)

    assert (page.was_death_taken_back, shown.was_death_taken_back, again) == (False, True, 1)
    assert (died(ethel), died(other)) == (None, None)
    assert not queries.person_page(office(), ethel).was_death_taken_back
    assert queries.person_page(office(), other).was_death_taken_back
    assert load(the_other(**DEATH)).unchanged == 1
    assert load(an_ethel(**DEATH)).accepted == 1


def test_a_death_of_both_that_was_taken_back_is_taken_back_of_both(two: Two) -> None:
    ethel, other = two
    load(an_ethel(**DEATH), the_other(**DEATH))

    lives(ethel)

    assert load(an_ethel(**DEATH), the_other(**DEATH)).unchanged == 2
    duplicates.parted(other)
    assert (died(ethel), died(other)) == (None, None)


def test_deaths_of_two_days_that_were_taken_back_stay_so(two: Two) -> None:
    ethel, other = two
    feed = an_ethel(**DEATH), the_other(deceasedDateTime="2026-11-21")
    for one in feed:
        load(one)

    lives(ethel)

    assert load(*feed).unchanged == 2
    assert died(ethel) is None
    duplicates.parted(other)
    assert (died(ethel), died(other)) == (None, None)
    assert load(*reversed(feed)).unchanged == 2


def test_a_death_that_came_with_whoever_goes_back_with_them_goes_back(two: Two) -> None:
    ethel, other = two
    third = persons.a_person(given_name="Ethel", family_name="Marsh", postcode="HP19 7AA")
    people.ask_about(ethel, other=third, at=instant.now(), by=persons.the_office())
    duplicates.joined(ethel, third, words="The practice says so")
    load(the_other(**DEATH))

    duplicates.parted(ethel)

    assert (died(third), died(ethel), died(other)) == (None, DAY, DAY)
    duplicates.parted(other)
    assert (died(ethel), died(other)) == (None, DAY)


def test_a_death_with_a_referral_of_a_joined_record_goes_back(two: Two) -> None:
    ethel, other = two
    sent = {"patient": the_other()}
    build.taken(a_message(**sent))

    build.taken(a_message(**{**sent, **UPDATE, "patient": the_other(**DEATH)}))
    duplicates.parted(other)

    assert (died(ethel), died(other)) == (None, DAY)
