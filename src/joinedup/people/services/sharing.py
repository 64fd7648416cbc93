"""What a person decided of sharing, or who may for them: kept, and taken back."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, decided, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.decided import Said, What
from joinedup.foundation.models import SharingDecision
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.kernel.sections import Section
from joinedup.people import events
from joinedup.people.domain import document_standing
from joinedup.people.domain import sharing as rules
from joinedup.people.domain.document_standing import Standing
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.sharing import Basis, Decided, DecidedBy, Decision, Proxy, Way
from joinedup.people.models import Document, DocumentNote, Person
from joinedup.people.queries.documents import held_of
from joinedup.people.services import rows


class OrganisationUnknown(Refused):
    """The organisation is none of this place's."""

    code = "sharing_organisation_unknown"


class ConsentNotNeeded(Refused):
    """The organisation sees records without consent here: a consent would change nothing."""

    code = "consent_not_needed"


class DecisionOver(Refused):
    """The decision is in force no more."""

    code = "sharing_decision_over"


@journey.change
def decide_sharing(
    person_id: PersonId, *, decided_of: Decided, key: UUID, at: datetime, by: Actor
) -> UUID:
    """Keep what somebody decided of sharing, in force from now; the same `key` again is the same.

    Whoever has a part in their care may be told it, also where what they decided closes the record
    to them: nobody is kept from saying it, nor from taking it back. On their own pages people
    decide for themselves.
    """
    survivor, person = _person(person_id, by)
    known = SharingDecision.objects.filter(made_key=key).first()
    if known is not None:
        return known.id
    told = rules.tidied(replace(decided_of, basis=_of_oneself(decided_of.basis, by)))
    _check_organisation(told)
    rules.check_kind(told.kind, told.basis)
    said = _said(told.basis, person)
    what = What(
        kind=decided.Kind(told.kind.value),
        section=told.section,
        organisation=told.organisation,
    )
    made = decided.decide(anchors.all_of(survivor), what, said, key=key, at=at, by=by)
    fact = events.SharingDecided(
        decision_id=made.id,
        kind=told.kind,
        section=told.section.value if told.section else "",
        organisation=told.organisation,
        decided_by=told.basis.decided_by,
    )
    journey.record(fact, about=made, person=survivor, at=at, by=by)
    return made.id


@journey.change
def end_sharing(
    decision_id: UUID, *, seen: Version | None, basis: Basis, at: datetime, by: Actor
) -> PersonId:
    """Take a decision back, from now, on what basis; says whose it was."""
    held = journey.lock(SharingDecision, decision_id, seen=seen)
    survivor, person = _person(PersonId(held.person_id), by)
    if held.until is not None:
        raise DecisionOver()
    basis = _of_oneself(basis, by)
    said = _said(basis, person)
    decided.withdraw(anchors.all_of(survivor), held, said, at=at, by=by)
    fact = events.SharingTakenBack(
        decision_id=held.id,
        kind=Decision(held.kind),
        section=Section(held.section).value if held.section else "",
        organisation=held.organisation_code,
        decided_by=basis.decided_by,
    )
    journey.record(fact, about=held, person=survivor, at=at, by=by)
    return survivor


def checked_basis(person_id: PersonId, basis: Basis) -> Basis:
    """On what basis something was decided with or for a person, as the rooms above may keep it.

    An attorney or a deputy decides by a document that is on the record; raises what is missing.
    """
    person = Person.objects.get(pk=person_id)
    _said(basis, person)
    return rules.checked(basis, born_on=person.born_on, on=place.today())


def _of_oneself(basis: Basis, by: Actor) -> Basis:
    if not by.scope.may(Permission.OWN_CARE):
        return basis
    return replace(basis, decided_by=DecidedBy.PERSON, way=Way.ONLINE)


def _person(person_id: PersonId, by: Actor) -> tuple[PersonId, Person]:
    survivor = anchors.surviving([person_id])[person_id]
    if by.scope.may(Permission.OWN_CARE):
        access.require_own(by.scope, survivor)
        return survivor, rows.lock_record(survivor)
    access.require_permission(by.scope, Permission.SHARING_DECIDE)
    # The privacy officer opens nobody, and is asked to record what was written to them.
    if not by.scope.may(Permission.RECORD_RESTRICT):
        access.require_emergency(by.scope, survivor)
    return survivor, rows.lock_record(survivor)


def _check_organisation(told: Decided) -> None:
    here = place.current()
    if not told.organisation:
        return
    found = here.organisations.get(told.organisation)
    if found is None:
        raise OrganisationUnknown(at="organisation")
    if told.kind is Decision.CONSENT and found.kind not in here.consent_kinds:
        raise ConsentNotNeeded(organisation=found.name, at="organisation")


def _said(basis: Basis, person: Person) -> Said:
    given = rules.checked(basis, born_on=person.born_on, on=place.today())
    rests_on = rules.proxy(given, _proxies(person))
    return Said(
        decided_by=given.decided_by.value,
        decided_on=given.decided_on,
        way=given.way.value,
        decider=given.decider,
        document_id=rests_on.document_id if rests_on else None,
        because=given.because,
    )


def _proxies(person: Person) -> list[Proxy]:
    """The powers of attorney and orders of deputies that are in force for somebody today."""
    kinds = [DocumentKind.LPA_HEALTH.value, DocumentKind.DEPUTY.value]
    whose = anchors.all_of(PersonId(person.pk))
    found = {one.pk: one for one in Document.objects.filter(person_id__in=whose, kind__in=kinds)}
    standing = document_standing.standings(
        [held_of(one) for one in found.values()], on=place.today()
    )
    seen = set(
        DocumentNote.objects.filter(document_id__in=found, kind=DocumentNote.Kind.SEEN).values_list(
            "document_id", flat=True
        )
    )
    in_force = [one for one in found.values() if standing[one.pk] is Standing.IN_FORCE]
    return [
        Proxy(
            document_id=one.pk,
            kind=DocumentKind(one.kind),
            name=one.proxy_name,
            is_registered=held_of(one).paper.is_registered,
            is_seen=one.pk in seen,
        )
        for one in in_force
    ]
