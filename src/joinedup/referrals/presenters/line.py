"""One line as a page: what was asked, what goes on, and what may be done next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.foundation.place import Place, ReasonKind, TeamSuggestion
from joinedup.referrals.domain.lateness import is_late
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.triage import Decided
from joinedup.referrals.presenters.names import Names, respect_form
from joinedup.referrals.queries.rows import (
    AskedFor,
    ClockRow,
    ContactRow,
    DecisionRow,
    QuestionRow,
    QueueRow,
    TriageView,
)
from joinedup.web import filters, place_words

type Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the nine answers: its team, and why that one."""

    value: str
    team_code: str
    team: str
    why: str
    safety_net: str
    has_declined: bool


@dataclass(frozen=True, slots=True)
class CellRow:
    """A response class with a cell for each lead."""

    name: str
    promise: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing in the story of a line."""

    title: str
    at: datetime
    who: str
    words: str
    notes: tuple[str, ...] = ()


def cells(view: TriageView, place: Place, *, at: datetime) -> tuple[CellRow, ...]:
    """The nine cells, each with the team suggested for it at this hour and in this locality."""
    return tuple(
        CellRow(
            response.name,
            response.promise,
            tuple(
                _cell(view, place, response.code, lead, at=at, safety_net=response.safety_net)
                for lead in place.leads
            ),
        )
        for response in place.response_classes.values()
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The referral as sent: what was answered, and what was offered and not said."""

    facts: tuple[Fact, ...]
    not_said: str


def asked(row: AskedFor, names: Names, *, is_restricted: bool) -> Asked:
    """The referral as sent, in the order a conversation goes; *not known* is an answer."""
    where = _("Restricted") if is_restricted else _whereabouts(row, names)
    answered = [
        (_("Since when"), _said(row.since_words)),
        (_("How soon"), names.response_class(row.asked_class)),
        (_("If nobody comes"), _said(row.if_nobody_comes)),
        (_("Where they are now"), where),
        (_("Until when"), _until(row)),
        (_("Reached on"), _reached(row, is_restricted=is_restricted)),
        (_("Agreement"), _agreement(row, names)),
        (_("Also"), row.other_words),
    ]
    offered = [
        (_("Risk to staff"), _offered(row.risks)),
        (_("Allergies"), _offered(row.allergies)),
        (
            _("ReSPECT or DNACPR"),
            respect_form(row.respect_kind, row.respect_signed_on, row.is_respect_original_seen),
        ),
        (_("Interpreter"), row.interpreter),
        (_("Unpaid carer"), row.carer),
    ]
    said = tuple((term, words) for term, words in (*answered, *offered) if words)
    return Asked(said, ", ".join(term for term, words in offered if not words))


def story(view: TriageView, names: Names) -> list[Happened]:
    """What was decided, asked and done about the line, newest first."""
    told = [
        *(_decision(one, names) for one in view.decisions),
        *(_contact(one, names) for one in view.contacts),
        *_questions(view.questions),
        *(Happened(names.filed(one), one.filed_at, one.by, "") for one in view.filed),
        *(
            Happened(names.step_done(one.step), one.at, one.taken_by, one.words)
            for one in view.no_access
            if one.at is not None
        ),
    ]
    return sorted(told, key=lambda one: one.at, reverse=True)


def suggested(
    row: QueueRow, place: Place, response_class: str, lead: str, *, at: datetime
) -> TeamSuggestion:
    """The team that the place suggests for one cell of a line, and why."""
    service = row.service_code or None
    return place.team_for(lead, response_class, row.locality_code, at, service=service)[0]


def stops_clock(view: TriageView, place: Place) -> dict[str, str]:
    """Which kinds of contact answer a line of its class, while nobody has answered it."""
    response = place.response_classes.get(view.line.response_class or "")
    if response is None or view.line.stage in (Stage.RESPONDED, Stage.CLOSED):
        return {}
    return {code: _("Can stop the clock") for code in response.clock_stopped_by}


def clock_words(clock: ClockRow, decisions: Sequence[DecisionRow] = ()) -> str:
    """How one clock stands or ended, in a sentence; what was decided on paper has both times."""
    measures = _("Triage") if clock.measures == "triage" else _("Response")
    if clock.ended_at is None:
        if clock.due_at is None:
            return _("%(clock)s clock: paused") % {"clock": measures}
        due = filters.moment(clock.due_at)
        said = _("%(clock)s clock: due %(due)s") % {"clock": measures, "due": due}
        return "; ".join([said, *_stood_still(clock)])
    how = {
        "superseded": place_words.filled(_("replaced by a new %(class)s")),
        "answered": _("answered"),
        "triaged": _("decided"),
    }.get(clock.ended_how, _("ended with the line"))
    ended = filters.moment(clock.ended_at)
    on_paper = next((one.at for one in decisions if _is_on_paper(one, clock)), None)
    if on_paper is not None:
        at = filters.moment(on_paper)
        ended = _("%(at)s, entered %(entered)s") % {"at": at, "entered": ended}
    said = _("%(clock)s clock: %(how)s %(at)s") % {"clock": measures, "how": how, "at": ended}
    return "; ".join([said, *_stood_still(clock)])


def _is_on_paper(decision: DecisionRow, clock: ClockRow) -> bool:
    """Whether a triage clock stopped as it began, by what was decided before it was entered."""
    is_of_triage = clock.measures == "triage" and clock.ended_how == "triaged"
    return (
        is_of_triage
        and clock.ended_at == clock.started_at
        and decision.at < clock.started_at <= decision.recorded_at
    )


def _stood_still(clock: ClockRow) -> Iterator[str]:
    """When a clock stood or stands still, and why."""
    kind = ReasonKind.ASK_FOR_MORE if clock.measures == "triage" else ReasonKind.PUT_OFF
    for one in clock.pauses:
        found = place.current().reasons.get(f"{kind}.{one.reason}")
        yield _("stands still from %(since)s until %(until)s: %(why)s") % {
            "since": filters.moment(one.since),
            "until": filters.moment(one.until) if one.until else _("it is answered"),
            "why": found.staff if found else one.reason,
        }


def _cell(
    view: TriageView, place: Place, response_class: str, lead: str, *, at: datetime, safety_net: str
) -> Cell:
    suggestion = suggested(view.line, place, response_class, lead, at=at)
    team = suggestion.team
    refused = {one.team_code for one in view.decisions if one.kind == Decided.DECLINED}
    return Cell(
        f"{response_class}:{lead}",
        team.code,
        team.name,
        suggestion.why,
        safety_net,
        has_declined=team.code in refused,
    )


def _said(answer: str | None) -> str:
    return answer or _("Not known")


def _offered(answer: str | None) -> str:
    return _("Not known") if answer is None else answer


def _whereabouts(row: AskedFor, names: Names) -> str:
    kind = names.where(row.where_kind)
    return ", ".join(part for part in (kind, row.where_address, row.where_postcode) if part)


def _until(row: AskedFor) -> str:
    if row.is_staying:
        return _("Staying there")
    if row.where_kind == "not_known":
        return ""
    return filters.moment(row.where_until) if row.where_until else _("Not known")


def _reached(row: AskedFor, *, is_restricted: bool) -> str:
    number = filters.phone(row.contact_number) if row.contact_number else ""
    withheld = _("Restricted") if is_restricted and row.contact_number == "" else ""
    said = ", ".join(part for part in (number, row.who_is_with_them) if part)
    return said or withheld or _("Not known")


def _agreement(row: AskedFor, names: Names) -> str:
    more = row.agreement_by_whom or row.agreement_reason or row.agreement_explained
    return ": ".join(part for part in (names.agreement(row.agreement_kind), more) if part)


def _decision(one: DecisionRow, names: Names) -> Happened:
    titles = {
        "sent": _("Accepted and sent to %(team)s"),
        "advice_only": _("Closed with advice"),
        "cannot_help": _("Cannot help"),
        "asked_for_more": _("Asked for more"),
        "redirected": _("Offered to another service"),
        "redirect_confirmed": _("The other service accepted"),
        "redirect_refused": _("The other service did not accept"),
        "accepted": _("Accepted by %(team)s"),
        "allocated": _("Somebody was chosen to go"),
        "declined": _("Declined by %(team)s"),
        "reclassified": _("%(Class)s changed to %(new_class)s"),
        "lead_changed": _("%(Lead)s changed to %(new_lead)s"),
        "no_access_confirmed": _("A second clinician agreed"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn"),
    }
    values = {
        "team": names.team(one.team_code),
        "new_class": names.response_class(one.response_class),
        "new_lead": names.lead(one.lead),
    }
    title = place_words.filled(titles.get(one.kind, one.kind), **values)
    notes = _entered(one.at, one.recorded_at, done_by=one.decided_by, by=one.recorded_by)
    return Happened(title, one.at, one.decided_by, one.words, notes)


def _contact(one: ContactRow, names: Names) -> Happened:
    entered = _entered(one.happened_at, one.recorded_at, done_by=one.made_by, by=one.recorded_by)
    notes = ((_("Stops the clock"),) if one.stops_clock else ()) + entered
    return Happened(names.contact(one.kind), one.happened_at, one.made_by, one.words, notes)


def _questions(questions: tuple[QuestionRow, ...]) -> Iterator[Happened]:
    for one in questions:
        if one.ended_at is not None and one.ended_how == "answered":
            title = _("Answer to: %(question)s") % {"question": one.words}
            yield Happened(title, one.ended_at, "", one.answer)


def _entered(at: datetime, recorded_at: datetime, *, done_by: str, by: str) -> tuple[str, ...]:
    """When something was entered that was told late, and by whom where another did it."""
    notes: tuple[str, ...] = ()
    if is_late(at, told_at=recorded_at):
        notes += (_("Told late, %(at)s") % {"at": filters.moment(recorded_at)},)
    if done_by != by:
        notes += (_("Recorded by %(name)s") % {"name": by},)
    return notes
