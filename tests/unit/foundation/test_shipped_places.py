"""The places that come with the product: each holds together and keeps its promises."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.foundation import place, place_checks
from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import OrganisationKind
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals.domain.contacts import ContactKind
from joinedup.referrals.domain.request import AgreementKind
from tests.rules import rule

FOLDER = Path(__file__).resolve().parents[3] / "places"
SHIPPED = {file.stem: place.load(file) for file in sorted(FOLDER.glob("*.toml"))}
# Ofcom keeps these for drama: nobody answers.
DRAMA = re.compile(r"01632 960\d{3}|0808 157 0\d{3}|07700 900\d{3}|020 7946 0\d{3}")
NUMBER = re.compile(r'"(0[\d ]{9,})"')
INSTANTS = st.timedeltas(timedelta(), timedelta(days=3 * 365)).map(
    lambda passed: datetime(2025, 1, 1, tzinfo=UTC) + passed
)


@pytest.fixture(params=sorted(SHIPPED))
def here(request):
    return SHIPPED[request.param]


def test_three_places_come_with_the_product():
    assert sorted(SHIPPED) == ["barnet", "buckinghamshire", "example-icb"]


def test_every_number_to_ring_is_kept_for_drama(here):
    numbers = NUMBER.findall((FOLDER / f"{here.code}.toml").read_text())

    assert len(numbers) > 50
    assert [number for number in numbers if not DRAMA.fullmatch(number)] == []


def test_bank_holidays_are_the_same_everywhere(here):
    assert set(here.bank_holidays) == set(SHIPPED["buckinghamshire"].bank_holidays)


def test_the_choices_of_forms_are_those_that_rooms_know(here):
    assert set(here.location_kinds) == {str(kind) for kind in WhereKind}
    assert set(here.agreement_kinds) == {str(kind) for kind in AgreementKind}
    assert set(here.contact_types) == {str(kind) for kind in ContactKind}


def test_a_resident_never_meets_a_class_or_a_code(here):
    told = [one.resident for one in here.reasons.values()]
    told += [one.resident_promise for one in here.response_classes.values()]
    names = {one.name.lower() for one in here.response_classes.values()} - {"one week"}
    said = "|".join(re.escape(word) for word in [*here.response_classes, *names, "lead"])
    codes = re.compile(rf"\b(?:{said})\b")

    assert [words for words in told if codes.search(words)] == []


def test_the_number_told_to_residents_is_the_front_doors(here):
    for one in here.response_classes.values():
        assert here.front_door.telephone in one.safety_net


def test_every_locality_has_practices_and_an_area(here):
    assert {one.locality for one in here.practices.values()} == set(here.localities)
    assert {one.locality for one in here.areas.values()} == set(here.localities)


def test_each_class_has_a_measure_with_pauses(here):
    own = {one.response_class for one in here.measures.values() if one.with_pauses}

    assert own == set(here.response_classes)


def test_the_two_hour_standard_counts_residents_without_pauses(here):
    standard = here.measures["two_hour"]

    assert (standard.limit, standard.target_percent) == (timedelta(hours=2), 70)
    assert (standard.with_pauses, standard.basis) == (False, "residence")


def test_one_teams_contacts_come_by_message_alone(here):
    teams = [one.team for one in here.partners.values() if one.team]

    assert len(teams) == 1
    assert here.partner_of_team(teams[0]).truth_of("contact") == "theirs"


def test_a_sample_message_finds_its_partner_in_every_place(here):
    assert here.partner_sending_as("W12345").code == "demo-partner"


def test_every_team_is_suggested_for_something(here):
    whens = (datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC))
    found = {
        one.team.code
        for service, when, locality in product(here.services.values(), whens, here.localities)
        for lead, response_class in product(service.leads, service.response_classes)
        for one in here.team_for(lead, response_class, locality, when, service=service.code)
    }

    assert found == set(here.teams)


@rule("Which team is suggested")
@pytest.mark.parametrize("code", sorted(SHIPPED))
@settings(max_examples=20)
@given(when=INSTANTS)
def test_somebody_keeps_every_promise_everywhere_at_any_hour(code, when):
    here = SHIPPED[code]
    for lead, response_class, locality in product(
        here.leads, here.response_classes, here.localities
    ):
        first = here.team_for(lead, response_class, locality, when)[0]

        assert first.is_in_time


def test_barnet_has_three_localities_of_one_commissioner():
    here = SHIPPED["barnet"]

    assert Counter(one.commissioner for one in here.localities.values()) == {"bccg": 3}
    # 31 practices were "c45%" of them.
    assert round(31 / len(here.practices) * 100) == 45


def test_barnet_triages_rapid_urgent_and_routine():
    assert list(SHIPPED["barnet"].response_classes) == ["rapid", "urgent", "routine"]


def test_barnets_call_threshold_is_labelled_as_it_was_printed():
    measure = SHIPPED["barnet"].call_measure

    assert "(40-70%)" in measure.note
    assert "not printed" in measure.note


def test_an_icb_answers_in_two_hours_from_eight_to_eight():
    here = SHIPPED["example-icb"]
    first = next(iter(here.response_classes.values()))
    hours = here.calendars[first.calendar].week()

    assert first.limit == timedelta(hours=2)
    assert {(span[0].hour, span[1].hour) for day in hours for span in day} == {(8, 20)}
    assert all(hours)


def test_the_guide_names_every_code_that_is_fixed():
    guide = (FOLDER.parent / "docs" / "how-to" / "write-a-place.md").read_text()
    fixed = {
        *place_checks.LOCATION_KINDS,
        *place_checks.AGREEMENT_KINDS,
        *place_checks.CONTACT_TYPES,
        *place_checks.CLOSE_OUTCOMES,
        *place_checks.GIVEN_REASONS,
        *place_checks.SAFETY_NETS,
        *Role,
        *set(OrganisationKind) - {OrganisationKind.PRACTICE},
    }

    assert sorted(code for code in fixed if f"`{code}`" not in guide) == []
