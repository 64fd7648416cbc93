"""One decision of the access rule, put together from what the store says."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from joinedup.foundation.models import SharingDecision
from joinedup.foundation.viewing import (
    ACCESS,
    ACCESS_RESTRICTED,
    BROKEN_GLASS,
    CARE_GROUNDS,
    CONSENT_NEEDED,
    DELEGATE_GROUNDS,
    EMERGENCY_GROUNDS,
    JOB,
    LEFT_OUT,
    LOCATION,
    NAMED,
    NOT_IN_APP,
    OBJECTED,
    OBJECTED_BUT_CARERS,
    ON_ONES_WORD,
    OWN_GROUNDS,
    Decision,
    Scope,
)
from joinedup.kernel.sections import Section

LIMIT: Final = SharingDecision.Kind.LIMIT.value
CONSENT: Final = SharingDecision.Kind.CONSENT.value
OBJECTION: Final = SharingDecision.Kind.OBJECTION.value
ONLY_CARERS: Final = SharingDecision.Kind.ONLY_CARERS.value
PAST: Final = "past:"


def decision_of(scope: Scope, said: Mapping[str, datetime]) -> Decision:
    """What the rule says, by every word the store has of a viewer and a person, and since when.

    A word is a kind of care or of restriction, or a decision as its kind and section; care that has
    ended, and is looked at for its day, has `PAST` before it.
    """
    going = set(said)
    held = going | {one.removeprefix(PAST) for one in said}
    # In the order of the list, so that the strongest ground is told first.
    allowing = tuple(code for code in CARE_GROUNDS if code in held)
    if scope.role == JOB:
        allowing = (JOB,)
    against = tuple(code for code in (*LEFT_OUT, NOT_IN_APP) if code in held)
    if ACCESS in held and NAMED not in held:
        against = (ACCESS_RESTRICTED, *against)
    in_emergency = tuple(code for code in EMERGENCY_GROUNDS if code in held)
    theirs = tuple(_refused_by_them(scope, going))
    limits = {one: said[key] for one in Section if (key := f"{LIMIT}:{one}") in said}
    made = Decision(
        allowing,
        against + theirs,
        LOCATION in held,
        in_emergency,
        frozenset(limits),
        closed_since=tuple(limits.items()),
        own_grounds=tuple(code for code in OWN_GROUNDS if code in held),
        # Never for a day longer: whoever ends it means now.
        delegate_grounds=tuple(code for code in DELEGATE_GROUNDS if code in going),
    )
    if BROKEN_GLASS not in held:
        return made
    opened = (*theirs, *(f"{LIMIT}:{one}" for one in limits))
    return replace(made, refusals=against, closed=frozenset(), closed_since=(), against=opened)


def _refused_by_them(scope: Scope, going: Collection[str]) -> Iterable[str]:
    caring = set(going).difference(ON_ONES_WORD) & {*CARE_GROUNDS, *EMERGENCY_GROUNDS}
    if f"{OBJECTION}:" in going:
        yield OBJECTED
    if f"{ONLY_CARERS}:" in going and not caring:
        yield OBJECTED_BUT_CARERS
    if scope.needs_consent and f"{CONSENT}:" not in going:
        yield CONSENT_NEEDED
