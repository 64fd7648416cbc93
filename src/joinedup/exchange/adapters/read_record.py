"""Entries of the record as resources: our summary of what a source said, and who the source is.

The message itself stays where it is kept: a source's own resource may hold what a reader here must
not see, and what was corrected or restricted since is so in our entry alone.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_parts import (
    coding,
    filled,
    instant,
    resource,
    security_label,
    subject,
)
from joinedup.exchange.domain.shown import EntryShown

_TERMS: Final = "http://terminology.hl7.org/CodeSystem/"
_CONDITION_STATUS: Final = f"{_TERMS}condition-clinical"
_CONDITION_VERIFIED: Final = f"{_TERMS}condition-ver-status"
_ALLERGY_STATUS: Final = f"{_TERMS}allergyintolerance-clinical"
_ALLERGY_VERIFIED: Final = f"{_TERMS}allergyintolerance-verification"
_NULL: Final = f"{_TERMS}v3-NullFlavor"
_KEY_SYSTEM: Final = "urn:joinedup:source-key:"
_SOURCE: Final = "urn:joinedup:source:"
_ERROR: Final = "entered-in-error"
_OVER: Final = frozenset({"inactive", "resolved", "remission"})
_QUANTITY: Final = re.compile(r"(-?\d+(?:\.\d+)?) ?([^\d\s(;:/][^\d(;:]{0,30})?")
_OBSERVED: Final = frozenset(
    {"registered", "preliminary", "final", "amended", "corrected", "cancelled", _ERROR}
)
_MET: Final = frozenset(
    {"planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", _ERROR}
)
_GOING_ON: Final = frozenset({"draft", "active", "on-hold"})
_PLANNED: Final = frozenset({"draft", "active", "on-hold", "revoked", "completed", _ERROR})


def condition(shown: EntryShown) -> Tree:
    """A condition or problem."""
    return _entry(
        "Condition",
        shown,
        clinicalStatus=_clinical(shown, _CONDITION_STATUS, {*_OVER, "recurrence", "relapse"}),
        verificationStatus=_verified(shown, _CONDITION_VERIFIED),
        code=_code(shown),
        subject=subject(shown.whom),
        onsetDateTime=_when(shown),
        # R4, con-4: only what is over has ended.
        abatementDateTime=_end(shown) if shown.status in _OVER or shown.is_ended else "",
        recordedDate=instant(shown.received_at),
        asserter=_author(shown),
        note=_notes(shown),
    )


def allergy(shown: EntryShown) -> Tree:
    """An allergy or intolerance, or that none is known."""
    return _entry(
        "AllergyIntolerance",
        shown,
        clinicalStatus=_clinical(shown, _ALLERGY_STATUS, _OVER - {"remission"}),
        verificationStatus=_verified(shown, _ALLERGY_VERIFIED),
        code=_code(shown),
        patient=subject(shown.whom),
        onsetDateTime=_when(shown),
        recordedDate=instant(shown.received_at),
        asserter=_author(shown),
        note=[*([{"text": shown.value}] if shown.value else []), *_notes(shown)],
    )


def observation(shown: EntryShown) -> Tree:
    """A measurement or finding; a plain figure with its unit as a quantity."""
    author = _author(shown)
    return _entry(
        "Observation",
        shown,
        status=_status(shown, _OBSERVED, "unknown"),
        code=_code(shown),
        subject=subject(shown.whom),
        effectiveDateTime=_when(shown),
        issued=instant(shown.received_at),
        performer=[author] if author else [],
        **_value(shown),
        note=_notes(shown),
    )


def encounter(shown: EntryShown) -> Tree:
    """A contact or stay; of what class is not kept."""
    author = _author(shown)
    provider = {"display": shown.organisation} if shown.organisation else {}
    return _entry(
        "Encounter",
        shown,
        status=_status(shown, _MET, "unknown"),
        **{"class": {"system": _NULL, "code": "UNK", "display": "unknown"}},
        type=[one for one in [_code(shown)] if one],
        subject=subject(shown.whom),
        participant=[{"individual": author}] if author else [],
        period=_period(shown),
        serviceProvider=provider,
    )


def care_plan(shown: EntryShown) -> Tree:
    """A plan of care."""
    return _entry(
        "CarePlan",
        shown,
        status=_planned(shown),
        intent="plan",
        category=[one for one in [_code(shown, is_worded=False)] if one],
        title=shown.words,
        subject=subject(shown.whom),
        period=_period(shown),
        created=instant(shown.received_at),
        author=_author(shown),
        note=_notes(shown),
    )


WRITERS: Final[Mapping[str, Callable[[EntryShown], Tree]]] = MappingProxyType(
    {
        "Condition": condition,
        "AllergyIntolerance": allergy,
        "Observation": observation,
        "Encounter": encounter,
        "CarePlan": care_plan,
    }
)


_NORMAL: Final = "N"


def _entry(kind: str, shown: EntryShown, **more: Any) -> Tree:
    message = f"#{shown.received_id}" if shown.received_id else ""
    label = "R" if shown.is_restricted and shown.label == _NORMAL else shown.label
    marks = {} if label == _NORMAL else {"security": [security_label(label)]}
    key = {"system": f"{_KEY_SYSTEM}{shown.source}", "value": shown.source_key}
    return resource(
        kind,
        shown.id,
        shown.version,
        meta={
            "lastUpdated": instant(shown.received_at),
            "source": f"{_SOURCE}{shown.source}{message}",
            **marks,
        },
        identifier=[key] if shown.source_key else [],
        **more,
    )


def _code(shown: EntryShown, *, is_worded: bool = True) -> Tree:
    codings = [filled({"system": shown.code_system, "code": shown.code})] if shown.code else []
    words = shown.words if is_worded else ""
    if not codings and not words and is_worded:
        # What may say where somebody is was left out; R4 wants to know why nothing is said.
        codings = [{"system": _NULL, "code": "MSK", "display": "masked"}]
    return filled({"coding": codings, "text": words})


def _clinical(shown: EntryShown, system: str, others: set[str] | frozenset[str]) -> Tree:
    if shown.is_entered_in_error:
        return {}
    if shown.is_ended and shown.status not in _OVER:
        return coding(system, "inactive")
    return coding(system, shown.status if shown.status in others else "active")


def _verified(shown: EntryShown, system: str) -> Tree:
    if shown.is_entered_in_error:
        return coding(system, _ERROR)
    return coding(system, "refuted") if shown.status == "refuted" else {}


def _status(shown: EntryShown, known: frozenset[str], other: str) -> str:
    if shown.is_entered_in_error:
        return _ERROR
    return shown.status if shown.status in known else other


def _planned(shown: EntryShown) -> str:
    status = _status(shown, _PLANNED, "unknown")
    # A plan that nobody ended, and whose time is over, is in force no more.
    return "completed" if shown.is_ended and status in _GOING_ON else status


def _when(shown: EntryShown) -> str:
    return shown.on.isoformat() if shown.on else instant(shown.at)


def _period(shown: EntryShown) -> Tree:
    return filled({"start": _when(shown), "end": _end(shown)})


def _end(shown: EntryShown) -> str:
    return shown.ends_on.isoformat() if shown.ends_on else instant(shown.until)


def _author(shown: EntryShown) -> Tree:
    who = (shown.author, shown.author_role, shown.organisation)
    said = ", ".join(part for part in who if part)
    return {"display": said} if said else {}


def _value(shown: EntryShown) -> Tree:
    found = _QUANTITY.fullmatch(shown.value)
    if found is None:
        return {"valueString": shown.value} if shown.value else {}
    figure = Decimal(found[1])
    number = int(figure) if figure == figure.to_integral_value() else float(figure)
    return {"valueQuantity": filled({"value": number, "unit": (found[2] or "").strip()})}


def _notes(shown: EntryShown) -> list[Tree]:
    return [{"text": f"{title}: {said}"} for title, said in shown.details]
