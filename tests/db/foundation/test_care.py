"""Care begins, goes on for a day after a referral ends, and follows a merge."""

from datetime import timedelta
from uuid import uuid4

import pytest

from joinedup.foundation import anchors, care, instant
from joinedup.foundation.models import Anchor, Care, Merge, Restriction
from joinedup.foundation.scope import Actor, explain
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import CareId, PersonId
from tests.builders import foundation as build

pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(hours=24)


def is_seen(person: PersonId, team: str = "urgent") -> bool:
    return explain(build.a_scope(teams=[team]), person).is_allowed


def begun(person: PersonId, because: str, team: str = "urgent", **said: object) -> CareId:
    by = build.an_actor()
    return care.begin(person, care.team(team), because=because, at=instant.now(), by=by, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("because", ["open_referral", "sent_to_team"])
def test_a_referral_may_be_looked_at_for_a_day_after_it_ends(
    because: str, clock: instant.Hands
) -> None:
    person = build.a_person()
    held = begun(person, because)

    care.end(held, because="closed", at=clock.at, by=build.an_actor())

    clock.tick(DAY - timedelta(seconds=1))
    assert is_seen(person)
    clock.tick(timedelta(seconds=1))
    assert not is_seen(person)


@pytest.mark.parametrize("because", ["episode", "allocated", "practice_registration"])
def test_other_care_ends_at_once(because: str, clock: instant.Hands) -> None:
    person = build.a_person()
    held = begun(person, because)

    care.end(held, because="closed", at=clock.at, by=build.an_actor())

    assert not is_seen(person)


def test_ending_twice_changes_nothing(clock: instant.Hands) -> None:
    held = begun(build.a_person(), "open_referral")
    care.end(held, because="closed", at=clock.at, by=build.an_actor())
    first = Care.objects.get(id=held)

    clock.tick(timedelta(hours=1))
    care.end(held, because="again", at=clock.at, by=build.an_actor())

    assert Care.objects.values().get(id=held) == Care.objects.values().get(id=first.id)
    assert Care.objects.get(id=held).ended_because == "closed"


def test_care_that_is_not_there_cannot_end() -> None:
    with pytest.raises(NotFound):
        care.end(CareId(uuid4()), because="x", at=instant.now(), by=build.an_actor())


def test_care_never_ends_before_it_began(clock: instant.Hands) -> None:
    held = begun(build.a_person(), "episode")

    care.end(held, because="mistake", at=clock.at - DAY, by=build.an_actor())

    row = Care.objects.get(id=held)
    assert row.until == row.since


def test_the_same_care_begun_again_is_the_same(clock: instant.Hands) -> None:
    person = build.a_person()
    first = begun(person, "episode", until=clock.at + DAY)

    assert begun(person, "episode", until=clock.at + 2 * DAY) == first
    assert Care.objects.get(id=first).until == clock.at + 2 * DAY
    assert begun(person, "episode") == first
    assert Care.objects.get(id=first).until is None


def test_care_may_begin_again_while_its_day_after_runs(clock: instant.Hands) -> None:
    person = build.a_person()
    first = begun(person, "sent_to_team")
    care.end(first, because="declined", at=clock.at, by=build.an_actor())
    clock.tick(timedelta(hours=1))

    assert begun(person, "sent_to_team") != first


def test_all_that_a_thing_gave_ends_with_it(clock: instant.Hands) -> None:
    person = build.a_person()
    thing = Anchor.objects.get(id=build.a_person())
    begun(person, "open_referral", about=thing)
    begun(person, "allocated", about=thing)
    other = begun(person, "episode")
    by = build.an_actor()

    assert care.end_about(thing, because="x", at=clock.at, by=by, only=["allocated"]) == 1
    assert care.end_about(thing, because="x", at=clock.at, by=by) == 1
    assert care.end_about(thing, because="x", at=clock.at, by=by) == 0
    assert Care.objects.get(id=other).ended_by is None


def test_one_account_may_hold_care(clock: instant.Hands) -> None:
    person, account = build.a_person(), build.an_account()
    by = build.an_actor()
    care.begin(person, care.account(account.id), because="allocated", at=clock.at, by=by)

    assert explain(build.a_scope(account_id=account.id), person).is_allowed
    assert not explain(build.a_scope(), person).is_allowed


def test_a_merge_carries_care_over_and_joins_what_is_the_same(clock: instant.Hands) -> None:
    absorbed, into, by = build.a_person(), build.a_person(), build.an_actor()
    for person in (absorbed, into):
        begun(person, "practice_registration", "surgery")
    begun(absorbed, "episode")
    ended = begun(absorbed, "open_referral", "triage")
    care.end(ended, because="closed", at=clock.at, by=by)
    clock.tick(timedelta(hours=1))

    anchors.merge(absorbed, into, reason="same", at=clock.at, by=by)

    assert is_seen(into)
    assert is_seen(into, "triage")
    registered = Care.objects.filter(person_id=into, because="practice_registration")
    assert registered.count() == 1
    clock.tick(DAY)
    assert not is_seen(into, "triage")


def test_who_was_merged_before_follows_to_the_survivor(clock: instant.Hands) -> None:
    first, second, third = build.a_person(), build.a_person(), build.a_person()
    by = build.an_actor()
    anchors.merge(first, second, reason="same", at=clock.at, by=by)
    anchors.merge(second, third, reason="same", at=clock.at, by=by)

    assert anchors.surviving([first, second, third]) == dict.fromkeys((first, second, third), third)
    assert set(anchors.all_of(third)) == {first, second, third}
    assert Merge.objects.filter(until__isnull=True).count() == 2


def test_a_merge_that_makes_no_sense_is_refused(clock: instant.Hands) -> None:
    first, second, third = build.a_person(), build.a_person(), build.a_person()
    by = build.an_actor()
    anchors.merge(first, second, reason="same", at=clock.at, by=by)

    for absorbed, into in [(third, first), (first, third), (third, third)]:
        with pytest.raises(Refused):
            anchors.merge(absorbed, into, reason="same", at=clock.at, by=by)


def test_a_restriction_is_set_once_and_lifted_once(clock: instant.Hands) -> None:
    person, by = build.a_person(), build.an_actor()
    care.restrict(person, kind="location", reason="asked", at=clock.at, by=by)
    with pytest.raises(Refused):
        care.restrict(person, kind="location", reason="asked", at=clock.at, by=by)
    assert care.restricted_ids([person]) == {person}
    assert care.restricted_ids([person], kind="access") == frozenset()

    care.lift(person, kind="location", at=clock.at, by=by)
    with pytest.raises(Refused):
        care.lift(person, kind="location", at=clock.at, by=by)

    assert care.restricted_ids([person]) == frozenset()
    assert Restriction.objects.count() == 1


def _two_who_are_one() -> tuple[PersonId, PersonId, Actor]:
    absorbed, into, by = build.a_person(), build.a_person(), build.an_actor()
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=by)
    return absorbed, into, by


@pytest.mark.parametrize("which", [0, 1])
def test_what_begins_for_one_of_two_who_are_one_begins_for_both(which: int) -> None:
    *both, by = _two_who_are_one()
    person = both[which]

    begun = care.begin(person, care.team("urgent"), because="episode", at=instant.now(), by=by)

    held = Care.objects.get(id=begun)
    assert held.person_id == person
    assert all(explain(build.a_scope(teams=["urgent"]), one).is_allowed for one in both)

    care.end(begun, because="over", at=instant.now(), by=by)
    scope = build.a_scope(teams=["urgent"])
    assert not any(explain(scope, one).is_allowed for one in both)


def test_a_merge_lets_whoever_sees_either_see_both() -> None:
    absorbed, into, by = build.a_person(), build.a_person(), build.an_actor()
    care.begin(into, care.team("urgent"), because="episode", at=instant.now(), by=by)

    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=by)

    assert explain(build.a_scope(teams=["urgent"]), absorbed).is_allowed


def test_a_second_merge_gives_no_relationship_twice() -> None:
    absorbed, into, by = _two_who_are_one()
    care.begin(into, care.team("urgent"), because="episode", at=instant.now(), by=by)
    last = build.a_person()

    anchors.merge(into, last, reason="same", at=instant.now(), by=by)

    held = list(Care.objects.values_list("person_id", flat=True))
    assert sorted(held) == sorted([absorbed, into, last])


@pytest.mark.parametrize("which", [0, 1])
def test_a_restriction_of_one_of_two_who_are_one_is_of_both(which: int) -> None:
    *both, by = _two_who_are_one()

    care.restrict(both[which], kind="location", reason="asked", at=instant.now(), by=by)
    assert care.restricted_ids(both) == set(both)

    care.lift(both[1 - which], kind="location", at=instant.now(), by=by)
    assert care.restricted_ids(both) == set()
