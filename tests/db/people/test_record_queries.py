"""What a record comes to now, how it came, and how it is said that something is not there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.ids import new_id
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.record_now import Answer
from joinedup.people.queries import cards, record
from joinedup.people.queries.record import RecordFilter
from tests.builders import foundation
from tests.builders import people as build
from tests.builders.queries import at_most
from tests.builders.record import an_entry, heard, kept

pytestmark = pytest.mark.usefixtures("clock")

COMMUNITY, COUNCIL, PRACTICES = "community-system", "council-system", "gp-record"
HOUR = timedelta(hours=1)


def viewer() -> Scope:
    """A member of the practice where Ethel is registered."""
    return build.somebody_at().scope


def words(person: PersonId, **filters: object) -> list[str]:
    page = record.record_of(viewer(), person, filters=RecordFilter(**filters))  # type: ignore[arg-type]
    return [row.words for row in page.rows]


def allergies(person: PersonId) -> record.KindNow:
    return record.now_of(viewer(), person).kinds[EntryKind.ALLERGY]


def test_a_timeline_is_newest_first_and_pages_by_key() -> None:
    person, now = build.a_person(), instant.now()
    times = [now - n * HOUR for n in (3, 1, 1, 2)]
    kept(person, *(an_entry(happened_at=at, words=f"At {at:%H}") for at in times))

    shown, key = [], ""
    while key is not None:
        page = record.record_of(viewer(), person, after=key, limit=1)
        shown += [row.words for row in page.rows]
        key = page.next_key

    assert shown == ["At 08", "At 08", "At 07", "At 06"]
    assert page.total == 4


def test_a_timeline_is_filtered_by_kind_source_and_time() -> None:
    person, now = build.a_person(), instant.now()
    kept(person, an_entry(words="Old", happened_at=now - 100 * HOUR), an_entry(words="New"))
    kept(person, an_entry(words="Seen", kind=EntryKind.ENCOUNTER), source=COUNCIL)

    assert words(person, kinds=frozenset({EntryKind.ENCOUNTER})) == ["Seen"]
    assert set(words(person, source="gp_system")) == {"Old", "New"}
    assert "Old" not in words(person, since=now - HOUR)


def test_an_address_that_spells_no_key_shows_the_first_page() -> None:
    person = build.a_person()
    kept(person)

    for after in ("x", "_", f"2026-01-01_{new_id()}", f"x_{new_id()}"):
        assert len(record.record_of(viewer(), person, after=after).rows) == 1


def test_a_changed_entry_carries_what_it_was() -> None:
    person, sent = build.a_person(), an_entry()
    kept(person, sent)
    kept(person, replace(sent, words="Allergy to all penicillins"))

    (row,) = record.record_of(viewer(), person).rows

    assert row.was is not None
    assert (row.words, row.was.words) == ("Allergy to all penicillins", "Allergy to penicillin")
    assert row.was.superseded_at == instant.now()


def test_what_was_told_late_is_marked_and_history_is_not(clock: instant.Hands) -> None:
    person = build.a_person()
    kept(person, an_entry(words="History", happened_at=instant.now() - 1000 * HOUR))
    clock.tick(6 * HOUR)
    kept(person, an_entry(words="Late", happened_at=instant.now() - 5 * HOUR), an_entry())

    late = {row.words: row.is_late for row in record.record_of(viewer(), person).rows}

    assert late == {"History": False, "Late": True, "Allergy to penicillin": False}


def test_entries_of_somebody_merged_are_read_together() -> None:
    described, known = build.somebody_described(), build.a_person()
    kept(described, an_entry(words="Before"))
    kept(known, an_entry(words="Own"))
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    assert set(words(known)) == {"Before", "Own"}
    assert words(described) == words(known)
    assert len(allergies(known).rows) == 2


def test_what_is_over_or_in_error_is_not_so_now() -> None:
    person = build.a_person()
    kept(
        person,
        an_entry(words="Now"),
        an_entry(words="Over", status="resolved"),
        an_entry(words="Error", is_entered_in_error=True),
    )

    assert [row.words for row in allergies(person).rows] == ["Now"]
    assert len(words(person)) == 3


def test_somebodys_word_that_there_is_none_is_told_as_theirs() -> None:
    person = build.a_person()
    kept(person, an_entry(words="No known allergies", says_none=True), source=COMMUNITY)

    found = allergies(person)

    assert found.answer is Answer.SAID_NONE
    assert [(row.author, row.words) for row in found.said_none] == [
        ("Dr Asha Rao", "No known allergies")
    ]


def test_a_word_that_there_is_none_stands_beside_what_contradicts_it() -> None:
    person = build.a_person()
    kept(person, an_entry(says_none=True, words="No known allergies"), an_entry())

    found = allergies(person)

    assert found.answer is Answer.HAS
    assert len(found.said_none) == 1


def test_not_recorded_is_said_where_every_source_was_heard() -> None:
    person = build.a_person()
    heard()
    kept(person, an_entry(kind=EntryKind.CONDITION), source=COMMUNITY)

    found = allergies(person)

    assert found.answer is Answer.NOT_RECORDED
    assert [one.name for one in found.heard] == ["Community healthcare system", "GP record systems"]


def test_not_received_is_said_where_a_source_did_not_answer(clock: instant.Hands) -> None:
    person, heard_at = build.a_person(), instant.now()
    kept(person, an_entry(kind=EntryKind.CONDITION), source=COMMUNITY)
    heard()
    clock.tick(HOUR)
    services.hear(COMMUNITY, has_failed=True, at=instant.now(), by=build.the_office())

    (silent,) = allergies(person).silent

    assert allergies(person).answer is Answer.NOT_RECEIVED
    assert (silent.last_heard_at, silent.about_person_at) == (heard_at, heard_at)


def test_a_source_never_heard_is_silent_and_one_silent_a_day() -> None:
    person = build.a_person()

    assert allergies(person).answer is Answer.NOT_RECEIVED
    kept(person, an_entry(kind=EntryKind.GOAL), source=COMMUNITY, at=instant.now() - 25 * HOUR)
    assert allergies(person).answer is Answer.NOT_RECEIVED


def test_an_extract_of_the_council_is_asked_for_no_allergies() -> None:
    person = build.a_person()

    asked = allergies(person).silent
    services_now = record.now_of(viewer(), person).kinds[EntryKind.SERVICE].silent

    assert [one.code for one in asked] == [COMMUNITY, PRACTICES]
    assert [one.code for one in services_now] == [COMMUNITY, COUNCIL, PRACTICES]


def test_treatment_wishes_are_found_in_forms_and_alerts() -> None:
    person = build.a_person()
    kept(
        person,
        an_entry(kind=EntryKind.CONSENT, words="ReSPECT form: not for resuscitation"),
        an_entry(kind=EntryKind.DOCUMENT, words="DNACPR form, scanned"),
        an_entry(kind=EntryKind.DOCUMENT, words="Clinic letter"),
        an_entry(kind=EntryKind.FLAG, words="Dog in the house"),
    )

    wishes = record.now_of(viewer(), person).wishes

    assert {row.words.split()[0] for row in wishes} == {"ReSPECT", "DNACPR"}


def test_the_latest_of_each_measure_and_the_last_contact_are_shown() -> None:
    person, now = build.a_person(), instant.now()
    seen = {"kind": EntryKind.ENCOUNTER}
    pressure = {"kind": EntryKind.OBSERVATION, "code": "75367002", "words": "Blood pressure"}
    kept(
        person,
        an_entry(**pressure, value="142/86 mmHg", happened_at=now - HOUR),
        an_entry(**pressure, value="120/70 mmHg", happened_at=now - 2 * HOUR),
        an_entry(**seen, words="Visit", happened_at=now - HOUR),
        an_entry(**seen, words="Planned visit", happened_at=now + HOUR),
    )

    found = record.now_of(viewer(), person)

    assert [row.value for row in found.measured] == ["142/86 mmHg"]
    assert found.last_contact is not None
    assert found.last_contact.words == "Visit"


def test_a_strip_takes_three_questions() -> None:
    person, scope = build.a_person(), viewer()
    heard()
    kept(person, an_entry(), an_entry(kind=EntryKind.ENCOUNTER, words="Visit"), source=COMMUNITY)
    card = cards(scope, [person])[person]

    with at_most(3):
        strip = record.strip_of(scope, card)

    assert strip is not None
    assert [row.words for row in strip.allergies.rows] == ["Allergy to penicillin"]
    assert strip.conditions.answer is Answer.NOT_RECORDED
    assert strip.last_contact is not None
    assert strip.last_contact.words == "Visit"


def test_a_record_is_refused_to_whoever_may_not_see_the_person() -> None:
    person = build.a_person()
    kept(person)
    entry_id = record.record_of(viewer(), person).rows[0].entry_id
    stranger = build.somebody_at(build.CORNCRAKE).scope

    for ask in (record.record_of, record.now_of):
        with pytest.raises(NotPermitted):
            ask(stranger, person)
    with pytest.raises(NotPermitted):
        record.entry_of(stranger, entry_id)
    card = cards(stranger, [person])[person]
    assert record.strip_of(stranger, card) is None
    assert record.now_of_card(stranger, card, [person]) is None
    assert not record.timeline_of(
        stranger, card, [person], filters=record.EVERYTHING, after=None, limit=5
    )


def test_a_record_restricted_to_everybody_is_shown_to_nobody() -> None:
    person, office = build.a_person(), build.the_office()
    kept(person)
    care.restrict(person, kind=access.ACCESS, reason="person_asked", at=instant.now(), by=office)

    with pytest.raises(NotPermitted):
        record.now_of(viewer(), person)


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PRIVACY_OFFICER])
def test_no_role_without_the_permission_sees_a_record(role: Role) -> None:
    scope = foundation.a_scope(role, teams={build.LARKMEAD})

    with pytest.raises(NotPermitted):
        record.record_of(scope, build.a_person())


def test_what_may_say_where_somebody_is_is_left_out() -> None:
    person, office = build.a_person(), build.the_office()
    kept(
        person,
        an_entry(words="Allergy; ring 01632 960777", value="HP27 9ZQ"),
        an_entry(kind=EntryKind.ENCOUNTER, words="Seen at Larkmead", value="Ward 2"),
    )
    care.restrict(person, kind=access.LOCATION, reason="at_risk", at=instant.now(), by=office)

    visit, allergy = sorted(record.record_of(viewer(), person).rows, key=lambda row: row.words)

    assert (visit.words, visit.value, visit.is_hidden) == ("", "", True)
    assert (allergy.words, allergy.is_hidden) == ("Allergy; ring number not shown", False)
    for row in (visit, allergy):
        assert not any((row.author, row.organisation, row.details, row.received_id, row.path))


def test_every_version_of_an_entry_is_shown_on_its_page() -> None:
    person, sent = build.a_person(), an_entry()
    kept(person, sent)
    kept(person, replace(sent, status="resolved"))
    entry_id = record.record_of(viewer(), person).rows[0].entry_id

    whose, versions = record.entry_of(viewer(), entry_id)

    assert whose == person
    assert [one.version for one in versions] == [2, 1]
    with pytest.raises(NotFound):
        record.entry_of(viewer(), new_id())
