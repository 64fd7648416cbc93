"""What a place file says of the roles that an identity provider names."""

from dataclasses import dataclass

from joinedup.foundation.permissions import Role
from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import OrganisationRef, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRole(Entry):
    """Which role here a provider's role is, for whoever holds that role here already.

    `claim` is its code there, whole or its last part (*R8001*), `at` its code for the organisation
    (at NHS CIS2 the ODS code), or `any`. It gives nobody a role: it says in which of their own
    somebody works.
    """

    KEY = ("claim", "at")

    claim: Text
    at: Text
    role: Role
    organisation: OrganisationRef
