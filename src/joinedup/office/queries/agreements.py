"""The sharing agreements of the place, and who is party to none."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place_agreements import SharingAgreement
from joinedup.foundation.place_cautions import ENDS_SOON, parties_to_none
from joinedup.foundation.scope import Scope, require_permission


class Standing(StrEnum):
    """How an agreement stands today."""

    IN_FORCE = "in_force"
    ENDS_SOON = "ends_soon"
    TO_REVIEW = "to_review"
    NOT_YET = "not_yet"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement, how it stands, and the names of its parties."""

    agreement: SharingAgreement
    standing: Standing
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreements:
    """Every agreement of the place, those that end first; and who is party to none in force."""

    rows: tuple[AgreementRow, ...]
    out: tuple[str, ...]


def agreements(scope: Scope) -> Agreements:
    """The agreements as they stand today, for the privacy officer and the place's own checks."""
    if not scope.may(Permission.PLACE_CHECK):
        require_permission(scope, Permission.RECORD_RESTRICT)
    here, today = place.current(), place.today()
    rows = [
        AgreementRow(
            one,
            _standing(one, today),
            tuple(
                sorted(
                    str(each.name) for each in here.organisations.values() if one.has_party(each)
                )
            ),
        )
        for one in here.sharing_agreements.values()
    ]
    out = sorted(here.organisation_name(one) for one in parties_to_none(here, on=today))
    return Agreements(tuple(sorted(rows, key=lambda row: row.agreement.until)), tuple(out))


def _standing(one: SharingAgreement, today: date) -> Standing:
    if one.until < today:
        return Standing.ENDED
    if one.since > today:
        return Standing.NOT_YET
    if one.until - today <= ENDS_SOON:
        return Standing.ENDS_SOON
    return Standing.TO_REVIEW if one.review_on < today else Standing.IN_FORCE
