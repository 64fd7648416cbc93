"""The `joinedup` command, as far as it goes before any store is touched."""

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
