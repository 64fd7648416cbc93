"""Telephone numbers, as they are found among other words and compared with each other."""

import re
from typing import Final

# A code and the rest in the groups that people write, so that figures of a date or of an NHS
# number beside it are not taken for more of it.
WRITTEN: Final = re.compile(
    r"(?<![\w+])\(?(?:\+44 ?(?:\(0\) ?)?|0)"
    r"(?:[0-9]{9,10}|[0-9]{2}\)?[ -][0-9]{4}[ -]?[0-9]{4}|[0-9]{3}\)?[ -][0-9]{3}[ -]?[0-9]{4}"
    r"|[0-9]{4}\)?[ -][0-9]{3}[ -]?[0-9]{2,3})(?!\w)"
)
LENGTHS: Final = (10, 11)


def normalised(text: str) -> str | None:
    """A number of this country as dialled within it: figures alone; None where it is no such."""
    figures = "".join(one for one in text.replace("(0)", "") if one in "0123456789+")
    dialled = re.sub(r"^(?:\+|00)44", "0", figures)
    is_whole = dialled.isdigit() and dialled.startswith("0") and len(dialled) in LENGTHS
    return dialled if is_whole else None
