"""What other systems hold of the people of the day, as it is written down."""

from typing import Any

from joinedup.demo.domain.day import DAY
from joinedup.demo.domain.portrait import (
    Coded,
    Measured,
    Medicine,
    Seen,
    Service,
    Stay,
    portrait,
)
from joinedup.demo.services import portraying

WRITTEN: dict[str, Any] = {
    "conditions": [["84114007", "Heart failure", 4], ["", "Swollen ankles", 1]],
    "medicines": [["Furosemide 40mg tablets", "One in the morning"]],
    "measured": [["29463-7", "Body weight", "61.5 kg", 9]],
    "seen": ["Seen for a review", 12],
}


def test_what_must_be_written_of_everybody_is_read() -> None:
    read = portrait(WRITTEN)

    assert read.conditions == (
        Coded("84114007", "Heart failure", 4),
        Coded("", "Swollen ankles", 1),
    )
    assert read.medicines == (Medicine("Furosemide 40mg tablets", "One in the morning"),)
    assert read.measured == (Measured("29463-7", "Body weight", "61.5 kg", 9),)
    assert read.seen == Seen("Seen for a review", 12)


def test_what_is_not_written_is_not_invented() -> None:
    read = portrait(WRITTEN)

    assert (read.visited, read.stay, read.service) == (None, None, None)
    assert (read.matters, read.plan) == ("", "")


def test_visit_stay_support_and_wishes_are_read_where_they_are_written() -> None:
    more = {
        "visited": ["Nurse: leg dressed", 3],
        "stay": ["Fall", 40, 6],
        "service": ["Day Support", "2"],
        "matters": "Her garden.",
        "plan": "Plan for falls",
    }

    read = portrait({**WRITTEN, **more})

    assert read.visited == Seen("Nurse: leg dressed", 3)
    assert read.stay == Stay("Fall", days=40, nights=6)
    assert read.service == Service("Day Support", units="2")
    assert (read.matters, read.plan) == ("Her garden.", "Plan for falls")


def test_each_person_of_the_day_has_a_portrait_save_who_comes_with_a_message() -> None:
    # Of them is held what the message of their visit says.
    told_here = {told.person for told in DAY if told.plan != "by_message"}

    assert told_here == set(range(len(portraying.portraits())))
