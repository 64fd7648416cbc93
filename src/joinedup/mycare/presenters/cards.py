"""An opened card in words, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from joinedup.mycare.presenters import looking, record
from joinedup.mycare.presenters.record import EntryLine, PaperLine
from joinedup.mycare.queries.cards import ShownCard
from joinedup.people.domain.own_parts import OwnPart
from joinedup.people.domain.telling import ABOUT_ME
from joinedup.people.queries.own import OwnPerson


@dataclass(frozen=True, slots=True)
class CardSection:
    """One part of an opened card: its title, and what stands in it."""

    title: str
    entries: tuple[EntryLine, ...]
    papers: tuple[PaperLine, ...]
    words: str
    none: str


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """An opened card: whose it is, its parts, and until when it is read."""

    person: OwnPerson
    sections: tuple[CardSection, ...]
    reads_until: datetime


def drawn(shown: ShownCard) -> DrawnCard:
    """A card as its page shows it."""
    sections = [_of_entries(part, shown) for part in shown.entries]
    if shown.papers is not None:
        papers = tuple(record.papers(shown.papers))
        none = "" if papers else _("No papers are held here. There may be some elsewhere: ask.")
        sections.append(CardSection(record.title(OwnPart.WISHES), (), papers, "", none))
    sections += _of_words(
        {looking.title(one): shown.lasting[one] for one in ABOUT_ME if shown.lasting.get(one)}
    )
    return DrawnCard(shown.person, tuple(sections), shown.reads_until)


def _of_entries(part: OwnPart, shown: ShownCard) -> CardSection:
    lines = tuple(record.entries(shown.entries[part]))
    none = "" if lines else _("Nothing is held here. That does not mean there is none: ask.")
    if part in shown.more:
        none = _("There is more than this card shows: ask their doctor.")
    return CardSection(record.title(part), lines, (), "", none)


def _of_words(said: Mapping[str, str]) -> list[CardSection]:
    return [CardSection(title, (), (), words, "") for title, words in said.items()]
