"""What one box of free text asks for: numbers, names, dates of birth, a postcode."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from joinedup.kernel import nhs_number
from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber, NhsNumberCheck, NhsNumberLength
from joinedup.kernel.reference import ReferenceNotReal, parse_reference
from joinedup.people.domain import births, names, phones, postcodes
from joinedup.people.domain.births import Written

LONGEST_TEXT = 200
MOST_NAMES = 8
FEWEST_FIGURES_OF_NOTE = 7

# Problems with what was typed: said beside the answer where the rest is enough, else refused.
WRONG_NUMBER = NhsNumberCheck.code
NOT_A_WHOLE_NUMBER = NhsNumberLength.code
NO_SUCH_DATE = "date_not_real"

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
# Surnames too, so they go only where a title stands: first, and not before a comma.
TITLES_IN_FRONT = TITLES | {"sir", "dame", "lord", "lady", "rev", "reverend", "prof", "professor"}

_LABEL = re.compile(
    r"\b(?:nhs(?:\s+(?:number|num|no))?|d\.?o\.?b|date\s+of\s+birth|born|post\s?code)\b[.:#]*\s*"
    r"(?=[0-9]|[a-z]{1,2}[0-9])",
    re.IGNORECASE,
)
_POSTCODE = re.compile(rf"\b{postcodes.OUTWARD}\s*{postcodes.INWARD}\b", re.IGNORECASE)
_DISTRICT = re.compile(rf"\b{postcodes.OUTWARD}\b", re.IGNORECASE)
_FIGURES = re.compile(r"(?<!\w)[0-9]+(?:[ \-./]{1,3}[0-9]+)*(?!\w)")
# As we write it; or run together, where a name would have no figure and a number no letter.
_REFERENCE = re.compile(
    r"\s*(?:[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]"
    r"|(?=.*[0-9])(?=.*[a-z])[0-9a-z]{4} ?[0-9a-z]{4} ?[0-9a-z])\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[ \-./]+")


class SearchTooThin(Refused):
    """It would list strangers: it needs a date of birth, a postcode or a number."""

    code = "search_too_thin"


class SearchTooLong(Refused):
    """More was pasted than one person's details."""

    code = "search_too_long"


class ReferenceUnknown(Refused):
    """It is written like a reference, and opens nothing: not there or hidden, which look alike."""

    code = "reference_unknown"


class SearchEmpty(Refused):
    """Nothing was typed that anybody can be found by."""

    code = "search_empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for. `family` are those of the `names` that stood before a comma.

    `problems` are codes of what was typed and could not be read, beside what could.
    """

    number: NhsNumber | None = None
    names: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    births: tuple[date, ...] = ()
    postcode: str | None = None
    district: str | None = None
    phone: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether it finds somebody rather than lists strangers: never a name alone."""
        pins_down = bool(self.number or self.births or self.postcode or self.phone)
        return pins_down or bool(self.district and self.names)


type _Reading = NhsNumber | Written | str
"""What some figures turn out to be; a string is the code of a problem."""


def as_reference(text: str) -> str | None:
    """The reference that a whole box of text is, in its one spelling; None where it is none."""
    if not _REFERENCE.fullmatch(text):
        return None
    try:
        return parse_reference(text)
    except ReferenceNotReal:
        return None


def parse(text: str, *, on: date) -> Query:
    """Read one box of text; raise the plain reason where it cannot find anybody.

    A wrong NHS number or an impossible date beside something good enough is a problem noted on the
    query, and the rest is looked for.
    """
    text = unicodedata.normalize("NFKC", text)
    if len(text) > LONGEST_TEXT:
        raise SearchTooLong(longest=LONGEST_TEXT)
    if _REFERENCE.fullmatch(text):
        raise ReferenceUnknown()
    text, postcode, district = _without_postcode(_LABEL.sub(" ", text))
    text, phone = _without_phone(text)
    text, worded = births.without_worded(text)
    readings = [*worded, *_figures(text)]
    typed, family = _names(_FIGURES.sub(" ", text))
    numbers = [one for one in readings if isinstance(one, NhsNumber)]
    dates = [one.readings(on) for one in readings if isinstance(one, Written)]
    problems = [one for one in readings if isinstance(one, str)]
    query = Query(
        number=numbers[0] if numbers else None,
        names=typed,
        family=family,
        births=tuple(dict.fromkeys(day for meant in dates for day in meant)),
        postcode=postcode,
        district=district,
        phone=phone,
        problems=(*problems, *(NO_SUCH_DATE for meant in dates if not meant)),
    )
    _refuse_unless_enough(query)
    return query


def _without_postcode(text: str) -> tuple[str, str | None, str | None]:
    if whole := _POSTCODE.search(text):
        return _cut_out(whole), postcodes.normalised(whole[0]), None
    if district := _DISTRICT.search(text):
        return _cut_out(district), None, district[0].upper()
    return text, None, None


def _without_phone(text: str) -> tuple[str, str | None]:
    found = phones.WRITTEN.search(text)
    return (_cut_out(found), phones.normalised(found[0])) if found else (text, None)


def _cut_out(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} {match.string[match.end() :]}"


def _figures(text: str) -> Iterator[_Reading]:
    for run in _FIGURES.findall(text):
        yield from _readings(_BETWEEN.split(run))


def _readings(groups: Sequence[str]) -> Iterator[_Reading]:
    """Groups of figures from the left: a number that is right, a date, a number that is not."""
    left_over = 0
    while groups:
        count = _groups_of_number(groups)
        number = "".join(groups[:count])
        date_count, written = births.in_figures(groups)
        if nhs_number.is_valid(number):
            yield NhsNumber(number)
        elif written:
            count = date_count
            yield written
        elif number:
            yield WRONG_NUMBER
        else:
            count, left_over = 1, left_over + len(groups[0])
        groups = groups[count:]
    if left_over >= FEWEST_FIGURES_OF_NOTE:
        yield NOT_A_WHOLE_NUMBER


def _groups_of_number(groups: Sequence[str]) -> int:
    lengths = list(accumulate(len(group) for group in groups))
    return lengths.index(nhs_number.LENGTH) + 1 if nhs_number.LENGTH in lengths else 0


def _names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, _, after = text.partition(",")
    front, back = names.tokens(before), names.tokens(after)
    is_family_first = bool(front and back)
    family = front if is_family_first else ()
    called = back if is_family_first else front + back
    if len(called) > 1 and called[0] in TITLES_IN_FRONT:
        called = called[1:]
    typed = (family + called)[:MOST_NAMES]
    return _without_titles(typed), _without_titles(family)


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in TITLES) or words


def _refuse_unless_enough(query: Query) -> None:
    if query.is_enough:
        return
    if query.problems:
        raise Refused(query.problems[0])
    if query.names or query.district:
        raise SearchTooThin()
    raise SearchEmpty()
