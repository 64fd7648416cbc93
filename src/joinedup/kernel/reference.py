"""Short references that people read aloud: eight characters and a check character."""

from uuid import UUID

from joinedup.kernel.errors import Refused

# Crockford's base 32: without I, L and O, which are read as digits, and U, which makes words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
BITS_EACH = 5

_MISREAD = str.maketrans("OIL", "011")
_FIELD_POLYNOMIAL = 0b100101


class ReferenceNotReal(Refused):
    """The text is no reference, or a character of it is wrong."""

    code = "reference_check"


def reference(thing_id: UUID) -> str:
    """The reference of a thing, as in *7KQ4-M2XF-W*, from the random end of its UUIDv7.

    It holds 40 random bits. Among 100,000 things the odds that any two share one are 1 in 220;
    among 1,000,000 they are 1 in 3, and the next one has a chance in a million of meeting another.
    So the column is unique in the database, and what is refused there is made again with a new id.
    """
    last = BITS_EACH * (LENGTH - 1)
    values = [thing_id.int >> shift & 31 for shift in range(last, -1, -BITS_EACH)]
    return _grouped("".join(ALPHABET[value] for value in (*values, _check(values))))


def parse_reference(text: str) -> str:
    """A reference as typed or heard, in its one spelling: O is read as 0, I and L as 1.

    Any one wrong character, and any two that changed places, are refused.
    """
    kept = "".join(character for character in text if character.isalnum())
    compact = kept.upper().translate(_MISREAD)
    if len(compact) != LENGTH + 1 or not set(compact) <= set(ALPHABET):
        raise ReferenceNotReal()
    *values, check = [ALPHABET.index(character) for character in compact]
    if _check(values) != check:
        raise ReferenceNotReal()
    return _grouped(compact)


def _grouped(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:8]}-{characters[8:]}"


def _check(values: list[int]) -> int:
    # A sum in the field of 32 elements, in which each place has a weight of its own, a power of x:
    # one changed value, or two exchanged, cannot leave the sum as it was.
    total = 0
    for value in values:
        total = (total ^ value) << 1
        total ^= _FIELD_POLYNOMIAL if total > 31 else 0
    return total
