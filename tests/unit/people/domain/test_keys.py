"""The keys of a person, and those that a search asks for."""

from datetime import date

from joinedup.people.domain import keys, search
from joinedup.people.domain.keys import KeyKind, Lookup

TODAY = date(2026, 11, 22)


def test_a_person_has_a_key_for_each_way_to_ask() -> None:
    found = keys.keys_of(
        number="9434765919",
        name_texts=["Smith-Jones", "Ethel"],
        born_on=date(1945, 3, 12),
        postcodes_held=["HP19 8AB"],
        phone="+44 1296 315000",
    )

    assert found == {
        (KeyKind.NUMBER, "9434765919"),
        (KeyKind.SOUND, "SM0"),
        (KeyKind.SOUND, "JNS"),
        (KeyKind.SOUND, "E0L"),
        (KeyKind.BORN, "1945-03-12"),
        (KeyKind.POSTCODE, "HP19 8AB"),
        (KeyKind.DISTRICT, "HP19"),
        (KeyKind.PHONE, "01296315000"),
    }


def test_nothing_known_makes_no_key() -> None:
    assert keys.keys_of(number=None, name_texts=["", ""], born_on=None, postcodes_held=[]) == set()


def test_the_surest_lookup_comes_first() -> None:
    query = search.parse("943 476 5919 Pargeter 25/3/1948 HP19 8AB", on=TODAY)

    asked = list(keys.lookups(query))

    assert [(lookup.kind, lookup.must_sound) for lookup in asked] == [
        (KeyKind.NUMBER, False),
        (KeyKind.BORN, False),
        (KeyKind.POSTCODE, False),
        (KeyKind.BORN, True),
        (KeyKind.DISTRICT, True),
    ]
    assert {lookup.sounds for lookup in asked[1:]} == {frozenset({"PRJTR"})}
    assert "1948-03-26" in asked[3].keys


def test_a_district_is_asked_for_with_a_name_only() -> None:
    query = search.parse("Pargeter HP19", on=TODAY)

    assert list(keys.lookups(query)) == [
        Lookup(KeyKind.DISTRICT, frozenset({"HP19"}), frozenset({"PRJTR"}), must_sound=True)
    ]


def test_a_postcode_asks_for_its_district_too() -> None:
    query = search.parse("Pargeter HP19 8AB", on=TODAY)

    assert Lookup(
        KeyKind.DISTRICT, frozenset({"HP19"}), frozenset({"PRJTR"}), must_sound=True
    ) in list(keys.lookups(query))


def test_a_long_sound_is_cut_the_same_on_both_sides() -> None:
    long = "bcdfg" * 20
    query = search.Query(names=(long,), births=(date(1948, 3, 25),))

    held = keys.keys_of(number=None, name_texts=[long], born_on=None, postcodes_held=[])
    asked = next(iter(keys.lookups(query))).sounds

    assert {sound for _, sound in held} == asked


def test_a_telephone_brings_all_who_share_it_whatever_they_are_called() -> None:
    query = search.parse("Pargeter 01296 315000", on=TODAY)

    assert list(keys.lookups(query)) == [
        Lookup(KeyKind.PHONE, frozenset({"01296315000"}), frozenset({"PRJTR"}))
    ]
