"""Sharing agreements of a place: who shares which sections with whom, from when until when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from joinedup.foundation.place_reading import Fault
from joinedup.foundation.place_schema import Entry, Organisation, OrganisationKind
from joinedup.foundation.place_shapes import Code, OrganisationRef, Text
from joinedup.kernel.sections import Section

_FEWEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingAgreement(Entry):
    """What organisations agreed to share with each other, for which purpose and on what basis.

    Every organisation of a kind in `party_kinds` is a party as well. `until` is its last day; no
    `sections` are all of them.
    """

    code: Code
    name: Text
    reference: Text
    purpose: Text
    basis: Text
    since: date
    until: date
    review_on: date
    parties: tuple[OrganisationRef, ...] = ()
    party_kinds: tuple[OrganisationKind, ...] = ()
    sections: tuple[Section, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= on <= self.until

    def covers(self, section: Section) -> bool:
        """Whether a section is shared by it."""
        return not self.sections or section in self.sections

    def has_party(self, one: Organisation) -> bool:
        """Whether an organisation is a party to it."""
        return one.code in self.parties or one.kind in self.party_kinds


def agreements(
    sharing_agreements: Mapping[str, SharingAgreement], organisations: Mapping[str, Organisation]
) -> Iterator[Fault]:
    """What does not hold together in the agreements of a place."""
    for one in sharing_agreements.values():
        if one.until < one.since:
            said = f"found {one.until}, expected {one.since} or later"
            yield Fault("sharing_agreements", said, one.code, "until")
        if not one.since <= one.review_on <= one.until:
            said = f"found {one.review_on}, expected a day from {one.since} to {one.until}"
            yield Fault("sharing_agreements", said, one.code, "review_on")
        # The practices of a place are declared apart, and are parties by name or by their kind.
        by_kind = sum(each.kind in one.party_kinds for each in organisations.values())
        is_of_practices = OrganisationKind.PRACTICE in one.party_kinds
        if len(one.parties) + by_kind + is_of_practices * _FEWEST < _FEWEST:
            said = "found fewer than two parties, expected who shares with whom"
            yield Fault("sharing_agreements", said, one.code, "parties")


def sharing_with(
    sharing_agreements: Iterable[SharingAgreement],
    organisations: Mapping[str, Organisation],
    code: str,
    *,
    on: date,
) -> dict[Section, frozenset[str]]:
    """With which organisations one shares each section on a day; itself is always among them."""
    own = organisations.get(code)
    theirs = [
        one
        for one in sharing_agreements
        if own is not None and one.is_in_force(on) and one.has_party(own)
    ]
    found = {section: {code} for section in Section}
    for agreement in theirs:
        parties = {each.code for each in organisations.values() if agreement.has_party(each)}
        for section in Section:
            if agreement.covers(section):
                found[section] |= parties
    return {section: frozenset(codes) for section, codes in found.items()}
