"""Somebody begins to see their own care, begins anew with a new letter, or sees it no longer."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey, residents
from joinedup.foundation.models import Anchor
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId, CareId, PersonId
from joinedup.mycare import events
from joinedup.mycare.domain import letters
from joinedup.mycare.domain.letters import CodeNotTaken, JoinedHow
from joinedup.mycare.models import LetterCode, Resident
from joinedup.people.queries import own as people


@journey.change
def join_by_letter(
    code_id: UUID, *, username: str, password: str, at: datetime, by: Actor
) -> AccountId:
    """Let whoever gave the code of a letter sign in from now on; the code counts no more.

    Somebody who sees their care already keeps their account, and signs in by what they chose now.
    Without a user name the account is one that is signed in to through a provider.
    """
    held = LetterCode.objects.select_for_update(no_key=True).filter(id=code_id).first()
    if held is None or not letters.is_open(held.standing(), at=at):
        raise CodeNotTaken()
    held.used_at = at
    held.save(update_fields=["used_at"])
    person_id = anchors.surviving([PersonId(held.person_id)])[PersonId(held.person_id)]
    return _joined(person_id, JoinedHow.LETTER, username, password, at=at, by=by)


@journey.change
def join_by_number(person_id: PersonId, *, at: datetime, by: Actor) -> AccountId:
    """Let somebody see their care whom a provider showed by NHS number and date of birth."""
    survivor = anchors.surviving([person_id])[person_id]
    return _joined(survivor, JoinedHow.NHS_LOGIN, "", "", at=at, by=by)


@journey.change
def close_own_care(person_id: PersonId, *, because: str, at: datetime, by: Actor) -> None:
    """End somebody's own view, as when they have died; what they wrote and asked for stays."""
    for held in _live(anchors.resolved(person_id)[1]):
        held.until, held.ended_because = max(held.since, at), because
        held.save(update_fields=["until", "ended_because"])
        residents.close_resident(
            AccountId(held.account_id), CareId(held.care_id), because=because, at=at, by=by
        )
        _record(events.OwnCareClosed(because=because), PersonId(held.person_id), at=at, by=by)


def _joined(
    person_id: PersonId, how: JoinedHow, username: str, password: str, *, at: datetime, by: Actor
) -> AccountId:
    if not people.may_have_own_view(person_id):
        raise CodeNotTaken()
    known = _live(anchors.all_of(person_id))
    if known:
        account_id = AccountId(known[0].account_id)
        if username:
            residents.name_resident(account_id, username=username, password=password, at=at, by=by)
            _record(events.SignInRenewed(), person_id, at=at, by=by)
        return account_id
    account_id, care_id = residents.make_resident(
        person_id, username=username, password=password or None, at=at, by=by
    )
    Resident.objects.create(
        account_id=account_id, person_id=person_id, care_id=care_id, how=how, since=at
    )
    _record(events.OwnCareOpened(how=how), person_id, at=at, by=by)
    return account_id


def _live(ids: list[PersonId]) -> list[Resident]:
    held = Resident.objects.select_for_update(no_key=True).filter(person_id__in=ids)
    return list(held.filter(until__isnull=True).order_by("since", "id"))


def _record(fact: object, person_id: PersonId, *, at: datetime, by: Actor) -> None:
    journey.record(fact, about=Anchor(id=person_id), person=person_id, at=at, by=by)
