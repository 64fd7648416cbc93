"""A store holds one place: another is refused it, and told what to type."""

import pytest
from django.test import override_settings

from joinedup.config import cli, preparing
from joinedup.foundation import place


def test_a_new_store_becomes_that_of_the_place_served() -> None:
    assert preparing.other_place() is None
    assert preparing.other_place() is None

    with override_settings(PLACE="barnet"):
        assert preparing.other_place() == "buckinghamshire"


def test_running_another_place_on_it_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preparing.other_place() is None
    monkeypatch.setenv("JOINEDUP_PLACE", "barnet")
    place.serve("barnet")
    try:
        with override_settings(PLACE="barnet"):
            done = cli.main(["run", "--place", "barnet"])
    finally:
        place.serve("buckinghamshire")

    said = capsys.readouterr().out
    assert done == cli.COULD_NOT
    assert "is that of buckinghamshire: a store holds one place." in said
    assert "/barnet before the command." in said
