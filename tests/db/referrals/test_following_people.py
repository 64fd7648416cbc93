"""Referrals follow their person."""

from datetime import timedelta

from joinedup.foundation import instant, place
from joinedup.foundation.entries import row
from joinedup.foundation.models import Delivery, Entry
from joinedup.foundation.scope import system
from joinedup.people import queries as people_queries
from joinedup.people import services as people
from joinedup.referrals import jobs, queries, services
from joinedup.referrals.domain.request import KnownPerson, UnidentifiedPerson
from joinedup.referrals.pages import referring
from tests.builders import calls, duplicates, hidden, relations
from tests.builders import people as people_build
from tests.builders import referrals as build

BLUE_COAT = UnidentifiedPerson(description="Woman in a blue coat")


def identify(referral_id: object) -> object:
    ethel = people_build.a_person()
    identify_as(build.person_of(referral_id), ethel)
    return ethel


def identify_as(described: object, ethel: object) -> None:
    people.identify(described, seen=None, as_person=ethel, at=instant.now(), by=build.clinician())


def begun_about(person: object) -> object:
    return services.save_draft(None, fields={}, person_id=person, at=instant.now(), by=build.gp())


def hear(kind: str) -> None:
    entry = row(Entry.objects.get(kind=kind))
    jobs.follow_person(entry, system("referrals"))


def test_a_referral_follows_whom_somebody_turned_out_to_be(clock):
    referral_id = build.sent(person=BLUE_COAT)
    ethel = identify(referral_id)

    hear("people.person_identified")

    assert build.person_of(referral_id) == ethel
    assert Entry.objects.get(kind="referrals.referral_followed").subject_id == ethel


def test_hearing_twice_changes_nothing_more(clock):
    referral_id = build.sent(person=BLUE_COAT)
    identify(referral_id)

    hear("people.person_identified")
    hear("people.person_identified")

    assert build.referral(referral_id).version == 2


def test_it_counts_where_they_belonged_when_the_referral_came(clock):
    ethel = people_build.a_person()
    clock.tick(timedelta(hours=1))
    referral_id = build.sent(person=BLUE_COAT)
    clock.tick(timedelta(hours=1))
    identify_as(build.person_of(referral_id), ethel)
    people.register_with_practice(
        ethel, seen=None, practice_code="", at=instant.now(), by=people_build.the_office()
    )
    clock.tick(timedelta(hours=1))

    hear("people.person_identified")

    followed = row(Entry.objects.get(kind="referrals.referral_followed"))
    assert (followed.fact.is_registered, followed.fact.is_resident) == (True, True)


def test_the_front_door_still_sees_the_line_before_and_after(clock):
    referral_id = build.sent(person=BLUE_COAT)
    line_id = build.the_line(referral_id)
    identify(referral_id)

    before = queries.triage_page(build.clinician().scope, line_id)
    hear("people.person_identified")
    after = queries.triage_page(build.clinician().scope, line_id)

    assert before.line.card.name == after.line.card.name == "PARGETER, Ethel May"


def test_a_line_is_found_under_the_new_name_before_it_has_followed(clock):
    referral_id = build.sent(person=BLUE_COAT)
    ethel = identify(referral_id)

    (found,) = queries.open_lines(build.clinician().scope, ethel)

    assert found.referral_id == referral_id


def test_the_identification_is_handed_to_the_job(clock):
    identify(build.sent(person=BLUE_COAT))

    handed = Delivery.objects.filter(listener="referrals.follow_person")
    assert handed.count() == 1


def test_somebody_completed_in_place_has_nothing_to_follow(clock):
    referral_id = build.sent(person=BLUE_COAT)
    person = build.person_of(referral_id)
    people.identify_as_new(
        person,
        seen=None,
        details=people_build.some_details(),
        at=instant.now(),
        by=build.clinician(),
    )

    hear("people.person_identified")

    assert build.person_of(referral_id) == person
    assert people_queries.cards(build.clinician().scope, [person])[person].is_identified


def test_a_call_and_a_draft_are_about_whom_they_turned_out_to_be(clock):
    described = build.person_of(build.sent(person=BLUE_COAT))
    calls.promise(calls.taken(about=described), after=timedelta(hours=2))
    begun_about(described)
    people_build.in_care_of(build.gp(), [described])

    identify_as(described, people_build.a_person())
    hear("people.person_identified")

    (owed,) = queries.promised_calls(build.clinician().scope)
    (draft,) = referring.begun(build.gp().scope)
    assert owed.about == "PARGETER, Ethel May"
    assert draft.who.startswith("PARGETER, Ethel May")


def test_after_parting_a_call_and_a_draft_are_about_whom_they_were(clock):
    described = build.person_of(build.sent(person=BLUE_COAT))
    calls.promise(calls.taken(about=described), after=timedelta(hours=2))
    begun_about(described)
    identify_as(described, people_build.a_person())
    hear("people.person_identified")

    parted(described)
    hear("people.person_parted")

    (owed,) = queries.promised_calls(build.clinician().scope)
    (draft,) = queries.drafts(build.gp().scope)
    assert (owed.about, draft.person_id) == (BLUE_COAT.description, described)


def test_a_team_sent_a_line_before_it_has_followed_sees_it_after(clock):
    referral_id = build.sent(person=BLUE_COAT)
    line_id = build.the_line(referral_id)
    identify(referral_id)
    build.triage(line_id)

    before = queries.team_list(build.nurse().scope, build.TEAM)
    hear("people.person_identified")
    after = queries.team_list(build.nurse().scope, build.TEAM)

    assert [row.line_id for row in before] == [row.line_id for row in after] == [line_id]
    assert queries.triage_page(build.nurse().scope, line_id).line.card.is_open


def test_a_line_is_placed_once_somebody_is_known(clock):
    referral_id = build.sent(person=BLUE_COAT)
    line_id = build.the_line(referral_id)
    identify(referral_id)
    seen = build.seen(line_id)

    hear("people.person_identified")
    hear("people.person_identified")

    locality = place.current().practice_locality(build.LARKMEAD)
    assert locality
    assert build.line(line_id).locality_code == locality
    assert build.seen(line_id) == seen + 1
    found = queries.queue(build.clinician().scope, locality=locality).rows
    assert [row.line_id for row in found] == [line_id]
    assert Entry.objects.get(kind="referrals.line_placed").about_id == line_id


def test_somebody_completed_in_place_is_placed_too(clock):
    referral_id = build.sent(person=BLUE_COAT)
    people.identify_as_new(
        build.person_of(referral_id),
        seen=None,
        details=people_build.some_details(),
        at=instant.now(),
        by=build.clinician(),
    )

    hear("people.person_identified")

    locality = place.current().practice_locality(build.LARKMEAD)
    assert build.line(build.the_line(referral_id)).locality_code == locality


def test_nobody_restricted_is_placed(clock):
    referral_id = build.sent(person=BLUE_COAT)
    hidden.restrict(identify(referral_id))

    hear("people.person_identified")

    assert build.line(build.the_line(referral_id)).locality_code == ""


def test_a_line_that_has_ended_stays_as_it_was(clock):
    referral_id = build.sent(person=BLUE_COAT)
    line_id = build.the_line(referral_id)
    build.close(line_id, outcome="died", by=build.clinician())
    identify(referral_id)

    hear("people.person_identified")

    assert build.line(line_id).locality_code == ""


def parted(absorbed: object) -> None:
    people.part_people(
        absorbed, seen=None, words="Two people", at=instant.now(), by=people_build.the_office()
    )


def test_after_parting_a_referral_is_with_whom_it_was_made_for(clock):
    described = build.sent(person=BLUE_COAT)
    was = build.person_of(described)
    ethel = identify(described)
    hear("people.person_identified")
    hers = build.sent(person=KnownPerson(person_id=ethel))

    parted(was)
    hear("people.person_parted")
    hear("people.person_parted")

    assert (build.person_of(described), build.person_of(hers)) == (was, ethel)
    assert Entry.objects.filter(kind="referrals.referral_followed").count() == 2


def test_after_parting_from_whom_they_came_to_be_joined_to_a_referral_goes_back(clock):
    referral_id = build.sent(person=BLUE_COAT)
    was = build.person_of(referral_id)
    ethel = identify(referral_id)
    hear("people.person_identified")
    other = duplicates.entered_again()
    clock.tick(timedelta(minutes=1))
    duplicates.joined(ethel, other, words="Same signature")

    parted(was)
    hear("people.person_parted")

    assert build.person_of(referral_id) == was


def test_a_referral_of_somebody_joined_works_as_it_did(clock):
    ethel, again = people_build.a_person(), duplicates.entered_again()
    for person in (ethel, again):
        people_build.in_care_of(build.gp(), [person])
    referral_id = build.sent(person=KnownPerson(person_id=again))
    line_id = build.the_line(referral_id)
    other = build.sent(person=KnownPerson(person_id=ethel))
    clinician = build.clinician()
    before = queries.queue(clinician.scope, tab="to_triage").rows
    assert [row.may_be_duplicate for row in before] == [False, False]

    duplicates.compared()
    assert all(
        row.may_be_two_records for row in queries.queue(clinician.scope, tab="to_triage").rows
    )
    duplicates.joined(again, ethel)

    rows = queries.queue(clinician.scope, tab="to_triage").rows
    assert {row.person_id for row in rows} == {ethel}
    # Two referrals for one need are one person's now, and are marked so.
    assert [row.may_be_duplicate for row in rows] == [True, True]
    assert not any(row.may_be_two_records for row in rows)
    page = queries.triage_page(clinician.scope, line_id)
    assert [one.referral_id for one in page.others] == [other]
    happened = queries.strip(clinician.scope, page.line.card).happened
    assert {one.reference for one in happened} == {row.reference for row in rows}
    build.triage(line_id)
    build.accept(line_id)
    clock.tick(timedelta(minutes=1))
    parted(again)
    assert build.person_of(referral_id) == again
    assert queries.triage_page(build.nurse().scope, line_id).line.person_id == again


def test_alerts_are_on_the_rows_of_whoever_they_are_of(clock):
    ethel, again = people_build.a_person(), duplicates.entered_again()
    people_build.in_care_of(build.gp(), [again])
    line_id = build.the_line(build.sent(person=KnownPerson(person_id=again)))
    relations.warned(ethel)
    duplicates.joined(again, ethel)

    (row,) = queries.queue(build.clinician().scope, tab="to_triage").rows

    assert [one.label for one in row.alerts] == ["Dog"]
    page = queries.triage_page(build.clinician().scope, line_id)
    assert [one.words for one in page.line.alerts] == ["Large dog, loose. Ring first."]
