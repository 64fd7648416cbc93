"""Telling somebody that a referral changed: only the reference leaves, never about whom."""

from joinedup.foundation import deliveries
from joinedup.foundation.scope import Actor
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.status_words import notice
from joinedup.referrals.models import Allocation, Line, Referral


def tell_referrer(about: Referral | Line, *, by: Actor) -> None:
    """Post a notice to whoever filled in the form, unless it was they who changed it.

    A partner that sent a message is told by message, by the room that speaks to partners; whoever
    rang is told by voice.
    """
    referral = about.referral if isinstance(about, Line) else about
    address = referral.account.email
    if referral.arrived_by != ArrivedBy.FORM or not address:
        return
    if isinstance(about, Line) and referral.account_id == by.account_id:
        return
    deliveries.post(
        "notice",
        address=address,
        payload=notice(referral.reference),
        key=f"{about.id}:{about.version}",
        about=about,
        order_key=str(referral.id),
    )


def tell_worker(stood_down: Allocation, *, by: Actor) -> None:
    """Post a notice to somebody who is not to go any more, unless it was they who changed it."""
    worker, referral = stood_down.worker, stood_down.line.referral
    if not (worker.is_active and worker.email) or worker.id == by.account_id:
        return
    deliveries.post(
        "notice",
        address=worker.email,
        payload=notice(referral.reference),
        key=f"{stood_down.id}:ended",
        about=referral,
        order_key=str(referral.id),
    )
