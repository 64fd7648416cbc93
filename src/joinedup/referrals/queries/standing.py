"""Who the viewer is to a line, and so what they may do to it."""

from uuid import UUID

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.referrals.domain.parties import PARTIES, Party
from joinedup.referrals.domain.stages import ALLOWED, Act, Stage
from joinedup.referrals.models import Allocation, Line, Referral

_TEAM_NEEDS = {
    Act.CONTACT: Permission.CONTACT_RECORD,
    Act.NO_ACCESS: Permission.CONTACT_RECORD,
    Act.CALL_BACK: Permission.CONTACT_RECORD,
    Act.CLOSE: Permission.CONTACT_RECORD,
}


def is_at_front_door(scope: Scope) -> bool:
    """Whether the viewer is a clinician at the front door."""
    return scope.may(Permission.REFERRAL_TRIAGE) and place.current().front_door.team in scope.teams


def follows(scope: Scope, referral: Referral) -> bool:
    """Whether a referral is the viewer's own: by account, team, or the partner that sent it."""
    if not scope.may(Permission.REFERRAL_FOLLOW):
        return False
    is_own = referral.account_id == scope.account_id or referral.team_code in scope.teams
    is_partner = scope.role == Role.SYSTEM and referral.organisation_code == scope.organisation
    return is_own or bool(referral.organisation_code and is_partner)


def parties(scope: Scope, line: Line, act: Act, worker_id: UUID | None) -> frozenset[Party]:
    """The parts that the viewer has in a line, as far as they may do this in each."""
    at_front_door, in_team = is_at_front_door(scope), _is_in_team(scope, line, act)
    holds = in_team if line.accepted_at else at_front_door
    triages = at_front_door and (line.triaged_by_id in (None, scope.account_id))
    had = {
        Party.FRONT_DOOR: at_front_door,
        Party.TEAM: in_team,
        Party.HOLDER: holds,
        Party.REFERRER: follows(scope, line.referral),
        Party.TRIAGER: triages,
        Party.WORKER: worker_id == scope.account_id,
    }
    return frozenset(party for party, has in had.items() if has)


def require_part(scope: Scope, line: Line, act: Act) -> None:
    """Raise unless the viewer has a part in a line that lets them do this to it."""
    if PARTIES[act] & parties(scope, line, act, worker_of(line)):
        return
    raise NotPermitted(reasons=(Reason("no_part_in_line", {"act": act.value, "role": scope.role}),))


def open_acts(scope: Scope, line: Line, *, stage: Stage, worker_id: UUID | None) -> frozenset[Act]:
    """Everything that the viewer may do to a line where it stands: what a page offers."""
    return frozenset(
        act
        for act in Act
        if stage in ALLOWED[act] and PARTIES[act] & parties(scope, line, act, worker_id)
    )


def worker_of(line: Line) -> UUID | None:
    """Whoever is to go, if somebody is."""
    live = Allocation.objects.filter(line=line, until__isnull=True)
    return live.values_list("worker_id", flat=True).first()


def _is_in_team(scope: Scope, line: Line, act: Act) -> bool:
    if not line.team_code or line.team_code not in scope.teams:
        return False
    # What the front door sent to itself it answers as a team, whose members its clinicians are.
    its_own = line.team_code == place.current().front_door.team and is_at_front_door(scope)
    return its_own or scope.may(_TEAM_NEEDS.get(act, Permission.LINE_ACCEPT))
