"""What a referral message asks: read from the ServiceRequest and from what stands round it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from joinedup.exchange.adapters import clinical, elements, modifiers
from joinedup.exchange.adapters.bundle import Index, entries
from joinedup.exchange.adapters.elements import objects, only, text, texts
from joinedup.exchange.adapters.patient import person_sent
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import tree_type
from joinedup.exchange.domain.message import Priority, ReferralSent, Requester, SentCode

# Of these only what the request is, or who asks it, is read.
_READ_IF_NAMED: Final = frozenset({"RelatedPerson", "ServiceRequest"})


def patient_of(bundle: Tree, index: Index, request: Tree) -> tuple[Tree | None, str]:
    """The Patient whom a request is for, and where it stands."""
    found = index.find(text(only(request, "subject"), "reference"))
    for place, (_, resource) in enumerate(entries(bundle)):
        if resource is found and tree_type(resource) == "Patient":
            return resource, f"Bundle.entry[{place}].resource"
    return None, ""


def is_nobody(patient: Tree, on: date) -> bool:
    """Whether a Patient says nothing by which a person could be told from anybody else."""
    return person_sent(patient, on=on).is_empty


def read(bundle: Tree, index: Index, request: Tree, patient: Tree, *, on: date) -> ReferralSent:
    """A referral as it was sent; what was not sent stays empty."""
    around = [resource for _, resource in entries(bundle)]
    heard = clinical.heard(around, index, patient)
    asked_by = _of(index, request, "requester")
    where = only(_of(index, request, "locationReference"), "address")
    return ReferralSent(
        person=person_sent(patient, on=on),
        requester=_requester(index, request, on),
        identifiers=elements.identifiers(request),
        authored_at=elements.instant(request.get("authoredOn")),
        wanted_at=_wanted_at(request),
        priority=_priority(request),
        asked=tuple(_asked(index, request)),
        words=_once([*_words(request), *heard.of(clinical.WORDS)]),
        risks=heard.of(clinical.RISKS),
        allergies=heard.of(clinical.ALLERGIES),
        observations=heard.of(clinical.OBSERVATIONS),
        corrections=heard.of(clinical.CORRECTIONS),
        performer_ods=_once(
            elements.ods_of(index.find(text(one, "reference")) or one)
            for one in objects(request, "performer")
        ),
        where_address=", ".join([*texts(where, "line"), text(where, "city")]).strip(", "),
        where_postcode=text(where, "postalCode"),
        is_on_hold=text(request, "status") == "on-hold",
        not_read=(*_not_read(around, [request, asked_by]), *heard.of(clinical.NOT_READ)),
    )


def _of(index: Index, tree: Tree, name: str) -> Tree:
    return index.find(text(only(tree, name), "reference")) or {}


def _priority(request: Tree) -> Priority | None:
    sent = text(request, "priority")
    return Priority(sent) if sent in {one.value for one in Priority} else None


def _wanted_at(request: Tree) -> datetime | None:
    timing, period = only(request, "occurrenceTiming"), only(request, "occurrencePeriod")
    given = [request.get("occurrenceDateTime"), period.get("start"), *texts(timing, "event")]
    return next((at for one in given if (at := elements.instant(one))), None)


def _asked(index: Index, request: Tree) -> Iterator[SentCode]:
    yield from elements.sent_codes(only(request, "code"))
    for reference in objects(request, "performer"):
        performer = index.find(text(reference, "reference")) or {}
        if tree_type(performer) == "HealthcareService":
            name = text(performer, "name")
            for identifier in elements.identifiers(performer):
                yield SentCode(identifier.system, identifier.value, name)
    yield from elements.sent_codes(only(_of(index, request, "encounter"), "serviceType"))


def _words(request: Tree) -> Iterator[str]:
    yield from (elements.words(reason) for reason in objects(request, "reasonCode"))
    yield from (text(note, "text") for note in objects(request, "note"))
    yield text(request, "patientInstruction")


def _requester(index: Index, request: Tree, on: date) -> Requester:
    reference = only(request, "requester")
    asked_by = index.find(text(reference, "reference")) or {}
    practitioner, organisation, role = asked_by, {}, ""
    match tree_type(asked_by):
        case "Organization":
            practitioner, organisation = {}, asked_by
        case "PractitionerRole":
            practitioner = _of(index, asked_by, "practitioner")
            organisation = _of(index, asked_by, "organization")
            role = elements.words(only(asked_by, "code"))
    return Requester(
        name=elements.name_of(practitioner) or text(reference, "display"),
        role=role,
        phone=elements.phone_of(asked_by, on) or elements.phone_of(practitioner, on),
        identifiers=elements.identifiers(practitioner) or elements.identifiers(reference),
        organisation_ods=elements.ods_of(organisation),
        organisation_name=text(organisation, "name"),
    )


def _not_read(around: list[Tree], used: list[Tree]) -> tuple[str, ...]:
    others = Counter(
        tree_type(one)
        for one in around
        if tree_type(one) not in modifiers.READ
        or (tree_type(one) in _READ_IF_NAMED and not any(one is each for each in used))
    )
    return tuple(f"{name} ({count})" for name, count in sorted(others.items()))


def _once(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in said if one))
