"""A call as a page: what goes on for the person, and what to say aloud before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.foundation.place import Place
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.people.queries import record
from joinedup.people.queries.documents import Documents
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.ids import DraftId
from joinedup.referrals.presenters.names import Names
from joinedup.referrals.presenters.red_lines import Said, red_lines
from joinedup.referrals.presenters.referring import by_referral, kept
from joinedup.referrals.queries.call_rows import CallRow, Happened, PromisedCall, Strip
from joinedup.referrals.queries.followed_rows import StatusLine
from joinedup.referrals.queries.rows import DraftRow, OtherLine
from joinedup.web import filters
from joinedup.web.forms import Form

_OF_THE_PAGE: Final = frozenset({"do", "call", "key", "opened", "choose", "is_different", "who"})


class Promise(NamedTuple):
    """What to say aloud of one class: the latest time, and what to do if they get worse."""

    code: str
    name: str
    by: datetime
    safety_net: str


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong on a page of several forms, as one list."""

    forms: Sequence[Form]

    @property
    def errors(self) -> Sequence[ErrorDict]:
        """Whether anything is wrong."""
        return [form.errors for form in self.forms if form.is_bound and form.errors]

    def summary(self) -> list[dict[str, str]]:
        """Every error and the box it points to."""
        return [
            one for form in self.forms if form.is_bound and form.errors for one in form.summary()
        ]


def typed_in(posted: QueryDict) -> dict[str, list[str]]:
    """What a pad holds, as a call keeps it: every box in which something was typed."""
    return {
        name: given
        for name, given in kept(posted).items()
        if name not in _OF_THE_PAGE and any(given)
    }


def as_draft(row: CallRow) -> DraftRow:
    """An open call as the referral that it may become."""
    return DraftRow(
        draft_id=DraftId(row.call_id),
        version=row.version,
        fields=dict(row.fields),
        person_id=row.person_id,
        began_at=row.began_at,
        saved_at=row.saved_at,
    )


def open_ones(lines: Sequence[OtherLine], names: Names) -> list[tuple[str, str]]:
    """The open referrals that a call may be about, each in a line."""
    return [(str(one[0].referral_id), _in_a_line(one, names)) for one in by_referral(lines)]


def strip(said: Strip, known: record.Strip | None, held: Documents, names: Names) -> list[Said]:
    """What goes on for somebody, the red lines first; what nobody said is said to be so.

    Nothing of somebody whom the viewer may not open.
    """
    if not said.card.is_open:
        return []
    return [
        *red_lines(said, known, held),
        Said(_("Teams involved"), _teams(said.lines, names) or _("None that we know of")),
        _hospital(said),
        _language(said),
    ]


def happened(rows: Sequence[Happened], names: Names) -> list[tuple[datetime, str]]:
    """The last days in sentences."""
    return [(one.at, _sentence(one, names)) for one in rows]


def promises(began_at: datetime) -> list[Promise]:
    """By when each class answers somebody whose call began then, to be said aloud."""
    here = place.current()
    return [
        Promise(
            one.code,
            one.name,
            here.calendar(one.calendar).add(began_at, one.limit),
            one.safety_net,
        )
        for one in here.response_classes.values()
    ]


def comes_by(lines: Sequence[StatusLine]) -> datetime | None:
    """By when somebody comes, as the soonest running clock of a referral says.

    Whoever rings again about it is promised no later than whoever rang first.
    """
    return min((one.comes_by for one in lines if one.comes_by), default=None)


def if_it_gets_worse(here: Place) -> str:
    """What to do if it gets worse, for somebody to whom nobody is coming."""
    number = filters.phone(here.front_door.telephone)
    return _("If it gets worse, ring 999. If you are not sure, ring us on %(number)s.") % {
        "number": number
    }


def outcome(code: str) -> str:
    """What came of a call, in words."""
    return _OUTCOMES[Outcome(code)]() if code in set(Outcome) else ""


def outcomes() -> list[tuple[str, str]]:
    """What may come of a call, each by its code; first the blank of every one."""
    return [("", _("Every outcome")), *((code.value, outcome(code)) for code in Outcome)]


def caller(row: CallRow | PromisedCall, names: Names) -> str:
    """Who rang, in a line."""
    organisation = names.organisation(row.caller_organisation) if row.caller_organisation else ""
    said = (row.caller_name, row.caller_role, organisation)
    return ", ".join(part for part in said if part) or _("Somebody who gave no name")


def taken_by(row: CallRow) -> str:
    """Who took a call, and who entered it where that was another."""
    if not row.taken_on_paper_by:
        return row.taker_name
    said = {"name": row.taken_on_paper_by, "by": row.taker_name}
    return _("%(name)s, on paper; entered by %(by)s") % said


def about(row: CallRow) -> str:
    """Whom a call is about, in a line."""
    if row.card is not None:
        return row.card.name
    return row.description or _("Nobody chosen yet")


def _hospital(said: Strip) -> Said:
    term, lately = _("In hospital now"), said.lately
    if lately is None or lately.where_kind == WhereKind.NOT_KNOWN:
        return Said(term, _("Not known"))
    told = _("said %(when)s") % {"when": filters.moment(lately.at)}
    if lately.where_kind == WhereKind.HOSPITAL:
        return Said(term, _("Yes, when last referred"), told, "red")
    return Said(term, _("Not when last referred"), told)


def _language(said: Strip) -> Said:
    card, asked = said.card, said.lately.interpreter if said.lately else ""
    language = card.language or asked
    if card.needs_interpreter or asked:
        words = _("%(language)s, interpreter") % {"language": language or _("Not known")}
        return Said(_("Language"), words, tone="red")
    return Said(_("Language"), language or _("Not recorded"))


def _teams(lines: Sequence[OtherLine], names: Names) -> str:
    door = place.current().front_door.team
    held = {line.held_by_team for line in lines if line.held_by_team not in ("", door)}
    return ", ".join(sorted(names.team(code) for code in held))


def _in_a_line(lines: Sequence[OtherLine], names: Names) -> str:
    first = lines[0]
    asked = ", ".join(
        f"{names.service(one.service_code)} ({names.stage(one.stage)})" for one in lines
    )
    return f"{first.reference}: {asked}, {filters.since(first.received_at)}"


def _sentence(one: Happened, names: Names) -> str:
    match one.kind:
        case "referral":
            said = _("Referral %(reference)s, %(who)s")
        case "contact":
            said = _("%(what)s, %(who)s")
        case "closed":
            said = _("Closed: %(what)s, %(reference)s")
        case _:
            said = _("Call: %(what)s, %(who)s")
    what = {
        "contact": names.contact,
        "closed": names.service,
        "call": outcome,
    }.get(one.kind, str)(one.what)
    return said % {"reference": one.reference, "who": one.who, "what": what}


_OUTCOMES: Final = {
    Outcome.REFERRAL: lambda: _("New referral"),
    Outcome.ABOUT_EXISTING: lambda: _("About an existing referral"),
    Outcome.ADVICE_ONLY: lambda: _("Advice only"),
    Outcome.CALL_BACK: lambda: _("To be rung back"),
    Outcome.NOT_FOR_US: lambda: _("Not for us"),
    Outcome.CUT_OFF: lambda: _("Cut off"),
}
