"""What somebody is told after they were talked with: what of it a text may say, and to whom."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from joinedup.kernel.errors import Refused
from joinedup.kernel.sections import Section
from joinedup.mycare.domain import texting
from joinedup.mycare.domain.texting import Counted
from joinedup.people.domain import names, sections

LONGEST: Final = 2000
LONGEST_NOTE: Final = 300
JUST_NOW: Final = timedelta(minutes=10)
"""Within how long a second summary is likely to be the first, sent by two people."""
OWN_WORDS: Final = "own-words"
"""By what it is known that nobody started from words of the place."""
_SHORTEST_TOLD: Final = 5
_POSSESSIVE: Final = re.compile(r"['\u2019]s\b")


class How(StrEnum):
    """By what somebody is told; on their own pages it stands always."""

    OWN_PAGES = "own_pages"
    TEXT = "text"
    LETTER = "letter"


class TextWish(StrEnum):
    """What somebody said about being sent texts."""

    NOT_ASKED = "not_asked"
    LITTLE = "little"
    WORDS = "words"
    NO_TEXTS = "no_texts"


class WhyShort(StrEnum):
    """Why a text says only that there is something to read."""

    NOT_AGREED = "not_agreed"
    FOR_FEW = "for_few"
    NAMED = "named"


class NothingToTell(Refused):
    """A summary without a word."""

    code = "summary_without_words"


class NoMobile(Refused):
    """No mobile number of this country is held."""

    code = "summary_no_mobile"


class TextsNotWanted(Refused):
    """They said that they want no texts."""

    code = "summary_texts_not_wanted"


class TextsOff(Refused):
    """The place sends no texts."""

    code = "summary_texts_off"


class WhereHidden(Refused):
    """Whoever looks for them may read a text to an old number."""

    code = "summary_text_restricted"


class ForTheDead(Refused):
    """Nothing is sent to somebody who has died."""

    code = "summary_for_the_dead"


class TextTooLong(Refused):
    """More than goes into three texts."""

    code = "summary_text_too_long"


class NumberDoubted(Refused):
    """The number stands on other people's records, or a text to it did not arrive."""

    code = "summary_number_doubted"


class JustSent(Refused):
    """Somebody sent them a summary a moment ago."""

    code = "summary_just_sent"


class TextChanged(Refused):
    """What they would get is not what was shown."""

    code = "summary_text_changed"


class NoReason(Refused):
    """At night without a word of why."""

    code = "summary_now_unreasoned"


class NoNote(Refused):
    """Something is settled, or was a mistake, without a word of how."""

    code = "summary_without_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """What somebody said about texts, and whether one may name them."""

    wish: TextWish = TextWish.NOT_ASKED
    may_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """What of somebody decides what may be texted to them."""

    phone: str
    names: tuple[str, ...]
    wished: Wished
    has_died: bool
    is_hidden: bool
    reads_online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What stands in every text: who it is from, where to read on, whom to ring."""

    place: str
    telephone: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Exactly what somebody gets, and why it says no more."""

    number: str
    words: str
    counted: Counted
    why_short: WhyShort | None

    @property
    def told(self) -> str:
        """By what it is known again that this is what was shown."""
        return digest(f"{self.number} {self.words}")


def digest(words: str) -> str:
    """By what words are known again."""
    return sha256(words.encode()).hexdigest()[:20]


def kept(words: str) -> str:
    """Words as they are kept and sent; raises where there are none."""
    told = texting.plainer(words)[:LONGEST]
    if not told:
        raise NothingToTell(at="words")
    return told


def noted(words: str) -> str:
    """Why it was a mistake, or how it was settled; raises where nothing is said."""
    told = " ".join(words.split())[:LONGEST_NOTE]
    if not told:
        raise NoNote(at="words")
    return told


def check_alive(*, has_died: bool) -> None:
    """Raise for somebody who has died."""
    if has_died:
        raise ForTheDead()


def text(words: str, to: Addressee, sender: Sender, *, guarded: Iterable[str]) -> Text:
    """What a text to somebody says, or why they get none.

    Whoever holds a telephone reads its texts. So one says no more than that there is something,
    unless the person agreed to more; and no more either where the words are for few to know, or
    would name somebody who did not agree to be named.
    """
    check_alive(has_died=to.has_died)
    if to.is_hidden:
        raise WhereHidden(at="how")
    if to.wished.wish is TextWish.NO_TEXTS:
        raise TextsNotWanted(at="how")
    number = texting.mobile(to.phone)
    if number is None:
        raise NoMobile(at="how")
    why = why_short(words, to, guarded=guarded)
    said = texting.plainer(short(to, sender) if why else whole(words, sender))
    count = texting.counted(said)
    if count.segments > texting.MOST_SEGMENTS:
        raise TextTooLong(at="words", segments=count.segments, most=texting.MOST_SEGMENTS)
    return Text(number=number, words=said, counted=count, why_short=why)


def why_short(words: str, to: Addressee, *, guarded: Iterable[str]) -> WhyShort | None:
    """Why a text does not say the words themselves; None where it does."""
    if to.wished.wish is not TextWish.WORDS:
        return WhyShort.NOT_AGREED
    if is_for_few(words, guarded=guarded):
        return WhyShort.FOR_FEW
    if not to.wished.may_name and is_named(words, to.names):
        return WhyShort.NAMED
    return None


def short(to: Addressee, sender: Sender) -> str:
    """That there is something to read or to hear, and nothing of what."""
    where = (
        f"Sign in to read it: {sender.address}"
        if to.reads_online
        else f"Ring {sender.telephone} to hear it."
    )
    return f"{sender.place} care: you have a new summary. {where}\n{_not_you(sender)}"


def whole(words: str, sender: Sender) -> str:
    """The words themselves, whom they are from, and what to do if they are somebody else's."""
    return f"{sender.place} care:\n{words}\n{_not_you(sender)}"


def _not_you(sender: Sender) -> str:
    return f"Not for you? Ring {sender.telephone}."


def is_for_few(words: str, *, guarded: Iterable[str]) -> bool:
    """Whether words tell of what is for few to know.

    That is mental or sexual health, or what an entry says of them that is not for everybody.
    """
    closed = (Section.MENTAL_HEALTH, Section.SEXUAL_HEALTH)
    if any(sections.tells_of(one, code_system="", code="", words=words) for one in closed):
        return True
    said = _folded(words)
    few = [_folded(one) for one in guarded]
    return any(len(one) >= _SHORTEST_TOLD and one in said for one in few)


def is_named(words: str, called: Iterable[str]) -> bool:
    """Whether words hold a name of the person, in any case."""
    said = set(names.tokens(_POSSESSIVE.sub("", words)))
    return any(one in said for name in called for one in names.tokens(name))


def _folded(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().casefold()
