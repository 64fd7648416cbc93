"""What is limited, or not agreed to be shared, is in no list, count, search or single entry."""

import random
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from joinedup.foundation import care, instant, place
from joinedup.foundation import scope as access
from joinedup.foundation.decided import Kind
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import LIMITABLE, Section
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.record_now import Answer
from joinedup.people.models import RecordEntry
from joinedup.people.queries import cards, record, record_sections
from joinedup.people.queries.outward import EntriesWanted, outward_entries, outward_entry
from joinedup.people.queries.record_sections import PARTS
from tests.builders import people as build
from tests.builders.decided import a_decision, a_limit
from tests.builders.queries import at_most
from tests.builders.record import an_entry, kept

pytestmark = pytest.mark.usefixtures("clock")

WORDS = (
    *("Fracture of hip", "Depressive episode", "Sertraline 50 mg", "HIV infection", "DNACPR form"),
    *("Blood pressure", "Lives alone", "Genital herpes", "Anxiety", "ReSPECT plan and depression"),
)
SOURCES = ("gp-record", "community-system", "council-system", "gp_system")


def viewer() -> Scope:
    """A member of the practice where Ethel is registered."""
    return replace(build.somebody_at().scope, organisation="K99001")


def shown(person: PersonId, scope: Scope | None = None) -> set[str]:
    page = record.record_of(scope or viewer(), person, limit=500)
    assert page.total == len(page.rows)
    return {row.words for row in page.rows}


def a_full_record(rng: random.Random) -> PersonId:
    person = build.a_person()
    for source in SOURCES:
        sent = [
            an_entry(
                kind=rng.choice(list(EntryKind)),
                words=rng.choice(WORDS),
                code=rng.choice(["35489007", "86406008", "1"]),
                organisation=rng.choice(["Larkmead Surgery", "British Red Cross", ""]),
            )
            for _ in range(12)
        ]
        kept(person, *sent, source=source)
    return person


def slowly(person: PersonId, closed: set[Section]) -> Iterator[UUID]:
    """The entries that are open, by reading the section of each in plain Python."""
    for entry in RecordEntry.objects.filter(person_id=person, superseded_at=None):
        is_theirs = entry.audience is None or entry.audience_of == viewer().organisation
        if is_theirs and not record_sections.sections_of(entry) & closed:
            yield entry.pk


@pytest.mark.parametrize("seed", range(6))
def test_a_list_a_count_a_single_entry_and_a_program_agree(seed: int) -> None:
    rng = random.Random(seed)
    person, scope = a_full_record(rng), viewer()
    closed = set(rng.sample(LIMITABLE, rng.randrange(4)))
    if closed:
        a_limit(person, *closed)

    expected = set(slowly(person, closed))
    listed = RecordEntry.objects.filter(access.readable(scope, PARTS), superseded_at=None)
    page = record.record_of(scope, person, limit=500)

    assert set(listed.values_list("pk", flat=True)) == expected
    assert {row.entry_id for row in page.rows} == expected
    assert page.total == len(expected)
    for entry in RecordEntry.objects.filter(person_id=person, version=1):
        sees = entry.pk in expected
        for ask in (
            lambda one=entry: record.entry_of(scope, one.pk),
            lambda one=entry: outward_entry(scope, EntryKind(one.kind), one.pk),
        ):
            if sees:
                ask()
                continue
            with pytest.raises(NotPermitted) as refused:
                ask()
            assert {one.code for one in refused.value.reasons} <= {"section_limited", "for_others"}
    for kind in EntryKind:
        read = outward_entries(scope, person, EntriesWanted(kind=kind), limit=500)
        of_kind = RecordEntry.objects.filter(pk__in=expected, kind=kind.value)
        assert read.total == len(read.rows) == of_kind.count()


def test_a_page_of_somebody_who_limits_nothing_asks_no_more() -> None:
    person = build.a_person()
    kept(person)
    scope = viewer()
    card = cards(scope, [person])[person]
    record.now_of_card(scope, card, [person])

    with at_most(3):
        record.now_of_card(scope, card, [person])
    with at_most(1):
        access.decisions(scope, [person])


def test_none_is_never_said_where_something_is_kept() -> None:
    person = build.a_person()
    none = {"says_none": True, "words": "No conditions"}
    kept(person, an_entry(kind=EntryKind.CONDITION, **none), source="gp-record")
    a_limit(person, Section.MENTAL_HEALTH, Section.MEDICINES)

    now = record.now_of(viewer(), person)

    assert now.kinds[EntryKind.CONDITION].answer is Answer.NOT_SHOWN
    scope = viewer()
    strip = record.strip_of(scope, cards(scope, [person])[person])
    assert strip is not None
    assert strip.medicines.answer is Answer.NOT_SHOWN
    assert strip.allergies.answer is not Answer.NOT_SHOWN


def test_allergies_and_wishes_stay_whatever_is_limited() -> None:
    person = build.a_person()
    kept(
        person,
        an_entry(words="Allergy to sertraline"),
        an_entry(kind=EntryKind.CARE_PLAN, words="ReSPECT form"),
        an_entry(kind=EntryKind.CARE_PLAN, words="Walk daily"),
    )
    a_limit(person, *LIMITABLE)

    assert shown(person) == {"Allergy to sertraline", "ReSPECT form"}


def test_what_an_entry_said_before_is_kept_with_its_section() -> None:
    person = build.a_person()
    sent = an_entry(kind=EntryKind.CONDITION, words="Depression")
    kept(person, sent)
    kept(person, replace(sent, words="Tiredness"))
    a_limit(person, Section.MENTAL_HEALTH)

    (row,) = record.record_of(viewer(), person).rows
    _, versions = record.entry_of(viewer(), row.entry_id)

    assert (row.words, row.was) == ("Tiredness", None)
    assert [one.words for one in versions] == ["Tiredness"]
    with pytest.raises(NotPermitted):
        record.entry_of(viewer(), row.replaces or row.entry_id)


def test_glass_opens_what_was_limited_and_says_so() -> None:
    person, scope = build.a_person(), viewer()
    kept(person, an_entry(kind=EntryKind.CONDITION, words="Hip"))
    a_limit(person, Section.CONDITIONS)
    a_decision(person, organisation=scope.organisation)
    assert access.explain(scope, person).refusals == ("objected",)
    holder = care.account(scope.account_id)
    care.begin(person, holder, because="broken_glass", at=instant.now(), by=build.the_office())

    decision = access.explain(scope, person)

    assert decision.is_allowed
    assert decision.against == ("objected", "limit:conditions")
    assert shown(person, scope) == {"Hip"}


def test_what_others_told_is_not_read_where_nothing_is_agreed() -> None:
    person = build.a_person()
    for source in SOURCES:
        told = an_entry(kind=EntryKind.CONDITION, words=source, organisation="")
        kept(person, told, an_entry(words=f"Allergy of {source}"), source=source)
    scope = viewer()
    ours = place.current().organisation_name(scope.organisation)
    kept(person, an_entry(kind=EntryKind.CONDITION, words="Ours", organisation=ours))
    others = frozenset({"bht", scope.organisation})
    scope = replace(scope, not_agreed=((frozenset(LIMITABLE), others),))

    found = shown(person, scope)
    listed = RecordEntry.objects.filter(access.readable(scope, PARTS), superseded_at=None)

    assert {one for one in found if not one.startswith("Allergy")} == {"community-system", "Ours"}
    assert len([one for one in found if one.startswith("Allergy")]) == len(SOURCES)
    assert {one.words for one in listed} == found
    hidden = RecordEntry.objects.get(words="council-system")
    with pytest.raises(NotPermitted) as refused:
        record.entry_of(scope, hidden.pk)
    assert [one.code for one in refused.value.reasons] == ["not_agreed"]


def test_a_decision_to_limit_is_of_one_organisation_or_of_all() -> None:
    person, scope = build.a_person(), viewer()
    kept(person, an_entry(kind=EntryKind.CONDITION, words="Hip"))
    a_limit(person, Section.CONDITIONS, organisation="bht")
    assert shown(person) == {"Hip"}

    a_decision(person, Kind.LIMIT, section=Section.CONDITIONS, organisation=scope.organisation)

    assert shown(person) == set()
