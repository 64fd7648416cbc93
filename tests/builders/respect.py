"""ReSPECT forms that were filled in, as another system sends them."""

from typing import Any

from joinedup.exchange.adapters import respect_form as form

URL = "https://example.fhir.nhs.uk/Questionnaire/ReSPECT"
SNOMED = "http://snomed.info/sct"
NOT_FOR_CPR = {"system": SNOMED, "code": "450476008", "display": "Not for CPR (finding)"}


def item(link: str, **answer: Any) -> dict[str, Any]:
    """One question with its answer."""
    return {"linkId": link, "answer": [answer]}


def group(link: str, *items: dict[str, Any]) -> dict[str, Any]:
    """A part of the form."""
    return {"linkId": link, "item": list(items)}


def cpr(coding: dict[str, Any] = NOT_FOR_CPR, on: str = "2026-05-03") -> dict[str, Any]:
    """The part about CPR."""
    decided = [item(form.CPR_ON, valueDateTime=on)] if on else []
    return group("4900245503228", item(form.CPR, valueCoding=coding), *decided)


def recommended(words: str = "Stay at home. Comfort care.", focus: str = "comfort") -> Any:
    """What is recommended, and the focus of care."""
    return group(
        "1743377747905",
        group(
            "7950333819072",
            item(form.FOCUS, valueCoding={"code": focus}),
            item(form.GUIDANCE, valueString=words),
        ),
        cpr(),
    )


def a_response(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A whole form about Ethel, filled in on 3 May."""
    whole = (
        group("4692475953025", item(form.SUMMARY, valueString="Heart failure, frail")),
        group("8531567750091", item("5090977699027", valueString="Her garden")),
        recommended(),
        group(
            "8502417857260",
            group("1627782478976", item(form.CAPACITY, valueCoding={"display": "Has capacity"})),
        ),
        group(
            "4824250476684", group("971946188828", item(form.INVOLVED, valueCoding={"code": "A"}))
        ),
        group(
            "8812984985229",
            group(
                "6532868335511",
                item(form.SIGNED, valueCoding={"code": "senior-responsible-clinical-signature"}),
            ),
        ),
    )
    sent = {
        "resourceType": "QuestionnaireResponse",
        "id": "respect-1",
        "questionnaire": f"{URL}|1.0",
        "status": "completed",
        "subject": {"reference": "Patient/p1"},
        "authored": "2026-05-04T10:15:00+01:00",
        "author": {"display": "Dr Asha Rao"},
        "item": list(items or whole),
    }
    return {name: said for name, said in {**sent, **changes}.items() if said is not None}
