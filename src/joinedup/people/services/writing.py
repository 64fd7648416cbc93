"""What staff write in somebody's record here, and what they strike out again."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from joinedup.foundation import accounts, anchors, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.ids import new_id
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import record as rules
from joinedup.people.domain.record import HERE, OVER, EntryKind, EntrySent, Written
from joinedup.people.models import Person, RecordEntry
from joinedup.people.queries import record
from joinedup.people.services import choosing, record_rows
from joinedup.people.services import rows as people
from joinedup.people.services.record_rows import Row


class AllergyRecorded(Refused):
    """*No known allergies* of somebody whose record holds one: one of the two is wrong."""

    code = "allergy_recorded"


class HappensLater(Refused):
    """What is written as having happened is dated in the future."""

    code = "entry_in_future"


class HappensBeforeBirth(Refused):
    """What is written is dated before the person was born."""

    code = "entry_before_birth"


class NotOursToChange(Refused):
    """An entry of another system: who sent it corrects it."""

    code = "entry_not_ours"


class EntryChanged(Refused):
    """The entry was changed or struck out since it was read."""

    code = "entry_changed"


@journey.change
def write_entry(
    person_id: PersonId, *, written: Written, key: UUID, at: datetime, by: Actor
) -> UUID:
    """Write in somebody's record here; the same `key` again is the same entry.

    That there are no known allergies is refused while any source holds one.
    """
    person = people.locked(person_id, seen=None, needs=Permission.RECORD_ADD, by=by)
    same = RecordEntry.objects.filter(person_id=person_id, source=HERE, source_key=str(key))
    known = same.order_by("version").values_list("pk", flat=True).first()
    if known is not None:
        return known
    if written.happened_on is not None and written.happened_on > place.today():
        raise HappensLater(at="happened_on")
    if person.born_on and written.happened_on and written.happened_on < person.born_on:
        raise HappensBeforeBirth(at="happened_on")
    if written.says_none and written.kind is EntryKind.ALLERGY:
        _check_no_allergy(person_id, at)
    is_now = written.happened_on in (None, place.today())
    sent = EntrySent(
        kind=written.kind,
        source_key=str(key),
        words=written.words,
        status="active",
        happened_at=at if is_now else None,
        happened_on=None if is_now else written.happened_on,
        author=accounts.business_card(by.account_id).name,
        author_role=_role(by),
        organisation=_organisation(by),
        says_none=written.says_none,
    )
    tidy = rules.tidied(sent)
    made = record_rows.made(
        tidy,
        person_id=person_id,
        source=HERE,
        received_id=None,
        at=at,
        written_by=by.account_id,
        seeing=choosing.seeing_of(tidy, written, by=by),
    )
    record_rows.write([made])
    _record(made, person, at=at, by=by)
    choosing.note_written(made, at=at, by=by)
    return made.id


@journey.change
def strike_entry(entry_id: UUID, *, seen: Version, because: str, at: datetime, by: Actor) -> UUID:
    """Say that what was written here was entered in error; it stays, struck out, with the reason.

    What another system sent is corrected there.
    """
    access.require_permission(by.scope, Permission.RECORD_ADD)
    record.entry_of(by.scope, entry_id)
    found = RecordEntry.objects.filter(pk=entry_id)
    person_id = PersonId(found.values_list("person_id", flat=True).get())
    person = people.lock_record(person_id)
    held = Row._make(found.values_list(*record_rows.COLUMNS).get())
    if held.source != HERE:
        raise NotOursToChange()
    if held.superseded_at is not None or held.is_entered_in_error or held.version != seen:
        raise EntryChanged()
    reason = rules.tidied_reason(because)
    made = held._replace(
        id=new_id(),
        version=held.version + 1,
        replaces_id=held.id,
        received_at=at,
        written_by=by.account_id,
        details=record_rows.as_json((("struck_out_because", reason), ("struck_out_by", _who(by)))),
        is_entered_in_error=True,
    )
    found.update(superseded_at=at)
    record_rows.write([made])
    _record(made, person, at=at, by=by)
    return made.id


def _check_no_allergy(person_id: PersonId, at: datetime) -> None:
    live = RecordEntry.objects.filter(
        anchors.theirs([person_id]),
        kind=EntryKind.ALLERGY,
        superseded_at=None,
        is_entered_in_error=False,
        says_none=False,
    )
    if live.exclude(Q(status__in=OVER) | Q(until__lte=at)).exists():
        raise AllergyRecorded(at="words")


def _record(made: Row, person: Person, *, at: datetime, by: Actor) -> None:
    fact = events.RecordAdded(entry_id=made.id, kind=EntryKind(made.kind), version=made.version)
    journey.record(fact, about=person, person=PersonId(person.pk), at=at, by=by)


def _who(by: Actor) -> str:
    return accounts.business_card(by.account_id).name


def _role(by: Actor) -> str:
    return Role(by.scope.role).label if by.scope.role in set(Role) else ""


def _organisation(by: Actor) -> str:
    found = place.current().organisations.get(by.scope.organisation)
    return str(found.name) if found else ""
