"""A load adds up, and a list of refusals has an end."""

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
