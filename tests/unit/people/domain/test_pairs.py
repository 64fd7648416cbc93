"""What can be said of two records that may be one person's."""

from joinedup.people.domain.pairs import Answer, JoinedBecause, known_because


def test_what_is_open_or_cannot_be_told_yet_is_asked() -> None:
    assert {one for one in Answer if one.is_asked} == {Answer.OPEN, Answer.NOT_YET}


def test_each_way_of_knowing_has_words() -> None:
    assert len({one.label for one in JoinedBecause}) == len(JoinedBecause)


def test_how_it_was_known_is_told_with_what_was_said() -> None:
    assert known_because("family_said", "Her son rang") == (
        "Family or a carer said so: Her son rang"
    )
    assert known_because("person_said") == "The person said so"
    assert known_because("other", "Same signature") == "Same signature"
    assert known_because("identified").startswith("They had been described")
