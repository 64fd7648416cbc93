"""The desk's pages: my work, one person, and who has looked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.foundation import place, reading
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.permissions import Permission
from joinedup.foundation.reading import Look
from joinedup.foundation.scope import Scope
from joinedup.people.domain.documents import DocumentKind, EndedHow
from joinedup.people.domain.pairs import known_because
from joinedup.referrals.queries.rows import OtherLine, QueueRow
from joinedup.web import filters, words

_JOINED = "people.person_joined"
_DETAILS = {
    "team": "team_name",
    "response_class": "class",
    "lead": "lead",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a look was refused, and the people who were asked for."""

    words: str
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a person, as the timeline shows it."""

    title: str
    at: datetime
    who: str
    words: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a person, in plain words."""

    at: datetime
    who: str
    role: str
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One open line of a person, with the page where this viewer follows it, if there is one."""

    service: str
    stage: str
    reference: str
    href: str
    received_at: datetime
    words: str


def lines(found: list[OtherLine], scope: Scope) -> list[OpenLine]:
    """What is open for a person, each with the page that the viewer's role has for it."""
    return [
        OpenLine(
            service=service(one.service_code),
            stage=one.stage.replace("_", " ").capitalize(),
            reference=one.reference,
            href=_href(one, scope),
            received_at=one.received_at,
            words=one.change_words or "",
        )
        for one in found
    ]


def timeline(
    entries: list[EntryRow], names: dict[UUID, str], *, is_restricted: bool = False
) -> list[Happened]:
    """Entries as the timeline shows them; late ones and corrections visibly so."""
    return [_happened(entry, names, is_restricted=is_restricted) for entry in entries]


def why(grounds: tuple[str, ...], *, call_until: datetime | None = None) -> list[str]:
    """Why the viewer may see this person, every reason; `call_until` once a call has ended."""
    said = {
        "episode": _("your team has an episode of care with them"),
        "allocated": _("you are to visit them"),
        "sent_to_team": _("a referral about them was sent to your team"),
        "open_referral": _("your team made or holds an open referral about them"),
        "open_call": _("your team has a call about them, and may see them for 24 hours after it"),
        "practice_registration": _("they are registered with your practice"),
        "live_contact": _("they are in contact with your organisation now"),
        "named": _("you are named as one of those who may open this restricted record"),
        "broken_glass": _("you opened it in an emergency, for three hours, and it is reviewed"),
        "job": _("a job acts for everybody whom its fact is about"),
    }
    if call_until is not None:
        until = {"when": filters.moment(call_until)}
        said["open_call"] = _("your team had a call about them: until %(when)s") % until
    return [said.get(code, code.replace("_", " ")) for code in grounds]


def looks(
    found: list[Look], names: dict[UUID, str], *, is_restricted: bool = False
) -> list[Looked]:
    """Who has looked, by name, role and organisation."""
    return [
        Looked(
            at=one.at,
            who=names.get(one.account_id, _("An account that is no more")),
            role=_role(one.role, one.organisation_code, is_restricted=is_restricted),
            why=", ".join(why((one.ground,))) if one.ground else "",
            where=page_name(one.route),
        )
        for one in found
    ]


def outcome(asked: str) -> str:
    """The outcome that the address asks for; one that there is not shows every look."""
    known = {reading.NOTHING_FOUND, reading.REFUSED, reading.SIGN_IN_FAILED}
    return asked if asked in known else ""


def page_name(route: str) -> str:
    """A page as those who open it know it; a rarer one by its route: *people, correct*.

    What a system of a partner read is told as such.
    """
    room, page = route.partition(":")[::2]
    if room == "exchange":
        return _("A partner's system, over FHIR: %(what)s") % {"what": page.replace("_", " ")}
    return str(_PAGES.get(route) or route.replace(":", ", ").replace("_", " "))


def refusal(detail: str) -> Refusal:
    """Why somebody was refused, and whom they asked for."""
    words, people = [], []
    for part in detail.split():
        try:
            people.append(UUID(part))
        except ValueError:
            words.append(part.replace("_", " "))
    return Refusal(", ".join(words).capitalize(), tuple(people))


_PAGES: Final = {
    "desk:home": _lazy("My work"),
    "desk:person": _lazy("The page of a person"),
    "desk:emergency": _lazy("What an emergency needs of a person"),
    "people:break_glass": _lazy("Opening a record in an emergency"),
    "people:broken": _lazy("Records opened in an emergency"),
    "people:review_glass": _lazy("The review of a record opened in an emergency"),
    "desk:fridge": _lazy("The fridge copy of a person"),
    "desk:looks": _lazy("Who has looked at one person"),
    "desk:entry": _lazy("An entry of the record of a person"),
    "people:move_entry": _lazy("Moving an entry to another person"),
    "people:write_entry": _lazy("Writing in the record of a person"),
    "people:found": _lazy("Find a person"),
    "referrals:queue": _lazy("The queue"),
    "referrals:team_list": _lazy("The list of a team"),
    "referrals:line": _lazy("A referral, where it is decided"),
    "referrals:visit": _lazy("Where to go, and how to get in"),
    "referrals:mine": _lazy("My referrals"),
    "referrals:status": _lazy("A referral followed"),
    "referrals:sent": _lazy("A referral just sent"),
    "referrals:find_who": _lazy("Find whom to refer"),
    "referrals:new": _lazy("New referral"),
    "referrals:refer": _lazy("A referral being written"),
    "referrals:check": _lazy("A referral being checked"),
    "referrals:withdraw": _lazy("A referral being withdrawn"),
    "referrals:call_new": _lazy("The call pad"),
    "referrals:call": _lazy("A call"),
    "referrals:calls": _lazy("All calls"),
    "referrals:call_owed": _lazy("A call that is owed"),
    "referrals:duty": _lazy("The duty board"),
    "referrals:raised": _lazy("Something raised on the duty board"),
    "referrals:handovers": _lazy("Handovers"),
    "referrals:handover": _lazy("A handover"),
    "referrals:handover_give": _lazy("A handover, where rows are given"),
    "referrals:handover_accept": _lazy("A handover, where rows are accepted"),
    "referrals:paper": _lazy("The paper to have at hand"),
    "measures:response": _lazy("The response board"),
    "measures:behind": _lazy("The list behind a figure"),
}


def service(code: str) -> str:
    """A service as the place calls it."""
    here = place.current()
    found = here.services.get(code)
    return found.name if found else _("%(door)s to choose") % {"door": here.front_door.short_name}


def team(code: str) -> str:
    """A team as the place calls it."""
    found = place.current().teams.get(code)
    return found.name if found else code


def whereabouts(row: QueueRow) -> str:
    """Where to go: the address told with the referral, or where they are registered as living."""
    card = row.card
    home = (card.address, card.postcode) if row.where_kind == "home" else ()
    return row.where_address or ", ".join(part for part in home if part)


def _href(one: OtherLine, scope: Scope) -> str:
    if scope.may(Permission.QUEUE_SEE) or scope.may(Permission.LINE_ACCEPT):
        return reverse("referrals:line", args=[one.line_id])
    return reverse("referrals:status", args=[one.referral_id])


def _happened(entry: EntryRow, names: dict[UUID, str], *, is_restricted: bool) -> Happened:
    notes = []
    if entry.is_late:
        notes.append(_("Told late, %(at)s") % {"at": filters.moment(entry.recorded_at)})
    if entry.corrects:
        notes.append(_("Correction"))
    if entry.is_content_destroyed:
        notes.append(_("Words destroyed"))
    who = names.get(entry.by_account, "")
    at = _role(entry.by_role, entry.by_organisation, is_restricted=is_restricted)
    return Happened(
        title=_title(entry),
        at=entry.at,
        who=", ".join(part for part in (who, at) if part),
        words=entry.content or "",
        notes=tuple(notes),
    )


def _title(entry: EntryRow) -> str:
    here = place.current()
    said = []
    for name in _DETAILS:
        code = getattr(entry.fact, name, "")
        if code:
            named = {"team": here.teams, "response_class": here.response_classes}.get(
                name, here.leads
            )
            found = named.get(code)
            said.append(found.name if found else str(code))
    for name in ("kind", "how"):
        value = getattr(entry.fact, name, None)
        if isinstance(value, DocumentKind | EndedHow):
            said.append(value.label)
    if on := getattr(entry.fact, "died_on", None):
        said.append(filters.short_day(on))
    if entry.kind == _JOINED:
        # In words of its own it stands below; the reason by its code is the title's.
        said.append(known_because(entry.fact.because))
    title = words.of_fact(entry.kind, entry.fact)
    return f"{title}: {', '.join(said)}" if said else title


def _role(role: str, organisation: str, *, is_restricted: bool) -> str:
    # The practice whose staff see somebody is likely to be their own.
    if is_restricted and organisation in place.current().practices:
        organisation = ""
    here = place.current()
    found = here.organisations.get(organisation)
    where = found.name if found else organisation
    return ", ".join(part for part in (here.role_name(role), where) if part)
