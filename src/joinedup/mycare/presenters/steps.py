"""What happens next with each thing that was asked for, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from joinedup.foundation import place
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.own import OwnLine
from joinedup.web import filters


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was asked for: what it is, where it stands, and what comes next."""

    title: str
    asked: str
    now: str
    next: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who is coming: who they are, and by when at the latest."""

    who: str
    what: str
    when: str


def steps(lines: Iterable[OwnLine]) -> list[Step]:
    """Each thing that was asked for, as it stands."""
    return [
        Step(
            title=_service(line.service_code),
            asked=_("You were sent to us on %(when)s.")
            % {"when": filters.moment(line.received_at)},
            now=_now(line),
            next=_next(line),
            is_over=line.stage is Stage.CLOSED,
        )
        for line in lines
    ]


def coming(lines: Iterable[OwnLine]) -> list[Coming]:
    """Who is to come, or whom we are choosing, for each thing that nobody came for yet."""
    waiting = (Stage.WITH_TEAM, Stage.NO_WORKER, Stage.ALLOCATED)
    return [
        Coming(who=_who(line), what=_service(line.service_code), when=_by(line.comes_by))
        for line in lines
        if line.stage in waiting
    ]


def told(lines: Iterable[OwnLine]) -> list[str]:
    """What was said to look out for, with each thing that is still open; each once."""
    said = (one.safety_net for one in lines if one.stage is not Stage.CLOSED and one.safety_net)
    return list(dict.fromkeys(said))


def helpers(lines: Iterable[OwnLine]) -> list[tuple[str, str]]:
    """Those who help now: who, and for what or from where."""
    here = place.current()
    found: dict[str, str] = {}
    for line in lines:
        if line.stage is Stage.CLOSED:
            continue
        team = here.team_name(line.team_code) if line.team_code else ""
        if line.worker_name:
            found.setdefault(_who(line), team or _service(line.service_code))
        elif team:
            found.setdefault(team, _service(line.service_code))
    return list(found.items())


def _service(code: str) -> str:
    found = place.current().services.get(code)
    return str(found.name) if found else _("Help from our team")


def _who(line: OwnLine) -> str:
    if line.worker_name:
        known = place.current().profession_of(line.worker_profession)
        job = str(known.name).lower() if known else ""
        return ", ".join(filter(None, (line.worker_name, job)))
    return _("We are choosing who will come")


def _by(at: datetime | None) -> str:
    if at is None:
        return _("We will tell you when.")
    return _("They will come by %(when)s at the latest.") % {"when": filters.moment(at)}


def _now(line: OwnLine) -> str:
    match line.stage:
        case Stage.TO_TRIAGE:
            return _("We have it. One of our team will read it and choose who can help.")
        case Stage.WAITING_FOR_INFORMATION:
            return _("We had a question first. We are waiting for the answer.")
        case Stage.REDIRECT_OFFERED:
            return _("We asked another team if they can help you.")
        case Stage.WITH_TEAM:
            return _("We sent it to a team. They will tell us soon if they can help.")
        case Stage.NO_WORKER:
            return _("A team will help you. They are choosing who will come.")
        case Stage.ALLOCATED:
            return _("%(who)s will come to see you.") % {"who": line.worker_name}
        case Stage.RESPONDED:
            return _("Someone has seen you or talked with you about this.")
        case Stage.CLOSED:
            return _("This is finished.")


def _next(line: OwnLine) -> str:
    match line.stage:
        case Stage.TO_TRIAGE if line.triage_by:
            when = {"when": filters.moment(line.triage_by)}
            return _("We will do this by %(when)s.") % when
        case Stage.WITH_TEAM | Stage.NO_WORKER | Stage.ALLOCATED:
            return _by(line.comes_by)
        case Stage.RESPONDED:
            return _("They will tell you what comes next. Ring us if you are not sure.")
        case Stage.CLOSED:
            return _("Ring us if you need help again.")
        case _:
            return _("You do not need to do anything. Ring us if things change.")
