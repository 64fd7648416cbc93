"""Each step of a referral that came by message goes back to its sender as a valid message."""

import json
from datetime import timedelta
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from joinedup.exchange.adapters import fhir
from joinedup.exchange.adapters.bars_status import header_id
from joinedup.foundation import instant, place
from joinedup.foundation.models import Delivery, Received
from joinedup.foundation.permissions import Role
from joinedup.foundation.place import ReasonKind
from joinedup.kernel.ids import PersonId
from joinedup.referrals import queries as referral_queries
from joinedup.referrals import services as referrals
from joinedup.referrals.domain.ids import LineId, ReferralId
from tests.builders import hidden
from tests.builders import partner as build
from tests.builders import referrals as front_door
from tests.builders.exchange import ETHEL, ON, a_message

TAKEN_BACK = a_message(
    reason="update",
    status="revoked",
    message_id="b2c0a3f4-0004-4c00-8000-000000000004",
    sent="2026-11-24T09:29:00Z",
)


@pytest.fixture
def line(clock) -> LineId:
    """Ethel's line, come by message and answered."""
    build.taken(a_message())
    return LineId(build.the_line().id)


def steps() -> list[dict[str, Any]]:
    """What each message to the partner says, in order; every one of them valid to two libraries."""
    build.work()
    told = []
    for delivery in build.posted():
        assert fhir.validate(delivery.payload.encode(), source="status", on=ON)[1] == ()
        Bundle.model_validate_json(delivery.payload)
        parts = [entry["resource"] for entry in json.loads(delivery.payload)["entry"]]
        told.append({part["resourceType"]: part for part in parts})
    return told


def said(told: dict[str, Any]) -> tuple[str, str]:
    status = told["Task"]["businessStatus"]
    return status["coding"][0]["code"], status["text"]


def test_a_referral_is_followed_from_receipt_to_outcome(line):
    front_door.triage(line)
    front_door.accept(line)
    front_door.allocate(line)
    front_door.contact(line)
    front_door.close(line)

    told = steps()
    assert [said(one)[0] for one in told] == [
        "received",
        "sent_to_team",
        "accepted",
        "answered",
        "closed",
    ]
    assert [one["Encounter"]["status"] for one in told] == [
        "planned",
        "triaged",
        "triaged",
        "in-progress",
        "finished",
    ]
    outcome, summary = told[-1]["Task"]["output"]
    coding = outcome["valueCodeableConcept"]["coding"]
    assert coding[0]["code"] == "no_further_service"
    assert summary["valueString"] == "Well again"


def test_every_step_quotes_the_message_that_was_sent(line):
    front_door.triage(line)

    for one in steps():
        header, request = one["MessageHeader"], one["ServiceRequest"]
        assert header["response"]["identifier"] == a_message()["id"]
        assert header["eventCoding"]["code"] == "servicerequest-response"
        assert header["destination"][0]["endpoint"] == "https://gp.example/fhir"
        assert request["identifier"][0]["value"] == "R-2026-1124-01"
        assert request["identifier"][-1]["value"] == build.the_referral().reference
        assert request["subject"]["identifier"]["value"] == ETHEL


def test_no_name_and_no_address_goes_back(line):
    front_door.triage(line)
    steps()

    for delivery in build.posted():
        for secret in ("Ethel", "Marsh", "Orchard Close", "HP19"):
            assert secret not in delivery.payload


def test_doing_it_again_posts_nothing_twice(line):
    front_door.triage(line)
    steps()
    before = [(one.id, json.loads(one.payload)) for one in build.posted()]

    build.taken(a_message())
    steps()

    assert [(one.id, json.loads(one.payload)) for one in build.posted()] == before
    assert len({one["entry"][0]["resource"]["id"] for _, one in before}) == len(before)


def test_a_message_is_named_by_what_it_tells(line):
    front_door.triage(line)
    steps()

    delivery = build.posted()[-1]
    header = json.loads(delivery.payload)["entry"][0]["resource"]
    assert header["id"] == header_id(delivery.key)


def a_reason(kind: ReasonKind) -> str:
    return place.current().reasons_for(kind)[0].code


def asked_back(line: LineId) -> None:
    front_door.ask(line)


def declined(line: LineId) -> None:
    front_door.triage(line)
    referrals.decline_line(
        line,
        seen=front_door.seen(line),
        reason="no_capacity",
        words="",
        at=instant.now(),
        by=front_door.nurse(),
    )


def redirected(line: LineId) -> None:
    front_door.redirect(line)


def redirect_accepted(line: LineId) -> None:
    front_door.redirect(line)
    referrals.confirm_redirect(
        line,
        seen=front_door.seen(line),
        words="",
        at=instant.now(),
        by=front_door.clinician(),
    )


def redirect_declined(line: LineId) -> None:
    front_door.redirect(line)
    referrals.refuse_redirect(
        line,
        seen=front_door.seen(line),
        reason="no_answer",
        words="",
        at=instant.now(),
        by=front_door.clinician(),
    )


def reclassified(line: LineId) -> None:
    front_door.triage(line)
    referrals.reclassify_line(
        line,
        seen=front_door.seen(line),
        response_class="normal",
        reason="better",
        at=instant.now(),
        by=front_door.clinician(),
    )


def lead_changed(line: LineId) -> None:
    front_door.triage(line)
    referrals.change_lead(
        line,
        seen=front_door.seen(line),
        lead="therapist",
        reason="main_need_differs",
        at=instant.now(),
        by=front_door.clinician(),
    )


def seen_before_triage(line: LineId) -> None:
    front_door.contact(line, by=front_door.clinician())
    front_door.triage(line)


def assessed_then_reclassified(line: LineId) -> None:
    """What does not answer *rapid* answers *fast*."""
    front_door.triage(line)
    front_door.contact(line, kind="remote_assessment")
    referrals.reclassify_line(
        line,
        seen=front_door.seen(line),
        response_class="fast",
        reason="better",
        at=instant.now(),
        by=front_door.clinician(),
    )


def seen_twice(line: LineId) -> None:
    front_door.triage(line)
    front_door.contact(line)
    front_door.contact(line)


def refused_help(line: LineId) -> None:
    referrals.cannot_help(
        line,
        seen=front_door.seen(line),
        reason=a_reason(ReasonKind.CANNOT_HELP),
        now_held_by="demo_partner",
        words="",
        at=instant.now(),
        by=front_door.clinician(),
    )


def advised(line: LineId) -> None:
    referrals.advise_only(
        line,
        seen=front_door.seen(line),
        reason=a_reason(ReasonKind.ADVICE_ONLY),
        words="Sips of water each hour",
        at=instant.now(),
        by=front_door.clinician(),
    )


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        (asked_back, ["more_asked"]),
        (declined, ["sent_to_team", "returned"]),
        (redirected, ["redirect_offered"]),
        (redirect_accepted, ["redirect_offered", "redirected"]),
        (redirect_declined, ["redirect_offered", "redirect_refused"]),
        (reclassified, ["sent_to_team", "reclassified"]),
        (lead_changed, ["sent_to_team", "lead_changed"]),
        (seen_before_triage, ["sent_to_team", "answered"]),
        (assessed_then_reclassified, ["sent_to_team", "reclassified", "answered"]),
        (seen_twice, ["sent_to_team", "answered"]),
        (refused_help, ["cannot_help"]),
        (advised, ["advice_given"]),
    ],
)
def test_each_other_step_is_told_too(line, step, codes):
    step(line)

    told = steps()[1:]
    assert [said(one)[0] for one in told] == codes
    assert all(said(one)[1] for one in told)


def taken_on(line: LineId) -> None:
    front_door.triage(line)
    front_door.accept(line)


@pytest.mark.parametrize("step", [taken_on, redirect_accepted, refused_help])
def test_who_has_somebody_restricted_is_not_named(line, step):
    hidden.restrict(PersonId(build.the_referral().person_id))
    step(line)

    here = place.current()
    names = [one.name for one in (*here.teams.values(), *here.organisations.values())]
    told = steps()[1:]
    assert told
    assert not [name for one in told for name in names if name in said(one)[1]]


def test_whoever_takes_it_back_hears_so_once(line):
    build.taken(TAKEN_BACK)

    told = steps()
    assert [said(one)[0] for one in told] == ["received", "withdrawn"]
    assert said(told[1])[1] == "Taken back, as you asked."


def test_a_person_of_the_partner_who_takes_it_back_is_heard_by_its_system(line):
    colleague = front_door.staff(
        "webb", Role.REFERRAL_CLINICIAN, team=front_door.FRONT_DOOR, organisation="demo_partner"
    )
    referrals.withdraw_referral(
        ReferralId(build.the_referral().id),
        seen=None,
        reason="better",
        at=instant.now(),
        by=colleague,
    )

    assert [said(one)[0] for one in steps()] == ["received", "withdrawn"]


def test_a_worse_picture_is_told_with_the_class_that_it_asks_for(line):
    front_door.triage(line, response_class="normal")
    referrals.add_information(
        ReferralId(build.the_referral().id),
        seen=None,
        words="Cannot stand",
        worse=True,
        urgency="rapid",
        at=instant.now(),
        by=front_door.gp(),
    )

    code, words = said(steps()[-1])
    assert code == "reclassified"
    assert words.endswith(f"Now: {place.current().response_classes['rapid'].name}.")


def test_an_earlier_contact_told_later_moves_the_answer(line, clock):
    front_door.triage(line)
    clock.tick(timedelta(minutes=10))
    came_at = instant.now()
    clock.tick(timedelta(minutes=10))
    front_door.contact(line)
    front_door.contact(line, happened_at=came_at)

    periods = [one["Encounter"]["period"]["start"] for one in steps()[2:]]
    assert periods == ["2026-11-24T09:50:00.000Z", "2026-11-24T09:40:00.000Z"]


def test_an_attempt_is_no_answer(line):
    front_door.triage(line)
    front_door.accept(line)
    front_door.contact(line, kind="attempted")

    assert [said(one)[0] for one in steps()] == ["received", "sent_to_team", "accepted"]


def test_a_referral_by_form_posts_no_message(clock):
    front_door.triage(front_door.a_line())

    assert steps() == []


def test_messages_are_dropped_in_the_partners_folder(line, settings):
    front_door.triage(line)
    steps()

    folder = settings.VAR / "outgoing" / "demo-partner"
    names = {file.stem for file in folder.iterdir()}
    ids = {json.loads(one.payload)["entry"][0]["resource"]["id"] for one in build.posted()}
    assert ids <= names
    assert all(one.delivered_at and one.receipt.startswith("file ") for one in build.posted())


def delivery(line: LineId) -> str:
    closing = referral_queries.triage_page(front_door.clinician().scope, line).closing
    assert closing is not None
    return closing.delivery


def test_word_of_an_end_is_on_its_way_before_the_worker_has_posted_it(line):
    advised(line)

    before = delivery(line)
    steps()

    assert (before, delivery(line)) == ("waiting", "delivered")


def test_an_end_is_told_by_voice_where_the_partner_is_one_no_longer(line):
    advised(line)
    referral = build.the_referral()
    referral.sender_code = "no-partner"
    referral.save(update_fields=["sender_code"])

    assert delivery(line) == "by_voice"


def test_what_its_sender_took_back_needs_no_summary(line):
    build.taken(TAKEN_BACK)
    steps()

    assert delivery(line) == "not_needed"


def undone(line: LineId, outcome: str) -> None:
    """Nobody came to the door, or there was nobody to go to any more."""
    front_door.triage(line, response_class="normal")
    front_door.accept(line)
    for step in ("ring_person", "leave_card") if outcome == "could_not_reach" else ():
        referrals.take_no_access_step(
            line,
            seen=front_door.seen(line),
            step=step,
            words="",
            at=instant.now(),
            by=front_door.nurse(),
        )
    front_door.close(line, outcome=outcome)


@pytest.mark.parametrize("outcome", ["could_not_reach", "in_hospital", "died", "person_declined"])
def test_nobody_reads_completed_where_nobody_was_seen(line, outcome):
    undone(line, outcome)

    end = steps()[-1]
    assert said(end)[0] == "closed"
    assert [end[one]["status"] for one in ("ServiceRequest", "Task", "Encounter")] == [
        "revoked",
        "failed",
        "cancelled",
    ]


def test_an_end_after_a_visit_does_not_say_that_the_visit_never_was(line):
    front_door.triage(line)
    front_door.accept(line)
    front_door.contact(line)
    front_door.close(line, outcome="in_hospital")

    end = steps()[-1]
    assert (end["Task"]["status"], end["Encounter"]["status"]) == ("failed", "finished")


def test_a_contact_told_late_does_not_sort_before_what_was_told_first(line, clock):
    front_door.triage(line)
    clock.tick(timedelta(minutes=30))
    came_at = instant.now()
    clock.tick(timedelta(minutes=30))
    front_door.accept(line)
    clock.tick(timedelta(minutes=5))
    front_door.contact(line, happened_at=came_at, late_reason=a_reason(ReasonKind.LATE_ENTRY))

    told = steps()
    stamps = [json.loads(one.payload)["timestamp"] for one in build.posted()]
    assert stamps == sorted(stamps) == [one["Task"]["lastModified"] for one in told]
    assert stamps[-1] == "2026-11-24T10:35:00.000Z"
    assert told[-1]["Encounter"]["period"] == {"start": "2026-11-24T10:00:00.000Z"}


def test_a_step_whose_first_message_is_gone_is_seen_as_undelivered(line):
    front_door.triage(line)
    Received.objects.update(outcome="refused")

    steps()

    (waits,) = Delivery.objects.filter(listener="exchange.status_back", delivered_at=None)
    assert waits.attempt_count == 1


def test_what_waited_for_its_referral_is_answered_when_it_is_applied(clock):
    build.taken(TAKEN_BACK)
    clock.tick(timedelta(minutes=20))
    first = build.taken(a_message())
    clock.tick(timedelta(minutes=5))

    told = steps()
    assert [said(one)[0] for one in told] == ["received", "withdrawn"]
    assert {one["Task"]["lastModified"] for one in told} == {"2026-11-24T09:50:00.000Z"}
    assert json.loads(first.answer)["timestamp"] == "2026-11-24T09:50:00.000Z"
    assert build.taken(a_message()).answer == first.answer
