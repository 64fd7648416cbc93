"""Every text of people's own pages can be read at an age of 9 to 11 (screen 10, issue 4)."""

import re
from pathlib import Path

import pytest

from joinedup.mycare.domain.reading_age import reading_age, sentences, syllables

ROOM = Path(__file__).resolve().parents[3] / "src" / "joinedup" / "mycare"
OF_STAFF = {
    "delegate_code_of.html",
    "delegate_of.html",
    "delegates_of.html",
    "give_letter.html",
    "request.html",
    "requests.html",
    "summaries.html",
    "summary.html",
    "summary_check.html",
    "summary_choose.html",
    "summary_write.html",
    "texts_of.html",
    "told_of.html",
}
FILES = [
    *(one for one in sorted((ROOM / "jinja2").rglob("*.html")) if one.name not in OF_STAFF),
    *sorted((ROOM / "presenters").glob("*.py")),
    *sorted((ROOM / "forms").glob("*.py")),
]
HIGHEST = 11.0
LONGEST_SENTENCE = 25
HARD_WORD = 5
_SAID = re.compile(r"""_(?:lazy)?\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""")
_NAMED = re.compile(r"%\((\w+)\)[sd]")


def texts(file: Path) -> list[str]:
    """What a file says to somebody, one text each, with a short word for what is filled in."""
    found = _SAID.findall(file.read_text("utf-8"))
    joined = ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', one)) for one in found]
    return [_NAMED.sub("it", one) for one in joined if not one.startswith(("mycare:", "own"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_page_is_read_at_eleven(file: Path) -> None:
    said = texts(file)
    # A title or the name of a button is no sentence: counted as one it would flatter the page.
    whole = " ".join(one for one in said if one.endswith((".", "?", "!")))

    assert reading_age(whole) <= HIGHEST, f"{file.name}: {reading_age(whole):.1f}"
    too_long = [one for text in said for one in sentences(text) if len(one) > LONGEST_SENTENCE]
    assert not too_long
    assert not [w for t in said for s in sentences(t) for w in s if syllables(w) > HARD_WORD]


def test_together_they_are_read_at_nine_to_ten() -> None:
    said = [text for file in FILES for text in texts(file)]
    whole = " ".join(one for one in said if one.endswith((".", "?", "!")))

    assert sum(len(texts(file)) for file in FILES) > 150
    assert reading_age(whole) < 10


@pytest.mark.parametrize(
    ("word", "count"),
    [("care", 1), ("people", 2), ("table", 2), ("asked", 1), ("needed", 2), ("emergency", 4)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_hard_text_is_found_hard() -> None:
    hard = (
        "Multidisciplinary practitioners facilitate individualised rehabilitation interventions"
        " following comprehensive assessment of functional independence."
    )

    assert reading_age(hard) > 20
    assert reading_age("") == 0
    assert reading_age("The cat sat on the mat.") < 6
