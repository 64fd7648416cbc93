"""Who is a young carer on a day, and words for every answer."""

from datetime import date

import pytest

from joinedup.people.domain.carers import Assessment, CaringHours, Signpost, is_young


@pytest.mark.parametrize(
    ("born_on", "on", "young"),
    [
        (date(2008, 11, 24), date(2026, 11, 23), True),
        (date(2008, 11, 23), date(2026, 11, 23), False),
        (date(2010, 2, 28), date(2028, 2, 29), False),
        (date(2010, 3, 1), date(2028, 2, 29), True),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, date(2026, 11, 23), False),
    ],
)
def test_a_young_carer_is_one_until_the_eighteenth_birthday(
    born_on: date | None, on: date, young: bool
) -> None:
    assert is_young(born_on, on=on) is young


@pytest.mark.parametrize("kind", [Assessment, CaringHours, Signpost])
def test_every_answer_has_words_of_its_own(
    kind: type[Assessment] | type[CaringHours] | type[Signpost],
) -> None:
    words = [one.label for one in kind]
    assert all(words)
    assert len(set(words)) == len(words)
