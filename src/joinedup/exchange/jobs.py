"""What this room does by itself: tells senders each step, and hands messages to their systems."""

from joinedup.exchange.services import concerns, referring, sending, telling
from joinedup.exchange.services.telling import Told
from joinedup.foundation import care, deliveries, instant, place
from joinedup.foundation.deliveries import Parcel
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.listening import every, listen
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.referrals import events


@deliveries.sender(telling.CHANNEL)
def send(parcel: Parcel) -> str:
    """Hand a message to a partner's system; says by what it was acknowledged."""
    return sending.send(parcel)


@deliveries.sender("notice")
def send_notice(parcel: Parcel) -> str:
    """Hand a notice to the gateway for texts and email; says by what it was acknowledged."""
    return sending.send_notice(parcel)


@deliveries.sender(deliveries.CONFIDENTIAL)
def send_concern(parcel: Parcel) -> str:
    """Hand a safeguarding concern to the council's front door; says by what it was received."""
    return concerns.send(parcel)


@every(600, name="exchange.waited_too_long")
def give_up_waiting(by: Actor) -> None:
    """Tell senders whose message waited a day for its referral that it is refused."""
    del by
    referring.refuse_what_waited_too_long(at=instant.now())


@listen(
    events.LineTriaged,
    events.MoreAsked,
    events.AdviceGiven,
    events.LineRedirected,
    events.RedirectConfirmed,
    events.RedirectRefused,
    events.HelpRefused,
    events.LineAccepted,
    events.LineDeclined,
    events.LineReclassified,
    events.LeadChanged,
    events.LineAnswered,
    events.LineClosed,
    events.LineWithdrawn,
    name="exchange.status_back",
)
def tell_sender(entry: EntryRow, by: Actor) -> None:
    """Tell the partner that sent a referral what happened on one of its lines."""
    is_hidden = bool(care.restricted_ids([PersonId(entry.subject_id)]))
    told = told_of(entry.fact, is_hidden=is_hidden)
    if told is not None:
        telling.tell_step(told, entry, by=by)


def told_of(fact: object, *, is_hidden: bool) -> Told | None:
    """What a sender hears of a fact; nothing of one that changes nothing for them.

    Where somebody's whereabouts are hidden, who has them is not named: that says where they are.
    """
    return (
        _of_way(fact, is_hidden=is_hidden)
        or _of_change(fact)
        or _of_redirect(fact, is_hidden=is_hidden)
        or _of_end(fact, is_hidden=is_hidden)
    )


def _of_way(fact: object, *, is_hidden: bool) -> Told | None:
    match fact:
        case events.LineTriaged(team=team):
            name = "a team" if is_hidden else place.current().team_name(team)
            words = f"Sent to {name}, which has not accepted it yet"
            return Told(step="sent_to_team", words=words)
        case events.LineAccepted(team=team):
            name = "a team" if is_hidden else place.current().team_name(team)
            words = f"Accepted by {name}"
            return Told(step="accepted", words=words)
        case events.LineDeclined(reason=reason):
            words = _words(ReasonKind.DECLINE, reason)
            return Told(step="returned", words=words, reason=reason)
        case events.MoreAsked(reason=reason):
            words = _words(ReasonKind.ASK_FOR_MORE, reason)
            return Told(step="more_asked", words=words, reason=reason)
        case events.LineAnswered(kind=kind):
            words = f"Answered: {place.current().contact_types[kind].name}"
            return Told(step="answered", words=words)
        case _:
            return None


def _of_change(fact: object) -> Told | None:
    match fact:
        case events.LineReclassified(response_class=response_class, reason=reason):
            name = place.current().response_classes[response_class].name
            words = f"{_words(ReasonKind.RECLASSIFY, reason)} Now: {name}."
            return Told(step="reclassified", words=words, reason=reason)
        case events.LeadChanged(lead=lead):
            words = f"Led by another profession now: {place.current().leads[lead].name}."
            return Told(step="lead_changed", words=words)
        case _:
            return None


def _of_redirect(fact: object, *, is_hidden: bool) -> Told | None:
    match fact:
        case events.LineRedirected(reason=reason):
            words = _words(ReasonKind.REDIRECT, reason)
            return Told(step="redirect_offered", words=words, reason=reason)
        case events.RedirectConfirmed(to=to):
            name = "Another service" if is_hidden else place.current().organisation_name(to)
            words = f"{name} has accepted it"
            return Told(step="redirected", words=words, outcome="redirected")
        case events.RedirectRefused(reason=reason):
            words = _words(ReasonKind.REFUSE_REDIRECT, reason)
            return Told(step="redirect_refused", words=words, reason=reason)
        case _:
            return None


def _of_end(fact: object, *, is_hidden: bool) -> Told | None:
    match fact:
        case events.AdviceGiven(reason=reason):
            words = _words(ReasonKind.ADVICE_ONLY, reason)
            return Told(step="advice_given", words=words, outcome=reason)
        case events.HelpRefused(reason=reason, now_held_by=holder):
            said = _words(ReasonKind.CANNOT_HELP, reason)
            words = (
                said
                if is_hidden
                else f"{said} Now held by {place.current().organisation_name(holder)}."
            )
            return Told(step="cannot_help", words=words, reason=reason)
        case events.LineClosed(outcome=outcome):
            words = _words(ReasonKind.CLOSE, outcome)
            return Told(step="closed", words=words, outcome=outcome)
        case events.LineWithdrawn(reason=reason):
            words = _words(ReasonKind.WITHDRAW, reason)
            return Told(step="withdrawn", words=words, reason=reason)
        case _:
            return None


def _words(kind: ReasonKind, code: str) -> str:
    return place.current().reason(kind, code).referrer
