"""Files too large to hold are read piece by piece: kept once, cut or whole, in any order."""

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from joinedup.exchange import presenters, services
from joinedup.exchange.domain.report import FileReport
from joinedup.exchange.services.extracts import A_PORTION
from joinedup.foundation import files, inbox
from joinedup.foundation.models import Received
from joinedup.people.models import Person, RecordEntry
from tests.builders import partner as build
from tests.builders.entries import a_bundle, a_condition, an_observation
from tests.builders.exchange import an_ethel, as_bytes

MOST = 20_000


@pytest.fixture(autouse=True)
def small_limit(settings, tmp_path) -> None:
    """What is larger than twenty kilobytes is large here, and kept in a folder of the test's."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = MOST
    settings.VAR = tmp_path / "var"


def load(path: Path, sender: str = "", *, is_rehearsal: bool = False) -> FileReport:
    partner = build.demo()
    if sender:
        partner = replace(partner, code=sender)
    (report,) = services.load(
        [path], partner=partner, say=presenters.said, is_rehearsal=is_rehearsal
    ).files
    return report


def pulses(count: int, about: str = "Patient/p1") -> list[dict[str, Any]]:
    return [an_observation(about, id=f"pulse-{n}") for n in range(count)]


def write(path: Path, *resources: Any, kind: str = "collection") -> Path:
    bundle = a_bundle(kind, *resources)
    if kind == "collection":
        for entry in bundle["entry"]:
            entry.pop("request")
    path.write_bytes(as_bytes(bundle))
    return path


def lines(path: Path, *resources: Any) -> Path:
    path.write_bytes(b"\n".join(json.dumps(one).encode() for one in resources) + b"\n")
    return path


def test_a_large_collection_is_taken_entry_by_entry(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60), {"resourceType": "Claim"})

    report = load(path)

    assert (report.format, report.accepted, report.refused) == ("fhir_collection", 61, 0)
    assert report.not_kept == {"Claim": 1}
    kept = Received.objects.get()
    assert bytes(kept.body) == b""
    with files.opened(kept.file_digest) as stream:
        assert stream.read() == path.read_bytes()
    assert RecordEntry.objects.filter(received=kept).count() == 60
    assert RecordEntry.objects.filter(path="Bundle.entry[7].resource").count() == 1


def test_the_same_file_again_changes_nothing(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60))
    load(path)
    Person.objects.update(phone="01632 960999")

    again = load(path)

    assert (again.accepted, again.unchanged, again.refused) == (0, 61, 0)
    assert Person.objects.get().phone == "01632 960999"
    assert Received.objects.count() == 1


def test_one_file_of_two_partners_is_kept_once(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60))
    load(path)

    second = load(path, "another-partner")

    assert (second.accepted, second.refused) == (61, 0)
    assert len(set(Received.objects.values_list("file_digest", flat=True))) == 1
    assert Received.objects.count() == 2
    assert len(list(files.all_kept())) == 1
    assert set(RecordEntry.objects.values_list("source", flat=True)) == {
        "demo-partner",
        "another-partner",
    }


def test_what_came_before_a_cut_is_kept_and_the_rest_taken_later(tmp_path):
    whole = write(tmp_path / "whole.json", an_ethel(id="p1"), *pulses(80))
    cut = tmp_path / "cut.json"
    cut.write_bytes(whole.read_bytes()[: -MOST // 3])

    first = load(cut)
    then = load(whole)

    assert first.refused == 1
    assert first.refusals[0].code == "truncated"
    assert f"after Bundle.entry[{first.accepted - 1}]" in first.refusals[0].message
    assert "send the whole of it again" in first.refusals[0].message
    assert (then.accepted + first.accepted, then.refused) == (81, 0)
    assert RecordEntry.objects.count() == 80


def test_what_is_wrong_in_a_large_file_is_refused_alone(tmp_path):
    wrong = an_observation(id="odd", status="odd")
    path = write(
        tmp_path / "a.json", an_ethel(id="p1"), *pulses(60), wrong, *pulses(3, "Patient/x")
    )
    text = path.read_bytes().replace(b'"pulse-9"', b'"pulse-9", "id": "again"', 1)
    path.write_bytes(text)

    report = load(path)

    assert (report.accepted, report.refused) == (60, 5)
    assert [(one.at, one.code) for one in report.refusals] == [
        ("Bundle.entry[10].resource.id", "repeated_key"),
        ("Bundle.entry[61].resource.status", "code_not_allowed"),
        ("Bundle.entry[62].resource", "person_not_known"),
        ("Bundle.entry[63].resource", "person_not_known"),
        ("Bundle.entry[64].resource", "person_not_known"),
    ]


def test_only_what_was_refused_is_tried_again(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60), *pulses(2, "Patient/p2"))
    load(path)
    other = an_ethel(
        id="p2", identifier=[{"system": "urn:x", "value": "2"}], birthDate="1950-01-02"
    )
    build.taken(other)

    again = load(path)

    assert (again.accepted, again.unchanged, again.refused) == (2, 61, 0)


def test_somebody_may_stand_after_what_is_said_of_them(tmp_path):
    many = A_PORTION + 20
    path = write(tmp_path / "a.json", *pulses(many), an_ethel(id="p1"))

    report = load(path)

    assert (report.accepted, report.refused) == (many + 1, 0)


def test_an_entry_too_large_is_passed_over(tmp_path):
    large = an_observation(id="large", note=[{"text": "x" * 3 * MOST}])
    path = write(tmp_path / "a.json", an_ethel(id="p1"), large, *pulses(60))

    report = load(path)

    assert (report.accepted, report.refused) == (61, 1)
    assert (report.refusals[0].at, report.refusals[0].code) == ("Bundle.entry[1]", "too_large")


def test_a_transaction_or_message_too_large_is_refused_whole(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60), kind="transaction")

    report = load(path)

    assert [one.code for one in report.refusals] == ["too_large"]
    assert "Send it in parts, or as a batch or collection." in report.refusals[0].message
    assert not Received.objects.exists()
    assert not list(files.all_kept())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            b'{"resourceType": "Bundle", "type": "document", "entry": [' + b"1," * MOST + b"1]}",
            None,
        ),
        (b"[" + b"1," * MOST + b"1]", "too_large"),
        (b'{"resourceType": "Patient", "text": "' + b"x" * 2 * MOST + b'"}', "too_large"),
        (b'{"type": "collection", "entry": [' + b" " * 2 * MOST, "truncated"),
        (b"\x00" * 2 * MOST, "too_large"),
    ],
)
def test_what_is_no_large_bundle_is_refused_by_name(tmp_path, content, code):
    path = tmp_path / "a.json"
    path.write_bytes(content)

    report = load(path)

    assert report.refused == 1
    assert [one.code for one in report.refusals] == [code or "bundle_type_not_taken"]
    assert not Received.objects.exists()


def test_a_rehearsal_of_a_large_file_keeps_nothing(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60))

    report = load(path, is_rehearsal=True)

    assert (report.accepted, report.refused) == (61, 0)
    assert not Received.objects.exists()
    assert not RecordEntry.objects.exists()
    assert not list(files.all_kept())


def test_lines_are_entries_of_one_kept_file(tmp_path):
    path = lines(tmp_path / "a.ndjson", *pulses(40), an_ethel(id="p1"), a_condition())

    report = load(path)

    assert (report.format, report.accepted, report.refused) == ("ndjson", 42, 0)
    assert Received.objects.get().format == "ndjson"
    assert RecordEntry.objects.get(kind="condition").path == "line 42"
    again = load(path)
    assert (again.accepted, again.unchanged) == (0, 42)


def test_an_export_has_a_file_for_each_type(tmp_path):
    lines(tmp_path / "Observation.ndjson", *pulses(3))
    lines(tmp_path / "Patient.ndjson", an_ethel(id="p1"))

    report = services.load([tmp_path], partner=build.demo(), say=presenters.said).as_dict()

    assert (report["accepted"], report["refused"]) == (4, 0)


def test_a_line_may_hold_a_whole_transaction(tmp_path):
    bundle = a_bundle("transaction", ("urn:uuid:1", an_ethel()), an_observation("urn:uuid:1"))
    wrong = a_bundle("transaction", ("urn:uuid:1", an_ethel(gender="odd")))

    report = load(lines(tmp_path / "a.ndjson", bundle, wrong))

    assert (report.accepted, report.refused) == (2, 1)
    assert report.refusals[0].at == "line 2, Bundle.entry[0].resource.gender"


def test_the_memory_is_that_of_a_portion(tmp_path, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    path = tmp_path / "a.json"
    pulse = json.dumps({"resource": an_observation(note=[{"text": "y" * 5_000}])}).encode()
    with path.open("wb") as out:
        out.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [')
        out.write(json.dumps({"resource": an_ethel(id="p1")}).encode())
        for _ in range(4_000):
            out.write(b"," + pulse)
        out.write(b"]}")
    tracemalloc.start()

    report = load(path)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 20_000_000
    assert (report.accepted, report.unchanged, report.refused) == (2, 3_999, 0)
    assert peak < 12_000_000


def test_a_load_that_was_killed_goes_on(tmp_path):
    path = write(tmp_path / "a.json", an_ethel(id="p1"), *pulses(60))
    load(path)
    Received.objects.update(outcome="", answered_at=None)

    again = load(path)

    assert (again.accepted, again.unchanged, again.refused) == (0, 61, 0)
    assert Received.objects.get().outcome == inbox.ACCEPTED
