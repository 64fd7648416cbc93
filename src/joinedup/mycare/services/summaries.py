"""Somebody is told what was talked about; it is settled, or said to be a mistake."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.mycare import events
from joinedup.mycare.domain import summaries as rules
from joinedup.mycare.domain.summaries import (
    How,
    JustSent,
    NoReason,
    NumberDoubted,
    TextChanged,
    TextWish,
)
from joinedup.mycare.domain.texting import TextState, Trouble
from joinedup.mycare.models import Summary, TextDecision
from joinedup.mycare.queries import summaries as queries
from joinedup.mycare.queries import texting as planning
from joinedup.mycare.queries.mine import mine
from joinedup.mycare.queries.texting import Planned
from joinedup.mycare.services import texting
from joinedup.people import queries as people


@journey.change
def send(
    person_id: PersonId,
    *,
    template: str,
    words: str,
    how: How,
    key: UUID,
    shown: str,
    address: str,
    anyway: bool = False,
    again: bool = False,
    is_now: bool = False,
    now_because: str = "",
    at: datetime,
    by: Actor,
) -> UUID:
    """Tell somebody what was talked about, on their own pages and as they chose; a key tells once.

    What goes out is what was `shown`: where it would be another text by now, it is shown again.
    """
    access.require_permission(by.scope, Permission.SUMMARY_SEND)
    page = people.person_page(by.scope, person_id)
    card, ids = page.card, page.ids
    # Two who send at once go one after the other, so that the second is told of the first.
    list(Anchor.objects.select_for_update(no_key=True).filter(id=card.person_id))
    if (held := _known(key, by)) is not None:
        return held
    rules.check_alive(has_died=card.died_on is not None)
    queries.template(template, at=at)
    told = rules.kept(words)
    plan = None
    if how is How.TEXT:
        plan = planning.planned(card, ids, words=told, address=address, at=at)
    if shown != (plan.text.told if plan else rules.digest(told)):
        raise TextChanged()
    if not again and (first := queries.just_sent(ids, at=at, key=key)) is not None:
        raise JustSent(at="again", who=first.made_by, when=first.made_at)
    if plan and plan.is_doubted and not anyway:
        raise NumberDoubted(at="anyway")
    made = Summary(
        made_key=key,
        person_id=card.person_id,
        made_at=at,
        made_by=by.account_id,
        made_organisation=by.scope.organisation,
        template=template,
        words=told,
        how=how.value,
    )
    if plan:
        _as_text(made, plan, is_now=is_now, now_because=now_because, at=at)
    made.save(force_insert=True)
    fact = events.SummarySent(summary_id=made.id, how=how, template=template)
    journey.record(fact, about=made, person=card.person_id, at=at, by=by)
    if plan and made.send_at and made.send_at <= at:
        texting.hand_on(made, at=at)
    return made.id


@journey.change
def take_back(summary_id: UUID, *, seen: Version, words: str, at: datetime, by: Actor) -> None:
    """Say that a summary was sent by mistake; a text of it that waits is not sent."""
    held = _changed(summary_id, seen, by)
    if held.in_error_at is not None:
        raise Refused("summary_is_in_error")
    held.in_error_because = rules.noted(words)
    held.in_error_at, held.in_error_by = at, by.account_id
    held.save(update_fields=["version", "in_error_at", "in_error_by", "in_error_because"])
    fact = events.SummarySentInError(summary_id=held.id)
    journey.record(fact, about=held, person=PersonId(held.person_id), at=at, by=by)
    if held.state == TextState.WAITING:
        texting.end(held, TextState.STOPPED, Trouble.IN_ERROR, at=at, by=by)


@journey.change
def settle(summary_id: UUID, *, seen: Version, words: str, at: datetime, by: Actor) -> None:
    """Say how a text was seen to that did not arrive: they were rung, or got a letter."""
    held = _changed(summary_id, seen, by)
    if held.settled_at is not None or held.state not in (TextState.FAILED, TextState.STOPPED):
        raise Refused("summary_is_settled")
    held.settled_how = rules.noted(words)
    held.settled_at, held.settled_by = at, by.account_id
    held.save(update_fields=["version", "settled_at", "settled_by", "settled_how"])
    fact = events.SummarySettled(summary_id=held.id)
    journey.record(fact, about=held, person=PersonId(held.person_id), at=at, by=by)


@journey.change
def decide_texts(
    person_id: PersonId, *, wish: TextWish, may_name: bool, at: datetime, by: Actor
) -> None:
    """Keep what somebody told staff about being sent texts."""
    access.require_permission(by.scope, Permission.SUMMARY_SEND)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    _decide(survivor, wish, may_name, at=at, by=by)


@journey.change
def decide_my_texts(*, wish: TextWish, may_name: bool, at: datetime, by: Actor) -> None:
    """Keep what somebody says on their own pages about being sent texts."""
    _decide(mine(by.scope).person_id, wish, may_name, at=at, by=by)


def _as_text(made: Summary, plan: Planned, *, is_now: bool, now_because: str, at: datetime) -> None:
    because = " ".join(now_because.split())[: rules.LONGEST_NOTE]
    is_night = plan.goes_at > at
    if is_now and is_night and not because:
        raise NoReason(at="now_because")
    made.told, made.number = plan.text.words, plan.text.number
    made.now_because = because if is_now and is_night else ""
    made.state, made.state_at, made.tries = TextState.WAITING.value, at, 1
    made.send_at = at if is_now else plan.goes_at


def _known(key: UUID, by: Actor) -> UUID | None:
    known = Summary.objects.filter(made_key=key, made_by=by.account_id)
    return known.values_list("id", flat=True).first()


def _changed(summary_id: UUID, seen: Version, by: Actor) -> Summary:
    access.require_permission(by.scope, Permission.SUMMARY_SEND)
    held = Summary.objects.filter(id=summary_id).only("person_id").first()
    if held is None:
        raise NotFound()
    person_id = PersonId(held.person_id)
    access.require(by.scope, anchors.surviving([person_id])[person_id])
    return journey.lock(Summary, summary_id, seen=seen)


def _decide(
    person_id: PersonId, wish: TextWish, may_name: bool, *, at: datetime, by: Actor
) -> None:
    names = may_name and wish is TextWish.WORDS
    held = _live(anchors.all_of(person_id))
    said = {(one.wish, one.may_name) for one in held}
    if said == {(wish.value, names)}:
        return
    for one in held:
        one.until = max(one.since, at)
        one.save(update_fields=["until"])
    since = max([at, *(one.since for one in held)])
    made = TextDecision.objects.create(
        person_id=person_id, wish=wish.value, may_name=names, since=since, told_by=by.account_id
    )
    fact = events.TextsDecided(wish=wish, may_name=names)
    journey.record(fact, about=made, person=person_id, at=at, by=by)


def _live(ids: Sequence[PersonId]) -> list[TextDecision]:
    Anchor.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id").first()
    held = TextDecision.objects.filter(person_id__in=ids, until__isnull=True)
    return list(held.order_by("id"))
