"""What people were told after a talk, in words: how it went, and what to know before it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.mycare.domain import reading_age, texting
from joinedup.mycare.domain.summaries import OWN_WORDS, How, TextWish, WhyShort, Wished
from joinedup.mycare.domain.texting import Alphabet, TextState, Trouble
from joinedup.mycare.queries.summaries import SummaryRow, Template
from joinedup.mycare.queries.texting import Planned
from joinedup.web import filters
from joinedup.web.sentences.kinds import Sentence

_HOW: Final[Mapping[How, Sentence]] = {
    How.OWN_PAGES: _lazy("Own pages"),
    How.TEXT: _lazy("Text"),
    How.LETTER: _lazy("Letter"),
}
_STATES: Final[Mapping[TextState, tuple[Sentence, str]]] = {
    TextState.NONE: ("", ""),
    TextState.WAITING: (_lazy("Waits to be sent"), "yellow"),
    TextState.SENT: (_lazy("Sent, no news yet"), "blue"),
    TextState.ARRIVED: (_lazy("Arrived"), "green"),
    TextState.FAILED: (_lazy("Did not arrive"), "red"),
    TextState.STOPPED: (_lazy("Not sent"), "red"),
}
_TROUBLES: Final[Mapping[Trouble, Sentence]] = {
    Trouble.NUMBER: _lazy("The number does not work. Ask them for the right one."),
    Trouble.NOT_REACHED: _lazy("The phone was off or out of reach, three times."),
    Trouble.GIVEN_UP: _lazy("The carrier did not answer for three days."),
    Trouble.NO_NEWS: _lazy("The carrier took it, and then said no more."),
    Trouble.DIED: _lazy("They have died."),
    Trouble.NOT_WANTED: _lazy("They said that they do not want such a text."),
    Trouble.RESTRICTED: _lazy("Where they are is kept secret now."),
    Trouble.NUMBER_CHANGED: _lazy("Their number was changed after this was written."),
    Trouble.IN_ERROR: _lazy("It was a mistake."),
    Trouble.OFF: _lazy("No texts are sent here now."),
}
_WHY_SHORT: Final[Mapping[WhyShort, Sentence]] = {
    WhyShort.NOT_AGREED: _lazy(
        "They did not agree to have the words by text. It says that there is something to read."
    ),
    WhyShort.FOR_FEW: _lazy(
        "Your words tell of what is for few to know. The text says that there is something to read."
    ),
    WhyShort.NAMED: _lazy(
        "Your words name them, and they did not agree to that. The text says that there is"
        " something to read."
    ),
}
_WISHES: Final[Mapping[TextWish, Sentence]] = {
    TextWish.NOT_ASKED: _lazy("Not asked yet. A text says that there is something to read."),
    TextWish.LITTLE: _lazy("A text may say that there is something to read, and no more."),
    TextWish.WORDS: _lazy("The words may go in the text."),
    TextWish.NO_TEXTS: _lazy("They want no texts."),
}
_ALPHABETS: Final[Mapping[Alphabet, Sentence]] = {
    Alphabet.GSM: "",
    Alphabet.UCS: _lazy("A sign in it makes each text hold less."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One summary as a list and its own page draw it."""

    row: SummaryRow
    how: str
    state: str
    tone: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody would get, and what to know first."""

    told: str
    words: str
    ending: str
    count: str
    why_short: str
    goes_at: datetime | None
    others: str
    did_not_arrive: bool
    age: str


def line(row: SummaryRow) -> Line:
    """One summary, in words."""
    state, tone = _STATES[row.state]
    if row.is_in_error:
        state, tone = _lazy("Sent by mistake"), "red"
    return Line(
        row=row,
        how=str(_HOW[row.how]) + (_(", number ending %s") % row.ending if row.ending else ""),
        state=str(state),
        tone=tone,
        why=str(_TROUBLES[row.trouble]) if row.trouble else _when(row),
    )


def named(template: Template) -> str:
    """Words to start from, by the name that staff know them by."""
    return _("Your own words") if template.code == OWN_WORDS else template.name


def wished(said: Wished) -> str:
    """What somebody said about texts."""
    name = _(" You may use their name.") if said.may_name else ""
    return f"{_WISHES[said.wish]}{name}"


def shown(words: str, told: str, plan: Planned | None, *, at: datetime) -> Shown:
    """What somebody would get, for whoever is about to send it."""
    text = plan.text if plan else None
    return Shown(
        told=told,
        words=text.words if text else words,
        ending=texting.ending(text.number) if text else "",
        count=_count(text.counted) if text else "",
        why_short=str(_WHY_SHORT[text.why_short]) if text and text.why_short else "",
        goes_at=plan.goes_at if plan and plan.goes_at > at else None,
        others=_others(plan.others_with_number) if plan else "",
        did_not_arrive=plan.did_not_arrive if plan else False,
        age=_age(words),
    )


def _age(words: str) -> str:
    years = reading_age.reading_age(words)
    if years <= reading_age.WANTED:
        return _("It is easy to read.")
    said = {"age": round(years), "wanted": reading_age.WANTED}
    return _("It reads like a text for age %(age)d. Aim for %(wanted)d: short words help.") % said


def _count(count: texting.Counted) -> str:
    said = _("It goes as 1 text.")
    if count.segments > 1:
        said = _("It goes as %d texts.") % count.segments
    return f"{said} {_ALPHABETS[count.alphabet]}".strip()


def _others(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return _("One more person has this number. They may share the phone.")
    return _("%d more people have this number. They may share the phone.") % count


def _when(row: SummaryRow) -> str:
    if row.state is TextState.WAITING and not row.is_handed and row.send_at:
        return _("It goes at %s.") % filters.moment(row.send_at)
    return ""
