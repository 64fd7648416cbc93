"""What is filed in a partner's own system, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.referrals.domain.filing import FiledKind, Sheet
from joinedup.referrals.presenters import names
from joinedup.referrals.queries.beside import FiledRow
from joinedup.referrals.queries.filing import FilingView, ToFile
from joinedup.web import filters


@dataclass(frozen=True, slots=True)
class SheetShown:
    """One sheet on the page, and whoever filed it."""

    thing_id: UUID
    sheet: Sheet
    filed: FiledRow | None

    @property
    def text(self) -> str:
        """The whole, to be copied."""
        return self.sheet.text()


def sheets(view: FilingView) -> list[SheetShown]:
    """Everything to file of a line, those still to be filed first."""
    shown = [SheetShown(one.thing_id, sheet(view, one), one.filed) for one in view.items]
    return sorted(shown, key=lambda one: one.filed is not None)


def sheet(view: FilingView, item: ToFile) -> Sheet:
    """One contact, or the end of a line, as it is filed."""
    called = names.here()
    if item.kind is FiledKind.CONTACT:
        title = _("Contact: %(what)s") % {"what": called.contact(item.code)}
    else:
        reason = place.current().reason(view.closed_how, item.code)
        title = _("Closed: %(what)s") % {"what": reason.staff}
    # Spaces that do not break belong to a page: another system may not find a number by them.
    facts = ((name, said.replace(filters.NBSP, " ")) for name, said in _facts(view, item))
    return Sheet(title, tuple(facts), item.words)


def _facts(view: FilingView, item: ToFile) -> Iterator[tuple[str, str]]:
    called, card = names.here(), view.card
    # Whoever reads it there must not take it for the record itself.
    yield _("Copy of"), _("what was entered in Joinedup")
    yield _("Person"), card.name
    yield _("NHS number"), card.nhs_number or _("not known")
    yield _("Born"), filters.day(card.born_on) if card.born_on else _("not known")
    yield _("Referral"), view.reference
    yield _("Received"), _at(view.received_at)
    yield _("Service"), called.service(view.service_code)
    # The name of a team may say where somebody is.
    yield _("Team"), "" if card.is_location_restricted else called.team(view.team_code)
    yield _("When"), _at(item.happened_at)
    yield _("By"), ", ".join(part for part in (item.who, _profession(item.profession)) if part)
    yield _("Written here"), _at(item.recorded_at)


def _at(at: datetime) -> str:
    # Never *today*: this is read in another system, on another day.
    return f"{filters.day(filters.local(at).date())}, {filters.clock_time(at)}"


def _profession(code: str) -> str:
    found = place.current().professions.get(code)
    return found.name if found else code
