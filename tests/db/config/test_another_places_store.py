"""A store holds one place: every command for another is refused it, and told what to type."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from joinedup.config import cli, preparing
from joinedup.foundation import anchors, place


@pytest.fixture
def as_barnet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Barnet is to be served, on a store of Buckinghamshire."""
    preparing.claim_store()
    monkeypatch.setenv("JOINEDUP_PLACE", "barnet")
    place.serve("barnet")
    with override_settings(PLACE="barnet"):
        yield
    place.serve("buckinghamshire")


def test_a_new_store_becomes_that_of_the_place_served() -> None:
    assert anchors.place_held() is None

    preparing.claim_store()
    preparing.claim_store()

    assert anchors.place_held() == "buckinghamshire"


@pytest.mark.parametrize(
    "typed",
    [
        ["run"],
        ["demo"],
        ["check", "--json"],
        ["verify"],
        ["work"],
        ["export-log", "--for", "administration"],
        ["backup", "a-folder"],
        ["deliveries", "list"],
        ["account", "token", "ade"],
    ],
    ids=" ".join,
)
def test_a_command_for_another_place_says_what_to_type(
    typed: list[str],
    as_barnet: None,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    done = cli.main([*typed, "--place", "barnet"] if typed == ["run"] else typed)

    said = capsys.readouterr()
    assert (done, said.out) == (cli.COULD_NOT, "")
    assert "is that of buckinghamshire: a store holds one place." in said.err
    assert "/barnet before the command." in said.err
    assert not list(tmp_path.iterdir())


def test_the_tables_of_another_place_may_be_brought_up_to_date(
    as_barnet: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["migrate"]) == 0


def test_a_place_file_is_checked_before_there_is_a_store(tmp_path: Path) -> None:
    ours = {name: said for name, said in os.environ.items() if "DJANGO" not in name}
    ours = {**ours, "JOINEDUP_VAR": str(tmp_path), "JOINEDUP_DATABASE_URL": ""}
    command = [sys.executable, "-m", "joinedup.config.cli", "check", "--place", "barnet"]

    done = subprocess.run(command, env=ours, capture_output=True, text=True, check=False)

    told = done.stdout.splitlines()
    assert (done.returncode, len(told)) == (1, 3)
    assert told[0] == "The place file of Barnet is sound."
    assert "There is no store yet" in told[1]
