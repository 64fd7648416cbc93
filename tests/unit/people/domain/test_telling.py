"""What somebody says of themselves, by what the record knows it."""

from joinedup.people.domain.telling import BEGINS, KINDS, OWN, Lasting, key_of


def test_each_lasting_thing_has_a_key_a_kind_and_a_beginning_of_its_own() -> None:
    keys = {key_of(one) for one in Lasting}

    assert len(keys) == len(Lasting)
    assert all(key.startswith(OWN) for key in keys)
    assert set(KINDS) == set(BEGINS) == set(Lasting)
