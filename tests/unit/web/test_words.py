"""The catalogue of words: complete, and never a failure of its own."""

import sys
from datetime import UTC, datetime

import pytest

from joinedup.desk import presenters
from joinedup.foundation import care, instant, scope
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission
from joinedup.kernel import facts
from joinedup.referrals.events import PersonRungAbout
from joinedup.web import words
from joinedup.web.sentences import foundation


@pytest.mark.parametrize("code", sorted(words.REFUSALS))
def test_a_sentence_stands_without_its_values(code: str) -> None:
    said = words.of_refusal(code, {})

    assert said
    assert "%(" not in said


@pytest.mark.parametrize("code", sorted(words.REASONS))
def test_a_reason_stands_without_its_values(code: str) -> None:
    said = words.of_reason(code, {})

    assert said.why
    assert "%(" not in said.why + said.change + said.ring


def test_a_time_in_a_sentence_is_local(clock: instant.Hands) -> None:
    said = words.of_refusal("in_the_future", {"at": datetime(2026, 7, 1, 13, 2, tzinfo=UTC)})

    assert "1\u00a0Jul\u00a02026 at 14:02" in said


def test_a_code_without_words_still_says_something() -> None:
    assert "gibberish" in words.of_refusal("gibberish", {})
    assert words.of_unavailable("gibberish")


def test_a_fact_without_words_is_said_plainly() -> None:
    assert words.of_fact("referrals.line_triaged")
    assert words.of_fact("flow.bed_found") == "Bed found"


def test_a_fact_that_takes_back_another_says_so() -> None:
    kind = "referrals.person_rung_about"

    said = [words.of_fact(kind, PersonRungAbout(is_mistaken=one)) for one in (False, True)]

    assert said == [
        "Somebody rang about them",
        "Chosen by mistake for a call: it was about somebody else",
    ]


def test_every_kind_of_fact_has_words() -> None:
    silent = {kind for kind in facts.kinds() if _is_ours(kind) and kind not in words.FACTS}

    assert silent == set()


def _is_ours(kind: str) -> bool:
    # Other tests declare facts of their own in rooms that are not there.
    declared = facts.fact_class(kind)
    return hasattr(sys.modules.get(declared.__module__), declared.__name__)


def test_every_permission_has_words_and_a_role_that_carries_it() -> None:
    assert foundation.PERMISSIONS.keys() == {one.value for one in Permission}
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_every_ground_for_seeing_somebody_is_told_in_words_and_given_by_care() -> None:
    no_grounds = {scope.ACCESS, scope.LOCATION, scope.PARTNER, scope.CONTACT}
    words_of = {
        said
        for name, said in vars(care).items()
        if name[0].isupper() and isinstance(said, str) and name.isupper()
    }
    given = (words_of - no_grounds) | {scope.NAMED, scope.SELF_CLAIMED, scope.BROKEN_GLASS}

    assert given == {*scope.CARE_GROUNDS, *scope.EMERGENCY_GROUNDS}
    assert [one for one in given if one.replace("_", " ") in presenters.why((one,))] == []
