"""Who answers a search, how well, and why: examples, and a slow twin."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain import keys, names, ranking, search
from joinedup.people.domain.ranking import Candidate, Match, Why
from tests.rules import rule

TODAY = date(2026, 11, 22)
ETHEL = Candidate(
    number="9434765919",
    family=("pargeter",),
    given=("ethel", "may"),
    born_on=date(1945, 3, 12),
    postcodes=frozenset({"HP19 8AB"}),
    phone="01296315000",
)


def found(text: str, candidate: Candidate = ETHEL) -> Match | None:
    """How somebody answers a text."""
    return ranking.match(search.parse(text, on=TODAY), candidate)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9434765919", {Why.NUMBER}),
        ("9434765919 Smith", {Why.NUMBER, Why.NAME_DIFFERS}),
        ("9434765919 12/4/1946", {Why.NUMBER, Why.BORN_DIFFERS}),
        ("Ethel Pargeter 12/3/1945", {Why.NAME, Why.BORN}),
        ("Pargeter 12/3/45", {Why.NAME, Why.BORN}),
        ("Pargiter 12/3/45", {Why.NAME_SIMILAR, Why.BORN}),
        ("E Pargeter 12/3/45", {Why.NAME_SIMILAR, Why.BORN}),
        ("Ethel Smith 12/3/45", {Why.NAME_PART, Why.BORN}),
        ("Ethel Pargeter 3/12/1945", {Why.NAME, Why.BORN}),
        ("Ethel Pargeter 13/3/1945", {Why.NAME, Why.BORN_SLIP}),
        ("Ethel Pargeter 12/3/1954", {Why.NAME, Why.BORN_SLIP}),
        ("Ethel Pargeter HP19 8AB", {Why.NAME, Why.POSTCODE}),
        ("Ethel Pargeter HP19 8AB 25/5/1960", {Why.NAME, Why.BORN_DIFFERS, Why.POSTCODE}),
        ("Pargeter HP19", {Why.NAME, Why.DISTRICT}),
        ("Pargeter HP19 9ZZ 12/3/45", {Why.NAME, Why.BORN, Why.DISTRICT}),
        ("Pargeter MK1 1AA 12/3/45", {Why.NAME, Why.BORN, Why.POSTCODE_DIFFERS}),
        ("12/3/1945", {Why.BORN}),
        ("HP19 8AB", {Why.POSTCODE}),
        ("01296 315000", {Why.PHONE}),
        ("Pargeter +44 1296 315000", {Why.NAME, Why.PHONE}),
    ],
)
@rule("Who answers a search")
def test_somebody_answers_and_it_says_in_what(text: str, why: set[Why]) -> None:
    match = found(text)

    assert match is not None
    assert set(match.why) == why


@pytest.mark.parametrize(
    "text",
    [
        "Smith 12/3/1945",
        "E Smith 12/3/1945",
        "Ethel Pargeter 25/5/1960",
        "Ethel Pargeter MK1 1AA",
        "Ethel HP19",
        "Pargeter HP19 25/5/1960",
        "13/3/1945",
        "HP19 9ZZ",
        "943 476 5870",
    ],
)
@rule("Who does not answer a search")
def test_somebody_does_not_answer(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Ethel Pargeter 12/3/1945", "Ethel Pargeter 3/12/1945"),
        ("Ethel Pargeter 12/3/1945", "Ethel Pargeter 13/3/1945"),
        ("Ethel Pargeter 3/12/1945", "Ethel Pargeter 13/3/1945"),
        ("Ethel Pargeter 12/3/45", "Ethel Pargiter 12/3/45"),
        ("Ethel Pargiter 12/3/45", "Ethel Smith 12/3/45"),
        ("Ethel Pargeter HP19 8AB", "Ethel Pargeter HP19"),
        ("PARGETER, Ethel 12/3/45", "ETHEL, Pargeter 12/3/45"),
        ("9434765919 Pargeter", "9434765919 Smith"),
    ],
)
@rule("Which of two answers stands first")
def test_a_surer_answer_stands_first(better: str, worse: str) -> None:
    first, second = found(better), found(worse)

    assert first is not None
    assert second is not None
    assert first.score > second.score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9434765919", True),
        ("Ethel Pargeter 12/3/1945", True),
        ("Pargeter 12/3/1945", False),
        ("Ethel 12/3/1945", False),
        ("Ethel Pargiter 12/3/1945", False),
        ("Ethel Pargeter 13/3/1945", False),
        ("Ethel Pargeter HP19 8AB", False),
    ],
)
@rule("What finds somebody whose record is restricted")
def test_exact_is_by_number_or_by_full_name_and_birth(text: str, expected: bool) -> None:
    match = found(text)

    assert match is not None
    assert match.is_exact is expected


def test_somebody_of_whom_only_a_number_is_held_is_found_by_it() -> None:
    nobody = Candidate(number="9434765919", family=(), given=(), born_on=None)

    match = found("Pargeter 9434765919 12/3/1945 HP19 8AB", nobody)

    assert match == Match(ranking.NUMBER, (Why.NUMBER,), True)


def test_somebody_without_whereabouts_is_not_found_by_them() -> None:
    assert found("Ethel Pargeter HP19 8AB", replace(ETHEL, postcodes=frozenset())) is None


def slow_match(query: search.Query, one: Candidate) -> int | None:
    """The score of somebody, by going through every case in turn, or None."""
    score, pins, is_named = 0, False, not query.names
    held = [*((f, True) for f in one.family), *((g, False) for g in one.given)]
    if query.names and held:
        best = []
        for typed in query.names:
            points = [0]
            for name, is_family in held:
                misplaced = bool(query.family) and (typed in query.family) != is_family
                likeness = names.alike(typed, name)
                points.append(likeness * 70 // 100 if misplaced else likeness)
            best.append(max(points))
        score += 50 * sum(best) // (100 * len(best))
        is_named = max(best) >= 65
    is_family = any(names.alike(t, f) >= 65 for t in query.names for f in one.family)
    is_born = None
    if query.births and one.born_on:
        near = ranking.near_births(query.births).get(one.born_on)
        if one.born_on == query.births[0]:
            is_born, points = True, 40
        elif one.born_on in query.births:
            is_born, points = True, 36
        elif near:
            is_born, points = bool(query.names), 25 if near == "born_swapped" else 20
        else:
            is_born, points = False, -15
        score += points
        pins = pins or is_born
    wanted = query.postcode or query.district
    if wanted and one.postcodes:
        districts = {held.split()[0] for held in one.postcodes}
        if query.postcode in one.postcodes:
            score, pins = score + 30, True
        elif wanted.split()[0] in districts:
            score += 10
            pins = pins or (is_family and is_born is None)
        else:
            score -= 5
    if query.number and query.number.value == one.number:
        return score + 100
    return score if pins and is_named else None


TOKENS = st.sampled_from(["ethel", "pargeter", "pargiter", "smith", "may", "e", "reg"])
BIRTHS = st.sampled_from(
    [date(1945, 3, 12), date(1945, 12, 3), date(1945, 3, 13), date(1960, 5, 25)]
)
POSTCODES = st.sampled_from(["HP19 8AB", "HP19 9ZZ", "MK1 1AA"])
NUMBERS = st.sampled_from(["9434765919", "9434765870"])
CANDIDATES = st.builds(
    Candidate,
    number=st.none() | NUMBERS,
    family=st.lists(TOKENS, max_size=2).map(tuple),
    given=st.lists(TOKENS, max_size=2).map(tuple),
    born_on=st.none() | BIRTHS,
    postcodes=st.frozensets(POSTCODES, max_size=2),
)


@st.composite
def queries(draw: st.DrawFn) -> search.Query:
    """What somebody may ask for."""
    typed = tuple(draw(st.lists(TOKENS, max_size=3, unique=True)))
    postcode = draw(st.none() | POSTCODES)
    return search.Query(
        number=draw(st.none() | NUMBERS.map(NhsNumber)),
        names=typed,
        family=typed[: draw(st.integers(0, 1))],
        births=tuple(draw(st.lists(BIRTHS, max_size=2, unique=True))),
        postcode=postcode,
        district=None if postcode else draw(st.none() | st.sampled_from(["HP19", "MK1"])),
    )


@given(queries(), CANDIDATES)
def test_the_score_is_what_the_slow_twin_says(query: search.Query, one: Candidate) -> None:
    match = ranking.match(query, one)

    assert (match.score if match else None) == slow_match(query, one)


@given(queries(), CANDIDATES)
def test_whoever_answers_for_sure_is_looked_up(query: search.Query, one: Candidate) -> None:
    match = ranking.match(query, one)
    sure = {Why.NUMBER, Why.BORN, Why.POSTCODE}

    is_looked_up = any(_has(one, lookup) for lookup in keys.lookups(query))

    assert is_looked_up or match is None or not sure & set(match.why)


@given(queries(), CANDIDATES)
def test_whoever_sounds_as_typed_is_looked_up(query: search.Query, one: Candidate) -> None:
    match = ranking.match(query, one)
    sounds_so = Why.NAME in match.why if match else False

    assert not sounds_so or any(_has(one, lookup) for lookup in keys.lookups(query))


def _has(one: Candidate, lookup: keys.Lookup) -> bool:
    held = keys.keys_of(
        number=one.number,
        name_texts=[*one.family, *one.given],
        born_on=one.born_on,
        postcodes_held=one.postcodes,
    )
    has_key = any((lookup.kind, key) in held for key in lookup.keys)
    has_sound = any((keys.KeyKind.SOUND, sound) in held for sound in lookup.sounds)
    return has_key and (has_sound or not lookup.must_sound)
