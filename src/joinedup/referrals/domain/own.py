"""Which referrals somebody reads of themselves."""

from joinedup.referrals.domain.request import AgreementKind


def is_told(agreement: AgreementKind, *, is_reached: bool) -> bool:
    """Whether somebody knows of a referral, so that a page may tell them of it.

    Who agreed knows; for whom it was decided in their best interests is told as anybody is (Mental
    Capacity Act 2005 s.4: they take part as far as they can). Who was not asked, or refused, should
    hear of it from a person first.
    """
    return is_reached or agreement in (AgreementKind.AGREES, AgreementKind.LACKS_CAPACITY)
