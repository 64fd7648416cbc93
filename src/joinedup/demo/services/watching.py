"""Who of the invented staff is on duty when the demonstration begins."""

from collections.abc import Mapping
from datetime import datetime

from joinedup.foundation import accounts, duty, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor


def go_on_duty(actors: Mapping[str, Actor], *, at: datetime) -> None:
    """Put somebody on duty in each role, until the role is next handed over."""
    for role in place.current().duty_roles.values():
        able = [one for one in actors.values() if _may_hold(one, role.team)]
        for by in able[:1]:
            duty.go_on_duty(
                role.code,
                until=duty.next_change(role.code, at),
                number=accounts.business_card(by.account_id).direct_number
                or place.current().front_door.telephone,
                at=at,
                by=by,
            )


def _may_hold(actor: Actor, team: str) -> bool:
    return team in actor.scope.teams and actor.scope.may(Permission.DUTY_HAND_OVER)
