"""The journey log as lines of JSON."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from joinedup.config import cli
from joinedup.foundation import exporting, instant
from joinedup.foundation.instant import Hands
from joinedup.foundation.models import Entry
from tests.builders import referrals as build

pytestmark = pytest.mark.usefixtures("clock")


def told(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_entry_is_a_line_in_the_order_recorded() -> None:
    build.sent()

    found = told("\n".join(exporting.lines()))

    assert [one["id"] for one in found] == [
        str(one) for one in Entry.objects.order_by("id").values_list("id", flat=True)
    ]
    asked = next(one for one in found if one["kind"] == "referrals.line_asked")
    assert asked["body"]["urgency"] == "rapid"
    assert asked["at"] == "2026-11-24T09:30:00Z"


def test_no_words_and_no_name_leave_with_it() -> None:
    build.sent()

    text = "\n".join(exporting.lines())

    for words in ("Marsh", "Ethel", "drinking", "HP19", "01632", "Joan"):
        assert words not in text
    assert not [one for one in told(text) if "by_account" in one]


def test_only_what_was_recorded_since_is_told(clock: Hands) -> None:
    build.sent()
    clock.tick(timedelta(hours=1))
    since = instant.now()
    build.sent()

    found = list(exporting.lines(since=since))

    assert 0 < len(found) < Entry.objects.count()


def test_the_command_writes_a_file_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build.sent()
    file = tmp_path / "log.ndjson"

    assert cli.main(["export-log", "--for", "administration", "--out", str(file)]) == 0

    assert len(told(file.read_text("utf-8"))) == Entry.objects.count()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["log.ndjson"]
    assert "entries" in capsys.readouterr().out


def test_the_command_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.ndjson"
    file.write_text("kept")

    assert cli.main(["export-log", "--for", "administration", "--out", str(file)]) == 2

    assert file.read_text() == "kept"
    assert "name a new file" in capsys.readouterr().err


def test_without_a_file_the_log_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    build.sent()

    assert cli.main(["export-log", "--for", "administration", "--since", "2026-11-24"]) == 0
    assert len(told(capsys.readouterr().out)) == Entry.objects.count()


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["export-log", "--for", "administration", "--since", "yesterday"])

    assert 'found "yesterday", expected a day or an instant' in capsys.readouterr().err
