"""Every file is accounted for by name, whatever is in it."""

import argparse
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from joinedup.exchange import commands, services
from joinedup.exchange.domain.report import FileReport, LoadReport
from joinedup.foundation.models import Account, Delivery, Entry, Received
from joinedup.people.models import Person
from joinedup.referrals.models import Referral
from tests.builders import partner as build
from tests.builders.exchange import a_message, an_ethel, as_bytes

HERE = Path(__file__).parents[2] / "data" / "bars"
NHS = "https://fhir.nhs.uk/Id/nhs-number"


def load(*paths: Path, **options: Any) -> LoadReport:
    return services.load(paths, partner=build.demo(), say=lambda code, values: code, **options)


def one(path: Path) -> FileReport:
    (report,) = load(path).files
    return report


def write(path: Path, content: Any) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else as_bytes(content))
    return path


def arthur(**changes: Any) -> dict[str, Any]:
    """Somebody beside Ethel."""
    return an_ethel(
        identifier=[{"system": NHS, "value": "9990000212"}],
        name=[{"family": "Holt", "given": ["Arthur"]}],
        birthDate="1939-07-19",
        **changes,
    )


@pytest.mark.parametrize(
    ("name", "content", "kind", "at", "code"),
    [
        ("a.json", b"", "json", "file", "empty"),
        ("a.json", b'{"a": ', "json", "line 1 column 7", "truncated"),
        ("a.json", b"\xff\xfe{\x00", "json", "file", "not_utf8"),
        ("a.json", b"[" * 100_000, "json", "file", "too_deep"),
        ("a.json", b'{"hello": 1}', "json", "file", "not_fhir"),
        ("a.csv", b"a,b\n1,2\n", "csv", "row 1", "csv_not_taken"),
        ("a.csv", b"kind,order,value\n", "client_level_list", "row 1", None),
        ("a.pdf", b"%PDF-1.7", "pdf", "file", "format_not_taken"),
        ("a.xml", b"<Patient/>", "xml", "file", "format_not_taken"),
        ("a", b"words", "unknown", "file", "format_not_taken"),
        ("a.ndjson", b"\n\n", "ndjson", "file", "empty"),
        ("a.ndjson", b'{"resourceType": "Task"}\n', "ndjson", "line 1, Task.status", None),
        ("a.ndjson", b'{"resourceType": "Questionnaire"}\n', "ndjson", "line 1", None),
        ("a.zip", b"PK\x03\x04 and another inside", "zip", "file", "archive_not_taken"),
        ("a.json", b"PK\x03\x04", "json", "file", "archive_not_taken"),
        ("a.csv", b"", "csv", "file", "empty"),
        ("a.csv", b"PK\x03\x04", "csv", "file", "archive_not_taken"),
        ("a.ndjson", b"PK\x03\x04", "ndjson", "file", "archive_not_taken"),
        ("a.ndjson", "{}\n{}".encode("utf-16"), "ndjson", "file", "not_utf8"),
        ("a.ndjson.gz", b"\x1f\x8b\x08", "gz", "file", "archive_not_taken"),
    ],
)
def test_each_kind_of_file_is_named(tmp_path, name, content, kind, at, code):
    report = one(write(tmp_path / name, content))

    assert (report.format, report.refused, report.accepted) == (kind, 1, 0)
    assert report.refusals[0].at == at
    assert code is None or report.refusals[0].code == code


def test_json_is_known_without_its_ending(tmp_path):
    assert one(write(tmp_path / "message", a_message())).format == "bars_referral"


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    write(tmp_path / "b.json", an_ethel())
    (tmp_path / "a").mkdir()
    write(tmp_path / "a" / "c.json", arthur())
    write(tmp_path / ".hidden.json", an_ethel())

    report = load(tmp_path)

    assert [Path(file.file).name for file in report.files] == ["b.json", "c.json"]
    assert report.as_dict()["accepted"] == 2


def test_two_hundred_megabytes_are_refused_unread(tmp_path):
    big = tmp_path / "big.json"
    big.touch()
    os.truncate(big, 200_000_000)
    tracemalloc.start()

    report = one(big)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.refusals[0].code == "too_large"
    assert peak < 5_000_000


def test_lines_are_read_one_by_one_and_one_too_long_is_passed_over(tmp_path, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    lines = tmp_path / "people.ndjson"
    with lines.open("wb") as opened:
        opened.write(json.dumps(an_ethel()).encode() + b"\n")
        for _ in range(60):
            opened.write(b" " * 1_000_000)
        opened.write(b"\n" + json.dumps(arthur()).encode())
    tracemalloc.start()

    report = one(lines)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (report.accepted, report.refused) == (2, 1)
    assert (report.refusals[0].at, report.refusals[0].code) == ("line 2, file", "too_large")
    assert peak < 20_000_000


def test_right_lines_are_kept_and_wrong_ones_refused_by_line(tmp_path):
    lines = [json.dumps(an_ethel()), "", json.dumps(arthur(gender="odd")), "{"]

    report = one(write(tmp_path / "a.ndjson", "\n".join(lines).encode()))

    assert (report.accepted, report.refused) == (1, 2)
    assert [refusal.at for refusal in report.refusals] == [
        "line 3, Patient.gender",
        "line 4, line 1 column 2",
    ]


def a_collection(*resources: Any) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }


def test_a_collection_is_taken_entry_by_entry(tmp_path):
    visit = {"resourceType": "Questionnaire", "status": "draft"}
    bundle = a_collection(an_ethel(), visit, arthur(gender="odd"), an_ethel())

    report = one(write(tmp_path / "a.json", bundle))

    assert (report.format, report.accepted, report.unchanged, report.refused) == (
        "fhir_collection",
        1,
        1,
        2,
    )
    assert [(refusal.at, refusal.code) for refusal in report.refusals] == [
        ("Bundle.entry[1].resource", "resource_not_taken"),
        ("Bundle.entry[2].resource.gender", "code_not_allowed"),
    ]


def test_a_collection_loaded_again_tries_only_what_was_refused(tmp_path):
    unnumbered = {k: v for k, v in arthur().items() if k != "identifier"}
    file = write(tmp_path / "a.json", a_collection(an_ethel(), unnumbered))
    load(file)
    Person.objects.filter(family_name="Marsh").update(phone="01632 960999")

    again = one(file)

    assert (again.unchanged, again.refused) == (1, 1)
    assert Person.objects.get().phone == "01632 960999"
    assert Received.objects.count() == 1


def test_an_empty_collection_is_refused(tmp_path):
    report = one(write(tmp_path / "a.json", {"resourceType": "Bundle", "type": "collection"}))

    assert [refusal.code for refusal in report.refusals] == ["empty"]


def test_a_rehearsal_says_what_would_happen_and_keeps_nothing(tmp_path):
    write(tmp_path / "a.json", an_ethel())
    write(tmp_path / "b.json", a_message())
    write(tmp_path / "c.json", a_message(reason="delete"))

    report = load(tmp_path, is_rehearsal=True).as_dict()

    assert (report["accepted"], report["refused"]) == (2, 1)
    for table in (Received, Referral, Person, Entry, Delivery):
        assert not table.objects.exists()
    assert not Account.objects.filter(username="demo-partner").exists()


@pytest.mark.parametrize("order", [1, -1])
def test_the_examples_are_taken_in_any_order(order):
    files = sorted(HERE.glob("*.json"))[::order]

    report = load(*files).as_dict()

    refused = {Path(file["file"]).stem: file["refusals"] for file in report["files"]}
    assert {name: [r["code"] for r in why] for name, why in refused.items() if why} == {
        "booking": ["appointment_not_taken"],
        "with-known-faults": ["wrong_shape", "unknown_element"],
    }
    assert report["accepted"] == len(files) - 2


def run(capsys, *words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    asked = parser.parse_args(["load", *words])
    ended = asked.run(asked)
    out, err = capsys.readouterr()
    return ended, out, err


def test_the_command_says_it_as_json(capsys, tmp_path):
    good, bad = write(tmp_path / "a.json", an_ethel()), write(tmp_path / "b.json", b"{}")

    ended, out, _ = run(capsys, str(good), "--from", "demo-partner", "--json")
    assert (ended, json.loads(out)) == (
        0,
        {
            "accepted": 1,
            "unchanged": 0,
            "refused": 0,
            "not_kept": 0,
            "files": [
                {
                    "file": str(good),
                    "format": "fhir_patient",
                    "accepted": 1,
                    "unchanged": 0,
                    "refused": 0,
                    "repaired": 0,
                    "not_kept": {},
                    "refusals": [],
                }
            ],
        },
    )
    ended, out, _ = run(capsys, str(bad), str(good), "--from", "demo_partner", "--json")
    assert ended == 1
    assert [set(refusal) for refusal in json.loads(out)["files"][0]["refusals"]] == [
        {"at", "code", "message"}
    ]


def test_the_command_says_it_in_words(capsys, tmp_path):
    bad = write(tmp_path / "b.json", an_ethel(gender="odd"))

    ended, out, _ = run(capsys, str(bad), "--from", "W12345", "--dry-run")

    assert ended == 1
    assert "fhir_patient: 1 refused" in out
    assert "Patient.gender: " in out
    assert "nothing kept" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["/no/such/file", "--from", "demo-partner"], "There is no /no/such/file."),
        ([str(HERE), "--from", "nobody"], "Nobody called nobody sends messages"),
    ],
)
def test_what_cannot_run_ends_with_two(capsys, words, said):
    ended, out, err = run(capsys, *words)

    assert (ended, out) == (2, "")
    assert said in err


def test_a_store_that_is_not_there_ends_with_two(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CALL, "load", str(HERE), "--from", "demo-partner"],
        env={**os.environ, "JOINEDUP_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "The store is not ready. Type: joinedup migrate"


CALL = "import sys; from joinedup.config.cli import main; sys.exit(main(sys.argv[1:]))"
