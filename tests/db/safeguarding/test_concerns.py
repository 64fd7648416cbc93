"""A safeguarding concern: raised once, to the front door, acknowledged, and closed with why."""

import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from joinedup.foundation import deliveries, instant, verify
from joinedup.foundation.models import Delivery, Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import system
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.safeguarding import queries, services
from joinedup.safeguarding.domain.answer import Outcome, State
from joinedup.safeguarding.domain.concern import Agrees, Known, Whose
from joinedup.safeguarding.models import Concern
from tests.builders import concerns as build
from tests.builders import partner
from tests.builders import people as persons
from tests.builders import referrals as work

HOUR = timedelta(hours=1)


def state(concern_id: UUID) -> State:
    return queries.receipt(work.gp().scope, concern_id).state


@pytest.fixture
def outgoing(tmp_path: Path, settings: Any) -> Path:
    """Where messages are dropped."""
    settings.VAR = tmp_path
    return tmp_path / "outgoing"


def test_it_is_kept_as_it_was_said_and_goes_to_the_council() -> None:
    person = build.somebody()

    concern_id = build.raised(person, agrees=Agrees.YES)

    held = Concern.objects.get(pk=concern_id)
    assert (held.person_id, held.words, held.front_door) == (person, build.WORDS, "bcc")
    assert queries.told_of(held) == build.told()
    assert held.acknowledge_by - held.raised_at == 4 * HOUR
    assert state(concern_id) is State.SENDING


def test_no_fact_of_it_is_in_the_persons_chain_and_none_holds_its_words() -> None:
    person = build.somebody()
    before = Entry.objects.filter(subject_id=person).count()

    concern_id = build.raised(person)
    build.acknowledged(concern_id)
    build.closed(concern_id)

    entries = Entry.objects.filter(about_id=concern_id)
    assert Entry.objects.filter(subject_id=person).count() == before
    assert entries.count() == 3
    assert not any(str(person) in one.body or "zigzag" in one.body for one in entries)
    assert verify.report().faults == ()


def test_the_message_arrives_whole_and_is_private(outgoing: Path) -> None:
    concern_id = build.raised(danger=Known.YES, danger_words="She is, from him")
    assert Delivery.objects.get(channel=deliveries.CONFIDENTIAL).payload == ""

    partner.work()

    (file,) = outgoing.glob("safeguarding-adult/*.json")
    header, person, request = (one["resource"] for one in json.loads(file.read_text())["entry"])
    assert header["eventCoding"]["code"] == "safeguarding-concern"
    assert person["name"] == [{"text": "PARGETER, Ethel May"}]
    assert request["priority"] == "stat"
    said = [one["text"] for one in request["note"]]
    assert f"What was seen or said: {build.WORDS}" in said
    assert "What it may be: Physical abuse, Financial or material abuse" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert state(concern_id) is State.SENT


def test_a_door_without_an_address_is_rung_and_that_it_was_is_kept(outgoing: Path) -> None:
    concern_id = build.raised(whose=Whose.CHILD)
    partner.work()
    assert not outgoing.exists()
    assert state(concern_id) is State.TO_RING

    build.acknowledged(concern_id, by=work.gp(), name="Mark at the hub")

    held = Concern.objects.get(pk=concern_id)
    assert held.is_by_telephone
    assert held.acknowledged_account_id == work.gp().account_id
    assert state(concern_id) is State.RECEIVED


def test_pressed_twice_is_one_concern() -> None:
    person, key = build.somebody(), uuid4()

    first = build.raised(person, key=key)

    assert build.raised(person, key=key) == first
    assert Delivery.objects.filter(channel=deliveries.CONFIDENTIAL).count() == 1
    theirs = build.raised(person, key=key, by=work.gp("jo"))
    changed = build.raised(person, key=key, words="Now he has hit her")

    assert len({first, theirs, changed}) == 3
    assert build.raised(person, key=key, words="Now he has hit her") == changed
    assert Concern.objects.filter(words="Now he has hit her").count() == 1


def test_whoever_raised_it_is_told_who_has_it_and_nothing_more() -> None:
    concern_id = build.raised()
    build.acknowledged(concern_id)
    build.closed(concern_id)

    told = queries.receipt(work.gp().scope, concern_id)
    page = queries.concern(work.gp().scope, concern_id)

    assert (told.state, told.acknowledged_by) == (State.RECEIVED, "Mark Ellery")
    assert (page.outcome, page.outcome_words, page.closed_by) == (None, "", "")
    assert page.row.state is State.RECEIVED
    assert page.told.words == build.WORDS


def test_it_is_closed_with_what_was_decided_and_why() -> None:
    concern_id = build.raised()
    with pytest.raises(Refused) as refused:
        build.closed(concern_id)
    assert refused.value.refusal_code == "concern_not_received"
    build.acknowledged(concern_id)

    build.closed(concern_id)

    page = queries.concern(build.worker().scope, concern_id)
    assert (page.outcome, page.outcome_words) == (Outcome.SECTION_42, "All three parts met")
    with pytest.raises(Refused) as refused:
        build.closed(concern_id)
    assert refused.value.refusal_code == "concern_is_closed"


def test_whoever_raised_it_does_not_close_it() -> None:
    concern_id = build.raised()
    build.acknowledged(concern_id)

    with pytest.raises(NotPermitted):
        build.closed(concern_id, by=work.gp())


def test_of_two_who_take_it_the_second_is_shown_the_first() -> None:
    concern_id = build.raised()
    first = build.seen(concern_id)
    services.send_again(concern_id, seen=first, at=instant.now(), by=build.lead())
    with pytest.raises(Conflict):
        build.acknowledged(concern_id, seen=first)

    build.acknowledged(concern_id)

    for seen in (first, build.seen(concern_id)):
        with pytest.raises(Refused) as refused:
            build.acknowledged(concern_id, seen=seen, by=work.gp())
        assert refused.value.refusal_code == "concern_is_received"
    with pytest.raises(Conflict):
        build.closed(concern_id, seen=first)


def test_it_is_sent_again_where_it_goes_by_message() -> None:
    by_message, rung = build.raised(), build.raised(whose=Whose.CHILD)
    now = instant.now()

    services.send_again(by_message, seen=build.seen(by_message), at=now, by=build.lead())

    assert Delivery.objects.filter(about_id=by_message).count() == 2
    with pytest.raises(Refused) as refused:
        services.send_again(rung, seen=build.seen(rung), at=now, by=build.lead())
    assert refused.value.refusal_code == "concern_has_no_message"


def test_only_about_somebody_whom_one_may_open() -> None:
    stranger = persons.a_person(practice_code=persons.CORNCRAKE)

    with pytest.raises(NotPermitted):
        build.raised(stranger)
    with pytest.raises(NotFound):
        build.raised(PersonId(uuid4()))
    for role in (Role.COMMISSIONER, Role.PRIVACY_OFFICER, Role.PLACE_ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            build.raised(build.somebody(), by=work.staff(f"a_{role}", role))
    assert not Concern.objects.exists()


def test_of_somebody_named_who_works_here_the_account_is_kept() -> None:
    ann = work.nurse()

    concern_id = build.raised(alleged_username="ann")

    assert Concern.objects.get(pk=concern_id).alleged_account_id == ann.account_id
    with pytest.raises(Refused) as refused:
        build.raised(alleged_username="nobody")
    assert refused.value.values["at"] == "alleged_username"


def test_a_child_in_the_index_is_found_by_number_and_nobody_is_told() -> None:
    number = persons.a_number()
    child = persons.a_person(nhs_number=number, practice_code=persons.CORNCRAKE)

    known = build.raised(whose=Whose.CHILD, child_number=number.value)
    unknown = build.raised(whose=Whose.CHILD, child_number=persons.a_number().value)

    assert Concern.objects.get(pk=known).child_id == child
    assert Concern.objects.get(pk=unknown).child_id is None


def test_lists_page_and_part_the_open_from_the_closed() -> None:
    made = [build.raised() for _ in range(3)]
    build.acknowledged(made[0])
    build.closed(made[0])
    scope = build.lead().scope

    first = queries.concerns(scope, limit=1)
    rest = queries.concerns(scope, limit=1, after=first.next_key or "")

    assert [one.concern_id for one in (*first.rows, *rest.rows)] == [made[2], made[1]]
    assert (first.total, rest.next_key) == (2, None)
    assert [one.concern_id for one in queries.concerns(scope, is_closed=True).rows] == [made[0]]
    assert queries.waiting_count(scope) == 2
    assert queries.raised_by_viewer(work.gp().scope, limit=2).total == 3


def test_what_leaves_for_the_door_is_put_together_by_its_job_alone() -> None:
    concern_id = build.raised()

    assert queries.outgoing(system("tests").scope, concern_id).told.words == build.WORDS
    with pytest.raises(NotFound):
        queries.outgoing(build.lead().scope, concern_id)
    assert queries.unacknowledged(build.lead().scope, at=instant.now() + 9 * HOUR) == []
