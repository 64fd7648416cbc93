"""The telephone system's file: its columns, its times, and what is turned away by name."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.referrals.domain import telephone
from joinedup.referrals.domain.telephone import (
    ColumnTwice,
    EmptyFile,
    FileRead,
    NoColumns,
    NotText,
    OtherDelimiter,
    TelephoneRow,
    Turned,
)
from tests.rules import rule

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEADER = "call_id,queue,extension,started,answered,ended,abandoned\n"


def read(*lines: str, header: str = HEADER, fold: int | None = None) -> list:
    return list(telephone.rows([header, *lines], zone=LONDON, now=NOW, fold=fold))


def why(*lines: str, **given) -> list[str]:
    return [one.code for one in read(*lines, **given)]


def test_a_row_is_read_as_a_call():
    (row,) = read("A1,spr,201,2026-11-24 09:30:00,2026-11-24 09:30:08,2026-11-24 09:34:00,\n")

    assert row == TelephoneRow(
        row=2,
        call_id="A1",
        queue="spr",
        extension="201",
        began_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        answered_at=datetime(2026, 11, 24, 9, 30, 8, tzinfo=UTC),
        ended_at=datetime(2026, 11, 24, 9, 34, tzinfo=UTC),
        abandoned_at=None,
    )


@pytest.mark.parametrize(
    "written",
    [
        "2026-07-01T09:30:00+01:00",
        "2026-07-01T08:30:00Z",
        "2026-07-01 09:30:00",
        "2026-07-01T09:30",
        "01/07/2026 09:30:00",
        "1/7/2026 9:30",
    ],
)
def test_a_time_is_read_however_it_is_written(written):
    assert telephone.instant_of(written, LONDON) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


@rule("A local time that came twice is refused until somebody says which is meant")
@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_the_repeated_hour_is_asked_about(fold, hour):
    line = "A1,,,25/10/2026 01:30:00,,,\n"

    (asked,) = read(line)
    (row,) = read(line, fold=fold)

    assert asked.code == "time_repeated"
    assert row.began_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_time_that_never_came_is_refused():
    assert why("A1,,,2026-03-29 01:30:00,,,\n") == ["time_skipped"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",,,2026-11-24 09:30:00,,,", "telephone_no_id"),
        ("A1,,,,,,", "telephone_no_start"),
        ("A1,,,yesterday,,,", "telephone_no_time"),
        ("A1,,,31/02/2026 09:30,,,", "telephone_no_time"),
        ("A1,,,9999-12-31T23:59:59-23:00,,,", "telephone_no_time"),
        ("A1,,,2026-11-24 09:30,2026-11-24 09:29,,", "telephone_before_start"),
        ("A1,,,2026-11-24 09:30,2026-11-24 09:40,2026-11-24 09:35,", "telephone_after_end"),
        (
            "A1,,,2026-11-24 09:30,2026-11-24 09:31,,2026-11-24 09:31",
            "telephone_answered_and_abandoned",
        ),
        ("A1,,,2026-11-24 12:30,,,", "telephone_in_future"),
        ("A1,,,1900-01-01 09:30,1900-01-01 09:31,,", "telephone_long_ago"),
        ("A1,,,2024-11-20 09:30,,,", "telephone_long_ago"),
        ("A1,,,2026-11-23 09:30,,2026-11-23 21:31,", "telephone_endless"),
        (f"{'A' * 101},,,2026-11-24 09:30,,,", "telephone_too_long"),
        (f"A1,{'q' * 61},,2026-11-24 09:30,,,", "telephone_too_long"),
        ("A\x07,,,2026-11-24 09:30,,,", "telephone_too_long"),
        ("A1,,,2026-11-24 09:30", "telephone_row_cut"),
        ("A1,,,2026-11-24 09:30,,,,", "telephone_row_long"),
        ('A1,,,"2026-11-24 09:30', "telephone_quotation_open"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_name(line, code):
    assert why(line) == [code]


def test_the_rows_after_a_wrong_one_are_read():
    found = read("x\n", "A2,,,2026-11-24 09:30,,,\n", "\n", "A3,,,2026-11-24 09:31,,,\n")

    assert [(one.row, isinstance(one, Turned)) for one in found] == [
        (2, True),
        (3, False),
        (5, False),
    ]


def test_columns_may_stand_in_any_order_with_others_between():
    (row,) = read(
        "2026-11-24 09:30,x,,A1,\n", header="\ufeffStarted,agent,ANSWERED,call_id, abandoned \n"
    )

    assert (row.call_id, row.queue) == ("A1", "")


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        ("", EmptyFile),
        ("\n", EmptyFile),
        (" , \n", EmptyFile),
        ("call_id;started;answered;abandoned\n", OtherDelimiter),
        ("call_id\tstarted\tanswered\tabandoned\n", OtherDelimiter),
        ("call_id,started,answered\n", NoColumns),
        ("id\n", NoColumns),
        ('"call_id', NoColumns),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(header, refusal):
    with pytest.raises(refusal):
        read(header=header)


def test_a_column_that_stands_twice_is_named_and_the_file_refused_whole():
    with pytest.raises(ColumnTwice) as refused:
        read(header="call_id,queue,started,Queue,answered,abandoned, STARTED\n")

    assert refused.value.values["columns"] == "queue, started"


def test_another_column_may_stand_twice():
    header = "call_id,to,to,answered,started,abandoned\n"

    (row,) = read("A1,x,y,,2026-11-24 09:30,\n", header=header)

    assert row.began_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_every_row_of_a_file_is_counted_once():
    # An overlap is told of a row that was taken: it is no row of its own.
    found = FileRead(
        accepted_count=5, completed_count=3, unchanged_count=2, refused_count=1, overlapping_count=4
    )

    assert found.row_count == 11


def cut(*lines: str):
    yield from lines
    raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")


def test_what_is_no_text_is_refused_whole_or_from_there_on():
    with pytest.raises(NotText):
        list(telephone.rows(cut(), zone=LONDON, now=NOW))

    found = list(telephone.rows(cut(HEADER), zone=LONDON, now=NOW))

    assert [one.code for one in found] == ["telephone_not_text"]


@given(st.lists(st.text(max_size=60), max_size=6))
def test_no_text_breaks_the_reader(lines):
    assert all(isinstance(one, Turned | TelephoneRow) for one in read(*lines))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A1,,,2026-11-24 09:30,2026-11-24 09:29,,", "answered"),
        ("A1,,,2026-11-24 09:30,,2026-11-24 09:40,2026-11-24 09:45", "abandoned"),
        ("A1,,,2026-11-24 09:30,,2026-11-24 12:30,", "ended"),
        (f"A1,{'q' * 61},,2026-11-24 09:30,,,", "queue"),
        (f"A1,,{'q' * 61},2026-11-24 09:30,,,", "extension"),
    ],
)
def test_what_is_wrong_in_a_row_names_its_column(row: str, column: str):
    (turned,) = read(row)

    assert turned.values["column"] == column


def test_a_call_of_two_years_ago_is_still_read():
    (row,) = read("A1,,,2024-11-25 09:30,,,")

    assert isinstance(row, TelephoneRow)
