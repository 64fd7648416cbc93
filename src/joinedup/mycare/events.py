"""What happens on people's own pages. Facts are kept for ever: none holds a name or a word."""

from uuid import UUID

from joinedup.kernel.facts import fact
from joinedup.mycare.domain.asking import AskedFor, Outcome
from joinedup.mycare.domain.cards import CardLasts
from joinedup.mycare.domain.delegates import Basis
from joinedup.mycare.domain.letters import JoinedHow, SeenHow
from joinedup.mycare.domain.summaries import How, TextWish
from joinedup.mycare.domain.texting import Trouble


@fact
class LetterCodeIssued:
    """Somebody was given a letter with a code, to sign in to their own care."""

    code_id: UUID
    seen_how: SeenHow


@fact
class LetterCodeRevoked:
    """A letter's code was closed before it was used."""

    code_id: UUID


@fact
class OwnCareOpened:
    """Somebody sees their own care online from now, by what they showed to be themselves."""

    how: JoinedHow


@fact
class SignInRenewed:
    """Somebody who had forgotten how to sign in chose anew, by a new letter."""


@fact
class OwnCareClosed:
    """Somebody sees their own care online no longer."""

    because: str


@fact
class RequestMade:
    """Somebody asked something about their own record."""

    asking_id: UUID
    asked_for: AskedFor


@fact
class RequestAnswered:
    """What somebody asked about their own record was answered."""

    asking_id: UUID
    asked_for: AskedFor
    outcome: Outcome


@fact
class CardMade:
    """Somebody made a card that opens a part of their own record for a time."""

    card_id: UUID
    lasts: CardLasts


@fact
class CardOpened:
    """A card was opened by whoever had its code and its holder's number."""

    card_id: UUID


@fact
class CardEnded:
    """A card opens no more: its holder ended it, or made another."""

    card_id: UUID


@fact
class DelegateNamed:
    """Somebody was named who may see parts of a person's own pages for them."""

    delegation_id: UUID
    basis: Basis


@fact
class DelegateBegan:
    """Whoever was named gave their code, and acts for the person from now."""

    delegation_id: UUID


@fact
class DelegateLimited:
    """What a delegate may see was changed."""

    delegation_id: UUID


@fact
class DelegateSuspended:
    """A delegate sees nothing until it is lifted."""

    delegation_id: UUID


@fact
class DelegateResumed:
    """A delegate sees again what was given to them."""

    delegation_id: UUID


@fact
class DelegateReviewed:
    """It was looked at whether a delegate should go on, and they do for another year."""

    delegation_id: UUID


@fact
class DelegateEnded:
    """A delegate acts for the person no longer."""

    delegation_id: UUID
    because: str


@fact
class SummarySent:
    """Somebody was told what was talked about: on their own pages, and by text or letter."""

    summary_id: UUID
    how: How
    template: str


@fact
class SummaryTextSent:
    """The carrier took the text of a summary."""

    summary_id: UUID


@fact
class SummaryTextArrived:
    """The text of a summary arrived at the telephone."""

    summary_id: UUID


@fact
class SummaryTextFailed:
    """The text of a summary did not arrive, or was not sent after all."""

    summary_id: UUID
    trouble: Trouble


@fact
class MobileFoundDead:
    """The carrier says that the mobile number held of somebody does not work."""

    summary_id: UUID


@fact
class SummarySentInError:
    """A summary was sent by mistake."""

    summary_id: UUID


@fact
class SummarySettled:
    """Somebody saw to a text that had not arrived."""

    summary_id: UUID


@fact
class TextsDecided:
    """Somebody said what may be sent to them by text."""

    wish: TextWish
    may_name: bool
