"""Who stands by somebody, and alerts: noted, seen both ways, changed and ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from joinedup.foundation import care, instant, place
from joinedup.foundation.models import Care, Entry
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.relations import Relation
from joinedup.people.models import Alert, Relationship
from joinedup.people.queries import relations as reading
from joinedup.people.queries.relations import Relations
from joinedup.people.queries.signs import Signs, signs_of
from tests.builders import duplicates, foundation
from tests.builders import people as build
from tests.builders import relations as make
from tests.builders.queries import at_most
from tests.builders.record import an_entry, kept

pytestmark = pytest.mark.usefixtures("clock")


def shown(person: PersonId, scope: Scope | None = None) -> Relations:
    """What the page of somebody shows of this."""
    viewer = scope or build.the_office().scope
    return reading.relations_of(viewer, queries.cards(viewer, [person])[person])


def refusal(work: Callable[[], Any]) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.refusal_code


def test_a_carer_is_seen_with_the_plan_and_what_they_may_be_told() -> None:
    person = build.a_person()

    make.related(person)

    (row,) = shown(person).related
    assert (row.name, row.relation, row.is_unpaid_carer) == ("Tom Pargeter", Relation.CHILD, True)
    assert (row.plan_on, row.told_by) == (place.today(), "Ethel herself")
    assert row.recorded_by == "Tests"


def test_both_see_each_other_and_neither_is_opened_by_it() -> None:
    ethel, tom = build.a_person(), build.a_person(given_name="Tom", known_as="")
    opened = Care.objects.count()

    make.related(ethel, other_id=tom)

    assert Care.objects.count() == opened
    worker = build.somebody_at("K99008")
    build.in_care_of(worker, [tom])
    (cares_for,) = shown(tom, worker.scope).cares_for
    assert cares_for.card.name == "PARGETER, Ethel May"
    assert not cares_for.card.is_open
    assert shown(ethel).related[0].name == "PARGETER, Tom"


def test_whoever_was_joined_has_their_carers_still() -> None:
    ethel, again = build.a_person(), duplicates.entered_again()
    make.related(again)
    make.warned(again)

    duplicates.joined(again, ethel)

    assert len(shown(ethel).related) == len(shown(ethel).alerts) == 1


def test_who_joined_two_records_and_why_is_told_to_whoever_opens_them() -> None:
    ethel, again = build.a_person(), duplicates.entered_again()
    worker = build.somebody_at("K99008")
    build.in_care_of(worker, [ethel])

    duplicates.joined(again, ethel, words="Same signature")

    (told,) = shown(ethel, worker.scope).joined
    assert told.because.endswith("Same signature")


def test_sending_it_twice_makes_it_once() -> None:
    person, key, office = build.a_person(), build.a_key(), build.the_office()

    for _ in range(2):
        services.relate(person, make.a_carer(), key=key, at=instant.now(), by=office)
        services.raise_alert(person, make.a_dog(), key=key, at=instant.now(), by=office)

    assert Relationship.objects.count() == Alert.objects.count() == 1
    assert Entry.objects.filter(kind="people.relationship_begun").count() == 1
    assert Entry.objects.filter(kind="people.alert_raised").count() == 1


def test_a_change_keeps_what_it_was_and_why(clock: instant.Hands) -> None:
    person = build.a_person()
    first = make.related(person)
    clock.tick(timedelta(days=1))

    changed = services.change_relationship(
        first,
        seen=Version(1),
        related=make.a_carer(plan="", is_key_holder=True),
        because="Ann moved away",
        at=instant.now(),
        by=build.the_office(),
    )

    (row,) = shown(person).related
    assert (row.relationship_id, row.plan, row.is_key_holder) == (changed, "", True)
    was = Relationship.objects.get(pk=first)
    assert (was.until, was.ended_because) == (instant.now(), "Ann moved away")
    assert Relationship.objects.get(pk=changed).replaces_id == first


def test_what_ended_or_changed_is_a_conflict_and_then_over() -> None:
    person, office = build.a_person(), build.the_office()
    carer, dog = make.related(person), make.warned(person)
    for end, thing in ((services.end_relationship, carer), (services.end_alert, dog)):

        def ended(seen: Version | None, end: Any = end, thing: Any = thing) -> PersonId:
            found: PersonId = end(thing, seen=seen, because="Gone", at=instant.now(), by=office)
            return found

        assert ended(Version(1)) == person
        with pytest.raises(Conflict):
            ended(Version(1))
        assert refusal(lambda: ended(None)) == "relationship_over"
    assert not shown(person).related


def test_nothing_ends_without_a_reason() -> None:
    person, office = build.a_person(), build.the_office()
    carer = make.related(person)

    code = refusal(
        lambda: services.end_relationship(
            carer, seen=None, because=" ", at=instant.now(), by=office
        )
    )

    assert code == "because_missing"


def test_nobody_is_related_to_somebody_who_is_not_there() -> None:
    stranger, person = foundation.a_person(), build.a_person()

    for work in (
        lambda: make.related(person, other_id=stranger),
        lambda: make.related(stranger),
        lambda: make.warned(stranger),
        lambda: reading.alert(build.the_office().scope, stranger),
        lambda: reading.relationship(build.the_office().scope, stranger),
    ):
        with pytest.raises(NotFound):
            work()


def test_an_alert_stays_past_its_review_and_says_so(clock: instant.Hands) -> None:
    person = build.a_person()
    make.warned(person)

    clock.tick(timedelta(days=31))

    (row,) = shown(person).alerts
    assert row.is_review_overdue
    ((card, listed),) = reading.alerts_to_review(build.the_office().scope).rows
    assert (card.person_id, listed.alert_id) == (person, row.alert_id)


def test_an_alert_that_ended_is_shown_as_ended_for_thirty_days(clock: instant.Hands) -> None:
    person = build.a_person()
    services.end_alert(
        make.warned(person),
        seen=None,
        because="The dog died",
        at=instant.now(),
        by=build.the_office(),
    )

    (row,) = shown(person).ended_alerts
    assert (row.ended_because, row.ended_by) == ("The dog died", "Tests")
    clock.tick(timedelta(days=31))
    assert not shown(person).ended_alerts


def test_an_alert_looked_at_again_is_shown_once(clock: instant.Hands) -> None:
    person = build.a_person()
    first = make.warned(person)
    clock.tick(timedelta(days=31))

    services.change_alert(
        first,
        seen=None,
        warned=make.a_dog(words="Old dog, sleeps"),
        because="Rang the son",
        at=instant.now(),
        by=build.the_office(),
    )

    found = shown(person)
    assert [row.words for row in found.alerts] == ["Old dog, sleeps"]
    assert not found.ended_alerts
    assert not found.alerts[0].is_review_overdue


def test_a_place_names_kinds_of_its_own_and_no_other_is_taken() -> None:
    person = build.a_person()

    make.warned(person, kind="oxygen")

    assert shown(person).alerts[0].label == "Oxygen at home"
    assert refusal(lambda: make.warned(person, kind="dragon")) == "alert_kind_unknown"


def test_alerts_are_gathered_for_a_page_by_the_id_it_names_them() -> None:
    ethel, again, other = build.a_person(), duplicates.entered_again(), build.a_person()
    make.warned(again)
    duplicates.joined(again, ethel)
    viewer = build.the_office().scope

    found = signs_of(viewer, queries.cards(viewer, [again, other]))

    assert [row.label for row in found.alerts[again]] == ["Dog"]
    assert other not in found.alerts
    assert signs_of(viewer, {}) == Signs()
    assert signs_of(viewer, queries.cards(viewer, [build.a_person()])) == Signs()


def test_a_form_in_the_record_is_a_sign_while_it_holds() -> None:
    form = {"kind": EntryKind.CARE_PLAN, "words": "ReSPECT plan: not for resuscitation"}
    holds, over, wrong, none, attorney = (build.a_person() for _ in range(5))
    kept(holds, an_entry(**form))
    kept(over, an_entry(**form, status="revoked"))
    kept(wrong, an_entry(**form, is_entered_in_error=True))
    kept(none, an_entry(kind=EntryKind.CONSENT, words="No ReSPECT form", says_none=True))
    kept(attorney, an_entry(kind=EntryKind.CONSENT, words="Lasting power of attorney"))
    viewer = build.the_office().scope
    everybody = queries.cards(viewer, [holds, over, wrong, none, attorney])

    with at_most(1):
        found = signs_of(viewer, everybody)

    assert found.respect == {holds}


def test_a_form_is_a_sign_by_the_id_the_page_names_them() -> None:
    ethel, again = build.a_person(), duplicates.entered_again()
    kept(again, an_entry(kind=EntryKind.FLAG, words="DNACPR"))
    duplicates.joined(again, ethel)
    warned = build.a_person()
    make.warned(warned, kind="dnacpr", words="On the fridge")
    viewer = build.the_office().scope

    found = signs_of(viewer, queries.cards(viewer, [again, warned]))

    assert found.respect == {again, warned}


def test_a_form_is_no_sign_to_whoever_may_not_see_the_record() -> None:
    plan, flag, closed = (build.a_person() for _ in range(3))
    kept(plan, an_entry(kind=EntryKind.CARE_PLAN, words="ReSPECT plan at Larkmead"))
    kept(flag, an_entry(kind=EntryKind.FLAG, words="DNACPR"))
    kept(closed, an_entry(kind=EntryKind.FLAG, words="DNACPR"))
    office = build.the_office()
    for one, kind in ((plan, "location"), (flag, "location"), (closed, "access")):
        care.restrict(one, kind=kind, reason="r", at=instant.now(), by=office)

    cards = queries.cards(office.scope, [plan, flag, closed])
    no_records = replace(office.scope, permissions=frozenset({Permission.PERSON_OPEN}))

    assert signs_of(office.scope, cards).respect == {flag}
    assert not signs_of(no_records, cards).respect


def test_of_somebody_hidden_nothing_says_where() -> None:
    ethel, tom = build.a_person(), build.a_person(given_name="Tom", known_as="")
    make.related(ethel, name="Ann", phone="01632960002", lives_with=True, plan="Ring 01632 960003")
    make.related(ethel, other_id=tom, phone="")
    make.warned(ethel, kind="key_safe", words="Zqcode by the back door")
    care.restrict(ethel, kind="location", reason="r", at=instant.now(), by=build.the_office())

    found = shown(ethel)

    assert "960" not in repr([(row.phone, row.plan) for row in found.related])
    assert not any(row.lives_with for row in found.related)
    assert found.alerts[0].words == ""


def test_what_was_hidden_is_kept_through_a_change() -> None:
    ethel, office = build.a_person(), build.the_office()
    carer = make.related(ethel, phone="01632960002", lives_with=True)
    dog = make.warned(ethel, words="Ring 01632 960009")
    care.restrict(ethel, kind="location", reason="r", at=instant.now(), by=office)
    (alert,) = shown(ethel).alerts

    changed = services.change_relationship(
        carer,
        seen=None,
        related=make.a_carer(phone="", plan="", is_key_holder=True),
        because="Has a key now",
        at=instant.now(),
        by=office,
    )
    looked_at = services.change_alert(
        dog,
        seen=None,
        warned=make.a_dog(words=alert.words),
        because="Still there",
        at=instant.now(),
        by=office,
    )

    row = Relationship.objects.get(pk=changed)
    assert (row.phone, row.lives_with, row.plan) == (
        "01632960002",
        True,
        "His sister Ann comes, 07700900124",
    )
    assert Alert.objects.get(pk=looked_at).words == "Ring 01632 960009"


def test_of_whom_one_may_not_open_nothing_is_shown() -> None:
    ethel, nurse = build.a_person(), foundation.an_actor(teams={"acht_vale_north"})
    make.related(ethel)
    make.warned(ethel)

    found = shown(ethel, nurse.scope)

    assert (found.alerts, found.related, found.may_record) == ((), (), False)
    with pytest.raises(NotPermitted):
        make.warned(ethel, by=nurse)


@pytest.mark.parametrize("role", [Role.REFERRER, Role.PRIVACY_OFFICER])
def test_who_may_not_record_is_refused(role: Role) -> None:
    ethel = build.a_person()
    worker = foundation.an_actor(role, teams={build.FRONT_DOOR})
    build.in_care_of(worker, [ethel])

    for work in (make.related, make.warned):
        with pytest.raises(NotPermitted):
            work(ethel, by=worker)


def test_the_list_of_reviews_goes_on_after_a_page(clock: instant.Hands) -> None:
    for _ in range(3):
        make.warned(build.a_person())
    clock.tick(timedelta(days=40))
    viewer = build.the_office().scope

    first = reading.alerts_to_review(viewer, limit=2)
    second = reading.alerts_to_review(viewer, after=first.next_key or "", limit=2)

    assert (len(first.rows), len(second.rows), second.next_key) == (2, 1, None)
    assert first.total == 3
    for bad in ("x", f"x_{first.rows[0][1].alert_id}"):
        assert len(reading.alerts_to_review(viewer, after=bad).rows) == 3
