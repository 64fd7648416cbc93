"""Who shares which sections with whom, by the agreements of a place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from joinedup.foundation.place_agreements import SharingAgreement, agreements, sharing_with
from joinedup.foundation.place_schema import Organisation, OrganisationKind
from joinedup.kernel.sections import Section

ENDS = date(2026, 11, 30)
A_DAY = timedelta(days=1)
ORGANISATIONS = {
    code: Organisation(code=code, name=code.title(), kind=kind)
    for code, kind in (
        ("trust", OrganisationKind.COMMUNITY_TRUST),
        ("council", OrganisationKind.UNITARY_COUNCIL),
        ("charity", OrganisationKind.VOLUNTARY),
    )
}
ALL = SharingAgreement(
    code="care",
    name="Direct care",
    reference="ISA-1",
    purpose="Direct care",
    basis="UK GDPR Article 6(1)(e) and 9(2)(h)",
    since=date(2026, 1, 1),
    until=ENDS,
    review_on=date(2026, 10, 1),
    parties=("trust", "council"),
)
SOME = replace(
    ALL,
    code="visits",
    parties=("charity",),
    party_kinds=(OrganisationKind.COMMUNITY_TRUST,),
    sections=(Section.CONTACTS,),
    until=ENDS + A_DAY,
)


def shared(code: str, on: date) -> dict[Section, frozenset[str]]:
    return sharing_with((ALL, SOME), ORGANISATIONS, code, on=on)


def test_parties_share_what_an_agreement_covers() -> None:
    found = shared("trust", ENDS)

    assert found[Section.CONTACTS] == {"trust", "council", "charity"}
    assert found[Section.MEDICINES] == {"trust", "council"}
    assert shared("charity", ENDS)[Section.MEDICINES] == {"charity"}


@pytest.mark.parametrize(
    ("on", "whom"),
    [(ALL.since - A_DAY, {"council"}), (ENDS, {"council", "trust"}), (ENDS + A_DAY, {"council"})],
)
def test_an_agreement_holds_through_its_last_day(on: date, whom: set[str]) -> None:
    assert shared("council", on)[Section.RESULTS] == whom


def test_who_is_none_of_the_place_shares_with_itself_alone() -> None:
    assert set(shared("stranger", ENDS).values()) == {frozenset({"stranger"})}


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"until": date(2025, 1, 1), "review_on": date(2026, 1, 1)}, "until"),
        ({"review_on": ENDS + A_DAY}, "review_on"),
        ({"parties": ("trust",)}, "parties"),
        ({"parties": (), "party_kinds": (OrganisationKind.VOLUNTARY,)}, "parties"),
    ],
)
def test_an_agreement_that_cannot_hold_is_refused(changed: dict[str, object], at: str) -> None:
    wrong = replace(ALL, **changed)  # type: ignore[arg-type]

    assert at in {fault.key for fault in agreements({"care": wrong}, ORGANISATIONS)}


def test_a_sound_agreement_is_taken() -> None:
    of_practices = replace(ALL, parties=(), party_kinds=(OrganisationKind.PRACTICE,))

    assert list(agreements({"a": ALL, "b": SOME, "c": of_practices}, ORGANISATIONS)) == []
