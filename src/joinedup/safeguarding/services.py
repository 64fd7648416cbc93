"""Raising a safeguarding concern, and what is done about it until it is closed."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID, uuid5

from joinedup.foundation import accounts, anchors, deliveries, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Reason, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.kernel.reference import reference
from joinedup.people import queries as people
from joinedup.people.domain.relations import said
from joinedup.people.queries import close
from joinedup.safeguarding import events, queries
from joinedup.safeguarding.domain import answer as answers
from joinedup.safeguarding.domain.answer import (
    ConcernClosed,
    ConcernHasNoMessage,
    ConcernNotReceived,
    ConcernReceived,
    Outcome,
)
from joinedup.safeguarding.domain.concern import Told, Whose, check, check_age, name_key
from joinedup.safeguarding.models import Concern

CHILDREN = "safeguarding.children"
_HELD_OTHERWISE = frozenset({"kinds", "harm", "override", "alleged_username"})


@journey.change
def raise_concern(person_id: PersonId, *, told: Told, key: UUID, at: datetime, by: Actor) -> UUID:
    """Raise a concern about somebody whom one may open, or a child who lives with them.

    It goes to the council's front door: by message where that has an address for them, else it is
    rung. Nothing of it is told to the person, to whoever acts for them or to anybody else.
    """
    access.require_permission(by.scope, Permission.CONCERN_RAISE)
    survivor = anchors.surviving([person_id])[person_id]
    access.require_emergency(by.scope, survivor)
    kept = check(told)
    check_age(kept.whose, _age(survivor))
    list(Account.objects.select_for_update(no_key=True).filter(pk=by.account_id).values_list("pk"))
    # The same form sent twice makes one; changed and sent again it is another: none is lost.
    made_key = uuid5(key, f"{by.account_id} {survivor} {kept!r}")
    before = Concern.objects.filter(made_key=made_key).first()
    if before is not None:
        return before.id
    new = new_id()
    door = place.current().safeguarding[kept.whose.value]
    made = Concern.objects.create(
        id=new,
        made_key=made_key,
        reference=reference(new),
        person_id=survivor,
        child_id=_child(kept),
        kinds=" ".join(kept.kinds),
        harm=kept.harm or "",
        override=kept.override or "",
        alleged_key=name_key(kept.alleged_name),
        alleged_account=_alleged(kept),
        raised_by_id=by.account_id,
        organisation_code=by.scope.organisation,
        raised_at=at,
        front_door=door.organisation,
        is_by_message=door.endpoint is not None,
        acknowledge_by=at + door.acknowledged_within,
        **_answers(kept),
    )
    fact = events.ConcernRaised(
        concern_id=new,
        whose=kept.whose,
        front_door=door.organisation,
        is_by_message=made.is_by_message,
    )
    journey.record(fact, about=made, place=True, content=_as_said(kept), at=at, by=by)
    if made.is_by_message:
        _send(made, key=str(new))
    return new


@journey.change
def send_again(concern_id: UUID, *, seen: Version, at: datetime, by: Actor) -> None:
    """Send a concern to the front door once more, which has not said that it has it."""
    concern = _waiting(concern_id, seen=seen, by=by)
    if not concern.is_by_message:
        raise ConcernHasNoMessage()
    concern.save(update_fields=["version"])
    _send(concern, key=f"{concern.id}:{concern.version}")
    fact = events.ConcernSentAgain(concern_id=concern.id)
    journey.record(fact, about=concern, place=True, at=at, by=by)


@journey.change
def acknowledge_concern(
    concern_id: UUID,
    *,
    seen: Version,
    name: str,
    their_reference: str,
    at: datetime,
    by: Actor,
) -> None:
    """Say that the front door has a concern: who there took it, and their reference.

    Whoever works there says it of themselves; whoever rang it through, of the one who answered.
    """
    concern = _waiting(concern_id, seen=seen, by=by)
    is_theirs = by.scope.may(Permission.CONCERN_ANSWER)
    concern.acknowledged_at = at
    concern.acknowledged_by = answers.receiver(name)
    concern.acknowledged_account_id = by.account_id
    concern.is_by_telephone = not is_theirs
    concern.their_reference = said(their_reference, longest=answers.LONGEST_NAME)
    concern.save()
    fact = events.ConcernAcknowledged(concern_id=concern.id, is_by_telephone=not is_theirs)
    words = f"{concern.acknowledged_by}\n{concern.their_reference}"
    journey.record(fact, about=concern, place=True, content=words, at=at, by=by)


@journey.change
def close_concern(
    concern_id: UUID,
    *,
    seen: Version,
    outcome: Outcome,
    words: str,
    at: datetime,
    by: Actor,
) -> None:
    """Say what the council decided about a concern, and why; whoever raised it is not told what."""
    if not any(by.scope.may(one) for one in close.CLOSE):
        values = {"permission": Permission.CONCERN_ANSWER.value}
        raise NotPermitted(reasons=(Reason("role_may_not", values),))
    _readable(concern_id, by)
    concern = journey.lock(Concern, concern_id, seen=seen)
    if concern.closed_at is not None:
        raise ConcernClosed()
    if concern.acknowledged_at is None:
        raise ConcernNotReceived()
    concern.outcome_words = answers.decided(Whose(concern.whose), outcome, words)
    concern.outcome, concern.closed_at = outcome.value, at
    concern.closed_account_id = by.account_id
    concern.save()
    fact = events.ConcernDecided(concern_id=concern.id, outcome=outcome)
    journey.record(fact, about=concern, place=True, content=concern.outcome_words, at=at, by=by)


def _readable(concern_id: UUID, by: Actor) -> None:
    # To everybody else it is not there, whatever they ask of it.
    if not queries.may_act_on(by.scope, concern_id):
        raise NotFound()


def _waiting(concern_id: UUID, *, seen: Version, by: Actor) -> Concern:
    _readable(concern_id, by)
    concern = journey.lock(Concern, concern_id, seen=None)
    # Said before what else changed: that it was decided is not for whoever raised it.
    if concern.acknowledged_at is not None:
        raise ConcernReceived()
    if concern.version != seen + 1:
        raise Conflict(about_kind=queries.CONCERN, about_id=concern_id, seen=seen)
    return concern


def _send(concern: Concern, *, key: str) -> None:
    # The words are put together when it goes: they are kept in one place.
    deliveries.post(
        deliveries.CONFIDENTIAL,
        address=concern.front_door,
        payload="",
        key=key,
        about=concern,
    )


def _age(person_id: PersonId) -> int | None:
    # Of a restricted record too: a child's concern would go to the wrong door.
    shown = people.cards(system(CHILDREN).scope, [person_id]).get(person_id)
    return shown.age if shown else None


def _child(told: Told) -> PersonId | None:
    if not told.child_number:
        return None
    number = NhsNumber.parse(told.child_number).value
    return close.by_number(system(CHILDREN).scope, number)


def _alleged(told: Told) -> Account | None:
    if not told.alleged_username:
        return None
    try:
        return accounts.account_named(told.alleged_username)
    except NotFound as error:
        name = told.alleged_username
        raise Refused("account_unknown", username=name, at="alleged_username") from error


def _answers(told: Told) -> dict[str, str]:
    names = [one.name for one in fields(told) if one.name not in _HELD_OTHERWISE]
    return {name: str(getattr(told, name)) for name in names}


def _as_said(told: Told) -> str:
    return "\n".join(f"{one.name}: {getattr(told, one.name)}" for one in fields(told))
