"""What happens to what was agreed. Facts are kept for ever: none holds a name or a word."""

from datetime import date
from uuid import UUID

from joinedup.kernel.facts import fact
from joinedup.plans.domain.agreements import EndedBecause, Found, Outcome, Says


@fact
class AgreementWritten:
    """What was agreed with somebody, or offered to them, was written down."""

    agreement_id: UUID
    outcome: Outcome
    look_again_on: date


@fact
class AgreementReviewed:
    """What was agreed was looked at again with the person."""

    agreement_id: UUID
    found: Found
    next_on: date | None


@fact
class AgreementEnded:
    """What was agreed stands no more."""

    agreement_id: UUID
    because: EndedBecause


@fact
class AgreementReplied:
    """The person said on their own pages that they agree, or want to change something."""

    agreement_id: UUID
    reply_id: UUID
    says: Says


@fact
class ReplyAnswered:
    """What the person wanted to change in an agreement was answered."""

    reply_id: UUID
