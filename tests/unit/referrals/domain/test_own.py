"""Which referrals somebody reads of themselves."""

import pytest

from joinedup.referrals.domain import own
from joinedup.referrals.domain.request import AgreementKind
from tests.rules import rule


@rule("A referral that somebody was not asked about is told them by a person first")
@pytest.mark.parametrize(
    ("agreement", "is_told"),
    [
        (AgreementKind.AGREES, True),
        (AgreementKind.LACKS_CAPACITY, True),
        (AgreementKind.NOT_ASKED, False),
        (AgreementKind.REFUSES, False),
        (AgreementKind.NOT_KNOWN, False),
    ],
)
def test_who_knows_of_a_referral_reads_of_it(agreement, is_told):
    assert own.is_told(agreement, is_reached=False) is is_told
    assert own.is_told(agreement, is_reached=True)
