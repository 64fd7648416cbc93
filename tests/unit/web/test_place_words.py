"""Sentences that hold what the place calls its things."""

import re

import pytest

from joinedup.foundation import place
from joinedup.referrals.forms.line import ChangeLead, DeclineLine, ReclassifyLine, TriageLine
from joinedup.web import filters, place_words, words
from joinedup.web.place_words import of_place


@pytest.fixture(autouse=True)
def barnet():
    place.serve("barnet")
    yield
    place.serve("buckinghamshire")


def test_a_sentence_says_what_the_place_says():
    said = place_words.filled("%(Class)s changed to %(new)s: tell %(door)s", new="Rapid")

    assert said == "Priority changed to Rapid: tell BCPA"


def test_a_sentence_waits_for_its_place():
    said = of_place("Give it back to %(door)s")
    place.serve("example-icb")

    assert str(said) == "Give it back to SPoA"


def test_capital_letters_within_a_word_are_kept():
    assert filters.capital("GP practice") == "GP practice"
    assert filters.capital("lead professional") == "Lead professional"


def test_the_steps_of_a_line_are_in_the_words_of_the_place():
    buttons = [str(form.button) for form in (DeclineLine, ReclassifyLine, ChangeLead)]

    assert buttons == [
        "Give it back to BCPA",
        "Change the priority",
        "Change the lead professional",
    ]
    assert TriageLine().fields["cell"].label == "Priority and lead professional"


@pytest.mark.parametrize(
    ("served", "ring"),
    [
        ("buckinghamshire", "Privacy officer: 01632 960 480."),
        ("barnet", "Information governance officer: 020 7946 0148."),
        ("example-icb", "Data protection officer. If you have no number for them, ring"),
    ],
)
def test_a_restricted_record_says_whom_to_ring_on_which_number(served: str, ring: str) -> None:
    place.serve(served)

    said = words.of_reason("access_restricted", {}).ring.replace("\u00a0", " ")

    assert said.startswith(ring)
    assert re.search(r"\d{3}\.$", said)
