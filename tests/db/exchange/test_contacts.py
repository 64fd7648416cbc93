"""A team's contacts come by message: on their line, the clock stopped, once, never guessed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from joinedup.exchange import services
from joinedup.exchange.services.arrivals import Taken
from joinedup.foundation import instant, place
from joinedup.foundation.models import Account
from joinedup.foundation.place_schema import KindOfRecord, Partner, Truth
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.models import RecordEntry
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import NewPerson
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Contact
from joinedup.referrals.queries.lines import stage_of
from joinedup.referrals.services.reaching import ContactByMessage
from tests.builders import partner as exchange
from tests.builders import referrals as build
from tests.builders.entries import a_bundle
from tests.builders.exchange import ETHEL, an_ethel

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NORTH = "acht_vale_north"
NHS = "https://fhir.nhs.uk/Id/nhs-number"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
OURS = "urn:joinedup:referral-reference"


def community() -> Partner:
    return services.partner_called("community-system")


@pytest.fixture
def line_id(clock) -> LineId:
    """A line of Ethel's with the team whose contacts come by message; an hour has passed."""
    numbered = replace(build.ethel(), nhs_number=NhsNumber(ETHEL))
    line_id = build.the_line(build.sent(person=NewPerson(details=numbered)))
    build.triage(line_id, response_class="normal", team_code=NORTH)
    build.accept(line_id, by=build.nurse("nina", team=NORTH))
    clock.tick(timedelta(hours=1))
    return line_id


def an_encounter(line_id: LineId, **changes: Any) -> dict[str, Any]:
    """A nurse of the team has seen Ethel at home, ten minutes ago."""
    encounter = {
        "resourceType": "Encounter",
        "id": "visit-1",
        "identifier": [{"system": OURS, "value": build.line(line_id).referral.reference}],
        "status": "finished",
        "class": {"system": ACT, "code": "HH"},
        "subject": {"identifier": {"system": NHS, "value": ETHEL}},
        "participant": [
            {
                "type": [{"text": "District nurse"}],
                "individual": {"display": "Nina Shaw"},
            }
        ],
        "period": {"start": (instant.now() - timedelta(minutes=10)).isoformat()},
        "reasonCode": [{"text": "Blood pressure taken, drinking again"}],
    }
    return {name: one for name, one in {**encounter, **changes}.items() if one is not None}


def take(encounter: Any, partner: Partner | None = None) -> Taken:
    return exchange.taken(encounter, partner=partner or community())


def test_a_contact_by_message_stops_the_clock(line_id):
    seen_at = instant.now() - timedelta(minutes=10)

    taken = take(an_encounter(line_id))

    assert (taken.outcome, exchange.codes(taken)) == ("accepted", [])
    contact = Contact.objects.get()
    assert (contact.line_id, contact.kind, contact.profession) == (
        line_id,
        "face_to_face",
        "district_nurse",
    )
    assert (contact.made_by, contact.happened_at) == ("Nina Shaw", seen_at)
    line = build.line(line_id)
    assert (line.response_clock.ended_at, stage_of(line_id)) == (seen_at, Stage.RESPONDED)
    assert RecordEntry.objects.get().kind == "encounter"


def test_the_same_contact_again_is_one(line_id):
    take(an_encounter(line_id))

    again = take(a_bundle("batch", an_encounter(line_id, language="en")))

    assert again.findings == ()
    assert Contact.objects.count() == 1


def test_a_contact_told_late_keeps_both_times(line_id, clock):
    encounter = an_encounter(line_id)
    clock.tick(timedelta(hours=3))

    take(encounter)

    contact = Contact.objects.get()
    assert contact.recorded_at - contact.happened_at > timedelta(hours=3)
    assert contact.late_reason == "told_later"


def test_a_referral_may_be_named_by_what_it_is_based_on(line_id):
    reference = build.line(line_id).referral.reference
    based_on = [{"identifier": {"system": OURS, "value": reference}}]

    take(an_encounter(line_id, identifier=None, basedOn=based_on))

    assert Contact.objects.get().line_id == line_id


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"class": {"system": ACT, "code": "AMB"}}, "face_to_face"),
        ({"class": {"system": ACT, "code": "VR"}}, "call"),
        (
            {
                "class": {"system": ACT, "code": "VR"},
                "type": [{"coding": [{"system": "http://snomed.info/sct", "code": "719410009"}]}],
            },
            "remote_assessment",
        ),
        ({"status": "cancelled"}, "attempted"),
    ],
)
def test_the_kind_of_contact_is_that_of_the_encounter(line_id, changes, kind):
    take(an_encounter(line_id, **changes))

    assert Contact.objects.get().kind == kind
    is_answered = kind in ("face_to_face", "remote_assessment")
    assert (stage_of(line_id) is Stage.RESPONDED) == is_answered


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"class": {"system": ACT, "code": "XYZ"}}, "contact_not_clear"),
        ({"participant": None}, "contact_not_clear"),
        ({"participant": [{"type": [{"text": "Juggler"}]}]}, "contact_not_clear"),
        ({"period": {"start": "2026-11-24"}}, "contact_not_clear"),
        ({"period": None}, "contact_not_clear"),
        ({"identifier": [{"system": OURS, "value": "R-0000"}]}, "no_line_of_team"),
        ({"period": {"start": "2020-01-01T10:00:00Z"}}, "contact_before_referral"),
        ({"period": {"start": "2030-01-01T10:00:00Z"}}, "contact_in_future"),
    ],
)
def test_a_contact_that_is_not_clear_is_refused_by_name(line_id, changes, code):
    taken = take(an_encounter(line_id, **changes))

    assert exchange.codes(taken) == [code]
    assert not Contact.objects.exists()
    assert not RecordEntry.objects.exists()


def test_a_contact_on_somebody_elses_referral_is_refused(line_id):
    other = an_ethel(identifier=[{"system": NHS, "value": "9990000212"}], name=[{"family": "Holt"}])
    exchange.taken(other, partner=community())

    taken = take(
        an_encounter(line_id, subject={"identifier": {"system": NHS, "value": "9990000212"}})
    )

    assert exchange.codes(taken) == ["contact_of_another"]


def test_what_is_planned_is_no_contact(line_id):
    taken = take(an_encounter(line_id, status="planned"))

    assert taken.outcome == "accepted"
    assert not Contact.objects.exists()


def test_an_error_does_not_undo_what_was_recorded(line_id):
    never = take(an_encounter(line_id, status="entered-in-error"))
    take(an_encounter(line_id))

    after = take(an_encounter(line_id, status="entered-in-error", language="en"))

    assert (exchange.codes(never), exchange.codes(after)) == ([], ["contact_in_error"])
    assert Contact.objects.count() == 1


def test_what_came_after_its_end_leaves_a_line_as_it_is(line_id, clock):
    take(an_encounter(line_id))
    build.close(line_id, by=build.nurse("nina", team=NORTH))
    clock.tick(timedelta(minutes=11))

    taken = take(an_encounter(line_id, id="visit-2"))

    assert taken.outcome == "accepted"
    assert Contact.objects.count() == 1


def test_what_came_before_the_end_is_kept_after_it(line_id, clock):
    told = an_encounter(line_id)
    build.close(line_id, outcome="died", by=build.nurse("nina", team=NORTH))
    clock.tick(timedelta(hours=1))

    taken = take(told)

    assert taken.outcome == "accepted"
    assert build.line(line_id).response_clock.ended_how == "answered"


def test_another_partner_tells_no_contact_of_that_team(line_id):
    taken = take(an_encounter(line_id), exchange.demo())

    assert taken.outcome == "accepted"
    assert not Contact.objects.exists()


def test_a_partner_whose_contacts_are_ours_sends_none(line_id):
    ours = replace(community(), records=(KindOfRecord(kind="contact", truth=Truth.OURS),))

    taken = take(an_encounter(line_id), ours)

    assert exchange.codes(taken) == ["record_is_ours"]


def test_a_kind_that_the_place_keeps_is_taken_from_nobody(line_id):
    ours = replace(exchange.demo(), records=(KindOfRecord(kind="encounter", truth=Truth.OURS),))

    taken = take(an_encounter(line_id, identifier=None), ours)

    assert exchange.codes(taken) == ["record_is_ours"]
    assert not RecordEntry.objects.exists()


def test_nobody_enters_a_contact_of_that_team_by_hand(line_id):
    with pytest.raises(ContactByMessage):
        build.contact(line_id, by=build.nurse("nina", team=NORTH))


def test_the_page_says_that_contacts_come_by_message(line_id, client):
    nina = build.nurse("nina", team=NORTH)
    client.force_login(Account.objects.get(id=nina.account_id), backend=BACKEND)

    page = client.get(f"/referrals/lines/{line_id}").content.decode()

    assert "Contacts of this team come by message from Community healthcare system" in page
    assert "step-contact" not in page


def test_a_wrong_contact_stops_a_whole_transaction(line_id):
    wrong = an_encounter(line_id, participant=None)

    taken = take(a_bundle("transaction", an_encounter(line_id, id="visit-2"), wrong))

    assert exchange.codes(taken) == ["contact_not_clear"]
    assert taken.findings[0].at == "Bundle.entry[1].resource"
    assert not Contact.objects.exists()


def test_the_place_says_whose_contacts_come_so():
    assert place.current().partner_of_team(NORTH) == community()
