"""Which section of a record an entry falls in."""

import pytest

from joinedup.kernel.sections import ALWAYS_OPEN, LIMITABLE, Section
from joinedup.people.domain import sections
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.sections import SNOMED


def fallen(
    kind: EntryKind, words: str = "", *, code: str = "", told_by: Section | None = None
) -> set[Section]:
    return set(
        sections.sections_of(kind, code_system=SNOMED, code=code, words=words, told_by=told_by)
    )


@pytest.mark.rule("Sections of a record")
@pytest.mark.parametrize("kind", list(EntryKind))
def test_every_kind_of_entry_falls_in_a_section(kind: EntryKind) -> None:
    assert fallen(kind) == {sections.SECTION_OF[kind]}
    assert kind in sections.kinds_of(sections.SECTION_OF[kind])


@pytest.mark.rule("Sections of a record")
@pytest.mark.parametrize(
    ("kind", "words", "code", "found"),
    [
        (EntryKind.CONDITION, "Moderate depression", "", {"conditions", "mental_health"}),
        (EntryKind.CONDITION, "Low mood", "35489007", {"conditions", "mental_health"}),
        (EntryKind.MEDICATION, "Sertraline 50 mg", "", {"medicines", "mental_health"}),
        (EntryKind.OBSERVATION, "HIV test", "", {"results", "sexual_health"}),
        (EntryKind.FLAG, "Known HIV infection", "", {"alerts", "sexual_health"}),
        (EntryKind.CONDITION, "Fracture of hip", "", {"conditions"}),
        (EntryKind.ALLERGY, "Allergy to sertraline", "35489007", {"alerts"}),
        (EntryKind.CARE_PLAN, "ReSPECT form; psychiatric wishes in it", "", {"wishes"}),
        (EntryKind.CONDITION, "Fear of CPR and anxiety", "", {"conditions", "mental_health"}),
    ],
)
def test_what_is_coded_or_written_falls_in_the_section_it_is_about(
    kind: EntryKind, words: str, code: str, found: set[str]
) -> None:
    assert fallen(kind, words, code=code) == found


@pytest.mark.rule("Sections of a record")
def test_what_a_mental_health_trust_tells_is_of_mental_health() -> None:
    told = fallen(EntryKind.ENCOUNTER, "Clinic", told_by=Section.MENTAL_HEALTH)

    assert told == {Section.CONTACTS, Section.MENTAL_HEALTH}


def test_a_code_of_another_system_is_not_read_as_ours() -> None:
    found = sections.sections_of(
        EntryKind.CONDITION, code_system="urn:x", code="35489007", words="", told_by=None
    )

    assert found == {Section.CONDITIONS}


@pytest.mark.rule("Sections of a record")
def test_nobody_limits_allergies_wishes_or_how_to_reach_them() -> None:
    assert ALWAYS_OPEN.isdisjoint(LIMITABLE)
    assert {*ALWAYS_OPEN, *LIMITABLE} == set(Section)
    assert all(one.label for one in Section)


def test_a_kind_may_be_missing_where_its_section_or_a_wider_one_is_closed() -> None:
    assert sections.may_hold(Section.CONDITIONS, EntryKind.CONDITION)
    assert sections.may_hold(Section.MENTAL_HEALTH, EntryKind.CONDITION)
    assert not sections.may_hold(Section.RESULTS, EntryKind.CONDITION)
    assert not sections.may_hold(Section.MENTAL_HEALTH, EntryKind.ALLERGY)
