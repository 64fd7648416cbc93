"""Small numbers, which could point at a person, are withheld at the door out."""

SMALLEST_SHOWN = 5
WITHHELD = f"fewer than {SMALLEST_SHOWN}"


def suppress(count: int) -> int | str:
    """A count of people as a figure may show it: one to four are withheld, nobody is shown."""
    return WITHHELD if 0 < count < SMALLEST_SHOWN else count
