"""Postcodes, as Royal Mail writes them: outward part, a space, inward part."""

import re

from joinedup.kernel.errors import Refused

OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
INWARD = r"[0-9][A-Z]{2}"

_FULL = re.compile(rf"({OUTWARD})({INWARD})")
_IN_WORDS = re.compile(rf"\b{OUTWARD}\s*{INWARD}\b", re.IGNORECASE)
_LETTERS_FOR_DIGITS = str.maketrans("OI", "01")


class PostcodeNotReal(Refused):
    """The text has not the form of a postcode."""

    code = "postcode_form"


def normalised(text: str) -> str:
    """A postcode in capitals with its one space; O and I for the inward digit are put right.

    Only the form is judged. ZZ99 codes (no fixed abode, and so on) have the form and are kept.
    """
    compact = "".join(text.upper().split())
    read = compact[:-3] + compact[-3:-2].translate(_LETTERS_FOR_DIGITS) + compact[-2:]
    match = _FULL.fullmatch(read)
    if match is None:
        raise PostcodeNotReal(text=text)
    return f"{match[1]} {match[2]}"


def district(postcode: str) -> str:
    """The part of a postcode that names a district: *HP19* of *HP19 8AB*."""
    return postcode.partition(" ")[0]


def not_shown(words: str) -> str:
    """Words as they are shown while it is restricted where somebody is: no postcode."""
    return _IN_WORDS.sub("postcode not shown", words)
