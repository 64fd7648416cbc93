"""Whose an entry is: by the message, by a number, by the sender's own id; and who nobody knows."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from joinedup.exchange import presenters, services
from joinedup.exchange.domain.report import FileReport
from joinedup.exchange.services import partners
from joinedup.exchange.services.arrivals import Outcome
from joinedup.foundation import anchors, instant
from joinedup.kernel.ids import PersonId
from joinedup.people.models import Identifier, Person, RecordEntry
from tests.builders import foundation
from tests.builders import partner as build
from tests.builders.entries import a_bundle, a_condition, an_allergy, an_observation
from tests.builders.exchange import ETHEL, an_ethel, as_bytes

NHS = "https://fhir.nhs.uk/Id/nhs-number"
HOSPITAL = "https://hospital.example/number"
VERIFICATION = (
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
)
OTHER = "9990000212"
URL = "urn:uuid:6099858f-4c54-4c3e-a3f3-01e678457cc0"


def a_number(system: str, value: str) -> dict[str, Any]:
    return {"system": system, "value": value}


def by_hospital(value: str = "H1", **changes: Any) -> dict[str, Any]:
    """Ethel as a hospital knows her, that has not her NHS number."""
    return an_ethel(identifier=[a_number(HOSPITAL, value)], **changes)


def by_number(number: str = ETHEL) -> dict[str, Any]:
    return {"identifier": a_number(NHS, number)}


def load(*resources: Any, kind: str = "collection") -> FileReport:
    """A collection, as a file that was loaded."""
    bundle = a_bundle(kind, *resources)
    if kind == "collection":
        for entry in bundle["entry"]:
            entry.pop("request")
    taken = services.take(
        as_bytes(bundle), source="a.json", partner=build.demo(), say=presenters.said
    )
    report = FileReport("a.json")
    for one in taken:
        if one.outcome is Outcome.REFUSED:
            report.refuse(one.findings)
        elif one.outcome is Outcome.ACCEPTED:
            report.accepted += one.count
        else:
            report.unchanged += one.count
    return report


def codes(report: FileReport) -> list[str]:
    return [one.code for one in report.refusals]


def test_somebody_without_a_number_is_known_by_the_senders(clock):
    first = load((URL, by_hospital()), an_observation(URL))
    again = load((URL, by_hospital(gender="other")), a_condition(URL))

    assert (first.accepted, again.accepted, codes(first) + codes(again)) == (2, 2, [])
    person = Person.objects.get()
    assert (person.nhs_number, person.family_name) == (None, "Marsh")
    assert Identifier.objects.get().value == "H1"
    assert RecordEntry.objects.filter(person_id=person.pk).count() == 2


def test_a_number_that_comes_later_is_theirs(clock):
    load(by_hospital())

    load(an_ethel(identifier=[*an_ethel()["identifier"], a_number(HOSPITAL, "H1")]))

    assert Person.objects.get().nhs_number == ETHEL


def test_a_hospital_number_given_to_another_is_refused(clock):
    load(by_hospital())

    report = load(
        by_hospital(name=[{"family": "Holt", "given": ["Arthur"]}], birthDate="1939-07-19")
    )

    assert codes(report) == ["identifier_of_another"]
    assert Person.objects.get().family_name == "Marsh"


def test_numbers_of_two_people_are_refused(clock):
    load(an_ethel())
    load(by_hospital())
    both = [a_number(NHS, ETHEL), a_number(HOSPITAL, "H1")]

    assert codes(load(an_ethel(identifier=both))) == ["two_people_meant"]


def test_no_passport_or_licence_is_noted(clock):
    passport = {**a_number("urn:passports", "P1"), "type": {"coding": [{"code": "PPN"}]}}

    load(an_ethel(identifier=[*an_ethel()["identifier"], passport]))

    assert not Identifier.objects.exists()


def test_a_postcode_of_another_country_is_part_of_the_address(clock):
    address = {"line": ["1 Main Street"], "state": "MA", "postalCode": "01104", "country": "US"}

    assert codes(load(an_ethel(address=[address]))) == []
    person = Person.objects.get()
    assert (person.postcode, person.address) == ("", "1 Main Street\nMA 01104 US")


def test_the_senders_own_id_names_somebody_in_later_files(clock):
    load(an_ethel(id="p1"))

    assert load(an_observation("Patient/p1")).accepted == 1
    assert codes(load(an_observation("Patient/p2"))) == ["person_not_known"]


def test_an_id_made_for_one_message_names_nobody_elsewhere(clock):
    load((URL, an_ethel(id="p1")), an_observation("Patient/p1"))

    assert codes(load(a_condition("Patient/p1"))) == ["person_not_known"]


def test_an_entry_may_name_somebody_by_nhs_number(clock):
    load(an_ethel())

    assert load(an_observation(subject=by_number())).accepted == 1
    assert codes(load(an_observation(subject=by_number(OTHER)))) == ["person_not_known"]


def test_an_address_and_a_number_that_differ_are_refused(clock):
    other = an_ethel(identifier=[a_number(NHS, OTHER)], birthDate="1950-01-02", id="p2")
    load(an_ethel(), other)

    report = load(an_observation(subject={"reference": "Patient/p2", **by_number()}))

    assert codes(report) == ["two_people_meant"]


def test_what_comes_for_somebody_merged_yesterday_stays_with_their_record(clock):
    load(an_ethel(), by_hospital(id="p1"))
    ethel, gone = (PersonId(Person.objects.get(nhs_number=number).pk) for number in (ETHEL, None))
    by = foundation.an_actor()
    anchors.merge(gone, ethel, reason="same", at=instant.now(), by=by)

    report = load(an_observation("Patient/p1"))

    assert (report.accepted, codes(report)) == (1, [])
    assert RecordEntry.objects.get().person_id == gone
    assert codes(load(by_hospital(id="p1", language="fr"))) == []


def test_an_older_number_means_whoever_has_the_newer(clock):
    older = {"type": "replaces", "other": by_number(OTHER)}
    load(an_ethel(link=[older]))

    assert load(an_observation(subject=by_number(OTHER))).accepted == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"link": [{"type": "replaced-by", "other": by_number(OTHER)}]}, "number_superseded"),
        ({"active": False}, "entry_not_in_use"),
        (
            {
                "identifier": [
                    {
                        **a_number(NHS, ETHEL),
                        "extension": [
                            {
                                "url": VERIFICATION,
                                "valueCodeableConcept": {"coding": [{"code": "04"}]},
                            }
                        ],
                    }
                ]
            },
            "number_doubtful",
        ),
        ({"birthDate": "2030-01-01"}, "birth_date_future"),
        ({"text": {"status": "generated", "div": "<div><script>x</script></div>"}}, None),
    ],
)
def test_each_reason_not_to_take_somebody_is_named(clock, changes, code):
    report = load(an_ethel(**changes))

    assert codes(report) == [code or "narrative_not_safe"]
    assert all(one.message.endswith(".") for one in report.refusals)
    assert not Person.objects.exists()


def test_the_entries_of_somebody_who_died_are_taken(clock):
    report = load((URL, an_ethel(deceasedDateTime="2026-11-01")), an_observation(URL))

    assert (report.accepted, codes(report)) == (2, [])


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        (an_observation(URL, effectiveDateTime="2026-13-01"), "value_not_valid"),
        (an_observation(URL, status="odd"), "code_not_allowed"),
        (an_observation("Practitioner/1"), "reference_wrong_kind"),
        (an_observation(URL, modifierExtension=[{"url": "urn:x", "valueBoolean": True}]), None),
        ({"resourceType": "ReferralRequest", "status": "active"}, "stu3_not_taken"),
        ({"resourceType": "Bundle", "type": "collection"}, "resource_not_taken"),
        ({"resourceType": "Nothing"}, "unknown_resource_type"),
    ],
)
def test_each_fault_of_an_entry_is_named_beside_what_is_right(clock, resource, code):
    report = load((URL, an_ethel()), resource, a_condition(URL))

    assert (report.accepted, report.refused) == (2, 1)
    assert (code or "modifier_not_known") in codes(report)
    assert {one.at.split(".resource")[0] for one in report.refusals} == {"Bundle.entry[1]"}


def test_a_later_version_corrects_and_an_error_is_kept_as_one(clock):
    load((URL, an_ethel()), an_allergy(URL))
    load(an_ethel(), an_allergy(patient=by_number(), criticality="high"))
    load(an_ethel(), an_allergy(patient=by_number(), status=None, verificationStatus=error()))

    first, second, third = RecordEntry.objects.order_by("version")
    assert (first.superseded_at is None, second.superseded_at is None) == (False, False)
    assert (second.value, third.is_entered_in_error) == ("high risk", True)


def error() -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
    return {"coding": [{"system": system, "code": "entered-in-error"}]}


@pytest.mark.django_db(transaction=True)
def test_one_transaction_sent_by_four_at_once_is_taken_once(clock):
    sent = a_bundle("transaction", (URL, by_hospital()), an_observation(URL), a_condition(URL))
    partners.loader_for(build.demo())
    gate = Barrier(4)
    contexts = [copy_context() for _ in range(4)]

    def one(number: int) -> list[str]:
        gate.wait()
        try:
            # Four different bundles of the same: each is a message of its own.
            told = replace_id(sent, number)
            taken = contexts[number].run(
                services.take, told, source="a", partner=build.demo(), say=presenters.said
            )
            return sorted({each.outcome.value for each in taken})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, range(4)))

    assert all("refused" not in each for each in outcomes)
    assert Person.objects.count() == Identifier.objects.count() == 1
    assert RecordEntry.objects.count() == 2


def replace_id(bundle: dict[str, Any], number: int) -> bytes:
    return as_bytes({**bundle, "id": f"b{number}"})


def test_a_partner_keeps_its_entries_apart_from_another_s(clock):
    load(an_ethel(id="p1"), an_observation("Patient/p1"))
    other = replace(build.demo(), code="another-partner")

    (person, said) = services.take(
        as_bytes(a_bundle("transaction", an_ethel(id="p1"), an_observation("Patient/p1"))),
        source="b.json",
        partner=other,
        say=presenters.said,
    )

    assert (person.outcome, said.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert RecordEntry.objects.count() == 2
    assert Person.objects.count() == 1
