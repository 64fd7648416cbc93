"""What can be said of two records that may be one person's."""

from joinedup.people.domain.pairs import Answer, JoinedBecause


def test_what_is_open_or_cannot_be_told_yet_is_asked() -> None:
    assert {one for one in Answer if one.is_asked} == {Answer.OPEN, Answer.NOT_YET}


def test_each_way_of_knowing_has_words() -> None:
    assert len({one.label for one in JoinedBecause}) == len(JoinedBecause)
