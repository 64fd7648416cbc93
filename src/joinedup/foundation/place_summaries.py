"""What a place offers to be sent to somebody after they were talked with."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import Code, Shape, Telephone, Text, TimeOfDay

_WEB = re.compile(r"https://[A-Za-z0-9.-]+(?:/[!-~]*)?")


def _web(text: str) -> str:
    if not _WEB.fullmatch(text):
        raise ValueError(text)
    return text


WebPage = Annotated[str, Shape('the address of a page that starts with "https://"', _web)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One date of a course or a group: when it starts, and where."""

    KEY: ClassVar[tuple[str, ...]] = ("day", "where")

    day: date
    starts: TimeOfDay
    where: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryTemplate(Entry):
    """Words that staff start from; after `until` nobody is offered them, nor a date that is past.

    `contact` is who answers the `telephone`: a local champion, a club, a team.
    """

    code: Code
    name: Text
    words: tuple[Text, ...]
    until: date
    contact: Text
    telephone: Telephone
    links: tuple[WebPage, ...] = ()
    sessions: tuple[Session, ...] = ()
