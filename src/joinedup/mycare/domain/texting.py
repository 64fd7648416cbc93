"""Texts to a mobile: how many are charged for, at what hours, to whom, and how one ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from joinedup.kernel import local_time
from joinedup.people.domain import phones

MOST_SEGMENTS: Final = 3
OPENS, CLOSES = time(8), time(20)
MOST_TRIES: Final = 3
"""How often a text goes out that a telephone did not take: it may have been off for days."""
FIRST_PAUSE: Final = timedelta(hours=1)
ASK_FIRST: Final = timedelta(minutes=2)
ASK_EVERY: Final = timedelta(hours=1)
LATE_AFTER: Final = timedelta(hours=2)
"""After how long a text that no carrier took is told to whoever sent it."""
NO_NEWS_AFTER: Final = timedelta(days=5)
"""After how long no more is asked what came of a text: its carrier forgets it after seven days."""

# 3GPP TS 23.038, the default alphabet and its extension table.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_PLAINER: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "\u2022": "-",
        "\t": " ",
        "\r": "\n",
    }
)


class Alphabet(StrEnum):
    """In which alphabet a text travels."""

    GSM = "gsm-7"
    UCS = "ucs-2"


_ALONE: Final = {Alphabet.GSM: 160, Alphabet.UCS: 70}
_JOINED: Final = {Alphabet.GSM: 153, Alphabet.UCS: 67}


class TextState(StrEnum):
    """How a text stands."""

    NONE = ""
    WAITING = "waiting"
    SENT = "sent"
    ARRIVED = "arrived"
    FAILED = "failed"
    STOPPED = "stopped"


class Trouble(StrEnum):
    """Why a text did not arrive, or was not sent after all."""

    NUMBER = "number"
    NOT_REACHED = "not_reached"
    GIVEN_UP = "given_up"
    NO_NEWS = "no_news"
    DIED = "died"
    NOT_WANTED = "not_wanted"
    RESTRICTED = "restricted"
    NUMBER_CHANGED = "number_changed"
    IN_ERROR = "in_error"
    OFF = "off"


class Came(StrEnum):
    """What a carrier says came of a text."""

    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"
    NO_SUCH_NUMBER = "no_such_number"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Counted:
    """In how many texts, of which alphabet, words travel."""

    alphabet: Alphabet
    units: int
    segments: int


def plainer(words: str) -> str:
    """Words with the typographer's marks that would halve the room in a text put plainly."""
    lines = words.replace("\r\n", "\n").translate(_PLAINER).split("\n")
    return "\n".join(one.rstrip() for one in lines).strip()


def counted(words: str) -> Counted:
    """How many texts words are sent as.

    A letter of the extension table takes two places, and one beyond the first 65,536 of Unicode
    two as well; neither is cut in two where one text ends and the next begins.
    """
    is_gsm = all(one in _BASIC or one in _EXTENDED for one in words)
    alphabet = Alphabet.GSM if is_gsm else Alphabet.UCS
    sizes = [_size(one, alphabet) for one in words]
    units = sum(sizes)
    if units <= _ALONE[alphabet]:
        return Counted(alphabet, units, 1)
    return Counted(alphabet, units, len(list(_filled(sizes, _JOINED[alphabet]))))


def _size(letter: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM:
        return 2 if letter in _EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _filled(sizes: Iterable[int], room: int) -> Iterator[int]:
    held = 0
    for size in sizes:
        if held + size > room:
            yield held
            held = 0
        held += size
    yield held


def mobile(phone: str) -> str | None:
    """A mobile of this country as carriers take it, +447...; None where texts do not go.

    070 is a personal number and 076 a pager (Ofcom, *National Telephone Numbering Plan*); 07624 is
    a mobile of the Isle of Man all the same.
    """
    dialled = phones.normalised(phone)
    if dialled is None or len(dialled) != 11 or not dialled.startswith("07"):
        return None
    is_other = dialled[2] in "06" and not dialled.startswith("07624")
    return None if is_other else f"+44{dialled[1:]}"


def ending(number: str) -> str:
    """By which digits a number is told, where it need not be read whole."""
    return number[-3:]


def next_open(at: datetime, zone: tzinfo) -> datetime:
    """When a text may go out that is ready at an instant: at once, or at eight in the morning."""
    here = at.astimezone(zone)
    if OPENS <= here.time() < CLOSES:
        return at
    day = here.date() if here.time() < OPENS else here.date() + timedelta(days=1)
    return local_time.earliest(datetime.combine(day, OPENS), zone)


def again_at(tries: int, at: datetime) -> datetime | None:
    """When a text that a telephone did not take goes out again; None after the last time."""
    return at + FIRST_PAUSE * 4 ** (tries - 1) if tries < MOST_TRIES else None


def asked_at(sent_at: datetime, at: datetime) -> datetime | None:
    """When the carrier is asked again what came of a text; None once it is asked no more."""
    if at - sent_at >= NO_NEWS_AFTER:
        return None
    waited = max(at - sent_at, ASK_FIRST)
    return at + min(waited, ASK_EVERY)
