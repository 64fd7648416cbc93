"""A copy of all that is held of somebody: whole, reviewed, made once and taken once."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from joinedup.foundation import holdings, instant, place
from joinedup.foundation.models import Entry
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.mycare.services import delegates
from joinedup.people import services as people
from joinedup.people.domain.record import EntryKind
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.domain.stages import Stage as LineStage
from joinedup.subject_access import queries, services
from joinedup.subject_access.domain.requests import Requester, Stage
from joinedup.subject_access.domain.reviewing import LEFT_OUT, Judgement
from joinedup.subject_access.models import CopyFile, JudgedRow
from tests.builders import concerns, glass, relations
from tests.builders import mycare as residents
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import subject_access as build
from tests.builders.items import an_item, held_back
from tests.builders.record import an_entry, kept


def taken(request_id: UUID) -> dict[str, Any]:
    """The copy for programs, taken."""
    body = services.take(request_id, seen=None, at=instant.now(), by=glass.officer())
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        assert sorted(file.namelist()) == ["copy.html", "copy.json"]
        page = file.read("copy.html").decode()
        told: dict[str, Any] = json.loads(file.read("copy.json"))
    assert all(part["title"] in page for part in told["parts"])
    return {**told, "text": page + json.dumps(told, ensure_ascii=False)}


def a_full_life() -> PersonId:
    """Somebody with a line, a record, a carer, a concern, and an entry that is held back."""
    person = build.somebody()
    work.a_line(LineStage.RESPONDED, person=KnownPerson(person_id=person))
    kept(person, an_entry(), an_entry(kind=EntryKind.OTHER, words="Rang Maureen about the keys"))
    relations.related(person, name="Maureen Quill")
    concerns.raised(person)
    held_back(
        an_item(person, kind=EntryKind.CONDITION, words="Not told of yet"), persons.somebody_at()
    )
    return person


def test_every_table_says_whether_it_is_about_people() -> None:
    ours = [one for one in apps.get_models() if one.__module__.startswith("joinedup.")]

    assert holdings.undeclared(ours) == []
    assert holdings.undeclared([*ours, Session]) == ["sessions.session"]
    assert all(holdings.reasons().values())


def test_every_declaration_can_be_read() -> None:
    person = build.somebody()

    read = {one.code: list(holdings.rows_of(one, [person])) for one in holdings.declared()}

    assert read["people.person"][0]["family_name"]
    with pytest.raises(ValueError, match="no column nothing_such"):
        holdings.of_person(Entry, "What happened", words=("nothing_such",))


def test_a_copy_holds_everything_and_nothing_of_others_or_of_concerns() -> None:
    person = a_full_life()
    request_id = build.asked(person)
    build.worked()
    build.released(request_id)

    told = taken(request_id)

    codes = {part["code"] for part in told["parts"]}
    assert {"people.person", "people.recordentry", "referrals.line", "foundation.entry"} <= codes
    assert "Allergy to penicillin" in told["text"]
    for kept_back in ("Maureen", concerns.WORDS, "Quillfeather", "Not told of yet"):
        assert kept_back not in told["text"]
    assert "safeguarding" not in told["text"].replace("What was", "")


def test_what_is_judged_to_be_given_is_given_and_others_are_left_out() -> None:
    person = a_full_life()
    request_id = build.asked(person)
    build.worked()

    services.judge_as_suggested(request_id, seen=None, at=instant.now(), by=glass.officer())
    waiting = {row.part for row in JudgedRow.objects.filter(judgement="")}
    assert {"safeguarding.concern", "people.recordentry"} <= waiting
    build.judged(request_id, Judgement.GIVE, part="people.recordentry")
    build.released(request_id)
    told = taken(request_id)

    assert "Not told of yet" in told["text"]
    assert f"Rang {LEFT_OUT} about the keys" in told["text"]
    assert concerns.WORDS not in told["text"]


def test_a_copy_is_made_again_only_after_a_review_of_what_is_new() -> None:
    person = build.somebody()
    request_id = build.asked(person)
    build.worked()
    build.judged(request_id)
    services.release(request_id, seen=None, at=instant.now(), by=glass.officer())
    concerns.raised(person)

    build.worked()

    assert queries.request(glass.officer().scope, request_id).stage is Stage.TO_REVIEW
    assert not CopyFile.objects.exists()
    assert build.judged(request_id) == 1
    build.released(request_id)
    assert queries.request(glass.officer().scope, request_id).stage is Stage.READY


def test_it_is_taken_once_and_made_again_for_another_time() -> None:
    request_id = build.asked(build.somebody())
    build.worked()
    build.released(request_id)
    first = taken(request_id)

    with pytest.raises(Refused) as again:
        taken(request_id)
    assert again.value.refusal_code == "access_taken"
    assert not CopyFile.objects.exists()
    services.make_again(request_id, seen=None, at=instant.now(), by=glass.officer())
    build.released(request_id)

    assert {part["code"] for part in first["parts"]} <= {
        part["code"] for part in taken(request_id)["parts"]
    }


def test_a_name_that_was_found_by_reading_is_left_out_of_the_next_copy() -> None:
    person = build.somebody()
    kept(person, an_entry(kind=EntryKind.OTHER, words="Spoke to Xanthe next door"))
    request_id, officer = build.asked(person), glass.officer()
    build.worked()
    build.released(request_id)
    assert "Xanthe" in taken(request_id)["text"]

    services.make_again(request_id, seen=None, at=instant.now(), by=officer)
    services.leave_out(request_id, seen=None, names=" Xanthe\n", at=instant.now(), by=officer)
    assert queries.request(officer.scope, request_id).stage is Stage.GATHERING
    build.worked()
    assert build.judged(request_id, Judgement.PARTLY) == 1
    build.released(request_id)

    told = taken(request_id)["text"]
    assert "Xanthe" not in told
    assert f"Spoke to {LEFT_OUT} next door" in told


def test_what_was_withheld_leaves_no_trace_in_what_happened() -> None:
    person, officer = build.somebody(), glass.officer()
    relations.warned(person)
    people.restrict_location(
        person, seen=None, reason="at_risk_from_somebody", at=instant.now(), by=persons.the_office()
    )
    request_id = build.asked(person, requester=Requester.ATTORNEY)
    build.worked()

    waiting = {row.part for row in JudgedRow.objects.all()}
    assert {"people.alert", "people.person", "foundation.restriction"} <= waiting
    build.judged(request_id)
    services.release(request_id, seen=None, at=instant.now(), by=officer)
    build.worked()
    told = taken(request_id)

    assert {"people.person", "people.registration"}.isdisjoint(
        part["code"] for part in told["parts"]
    )
    for kept_back in ("alert_", "location_restricted", "at_risk"):
        assert kept_back not in told["text"]


def test_what_changed_since_it_was_judged_is_judged_anew() -> None:
    person, officer, at = build.somebody(), glass.officer(), instant.now()
    concern = concerns.raised(person)
    kept(person, an_entry(kind=EntryKind.OTHER, words="Maureen and Xanthe rang"))
    relations.related(person, name="Maureen Quill")
    request_id = build.asked(person)
    build.worked()
    assert build.judged(request_id, Judgement.GIVE) > 2

    concerns.acknowledged(concern)
    services.leave_out(request_id, seen=None, names="Xanthe", at=at, by=officer)
    build.worked()

    again = {row.part for row in JudgedRow.objects.filter(judgement="")}
    assert again == {"safeguarding.concern", "people.recordentry"}


def test_a_copy_is_made_of_somebody_for_whom_others_act() -> None:
    person = build.somebody()
    account = residents.a_resident(person)
    delegates.name_delegate(
        name="Ann Otherwise", parts=["medicines"], at=instant.now(), by=residents.actor(account)
    )
    request_id = build.asked(person)
    build.worked()
    services.judge_as_suggested(request_id, seen=None, at=instant.now(), by=glass.officer())
    build.released(request_id)

    told = taken(request_id)

    assert "mycare.delegation" in {part["code"] for part in told["parts"]}
    assert "Otherwise" not in told["text"]


def test_nothing_is_released_before_all_is_judged() -> None:
    person = a_full_life()
    request_id = build.asked(person)
    officer = glass.officer()

    with pytest.raises(Refused, match="access_stage"):
        services.release(request_id, seen=None, at=instant.now(), by=officer)
    build.worked()
    with pytest.raises(Refused, match="access_unread"):
        services.release(request_id, seen=None, at=instant.now(), by=officer)
    with pytest.raises(Refused, match="access_stage"):
        services.take(request_id, seen=None, at=instant.now(), by=officer)


def test_two_who_judge_one_row_are_told() -> None:
    build.asked(a_full_life())
    build.worked()
    row = JudgedRow.objects.filter(part="safeguarding.concern").get()
    given = {"judgement": Judgement.WITHHOLD, "reason": build.WHY, "at": instant.now()}

    services.judge(row.id, seen=1, by=glass.officer(), **given)

    with pytest.raises(Conflict):
        services.judge(row.id, seen=1, by=glass.officer("olga"), **given)


def test_a_second_request_a_wrong_birth_and_a_day_to_come_are_refused() -> None:
    person = build.somebody()
    key = persons.a_key()
    request_id = build.asked(person, key=key)

    assert build.asked(person, key=key) == request_id
    for changes, code in (
        ({}, "access_open_already"),
        ({"born_on": place.today()}, "access_nobody"),
    ):
        with pytest.raises(Refused, match=code):
            build.asked(person, **changes)
    other = build.somebody(nhs_number=NhsNumber.parse("9990000018"), family_name="Other")
    with pytest.raises(Refused, match="access_later"):
        build.asked(other, received_on=place.today() + timedelta(days=1))


def test_only_whoever_may_answers_and_never_about_themselves() -> None:
    person = build.somebody()
    with pytest.raises(NotPermitted):
        build.asked(person, by=persons.somebody_at())
    request_id = build.asked(person)
    officer = glass.officer("own")
    people.say_own_record(person, username="own", at=instant.now(), by=glass.officer())

    with pytest.raises(NotFound):
        queries.request(officer.scope, request_id)
    with pytest.raises(NotFound):
        services.close_request(request_id, seen=None, because="Mine", at=instant.now(), by=officer)
    assert queries.requests(officer.scope).rows == ()
    with pytest.raises(Refused, match="access_nobody"):
        build.asked(person, by=officer)


def test_more_time_is_taken_once_and_a_closed_request_keeps_no_copy() -> None:
    request_id = build.asked(build.somebody())
    officer, at = glass.officer(), instant.now()
    due = build.of(request_id).due_on

    services.extend(request_id, seen=None, because="Three records", at=at, by=officer)
    assert build.of(request_id).due_on > due + timedelta(days=50)
    with pytest.raises(Refused, match="access_stage"):
        services.extend(request_id, seen=None, because="More", at=at, by=officer)
    with pytest.raises(Refused, match="access_reason"):
        services.close_request(request_id, seen=None, because=" ", at=at, by=officer)
    build.worked()
    build.released(request_id)
    services.close_request(request_id, seen=None, because="Withdrawn", at=at, by=officer)

    assert not CopyFile.objects.exists()
    (closed,) = queries.requests(officer.scope, is_closed=True).rows
    assert (closed.stage, closed.closed_because) == (Stage.CLOSED, "Withdrawn")
    kinds = Entry.objects.filter(kind__startswith="subject_access.").order_by("seq")
    assert [one.partition(".")[2] for one in kinds.values_list("kind", flat=True)] == [
        *("access_requested", "access_extended", "access_released", "access_copy_made"),
        "access_closed",
    ]
