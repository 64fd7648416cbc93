"""Who is looking, as what and for which purpose; and what the one access rule answers them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Q

from joinedup.foundation import sharing
from joinedup.foundation.permissions import Permission
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.kernel.purposes import Purpose
from joinedup.kernel.sections import Section

DIRECT_CARE = Purpose.DIRECT_CARE.value
OWN_CARE = Purpose.OWN_CARE.value
"""The purpose of whoever reads of themselves."""
NAMED = "named"
SELF_CLAIMED = "self_claimed"
BROKEN_GLASS = "broken_glass"
CARE_GROUNDS = (
    "episode",
    "allocated",
    "sent_to_team",
    "open_referral",
    "open_call",
    "key_worker",
    "practice_registration",
    "meeting",
    NAMED,
    SELF_CLAIMED,
    BROKEN_GLASS,
)
EMERGENCY_GROUNDS = ("live_contact",)
"""What opens a person as far as somebody needs who is with them in an emergency, and no further."""
ON_ONES_WORD = (SELF_CLAIMED, BROKEN_GLASS)
"""What opens a person on the viewer's own word: it is no care that the person would know of."""
OWN_RECORD = "own_record"
OWN_GROUNDS = (OWN_RECORD,)
"""What opens the person's own view, and no page of the staff."""
DELEGATE = "delegate"
DELEGATE_GROUNDS = (DELEGATE,)
"""What opens the part of a person's own view that was given to whoever acts for them."""
NOBODY = Q(pk__in=[])
EVERYBODY = Q(pk__isnull=False)
ACCESS = "access"
LOCATION = "location"
ACCESS_RESTRICTED = "access_restricted"
OBJECTED = "objected"
OBJECTED_BUT_CARERS = "objected_but_carers"
CONSENT_NEEDED = "consent_needed"
OPTED_OUT = "opted_out"
NOT_CHECKED = "opt_out_not_checked"
LEFT_OUT = (OPTED_OUT, NOT_CHECKED)
"""Refusals of a use that is not somebody's own care: nothing of them is open to it."""
NOT_IN_APP = "not_in_app"
"""What refuses everybody to an app but the one person whom it was opened about."""
FOR_OTHERS = "for_others"
"""What refuses an item to whoever it is not for, of somebody who is open to them."""
DECIDED_BY_THEM = (OBJECTED, OBJECTED_BUT_CARERS, CONSENT_NEEDED)
"""Refusals that follow from what the person decided; broken glass opens what they close."""
# A job of ours acts for everybody whom its fact is about; no person signs in as one.
JOB = "job"
PARTNER = "partner:"
CONTACT = "contact:"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is looking, as what, for which purpose and when; `shown` gathers whom the page showed.

    `only` are the records of the one person about whom a user opened the app that reads for them.
    """

    account_id: AccountId
    role: str
    organisation: str
    teams: frozenset[str]
    permissions: frozenset[Permission]
    purpose: str
    now: datetime
    shown: dict[PersonId, str] = field(default_factory=dict, compare=False)
    needs_consent: bool = False
    not_agreed: sharing.NotAgreed = ()
    only: frozenset[PersonId] | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the viewer's role carries a permission."""
        return permission in self.permissions

    def show(self, person_id: PersonId, ground: str) -> None:
        """Note that the answer being made shows a person, for the log of reading."""
        self.shown.setdefault(person_id, ground)

    @property
    def shape(self) -> tuple[object, ...]:
        """What a question depends on besides who is looking and when."""
        teams, only = len(self.teams), None if self.only is None else len(self.only)
        return self.role, self.permissions, self.purpose, teams, self.needs_consent, only

    def with_values(self, replaced: Callable[[Any], Any]) -> "Scope":
        """The same with who is looking and when replaced, for a question put together once."""
        return replace(
            self,
            account_id=replaced(self.account_id),
            organisation=replaced(self.organisation),
            teams=frozenset(replaced(team) for team in sorted(self.teams)),
            now=replaced(self.now),
            only=None if self.only is None else frozenset(map(replaced, sorted(self.only))),
            shown={},
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and what they may see while acting."""

    account_id: AccountId
    scope: Scope


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason that allows, or refuses, and the rows for which it is true."""

    code: str
    holds: Q


class Limited(Protocol):
    """What is known of one person to one viewer that closes some of their sections."""

    @property
    def closed(self) -> frozenset[Section]:
        """The sections that they limited."""

    @property
    def is_glass_broken(self) -> bool:
        """Whether the viewer opened the record in an emergency."""


class Opens(StrEnum):
    """How much of a person is open to a viewer.

    `EMERGENCY` is what is needed by whoever is with them now: wishes, allergies, medicines, alerts,
    whom to ring. `OWN` is the person's own view, and no page of the staff; `DELEGATED` the part of
    it that was given to whoever acts for them. `RESTRICTED` is what a record that fewer people may
    open never keeps from anybody who has a ground: allergies,
    treatment wishes and whom to ring.
    """

    NOTHING = "nothing"
    DELEGATED = "delegated"
    OWN = "own"
    RESTRICTED = "restricted"
    EMERGENCY = "emergency"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rule says of one viewer and one person, and every reason it found.

    `grounds` open all of a person, `emergency_grounds` what an emergency needs, `own_grounds` the
    person's own view, `delegate_grounds` what was given of it to whoever acts for them. Of somebody
    whose whereabouts are restricted nothing is shown that follows from where they are. `closed` are
    the sections that they limited, for this viewer too; `against` is what they decided that broken
    glass opened all the same.
    """

    grounds: tuple[str, ...]
    refusals: tuple[str, ...]
    is_location_restricted: bool = False
    emergency_grounds: tuple[str, ...] = ()
    closed: frozenset[Section] = frozenset()
    against: tuple[str, ...] = ()
    own_grounds: tuple[str, ...] = ()
    delegate_grounds: tuple[str, ...] = ()
    closed_since: tuple[tuple[Section, datetime], ...] = ()

    @property
    def opens(self) -> Opens:
        """How much is open."""
        if not (self.grounds or self.emergency_grounds):
            return self._opens_of_own
        if set(self.refusals).intersection((*LEFT_OUT, NOT_IN_APP)):
            return Opens.NOTHING
        if self.refusals:
            return Opens.RESTRICTED
        return Opens.ALL if self.grounds else Opens.EMERGENCY

    @property
    def _opens_of_own(self) -> Opens:
        if self.own_grounds:
            return Opens.OWN
        # Whoever made them safe, or heard them say no, does not know who acts for them.
        is_kept = set(self.refusals).intersection((ACCESS_RESTRICTED, OBJECTED))
        is_given = bool(self.delegate_grounds) and not is_kept
        return Opens.DELEGATED if is_given else Opens.NOTHING

    @property
    def is_glass_broken(self) -> bool:
        """Whether the viewer opened it in an emergency: it opens what the person closed as well."""
        return BROKEN_GLASS in self.grounds

    @property
    def is_kept_by_them(self) -> bool:
        """Whether a decision of the person keeps something from the viewer that glass opens."""
        theirs = self.closed or set(self.refusals).intersection(DECIDED_BY_THEM)
        return bool(theirs) and ACCESS_RESTRICTED not in self.refusals

    @property
    def is_allowed(self) -> bool:
        """Whether all of the person is open."""
        return self.opens is Opens.ALL

    @property
    def ground(self) -> str:
        """The strongest ground, for the log of reading."""
        opening = (*self.grounds, *self.emergency_grounds, *self.own_grounds)
        return (*opening, *self.delegate_grounds)[0]
