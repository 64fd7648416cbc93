"""`joinedup summaries templates`: the words of the place, and what is wrong with them."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from joinedup.foundation import instant, place
from joinedup.mycare import commands

OURS = Path(__file__).resolve().parents[3] / "places" / "buckinghamshire.toml"
HARD = (
    "Multidisciplinary practitioners facilitate individualised rehabilitation interventions"
    " following comprehensive assessment of functional independence and subsequent"
    " reablement opportunities."
)
BAD = """
[[summaries]]
code = "hard"
name = "Hard to read, long and over"
words = [
    "{hard}",
    "{hard} Again.",
    "{hard} Once more.",
]
until = 2026-11-23
contact = "Asha"
telephone = "01632 960321"

[[summaries.sessions]]
day = 2026-11-20
starts = "10:30"
where = "Vale Hall"
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[place.Place]:
    """A place with words that nobody should send."""
    text = OURS.read_text("utf-8").replace('code = "buckinghamshire"', 'code = "elsewhere"')
    (tmp_path / "elsewhere.toml").write_text(text + BAD.replace("{hard}", HARD))
    place.serve("elsewhere", folder=str(tmp_path))
    yield place.current()
    place.serve("buckinghamshire")


def test_it_lists_what_is_sent_and_what_no_more(
    elsewhere: place.Place, clock: instant.Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.show(argparse.Namespace()) == 0

    said = capsys.readouterr().out
    assert "stay-steady: Stay steady: classes to stop falls, until 2027-12-31, sent\n" in said
    assert "hard: Hard to read, long and over, until 2026-11-23, not sent any more" in said
    assert f"{len(elsewhere.summaries)} in the place file" in said


def test_it_says_what_is_old_long_and_hard_to_read(
    elsewhere: place.Place, clock: instant.Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.check(argparse.Namespace()) == 1

    said = capsys.readouterr().out
    assert "summaries hard: not offered since 2026-11-23" in said
    assert "summaries hard: every date is past" in said
    assert "summaries hard: goes as 5 texts, 3 is the most" in said
    assert "summaries hard: reads like a text for age" in said
    assert "stay-steady" not in said


def test_our_own_words_are_in_order(
    clock: instant.Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.check(argparse.Namespace()) == 0
    assert "Nothing is wrong" in capsys.readouterr().out
