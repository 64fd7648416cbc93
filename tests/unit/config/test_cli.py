"""The `joinedup` command, as far as it goes before any store is touched."""

import os

import pytest
from django.conf import settings

from joinedup.config import cli
from joinedup.foundation import place


@pytest.mark.parametrize("command", ["run", "work"])
def test_a_place_that_cannot_be_served_stops_the_start_and_says_why(command, capsys):
    place.serve("buckinghamshir")
    try:
        done = cli.main([command])
    finally:
        place.serve(settings.PLACE)

    said = capsys.readouterr()
    assert (done, said.out) == (cli.COULD_NOT, "")
    assert said.err.startswith("The place cannot be served until this is put right:\n")
    assert 'did you mean "buckinghamshire"' in said.err


@pytest.mark.parametrize("command", [["run"], ["check"], ["deliveries", "list"], ["demo"]])
def test_help_of_a_command_names_the_place_to_serve(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([*command, "--help"])

    assert ended.value.code == 0
    assert "--place NAME" in capsys.readouterr().out


@pytest.mark.parametrize(
    "typed",
    [
        ["--place", "barnet", "check"],
        ["check", "--place", "barnet"],
        ["check", "--place=barnet"],
        ["deliveries", "--place", "barnet", "list"],
        ["deliveries", "list", "--place", "barnet"],
    ],
    ids=" ".join,
)
def test_the_place_may_be_typed_before_or_after_the_command(typed, monkeypatch, capsys):
    monkeypatch.setenv("JOINEDUP_PLACE", "buckinghamshire")

    with pytest.raises(SystemExit) as ended:
        cli.main([*typed, "--help"])

    assert ended.value.code == 0
    assert capsys.readouterr().err == ""
    assert os.environ["JOINEDUP_PLACE"] == "barnet"
