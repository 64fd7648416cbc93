"""A referral arrives."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation.models import Care, Delivery, Entry
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import services
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.request import (
    NOT_KNOWN,
    Caller,
    ForThisVisit,
    Incomplete,
    KnownPerson,
    Observation,
    Request,
    UnidentifiedPerson,
    Urgency,
    Where,
)
from joinedup.referrals.models import Draft, Line, Referral, VisitDetail
from tests.builders import people as people_build
from tests.builders import referrals as build


def send(request: Request, **changes: object) -> object:
    given = {"key": str(uuid4()), "at": instant.now(), "by": build.gp(), **changes}
    return services.send_referral(request, **given)


def test_a_referral_has_a_line_for_each_service(clock):
    referral_id = build.sent(asked=build.asking("community_nursing", "reablement"))

    lines = [build.line(one) for one in build.lines_of(referral_id)]

    assert [line.service_code for line in lines] == ["community_nursing", "reablement"]
    assert {line.locality_code for line in lines} == {"vale_north"}
    assert {line.asked_class for line in lines} == {"rapid"}


def test_each_line_has_a_triage_clock_and_the_response_clock_asked_for(clock):
    line = build.line(build.a_line(urgency=Urgency(response_class="fast", if_nobody_comes="?")))

    assert line.triage_clock.due_at == instant.now() + timedelta(hours=2)
    assert line.triage_clock.rule_code == "triage.fast"
    assert line.response_clock.rule_code == "response.fast"
    assert line.response_clock.started_at == instant.now()


def test_an_urgency_not_stated_counts_as_rapid(clock):
    line = build.line(
        build.a_line(urgency=Urgency(response_class=NOT_KNOWN, if_nobody_comes=NOT_KNOWN))
    )

    assert line.asked_class is None
    assert line.triage_clock.rule_code == "triage.not_stated"
    assert line.response_clock.due_at == instant.now() + timedelta(hours=3)


def test_the_response_to_a_call_counts_from_when_the_call_began(clock):
    began_at = instant.now() - timedelta(minutes=12)

    referral_id = send(
        build.a_request(), arrived_by=ArrivedBy.CALL, began_at=began_at, by=build.clinician()
    )
    line = build.line(build.the_line(referral_id))

    assert line.response_clock.started_at == began_at
    assert line.triage_clock.started_at == instant.now()


def test_the_response_to_a_form_counts_from_receipt(clock):
    referral_id = send(build.a_request(), began_at=instant.now() - timedelta(minutes=12))

    line = build.line(build.the_line(referral_id))

    assert line.response_clock.started_at == instant.now()


def test_everything_said_is_kept(clock):
    request = build.a_request(
        where=Where(kind=WhereKind.RELATIVE, address="2 Elm Row", until=NOT_KNOWN),
        risks=NOT_KNOWN,
        allergies="Penicillin",
        observations=(
            Observation(code="pulse", value=Decimal("88.5"), taken_at=instant.now()),
            Observation(code="consciousness", value="alert", taken_at=instant.now()),
        ),
        for_this_visit=ForThisVisit(key_safe_code="1066"),
        is_crew_on_scene=True,
    )

    referral = build.referral(send(request))

    assert referral.where_address == "2 Elm Row"
    assert (referral.risks, referral.allergies, referral.carer) == (None, "Penicillin", "")
    assert referral.is_crew_on_scene
    measured = referral.observations.order_by("code")
    assert [one.choice or one.number for one in measured] == ["alert", Decimal("88.5")]
    assert referral.visit_detail.key_safe_code == "1066"


def test_the_front_door_and_the_practice_may_see_the_person(clock):
    person = build.person_of(build.sent())

    held = Care.objects.filter(person_id=person, because=care.OPEN_REFERRAL)

    assert set(held.values_list("team_code", flat=True)) == {"spr", "K99001"}


def test_whoever_has_no_team_sees_the_person_themselves(clock):
    paramedic = build.staff("pat", Role.REFERRER, organisation="ambulance")

    person = build.person_of(build.sent(by=paramedic))

    held = Care.objects.filter(person_id=person, account_id=paramedic.account_id)
    assert held.get().because == care.OPEN_REFERRAL


def test_a_call_lets_the_practice_that_rang_follow_it(clock):
    referral_id = send(build.a_request(), arrived_by=ArrivedBy.CALL, by=build.clinician())

    referral = build.referral(referral_id)

    assert (referral.team_code, referral.organisation_code) == ("K99001", "K99001")


def test_a_form_speaks_for_its_senders_own_organisation(clock):
    forged = Caller(organisation_code="bcc", team_code="social_north", direct_number="1")

    referral = build.referral(build.sent(referrer=forged))

    assert (referral.team_code, referral.organisation_code) == ("K99001", "K99001")


def test_everything_wrong_is_refused_at_once(clock):
    request = Request(urgency=Urgency(response_class="soonish"), other_words="x" * 10_001)

    with pytest.raises(Incomplete) as refusal:
        send(request)

    codes = {(finding.at, finding.code) for finding in refusal.value.values["findings"]}
    assert ("person", "unanswered") in codes
    assert ("urgency.response_class", "unknown_code") in codes
    assert ("other_words", "too_long") in codes
    assert not Referral.objects.exists()


def test_the_same_key_makes_one_referral(clock):
    first = send(build.a_request(), key="once")
    second = send(build.a_request(), key="once")

    assert first == second
    assert Line.objects.count() == 1
    assert Entry.objects.filter(kind="referrals.referral_received").count() == 1


def test_the_same_key_by_another_account_is_another_referral(clock):
    first = send(build.a_request(), key="once")
    second = send(build.a_request(), key="once", by=build.gp("ravi"))

    assert first != second


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b"])
def test_a_referral_carries_a_key(clock, key):
    with pytest.raises(services.sending.NoKey):
        send(build.a_request(), key=key)


def test_a_call_cannot_begin_after_it_was_taken_down(clock):
    with pytest.raises(services.sending.BeganAfterReceipt):
        send(build.a_request(), began_at=instant.now() + timedelta(seconds=1))


def test_a_referral_is_not_received_in_the_future(clock):
    with pytest.raises(Refused, match="in_the_future"):
        send(build.a_request(), at=instant.now() + timedelta(minutes=3))


def test_a_partner_sends_under_its_identifier_once(clock):
    sender = Sender(code="demo_partner", reference="R-1")
    send(build.a_request(), arrived_by=ArrivedBy.MESSAGE, sender=sender)

    with pytest.raises(services.sending.AlreadySent):
        send(build.a_request(), arrived_by=ArrivedBy.MESSAGE, sender=sender)


def test_somebody_not_yet_identified_can_be_referred(clock):
    referral_id = build.sent(person=UnidentifiedPerson(description="Woman in a blue coat"))

    line = build.line(build.the_line(referral_id))

    assert line.locality_code == ""


def test_nobody_is_referred_who_is_not_there(clock):
    nobody = KnownPerson(person_id=PersonId(uuid4()))

    with pytest.raises(NotFound):
        send(build.a_request(person=nobody))


def test_whereabouts_that_are_restricted_are_kept_for_the_visit_alone(clock):
    person = people_build.a_person()
    care.restrict(
        person, kind=care.LOCATION, reason="person_asked", at=instant.now(), by=build.clinician()
    )
    where = Where(kind=WhereKind.OTHER, address="The refuge", postcode="HP1 1AA", until=NOT_KNOWN)

    referral_id = build.sent(person=KnownPerson(person_id=person), where=where)

    referral = build.referral(referral_id)
    assert (referral.where_address, referral.where_postcode) == ("", "")
    assert VisitDetail.objects.get().visit_address == "The refuge HP1 1AA"
    assert build.line(build.the_line(referral_id)).locality_code == ""


def test_one_call_is_promised_however_many_services(clock):
    by_when = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

    referral_id = build.sent(
        asked=build.asking("community_nursing", "reablement"), call_back_by=by_when
    )

    promised = [build.line(one).call_back_by for one in build.lines_of(referral_id)]
    assert promised == [by_when, None]


def test_sending_a_draft_throws_it_away(clock):
    draft_id = services.save_draft(
        None, fields={"words": ["Fell"]}, at=instant.now(), by=build.gp()
    )

    send(build.a_request(), draft_id=draft_id)

    assert not Draft.objects.exists()


def test_nobody_elses_draft_is_thrown_away(clock):
    draft_id = services.save_draft(None, fields={}, at=instant.now(), by=build.gp("ravi"))

    send(build.a_request(), draft_id=draft_id)

    assert Draft.objects.exists()


def test_what_happened_is_recorded_about_the_person(clock):
    person = build.person_of(build.sent())

    kinds = Entry.objects.filter(subject_id=person).order_by("seq").values_list("kind", flat=True)

    assert list(kinds)[-2:] == ["referrals.referral_received", "referrals.line_asked"]


def test_the_words_are_content_and_not_in_the_fact(clock):
    build.sent()

    entry = Entry.objects.get(kind="referrals.referral_received")

    assert entry.content.text == "Not drinking, dizzy on standing"
    assert "drinking" not in entry.body


def test_the_referrer_gets_the_reference_and_nothing_more(clock):
    referral = build.referral(build.sent())

    notice = Delivery.objects.get(channel="notice")

    assert notice.address == "joan@example.org"
    assert referral.reference in notice.payload
    assert "Marsh" not in notice.payload


def test_whoever_may_not_refer_is_refused(clock):
    with pytest.raises(NotPermitted):
        send(build.a_request(), by=build.commissioner())
