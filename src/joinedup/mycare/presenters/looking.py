"""Who has looked, what was asked and what somebody said, as they read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.foundation import place
from joinedup.foundation.permissions import Role
from joinedup.foundation.reading import OwnLook
from joinedup.foundation.scope import BROKEN_GLASS
from joinedup.foundation.viewing import DELEGATE
from joinedup.mycare.domain.asking import AskedFor, Outcome
from joinedup.mycare.queries.asking import Asked
from joinedup.mycare.queries.looks import OwnLooks
from joinedup.people.domain.telling import ABOUT_ME, Lasting
from joinedup.people.queries.own_words import OwnWords
from joinedup.web import filters
from joinedup.web.sentences.kinds import Sentence


@dataclass(frozen=True, slots=True)
class LookRow:
    """Looks of one person on one day, as one line."""

    reading_id: UUID
    on: str
    who: str
    where: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Something that was asked, and what was answered."""

    what: str
    words: str
    at: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class LastingRow:
    """Something that holds of somebody: its title, its words, and by what address it is changed."""

    code: str
    title: str
    words: str


def rows(page: OwnLooks) -> list[LookRow]:
    """The looks of a page, those of one person on one day as one line."""
    told: dict[tuple[UUID, str, str], LookRow] = {}
    for look in page.looks:
        name = page.names.get(look.account_id, "")
        one = row(look, is_hidden=page.is_hidden, name=name)
        key = (look.account_id, one.on, one.why)
        held = told.get(key)
        told[key] = replace(held, count=held.count + 1) if held else one
    return list(told.values())


def row(look: OwnLook, *, is_hidden: bool, name: str = "") -> LookRow:
    """One look; whoever acted for the person is named."""
    here = place.current()
    acted = _("%(name)s, acting for you") % {"name": name or _("Someone")}
    where = "" if is_hidden else here.organisation_name(look.organisation_code)
    return LookRow(
        reading_id=look.reading_id,
        on=filters.day(filters.local(look.at).date()),
        who=acted
        if look.ground == DELEGATE
        else str(_WHO.get(look.role) or _("Someone who cares for you")),
        where=where if look.organisation_code else "",
        why=str(_WHY.get(look.ground) or _("To help with your care")),
        count=1,
    )


def asked(one: Asked) -> AskedRow:
    """One request."""
    answered = _OUTCOMES.get(one.outcome) if one.outcome else None
    return AskedRow(
        what=str(_ASKED[one.asked_for]),
        words=one.words,
        at=filters.moment(one.made_at),
        answer=one.answer,
        answered=str(answered) if answered else _("We will answer you. This can take some days."),
    )


def lasting(words: OwnWords, some: Sequence[Lasting] = ABOUT_ME) -> list[LastingRow]:
    """What holds of somebody, of the kinds that a page is about."""
    return [LastingRow(what.value, title(what), words.lasting[what]) for what in some]


def title(what: Lasting) -> str:
    """What something that holds is called."""
    return str(_TITLES[what])


def hint(what: Lasting) -> str:
    """An example of it."""
    return str(_HINTS[what])


def language(code: str) -> str:
    """A language in words: most are kept in words already."""
    return str(_LANGUAGES.get(code.casefold(), code))


_WHO: Final[Mapping[str, Sentence]] = {
    Role.REFERRER: _lazy("Your doctor's team, or someone who sent you to us"),
    Role.REFERRAL_CLINICIAN: _lazy("The nurse who chooses who can help you"),
    Role.URGENT_CLINICIAN: _lazy("A doctor or nurse for urgent help"),
    Role.TEAM_MEMBER: _lazy("Someone from a team that helps you"),
    Role.TEAM_MANAGER: _lazy("Someone who leads a team that helps you"),
    Role.PRIVACY_OFFICER: _lazy("The person who checks who looks"),
    Role.SYSTEM: _lazy("A computer that shares your record"),
}
_WHY: Final[Mapping[str, Sentence]] = {
    BROKEN_GLASS: _lazy("They opened it in an emergency. We check each time this is done."),
    DELEGATE: _lazy("They act for you on these pages"),
    "found": _lazy("They looked for you by name or number"),
}
_ASKED: Final = {
    AskedFor.CORRECTION: _lazy("You asked us to put something right"),
    AskedFor.NAME: _lazy("You asked who looked"),
}
_OUTCOMES: Final = {
    Outcome.DONE: _lazy("We did this."),
    Outcome.IN_PART: _lazy("We did some of this."),
    Outcome.NOT_DONE: _lazy("We did not do this."),
}
_TITLES: Final = {
    Lasting.MATTERS: _lazy("What matters to me"),
    Lasting.HOW_TO_TALK: _lazy("How to talk with me"),
    Lasting.HELPS: _lazy("What helps me"),
    Lasting.CARES_FOR: _lazy("Who I look after"),
    Lasting.IF_I_CANNOT: _lazy("If I can not care one day"),
    Lasting.BREAKS: _lazy("My breaks"),
}
_HINTS: Final = {
    Lasting.MATTERS: _lazy("For example: I want to stay at home with my cat."),
    Lasting.HOW_TO_TALK: _lazy("For example: talk slowly, and face me so I can see your lips."),
    Lasting.HELPS: _lazy("For example: large print, a step at the door, a visit after ten."),
    Lasting.CARES_FOR: _lazy(
        "For example: my father, who can not see well. You need not give a name."
    ),
    Lasting.IF_I_CANNOT: _lazy(
        "Who can step in, and how do we reach them? What must be done on the first day? For"
        " example: ring my sister on 01632 960001. She has a key. Pills at eight, with food."
    ),
    Lasting.BREAKS: _lazy("For example: my neighbour sits with him on Mondays. I want one more."),
}
_LANGUAGES: Final = {"en": _lazy("English"), "": ""}
