"""Names of what figures are by, and the words for how a measure counts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.foundation.place import Place
from joinedup.measures.domain.board import By
from joinedup.measures.domain.measure import Basis, Measure
from joinedup.referrals.domain.calls import Outcome
from joinedup.web import filters

NOTHING: Final = "\N{EN DASH}"


def title(by: By) -> str:
    """What a table is by, in the place's own words."""
    words = place.current().words
    return {
        By.WEEK: _("By week"),
        By.RESPONSE_CLASS: _("By %(what)s") % {"what": words.response_class},
        By.LEAD: _("By %(what)s") % {"what": words.lead},
        By.LOCALITY: _("By %(what)s") % {"what": words.locality},
        By.REFERRER: _("By who referred"),
        By.SERVICE: _("By service asked for"),
    }[by]


def one(by: By) -> str:
    """The heading of the first column."""
    words = place.current().words
    return {
        By.WEEK: _("Week from"),
        By.RESPONSE_CLASS: filters.capital(words.response_class),
        By.LEAD: filters.capital(words.lead),
        By.LOCALITY: filters.capital(words.locality),
        By.REFERRER: _("Referred by"),
        By.SERVICE: _("Service"),
    }[by]


def part(by: By, code: str) -> str:
    """The name of one part; a code that the place file has dropped is shown as it is."""
    here = place.current()
    if by is By.WEEK:
        return filters.short_day(date.fromisoformat(code))
    if by is By.SERVICE and not code:
        return _("%(door)s to choose") % {"door": here.front_door.short_name}
    if by is By.REFERRER and not code:
        return _("The person, their family or others, or not shown")
    if not code:
        return _("Not known, or not shown")
    return _named(by, code, here)


def is_known(by: str, code: str) -> bool:
    """Whether the place has a part, or a reason, of a code; blank is what nobody said."""
    here = place.current()
    if by == By.WEEK:
        try:
            return bool(date.fromisoformat(code))
        except ValueError:
            return False
    if by == By.REFERRER:
        return not code or code in {one.kind.value for one in here.organisations.values()}
    return not code or code in (_sections(here)[By(by)] if by in set(By) else here.reasons)


def reason(code: str) -> str:
    """Why something was declined, in words for staff, and by whom."""
    kind, _dot, said = code.partition(".")
    found = place.current().reasons.get(code)
    words = found.staff if found else said
    by_team, by_door = (
        _("A team: %(why)s"),
        filters.capital(place.current().front_door.short_name) + ": %(why)s",
    )
    return (by_team if kind == "decline" else by_door) % {"why": words}


def outcome(code: str) -> str:
    """How a call ended."""
    return {
        Outcome.REFERRAL: _("New referral"),
        Outcome.ABOUT_EXISTING: _("About an existing referral"),
        Outcome.ADVICE_ONLY: _("Advice only"),
        Outcome.CALL_BACK: _("To be rung back"),
        Outcome.NOT_FOR_US: _("Not for us, sent elsewhere"),
        Outcome.CUT_OFF: _("Cut off"),
    }[Outcome(code)]


def limit(measure: Measure) -> str:
    """How long a measure allows, in hours where it is whole ones: open hours are no days."""
    minutes = measure.limit // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    return filters.duration(measure.limit) if rest else _("%(n)s hours") % {"n": hours}


def hours(measure: Measure) -> str:
    """On which hours it counts."""
    if measure.calendar is None:
        return _("day and night")
    found = place.current().calendars.get(measure.calendar.code)
    return found.name.lower() if found else measure.calendar.code


def basis(measure: Measure) -> str:
    """Whom it counts."""
    if measure.basis is Basis.RESIDENCE:
        return _("people who live in %(place)s") % {"place": place.current().name}
    return _("people registered with a practice of %(place)s") % {"place": place.current().name}


def about(measure: Measure) -> str:
    """A measure in a sentence: whom it counts, how long, on which hours, with pauses or without."""
    pauses = _("coded pauses are given back") if measure.with_pauses else _("without pauses")
    found = place.current().response_classes.get(measure.response_class)
    return _("%(basis)s; %(what)s lines; within %(limit)s, counted %(hours)s, %(pauses)s") % {
        "basis": _first_capital(basis(measure)),
        "what": (found.name if found else measure.response_class).lower(),
        "limit": limit(measure),
        "hours": hours(measure),
        "pauses": pauses,
    }


def minutes(count: int | None) -> str:
    """A wait in words; a dash where nobody waited to the end."""
    return NOTHING if count is None else filters.duration(timedelta(minutes=count))


def percent(share: float | Decimal) -> str:
    """A share, with no more places than it has."""
    return f"{share:g}%"


def _first_capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _named(by: By, code: str, here: Place) -> str:
    if by is By.REFERRER:
        return code.replace("_", " ").capitalize().replace("gp", "GP")
    found = _sections(here)[by].get(code)
    return found.name if found else code


def _sections(here: Place) -> dict[By, Any]:
    return {
        By.RESPONSE_CLASS: here.response_classes,
        By.LEAD: here.leads,
        By.LOCALITY: here.localities,
        By.SERVICE: here.services,
    }
