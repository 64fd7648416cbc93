"""A store holds one place: every command for another is refused it, and told what to type."""

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
        ["export-log"],
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
