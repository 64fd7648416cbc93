"""A referral message is taken once, in order, all or nothing."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from joinedup.exchange.services import partners
from joinedup.exchange.services.arrivals import Outcome
from joinedup.foundation import care, instant, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Delivery, Entry, Received
from joinedup.foundation.place_schema import Repair
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import services as people
from joinedup.people.domain.details import PersonDetails
from joinedup.people.models import Person
from joinedup.referrals.models import Addition, Referral, VisitDetail
from tests.builders import partner as build
from tests.builders import referrals
from tests.builders.exchange import (
    BACK,
    ETHEL,
    LATE,
    RESTRICTED,
    WORSE,
    a_message,
    an_ethel,
    as_bytes,
    without,
)


def new(**changes):
    return a_message(**{"priority": "urgent", **changes})


def step(posted: Delivery) -> str:
    """Which step a message to the sender tells."""
    parts = [entry["resource"] for entry in json.loads(posted.payload)["entry"]]
    (task,) = (one for one in parts if one["resourceType"] == "Task")
    return str(task["businessStatus"]["coding"][0]["code"])


def test_a_new_referral_waits_for_triage():
    taken = build.taken(new())

    referral, line = build.the_referral(), build.the_line()
    assert (taken.outcome, taken.findings) == (Outcome.ACCEPTED, ())
    assert (referral.arrived_by, referral.sender_code) == ("message", "demo-partner")
    assert referral.sender_reference == "https://gp.example/referral|R-2026-1124-01"
    assert (referral.caller_name, referral.caller_number) == ("Dr Joan Pryce", "01632 960010")
    assert referral.organisation_code == "demo_partner"
    assert "dizzy on standing" in (referral.change_words or "")
    assert (line.asked_class, line.service_code) == ("fast", "not_sure")
    assert line.triaged_at is None


def test_whoever_triages_reads_what_is_so_and_what_is_not():
    low = {"code": {"text": "Systolic"}, "valueInteger": 78}
    curve = {"resourceType": "Observation", "status": "final", "code": {"text": "ECG"}}
    pressure = {**curve, "code": {"text": "Blood pressure"}, "component": [low]}
    ruled_out = {"coding": [{"code": "refuted"}]}
    person = {"subject": {"reference": new()["entry"][2]["fullUrl"]}}
    dementia = {
        "resourceType": "Condition",
        "code": {"text": "Dementia"},
        "verificationStatus": ruled_out,
        **person,
    }

    assert build.taken(new(more=(pressure, curve, dementia))).findings == ()

    referral = build.the_referral()
    assert "Dementia" not in (referral.change_words or "")
    assert referral.other_words.splitlines()[:2] == [
        "Blood pressure: Systolic 78",
        "Ruled out: Dementia",
    ]
    assert "not shown here: Observation: ECG" in referral.other_words


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"doNotPerform": True}, "must_not_be_done"),
        ({"intent": "option"}, "intent_does_not_fit"),
        (
            {"modifierExtension": [{"url": "https://example.org/not", "valueBoolean": True}]},
            "modifier_not_known",
        ),
    ],
)
def test_what_asks_that_nothing_is_done_is_no_referral(changes, code):
    assert build.codes(build.taken(new(**changes))) == [code]
    assert not Referral.objects.exists()


def test_its_person_is_registered_and_found_again():
    build.taken(new())
    build.taken(
        new(
            message_id="b2c0a3f4-0009-4c00-8000-000000000009",
            identifier=[{"system": "https://gp.example/referral", "value": "R-2"}],
        )
    )

    person = Person.objects.get()
    assert (person.nhs_number, person.family_name) == (ETHEL, "Marsh")
    assert Referral.objects.filter(person_id=person.pk).count() == 2


def test_a_person_who_cannot_be_told_from_others_is_not_yet_identified():
    patient = without(an_ethel(name=[{"given": ["Peg"]}]), "identifier", "birthDate")

    assert build.taken(new(patient=patient)).outcome is Outcome.ACCEPTED
    assert Person.objects.get().description == "Sent by message as Peg; female"


def test_the_message_is_kept_byte_for_byte_with_its_answer():
    body = as_bytes(new())
    build.taken(body)

    (row,) = build.kept()
    assert bytes(row.body) == body
    assert (row.outcome, row.about_id) == ("accepted", build.the_referral().id)
    assert (row.sequence, row.format) == ("2026-11-24T09:25:00.000000Z", "bars_referral")


@pytest.mark.parametrize(
    "again",
    [
        new(),
        {**new(), "id": "b2c0a3f4-0001-4c00-8000-00000000beef"},
        new(sent="2026-11-24T09:27:00+00:00"),
        new(message_id="b2c0a3f4-0007-4c00-8000-000000000007"),
    ],
    ids=["same bytes", "resent in a new bundle", "resent later", "sent as another message"],
)
def test_sending_again_changes_nothing(again):
    build.taken(new())
    before = Entry.objects.count()

    assert build.taken(again).outcome is Outcome.UNCHANGED
    assert (Referral.objects.count(), Entry.objects.count()) == (1, before)


def test_an_id_that_said_something_else_before_is_refused():
    build.taken(new())

    taken = build.taken(new(note=[{"text": "Something else"}]))

    assert build.codes(taken) == ["message_id_reused"]


def test_an_identifier_that_is_here_and_says_something_else_is_refused():
    build.taken(new())

    taken = build.taken(
        new(message_id="b2c0a3f4-0007-4c00-8000-000000000007", note=[{"text": "Other"}])
    )

    assert build.codes(taken) == ["referral_already_here"]
    assert Referral.objects.count() == 1


def test_what_is_refused_leaves_nothing_half_written():
    build.taken(new())
    entries, people = Entry.objects.count(), Person.objects.count()
    another = an_ethel(
        identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000212"}]
    )

    build.taken(a_message(**WORSE, patient=another))

    assert (Entry.objects.count(), Person.objects.count()) == (entries, people)
    row = build.kept()[-1]
    assert (row.outcome, json.loads(row.refusals)[0]["code"]) == ("refused", "person_differs")


def test_what_was_refused_may_be_sent_again_when_it_can_be_taken():
    build.taken(a_message(**WORSE, patient=an_ethel(gender="odd")))
    build.taken(new())

    assert build.taken(a_message(**WORSE)).outcome is Outcome.ACCEPTED


def of_somebody_else(number: str) -> PersonId:
    """Somebody of another name who holds a number."""
    details = PersonDetails(
        family_name="Jones",
        given_name="Bob",
        born_on=date(1980, 1, 1),
        nhs_number=NhsNumber(number),
    )
    return people.register_person(details, key=uuid4(), at=instant.now(), by=access.system("t"))


def test_the_same_bytes_refused_once_are_found_by_what_follows():
    jones = of_somebody_else(ETHEL)
    assert build.codes(build.taken(new())) == ["number_of_another"]
    marsh = PersonDetails(
        family_name="Marsh",
        given_name="Ethel",
        born_on=date(1945, 3, 2),
        nhs_number=NhsNumber(ETHEL),
    )
    people.correct_details(jones, seen=None, details=marsh, at=instant.now(), by=access.system("t"))

    assert build.taken(new()).outcome is Outcome.ACCEPTED
    assert build.taken(a_message(**WORSE)).outcome is Outcome.ACCEPTED

    assert Addition.objects.get().words == "Priority: stat (was urgent)\nNow confused as well"
    assert build.the_line().asked_class == "rapid"
    referrals.triage(build.the_line().id)
    build.work()
    assert [step(one) for one in build.posted()][-1] == "sent_to_team"


def test_bytes_refused_for_the_id_of_another_are_refused_again():
    build.taken(new())
    other = a_message(**{**WORSE, "message_id": "b2c0a3f4-0001-4c00-8000-000000000001"})

    assert build.codes(build.taken(other)) == ["message_id_reused"]
    assert build.codes(build.taken(other)) == ["message_id_reused"]
    assert not Addition.objects.exists()


def test_what_cannot_be_compared_is_never_unchanged():
    build.taken(new())
    Received.objects.update(outcome="refused")

    same = new(message_id="b2c0a3f4-0007-4c00-8000-000000000007")
    assert build.codes(build.taken(same)) == ["referral_already_here"]
    update = a_message(**{**WORSE, "priority": None})
    assert build.taken(update).outcome is Outcome.ACCEPTED
    assert "Now confused as well" in Addition.objects.get().words
    assert build.the_line().asked_class == "rapid"


def test_a_message_that_names_another_partner_is_refused():
    other = replace(build.demo(), code="other", ods_codes=("Y99901",))

    taken = build.taken(new(sender_ods="W12345"), partner=other)

    assert build.codes(taken) == ["sender_is_another"]


def test_a_restricted_person_is_restricted_before_anything_is_written_down():
    location = {
        "resourceType": "Location",
        "address": {"line": ["7 Mill Lane"], "postalCode": "MK18 1AA"},
    }

    taken = build.taken(
        new(
            patient=an_ethel(meta=RESTRICTED),
            more=(location,),
            locationReference=[{"reference": "urn:uuid:0b6f4d00-0000-4000-8000-000000000100"}],
        )
    )

    referral = build.the_referral()
    assert taken.outcome is Outcome.ACCEPTED
    assert care.restricted_ids([referral.person_id]) == {referral.person_id}
    assert (referral.where_address, referral.where_postcode) == ("", "")
    assert VisitDetail.objects.get().visit_address == "7 Mill Lane MK18 1AA"
    assert Person.objects.get().postcode == ""


def test_somebody_restricted_whom_nobody_can_name_is_restricted():
    nameless = without(an_ethel(name=[{"given": ["Peg"]}], meta=RESTRICTED), "identifier")

    assert build.taken(new(patient=nameless)).outcome is Outcome.ACCEPTED

    referral = build.the_referral()
    assert Person.objects.get().description.startswith("Sent by message as Peg")
    assert care.restricted_ids([referral.person_id]) == {referral.person_id}


@pytest.mark.parametrize("follows", [WORSE, BACK], ids=["an update", "taken back"])
def test_a_mark_that_comes_later_restricts(follows):
    build.taken(new(patient=without(an_ethel(), "telecom")))
    assert not care.restricted_ids([build.the_referral().person_id])

    taken = build.taken(a_message(**follows, patient=an_ethel(meta=RESTRICTED)))

    person_id = build.the_referral().person_id
    assert taken.outcome is Outcome.ACCEPTED
    assert care.restricted_ids([person_id]) == {person_id}
    assert all("01632" not in one.words for one in Addition.objects.all())


def test_the_mark_of_an_update_that_is_refused_restricts_nobody():
    build.taken(new())
    number = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000212"}]
    another = an_ethel(identifier=number, meta=RESTRICTED)

    assert build.codes(build.taken(a_message(**WORSE, patient=another))) == ["person_differs"]
    assert not care.restricted_ids([build.the_referral().person_id])


def test_known_faults_are_taken_only_where_the_place_says_so():
    message = new()
    message["entry"][1]["resource"]["PatientInstruction"] = "Ring if she is worse"
    lenient = replace(build.demo(), repairs=(Repair.CAPITAL_LETTER,))

    assert build.codes(build.taken(message)) == ["unknown_element"]
    taken = build.taken(message, partner=lenient)

    assert taken.outcome is Outcome.ACCEPTED
    assert [one.code for one in taken.repaired] == ["capital_letter"]
    refused, repaired = build.kept()
    assert (refused.outcome, bytes(refused.body)) == ("refused", bytes(repaired.body))
    assert json.loads(repaired.repaired)[0]["code"] == "capital_letter"
    assert "Ring if she is worse" in (build.the_referral().change_words or "")


def test_messages_act_as_the_partners_own_account():
    build.taken(new())

    account = Account.objects.get(username="demo-partner")
    assert build.the_referral().account_id == account.id
    entry = Entry.objects.filter(kind="referrals.referral_received").get()
    assert (entry.by_account, entry.by_organisation) == (account.id, "demo_partner")
    assert partners.actor_for(build.demo(), at=entry.at).account_id == account.id


def test_an_answer_follows_a_file(clock):
    build.taken(new())
    build.taken(new())

    (answer,) = build.posted()
    bundle = json.loads(answer.payload)
    header = bundle["entry"][0]["resource"]
    assert header["response"] == {
        "identifier": "b2c0a3f4-0001-4c00-8000-00000000b0b0",
        "code": "ok",
    }
    assert answer.address == "demo-partner"
    assert answer.order_key == f"bars:{build.the_referral().id}"


def test_no_chain_is_broken_by_a_day_of_messages(clock):
    for message in (new(), a_message(**WORSE), a_message(**LATE), a_message(**BACK)):
        build.taken(message)
        clock.tick(timedelta(minutes=1))

    referral = build.the_referral()
    kinds = {one.kind for one in journey.entries_about("referrals.referral", referral.id)}
    assert {"referrals.referral_received", "referrals.information_added"} <= kinds
    assert place.current().code == "buckinghamshire"
    assert Delivery.objects.filter(channel="bars").count() == 4
