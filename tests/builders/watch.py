"""A watch: somebody on duty, what is raised with them, the pages, and handing over by steps."""

import re
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse

from joinedup.foundation import duty, instant
from joinedup.foundation.models import Account, Delivery
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import Version
from joinedup.referrals import services
from joinedup.referrals.domain.ids import HandoverId, LineId
from tests.builders import referrals as build

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def on_duty(by: Actor, role: str = "spr_lead") -> UUID:
    """Go on duty for twenty hours."""
    now = instant.now()
    return duty.go_on_duty(role, until=now + 20 * HOUR, number="01632960300", at=now, by=by)


def watch() -> None:
    """Let the safety net go round once, with every message delivered."""
    Delivery.objects.filter(delivered_at=None).update(delivered_at=instant.now())
    services.watch(at=instant.now(), by=system("referrals.safety_net"))


def promise(line_id: LineId) -> None:
    """Promise whoever referred a call in an hour."""
    at, seen = instant.now(), build.seen(line_id)
    services.promise_call_back(line_id, seen=seen, by_when=at + HOUR, at=at, by=build.nurse())


def begun(*, by: Actor | None = None, role: str = "spr_lead") -> HandoverId:
    """A handover of a role, begun by its lead."""
    return services.begin_handover(role, at=instant.now(), by=by or build.clinician())


def give(
    handover: HandoverId, *lines: LineId, to: Actor | None = None, by: Actor | None = None
) -> int:
    """Give rows to a colleague: to Leah, by Sam."""
    return services.give_rows(
        handover,
        lines=lines,
        to=(to or build.clinician("leah")).account_id,
        words="",
        at=instant.now(),
        by=by or build.clinician(),
    )


def accept(
    handover: HandoverId, line: LineId, *, by: Actor | None = None, seen: int | None = None
) -> None:
    """Accept a row as it is now."""
    services.accept_row(
        handover,
        line,
        seen=Version(build.seen(line) if seen is None else seen),
        at=instant.now(),
        by=by or build.clinician("leah"),
    )


def confirm(handover: HandoverId, *, by: Actor) -> None:
    """Confirm a handover for one side."""
    services.confirm_handover(handover, at=instant.now(), by=by)


def client_of(by: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=by.account_id))
    return client


def shown(by: Actor, route: str = "referrals:duty", *args: object, **asked: str) -> str:
    """The words of a page, on one line."""
    answer = client_of(by).get(reverse(route, args=args), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def sent(by: Actor, route: str, *args: object, **typed: object) -> tuple[int, str]:
    """What is answered to a form that was sent, and its words."""
    answer = client_of(by).post(reverse(route, args=args), typed)
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))
