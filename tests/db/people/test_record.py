"""Entries of the record are kept once each, a later version beside the earlier one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from joinedup.foundation import instant, journey
from joinedup.foundation.ids import new_id
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain import record as rules
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry, SourceHeard
from joinedup.people.services import KeptEntries
from tests.builders import foundation, queries
from tests.builders import people as build
from tests.builders.record import GP, an_entry, kept, received

pytestmark = pytest.mark.usefixtures("clock")


def facts_of(person: PersonId) -> list[object]:
    found = journey.entries_of([person])
    return [one.fact for one in found if one.kind == "people.record_received"]


def live() -> list[RecordEntry]:
    return list(RecordEntry.objects.filter(superseded_at=None).order_by("at", "id"))


def test_an_entry_is_kept_as_the_source_sent_it() -> None:
    person, message, sent = build.a_person(), received(), an_entry()

    came = kept(person, sent, received_id=message)

    (row,) = RecordEntry.objects.all()
    assert came == KeptEntries(accepted=1)
    assert (row.person_id, row.source, row.source_key) == (person, GP, sent.source_key)
    assert (row.received_id, row.path, row.version) == (message, sent.path, 1)
    assert (row.at, row.when, row.words) == (sent.happened_at, "time", "Allergy to penicillin")
    assert (row.received_at, row.details) == (instant.now(), '[["reaction", "rash"]]')


def test_the_same_entry_again_changes_nothing() -> None:
    person, sent = build.a_person(), an_entry()
    kept(person, sent)

    again = kept(person, replace(sent, path="elsewhere"), received_id=received())

    assert again == KeptEntries(unchanged=1)
    assert RecordEntry.objects.count() == len(facts_of(person)) == 1


def test_another_version_is_kept_beside_the_earlier_one() -> None:
    person, sent = build.a_person(), an_entry()
    kept(person, sent)

    came = kept(person, replace(sent, status="resolved"))

    first, second = RecordEntry.objects.order_by("version")
    assert came == KeptEntries(corrected=1)
    assert (first.superseded_at, first.status) == (instant.now(), "active")
    assert (second.version, second.replaces_id, second.superseded_at) == (2, first.pk, None)


def test_two_versions_in_one_message_leave_the_later_one(clock: instant.Hands) -> None:
    person, sent = build.a_person(), an_entry()
    both = (sent, replace(sent, words="Allergy to all penicillins"))
    message = received()

    first = kept(person, *both, received_id=message)
    again = kept(person, *both, received_id=message)

    assert (first.accepted, first.corrected, again.unchanged) == (1, 1, 2)
    assert [row.words for row in live()] == ["Allergy to all penicillins"]


def test_what_was_said_before_may_be_said_again_by_another_message() -> None:
    person, sent = build.a_person(), an_entry()
    kept(person, sent, received_id=received())
    kept(person, replace(sent, status="resolved"), received_id=received())

    came = kept(person, sent, received_id=received())

    assert came == KeptEntries(corrected=1)
    assert [(row.version, row.status) for row in live()] == [(3, "active")]


def test_one_fact_a_person_and_message_is_recorded() -> None:
    person, message, sent = build.a_person(), received(), an_entry()
    kept(person, sent, received_id=received())

    kept(person, replace(sent, status="resolved"), an_entry(), an_entry(), received_id=message)

    (fact, _) = facts_of(person)
    assert (fact.source, fact.received_id) == (GP, message)
    assert (fact.new_count, fact.changed_count) == (2, 1)


def test_one_key_of_two_sources_is_two_entries() -> None:
    person, sent = build.a_person(), an_entry()

    kept(person, sent)
    came = kept(person, sent, source="council")

    assert came == KeptEntries(accepted=1)
    assert len(live()) == 2


def test_a_day_is_kept_as_the_day_of_the_place() -> None:
    summer, nothing = date(2026, 7, 1), an_entry(happened_at=None)

    kept(build.a_person(), an_entry(happened_at=None, happened_on=summer), nothing)

    day, unknown = live()
    assert (day.at, day.when) == (datetime(2026, 6, 30, 23, tzinfo=UTC), "day")
    assert (unknown.at, unknown.when) == (instant.now(), "not_said")


def test_an_entry_for_a_record_that_was_joined_stays_with_it() -> None:
    described, known = build.somebody_described(), build.a_person()
    old = an_entry()
    kept(described, old)
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    kept(described, replace(old, status="resolved"), an_entry())

    # It is read through the join, and goes with the record when they are parted.
    assert [(row.person_id, row.version) for row in live()] == [(described, 2), (described, 1)]


def test_what_a_joined_record_had_is_not_kept_twice() -> None:
    described, known = build.somebody_described(), build.a_person()
    old = an_entry()
    kept(described, old)
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    came = kept(known, replace(old, status="resolved"))

    assert came == KeptEntries(corrected=1)
    assert [(row.person_id, row.version) for row in live()] == [(described, 2)]


def test_of_nobody_known_nothing_is_kept() -> None:
    with pytest.raises(NotFound):
        kept(PersonId(new_id()))


def test_one_entry_that_breaks_a_rule_refuses_the_message() -> None:
    person = build.a_person()

    with pytest.raises(rules.NothingSaid):
        kept(person, an_entry(), an_entry(words=""))

    assert not RecordEntry.objects.exists()


def test_many_are_kept_by_the_same_rules_as_one() -> None:
    people = [build.a_person() for _ in range(3)]
    sent = [an_entry(), an_entry(), an_entry(words="", path="line 3")]

    came = services.keep_many(
        [(one, sent) for one in people],
        source=GP,
        received_id=None,
        at=instant.now(),
        by=build.the_office(),
    )

    assert (came.accepted, len(live())) == (6, 6)
    assert {(one.at, one.code) for one in came.refused} == {("line 3", "entry_without_words")}
    assert all(len(facts_of(one)) == 1 for one in people)


def test_a_thousand_are_kept_in_few_questions() -> None:
    people = [build.a_person() for _ in range(20)]
    given = [(one, [an_entry() for _ in range(10)]) for one in people]
    kept(people[0])

    with queries.at_most(13 + len(people)):
        services.keep_many(
            given, source=GP, received_id=None, at=instant.now(), by=build.the_office()
        )


@pytest.mark.parametrize("role", [Role.REFERRER, Role.COMMISSIONER, Role.PRIVACY_OFFICER])
def test_nobody_who_may_not_add_keeps_an_entry(role: Role) -> None:
    with pytest.raises(NotPermitted):
        kept(build.a_person(), by=foundation.an_actor(role))


def test_when_a_source_was_heard_is_known(clock: instant.Hands) -> None:
    began = instant.now()
    kept(build.a_person())
    clock.tick(timedelta(seconds=30))
    kept(build.a_person())
    clock.tick(timedelta(hours=1))
    kept(build.a_person())

    heard = SourceHeard.objects.get(pk=GP)
    assert (heard.first_heard_at, heard.last_heard_at) == (began, instant.now())


def test_what_did_not_answer_when_asked_is_known(clock: instant.Hands) -> None:
    office = build.the_office()

    services.hear("council", has_failed=True, at=instant.now(), by=office)

    heard = SourceHeard.objects.get(pk="council")
    assert heard.last_asked_at == heard.last_failed_at == instant.now()
    assert heard.last_heard_at is None


def test_what_answers_again_is_silent_no_more_and_has_told_nothing(clock: instant.Hands) -> None:
    kept(build.a_person())
    heard_at = instant.now()
    for has_failed in (True, False):
        clock.tick(timedelta(hours=1))
        services.hear(GP, has_failed=has_failed, at=instant.now(), by=build.the_office())

    heard = SourceHeard.objects.get(pk=GP)
    assert (heard.last_heard_at, heard.last_failed_at) == (heard_at, None)


def test_what_could_not_be_read_stays_missing_until_more_is_told(clock: instant.Hands) -> None:
    kept(build.a_person())
    clock.tick(timedelta(seconds=20))
    services.miss(GP, at=instant.now(), by=build.the_office())
    services.hear(GP, has_failed=False, at=instant.now(), by=build.the_office())
    missed = SourceHeard.objects.get(pk=GP)
    clock.tick(timedelta(seconds=20))
    kept(build.a_person(family_name="Other"))

    heard = SourceHeard.objects.get(pk=GP)
    assert missed.last_failed_at is not None
    assert missed.last_heard_at is not None
    assert missed.last_failed_at > missed.last_heard_at
    assert heard.last_heard_at == instant.now()


def test_a_kept_entry_can_be_neither_changed_nor_removed() -> None:
    kept(build.a_person())
    row = live()[0]

    for change in (
        {"words": "None"},
        {"person_id": build.a_person()},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():  # noqa: TID251
            RecordEntry.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: TID251
        RecordEntry.objects.filter(pk=row.pk).delete()


def test_two_live_versions_are_refused_by_the_store() -> None:
    kept(build.a_person())
    row = live()[0]
    row.pk = new_id()

    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_every_kind_of_entry_is_kept() -> None:
    person = build.a_person()

    kept(person, *(an_entry(kind=kind) for kind in EntryKind))

    assert {row.kind for row in live()} == {kind.value for kind in EntryKind}
