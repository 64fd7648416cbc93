"""A text says little unless the person agreed to more, and never what is for few to know."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.errors import Refused
from joinedup.mycare.domain import reading_age
from joinedup.mycare.domain import summaries as rules
from joinedup.mycare.domain.summaries import Addressee, Sender, TextWish, WhyShort, Wished
from tests.rules import rule

WORDS = "We talked about the class. It is on Tuesday."
SENDER = Sender(
    place="Buckinghamshire", telephone="01632 960000", address="https://care.example.org/my-care"
)
ETHEL = Addressee(
    phone="07700 900123",
    names=("Pargeter", "Ethel May", "Etty"),
    wished=Wished(),
    has_died=False,
    is_hidden=False,
    reads_online=True,
)
AGREED = replace(ETHEL, wished=Wished(wish=TextWish.WORDS))


def text(words: str = WORDS, to: Addressee = AGREED, *guarded: str) -> rules.Text:
    return rules.text(words, to, SENDER, guarded=guarded)


@rule("What a text says")
@pytest.mark.parametrize("wish", [TextWish.NOT_ASKED, TextWish.LITTLE])
def test_who_did_not_agree_is_told_that_there_is_something(wish: TextWish) -> None:
    said = text(to=replace(ETHEL, wished=Wished(wish=wish)))

    assert said.why_short is WhyShort.NOT_AGREED
    assert "class" not in said.words
    assert said.words == (
        "Buckinghamshire care: you have a new summary. Sign in to read it:"
        " https://care.example.org/my-care\nNot for you? Ring 01632 960000."
    )


def test_who_does_not_read_online_is_told_whom_to_ring() -> None:
    said = text(to=replace(ETHEL, reads_online=False))

    assert "Ring 01632 960000 to hear it." in said.words
    assert "https://" not in said.words


def test_who_agreed_gets_the_words() -> None:
    said = text()

    assert said.why_short is None
    assert said.number == "+447700900123"
    assert said.words == f"Buckinghamshire care:\n{WORDS}\nNot for you? Ring 01632 960000."


@rule("What a text says")
@pytest.mark.parametrize(
    ("words", "guarded"),
    [
        ("Here is the number of the sexual health clinic.", ()),
        ("Keep taking Sertraline each day.", ()),
        ("Your test for  Huntington disease is on Tuesday.", ("huntington Disease",)),
    ],
)
def test_what_is_for_few_is_in_no_text(words: str, guarded: tuple[str, ...]) -> None:
    said = text(words, AGREED, *guarded)

    assert said.why_short is WhyShort.FOR_FEW
    assert words not in said.words


def test_short_words_of_an_entry_keep_nothing_back() -> None:
    assert text(WORDS, AGREED, "on", "").why_short is None


@rule("What a text says")
@pytest.mark.parametrize(
    "words", ["Dear ETTY, come on Tuesday.", "This is Pargeter's list.", "For Ethel\u2019s sake."]
)
def test_nobody_is_named_who_did_not_agree(words: str) -> None:
    named = replace(AGREED, wished=Wished(wish=TextWish.WORDS, may_name=True))

    assert text(words).why_short is WhyShort.NAMED
    assert text(words, named).why_short is None


@rule("Who gets no text")
@pytest.mark.parametrize(
    ("to", "code"),
    [
        (replace(AGREED, has_died=True), "summary_for_the_dead"),
        (replace(AGREED, is_hidden=True), "summary_text_restricted"),
        (replace(ETHEL, wished=Wished(wish=TextWish.NO_TEXTS)), "summary_texts_not_wanted"),
        (replace(AGREED, phone="01632 960001"), "summary_no_mobile"),
        (replace(AGREED, phone=""), "summary_no_mobile"),
    ],
)
def test_some_get_no_text(to: Addressee, code: str) -> None:
    with pytest.raises(Refused) as refused:
        text(to=to)

    assert refused.value.refusal_code == code


def test_more_than_three_texts_are_refused() -> None:
    frame = len(rules.whole("", SENDER))
    assert text("a" * (3 * 153 - frame)).counted.segments == 3

    with pytest.raises(Refused, match="summary_text_too_long"):
        text("a" * (3 * 153 - frame + 1))
    # Who gets the short text is not held up by the length of the words.
    assert text("a" * 1900, ETHEL).counted.segments == 1


def test_what_every_text_says_is_easy_to_read() -> None:
    said = rules.short(replace(ETHEL, reads_online=False), SENDER)

    assert reading_age.reading_age(said) <= reading_age.WANTED


@given(st.text(max_size=300))
def test_whoever_agreed_to_nothing_gets_no_word_of_it(words: str) -> None:
    said = text(f"zebra {words}", ETHEL)

    assert "zebra" not in said.words
    assert said.words == text("another", ETHEL).words


def test_words_are_kept_whole_and_never_empty() -> None:
    assert rules.kept("  It\u2019s free \n") == "It's free"
    assert len(rules.kept("a" * 5000)) == rules.LONGEST
    with pytest.raises(Refused, match="summary_without_words"):
        rules.kept(" \n ")
    assert rules.noted(" rang  them ") == "rang them"
    with pytest.raises(Refused, match="summary_without_note"):
        rules.noted(" ")


def test_what_was_shown_is_known_again() -> None:
    assert text().told == text().told
    assert text().told != text(WORDS + "!").told
    assert text().told != text(to=replace(AGREED, phone="07700 900124")).told
