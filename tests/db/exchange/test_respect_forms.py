"""A ReSPECT form that another system sends becomes a document, by each door, or is refused."""

import json
from typing import Any

import pytest

from joinedup.exchange.domain.report import FileReport
from joinedup.foundation import anchors, instant
from joinedup.foundation.models import Entry
from joinedup.kernel.ids import PersonId
from joinedup.people import queries
from joinedup.people.domain.document_standing import Standing
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.models import Document, Person, RecordEntry
from joinedup.people.queries import documents as reading
from joinedup.people.queries.documents import Documents
from tests.builders import documents as build
from tests.builders import partner
from tests.builders import people as persons
from tests.builders.entries import a_bundle
from tests.builders.exchange import an_ethel
from tests.builders.respect import a_response, cpr, group, item
from tests.db.exchange.test_http import a_token, codes
from tests.db.exchange.test_posting import System
from tests.db.exchange.test_recording import codes as codes_of
from tests.db.exchange.test_recording import load

AT = "urn:uuid:6099858f-4c54-4c3e-a3f3-01e678457cc0"


@pytest.fixture
def system(clock) -> System:
    return System(a_token())


def sent(**changes: Any) -> dict[str, Any]:
    """A form about whoever stands in the same message."""
    return a_response(subject={"reference": AT}, **changes)


def loaded(*forms: dict[str, Any]) -> FileReport:
    """Ethel and what is said of her, as a file."""
    return load((AT, an_ethel()), *forms)


def shown() -> Documents:
    """What their page shows."""
    viewer = persons.the_office().scope
    person = PersonId(Person.objects.order_by("pk")[0].pk)
    return reading.documents_of(viewer, queries.cards(viewer, [person])[person])


def test_a_form_that_is_loaded_is_a_document_with_its_source_and_time(clock):
    report = loaded(sent())

    (row,) = shown().in_force
    assert codes_of(report) == []
    assert row.line == "ReSPECT: Do not attempt CPR. Prioritise comfort"
    assert "issued 3 May 2026" in row.told
    assert "original not seen" in row.told
    assert (row.source, row.source_name) == (partner.demo().code, partner.demo().name)
    assert row.asserted_at is not None
    assert Document.objects.get().received_id is not None
    assert RecordEntry.objects.filter(kind="questionnaire").count() == 1


def test_a_form_that_is_posted_is_a_document_and_sent_again_no_other(system):
    message = a_bundle("transaction", (AT, an_ethel()), sent())

    answers = [system.post(message) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert Document.objects.count() == 1
    assert Entry.objects.filter(kind="people.document_recorded").count() == 1


def test_another_version_of_it_takes_its_place(clock):
    loaded(sent())
    words = {"valueString": "Hospital for anything that can be put right"}
    newer = a_response(
        group("7950333819072", item("5712690658400", **words)),
        cpr({"code": "304252001"}),
        subject={"reference": AT},
        status="amended",
    )

    loaded(newer)

    held = shown()
    assert [one.line for one in held.in_force] == ["ReSPECT: Attempt CPR"]
    assert [one.standing for one in held.earlier] == [Standing.SUPERSEDED]


def test_one_that_is_older_than_ours_is_superseded_at_once(clock):
    loaded()
    person = PersonId(Person.objects.get().pk)
    ours = build.recorded(person)

    loaded(sent())

    assert [one.document_id for one in shown().in_force] == [ours]
    assert len(shown().earlier) == 1


def test_one_that_is_taken_back_is_told_as_a_mistake(clock):
    loaded(sent())

    loaded(sent(status="entered-in-error"))
    loaded(sent(status="entered-in-error"))

    held = shown()
    (row,) = held.earlier
    assert held.in_force == held.no_more == ()
    assert row.ended_words.startswith("Recorded by mistake")
    assert Entry.objects.filter(kind="people.document_ended").count() == 1


def test_a_fault_is_refused_by_name_and_nothing_of_the_form_is_kept(system):
    wrong = sent(item=[cpr({"code": "1"}), item("999", valueString="x")])

    answer = system.post(a_bundle("transaction", (AT, an_ethel()), wrong))

    assert answer.status_code == 422
    assert {"respect_choice_unknown", "respect_link_unknown"} <= set(codes(answer))
    assert not Document.objects.exists()
    assert not RecordEntry.objects.exists()


def test_a_loaded_form_that_is_wrong_stops_no_other(clock):
    report = loaded(sent(id="a", status="in-progress"), sent(id="b"))

    assert codes_of(report) == ["respect_not_complete"]
    assert Document.objects.count() == 1


def test_a_form_of_tomorrow_is_refused(clock):
    words = item("2554609755642", valueString="Frail")

    assert codes_of(loaded(sent(item=[words, cpr(on="2199-01-01")]))) == ["day_in_future"]
    assert not Document.objects.exists()


def test_a_form_without_words_for_the_bedside_is_refused(clock):
    assert codes_of(loaded(sent(item=[cpr()]))) == ["document_without_summary"]


def test_another_form_is_an_entry_and_no_document(clock):
    loaded(sent(questionnaire="Questionnaire/AboutMe"))

    assert not Document.objects.exists()
    assert RecordEntry.objects.count() == 1


def test_what_is_sent_for_a_joined_record_goes_back_with_it(clock):
    loaded()
    ethel = PersonId(Person.objects.get().pk)
    survivor = persons.a_person(given_name="Ethel")
    anchors.merge(ethel, survivor, reason="tests", at=instant.now(), by=persons.the_office())

    loaded(sent())

    assert Document.objects.get().person_id == ethel
    viewer = persons.the_office().scope
    held = reading.documents_of(viewer, queries.cards(viewer, [survivor])[survivor])
    assert [one.paper.kind for one in held.in_force] == [DocumentKind.RESPECT]


def test_the_answer_to_a_post_names_the_place_of_a_fault(system):
    answer = system.post(a_bundle("transaction", (AT, an_ethel()), sent(status="in-progress")))

    said = json.dumps(json.loads(answer.content))
    assert "Send it once it is completed" in said
    assert "resource.status" in said
