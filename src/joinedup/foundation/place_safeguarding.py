"""Who takes a safeguarding concern: the council's front door, for adults and for children."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from joinedup.foundation.place_reading import Fault
from joinedup.foundation.place_schema import Entry, Organisation, OrganisationKind
from joinedup.foundation.place_shapes import (
    Code,
    Duration,
    Endpoint,
    OrganisationRef,
    Telephone,
    Text,
)

ADULT: Final = "adult"
CHILD: Final = "child"
DOORS: Final = frozenset({ADULT, CHILD})
# Care Act 2014 s.1 and s.42, Children Act 1989 s.47: the local authority with social services,
# which of two tiers is the county.
_HAVE_THE_DUTY: Final = frozenset(
    {
        OrganisationKind.COUNTY_COUNCIL,
        OrganisationKind.BOROUGH_COUNCIL,
        OrganisationKind.UNITARY_COUNCIL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeguardingDoor(Entry):
    """The council's front door for concerns about adults, or about children.

    One with an `endpoint` is sent a message; one without is rung, and that it was is recorded.
    """

    code: Code
    name: Text
    organisation: OrganisationRef
    telephone: Telephone
    out_of_hours: Telephone
    acknowledged_within: Duration
    endpoint: Endpoint | None = None


def doors(
    safeguarding: Mapping[str, SafeguardingDoor], organisations: Mapping[str, Organisation]
) -> Iterable[Fault]:
    """What does not hold together: each of the two once, and of a council that has the duty."""
    yield from _known(safeguarding)
    for one in safeguarding.values():
        council = organisations.get(one.organisation)
        if council is None or council.kind not in _HAVE_THE_DUTY:
            said = (
                f'found "{one.organisation}", expected a council with social services: a county,'
                " borough or unitary council"
            )
            yield Fault("safeguarding", said, one.code, "organisation")


def _known(safeguarding: Mapping[str, SafeguardingDoor]) -> Iterator[Fault]:
    for code in sorted(set(safeguarding) - DOORS):
        said = f"found a code that nothing uses, expected one of {', '.join(sorted(DOORS))}"
        yield Fault("safeguarding", said, code)
    for code in sorted(DOORS - set(safeguarding)):
        yield Fault("safeguarding", f'"{code}" is missing, expected {" and ".join(sorted(DOORS))}')
