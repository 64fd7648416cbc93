"""A file of joiners, movers and leavers: every way in which a file or a row can be wrong."""

from datetime import date

import pytest

from joinedup.kernel.errors import Refused
from joinedup.office.domain import staffing
from joinedup.office.domain.staffing import Event, Known, StaffRow, Turned

TODAY = date(2026, 11, 23)
HERE = Known(
    organisations={"bht": "bht", "bucks healthcare": "bht", "k82001": "K82001"},
    roles={"team_member": "team_member", "team member": "team_member"},
    teams={"north": "north", "north team": "north", "south": "south"},
    practices=frozenset({"K82001"}),
)
HEADER = ",".join(staffing.COLUMNS)
JOINS = "joiner,mary,Mary Ward,m@bht.example,+44 1632 960001,Nurse,bht,team_member,north,{},,new"


def read(*rows: str, header: str = HEADER) -> list[StaffRow | Turned]:
    return staffing.read("\n".join((header, *rows)), known=HERE, today=TODAY)


def code(row: str) -> tuple[str, str]:
    (one,) = read(row)
    assert isinstance(one, Turned)
    return one.column, one.code


def test_a_row_says_who_joins_as_what_and_from_when():
    (row,) = read(
        "Joiner,mary,Mary Ward,m@bht.example,+44 1632 960001,Nurse,Bucks Healthcare,"
        "Team Member,north team; south,24/11/2026,2027-03-31,new post"
    )

    assert row == StaffRow(
        row=2,
        event=Event.JOINER,
        username="mary",
        name="Mary Ward",
        email="m@bht.example",
        direct_number="+44 1632 960001",
        profession="Nurse",
        organisation_code="bht",
        role="team_member",
        team_codes=("north", "south"),
        begins_on=date(2026, 11, 24),
        last_day=date(2027, 3, 31),
        reason="new post",
    )


def test_the_same_words_are_the_same_row_wherever_they_stand():
    (first,) = read(JOINS.format("2026-12-01"))
    (_, again) = read("leaver,tom,,,,,,,,,2026-12-01,", JOINS.format("01/12/2026"))
    (later,) = read(JOINS.format("2026-12-02"))
    (ends,) = read(JOINS.format("2026-12-01").replace(",,new", ",2026-12-09,new"))

    assert isinstance(first, StaffRow)
    assert isinstance(again, StaffRow)
    assert isinstance(later, StaffRow)
    assert isinstance(ends, StaffRow)
    assert first.digest == again.digest
    assert len({first.digest, later.digest, ends.digest}) == 3


@pytest.mark.parametrize("days", ["2026-12-01,", ",2026-11-30", "2026-12-01,2026-11-30"])
def test_a_leaver_is_gone_the_day_after_their_last(days: str):
    (row,) = read(f"leaver,tom,,,,,bht,team_member,,{days},retired")

    assert row == StaffRow(
        row=2, event=Event.LEAVER, username="tom", begins_on=date(2026, 12, 1), reason="retired"
    )


def test_staff_of_a_practice_are_in_its_team():
    (row,) = read("mover,tom,,,,,K82001,team_member,,2026-12-01,,")

    assert isinstance(row, StaffRow)
    assert row.team_codes == ("K82001",)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("joiner,mary", ("", "staff_row_cut")),
        (JOINS.format("2026-12-01") + ",more", ("", "staff_row_long")),
        ('"joiner,mary', ("", "staff_quotation_open")),
        ("starter,mary,,,,,,,,,,", ("event", "staff_event_unknown")),
        ("leaver,,,,,,,,,2026-12-01,,", ("username", "staff_value_missing")),
        ("leaver,tom,,,,,,,,,,", ("until", "staff_value_missing")),
        ("leaver,tom,,,,,,,,2026-12-01,2026-12-01,", ("from", "staff_leaver_days")),
        ("leaver,to m,,,,,,,,2026-12-01,,", ("username", "staff_username_wrong")),
        ("joiner,mary,,,,,bht,team_member,,2026-12-01,,", ("name", "staff_value_missing")),
        ("joiner,mary,M,at,,,bht,team_member,,2026-12-01,,", ("email", "staff_email_wrong")),
        (
            "joiner,mary,M,,ring me,,bht,team_member,,2026-12-01,,",
            ("direct_number", "staff_direct_number_wrong"),
        ),
        ("mover,tom,,,,,bht,team_member,,,,", ("from", "staff_value_missing")),
        ("mover,tom,,,,,,team_member,,2026-12-01,,", ("organisation", "staff_value_missing")),
        (
            "mover,tom,,,,,x,team_member,,2026-12-01,,",
            ("organisation", "staff_organisation_unknown"),
        ),
        ("mover,tom,,,,,bht,boss,,2026-12-01,,", ("role", "staff_role_unknown")),
        ("mover,tom,,,,,bht,team_member,x,2026-12-01,,", ("teams", "staff_teams_unknown")),
        ("mover,tom,,,,,bht,team_member,,31/02/2026,,", ("from", "staff_no_day")),
        ("mover,tom,,,,,bht,team_member,,soon,,", ("from", "staff_no_day")),
        ("mover,tom,,,,,bht,team_member,,2036-12-01,,", ("from", "staff_day_far")),
        (
            "mover,tom,,,,,bht,team_member,,2026-12-02,2026-12-01,",
            ("until", "staff_until_before_from"),
        ),
        ("mover,tom,=1+1,,,,bht,team_member,,2026-12-01,,", ("name", "staff_formula")),
        ("mover,tom,\x07,,,,bht,team_member,,2026-12-01,,", ("name", "staff_not_plain")),
        (f"mover,{'t' * 61},,,,,bht,team_member,,2026-12-01,,", ("username", "staff_too_long")),
    ],
)
def test_a_wrong_row_is_turned_away_by_its_column(row: str, wrong: tuple[str, str]):
    assert code(row) == wrong


def test_whoever_stands_in_two_rows_is_in_none():
    found = read("leaver,tom,,,,,,,,2026-12-01,,", "", "leaver,TOM,,,,,,,,2026-12-02,,")

    assert [(one.row, one.code) for one in found if isinstance(one, Turned)] == [
        (2, "staff_twice"),
        (4, "staff_twice"),
    ]


@pytest.mark.parametrize(
    ("header", "refused"),
    [
        ("event;username;from;until", "staff_delimiter"),
        ("event,username", "staff_columns_missing"),
        ("event,username,from,until,until", "staff_column_unknown"),
        ("event,username,from,until,salary", "staff_column_unknown"),
    ],
)
def test_a_file_whose_columns_are_not_understood_is_refused(header: str, refused: str):
    with pytest.raises(Refused) as raised:
        read("leaver,tom,,2026-11-30", header=header)

    assert raised.value.refusal_code == refused


def test_few_columns_in_any_order_are_enough():
    (row,) = read("2026-11-30,,tom,LEAVER", header="Until,From,Username,Event")

    assert isinstance(row, StaffRow)
    assert row.begins_on == date(2026, 12, 1)


def test_a_huge_file_is_refused_as_a_whole():
    rows = [f"leaver,tom{n},,,,,,,,2026-12-01,," for n in range(staffing.MOST_ROWS + 1)]

    with pytest.raises(staffing.TooLarge):
        read(*rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_however_a_spreadsheet_wrote_it(encoding: str):
    assert staffing.text_of("name\nZoë".encode(encoding)) == "name\nZoë"


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        (b"", "staff_file_empty"),
        (b"\xef\xbb\xbf \r\n", "staff_file_empty"),
        (b"PK\x03\x04rest", "staff_file_packed"),
        (b"\x81\x00", "staff_file_not_text"),
        (b"a\x00b", "staff_file_not_text"),
        (b"\xff\xfea", "staff_file_not_text"),
        (b"a" * (staffing.LARGEST + 1), "staff_file_too_large"),
    ],
    ids=["empty", "blank", "zip", "bytes", "nulls", "half", "large"],
)
def test_a_file_that_is_no_text_is_refused(sent: bytes, refused: str):
    with pytest.raises(Refused) as raised:
        staffing.text_of(sent)

    assert raised.value.refusal_code == refused
