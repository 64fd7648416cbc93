"""Looks that leave a trace: where to go for the visit, and who is on the page."""

from datetime import timedelta
from pathlib import Path

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Entry
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import NO_PLAN_TO_MOVE, ForThisVisit, Where
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.models import Presence
from joinedup.referrals.queries.rows import VisitDetails
from tests.builders import hidden
from tests.builders import referrals as build

DETAILS = ForThisVisit(
    visit_address="9 Elm Row", key_safe_code="1066", access_note="Dog in the yard"
)


def look(line_id: LineId, who: object) -> VisitDetails:
    return services.look_at_visit_details(line_id, at=instant.now(), by=who)


def test_whoever_triages_sees_where_to_go_and_is_recorded(clock):
    line_id = build.a_line(for_this_visit=DETAILS)

    details = look(line_id, build.clinician())

    assert details == VisitDetails(
        visit_address="9 Elm Row", key_safe_code="1066", access_note="Dog in the yard"
    )
    entry = Entry.objects.get(kind="referrals.visit_details_seen")
    assert entry.by_account == build.clinician().account_id
    assert "1066" not in entry.body


def test_each_look_is_recorded(clock):
    line_id = build.a_line(for_this_visit=DETAILS)

    look(line_id, build.clinician())
    look(line_id, build.clinician())

    assert Entry.objects.filter(kind="referrals.visit_details_seen").count() == 2


def test_whoever_is_to_go_sees_where(clock):
    line_id = build.a_line(Stage.ALLOCATED, for_this_visit=DETAILS)

    assert look(line_id, build.nurse()).key_safe_code == "1066"


@pytest.mark.parametrize(
    "who",
    [
        lambda: build.nurse("bea"),
        build.manager,
        build.gp,
        lambda: build.clinician("kim"),
        build.commissioner,
    ],
)
def test_nobody_else_sees_where(clock, who):
    line_id = build.a_line(Stage.ALLOCATED, for_this_visit=DETAILS)

    with pytest.raises(NotPermitted):
        look(line_id, who())
    assert not Entry.objects.filter(kind="referrals.visit_details_seen").exists()


def test_the_one_who_triaged_still_sees_where(clock):
    line_id = build.a_line(Stage.ALLOCATED, for_this_visit=DETAILS)

    assert look(line_id, build.clinician("sam")).visit_address == "9 Elm Row"


@pytest.mark.parametrize("who", [build.clinician, build.nurse])
def test_where_to_go_is_sealed_when_the_line_closes(clock, who):
    line_id = build.a_line(Stage.RESPONDED, for_this_visit=DETAILS)
    nurse_was_to_go = build.nurse()
    build.close(line_id, by=nurse_was_to_go)

    with pytest.raises((NotAtThisStage, NotPermitted)):
        look(line_id, who())


def test_where_nothing_was_said_there_is_nothing_to_see(clock):
    with pytest.raises(NotFound):
        look(build.a_line(), build.clinician())


def test_what_a_later_restriction_hides_is_for_the_visits_own_people(clock):
    place = {"address": "Her son's", "postcode": "HP21 8AA"}
    there = Where(kind=WhereKind.RELATIVE, until=NO_PLAN_TO_MOVE, **place)
    carer = "Tom Marsh, son, lives with her, 01296 555123"
    line_id = build.a_line(Stage.ALLOCATED, where=there, carer=carer)
    with pytest.raises(NotFound):
        look(line_id, build.nurse())

    hidden.restrict(build.person_of(build.line(line_id).referral_id))

    details = look(line_id, build.nurse())
    assert details.visit_address == "Her son's, HP21 8AA"
    assert (details.contact_number, details.carer) == ("01632 960020", carer)
    page = queries.triage_page(build.nurse().scope, line_id)
    assert (page.has_visit_details, page.may_see_visit_details) == (True, True)
    assert page.asked.carer == "Tom Marsh, son, lives with her, number not shown"
    assert not queries.triage_page(build.nurse("bea").scope, line_id).may_see_visit_details


def test_the_line_page_says_only_that_there_are_details(clock):
    line_id = build.a_line(for_this_visit=DETAILS)

    page = queries.triage_page(build.clinician().scope, line_id)

    assert (page.has_visit_details, page.may_see_visit_details) == (True, True)
    assert "1066" not in str(page)
    assert "Elm Row" not in str(page)


def test_colleagues_see_who_is_looking(clock):
    line_id = build.a_line()

    services.note_presence(line_id, at=instant.now(), by=build.clinician("sam"))

    seen_by_kim = queries.triage_page(build.clinician("kim").scope, line_id).line.looking
    seen_by_sam = queries.triage_page(build.clinician("sam").scope, line_id).line.looking
    assert [one.name for one in seen_by_kim] == ["Sam"]
    assert seen_by_sam == ()


def test_presence_is_written_at_most_once_a_minute(clock):
    line_id = build.a_line()
    first = instant.now()
    services.note_presence(line_id, at=first, by=build.clinician())

    clock.tick(timedelta(seconds=59))
    services.note_presence(line_id, at=instant.now(), by=build.clinician())
    assert Presence.objects.get().seen_at == first
    clock.tick(timedelta(seconds=1))
    services.note_presence(line_id, at=instant.now(), by=build.clinician())

    assert Presence.objects.get().seen_at == instant.now()


def test_somebody_who_left_is_no_longer_looking(clock):
    line_id = build.a_line()
    services.note_presence(line_id, at=instant.now(), by=build.clinician("sam"))

    clock.tick(timedelta(minutes=3))

    page = queries.triage_page(build.clinician("kim").scope, line_id)
    assert page.line.looking == ()


def test_presence_on_what_is_not_there_is_not_found(clock):
    with pytest.raises(NotFound):
        services.note_presence(LineId(build.sent()), at=instant.now(), by=build.clinician())


def test_whoever_may_not_see_the_person_leaves_no_presence(clock):
    line_id = build.a_line()

    with pytest.raises(NotPermitted):
        services.note_presence(
            line_id, at=instant.now(), by=build.nurse("zoe", team="acht_wycombe")
        )


def test_where_to_go_is_read_by_the_service_that_records_it_alone():
    room = Path(services.__file__).parents[1]

    readers = [
        file.relative_to(room.parent).as_posix()
        for file in room.parent.rglob("*.py")
        if "queries.visit import" in file.read_text() or "queries import visit" in file.read_text()
    ]

    assert readers == ["referrals/services/looking.py"]
