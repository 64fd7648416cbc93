"""What partners' systems hold of somebody, sent as FHIR, and the page on which it is read."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from playwright.sync_api import Locator, expect

from joinedup.kernel import nhs_number
from tests.builders.exchange import a_message, an_ethel
from tests.journeys.partner import PartnerSystem
from tests.journeys.people import Desk

SNOMED = "http://snomed.info/sct"
NONE_KNOWN = ("716186003", "No known allergy")
PENICILLIN = ("91936005", "Allergy to penicillin")
_TERMS = "http://terminology.hl7.org/CodeSystem"
_numbers = (n for stem in count(999_600_001) if (n := nhs_number.make(str(stem))))


def referred(system: PartnerSystem, family: str, **changes: Any) -> dict[str, Any]:
    """Somebody new, whose referral a partner has just sent: their Patient."""
    patient = an_ethel(name=[{"use": "official", "family": family, "given": ["Ethel"]}])
    patient["identifier"][0]["value"] = next(_numbers).value
    system.send(a_referral(patient, **changes))
    return patient


def a_referral(patient: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The message that refers somebody now, under an identifier of its own."""
    own = [{"system": "https://gp.example/referral", "value": f"R-{uuid4()}"}]
    now = instant()
    return a_message(
        message_id=str(uuid4()),
        sent=now,
        authoredOn=now,
        patient=patient,
        identifier=own,
        **changes,
    )


def record(
    system: PartnerSystem, patient: dict[str, Any], *resources: dict[str, Any]
) -> dict[str, Any]:
    """Send what a partner holds of somebody, all or nothing."""
    who = f"urn:uuid:{uuid4()}"
    told = [({**patient, "id": "one"}, who)]
    told += [
        ({**one, _subject(one): {"reference": who}}, f"urn:uuid:{uuid4()}") for one in resources
    ]
    entries = [
        {
            "fullUrl": address,
            "resource": one,
            "request": {"method": "POST", "url": one["resourceType"]},
        }
        for one, address in told
    ]
    return system.post("", {"resourceType": "Bundle", "type": "transaction", "entry": entries})


def allergy(said: tuple[str, str], *, key: str) -> dict[str, Any]:
    """An allergy, or that there is none, confirmed."""
    code, words = said
    return {
        "resourceType": "AllergyIntolerance",
        "id": key,
        "clinicalStatus": coded("allergyintolerance-clinical", "active"),
        "verificationStatus": coded("allergyintolerance-verification", "confirmed"),
        "code": {"coding": [{"system": SNOMED, "code": code, "display": words}], "text": words},
        "recordedDate": instant(),
    }


def condition(words: str, *, key: str) -> dict[str, Any]:
    """A problem that somebody has now."""
    return {
        "resourceType": "Condition",
        "id": key,
        "clinicalStatus": coded("condition-clinical", "active"),
        "code": {"text": words},
        "recordedDate": instant(),
    }


def potassium(
    value: str, *, key: str, ago: timedelta | None = timedelta(hours=2)
) -> dict[str, Any]:
    """A figure of the blood, measured some time ago, or nobody says when."""
    figure = {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "code": {"text": "Potassium"},
        "valueQuantity": {
            "value": float(value),
            "unit": "mmol/L",
            "system": "http://unitsofmeasure.org",
            "code": "mmol/L",
        },
    }
    return figure if ago is None else {**figure, "effectiveDateTime": instant(ago)}


def coded(system: str, code: str) -> dict[str, Any]:
    """One code of a list that FHIR itself gives."""
    return {"coding": [{"system": f"{_TERMS}/{system}", "code": code}]}


def instant(ago: timedelta = timedelta(0)) -> str:
    """An instant some time ago, as a message says it."""
    return (datetime.now(UTC) - ago).isoformat(timespec="seconds")


def find(desk: Desk, asked: str) -> None:
    """Look for somebody."""
    desk.go("/people/find")
    desk.page.locator("#id_text").fill(asked)
    desk.press("Find")


def open_page(desk: Desk, family: str) -> None:
    """The page of an Ethel, found by name and date of birth."""
    find(desk, f"Ethel {family} 2/3/1945")
    desk.follow(re.compile(f"^Open {family.upper()}"))
    expect(desk.page.get_by_role("heading", name="What has happened")).to_be_visible()


def cell(desk: Desk, title: str) -> Locator:
    """One of the first cells of the page of a person."""
    return desk.page.locator(".ju-first__cell", has=desk.page.get_by_role("heading", name=title))


def _subject(resource: dict[str, Any]) -> str:
    return "patient" if resource["resourceType"] == "AllergyIntolerance" else "subject"
