"""A referral being made, and being followed, as pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.names import shown
from joinedup.people.domain.names import tokens as tokens_of
from joinedup.people.domain.ranking import Why
from joinedup.people.domain.search import Query
from joinedup.people.queries import Card, Found
from joinedup.referrals.domain.ids import DraftId, ReferralId
from joinedup.referrals.domain.questions import AskedOf
from joinedup.referrals.domain.request import NOT_KNOWN, Request
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.presenters.names import Names, respect_form
from joinedup.referrals.queries.followed_rows import StatusLine
from joinedup.referrals.queries.rows import DraftRow, OtherLine
from joinedup.web import filters

DESCRIPTION = "description"

type Row = tuple[str, str, str, str]


class Section(NamedTuple):
    """One part of the answers to check."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft among others: whom it is about, and how its words begin."""

    draft_id: DraftId
    who: str
    words: str
    saved_at: datetime


def begun(draft: DraftRow, who: str) -> Begun:
    """A draft as a list shows it."""
    words = draft.fields.get("change_words", [""])[0]
    return Begun(draft.draft_id, who, shorten(words, 80, placeholder="…"), draft.saved_at)


def kept(posted: QueryDict) -> dict[str, list[str]]:
    """What a form holds, as a draft keeps it: every answer to every field."""
    return {name: posted.getlist(name) for name in posted if name not in _NOT_KEPT}


def typed(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    """What a draft keeps, as the form had it."""
    made = QueryDict(mutable=True)
    for name, given in fields.items():
        made.setlist(name, list(given))
    return made


def who_typed(posted: QueryDict) -> dict[str, list[str]]:
    """Whom a draft is about, as somebody in no index was typed."""
    return only_who(kept(posted))


def only_who(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What a draft keeps of whom it is about, without the answers."""
    return {name: list(given) for name, given in fields.items() if _is_who(name)}


def without_who(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The answers of a draft, without whom it is about."""
    return {name: list(given) for name, given in fields.items() if not _is_who(name)}


def to_check(
    request: Request, who: str, names: Names, *, draft_href: str, who_href: str
) -> list[Section]:
    """The answers in the order they were asked, each with a link to change it."""

    def row(term: str, words: str, field: str) -> Row:
        return (term, words or _("Not given"), f"{draft_href}#id_{field}", term.lower())

    return [
        Section(
            _("Who and where"),
            (
                (_("About"), who, who_href, _("About").lower()),
                row(_("Where now"), _where(request, names), "where_kind"),
                row(_("Until when"), _until(request), "until_kind"),
                row(_("Reached on"), _reached(request), "contact_number"),
            ),
        ),
        Section(
            _("What and how soon"),
            (
                row(_("What has changed"), _said(request.change.words), "change_words"),
                row(_("Since when"), _said(request.change.since_words), "since_words"),
                row(
                    _("Asked for"),
                    ", ".join(names.service(one.service_code) for one in request.asked),
                    "services",
                ),
                row(_("How soon"), _how_soon(request, names), "response_class"),
                row(
                    _("If nobody comes"), _said(request.urgency.if_nobody_comes), "if_nobody_comes"
                ),
                row(_("Agreement"), _agreement(request, names), "agreement"),
            ),
        ),
        Section(
            _("You"),
            (
                row(_("Name"), f"{request.referrer.name}, {request.referrer.role}", "caller_name"),
                row(_("Direct number"), _number(request.referrer.direct_number), "caller_number"),
            ),
        ),
        *_added(request, names, row),
    ]


def told_more(request: Request, names: Names, *, is_restricted: bool) -> str:
    """The answers in words, to be added to a referral that is already open.

    What few may see stays out of words that many read, and whereabouts where they are restricted.
    """
    change, urgency, me = request.change, request.urgency, request.referrer
    services = ", ".join(names.service(one.service_code) for one in request.asked)
    told = [
        (_("Since when"), _said(change.since_words)),
        (_("Asked for"), services),
        (_("How soon"), _how_soon(request, names)),
        (_("If nobody comes"), _said(urgency.if_nobody_comes)),
        (_("Agreement"), _agreement(request, names)),
        *((term, words) for term, words, at in _listed(request, names) if at not in _FOR_FEW),
    ]
    whereabouts = [
        (_("Where now"), _where(request, names)),
        (_("Until when"), _until(request)),
        (_("Reached on"), _reached(request)),
        (_("Unpaid carer"), request.carer),
        (_("Direct number"), _number(me.direct_number)),
    ]
    said = ", ".join(part for part in (me.name, me.role) if part)
    told += [(_("Told by"), said), *([] if is_restricted else whereabouts)]
    first = "" if change.words is NOT_KNOWN else str(change.words or "")
    lines = [first, *(f"{term}: {words}" for term, words in told if words)]
    return "\n".join(line for line in lines if line).strip()


def by_referral(lines: Sequence[OtherLine]) -> list[list[OtherLine]]:
    """Open lines that may be repeated, those of one referral together."""
    gathered: dict[ReferralId, list[OtherLine]] = {}
    for line in lines:
        gathered.setdefault(line.referral_id, []).append(line)
    return list(gathered.values())


def about(card: Card) -> str:
    """Whom a referral is about, in one line."""
    born = f", {filters.short_day(card.born_on)}" if card.born_on else ""
    return f"{card.name}{born}"


def not_in_index(draft_id: DraftId, given: PersonDetails, *, description: str) -> Card:
    """A card of somebody who is in no index yet, as they were typed or described."""
    practice = place.current().practices.get(given.practice_code)
    return Card(
        # The draft stands for them: nothing is asked for by this.
        person_id=PersonId(draft_id),
        name=_("Not yet identified") if description else shown(given.family_name, given.given_name),
        born_on=given.born_on,
        gender=given.gender,
        nhs_number=given.nhs_number.display if given.nhs_number else None,
        phone=given.phone or None,
        practice_name=str(practice.name) if practice else None,
        address=", ".join(part for part in given.address_lines if part) or None,
        postcode=given.postcode or None,
        description=description,
        is_open=True,
        is_identified=not description,
    )


def address(card: Card) -> str:
    """Where somebody lives, in one line; of somebody not shown in full it says nothing."""
    said = ", ".join(part for part in (card.address, card.postcode) if part)
    return said or (_("Not known") if card.is_open else "")


def search_for(given: PersonDetails) -> str:
    """What somebody would type into the box that finds people, of somebody new."""
    number = given.nhs_number.value if given.nhs_number else ""
    born = given.born_on.isoformat() if given.born_on else ""
    name = f"{given.family_name}, {given.given_name}"
    return " ".join(part for part in (number, name, born, given.postcode) if part)


def searched_for(text: str, query: Query) -> dict[str, Any]:
    """What a search says of somebody new, by the boxes of the form that adds them.

    Without a comma the family name stands last. A birth of which the century is open is left out.
    """
    words = [one for one in text.replace(",", " ").split() if _is_of(one, query.names)]
    family = [one for one in words if _is_of(one, query.family)] if query.family else words[-1:]
    given = words[len(family) :] if query.family else words[:-1]
    born = query.births[0] if query.births else None
    centuries = [
        one for one in query.births if born and (one.month, one.day) == (born.month, born.day)
    ]
    return {
        "family_name": " ".join(family),
        "given_name": " ".join(given),
        "born_on": born if len(centuries) == 1 else None,
        "nhs_number": query.number.display if query.number else "",
        "postcode": query.postcode or "",
    }


def may_be(found: Found) -> bool:
    """Whether somebody found may be the person typed: by number, or by name and nothing against."""
    why = set(found.why)
    is_alike = bool(why & {Why.NAME, Why.NAME_SIMILAR}) and Why.BORN_DIFFERS not in why
    return Why.NUMBER in why or is_alike


def waiting_question(lines: tuple[StatusLine, ...]) -> StatusLine | None:
    """The line on which the front door waits for the referrer's answer, if there is one."""
    waiting = (one for one in lines if one.question and Act.ANSWER in one.acts)
    return next((one for one in waiting if one.question.asked_of == AskedOf.REFERRER), None)


# Shown to few, or told with the whereabouts.
_FOR_FEW = frozenset({"visit_address", "key_safe_code", "access_note", "carer"})


def _is_who(name: str) -> bool:
    return name.startswith("new-") or name == DESCRIPTION


_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "seen", "draft", "key", "none_of_these"})


def _is_of(word: str, among: Sequence[str]) -> bool:
    tokens = tokens_of(word)
    return bool(tokens) and set(tokens) <= set(among)


def _said(answer: object) -> str:
    if answer is NOT_KNOWN:
        return _("Not known")
    return str(answer) if answer else ""


def _number(answer: object) -> str:
    return filters.phone(_said(answer))


def _where(request: Request, names: Names) -> str:
    where = request.where
    kind = names.where(where.kind) if where.kind else ""
    return ", ".join(part for part in (kind, where.address, where.postcode) if part)


def _until(request: Request) -> str:
    until = request.where.until
    if until is NOT_KNOWN or until is None:
        return _("Not known")
    return filters.moment(until) if hasattr(until, "tzinfo") else _("Staying there")


def _reached(request: Request) -> str:
    parts = (_number(request.contact.number), request.contact.who_is_with_them)
    return ", ".join(part for part in parts if part)


def _how_soon(request: Request, names: Names) -> str:
    wanted = request.urgency.response_class
    if not isinstance(wanted, str):
        return _("Not sure")
    return f"{names.response_class(wanted)}, {names.promise(wanted)}"


def _agreement(request: Request, names: Names) -> str:
    given = request.agreement
    more = given.by_whom or given.reason or given.explained
    return ": ".join(part for part in (names.agreement(given.kind or ""), _said(more)) if part)


def _added(request: Request, names: Names, row: object) -> list[Section]:
    given = [one for one in _listed(request, names) if one[1]]
    return [Section(_("Added"), tuple(row(*one) for one in given))] if given else []  # type: ignore[operator]


def _listed(request: Request, names: Names) -> list[tuple[str, str, str]]:
    measured = ", ".join(
        f"{names.observation(one.code)} {one.value} {one.unit}".strip()
        for one in request.observations
    )
    if measured:
        at = filters.moment(max(one.taken_at for one in request.observations))
        measured = _("%(what)s; measured %(at)s") % {"what": measured, "at": at}
    visit, respect = request.for_this_visit, request.respect_form
    in_place = respect_form(respect.kind, respect.signed_on, respect.is_original_seen)
    return [
        (_("Crew"), _("Waiting on scene") if request.is_crew_on_scene else "", "is_crew_on_scene"),
        (_("Measured"), measured, "observed_at"),
        (_("Risk to staff"), _said(request.risks), "risks"),
        (_("Allergies"), _said(request.allergies), "allergies"),
        (_("ReSPECT or DNACPR"), in_place, "respect_kind"),
        (_("Interpreter"), request.interpreter, "interpreter"),
        (_("Unpaid carer"), request.carer, "carer"),
        (_("Anything else"), request.other_words, "other_words"),
        (_("Where to go, shown to few"), visit.visit_address, "visit_address"),
        (_("Key safe, shown to few"), visit.key_safe_code, "key_safe_code"),
        (_("How to get in, shown to few"), visit.access_note, "access_note"),
    ]
