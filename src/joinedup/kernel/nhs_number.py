"""The NHS number: ten digits, the last a modulus 11 check (NHS Data Dictionary, *NHS NUMBER*)."""

from dataclasses import dataclass

from joinedup.kernel.errors import Refused

LENGTH = 10
WEIGHTS = range(10, 1, -1)


class NhsNumberLength(Refused):
    """Not ten digits."""

    code = "nhs_number_length"


class NhsNumberCheck(Refused):
    """The last digit does not agree with the nine before it."""

    code = "nhs_number_check"


class NhsNumberPlaceholder(Refused):
    """One digit ten times. It passes the check, but people type it to get past a form.

    Taken as a number it would make one person of everybody it was typed for.
    """

    code = "nhs_number_placeholder"


@dataclass(frozen=True, slots=True, order=True)
class NhsNumber:
    """An NHS number that is well formed; whether it was issued, and to whom, is not said."""

    value: str

    def __post_init__(self) -> None:
        if not _is_ten_digits(self.value):
            raise NhsNumberLength()
        if _check(self.value[:-1]) != int(self.value[-1]):
            raise NhsNumberCheck()
        if len(set(self.value)) == 1:
            raise NhsNumberPlaceholder()

    @classmethod
    def parse(cls, text: str) -> "NhsNumber":
        """A number as typed: spaces, dashes and dots in any place are passed over."""
        return cls("".join(character for character in text if character.isalnum()))

    @property
    def display(self) -> str:
        """The number as people read it: three, three and four digits that stay on one line."""
        return "\u00a0".join((self.value[:3], self.value[3:6], self.value[6:]))


def is_valid(digits: str) -> bool:
    """Whether ten digits, without spaces, are a well formed number."""
    try:
        NhsNumber(digits)
    except Refused:
        return False
    return True


def make(nine_digits: str) -> NhsNumber | None:
    """The number that nine digits begin; none where the check would be ten, as none is issued."""
    check = _check(nine_digits)
    return NhsNumber(f"{nine_digits}{check}") if check < 10 else None


def _is_ten_digits(text: str) -> bool:
    return len(text) == LENGTH and text.isascii() and text.isdigit()


def _check(nine_digits: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(nine_digits, WEIGHTS, strict=True))
    return -total % 11
