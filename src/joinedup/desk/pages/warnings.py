"""What whoever goes to somebody must know first: alerts, risk to staff, and their language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from joinedup.people.domain.relations import AlertKind
from joinedup.people.queries import Card
from joinedup.people.queries.relations import AlertRow
from joinedup.referrals.queries.going_on import Told
from joinedup.web import filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing to know before the door is knocked at, and who told it when."""

    words: str
    source: str = ""
    tone: str = "orange"


def signs(card: Card, alerts: Sequence[AlertRow], told: Sequence[Told]) -> list[Sign]:
    """Alerts of the record, then what was told with referrals of a risk and of an interpreter."""
    found = [Sign(words=alert(one)) for one in alerts if one.kind != AlertKind.DNACPR]
    found += _risks(told)
    asked = spoken(told)
    if asked and not card.needs_interpreter:
        words = _("Interpreter: %(what)s") % {"what": asked.interpreter}
        found.append(Sign(words=words, source=told_by(asked), tone="blue"))
    return found


def interpreter(card: Card, told: Sequence[Told]) -> str:
    """Whether they need an interpreter, in words: what the index holds, then what was told."""
    asked = spoken(told)
    held = _("Needed") if card.needs_interpreter else ""
    said = f"{asked.interpreter}, {told_by(asked)}" if asked else ""
    return ". ".join(part for part in (held, said) if part) or _("Not recorded")


def spoken(told: Sequence[Told]) -> Told | None:
    """The latest referral with which an interpreter was asked for."""
    return next((one for one in told if one.interpreter), None)


def alert(one: AlertRow) -> str:
    """An alert in one line."""
    return f"{one.label}: {one.words}" if one.words else one.label


def told_by(told: Told) -> str:
    """Who told something with a referral, and when."""
    by = told.by or _("the referrer")
    return _("told by %(by)s, %(at)s") % {"by": by, "at": filters.moment(told.at)}


def _risks(told: Sequence[Told]) -> Iterator[Sign]:
    """Every risk that was told with what is open; where none was, the last that was told."""
    warned = [one for one in told if one.risks]
    once: dict[str, Told] = {}
    for one in [one for one in warned if one.is_open] or warned[:1]:
        once.setdefault(one.risks, one)
    for words, by in once.items():
        yield Sign(words=_("Risk to staff: %(what)s") % {"what": words}, source=told_by(by))
