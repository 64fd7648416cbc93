"""What whoever goes to somebody must know: raised, looked at again, and ended."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from joinedup.foundation import care, journey, place
from joinedup.foundation.ids import new_id
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import relations as rules
from joinedup.people.domain.relations import AlertKind, AlertKindUnknown, Warned
from joinedup.people.models import Alert
from joinedup.people.services import ending


@journey.change
def raise_alert(person_id: PersonId, warned: Warned, *, key: UUID, at: datetime, by: Actor) -> UUID:
    """Tell whoever goes to somebody what they must know, until a day on which it is looked at."""
    survivor = ending.may_note(person_id, by=by)
    tidy = _tidied(warned)
    made = _row(survivor, tidy, key=key, at=at, by=by)
    Alert.objects.bulk_create([made], ignore_conflicts=True)
    held = Alert.objects.get(made_key=key)
    if held.id == made.id:
        fact = events.AlertRaised(alert_id=held.id, kind=tidy.kind, review_on=tidy.review_on)
        journey.record(fact, about=held, person=survivor, at=at, by=by)
    return held.id


@journey.change
def change_alert(
    alert_id: UUID,
    *,
    seen: Version | None,
    warned: Warned,
    because: str,
    at: datetime,
    by: Actor,
) -> UUID:
    """Look at an alert again: it still holds, or holds otherwise; what it was is kept."""
    row = ending.live(Alert, alert_id, seen=seen, by=by)
    why = rules.because(because)
    tidy = _tidied(_with_hidden(warned, row))
    ending.end(row, why, at=at, by=by)
    made = _row(PersonId(row.person_id), tidy, key=new_id(), at=max(row.since, at), by=by)
    made.replaces = row
    made.save(force_insert=True)
    fact = events.AlertChanged(alert_id=made.id, was=row.id, review_on=tidy.review_on)
    journey.record(fact, about=row, person=row.person_id, content=why, at=at, by=by)
    return made.id


@journey.change
def end_alert(
    alert_id: UUID, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> PersonId:
    """End an alert that holds no more; says of whom it was."""
    row = ending.live(Alert, alert_id, seen=seen, by=by)
    why = rules.because(because)
    ending.end(row, why, at=at, by=by)
    fact = events.AlertEnded(alert_id=row.id, kind=row.kind)
    journey.record(fact, about=row, person=row.person_id, content=why, at=at, by=by)
    return PersonId(row.person_id)


def _tidied(warned: Warned) -> Warned:
    of_place = {one.code for one in place.current().reasons_for(ReasonKind.ALERT)}
    if warned.kind not in of_place | {kind.value for kind in AlertKind}:
        raise AlertKindUnknown()
    return rules.warned(warned, on=place.today())


def _with_hidden(given: Warned, row: Alert) -> Warned:
    """What was typed by somebody who was not shown what says where: as shown means as held."""
    was_shown = rules.alert_words(row.kind, row.words, is_where_hidden=True)
    if given.words != was_shown or not care.restricted_ids([PersonId(row.person_id)]):
        return given
    return replace(given, words=row.words)


def _row(person_id: PersonId, tidy: Warned, *, key: UUID, at: datetime, by: Actor) -> Alert:
    return Alert(
        made_key=key,
        person_id=person_id,
        kind=tidy.kind,
        words=tidy.words,
        review_on=tidy.review_on,
        is_person_told=tidy.is_person_told,
        not_told_because=tidy.not_told_because,
        since=at,
        recorded_by=by.account_id,
    )
