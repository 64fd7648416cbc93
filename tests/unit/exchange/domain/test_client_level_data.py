"""Rows of client level data: what each tells, and every reason why one is not believed."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.domain.client_level_data import (
    EventRow,
    columns_of,
    read_row,
    says_no_event,
)
from joinedup.exchange.domain.client_level_lists import COLUMNS
from joinedup.people.domain.record import EntryKind
from tests.builders.client_level import a_request, a_row
from tests.builders.exchange import ETHEL

ON = date(2026, 11, 24)
PLACES = {column: place for place, column in enumerate(COLUMNS)}


def problems(row: Mapping[str, str]) -> list[tuple[str, str]]:
    event, found = read_row(values(row), PLACES, at="line 2, row 2", on=ON)
    assert (event is None) is bool(found)
    return [(column, code) for column, code, _ in found]


def read(row: Mapping[str, str]) -> EventRow:
    event, found = read_row(values(row), PLACES, at="line 2, row 2", on=ON)
    assert event is not None, found
    return event


def values(row: Mapping[str, str]) -> list[str]:
    return [row[column] for column in COLUMNS]


def test_a_service_is_an_event_without_its_cost():
    event = read(a_row(event_end_date="31/10/2026"))

    entry = event.entry
    assert (event.nhs_number, event.own_number, event.la_code) == (ETHEL, "C-1001", "999")
    assert (entry.kind, entry.source_key) == (EntryKind.SOCIAL_CARE_EVENT, "999|Service|S-77")
    assert entry.words == "Service: Long Term Support: Community, Home Support"
    assert (entry.happened_on, entry.ends_on) == (date(2026, 5, 1), date(2026, 10, 31))
    assert (entry.organisation, entry.value) == ("Cedar Walk Care at Home", "14 units a week")
    assert ("Event Outcome", "Provision of service") in entry.details
    assert (entry.status, entry.path) == ("ended", "line 2, row 2")
    assert "21.37" not in repr(entry)
    assert "Hourly" not in repr(entry)


@pytest.mark.parametrize(
    ("ended", "status"),
    [("", "active"), ("24/11/2026", "active"), ("23/11/2026", "ended"), ("01/02/2027", "active")],
)
def test_a_service_goes_on_until_its_end(ended: str, status: str):
    assert read(a_row(event_end_date=ended)).entry.status == status


def test_a_request_is_complete_and_says_its_route():
    entry = read(a_request()).entry

    assert (entry.words, entry.status) == ("Request: Discharge from Hospital", "completed")


def test_a_description_is_said_before_the_codes():
    assert read(a_row(event_description="Four calls a day")).entry.words == (
        "Service: Four calls a day"
    )


def test_an_event_that_says_nothing_is_called_by_its_type():
    assert read(a_request(**{"request:_route_of_access": ""})).entry.words == "Request"


def test_a_death_is_told_with_the_event():
    entry = read(a_row(date_of_death="20/11/2026")).entry

    assert entry.details[-1] == ("Date of death as the council has it", "2026-11-20")


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"planned_units_per_week": "7"}, True),
        ({"event_end_date": "31/10/2026"}, True),
        ({"service_component": "Day Support"}, False),
        ({"event_start_date": "02/05/2026"}, False),
        ({"provider_cqc_location_name": "Another"}, False),
    ],
)
def test_without_a_reference_a_service_is_told_by_what_it_is(changes: dict[str, str], same: bool):
    one = read(a_row(event_reference="")).entry.source_key
    other = read(a_row(event_reference="", **changes)).entry.source_key

    assert (one == other) is same


def test_without_a_reference_a_request_is_told_by_its_end_too():
    one = read(a_request(event_reference="")).entry.source_key
    other = read(a_request(event_reference="", event_end_date="2026-04-22")).entry.source_key

    assert one != other


def test_a_key_is_never_too_long_to_keep():
    keys = {read(a_row(event_reference=letter * 400)).entry.source_key for letter in "ab"}

    assert len(keys) == 2
    assert all(len(key) <= 200 for key in keys)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (a_row(event_type=""), [("Event Type", "value_missing")]),
        (a_row(event_type="Visit"), [("Event Type", "value_not_listed")]),
        (a_row(service_type="Long Term"), [("Service Type", "value_not_listed")]),
        (a_row(event_outcome="Went well"), [("Event Outcome", "value_not_listed")]),
        (a_row(client_type="Parent"), [("Client Type", "value_not_listed")]),
        (a_row(la_code=""), [("LA Code", "value_missing")]),
        (a_row(nhs_number="999 000 0108"), [("NHS Number", "nhs_number_check")]),
        (a_row(nhs_number="999"), [("NHS Number", "nhs_number_length")]),
        (a_row(nhs_number="9999999999"), [("NHS Number", "nhs_number_placeholder")]),
        (
            a_row(nhs_number="", la_person_unique_identifier=""),
            [("NHS Number", "number_missing")],
        ),
        (
            a_row(date_of_birth="03/02/2030"),
            [
                ("Date of Birth", "birth_date_future"),
                ("Event Start Date", "event_before_birth"),
            ],
        ),
        (a_row(date_of_birth="1845-03-02"), [("Date of Birth", "birth_date_too_long_ago")]),
        (a_row(date_of_birth="31/02/1945"), [("Date of Birth", "date_not_valid")]),
        (a_row(date_of_birth="2/3/45"), [("Date of Birth", "date_not_valid")]),
        (a_row(date_of_birth="02/03/1945 11:15"), [("Date of Birth", "date_not_valid")]),
        (a_row(date_of_death="25/11/2026"), [("Date of Death", "death_date_future")]),
        (
            a_row(date_of_death="01/03/1945"),
            [
                ("Date of Death", "death_before_birth"),
                ("Event Start Date", "event_after_death"),
            ],
        ),
        (a_row(date_of_death="30/04/2026"), [("Event Start Date", "event_after_death")]),
        (a_row(event_start_date=""), [("Event Start Date", "value_missing")]),
        (a_row(event_start_date="25/11/2026"), [("Event Start Date", "event_in_future")]),
        (a_row(event_end_date="30/04/2026"), [("Event End Date", "ends_before_start")]),
        (a_request(event_end_date=""), [("Event End Date", "value_missing")]),
        (a_row(planned_units_per_week="many"), [("Planned units per week", "number_not_valid")]),
        (a_row(planned_units_per_week="-1"), [("Planned units per week", "number_not_valid")]),
        (a_row(planned_units_per_week="NaN"), [("Planned units per week", "number_not_valid")]),
    ],
    ids=lambda value: None if isinstance(value, dict) else value[0][1],
)
def test_each_fault_is_named_by_its_column(row: dict[str, str], expected: list[tuple[str, str]]):
    assert problems(row) == expected


def test_the_number_of_the_council_is_enough():
    assert problems(a_row(nhs_number="")) == []


def test_all_that_is_wrong_is_said_at_once():
    row = a_row(event_type="Visit", nhs_number="1", planned_units_per_week="x")

    assert len(problems(row)) == 3


def test_a_value_near_one_of_the_list_is_suggested():
    _, found = read_row(
        values(a_row(service_type="Long Term Support: Comunity")),
        PLACES,
        at="",
        on=ON,
    )

    assert found[0][2].endswith("did you mean Long Term Support: Community?.")


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        ("nfa- other", "NFA - Other"),
        ("PROGRESS TO REABLEMENT / ST-MAX", "Progress to Reablement/ST-Max"),
        ("Progress  to Assessment ", "Progress to Assessment"),
    ],
)
def test_a_value_of_the_list_may_be_written_in_its_own_way(given: str, listed: str):
    assert ("Event Outcome", listed) in read(a_row(event_outcome=given)).entry.details


@pytest.mark.parametrize("day", ["01/05/2026", "1/5/2026", "2026-05-01", "01/05/2026 00:00:00"])
def test_a_day_may_be_written_in_each_usual_way(day: str):
    assert read(a_row(event_start_date=day)).started_on == date(2026, 5, 1)


def test_a_carer_known_by_association_tells_of_no_event():
    row = a_row(client_type="Carer known by association", event_type="")

    assert says_no_event(values(row), PLACES)
    assert not says_no_event(values(a_row(event_type="")), PLACES)


def test_columns_are_known_in_any_case_and_order():
    header = [column.upper().replace(" ", "_") for column in reversed(COLUMNS)]

    columns, found = columns_of(header)

    assert found == []
    assert columns["Planned units per week"] == 0


def test_a_column_with_a_slip_is_suggested():
    header = ["Event Referense" if column == "Event Reference" else column for column in COLUMNS]

    _, found = columns_of(header)

    assert [(column, code) for column, code, _ in found] == [
        ("Event Reference", "column_missing"),
        ("Event Referense", "column_unknown"),
    ]
    assert found[0][2].endswith('is "Event Referense" meant to be it.')


def test_a_column_that_stands_twice_is_refused():
    _, found = columns_of([*COLUMNS, "NHS number"])

    assert [(column, code) for column, code, _ in found] == [("NHS Number", "column_twice")]


@given(st.lists(st.text(), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_no_texts_make_a_failure(texts: list[str]):
    read_row(texts, PLACES, at="row 2", on=ON)
    columns_of(texts)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text()))
def test_no_change_of_a_row_makes_a_failure(changes: dict[str, str]):
    read_row(values(a_row() | changes), PLACES, at="row 2", on=ON)
