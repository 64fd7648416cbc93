"""The slow twins of what is derived of a line: plain Python over everything that happened to it."""

from datetime import datetime

from joinedup.foundation import place
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line


def stage_of(line: Line) -> Stage:
    """Where a line stands, read from its rows one by one."""
    questions = [one for one in line.questions.all() if one.ended_at is None]
    offers = [
        one for one in line.redirects.all() if one.confirmed_at is None and one.refused_at is None
    ]
    workers = [one for one in line.allocations.all() if one.until is None]
    if line.closed_at is not None:
        return Stage.CLOSED
    if offers:
        return Stage.REDIRECT_OFFERED
    if questions:
        return Stage.WAITING_FOR_INFORMATION
    if line.sent_at is None:
        return Stage.TO_TRIAGE
    if line.accepted_at is None:
        return Stage.WITH_TEAM
    if line.response_clock.ended_how == "answered":
        return Stage.RESPONDED
    return Stage.ALLOCATED if workers else Stage.NO_WORKER


def class_of(line: Line) -> str:
    """The class of a line: as decided, or as asked for, or what *not stated* counts as."""
    return line.response_class or line.asked_class or place.current().not_stated_counts_as


def answered_at(line: Line) -> datetime | None:
    """When the first contact happened that answers a sent line in its class and for its lead."""
    if line.sent_at is None:
        return None
    here = place.current()
    kinds = set(here.response_classes[line.response_class].clock_stopped_by) - {"attempted"}
    competent = here.leads[line.lead].professions
    answers = [
        one.happened_at
        for one in line.contacts.all()
        if one.kind in kinds and one.profession in competent
    ]
    return min(answers, default=None)
