"""What of a record is read online by whoever it is about."""

from itertools import chain

from joinedup.people.domain.own_parts import KINDS_OF, NOT_ONLINE, OwnPart, part_named
from joinedup.people.domain.record import EntryKind


def test_every_kind_is_in_one_part_or_said_not_to_be_online() -> None:
    listed = [*chain.from_iterable(KINDS_OF.values()), *NOT_ONLINE]

    assert sorted(listed) == sorted(EntryKind)
    assert set(KINDS_OF) == set(OwnPart)


def test_a_part_is_known_by_its_code_alone() -> None:
    assert part_named("medicines") is OwnPart.MEDICINES
    assert part_named("Medicines") is None
