"""What else is open for the same person."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.referrals import queries
from joinedup.referrals.domain.stages import Stage
from tests.builders import people as people_build
from tests.builders import referrals as build


def test_the_same_service_is_a_likely_duplicate_however_old(clock):
    person = build.person_of(build.sent(asked=build.asking("reablement")))
    clock.tick(timedelta(days=3))
    scope = build.gp().scope

    same = queries.likely_duplicates(scope, person, service_codes=["reablement"])
    other = queries.likely_duplicates(scope, person, service_codes=["equipment"])

    assert [one.service_code for one in same] == ["reablement"]
    assert other == []


def test_anything_within_a_day_is_a_likely_duplicate(clock):
    person = build.person_of(build.sent(asked=build.asking("reablement")))

    found = queries.likely_duplicates(build.gp().scope, person, service_codes=["equipment"])

    assert len(found) == 1


def test_a_closed_line_is_no_duplicate(clock):
    line_id = build.a_line(Stage.CLOSED)
    person = PersonId(build.line(line_id).referral.person_id)

    assert queries.open_lines(build.gp().scope, person) == []


def test_whoever_may_refer_is_told_that_lines_are_open_but_not_why(clock):
    person = build.person_of(build.sent())

    (seen_elsewhere,) = queries.open_lines(build.gp("ravi", practice="K99030").scope, person)
    (seen_here,) = queries.open_lines(build.gp().scope, person)

    assert (seen_elsewhere.may_read, seen_elsewhere.change_words) == (False, None)
    assert seen_elsewhere.held_by_team == "spr"
    assert (seen_here.may_read, seen_here.change_words) == (
        True,
        "Not drinking, dizzy on standing",
    )


def test_the_team_of_somebody_whose_whereabouts_are_restricted_is_not_told(clock):
    person = build.person_of(build.sent())
    care.restrict(
        person, kind=care.LOCATION, reason="person_asked", at=instant.now(), by=build.clinician()
    )

    (told,) = queries.open_lines(build.gp("ravi", practice="K99030").scope, person)

    assert told.held_by_team == ""


def test_of_somebody_whose_record_is_restricted_nothing_is_told(clock):
    person = build.person_of(build.sent())
    care.restrict(
        person, kind=care.ACCESS, reason="court_order", at=instant.now(), by=build.clinician()
    )

    assert queries.open_lines(build.gp().scope, person) == []


def test_of_nobody_nothing_is_told(clock):
    assert queries.open_lines(build.gp().scope, PersonId(people_build.a_key())) == []


def test_those_who_may_not_refer_are_told_nothing(clock):
    with pytest.raises(NotPermitted):
        queries.open_lines(build.commissioner().scope, build.person_of(build.sent()))
