"""A referral arrives."""

from datetime import datetime
from uuid import uuid5

from joinedup.foundation import journey
from joinedup.foundation.journey import change
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people_queries
from joinedup.people import services as people
from joinedup.referrals import events
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.ids import DraftId, ReferralId
from joinedup.referrals.domain.request import (
    Incomplete,
    KnownPerson,
    NewPerson,
    Request,
    UnidentifiedPerson,
    missing,
    unknown_codes,
)
from joinedup.referrals.models import Draft, Referral
from joinedup.referrals.services.arriving import Arrival, arrived, begin_lines, let_see
from joinedup.referrals.services.holding import here, known_observations
from joinedup.referrals.services.telling import tell_referrer

LONGEST_KEY = 200


class NoKey(Refused):
    """A referral carries the key that makes sending it twice harmless."""

    code = "key_missing"


class BeganAfterReceipt(Refused):
    """A call cannot have begun after it was taken down."""

    code = "began_after_receipt"


class PersonHasDied(Refused):
    """The person has died: only who says that they know it may ask for something all the same."""

    code = "person_has_died"


class AlreadySent(Refused):
    """The partner has sent a referral under this identifier before."""

    code = "already_sent"


@change
def send_referral(
    request: Request,
    *,
    key: str,
    arrived_by: ArrivedBy = ArrivedBy.FORM,
    sender: Sender | None = None,
    began_at: datetime | None = None,
    draft_id: DraftId | None = None,
    despite_death: bool = False,
    at: datetime,
    by: Actor,
) -> ReferralId:
    """Take in a referral: its person, a line for each service asked for, and the clocks on each.

    The same key by the same account makes one referral, however often it is sent. A referral that
    leaves a compulsory thing unanswered is refused with every such finding. `began_at` is when the
    call began, or the form was opened. About somebody who has died nobody refers without being told
    so; a message is taken, for nobody is there to be asked, and every row of it says so.
    """
    require_permission(by.scope, Permission.REFERRAL_MAKE)
    request = wording.tidied(request)
    check_request(request, key=key, began_at=began_at, at=at)
    wait_for_own_sends(by)
    sent = Referral.objects.filter(account_id=by.account_id, key=key).first()
    if sent is not None:
        return ReferralId(sent.id)
    _refuse_resent(sender)

    is_message = arrived_by is ArrivedBy.MESSAGE
    is_told = despite_death or is_message
    person_id = _person(request, key=key, is_told=is_told, at=at, by=by)
    if is_message and isinstance(request.person, KnownPerson):
        # Sent for a record that was joined to another: it goes with that one if they are parted.
        person_id = request.person.person_id
    arrival = Arrival(arrived_by, sender, began_at, at)
    referral = arrived(request, person_id, key=key, arrival=arrival, by=by)
    let_see(referral, at=at, by=by)
    fact = events.ReferralReceived(
        arrived_by=arrived_by,
        organisation=referral.organisation_code,
        urgency=referral.asked_class or "not_stated",
    )
    words = referral.change_words
    journey.record(fact, about=referral, person=person_id, at=at, by=by, content=words)
    begin_lines(referral, request, arrival=arrival, at=at, by=by)
    if draft_id is not None:
        Draft.objects.filter(id=draft_id, account_id=by.account_id).delete()
    tell_referrer(referral, by=by)
    return ReferralId(referral.id)


def check_request(request: Request, *, key: str, began_at: datetime | None, at: datetime) -> None:
    """Refuse what is not a whole request in the codes of the place."""
    place = here()
    findings = [
        *missing(request),
        *unknown_codes(
            request,
            organisations=place.organisations.keys(),
            services=place.services.keys(),
            response_classes=place.response_classes.keys(),
            leads=place.leads.keys(),
            observations=known_observations(),
        ),
        *wording.too_long(request),
    ]
    if findings:
        raise Incomplete(findings=tuple(findings))
    if not 0 < len(key) <= LONGEST_KEY or wording.printable(key) != key:
        raise NoKey()
    if began_at is not None and began_at > at:
        raise BeganAfterReceipt(began_at=began_at)


def wait_for_own_sends(by: Actor) -> None:
    """Let two sends by one account wait for each other: the second finds what the first made."""
    own = Account.objects.select_for_update(no_key=True).filter(id=by.account_id)
    list(own.values_list("id"))


def _refuse_resent(sender: Sender | None) -> None:
    if sender is None:
        return
    if wording.printable(sender.reference) != sender.reference:
        raise NoKey()
    before = Referral.objects.filter(sender_code=sender.code, sender_reference=sender.reference)
    found = before.values_list("reference", flat=True).first()
    if found is not None:
        raise AlreadySent(reference=found)


def _person(request: Request, *, key: str, is_told: bool, at: datetime, by: Actor) -> PersonId:
    made_key = uuid5(by.account_id, key)
    match request.person:
        case KnownPerson(person_id=known):
            card = people_queries.cards(by.scope, [known]).get(known)
            if card is None:
                raise NotFound()
            if card.died_on and not is_told:
                raise PersonHasDied(died_on=card.died_on)
            return card.person_id
        case NewPerson(details=details):
            return people.register_record(details, key=made_key, at=at, by=by)
        case UnidentifiedPerson(description=description):
            return people.register_unidentified(description, key=made_key, at=at, by=by)
        case None:
            raise ValueError("a complete referral is about somebody")
