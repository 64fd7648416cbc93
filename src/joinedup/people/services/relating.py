"""Who stands by somebody: noted, changed and ended, each with its reason."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, care, journey, place
from joinedup.foundation.ids import new_id
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import relations as rules
from joinedup.people.domain.relations import Related
from joinedup.people.models import Person, Relationship
from joinedup.people.services import ending


@journey.change
def relate(person_id: PersonId, related: Related, *, key: UUID, at: datetime, by: Actor) -> UUID:
    """Note who stands by somebody: an unpaid carer, next of kin, who holds a key.

    Where that is somebody of the index, their own entry is opened to nobody by it.
    """
    survivor = ending.may_note(person_id, by=by)
    tidy = rules.tidied(_as_survivor(related), about=survivor, on=place.today())
    made = _row(survivor, tidy, key=key, at=at, by=by)
    Relationship.objects.bulk_create([made], ignore_conflicts=True)
    held = Relationship.objects.get(made_key=key)
    if held.id == made.id:
        fact = events.RelationshipBegun(
            relationship_id=held.id,
            relation=tidy.relation,
            is_unpaid_carer=tidy.is_unpaid_carer,
            other=tidy.other_id,
        )
        journey.record(fact, about=held, person=survivor, at=at, by=by)
    return held.id


@journey.change
def change_relationship(
    relationship_id: UUID,
    *,
    seen: Version | None,
    related: Related,
    because: str,
    at: datetime,
    by: Actor,
) -> UUID:
    """Change what is known of somebody who stands by a person; what it was is kept.

    Whom it is about stays: somebody else is another relationship.
    """
    row = ending.live(Relationship, relationship_id, seen=seen, by=by)
    why = rules.because(because)
    whom = _with_hidden(replace(related, other_id=row.other_id), row)
    tidy = rules.tidied(whom, about=row.person_id, on=place.today())
    ending.end(row, why, at=at, by=by)
    made = _row(PersonId(row.person_id), tidy, key=new_id(), at=max(row.since, at), by=by)
    made.replaces = row
    made.save(force_insert=True)
    fact = events.RelationshipChanged(relationship_id=made.id, was=row.id)
    journey.record(fact, about=row, person=row.person_id, content=why, at=at, by=by)
    return made.id


@journey.change
def end_relationship(
    relationship_id: UUID, *, seen: Version | None, because: str, at: datetime, by: Actor
) -> PersonId:
    """End that somebody stands by a person; says by whom they stood."""
    row = ending.live(Relationship, relationship_id, seen=seen, by=by)
    why = rules.because(because)
    ending.end(row, why, at=at, by=by)
    fact = events.RelationshipEnded(relationship_id=row.id)
    journey.record(fact, about=row, person=row.person_id, content=why, at=at, by=by)
    return PersonId(row.person_id)


def _as_survivor(related: Related) -> Related:
    if related.other_id is None:
        return related
    other = PersonId(related.other_id)
    survivor = anchors.surviving([other])[other]
    if not Person.objects.filter(pk=survivor).exists():
        raise NotFound()
    return replace(related, other_id=survivor)


def _with_hidden(given: Related, row: Relationship) -> Related:
    """What was typed by somebody who was not shown what says where: blank there means as held."""
    both = {PersonId(one) for one in (row.person_id, row.other_id) if one}
    if not care.restricted_ids(both):
        return given
    return replace(
        given,
        phone=given.phone or row.phone,
        lives_with=given.lives_with or row.lives_with,
        plan=given.plan or row.plan,
        plan_on=given.plan_on or row.plan_on,
    )


def _row(person_id: PersonId, tidy: Related, *, key: UUID, at: datetime, by: Actor) -> Relationship:
    return Relationship(
        made_key=key,
        person_id=person_id,
        since=at,
        recorded_by=by.account_id,
        **{
            **asdict(tidy),
            "relation": tidy.relation.value,
            "may_be_told": tidy.may_be_told.value,
        },
    )
