"""What was filed with the wrong person goes to the right one, and both records say so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from joinedup.foundation import instant, verify
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people import services
from joinedup.people.domain.record import EntrySent
from joinedup.people.models import Person, RecordEntry
from joinedup.people.queries import record
from tests.builders import calls, duplicates, referrals
from tests.builders import people as build
from tests.builders.record import GP, an_entry, kept, received, written
from tests.db.desk.test_person import browser, ethel, words_of

pytestmark = pytest.mark.usefixtures("clock")


def the_entry(person: PersonId) -> RecordEntry:
    return RecordEntry.objects.get(person_id=person, superseded_at=None)


def number_of(person: PersonId) -> NhsNumber:
    return NhsNumber.parse(str(Person.objects.get(pk=person).nhs_number))


def somebody() -> PersonId:
    """Somebody with a number, whom the front door looks after."""
    person = ethel()
    if not Person.objects.get(pk=person).nhs_number:
        Person.objects.filter(pk=person).update(nhs_number=build.a_number().value)
    return person


def door() -> Actor:
    return referrals.clinician("sam")


def moved(entry: RecordEntry, right: PersonId, **changes: Any) -> Any:
    given = {
        "seen": entry.version,
        "to": number_of(right),
        "because": "The council gave her sister's number",
        "at": instant.now(),
        "by": door(),
        **changes,
    }
    return services.move_entry(entry.pk, **given)


@pytest.fixture
def two() -> tuple[PersonId, PersonId]:
    """Whom an entry is filed with, and whom it is about."""
    wrong, right = somebody(), somebody()
    kept(wrong)
    return wrong, right


def test_it_is_struck_out_where_it_was_and_there_where_it_belongs(two) -> None:
    wrong, right = two

    moved(the_entry(wrong), right)

    (was,), (now,) = (record.record_of(door().scope, one).rows for one in two)
    assert (was.is_entered_in_error, now.is_entered_in_error) == (True, False)
    assert (was.words, now.words) == ("Allergy to penicillin", "Allergy to penicillin")
    assert dict(was.details)["moved_away_because"] == "The council gave her sister's number"
    assert dict(now.details)["moved_here_because"] == "The council gave her sister's number"
    assert "moved_away_by" in dict(was.details)


def test_both_journeys_say_so_and_their_chains_are_sound(two) -> None:
    wrong, right = two

    moved(the_entry(wrong), right)

    told = {
        (one.subject_id, one.kind) for one in Entry.objects.filter(kind__contains="entry_moved")
    }
    assert told == {(wrong, "people.entry_moved_away"), (right, "people.entry_moved_here")}
    assert verify.report().is_sound


def test_the_same_word_of_its_source_brings_it_not_back(two) -> None:
    wrong, right = two
    sent = replace(an_entry(), source_key=the_entry(wrong).source_key)
    moved(the_entry(wrong), right)

    again = kept(wrong, sent, received_id=received())

    assert (again.unchanged, again.corrected) == (1, 0)
    assert the_entry(wrong).is_entered_in_error


def the_word(wrong: PersonId, **changes: Any) -> EntrySent:
    """What its source says of the entry of whom it was filed with."""
    return replace(an_entry(), source_key=the_entry(wrong).source_key, **changes)


def test_a_new_word_of_its_source_is_kept_where_it_was_moved_to(two, clock) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)
    clock.tick(timedelta(hours=1))

    assert kept(wrong, the_word(wrong, status="resolved")).corrected == 1

    (was,), (now,) = (record.record_of(door().scope, one).rows for one in two)
    assert (was.is_entered_in_error, was.status) == (True, "active")
    assert "moved_away_because" in dict(was.details)
    assert (now.status, now.version, now.was.status) == ("resolved", 2, "active")
    assert dict(now.details)["moved_here_because"] == "The council gave her sister's number"
    assert calls.kinds(right)[-1] == "people.record_received"
    assert verify.report().is_sound


def test_what_its_source_strikes_is_struck_where_it_was_moved_to(two) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)

    kept(wrong, the_word(wrong, is_entered_in_error=True))

    (row,) = record.record_of(door().scope, right).rows
    assert row.is_entered_in_error
    page = browser().get(reverse("desk:person", args=[right])).content.decode()
    assert "Entered in error" in page


def test_the_message_of_a_new_word_is_not_shown_to_both(two) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)

    kept(wrong, the_word(wrong, status="resolved"), received_id=received())

    assert (the_entry(right).received_id, the_entry(right).path) == (None, "")


def test_each_word_is_kept_once_and_an_earlier_message_comes_too_late(two, clock) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)
    sent = [(the_word(wrong, status=status), received()) for status in ("resolved", "inactive")]

    came = []
    for word, message in (*sent, *sent):
        clock.tick(timedelta(minutes=1))
        came.append(kept(wrong, word, received_id=message))

    assert [(one.corrected, one.unchanged) for one in came] == [(1, 0), (1, 0), (0, 1), (0, 1)]
    assert the_entry(right).status == "inactive"


def test_what_its_source_says_again_is_said_again(two, clock) -> None:
    wrong, right = two
    words = [the_word(wrong, status=status) for status in ("resolved", "active")]
    moved(the_entry(wrong), right)

    for word in words:
        clock.tick(timedelta(minutes=1))
        message = received()
        kept(right, received_id=message)
        kept(wrong, word, received_id=message)

    now = RecordEntry.objects.get(source_key=words[0].source_key, superseded_at=None, version=3)
    assert (now.person_id, now.status) == (right, "active")


def test_what_its_source_files_right_itself_is_changed_by_that_alone(two) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)

    kept(right, the_word(wrong))
    again = kept(wrong, the_word(wrong, is_entered_in_error=True))

    assert again.unchanged == 1
    assert not the_entry(right).is_entered_in_error
    assert the_entry(wrong).is_entered_in_error


def test_a_new_word_follows_what_was_moved_twice(two) -> None:
    wrong, right = two
    third = somebody()
    moved(the_entry(wrong), right)
    moved(the_entry(right), third)

    kept(wrong, the_word(wrong, status="resolved"))

    assert the_entry(third).status == "resolved"
    assert (the_entry(wrong).status, the_entry(right).status) == ("active", "active")
    assert the_entry(right).is_entered_in_error


@pytest.mark.parametrize("is_parted", [False, True])
def test_a_new_word_stays_with_the_record_it_was_moved_to(two, clock, is_parted: bool) -> None:
    wrong, right = two
    other = somebody()
    moved(the_entry(wrong), right)
    services.ask_about(right, other=other, at=instant.now(), by=build.the_office())
    clock.tick(timedelta(hours=1))
    duplicates.joined(right, other, words="The practice says so")
    if is_parted:
        duplicates.parted(right)

    kept(wrong, the_word(wrong, status="resolved"))

    assert the_entry(right).status == "resolved"
    seen = record.record_of(door().scope, other).rows
    assert [row.status for row in seen] == ([] if is_parted else ["resolved"])


def test_a_new_word_follows_though_both_were_joined_since(two, clock) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)
    services.ask_about(right, other=wrong, at=instant.now(), by=build.the_office())
    clock.tick(timedelta(hours=1))
    duplicates.joined(right, wrong, words="One person after all")

    kept(wrong, the_word(wrong, status="resolved"))

    assert (the_entry(right).status, the_entry(right).version) == ("resolved", 2)
    assert the_entry(wrong).is_entered_in_error


def test_a_new_word_among_many_follows_too(two) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)

    came = services.keep_many(
        [(right, [an_entry()]), (wrong, [the_word(wrong, status="resolved"), an_entry()])],
        source=GP,
        received_id=None,
        at=instant.now(),
        by=build.the_office(),
    )

    assert (came.accepted, came.corrected) == (2, 1)
    held = RecordEntry.objects.filter(person_id=right, superseded_at=None)
    assert set(held.values_list("status", flat=True)) == {"resolved", "active"}


def test_what_stands_in_a_record_that_was_joined_is_moved_from_there(two) -> None:
    wrong, right = two
    described = build.somebody_described()
    kept(described, an_entry(words="Allergy to eggs"))
    services.identify(
        described, seen=None, as_person=wrong, at=instant.now(), by=build.the_office()
    )

    moved(the_entry(described), right)

    assert the_entry(described).is_entered_in_error
    assert the_entry(right).words == "Allergy to eggs"


def test_the_message_that_names_the_other_is_not_shown_to_both(two) -> None:
    wrong, right = two
    moved(the_entry(wrong), right)

    assert (the_entry(right).received_id, the_entry(right).path) == (None, "")


def test_the_page_offers_it_and_both_pages_show_it(two) -> None:
    wrong, right = two
    entry, client = the_entry(wrong), browser()
    offered = client.get(reverse("desk:entry", args=[entry.pk])).content.decode()
    address = reverse("people:move_entry", args=[entry.pk])

    answer = client.post(
        address, {"seen": entry.version, "to": number_of(right).value, "because": "Her sister"}
    )

    assert "It is about somebody else" in offered
    assert answer.status_code == 303
    for person in two:
        page = client.get(reverse("desk:entry", args=[the_entry(person).pk])).content.decode()
        assert "Her sister" in words_of(page)
        assert ("It went to whoever it is about" in page) == (person == wrong)
        assert "Its source says that it was entered in error" not in page
    shown = words_of(client.get(reverse("desk:person", args=[wrong])).content.decode())
    assert "moved away because: Her sister" in shown


@pytest.mark.parametrize("why", ["nobody", "the same", "there already", "no reason", "changed"])
def test_it_is_not_moved(two, why) -> None:
    wrong, right = two
    entry = the_entry(wrong)
    changes: dict[str, Any] = {
        "nobody": {"to": build.a_number()},
        "the same": {"to": number_of(wrong)},
        "there already": {},
        "no reason": {"because": " "},
        "changed": {"seen": 7},
    }[why]
    if why == "there already":
        kept(right, an_entry(source_key=entry.source_key))
    before = RecordEntry.objects.count(), Entry.objects.count()

    with pytest.raises(Refused):
        moved(entry, right, **changes)

    assert (RecordEntry.objects.count(), Entry.objects.count()) == before


def test_what_was_written_here_is_struck_out_instead(two) -> None:
    _, right = two
    other = somebody()
    written(other)

    with pytest.raises(Refused):
        moved(the_entry(other), right)


def test_nobody_moves_to_whom_they_may_not_open(two) -> None:
    wrong, _ = two
    stranger = build.a_person()

    with pytest.raises(NotPermitted):
        moved(the_entry(wrong), stranger)


def test_a_team_member_moves_nothing(two) -> None:
    wrong, right = two

    with pytest.raises(NotPermitted):
        moved(the_entry(wrong), right, by=build.somebody_at(role=Role.TEAM_MEMBER))
