"""The demonstration partner, its messages taken, and what became of them."""

from typing import Any

from joinedup.exchange import services
from joinedup.exchange.services.arrivals import Taken
from joinedup.foundation import leases
from joinedup.foundation.models import Delivery, Received
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.worker import Worker
from joinedup.referrals.models import Line, Referral
from tests.builders.exchange import as_bytes


def demo() -> Partner:
    """The partner whose messages tests send."""
    return services.partner_called("demo-partner")


def taken(tree: Any, *, partner: Partner | None = None, source: str = "a.json") -> Taken:
    """A file that holds one thing, taken; a refusal is said by its code."""
    (only,) = services.take(
        tree if isinstance(tree, bytes) else as_bytes(tree),
        source=source,
        partner=partner or demo(),
        say=lambda code, values: code,
    )
    return only


def codes(one: Taken) -> list[str]:
    """Why something was refused."""
    return [finding.code for finding in one.findings]


def the_referral() -> Referral:
    """The one referral that there is."""
    return Referral.objects.get()


def the_line() -> Line:
    """The one line that there is."""
    return Line.objects.get()


def kept() -> list[Received]:
    """What was kept as it arrived, in the order of arrival."""
    return list(Received.objects.order_by("id"))


def posted() -> list[Delivery]:
    """What was posted to partners, in order."""
    return list(Delivery.objects.filter(channel="bars").order_by("id"))


def work() -> None:
    """Let the worker do what is due."""
    leases.note_jobs()
    worker = Worker("test")
    while worker.work_once():
        pass
