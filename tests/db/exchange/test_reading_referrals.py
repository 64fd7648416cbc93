"""Referrals and their lines over FHIR: as asked, where they stand, found by what is known."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from joinedup.foundation import instant, place
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import Line, Referral
from tests.builders import partner as sent
from tests.builders import reading as build
from tests.builders import referrals
from tests.builders.exchange import BACK, ETHEL, a_message
from tests.builders.reading import NHS, REFERENCE, Reader, ethel


@pytest.fixture
def reader(clock: instant.Hands) -> Iterator[Reader]:
    """The system of the demonstration partner, which has sent Ethel's referral."""
    sent.taken(a_message())
    return Reader()


def test_a_referral_is_read_as_it_was_asked(reader: Reader) -> None:
    referral = Referral.objects.get()

    shown = build.body(reader.get(f"ServiceRequest/{referral.pk}"))

    assert shown["identifier"] == [
        {"system": REFERENCE, "value": referral.reference},
        {"system": "https://gp.example/referral", "value": "R-2026-1124-01"},
    ]
    assert (shown["status"], shown["priority"]) == ("active", "stat")
    assert shown["subject"]["reference"] == f"Patient/{ethel().pk}"
    assert shown["requester"]["display"].startswith("Dr Joan Pryce")
    assert shown["reasonCode"][0]["text"].startswith("Not drinking")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identifier", f"{REFERENCE}|{{reference}}"),
        ("identifier", "{reference}"),
        ("identifier", "https://gp.example/referral|R-2026-1124-01"),
        ("patient", "{person}"),
        ("patient", "Patient/{person}"),
        ("subject", "http://testserver/fhir/Patient/{person}"),
        ("patient:Patient", "{person}"),
        ("patient.identifier", f"{NHS}|{ETHEL}"),
        ("patient:Patient.identifier", ETHEL),
        ("subject.identifier", ETHEL),
        ("status", "active"),
        ("status", "completed,active"),
        ("_id", "{referral}"),
    ],
)
def test_referrals_are_found(reader: Reader, name: str, value: str) -> None:
    referrals.sent(by=referrals.gp("ravi", practice="K99030"))
    referral = Referral.objects.get(sender_code="demo-partner")
    given = value.format(reference=referral.reference, person=ethel().pk, referral=referral.pk)

    bundle = build.body(reader.get("ServiceRequest", {name: given}))

    assert [one["id"] for one in build.found(bundle)] == [str(referral.pk)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identifier", "https://other.example|R-2026-1124-01"),
        ("identifier", "R-0"),
        ("patient", "00000000-0000-7000-8000-000000000000"),
        ("patient.identifier", "9990000999"),
        ("status", "completed"),
        ("status", "draft"),
        ("_id", "00000000-0000-7000-8000-000000000000"),
    ],
)
def test_no_other_referrals_are_found(reader: Reader, name: str, value: str) -> None:
    bundle = build.body(reader.get("ServiceRequest", {name: value}))

    assert (bundle["total"], build.found(bundle)) == (0, [])


def closed(line_id: LineId, outcome: str) -> None:
    referrals.triage(line_id)
    referrals.accept(line_id)
    referrals.contact(line_id)
    referrals.close(line_id, outcome=outcome)


def ended(line_id: LineId, how: str) -> None:
    """A line that the front door, or its sender, ended."""
    given = {"seen": referrals.seen(line_id), "words": "Said why", "at": instant.now()}
    by = referrals.clinician()
    match how:
        case "advise":
            services.advise_only(line_id, reason="advice_to_referrer", **given, by=by)
        case "cannot_help":
            services.cannot_help(
                line_id, reason="no_such_service", now_held_by="out_of_hours_gp", **given, by=by
            )
        case "withdraw":
            sent.taken(a_message(**BACK))


STEPS: dict[str, Callable[[LineId], None]] = {
    "nothing": lambda line_id: None,
    "asked": referrals.ask,
    "offered": referrals.redirect,
    "sent": referrals.triage,
    "accepted": lambda line_id: (referrals.triage(line_id), referrals.accept(line_id)),
    "closed": lambda line_id: closed(line_id, "completed"),
    "not_done": lambda line_id: closed(line_id, "team_declined"),
    "advised": lambda line_id: ended(line_id, "advise"),
    "not_for_us": lambda line_id: ended(line_id, "cannot_help"),
    "taken_back": lambda line_id: ended(line_id, "withdraw"),
}


@pytest.mark.parametrize(
    ("step", "request_status", "task_status"),
    [
        ("nothing", "active", "received"),
        ("asked", "active", "on-hold"),
        ("offered", "active", "in-progress"),
        ("sent", "active", "received"),
        ("accepted", "active", "accepted"),
        ("closed", "completed", "completed"),
        ("not_done", "revoked", "failed"),
        ("advised", "completed", "completed"),
        ("not_for_us", "revoked", "rejected"),
        ("taken_back", "revoked", "cancelled"),
    ],
)
def test_each_standing_is_told_and_found_by_its_status(
    reader: Reader, step: str, request_status: str, task_status: str
) -> None:
    line = Line.objects.get()
    STEPS[step](line.pk)

    shown = build.body(reader.get(f"Task/{line.pk}"))
    referral = build.body(reader.get(f"ServiceRequest/{line.referral_id}"))

    assert (referral["status"], shown["status"]) == (request_status, task_status)
    assert ("statusReason" in shown) is (line_is_closed := task_status in ENDS)
    assert ("end" in shown.get("executionPeriod", {})) is line_is_closed
    for kind, code in (("Task", task_status), ("ServiceRequest", request_status)):
        known = TASKS if kind == "Task" else REQUESTS
        assert reader.search(kind, status=code)["total"] == 1
        assert reader.search(kind, status=",".join(known - {code}))["total"] == 0


ENDS = {"completed", "failed", "rejected", "cancelled"}
TASKS = {"received", "on-hold", "in-progress", "accepted", "draft", *ENDS}
REQUESTS = {"active", "completed", "revoked", "draft"}


def test_a_line_names_its_referral_its_team_and_its_time(reader: Reader) -> None:
    line = Line.objects.get()
    referrals.triage(line.pk)
    referrals.accept(line.pk)

    shown = build.body(reader.get(f"Task/{line.pk}"))

    assert shown["focus"] == {"reference": f"ServiceRequest/{line.referral_id}"}
    assert shown["owner"]["display"] == place.current().team_name(referrals.TEAM)
    assert shown["restriction"]["period"]["end"].startswith("2026-11-24T")
    assert shown["businessStatus"]["coding"][0]["code"] == "no_worker"
    for name in ("focus", "group-identifier", "identifier", "patient"):
        value = {"focus": line.referral_id, "patient": ethel().pk}.get(
            name, line.referral.reference
        )
        assert build.body(reader.get("Task", {name: value}))["total"] == 1
    assert reader.search("Task", focus=f"ServiceRequest/{uuid4()}")["total"] == 0
