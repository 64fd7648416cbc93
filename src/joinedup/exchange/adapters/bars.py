"""Messages of the Booking and Referral Standard as they arrive: their kind and what they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from joinedup.exchange.adapters import bars_referral, elements, identity
from joinedup.exchange.adapters.bundle import Index, entries
from joinedup.exchange.adapters.elements import objects, only, text
from joinedup.exchange.adapters.patient import person_sent
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.rules import tree_type
from joinedup.exchange.domain.message import (
    AppointmentMessage,
    Envelope,
    Message,
    ReferralCancel,
    ReferralRequest,
    ReferralUpdate,
    Response,
)
from joinedup.kernel.finding import Finding

# The current code systems first; the other two stand in examples that were published earlier.
EVENT_SYSTEMS: Final = (
    "https://fhir.nhs.uk/CodeSystem/message-events-bars",
    "https://fhir.nhs.uk/CodeSystem/message-event-servicerequest",
)
REASON_SYSTEMS: Final = (
    "https://fhir.nhs.uk/CodeSystem/message-reason-bars",
    "https://fhir.nhs.uk/CodeSystem/message-reason-servicerequest",
)
CATEGORY_SYSTEM: Final = "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest"

REFERRAL_REQUEST: Final = "servicerequest-request"
REFERRAL_RESPONSE: Final = "servicerequest-response"
BOOKINGS: Final = frozenset({"booking-request", "booking-response"})
_TAKEN_BACK: Final = frozenset({"revoked", "entered-in-error"})
_STILL_WANTED: Final = frozenset({"active", "on-hold"})

# R4: a proposal or an option authorises nobody to act, and a directive is the person's own.
_INTENTS: Final = frozenset(
    {"plan", "order", "original-order", "instance-order", "filler-order", "reflex-order"}
)

_HEADER_AT: Final = "Bundle.entry[0].resource"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A message with its header, the resource it is about, and where each stands."""

    bundle: Tree
    index: Index
    header: Tree
    header_address: str
    focus: Tree
    focus_address: str
    focus_at: str
    source: str

    def finding(self, at: str, code: str, message: str) -> Finding:
        return Finding(self.source, at, code, message)


def read_message(
    bundle: Tree, *, source: str, on: date
) -> tuple[Message | None, tuple[Finding, ...]]:
    """What a valid message Bundle says, or every reason why it is none that this standard knows."""
    opened = _opened(bundle, source)
    if opened is None:
        said = "A message starts with its MessageHeader."
        return None, (Finding(source, "Bundle.entry[0]", "message_header_first", said),)
    event = _coded(objects(opened.header, "eventCoding"), EVENT_SYSTEMS)
    envelope = _envelope(opened)
    if event in BOOKINGS:
        return AppointmentMessage(envelope, event, text(opened.focus, "status")), ()
    if event == REFERRAL_RESPONSE:
        answer = only(opened.header, "response")
        return Response(envelope, text(answer, "identifier"), text(answer, "code")), ()
    if event == REFERRAL_REQUEST:
        return _referral(opened, envelope, on)
    said = (
        "This event is not one of this standard's: servicerequest-request, servicerequest-response,"
        " booking-request, booking-response."
    )
    return None, (opened.finding(f"{_HEADER_AT}.eventCoding", "event_unknown", said),)


def _opened(bundle: Tree, source: str) -> _Opened | None:
    listed = list(entries(bundle))
    if not listed or tree_type(listed[0][1]) != "MessageHeader":
        return None
    address, header = listed[0]
    index = Index(bundle)
    focus = index.find(text(only(header, "focus"), "reference")) or {}
    place = next((n for n, (_, resource) in enumerate(listed) if resource is focus), 0)
    return _Opened(
        bundle=bundle,
        index=index,
        header=header,
        header_address=address,
        focus=focus,
        focus_address=listed[place][0] if focus else "",
        focus_at=f"Bundle.entry[{place}].resource",
        source=source,
    )


def _envelope(opened: _Opened) -> Envelope:
    header, focus = opened.header, opened.focus
    key, has_own_id = identity.message_key(opened.bundle, header)
    sent_at = identity.sequence(opened.bundle, header, focus)
    sender = only(header, "sender")
    organisation = opened.index.find(text(sender, "reference")) or {}
    return Envelope(
        message_key=key,
        message_id=identity.message_id(opened.bundle, header, opened.header_address),
        subject_keys=identity.subject_keys(focus, opened.focus_address),
        sequence=identity.sortable(sent_at),
        sent_at=sent_at,
        sender_ods=elements.ods_of(organisation) or elements.ods_of(sender),
        sender_name=text(organisation, "name") or text(sender, "display"),
        reply_to=text(only(header, "source"), "endpoint"),
        has_own_id=has_own_id,
    )


def _referral(
    opened: _Opened, envelope: Envelope, on: date
) -> tuple[Message | None, tuple[Finding, ...]]:
    reason = _coded(elements.codings(only(opened.header, "reason")), REASON_SYSTEMS)
    status = text(opened.focus, "status")
    patient, patient_at = bars_referral.patient_of(opened.bundle, opened.index, opened.focus)
    findings = (
        *_wrong_reason(opened, reason),
        *_wrong_focus(opened),
        *(_wrong_request(opened, reason, status) if opened.focus else ()),
        *(_wrong_patient(opened, patient, patient_at, on) if opened.focus else ()),
        *(_died(opened, patient, patient_at, on) if patient and reason == "new" else ()),
    )
    if findings or patient is None:
        return None, findings
    sent = bars_referral.read(opened.bundle, opened.index, opened.focus, patient, on=on)
    if status in _TAKEN_BACK:
        return ReferralCancel(envelope, sent, status == "entered-in-error"), ()
    if reason == "update":
        return ReferralUpdate(envelope, sent), ()
    return ReferralRequest(envelope, sent), ()


def _wrong_reason(opened: _Opened, reason: str) -> Iterator[Finding]:
    if reason not in ("new", "update"):
        said = 'The reason is "new", or "update"; to take a referral back, "update" it to revoked.'
        yield opened.finding(f"{_HEADER_AT}.reason", "reason_unknown", said)


def _wrong_focus(opened: _Opened) -> Iterator[Finding]:
    named = objects(opened.header, "focus")
    if len(named) != 1:
        said = "A message is about one thing: name exactly one focus."
        yield opened.finding(f"{_HEADER_AT}.focus", "focus_not_one", said)
    elif not opened.focus:
        said = "What this message is about is not in it."
        yield opened.finding(f"{_HEADER_AT}.focus[0].reference", "focus_not_here", said)
    elif tree_type(opened.focus) != "ServiceRequest":
        said = f"A referral is about a ServiceRequest, not a {tree_type(opened.focus)}."
        yield opened.finding(f"{_HEADER_AT}.focus[0].reference", "focus_wrong_kind", said)


def _wrong_request(opened: _Opened, reason: str, status: str) -> Iterator[Finding]:
    is_new_and_active = reason == "new" and status == "active"
    is_change = reason == "update" and status in _TAKEN_BACK | _STILL_WANTED
    if reason in ("new", "update") and not (is_new_and_active or is_change):
        said = (
            "A new referral is active; a changed one active or on-hold;"
            " one taken back revoked or entered-in-error."
        )
        yield opened.finding(f"{opened.focus_at}.status", "status_does_not_fit", said)
    if opened.focus.get("doNotPerform") is True:
        said = "This asks that nothing is done. To take a referral back, update it to revoked."
        yield opened.finding(f"{opened.focus_at}.doNotPerform", "must_not_be_done", said)
    if text(opened.focus, "intent") not in _INTENTS:
        said = "A referral is a plan or an order: nobody acts on a proposal, option or directive."
        yield opened.finding(f"{opened.focus_at}.intent", "intent_does_not_fit", said)
    categories = {
        text(coding, "code")
        for category in objects(opened.focus, "category")
        for coding in elements.codings(category)
        if text(coding, "system") == CATEGORY_SYSTEM
    }
    if "referral" not in categories:
        named = ", ".join(sorted(categories)) or "no category"
        said = f"Only referrals are taken here; this request is of the category: {named}."
        yield opened.finding(f"{opened.focus_at}.category", "category_not_taken", said)
    if not identity.subject_keys(opened.focus, opened.focus_address):
        said = "Give the referral an identifier of your own, so that later messages can name it."
        yield opened.finding(f"{opened.focus_at}.identifier", "identifier_missing", said)


def _wrong_patient(
    opened: _Opened, patient: Tree | None, patient_at: str, on: date
) -> Iterator[Finding]:
    if patient is None:
        said = "Nobody in this message is the subject of the request: send the Patient with it."
        yield opened.finding(f"{opened.focus_at}.subject", "subject_not_here", said)
    elif bars_referral.is_nobody(patient, on):
        said = "Nothing tells this person from anybody else: send a number, name or identifier."
        yield opened.finding(patient_at, "person_not_described", said)


def _died(opened: _Opened, patient: Tree, patient_at: str, on: date) -> Iterator[Finding]:
    if person_sent(patient, on=on).has_died:
        said = "The message says that this person has died: nobody can be sent to them."
        yield opened.finding(patient_at, "person_has_died", said)


def _coded(codings: Iterator[Tree] | list[Tree], systems: tuple[str, ...]) -> str:
    return next((text(c, "code") for c in codings if text(c, "system") in systems), "")
