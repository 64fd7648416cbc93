"""Names of people: folded for comparing, how they sound, how alike two are, how they are shown."""

import re
import unicodedata
from functools import lru_cache

import jellyfish

NOT_KNOWN = "Name not known"

# Letters that Unicode does not take apart into a plain letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"}
)
_APOSTROPHES = re.compile("['`\u2018\u2019\u02bc\u00b4]")
_NOT_OF_A_NAME = re.compile(r"[^\w]+|[\d_]+")
_PARTICLES = ("o", "mc")

SAME, BEGINNING, ALIKE, SOUND, ALIKE_TWICE, INITIAL, DIFFERENT = 100, 85, 80, 70, 65, 60, 0
ONE_SLIP_FROM, TWO_SLIPS_FROM, SOUND_FROM, BEGINNING_FROM = 4, 8, 3, 3


def folded(text: str) -> str:
    """Text in small letters without accents and apostrophes: *O'Brién* becomes *obrien*."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _APOSTROPHES.sub("", bare)


def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a name: a hyphen parts two; *O Brien* and *Mc Donald* are one each."""
    words = [word for word in _NOT_OF_A_NAME.split(folded(text)) if word]
    joined: list[str] = []
    for word in words:
        while joined and joined[-1] in _PARTICLES and len(word) > 1:
            word = joined.pop() + word
        joined.append(word)
    return tuple(joined)


@lru_cache(maxsize=50_000)
def sound(token: str) -> str:
    """A key that names which sound alike share (Metaphone), or the token where it hears nothing."""
    return jellyfish.metaphone(token) or token.upper()


@lru_cache(maxsize=50_000)
def alike(typed: str, held: str) -> int:
    """How far a typed token is a held one, in hundredths: by the best of the ways it may be."""
    if typed == held:
        return SAME
    if len(typed) == 1 or len(held) == 1:
        return INITIAL if typed[0] == held[0] else DIFFERENT
    if len(typed) >= BEGINNING_FROM and held.startswith(typed):
        return BEGINNING
    longest = max(len(typed), len(held))
    slips = jellyfish.damerau_levenshtein_distance(typed, held)
    if slips == 1 and longest >= ONE_SLIP_FROM:
        return ALIKE
    if min(len(typed), len(held)) >= SOUND_FROM and sound(typed) == sound(held):
        return SOUND
    if slips == 2 and longest >= TWO_SLIPS_FROM:
        return ALIKE_TWICE
    return DIFFERENT


def shown(family_name: str, given_name: str) -> str:
    """A name as the NHS prints it: *PARGETER, Ethel*."""
    if not family_name:
        return given_name or NOT_KNOWN
    return f"{family_name.upper()}, {given_name}" if given_name else family_name.upper()
