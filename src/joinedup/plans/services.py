"""What is agreed with a person: written, looked at again, agreed to, answered and ended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain.sharing import Basis, DecidedBy, Way
from joinedup.people.services import sharing as people
from joinedup.plans import events, queries
from joinedup.plans.domain import agreements as rules
from joinedup.plans.domain.agreements import EndedBecause, Found, Outcome, Reviewed, Says, Terms
from joinedup.plans.models import Agreement, Reply, Review


class AgreementAnother(Refused):
    """Somebody wrote another agreement since the page was read."""

    code = "agreement_another"


class AgreementOver(Refused):
    """The agreement stands no more."""

    code = "agreement_over"


class AgreementOfDead(Refused):
    """Nothing is agreed any more with somebody who has died."""

    code = "agreement_of_dead"


class AgreedAlready(Refused):
    """It is agreed already, or was declined: there is nothing to agree to."""

    code = "agreement_agreed_already"


class ReplyIsAnswered(Refused):
    """Somebody answered it before."""

    code = "agreement_reply_answered"


@journey.change
def write_agreement(
    person_id: PersonId,
    *,
    terms: Terms,
    instead_of: UUID | None,
    key: UUID,
    at: datetime,
    by: Actor,
) -> UUID:
    """Write what was agreed; it takes the place of the one that stands, which is kept.

    `instead_of` is the one that the page showed: where another stands by now, nothing is written.
    """
    access.require_permission(by.scope, Permission.RECORD_ADD)
    held = queries.open_person(by.scope, person_id)
    survivor = held.card.person_id
    Anchor.objects.select_for_update(no_key=True).get(pk=survivor)
    known = Agreement.objects.filter(made_key=key).first()
    if known is not None:
        return known.id
    if held.card.died_on is not None:
        raise AgreementOfDead()
    given = rules.checked(terms, on=place.today())
    if given.basis is not None:
        given = replace(given, basis=people.checked_basis(survivor, given.basis))
    standing = _standing([survivor])
    if (standing[0].id if standing else None) != instead_of:
        raise AgreementAnother()
    _end(standing, EndedBecause.REPLACED, at=at, by=by)
    made = Agreement.objects.create(
        made_key=key,
        person_id=survivor,
        goals=given.goals,
        person_does=given.person_does,
        we_do=given.we_do,
        family_does=given.family_does,
        family_name=given.family_name,
        free=given.free,
        free_until=given.free_until,
        took_part=given.took_part,
        outcome=given.outcome,
        **_agreed(given.basis),
        look_again_on=given.look_again_on,
        team_code=min(by.scope.teams, default=""),
        organisation=by.scope.organisation,
        written_at=at,
        written_by=by.account_id,
    )
    fact = events.AgreementWritten(
        agreement_id=made.id, outcome=given.outcome, look_again_on=given.look_again_on
    )
    journey.record(fact, about=made, person=survivor, at=at, by=by)
    return made.id


@journey.change
def review_agreement(
    agreement_id: UUID, *, seen: Version | None, reviewed: Reviewed, at: datetime, by: Actor
) -> PersonId:
    """Write down what each side kept of it, and whether it goes on; says whose it is."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    survivor = queries.whose(by.scope, agreement_id)
    row = journey.lock(Agreement, agreement_id, seen=seen)
    if row.ended_at is not None:
        raise AgreementOver()
    given = rules.checked_review(reviewed, on=place.today())
    Review.objects.create(
        agreement=row,
        found=given.found,
        person_kept=given.person_kept,
        services_kept=given.services_kept,
        next_on=given.next_on,
        reviewed_at=at,
        reviewed_by=by.account_id,
    )
    fact = events.AgreementReviewed(agreement_id=row.id, found=given.found, next_on=given.next_on)
    journey.record(fact, about=row, person=row.person_id, at=at, by=by)
    if given.found is Found.ENDED:
        row.save(update_fields=["version"])
        _end([row], EndedBecause.REVIEWED, at=at, by=by)
    elif given.next_on is not None:
        row.look_again_on = given.next_on
        row.save(update_fields=["version", "look_again_on"])
    return survivor


@journey.change
def agree_online(agreement_id: UUID, *, seen: Version | None, at: datetime, by: Actor) -> None:
    """The person agrees on their own pages to what was offered to them."""
    row = _own(agreement_id, seen=seen, by=by)
    if row.outcome != Outcome.OFFERED:
        raise AgreedAlready()
    basis = Basis(decided_by=DecidedBy.PERSON, decided_on=place.today(), way=Way.ONLINE)
    row.outcome = Outcome.AGREED
    row.decided_by, row.decided_on, row.way = basis.decided_by, basis.decided_on, basis.way
    row.save(update_fields=["version", "outcome", "decided_by", "decided_on", "way"])
    # One who agrees once says so once: the outcome that was read is the key.
    _reply(row, Says.AGREES, "", key=row.id, at=at, by=by)


@journey.change
def want_change(
    agreement_id: UUID, *, seen: Version | None, words: str, key: UUID, at: datetime, by: Actor
) -> None:
    """The person wants something changed: it waits on the work list of whoever looks after it."""
    if Reply.objects.filter(made_key=key, account_id=by.account_id).exists():
        return
    row = _own(agreement_id, seen=seen, by=by)
    given = rules.words(words)
    row.save(update_fields=["version"])
    _reply(row, Says.WANTS_CHANGE, given, key=key, at=at, by=by)


@journey.change
def answer_reply(
    reply_id: UUID, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> PersonId:
    """Answer what the person wanted changed, in words that they read; says whose it is."""
    access.require_permission(by.scope, Permission.RECORD_ADD)
    survivor = queries.reply(by.scope, reply_id).card.person_id
    held = journey.lock(Reply, reply_id, seen=seen)
    if held.answered_at is not None:
        raise ReplyIsAnswered()
    held.answer, held.answered_at, held.answered_by = rules.words(words), at, by.account_id
    held.save(update_fields=["version", "answer", "answered_at", "answered_by"])
    whose = held.agreement.person_id
    fact = events.ReplyAnswered(reply_id=held.id)
    journey.record(fact, about=held, person=whose, at=at, by=by)
    return survivor


@journey.change
def end_all(person_id: PersonId, *, at: datetime, by: Actor) -> None:
    """End whatever stands with somebody who has died; what is not answered waits no more."""
    _end(_standing([person_id]), EndedBecause.DIED, at=at, by=by)


def _standing(ids: Sequence[PersonId]) -> list[Agreement]:
    live = Agreement.objects.filter(anchors.theirs(ids), ended_at__isnull=True)
    return list(live.order_by("-written_at", "-id"))


def _end(rows: Sequence[Agreement], because: EndedBecause, *, at: datetime, by: Actor) -> None:
    for one in rows:
        row = journey.lock(Agreement, one.id, seen=None)
        row.ended_at, row.ended_because = max(at, row.written_at), because
        row.save(update_fields=["version", "ended_at", "ended_because"])
        fact = events.AgreementEnded(agreement_id=row.id, because=because)
        journey.record(fact, about=row, person=row.person_id, at=at, by=by)


def _own(agreement_id: UUID, *, seen: Version | None, by: Actor) -> Agreement:
    """The one that stands with whoever the viewer is; anybody else's is not there."""
    found = Agreement.objects.filter(pk=agreement_id).values_list("person_id", flat=True).first()
    if found is None:
        raise NotFound()
    access.require_own(by.scope, anchors.surviving([PersonId(found)])[PersonId(found)])
    row = journey.lock(Agreement, agreement_id, seen=seen)
    if row.ended_at is not None:
        raise AgreementOver()
    return row


def _reply(row: Agreement, says: Says, words: str, *, key: UUID, at: datetime, by: Actor) -> None:
    made = Reply.objects.create(
        made_key=key,
        agreement=row,
        account_id=by.account_id,
        says=says,
        words=words,
        said_at=at,
    )
    fact = events.AgreementReplied(agreement_id=row.id, reply_id=made.id, says=says)
    journey.record(fact, about=made, person=row.person_id, at=at, by=by)


def _agreed(basis: Basis | None) -> dict[str, object]:
    if basis is None:
        return {}
    return {
        "decided_by": basis.decided_by,
        "decided_on": basis.decided_on,
        "way": basis.way,
        "decider": basis.decider,
        "because": basis.because,
    }
