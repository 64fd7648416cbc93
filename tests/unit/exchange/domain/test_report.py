"""A load adds up, and a list of refusals has an end."""

from collections import Counter
from typing import Any

import pytest

from joinedup.exchange.domain.report import MOST_REFUSALS_LISTED, FileReport, LoadReport
from joinedup.kernel.finding import Finding

REFUSAL = Finding("b.json", "Patient.gender", "code_not_allowed", "Not a code.")


def test_files_add_up():
    first = FileReport("a.json", "bars_referral", accepted=1, repaired=2)
    second = FileReport("b.json", "fhir_patient", unchanged=1)
    second.refuse([REFUSAL])
    report = LoadReport((first, second))

    told = report.as_dict()

    assert (told["accepted"], told["unchanged"], told["refused"]) == (1, 1, 1)
    assert told["files"][1]["refusals"] == [
        {"at": "Patient.gender", "code": "code_not_allowed", "message": "Not a code."}
    ]
    assert told["files"][0]["repaired"] == 2
    assert not report.is_all_taken
    assert LoadReport((first,)).is_all_taken


def test_a_very_long_list_of_refusals_ends_by_saying_so():
    report = FileReport("b.ndjson")
    for _ in range(MOST_REFUSALS_LISTED + 5):
        report.refuse([REFUSAL])

    assert report.refused == MOST_REFUSALS_LISTED + 5
    assert len(report.refusals) == MOST_REFUSALS_LISTED + 1
    assert report.refusals[-1].code == "and_more"


@pytest.mark.parametrize(
    ("found", "is_told"),
    [
        ({}, False),
        ({"repaired": 1}, False),
        ({"accepted": 1}, True),
        ({"unchanged": 1}, True),
        ({"refused": 1}, True),
        ({"not_kept": Counter(Slot=1)}, True),
    ],
)
def test_a_file_is_told_of_where_anything_was_found_in_it(
    found: dict[str, Any], is_told: bool
) -> None:
    assert FileReport("a.json", **found).is_told is is_told


@pytest.mark.parametrize(("code", "has_unread"), [("truncated", True), ("code_not_allowed", False)])
def test_what_was_refused_by_name_was_read_and_what_was_cut_was_not(
    code: str, has_unread: bool
) -> None:
    report = FileReport("a.json")
    report.refuse([REFUSAL, Finding("a.json", "file", code, "Said why.")])

    assert report.has_unread is has_unread


def test_a_second_try_counts_what_was_taken_now_and_is_refused_still():
    report = FileReport("a.json", accepted=2, repaired=1, unchanged=1)
    for _ in range(3):
        report.refuse([REFUSAL])
    # What was taken the first time comes to the second as unchanged: it is not counted twice.
    again = FileReport("a.json", accepted=2, repaired=2, unchanged=3)
    again.refuse([Finding("a.json", "Task.for", "person_not_known", "Nobody known.")])

    report.take_again(again)

    assert (report.accepted, report.unchanged, report.repaired) == (4, 1, 3)
    assert (report.refused, [one.code for one in report.refusals]) == (1, ["person_not_known"])
