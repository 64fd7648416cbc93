"""What resources say of somebody's care: contacts, plans, requests, documents, decisions."""

from collections.abc import Iterator, Mapping
from typing import Final

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.elements import objects, only, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record_clinical import Reader
from joinedup.exchange.adapters.record_parts import (
    Coded,
    Drawn,
    Names,
    concept,
    concepts,
    ends,
    first_concept,
    phone,
    ratio,
    span,
    when,
)
from joinedup.exchange.adapters.values import UNKNOWN_VALUE, value_of
from joinedup.exchange.domain.kept import THERE_NOW

# HL7's v3 ActCode, which Encounter.class is drawn from, in words that a reader knows.
_CLASSES: Final = {
    "AMB": "Clinic or surgery contact",
    "EMER": "Emergency contact",
    "FLD": "Contact outside any building of care",
    "HH": "Contact at home",
    "IMP": "Stay in hospital",
    "ACUTE": "Stay in hospital",
    "NONAC": "Stay in hospital",
    "OBSENC": "Kept for observation",
    "PRENC": "Before admission",
    "SS": "Short stay in hospital",
    "VR": "Contact by telephone or video",
}
_STAYS: Final = frozenset({"IMP", "ACUTE", "NONAC", "SS", "OBSENC"})
_NOT_ACTED_ON: Final = {"proposal": "Proposed", "option": "One of several options"}
_MOST_ANSWERS: Final = 50


def _encounter(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    stay = concept(only(resource, "class"))
    kind = _CLASSES.get(stay.code, stay.words)
    drawn.coded = first_concept(resource, "type", "serviceType")
    is_named = drawn.coded.words != drawn.coded.code
    words = drawn.coded.words if is_named and drawn.coded.words else kind or drawn.coded.code
    if drawn.status in ("planned", "cancelled"):
        words = f"{'Planned' if drawn.status == 'planned' else 'Cancelled'}: {words}"
    drawn.words = words
    if not drawn.coded.code:
        drawn.coded = Coded(stay.system, stay.code, words)
    if drawn.status == "in-progress" and stay.code in _STAYS:
        drawn.value = THERE_NOW
    drawn.when = when(resource, "period")
    people = objects(resource, "participant")
    who = next((p for p in people if only(p, "individual")), {})
    drawn.author = only(who, "individual")
    drawn.author_role = first_concept(who, "type").words
    drawn.organisation = only(resource, "serviceProvider")
    drawn.add("How", kind if kind != words else "")
    drawn.add_all("Why", [*concepts(resource, "reasonCode"), *_named(resource, names)])
    places = [names.of(only(one, "location")) for one in objects(resource, "location")]
    drawn.add_all("Where", places)
    stayed = only(resource, "hospitalization")
    drawn.add("Came from", concept(only(stayed, "admitSource")).words)
    drawn.add("Went to", concept(only(stayed, "dischargeDisposition")).words)


def _named(resource: Tree, names: Names) -> list[str]:
    return [names.of(one) for one in objects(resource, "reasonReference")]


def _episode(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "type")
    drawn.words = drawn.coded.words or "Period of care by a team"
    drawn.when = when(resource, "period")
    drawn.author = only(resource, "careManager")
    drawn.organisation = only(resource, "managingOrganization")


def _care_plan(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "category")
    said = text(resource, "title") or text(resource, "description") or drawn.coded.words
    drawn.words = _with_intent(resource, said)
    drawn.when = when(resource, "period", "created")
    drawn.author = only(resource, "author") or only(resource, "contributor")
    if text(resource, "description") != said:
        drawn.add("What for", text(resource, "description"))
    drawn.add_all("About", [names.of(one) for one in objects(resource, "addresses")])
    drawn.add_all("Goals", [names.of(one) for one in objects(resource, "goal")])
    for activity in objects(resource, "activity"):
        drawn.add("Activity", _activity(activity, names))
    drawn.add_all("Team", [names.of(one) for one in objects(resource, "careTeam")])


def _activity(activity: Tree, names: Names) -> str:
    detail = only(activity, "detail")
    said = text(detail, "description") or concept(only(detail, "code")).words
    said = said or names.of(only(activity, "reference"))
    before = "Do not: " if detail.get("doNotPerform") is True else ""
    status = text(detail, "status")
    came = "; ".join(concepts(activity, "outcomeCodeableConcept"))
    beside = ", ".join(part for part in (status, came) if part)
    return f"{before}{said}{f' ({beside})' if beside else ''}" if said else came


def _with_intent(resource: Tree, said: str) -> str:
    before = _NOT_ACTED_ON.get(text(resource, "intent"), "")
    if resource.get("doNotPerform") is True:
        before = "Do not"
    return f"{before}: {said}" if before and said else said


def _care_team(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "category")
    drawn.words = text(resource, "name") or drawn.coded.words or "Care team"
    drawn.when = when(resource, "period")
    drawn.organisation = only(resource, "managingOrganization")
    for one in objects(resource, "participant"):
        role, member = first_concept(one, "role").words, names.of(only(one, "member"))
        drawn.add(role or "Member", member)
    drawn.add("Telephone", phone(resource))


def _goal(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "lifecycleStatus")
    drawn.coded = concept(only(resource, "description"))
    drawn.words = drawn.coded.words
    drawn.value = concept(only(resource, "achievementStatus")).words
    drawn.when = when(resource, "startDate", "statusDate")
    drawn.author = only(resource, "expressedBy")
    for one in objects(resource, "target"):
        wanted = (
            ratio(only(one, "detailQuantity")) or concept(only(one, "detailCodeableConcept")).words
        )
        named = concept(only(one, "measure")).words
        due = text(one, "dueDate")
        drawn.add("Target", " ".join(part for part in (named, wanted, due and f"by {due}") if part))
    drawn.add("Why this status", text(resource, "statusReason"))


def _document(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "type", "category")
    said = text(resource, "description") or text(resource, "title") or drawn.coded.words
    files = [only(one, "attachment") for one in objects(resource, "content")]
    drawn.words = said or next((text(f, "title") for f in files if text(f, "title")), "")
    if drawn.status == "superseded":
        drawn.words = f"Replaced by a later one: {drawn.words}"
    drawn.when = when(resource, "date", "indexed")
    drawn.author = only(resource, "author")
    drawn.organisation = only(resource, "custodian")
    drawn.value = text(resource, "docStatus")
    for one in files:
        told = (text(one, "title"), text(one, "contentType"), text(one, "url"))
        drawn.add("File", ", ".join(part for part in told if part))
    for section in objects(resource, "section"):
        drawn.add("Part", text(section, "title") or concept(only(section, "code")).words)


def _flag(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = concept(only(resource, "code"))
    drawn.words = drawn.coded.words
    drawn.when = when(resource, "period")
    drawn.author = only(resource, "author")
    drawn.add_all("Category", concepts(resource, "category"))


def _request(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "code", "codeCodeableConcept", "category")
    drawn.words = _with_intent(resource, drawn.coded.words or "Request")
    drawn.value = text(resource, "priority")
    drawn.when = when(resource, "authoredOn", "dateTime", "occurrenceDateTime", "occurrencePeriod")
    drawn.author = (
        only(resource, "requester") or only(resource, "orderer") or only(resource, "sender")
    )
    drawn.add_all("Asked of", [names.of(one) for one in objects(resource, "performer")])
    drawn.add_all("Why", [*concepts(resource, "reasonCode"), *_named(resource, names)])
    wanted = when(resource, "occurrenceDateTime", "occurrencePeriod")
    drawn.add("Wanted", wanted.words)
    drawn.add("Told the person", text(resource, "patientInstruction"))


def _task(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = concept(only(resource, "code"))
    focus = names.of(only(resource, "focus"))
    said = text(resource, "description") or drawn.coded.words or "Task"
    drawn.words = _with_intent(resource, f"{said}: {focus}" if focus else said)
    drawn.value = concept(only(resource, "businessStatus")).words or text(resource, "priority")
    drawn.when = when(resource, "authoredOn", "lastModified", "executionPeriod")
    drawn.author = only(resource, "requester")
    drawn.add("Who does it", names.of(only(resource, "owner")))
    drawn.add("Done by", when(only(resource, "restriction"), "period").words)
    drawn.add("Why this status", concept(only(resource, "statusReason")).words)
    for one in objects(resource, "output"):
        came = names.of(only(one, "valueReference")) or _said(one)
        drawn.add(concept(only(one, "type")).words or "Came of it", came)


def _consent(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(resource, "category", "scope")
    ruled = only(resource, "provision")
    given = {"deny": "Refused", "permit": "Agreed"}.get(text(ruled, "type"), "Decision")
    scope = concept(only(resource, "scope")).words
    said = drawn.coded.words or scope
    drawn.words = f"{given}: {said}" if said else given
    drawn.when = when(resource, "dateTime")
    drawn.author = only(resource, "performer")
    drawn.organisation = only(resource, "organization")
    drawn.add("Scope", scope)
    drawn.add_all("Purpose", [concept(one).words for one in objects(ruled, "purpose")])
    drawn.ended = ends(ruled, "period")
    drawn.add("In force", span(ruled, "period"))
    drawn.add_all("Policy", [text(one, "uri") for one in objects(resource, "policy")])


def _related(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = "inactive" if resource.get("active") is False else ""
    drawn.coded = first_concept(resource, "relationship")
    name = elements.name_of(resource)
    shown = ", ".join(dict.fromkeys(concepts(resource, "relationship")))
    drawn.words = ", ".join(part for part in (name, shown) if part)
    drawn.value = phone(resource)
    drawn.when = when(resource, "period")
    for one in objects(resource, "address"):
        lines = [*elements.texts(one, "line"), text(one, "city"), text(one, "postalCode")]
        drawn.add("Address", ", ".join(line for line in lines if line))


def _answers(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    form = text(resource, "questionnaire").partition("|")[0].rsplit("/", 1)[-1]
    drawn.words = f"Answers to a form: {form}" if form else "Answers to a form"
    drawn.when = when(resource, "authored")
    drawn.author = only(resource, "author") or only(resource, "source")
    for question, answer in list(_asked(resource, names))[:_MOST_ANSWERS]:
        drawn.add(question, answer)


def _asked(holder: Tree, names: Names) -> Iterator[tuple[str, str]]:
    for item in objects(holder, "item"):
        asked = text(item, "text") or text(item, "linkId")
        given = [
            names.of(only(answer, "valueReference")) or _said(answer)
            for answer in objects(item, "answer")
        ]
        if any(given):
            yield asked, "; ".join(one for one in given if one)
        for answer in objects(item, "answer"):
            yield from _asked(answer, names)
        yield from _asked(item, names)


def _said(one: Tree) -> str:
    coding = only(one, "valueCoding")
    if coding:
        return concept(coding).words
    for name in ("valueDate", "valueUri"):
        if said := text(one, name):
            return said
    if isinstance(amount := one.get("valueDecimal"), int | float) or amount is not None:
        return str(amount)
    said = value_of(one)
    return "" if said == UNKNOWN_VALUE else said


def _other(resource: Tree, names: Names, drawn: Drawn) -> None:
    drawn.status = text(resource, "status")
    drawn.coded = first_concept(
        resource, "code", "event", "type", "category", "relationship", "outcome"
    )
    said = text(resource, "description") or text(resource, "summary") or text(resource, "detail")
    held = [text(one, "contentString") for one in objects(resource, "payload")]
    drawn.words = said or drawn.coded.words or next((one for one in held if one), "")
    drawn.add_all("Message", held)
    conditions = [concept(only(c, "code")).words for c in objects(resource, "condition")]
    drawn.add_all("Conditions", conditions)
    drawn.when = when(
        resource,
        "date",
        "effectiveDateTime",
        "effectivePeriod",
        "occurrenceDateTime",
        "identifiedDateTime",
        "sent",
        "received",
        "recordedOn",
        "timingPeriod",
    )
    drawn.author = (
        only(resource, "assessor")
        or only(resource, "author")
        or only(resource, "sender")
        or only(resource, "recorder")
    )
    drawn.add("Came of it", text(resource, "summary") if said != text(resource, "summary") else "")


READERS: Final[Mapping[str, Reader]] = {
    "CarePlan": _care_plan,
    "CareTeam": _care_team,
    "CommunicationRequest": _request,
    "Composition": _document,
    "Consent": _consent,
    "DeviceRequest": _request,
    "DocumentReference": _document,
    "Encounter": _encounter,
    "EpisodeOfCare": _episode,
    "Flag": _flag,
    "Goal": _goal,
    "NutritionOrder": _request,
    "QuestionnaireResponse": _answers,
    "RelatedPerson": _related,
    "ServiceRequest": _request,
    "Task": _task,
}


def other(resource: Tree, names: Names, drawn: Drawn) -> None:
    """Whatever else is about a person: what it is called, when, and by whom."""
    _other(resource, names, drawn)
