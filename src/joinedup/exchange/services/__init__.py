"""Changing by message and file: one verb, one transaction, everything accounted for."""

from joinedup.exchange.services.loading import load
from joinedup.exchange.services.partners import actor_for, partner_called, partner_of
from joinedup.exchange.services.taking import take, take_message, take_posted
from joinedup.exchange.services.telling import tell_step

__all__ = [
    "actor_for",
    "load",
    "partner_called",
    "partner_of",
    "take",
    "take_message",
    "take_posted",
    "tell_step",
]
