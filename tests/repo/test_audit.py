"""A known vulnerability and a secret in the source are caught, and what was not asked is said."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools import audit, secret_scan

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
FAULT = {"id": "PYSEC-2026-7", "aliases": ["GHSA-aaaa-bbbb-cccc"], "fix_versions": ["3.1.6"]}
KNOWN = {"name": "jinja2", "version": "3.1.0", "vulns": [FAULT]}
WELL = {"name": "orjson", "version": "3.13.0", "vulns": []}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found"}


def excepted(name: str, until: date) -> list[dict[str, Any]]:
    return [{"package": "jinja2", "id": name, "until": until}]


def test_a_planted_vulnerability_fails_the_audit():
    verdict = audit.judged({"dependencies": [KNOWN, WELL]}, [], today=TODAY)

    assert not verdict.passed
    assert "jinja2 3.1.0: PYSEC-2026-7, mended in 3.1.6." in verdict.lines


@pytest.mark.parametrize("name", ["PYSEC-2026-7", "GHSA-aaaa-bbbb-cccc"])
def test_an_exception_holds_until_its_day(name: str):
    answer = {"dependencies": [KNOWN, WELL, UNKNOWN]}

    held = audit.judged(answer, excepted(name, TODAY), today=TODAY)
    ended = audit.judged(answer, excepted(name, date(2026, 11, 22)), today=TODAY)

    assert (held.passed, ended.passed) == (True, False)
    assert "Not known to the advisories: ours." in held.lines


@pytest.mark.parametrize(
    "answer", [{"dependencies": [UNKNOWN]}, {"why": "no route to host"}], ids=["skipped", "away"]
)
def test_an_audit_that_was_not_done_says_so_and_passes(answer: dict[str, Any]):
    verdict = audit.judged(answer, [], today=TODAY)

    assert (verdict.passed, verdict.was_done) == (True, False)
    assert "NOT audited" in verdict.lines[0]


def test_a_planted_secret_is_caught_by_its_file_and_line(tmp_path: Path):
    # Put together here, or this file would be caught by the very check.
    key = "AKIA" + "IOSFODNN7EXAMPLF"
    (tmp_path / "planted.py").write_text(f'REGION = "eu"\nKEY = "{key}"\n')

    found = secret_scan.scanned(tmp_path, ["planted.py"])
    wrong = secret_scan.faults(found, {}, [])

    assert any(one.startswith("planted.py:2: AWS Access Key") for one in wrong)
    assert not any(key in one for one in wrong)


def test_an_invented_password_is_a_find_outside_tests_alone(tmp_path: Path):
    line = "PASSWORD" + ' = "four-more-plain-words"\n'
    for folder in ("tests", "src"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text(line)

    found = secret_scan.scanned(tmp_path, ["tests/one.py", "src/one.py"])

    assert list(found) == ["src/one.py"]


def test_a_secret_of_the_baseline_needs_a_reason_and_a_date():
    one = {"type": "Secret Keyword", "hashed_secret": "abc", "line_number": 3}
    reason = {"file": "a.py", "because": "invented", "since": TODAY}

    assert secret_scan.faults({"a.py": [one]}, {"a.py": [one]}, [reason]) == []
    assert len(secret_scan.faults({"a.py": [one]}, {"a.py": [one]}, [])) == 1


def test_every_exception_says_why_and_since_when():
    excepted = tomllib.loads((ROOT / "requirements" / "exceptions.toml").read_text())

    for one in (*excepted.get("secret", ()), *excepted.get("vulnerability", ())):
        assert one["because"]
        assert isinstance(one["since"], date)
