"""A call is taken: begun, kept as it is typed, and about somebody."""

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from joinedup.foundation import care, journey
from joinedup.foundation.ids import new_id
from joinedup.foundation.journey import change
from joinedup.foundation.models import Anchor, Subject
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import Conflict, NotFound, Refused
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.people import queries as people_queries
from joinedup.referrals import events
from joinedup.referrals.domain import pad, wording
from joinedup.referrals.domain.calls import CallEnded, began_with, check_began
from joinedup.referrals.domain.ids import CallId
from joinedup.referrals.domain.pad import Beginning, Told
from joinedup.referrals.models import Call
from joinedup.referrals.queries.calls import CallNotFound
from joinedup.referrals.services.holding import check_reason, here
from joinedup.referrals.services.sending import LONGEST_KEY, NoKey, wait_for_own_sends

LONGEST_CALL: Final = 100_000
LATE_ENTRY: Final = "late_entry"


class CallTooLong(Refused):
    """A pad holds more than any call could."""

    code = "call_too_long"


class CallOfColleague(Refused):
    """Somebody else has the call: two do not write in one."""

    code = "call_of_colleague"


@change
def take_call(
    told: Told,
    *,
    key: str,
    opened_at: datetime,
    beginning: Beginning | None = None,
    at: datetime,
    by: Actor,
) -> CallId:
    """Begin a call, from when its pad was opened; the same key begins one, however often sent.

    Nobody is opened by it: whom it is about comes later, or never.
    """
    require_permission(by.scope, Permission.CALL_TAKE)
    if not 0 < len(key) <= LONGEST_KEY or wording.printable(key) != key:
        raise NoKey()
    wait_for_own_sends(by)
    before = Call.objects.filter(opened_by_id=by.account_id, key=key).first()
    if before is not None:
        return CallId(before.pk)
    began = beginning or Beginning(at=began_with(opened_at, first_kept_at=at))
    _check_beginning(began, opened_at=at)
    call = Call(
        anchor=Anchor.objects.create(id=new_id(), kind=Subject.CALL),
        key=key,
        opened_by_id=by.account_id,
        opened_at=at,
        taken_by_id=by.account_id,
        began_at=began.at,
        began_reason=began.reason,
        saved_at=at,
    )
    _write(call, told)
    call.save(force_insert=True)
    fact = events.CallTaken(began_at=call.began_at, is_crew_waiting=call.is_crew_waiting)
    journey.record(fact, about=call, call=call.pk, at=at, by=by)
    return CallId(call.pk)


@change
def save_call(
    call_id: CallId,
    *,
    seen: Version | None,
    told: Told,
    beginning: Beginning | None = None,
    at: datetime,
    by: Actor,
) -> CallId:
    """Keep what is typed so far. It is nobody's fact until the call ends, but for its beginning."""
    if _is_told_again(call_id, seen=seen, told=told, beginning=beginning, by=by):
        return call_id
    call = hold_call(call_id, seen=seen, by=by)
    _write(call, told)
    call.saved_at = at
    was = Beginning(at=call.began_at, reason=call.began_reason)
    if beginning is not None and beginning != was:
        _check_beginning(beginning, opened_at=call.opened_at)
        call.began_at, call.began_reason = beginning.at, beginning.reason
        fact = events.CallBeginningChanged(
            began_at=beginning.at, was=was.at, reason=beginning.reason
        )
        journey.record(fact, about=call, call=call.pk, at=at, by=by)
    call.save()
    return call_id


@change
def choose_person(
    call_id: CallId, *, seen: Version | None, person_id: PersonId, at: datetime, by: Actor
) -> None:
    """Say whom the call is about: from then on the front door may open them, for its time.

    Whoever was chosen before by mistake is no longer open for this call, at once.
    """
    call = hold_call(call_id, seen=seen, by=by)
    card = people_queries.cards(by.scope, [person_id]).get(person_id)
    if card is None:
        raise NotFound()
    if call.person_id != card.person_id:
        let_go(call, at=at, by=by)
        make_about(call, card.person_id, at=at, by=by)
    call.save()


@change
def leave_person(call_id: CallId, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Say that it was not they: nobody is open for this call any more."""
    call = hold_call(call_id, seen=seen, by=by)
    was = call.person_id
    let_go(call, at=at, by=by)
    if was is not None:
        fact = events.CallAboutPerson(person=None, was=PersonId(was))
        journey.record(fact, about=call, call=call.pk, at=at, by=by)
    call.save()


@change
def go_on_with_call(call_id: CallId, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """Take over an open call, as a colleague whose computer failed asks."""
    require_permission(by.scope, Permission.CALL_TAKE)
    call = _open_call(call_id, seen=seen)
    if call.taken_by_id != by.account_id:
        was = AccountId(call.taken_by_id)
        call.taken_by_id = by.account_id
        journey.record(events.CallTakenOver(was=was), about=call, call=call.pk, at=at, by=by)
    call.saved_at = at
    call.save()


def hold_call(call_id: CallId, *, seen: Version | None, by: Actor) -> Call:
    """An open call of the actor's own, locked, if it is still what they saw."""
    require_permission(by.scope, Permission.CALL_TAKE)
    call = _open_call(call_id, seen=seen)
    if call.taken_by_id != by.account_id:
        raise CallOfColleague(name=call.taken_by.display_name)
    return call


def make_about(call: Call, person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """Let a call be about somebody, and let the front door open them for as long as it lasts."""
    was, call.person_id = call.person_id, person_id
    door = care.team(here().front_door.team)
    care.begin(person_id, door, because=care.OPEN_CALL, at=at, by=by, about=call)
    fact = events.CallAboutPerson(person=person_id, was=PersonId(was) if was else None)
    journey.record(fact, about=call, call=call.pk, at=at, by=by)
    told = events.PersonRungAbout(is_mistaken=False)
    journey.record(told, about=call, person=person_id, at=at, by=by)


def let_go(call: Call, *, at: datetime, by: Actor) -> None:
    """Let a call be about nobody, where somebody was chosen by mistake."""
    if call.person_id is None:
        return
    care.end_about(call, because="mistaken", at=at, by=by, goes_on_for=care.AT_ONCE)
    told = events.PersonRungAbout(is_mistaken=True)
    journey.record(told, about=call, person=call.person_id, at=at, by=by)
    call.person_id = None


def _open_call(call_id: CallId, *, seen: Version | None) -> Call:
    # A call that has ended says so, rather than that somebody changed it.
    held = list(Call.objects.select_for_update(no_key=True).filter(pk=call_id))
    if not held:
        raise CallNotFound()
    call = held[0]
    if call.ended_at is not None:
        raise CallEnded()
    if seen is not None and call.version != seen:
        raise Conflict(about_kind=call._meta.label_lower, about_id=call_id, seen=seen)
    call.version += 1
    return call


def _write(call: Call, told: Told) -> None:
    """Put what was told in the columns of a call, no organisation among it that is not known."""
    told = pad.kept(told)
    if len(json.dumps(dict(told.fields))) > LONGEST_CALL:
        raise CallTooLong(longest=LONGEST_CALL)
    known = told.caller_organisation in here().organisations
    call.caller_name, call.caller_role = told.caller_name, told.caller_role
    call.caller_organisation = told.caller_organisation if known else ""
    call.caller_number = told.caller_number
    call.is_crew_waiting = told.is_crew_waiting
    call.description, call.wanted = told.description, told.wanted
    call.taken_on_paper_by = told.taken_on_paper_by
    call.fields = dict(told.fields)


def _check_beginning(beginning: Beginning, *, opened_at: datetime) -> None:
    if beginning.reason:
        check_reason(LATE_ENTRY, beginning.reason)
    check_began(beginning.at, opened_at=opened_at, reason=beginning.reason)


def _is_told_again(
    call_id: UUID, *, seen: Version | None, told: Told, beginning: Beginning | None, by: Actor
) -> bool:
    """Whether the last save was this one, sent again because its answer was lost."""
    if beginning is not None:
        return False
    held = Call.objects.filter(pk=call_id, taken_by_id=by.account_id, ended_at=None).first()
    if held is None or seen != held.version - 1:
        return False
    return bool(held.fields == pad.kept(told).fields)
