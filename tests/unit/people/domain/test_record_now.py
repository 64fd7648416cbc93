"""What of a record counts now, and how its silence is said."""

from datetime import UTC, datetime, timedelta

import pytest

from joinedup.people.domain import record_now
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.record_now import Answer
from tests.rules import rule

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@rule("How it is said that something is not in a record")
@pytest.mark.parametrize(
    ("has_any", "is_said_none", "is_any_silent", "said"),
    [
        (True, False, False, Answer.HAS),
        (True, True, True, Answer.HAS),
        (False, True, False, Answer.SAID_NONE),
        (False, True, True, Answer.SAID_NONE),
        (False, False, True, Answer.NOT_RECEIVED),
        (False, False, False, Answer.NOT_RECORDED),
    ],
)
def test_nothing_there_is_said_in_words_of_its_own(
    has_any: bool, is_said_none: bool, is_any_silent: bool, said: Answer
) -> None:
    found = record_now.answer(
        has_any=has_any, is_said_none=is_said_none, is_any_silent=is_any_silent
    )

    assert found is said


@rule("How it is said that something is not in a record")
@pytest.mark.parametrize(
    ("has_any", "is_said_none", "said"),
    [
        (True, False, Answer.HAS),
        (False, False, Answer.NOT_SHOWN),
        # What is kept may say otherwise than the word that there is none.
        (False, True, Answer.NOT_SHOWN),
    ],
)
def test_what_is_kept_from_a_viewer_is_never_said_to_be_nothing(
    has_any: bool, is_said_none: bool, said: Answer
) -> None:
    kept = {"is_any_silent": True, "is_any_kept": True}

    assert record_now.answer(has_any=has_any, is_said_none=is_said_none, **kept) is said


@rule("When a source is silent")
@pytest.mark.parametrize(
    ("heard_hours_ago", "failed_hours_ago", "is_silent"),
    [
        (1, None, False),
        (24, None, False),
        (25, None, True),
        (None, None, True),
        (None, 1, True),
        (2, 1, True),
        (1, 2, False),
    ],
)
def test_a_source_is_silent_that_failed_or_was_not_heard(
    heard_hours_ago: int | None, failed_hours_ago: int | None, is_silent: bool
) -> None:
    heard_at = None if heard_hours_ago is None else NOON - heard_hours_ago * HOUR
    failed_at = None if failed_hours_ago is None else NOON - failed_hours_ago * HOUR

    found = record_now.is_silent(last_heard_at=heard_at, last_failed_at=failed_at, at=NOON)

    assert found is is_silent


@rule("Which entries say what treatment somebody wants")
@pytest.mark.parametrize(
    ("kind", "words", "is_wish"),
    [
        (EntryKind.CONSENT, "ReSPECT form in place", True),
        (EntryKind.FLAG, "Not for CPR", True),
        (EntryKind.CARE_PLAN, "Advance care plan", True),
        (EntryKind.DOCUMENT, "DNACPR form", True),
        (EntryKind.CONSENT, "Agrees to share the record", False),
        (EntryKind.CONDITION, "Cardiopulmonary resuscitation given", False),
        (EntryKind.FLAG, "Respectful of staff", False),
    ],
)
def test_wishes_are_known_by_their_words(kind: EntryKind, words: str, is_wish: bool) -> None:
    assert record_now.is_treatment_wish(kind, words) is is_wish


def test_every_wish_has_one_of_the_parts_that_the_store_looks_for() -> None:
    alternatives = [
        "respect",
        "dnacpr",
        "dnar",
        "cpr",
        "resuscitation",
        "treatment escalation",
        "ceiling of care",
        "ceiling of treatment",
        "advance decision",
        "advance statement",
        "advance care plan",
        "preferred place of care",
        "lasting power of attorney",
        "LPA",
    ]

    for words in alternatives:
        assert record_now.is_treatment_wish(EntryKind.FLAG, words)
        assert any(part in words.lower() for part in record_now.TREATMENT_WORDS)


@rule("Which entries tell of a ReSPECT or DNACPR form")
@pytest.mark.parametrize(
    ("kind", "words", "tells"),
    [
        (EntryKind.CARE_PLAN, "ReSPECT plan: not for resuscitation", True),
        (EntryKind.FLAG, "DNACPR", True),
        (EntryKind.CONSENT, "Not for CPR", True),
        (EntryKind.DOCUMENT, "DNAR form, scanned", True),
        (EntryKind.CONSENT, "Lasting power of attorney", False),
        (EntryKind.CARE_PLAN, "Preferred place of death: home", False),
        (EntryKind.FLAG, "Respectful of staff", False),
        (EntryKind.PROCEDURE, "CPR given", False),
    ],
)
def test_a_respect_form_is_known_by_its_words(kind: EntryKind, words: str, tells: bool) -> None:
    assert record_now.is_respect_form(kind, words) is tells
    assert not tells or any(part in words.lower() for part in record_now.RESUSCITATION_WORDS)
