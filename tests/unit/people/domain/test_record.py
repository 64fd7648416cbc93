"""What an entry of the record must keep to, whichever source sent it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from joinedup.people.domain import record
from joinedup.people.domain.record import EntryKind, EntrySent, When
from tests.rules import rule

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def sent(**changes: object) -> EntrySent:
    return EntrySent(
        **{"kind": EntryKind.ALLERGY, "source_key": "a/1", "words": "Penicillin", **changes}  # type: ignore[arg-type]
    )


def test_a_tidy_entry_is_kept_as_it_is() -> None:
    entry = sent(details=(("reaction", "rash"),))

    assert record.tidied(entry) is entry


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Penicillin\x00 allergy\n", "Penicillin allergy"),
        ("one\t two", "one two"),
        ("x" * 501, "x" * 499 + "…"),
    ],
)
def test_words_are_made_printable_and_no_longer_than_kept(given: str, kept: str) -> None:
    assert record.tidied(sent(words=given)).words == kept


def test_details_are_made_printable_and_lines_in_them_stay() -> None:
    given = (("note", "one\ntwo\x00"), ("long", "x" * 2001))

    tidy = record.tidied(sent(details=given)).details

    assert tidy == (("note", "one\ntwo "), ("long", "x" * 1999 + "…"))


@pytest.mark.parametrize("words", ["", "  ", "\x00\n"])
def test_an_entry_without_words_is_refused(words: str) -> None:
    with pytest.raises(record.NothingSaid):
        record.tidied(sent(words=words))


@pytest.mark.parametrize("key", ["", " ", "k" * 201])
def test_an_entry_without_a_key_is_refused(key: str) -> None:
    with pytest.raises(record.NoSourceKey):
        record.tidied(sent(source_key=key))


def test_how_much_is_known_of_when_is_said() -> None:
    day = date(2026, 11, 17)

    assert sent(happened_at=NOON).when is When.TIME
    assert sent(happened_on=day).when is When.DAY
    assert sent().when is When.NOT_SAID


@rule("Entries that a source told late")
@pytest.mark.parametrize(
    ("hours_after", "when", "heard_hours_before", "is_late"),
    [
        (0.5, When.TIME, 48, False),
        (2, When.TIME, 48, True),
        (2, When.TIME, 1, True),
        (2, When.TIME, -1, False),
        (2, When.DAY, 48, False),
        (30, When.DAY, 48, True),
        (30, When.NOT_SAID, 48, False),
    ],
)
def test_an_entry_is_late_where_its_source_was_telling_already(
    hours_after: float, when: When, heard_hours_before: int, is_late: bool
) -> None:
    said = record.is_late(
        at=NOON,
        when=when,
        received_at=NOON + timedelta(hours=hours_after),
        heard_since=NOON - timedelta(hours=heard_hours_before),
    )

    assert said is is_late


@rule("What of an entry is shown while whereabouts are restricted")
@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        (EntryKind.ALLERGY, "Penicillin", "Penicillin"),
        (EntryKind.CONDITION, "Ring 01632 960777", "Ring number not shown"),
        (EntryKind.FLAG, "Dog at HP27 9ZQ", "Dog at postcode not shown"),
        (EntryKind.ENCOUNTER, "Seen at Larkmead", ""),
        (EntryKind.CARE_TEAM, "Vale North", ""),
    ],
)
def test_words_that_may_say_where_are_hidden(kind: EntryKind, words: str, shown: str) -> None:
    assert record.words_without_where(kind, words) == shown


def test_every_kind_has_words_of_its_own() -> None:
    assert len({kind.label for kind in EntryKind}) == len(EntryKind)


def test_a_status_says_whether_something_is_over() -> None:
    assert record.is_over("resolved", until=None, at=NOON)
    assert not record.is_over("active", until=None, at=NOON)


def test_what_was_so_until_an_instant_is_over_from_then_on() -> None:
    assert record.is_over("active", until=NOON, at=NOON)
    assert not record.is_over("active", until=NOON, at=NOON - timedelta(seconds=1))


def test_an_end_known_by_its_day_is_said_by_its_day() -> None:
    midnight = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)

    assert record.last_day(midnight, LONDON) == date(2026, 6, 30)
    assert record.last_day(NOON, LONDON) is None


def test_why_an_entry_is_struck_out_is_kept_printable() -> None:
    assert record.tidied_reason("  Wrong\x00 person\n") == "Wrong person"


@pytest.mark.parametrize("because", ["", "  ", "\x00\n"])
def test_an_entry_is_not_struck_out_without_a_word_why(because: str) -> None:
    with pytest.raises(record.NoReason):
        record.tidied_reason(because)


@pytest.mark.parametrize(
    ("changes", "is_later"),
    [
        ({}, False),
        ({"happened_at": NOON}, False),
        ({"happened_at": NOON + timedelta(seconds=1)}, True),
        ({"happened_on": NOON.date()}, False),
        ({"happened_on": NOON.date() + timedelta(days=1)}, True),
        ({"happened_at": NOON + timedelta(days=1), "status": "planned"}, False),
        ({"happened_at": NOON + timedelta(days=1), "kind": EntryKind.CARE_PLAN}, False),
        ({"happened_at": NOON + timedelta(days=1), "is_entered_in_error": True}, False),
    ],
)
def test_what_has_happened_is_not_in_the_future(changes: dict[str, object], is_later: bool) -> None:
    assert record.happens_later(sent(**changes), at=NOON, today=NOON.date()) is is_later
