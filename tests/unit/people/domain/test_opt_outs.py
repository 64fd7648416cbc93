"""Codes of opt-outs in a record, and lists of NHS numbers that are checked."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from joinedup.people.domain import opt_outs
from joinedup.people.domain.opt_outs import AnswerNotBelieved, Coded

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NUMBERS = ("9434765919", "9434765870", "9434765828")


@pytest.mark.parametrize(
    ("codes", "is_so"),
    [
        ((), None),
        (("91936005",), None),
        (("827241000000103",), True),
        (("9Nu0", "9Nu1"), False),
        (("XaaVL", "91936005", "XaZ89"), True),
        (("827241000000103", "827261000000102"), False),
    ],
)
def test_the_latest_code_says_whether_they_dissent(
    codes: tuple[str, ...], is_so: bool | None
) -> None:
    entries = [Coded(code, TUESDAY + number * DAY) for number, code in enumerate(codes)]

    assert opt_outs.has_dissented(reversed(entries)) is is_so


def test_at_one_instant_the_dissent_is_believed() -> None:
    both = [Coded("9Nu1", TUESDAY), Coded("9Nu0", TUESDAY)]

    assert opt_outs.has_dissented(both) is True


def test_a_list_has_each_number_once_in_an_order_of_its_own() -> None:
    one, other = (list(opt_outs.rows(NUMBERS, of=UUID(int=number))) for number in (1, 2))

    assert sorted(one) == sorted(other) == sorted(f"{number}," for number in NUMBERS)
    assert one != other
    assert one == list(opt_outs.rows(reversed(NUMBERS), of=UUID(int=1)))


def test_a_list_is_read_with_what_spreadsheets_add() -> None:
    text = "\ufeff943 476 5919,\r\n\r\n 9434765870 \r\n"

    assert opt_outs.read(text, source="a.dat") == ({"9434765919", "9434765870"}, [])


def test_each_row_that_is_wrong_is_named() -> None:
    text = (
        "9434765919,\nThe file contains one or more invalid NHS Numbers.\n9434765910,\n9434765919\n"
    )

    good, wrong = opt_outs.read(text, source="a.dat", only={"9434765919"})

    assert good == {"9434765919"}
    assert [(one.at, one.code) for one in wrong] == [
        ("row 2", "nhs_number_length"),
        ("row 3", "nhs_number_check"),
        ("row 4", "opt_out_row_twice"),
    ]


def test_a_number_that_was_not_asked_about_is_named() -> None:
    _, wrong = opt_outs.read("9434765870,", source="a.dat", only={"9434765919"})

    assert [(one.source, one.at, one.code) for one in wrong] == [
        ("a.dat", "row 1", "opt_out_row_not_asked")
    ]


def test_an_answer_that_leaves_out_most_is_not_believed() -> None:
    opt_outs.check_believed(asked_count=99, returned_count=0)
    opt_outs.check_believed(asked_count=100, returned_count=50)
    with pytest.raises(AnswerNotBelieved) as refused:
        opt_outs.check_believed(asked_count=100, returned_count=49)

    assert refused.value.values == {"asked": 100, "returned": 49}
