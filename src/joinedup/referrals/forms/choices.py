"""The answers that forms offer, read from the place when a form is made."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.foundation import place
from joinedup.foundation.place import Neighbour, Organisation, ReasonKind
from joinedup.referrals.domain.request import WhereKind
from joinedup.web import filters, place_words

type Offered = list[tuple[str, str]]

NOT_STATED = "not_stated"
"""The answer of somebody who is not sure how soon."""
SOMEBODY_ELSE: Final = "somebody_else"
"""Whoever takes a caller and is on no list of the place."""
DESPITE_DEATH: Final = gettext_lazy("I know that they have died, and ask for this all the same")


def reasons(kind: ReasonKind) -> Callable[[], Offered]:
    """The reasons that the place offers for one step."""
    return lambda: [(one.code, one.staff) for one in place.current().reasons_offered(kind)]


def reasons_to_ask() -> Offered:
    """Why more is needed, each saying whether the triage clock stands still meanwhile."""
    return [
        (one.code, f"{one.staff} ({_('clock stops') if one.pauses_clock else _('clock runs on')})")
        for one in place.current().reasons_offered(ReasonKind.ASK_FOR_MORE)
    ]


def cells() -> Offered:
    """The nine answers of triage: a response class and a lead."""
    here = place.current()
    return [
        (f"{response.code}:{lead.code}", f"{response.name}, {lead.name.lower()}")
        for response in here.response_classes.values()
        for lead in here.leads.values()
    ]


def teams() -> Offered:
    """Every team, after the one that is suggested for the chosen cell."""
    here = place.current()
    listed = [(one.code, one.name) for one in here.teams.values()]
    first = place_words.filled(_("The team suggested for the %(class)s and %(lead)s"))
    return [("", first), *listed]


def outside() -> Offered:
    """Organisations that a line may be offered to, or that may hold somebody instead of us."""
    here = place.current()
    listed = [
        (one.code, one.name)
        for one in here.organisations.values()
        if one.provides and one.code not in here.practices
    ]
    return [("", _("Choose")), *sorted(listed, key=lambda one: one[1])]


def holders() -> Offered:
    """Who may have the person when we cannot help: the practice and the referrer among them."""
    practices = [(one.code, one.name) for one in place.current().practices.values()]
    return [*outside(), *sorted(practices, key=lambda one: one[1])]


def response_classes() -> Offered:
    """The response classes, soonest first, each with its promise."""
    return [(o.code, f"{o.name}, {o.promise}") for o in place.current().response_classes.values()]


def leads() -> Offered:
    """The professions that lead."""
    return [(one.code, one.name) for one in place.current().leads.values()]


def contact_types() -> Offered:
    """The kinds of contact."""
    return [(one.code, one.name) for one in place.current().contact_types.values()]


def professions() -> Offered:
    """What whoever makes a contact is by training."""
    listed = [(one.code, one.name) for one in place.current().professions.values()]
    return [("", _("Choose")), *listed]


def reasons_for_telling_late() -> Offered:
    """Why something is told well after it happened."""
    return [("", _("It is told in time")), *reasons(ReasonKind.LATE_ENTRY)()]


def no_access_steps() -> Offered:
    """What to do when nobody answers."""
    return [(one.code, one.words) for one in place.current().no_access_steps.values()]


def practices() -> Offered:
    """Every practice, by name."""
    listed = [(one.code, one.name) for one in place.current().practices.values()]
    return [("", _("Not known")), *sorted(listed, key=lambda one: one[1])]


def services() -> Offered:
    """What may be asked for."""
    return [(one.code, one.name) for one in place.current().services.values()]


def how_soon() -> Offered:
    """The response classes, and not being sure."""
    return [*response_classes(), (NOT_STATED, _("I am not sure: please decide"))]


def where_kinds() -> Offered:
    """Where somebody may be."""
    return [(one.code, one.name) for one in place.current().location_kinds.values()]


def where_kind(code: str) -> WhereKind:
    """A kind of whereabouts by its code."""
    return WhereKind(code)


def agreements() -> Offered:
    """Whether somebody agrees."""
    return [(one.code, one.name) for one in place.current().agreement_kinds.values()]


def callers() -> Offered:
    """Whom somebody may ring for: a practice, a team, or another organisation of the place."""
    listed = [(one.code, one.name) for one in place.current().organisations.values()]
    return [("", _("Not said")), *sorted(listed, key=lambda one: one[1])]


def capacities() -> Offered:
    """What there may be room for tonight."""
    return [(one.code, one.name) for one in place.current().capacities.values()]


def elsewhere() -> Offered:
    """Who may take what is not for us: neighbours across the border, organisations, anybody else.

    An organisation without a number, such as a system, takes nobody.
    """
    here = place.current()
    named = _with_number
    beyond = [(f"neighbour:{one.code}", named(one)) for one in here.neighbours.values()]
    within = [
        (f"organisation:{one.code}", named(one))
        for one in here.organisations.values()
        if one.telephone
    ]
    others = [(SOMEBODY_ELSE, _("Somebody else: 999, 111, a dentist and so on"))]
    return [("", _("Choose")), *beyond, *sorted(within, key=lambda one: one[1]), *others]


def _with_number(one: Neighbour | Organisation) -> str:
    # Whoever is told to ring them is told the number in the same breath.
    return f"{one.name}: {filters.phone(one.telephone)}" if one.telephone else one.name
