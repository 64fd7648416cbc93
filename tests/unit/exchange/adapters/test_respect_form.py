"""A ReSPECT form that another system sent: read whole, or refused with every fault by name."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from joinedup.exchange.adapters import respect_form as form
from joinedup.exchange.adapters.record_parts import Names
from joinedup.people.domain.documents import Cpr, DocumentKind, DocumentSent, Focus, Involved, Known
from tests.builders.respect import URL, a_response, cpr, group, item, recommended

AT = "Bundle.entry[1].resource"


def read(resource: dict[str, Any]) -> DocumentSent:
    """The document that a form says."""
    sent, faults = form.read(resource, Names(), at=AT)
    assert sent is not None, faults
    return sent


def faults(resource: dict[str, Any]) -> list[tuple[str, str]]:
    """Where a form is wrong, and in what."""
    sent, found = form.read(resource, Names(), at=AT)
    assert sent is None
    return [(one.at.removeprefix(AT), one.code) for one in found]


def test_a_whole_form_is_read() -> None:
    sent = read(a_response())

    paper = sent.paper
    assert (paper.kind, paper.cpr, paper.focus) == (
        DocumentKind.RESPECT,
        Cpr.DO_NOT_ATTEMPT,
        Focus.COMFORT,
    )
    assert paper.summary == "Stay at home. Comfort care."
    assert "Summary: Heart failure, frail" in paper.details
    assert "Values most: Her garden" in paper.details
    assert paper.issued_on == date(2026, 5, 3)
    assert (paper.capacity, paper.involved) == (Known.YES, Involved.PERSON)
    assert paper.signed_by == "Dr Asha Rao, senior responsible clinician"
    assert sent.source_key == "QuestionnaireResponse/respect-1"
    assert sent.asserted_at == datetime(2026, 5, 4, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("coding", "said"),
    [
        ({"code": "143021000119109"}, Cpr.DO_NOT_ATTEMPT),
        ({"code": "304252001"}, Cpr.ATTEMPT),
        ({"code": "304253006"}, Cpr.DO_NOT_ATTEMPT),
        ({"code": "450475007"}, Cpr.ATTEMPT),
    ],
)
def test_each_answer_about_cpr(coding: dict[str, str], said: Cpr) -> None:
    assert read(a_response(cpr(coding))).paper.cpr is said


def test_what_the_form_does_not_say_is_not_guessed() -> None:
    sent = read(a_response(item(form.SUMMARY, valueString="Frail"), author=None))

    paper = sent.paper
    assert (paper.summary, paper.cpr, paper.focus) == ("Frail", Cpr.NOT_SAID, Focus.NOT_SAID)
    assert (paper.capacity, paper.involved) == (Known.NOT_KNOWN, Involved.NOT_KNOWN)
    assert paper.signed_by == ""
    assert paper.issued_on == date(2026, 5, 4)


def test_a_day_without_a_time_is_no_instant() -> None:
    assert read(a_response(authored="2026-05-04")).asserted_at is None


def test_proxies_and_other_papers_stand_with_what_else_it_says() -> None:
    proxies = group(
        "9769677029653",
        item("6121442206090", valueString="Lasting power of attorney"),
        item(form.PROXY, valueCoding={"code": "present"}),
    )

    details = read(a_response(cpr(), proxies)).paper.details

    assert "Legal welfare proxy: Lasting power of attorney" in details
    assert "Legal welfare proxy: present" in details


def test_long_guidance_begins_in_the_line_and_is_whole_below() -> None:
    words = " ".join(f"word{number}" for number in range(120))

    paper = read(a_response(recommended(words))).paper

    assert len(paper.summary) < 540
    assert paper.summary.endswith("(all of it under what else it says)")
    assert words in paper.details


def test_an_item_under_an_answer_is_read_as_well() -> None:
    under = {"linkId": "6121442206090", "answer": [{"valueString": "Deputy"}]}
    nested = {
        "linkId": form.PROXY,
        "answer": [{"valueCoding": {"code": "absent"}, "item": [under]}],
    }

    assert "Legal welfare proxy: Deputy" in read(a_response(cpr(), nested)).paper.details


def test_one_that_is_taken_back_is_read_as_such() -> None:
    sent = read(a_response(status="entered-in-error", authored=None))

    assert sent.is_entered_in_error
    assert sent.source_key == "QuestionnaireResponse/respect-1"


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (a_response(status="in-progress"), [(".status", "respect_not_complete")]),
        (a_response(status=None), [(".status", "respect_not_complete")]),
        (a_response(cpr(on=""), authored=None), [("", "respect_without_day")]),
        (a_response(cpr(on=""), authored="2026-05"), [("", "respect_without_day")]),
        (
            a_response(cpr(on="2026-05")),
            [(".item[0].item[1].answer[0]", "respect_day_not_clear")],
        ),
        (
            a_response(cpr(), item("12345", valueString="x")),
            [(".item[1].linkId", "respect_link_unknown")],
        ),
        (a_response(cpr(), {"answer": []}), [(".item[1].linkId", "respect_link_unknown")]),
        (
            a_response(cpr(), item("4900245503228", valueString="x")),
            [(".item[1]", "respect_link_unknown")],
        ),
        (
            a_response(cpr({"code": "1"})),
            [(".item[0].item[0].answer[0]", "respect_choice_unknown")],
        ),
        (
            a_response(cpr(), item(form.CAPACITY, valueBoolean=True)),
            [(".item[1].answer[0]", "respect_choice_unknown")],
        ),
        (
            a_response(cpr(), item(form.SUMMARY, valueInteger=1)),
            [(".item[1].answer[0]", "respect_answer_empty")],
        ),
        (
            a_response(cpr(), cpr({"code": "304252001"}, on="")),
            [(".item[1].item[0].answer[0]", "respect_answered_twice")],
        ),
    ],
)
def test_each_fault_is_refused_by_name(
    resource: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert faults(resource) == found


def test_every_fault_is_told_at_once() -> None:
    wrong = a_response(cpr({"code": "1"}, on=""), item("9"), status="stopped", authored=None)

    assert [code for _, code in faults(wrong)] == [
        "respect_not_complete",
        "respect_link_unknown",
        "respect_choice_unknown",
        "respect_without_day",
    ]


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"questionnaire": URL}, True),
        ({"questionnaire": "Questionnaire/ReSPECT"}, True),
        ({"questionnaire": "Questionnaire/AboutMe"}, False),
        ({"questionnaire": "https://example.org/NotAQuestionnaire/ReSPECT"}, False),
        ({"questionnaire": None}, False),
        ({"resourceType": "Questionnaire"}, False),
    ],
)
def test_which_forms_are_read(changes: dict[str, Any], is_one: bool) -> None:
    assert form.is_one(a_response(**changes)) is is_one
