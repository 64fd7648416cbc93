"""A concern in words: every question with its answer, and how it stands."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from joinedup.safeguarding.domain.answer import State
from joinedup.safeguarding.domain.concern import Told, Whose
from joinedup.safeguarding.queries import Receipt
from joinedup.web import filters

type Section = tuple[str, list[tuple[str, str]]]

_TONES: Final = {
    State.TO_RING: "red",
    State.SENDING: "yellow",
    State.SENT: "yellow",
    State.RECEIVED: "green",
    State.CLOSED: "grey",
}


def tone(state: State) -> str:
    """The colour behind a state, which is always said as well."""
    return _TONES[state]


def sections(told: Told) -> list[Section]:
    """What was said under its headings; what was not answered is left out."""
    made = (
        (_("Who it is about"), _who(told)),
        (_("What happened"), _what(told)),
        (_("Who may have caused it"), _by(told)),
        (_("What they know and want"), _wants(told)),
        (_("Making them safe"), _safe(told)),
        (_("Who raised it"), _raiser(told)),
    )
    return [(title, [row for row in rows if row[1]]) for title, rows in made]


def _who(told: Told) -> Iterator[tuple[str, str]]:
    yield _("About"), told.whose.label
    if told.whose is Whose.CHILD:
        yield _("The child's name"), told.child_name
        yield _("Age or date of birth"), told.child_age
        yield _("NHS number"), told.child_number
        yield _("How serious"), told.harm.label if told.harm else ""


def _what(told: Told) -> Iterator[tuple[str, str]]:
    yield _("What was seen or said"), told.words
    yield _("How it is known"), told.heard.label
    yield _("What it may be"), ", ".join(one.label for one in told.kinds)
    yield _("In danger now"), told.danger.label
    yield _("Who, and from what"), told.danger_words


def _by(told: Told) -> Iterator[tuple[str, str]]:
    yield _("Who may have caused it"), told.alleged.label
    yield _("Their name"), told.alleged_name
    yield _("Their user name here"), told.alleged_username
    yield _("In contact, or reads or answers for the person"), told.alleged_contact.label


def _wants(told: Told) -> Iterator[tuple[str, str]]:
    yield _("They know that it is raised"), told.knows.label
    yield _("Why they do not"), told.not_told
    yield _("They agree"), told.agrees.label
    yield _("Raised all the same because"), told.override.label if told.override else ""
    yield _("In their words who raise it"), told.override_words
    yield _("What they want to happen"), told.wishes
    yield _("Can they decide about it"), told.capacity.label
    yield _("Why not"), told.capacity_words


def _safe(told: Told) -> Iterator[tuple[str, str]]:
    if told.whose is Whose.ADULT:
        yield _("Needs for care and support"), told.needs.label
        yield _("Can protect themselves"), told.protects.label
    yield _("What was done"), told.done
    yield _("How to reach them safely"), told.reach


def _raiser(told: Told) -> Iterator[tuple[str, str]]:
    yield _("Name"), told.raiser_name
    yield _("Role"), told.raiser_role
    yield _("Direct number"), filters.phone(told.raiser_number)


def stands(one: Receipt) -> str:
    """How a concern stands, in a sentence for whoever raised it."""
    if one.acknowledged_at is not None:
        said = _("%(name)s of %(door)s has it, since %(when)s.") % {
            "name": one.acknowledged_by,
            "door": one.door.name,
            "when": filters.moment(one.acknowledged_at),
        }
        their = _("Their reference: %(reference)s.") % {"reference": one.their_reference}
        return f"{said} {their}" if one.their_reference else said
    values = {"door": one.door.name, "when": filters.moment(one.acknowledge_by)}
    if one.state is State.TO_RING:
        return _("Ring %(door)s now: they take no messages. Then say here who took it.") % values
    if one.state is State.SENDING:
        return _("On its way to %(door)s, and not there yet.") % values
    return _("With the system of %(door)s. Somebody there should say so by %(when)s.") % values
