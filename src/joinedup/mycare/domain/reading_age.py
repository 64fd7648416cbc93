"""The reading age of a text: the Flesch-Kincaid grade of its sentences, plus five years.

Kincaid and others (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59. A syllable is
counted as a group of vowels, without a silent e at the end; words that this counts wrong are named.
"""

import re
from typing import Final

YEARS: Final = 5
WANTED: Final = 11
"""At which age what is written to people of the place should be read with ease."""
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$")
_COUNTED: Final = {"people": 2, "someone": 2, "sometimes": 2, "everyone": 3, "being": 2, "doing": 2}


def syllables(word: str) -> int:
    """How many syllables a word has."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if letters in _COUNTED:
        return _COUNTED[letters]
    groups = len(_VOWELS.findall(letters))
    silent = 1 if len(letters) > 3 and groups > 1 and _SILENT.search(letters) else 0
    return max(1, groups - silent)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    parts = re.split(r"[.!?:]+(?:\s|$)", text)
    return [found for one in parts if (found := re.findall(r"[A-Za-z][A-Za-z'-]*", one))]


def reading_age(text: str) -> float:
    """At which age a text is read with ease."""
    said = sentences(text)
    words = [word for one in said for word in one]
    if not words:
        return 0.0
    per_sentence = len(words) / len(said)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 + YEARS
