"""The page that stops where a person chosen in another system is not certainly the one here."""

from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.office.domain.launching import Launched
from joinedup.office.queries import client_name
from joinedup.people import queries
from joinedup.people.domain import names
from joinedup.people.domain.launching import Differs, Known
from joinedup.people.queries import Card, Matched
from joinedup.web import answers, filters
from joinedup.web.room_view import Request

_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Stopped:
    """Who is chosen elsewhere, who the number names here, and who was open before."""

    launched: Launched
    matched: Matched | None
    before: Card | None

    @property
    def is_needed(self) -> bool:
        """Whether somebody must look before anybody is opened."""
        return self.before is not None or self.matched is None or bool(self.matched.differs)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that both systems say of a person."""

    label: str
    theirs: str
    ours: str
    is_other: bool


def stopped(request: Request, found: Launched) -> Stopped:
    """What is to be looked at."""
    scope, told = request.actor.scope, found.person
    known = Known(told.family_name, told.given_name, told.born_on)
    matched = queries.matched(scope, told.nhs_number, known)
    before = None
    if found.was_here:
        within = timedelta(seconds=settings.JOINEDUP_IDLE_SECONDS)
        before = queries.open_before(scope, within=within)
    if matched and before and matched.card.person_id == before.person_id:
        before = None
    return Stopped(found, matched, before)


def stop(request: Request, stopped: Stopped) -> HttpResponse:
    """Both names, what differs, and what somebody can do: nothing goes on by itself."""
    found, matched = stopped.launched, stopped.matched
    here = place.current()
    return answers.page(
        request,
        "people/launched.html",
        status=HTTPStatus.CONFLICT,
        system=_system(found.system),
        their_name=names.shown(found.person.family_name, found.person.given_name),
        number=_number(found.person.nhs_number),
        our_name=matched.card.name if matched else "",
        rows=_rows(stopped) if matched and matched.differs else [],
        before_name=stopped.before.name if stopped.before else "",
        door=here.front_door.name,
        door_number=filters.phone(here.front_door.telephone),
    )


def nobody(request: Request) -> HttpResponse:
    """No system has chosen anybody, or too long ago."""
    return answers.page(request, "people/launched_nobody.html")


def _rows(stopped: Stopped) -> list[Row]:
    matched, told = stopped.matched, stopped.launched.person
    if matched is None:
        return []
    card, differs = matched.card, matched.differs
    return [
        Row(
            _("Family name"),
            told.family_name or _NOTHING,
            card.family_name or _NOTHING,
            Differs.FAMILY_NAME in differs,
        ),
        Row(
            _("Given name"),
            told.given_name or _NOTHING,
            card.given_name or _NOTHING,
            Differs.GIVEN_NAME in differs,
        ),
        Row(_("Born"), _day(told.born_on), _day(card.born_on), Differs.BORN_ON in differs),
    ]


def _system(code: str) -> str:
    of = settings.JOINEDUP_PROVIDERS.get(code)
    return of.name if of else client_name(code) or code


def _number(digits: str) -> str:
    return NhsNumber(digits).display if digits else ""


def _day(on: date | None) -> str:
    return filters.day(on) if on else _NOTHING
