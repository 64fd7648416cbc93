"""What somebody asks about their own record, and the answer."""

import pytest

from joinedup.mycare.domain import asking
from joinedup.mycare.domain.asking import LONGEST, AnswerMissing, AskedFor, NothingAsked, Outcome


def test_words_are_kept_without_what_stands_round_them():
    assert asking.told("  My name is wrong \n", refusal=NothingAsked) == "My name is wrong"
    assert len(asking.told("x" * (LONGEST + 5), refusal=NothingAsked)) == LONGEST


@pytest.mark.parametrize("refusal", [NothingAsked, AnswerMissing])
def test_no_words_are_refused(refusal):
    with pytest.raises(refusal):
        asking.told("  ", refusal=refusal)


def test_everything_asked_and_answered_has_words():
    assert all(one.label for one in (*AskedFor, *Outcome))
