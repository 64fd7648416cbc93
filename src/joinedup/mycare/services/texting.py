"""Texts go out by their carrier, once each; what came of them is asked and written down."""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from joinedup.foundation import anchors, deliveries, instant, journey
from joinedup.foundation.deliveries import Parcel
from joinedup.foundation.models import Delivery
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import JoinedupError, NotFound, Refused, Unavailable
from joinedup.kernel.ids import DeliveryId, PersonId
from joinedup.mycare import events
from joinedup.mycare.adapters import text_folder
from joinedup.mycare.adapters.notify import KeyRefused, Notify, NumberRefused
from joinedup.mycare.domain import texting as rules
from joinedup.mycare.domain.texting import Came, TextState, Trouble
from joinedup.mycare.models import Summary
from joinedup.mycare.queries import texting as queries
from joinedup.people import queries as people

CHANNEL: Final = "text"
AT_ONCE: Final = 50
"""How many are handed on, or asked after, before others have their turn."""
_ACTS: Final = "mycare.texts"


def hand_on(summary: Summary, *, at: datetime) -> None:
    """Give a text to the worker, inside a change: neither number nor words stand in the hand-off.

    Each time that it goes out has a key of its own, by which the carrier knows it again.
    """
    deliveries.post(
        CHANNEL,
        address=queries.carrier() or queries.FOLDER,
        payload="",
        key=f"{summary.id}:{summary.tries}",
        about=summary,
    )
    summary.handed_at = at
    summary.save(update_fields=["handed_at"])


def send(parcel: Parcel) -> str:
    """Send a text, in no transaction; says what came of it. Sent twice, it arrives once.

    What changed since it was written stops it: a death, an objection, a corrected number.
    """
    summary = Summary.objects.filter(id=parcel.key.partition(":")[0]).first()
    if summary is None or parcel.key != f"{summary.id}:{summary.tries}":
        return "passed over: sent again since"
    if summary.state != TextState.WAITING:
        return f"passed over: {summary.state}"
    now = instant.now()
    page = people.person_page(system(_ACTS).scope, PersonId(summary.person_id))
    if trouble := queries.why_not_now(summary, page.card, page.ids):
        _note_end(summary.id, TextState.STOPPED, trouble, at=now, by=system(_ACTS))
        return f"stopped: {trouble}"
    opens = rules.next_open(now, queries.zone())
    if opens > now and not summary.now_because:
        _put_off(summary.id, until=opens, tries=summary.tries + 1)
        return "put off until morning"
    try:
        carrier_id = _given_to_carrier(summary, parcel.key, at=now)
    except NumberRefused:
        _note_end(summary.id, TextState.FAILED, Trouble.NUMBER, at=now, by=system(_ACTS))
        return "refused: number"
    except KeyRefused as refusal:
        _hold(parcel.id, at=now)
        raise Unavailable("carrier_refuses_us") from refusal
    _note_sent(summary.id, carrier_id, at=now, by=system(_ACTS))
    return f"{queries.carrier()} {carrier_id}"


@journey.change
def hand_on_waiting(*, at: datetime, by: Actor) -> int:
    """Give to the worker what waited for the morning, or to go out again; says how many."""
    del by
    waiting = Summary.objects.select_for_update(no_key=True)
    due = waiting.filter(state=TextState.WAITING, handed_at__isnull=True, send_at__lte=at)
    found = list(due.order_by("send_at", "id")[:AT_ONCE])
    for one in found:
        hand_on(one, at=at)
    return len(found)


def ask_after(*, at: datetime, by: Actor) -> int:
    """Ask the carrier what came of the texts that it took; says of how many it was asked.

    A carrier that does not answer is asked again by and by, and each after those that were not.
    """
    if queries.carrier() != queries.NOTIFY:
        return 0
    due = Summary.objects.filter(state=TextState.SENT, ask_at__lte=at).order_by("ask_at", "id")
    found = list(due[:AT_ONCE])
    for one in found:
        try:
            came = _notify().came(one.carrier_id, at=at)
        except JoinedupError:
            came = Came.ON_ITS_WAY
        note_came(one.id, came, at=at, by=by)
    return len(found)


@journey.change
def note_came(summary_id: UUID, came: Came, *, at: datetime, by: Actor) -> None:
    """Write down what came of a text; one that the telephone did not take goes out again."""
    held = journey.lock(Summary, summary_id, seen=None)
    if held.state != TextState.SENT:
        return
    match came:
        case Came.ARRIVED:
            end(held, TextState.ARRIVED, None, at=at, by=by)
        case Came.NO_SUCH_NUMBER:
            end(held, TextState.FAILED, Trouble.NUMBER, at=at, by=by)
        case Came.NOT_REACHED if again := rules.again_at(held.tries, at):
            held.state, held.state_at, held.tries = TextState.WAITING.value, at, held.tries + 1
            held.send_at, held.handed_at = rules.next_open(again, queries.zone()), None
            held.save(update_fields=["state", "state_at", "tries", "send_at", "handed_at"])
        case Came.NOT_REACHED:
            end(held, TextState.FAILED, Trouble.NOT_REACHED, at=at, by=by)
        case Came.ON_ITS_WAY:
            held.ask_at = rules.asked_at(held.sent_at or at, at)
            held.save(update_fields=["ask_at"])
            if held.ask_at is None:
                end(held, TextState.FAILED, Trouble.NO_NEWS, at=at, by=by)


@journey.change
def stop_all(person_id: PersonId, trouble: Trouble, *, at: datetime, by: Actor) -> None:
    """Send nothing more of what waits to somebody."""
    ids = anchors.all_of(person_id)
    waiting = Summary.objects.select_for_update(no_key=True).filter(
        person_id__in=ids, state=TextState.WAITING
    )
    for one in list(waiting.order_by("id")):
        end(one, TextState.STOPPED, trouble, at=at, by=by)


@journey.change
def note_given_up(delivery_id: UUID, *, at: datetime, by: Actor) -> None:
    """Tell whoever sent a text that its hand-off was given up: the carrier was away too long."""
    given_up = Delivery.objects.filter(id=delivery_id, channel=CHANNEL)
    for key in given_up.values_list("key", flat=True):
        held = journey.lock(Summary, UUID(key.partition(":")[0]), seen=None)
        if held.state == TextState.WAITING and key == f"{held.id}:{held.tries}":
            end(held, TextState.FAILED, Trouble.GIVEN_UP, at=at, by=by)


def end(
    held: Summary, state: TextState, trouble: Trouble | None, *, at: datetime, by: Actor
) -> None:
    """Write down how a text ended, inside a change."""
    held.state, held.trouble, held.state_at = state.value, trouble or "", at
    held.ask_at = None
    held.save(update_fields=["version", "state", "trouble", "state_at", "ask_at"])
    fact: object = events.SummaryTextArrived(summary_id=held.id)
    if trouble is not None:
        fact = events.SummaryTextFailed(summary_id=held.id, trouble=trouble)
    journey.record(fact, about=held, person=PersonId(held.person_id), at=at, by=by)
    if trouble is Trouble.NUMBER:
        # The person's page tells it to everybody who may ring or text that number.
        dead = events.MobileFoundDead(summary_id=held.id)
        journey.record(dead, about=held, person=PersonId(held.person_id), at=at, by=by)


def _given_to_carrier(summary: Summary, key: str, *, at: datetime) -> str:
    if queries.carrier() == queries.FOLDER:
        folder = Path(settings.VAR) / "outgoing" / "texts"
        return text_folder.write(folder, summary.number, summary.told, reference=key)
    # Whoever was killed between sending and noting it sent it already: asked for, not sent again.
    found = _notify().sent_under(key, at=at)
    return found or _notify().send(summary.number, summary.told, reference=key, at=at)


def _notify() -> Notify:
    try:
        key = Path(settings.JOINEDUP_NOTIFY_KEY_FILE).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise KeyRefused() from error
    if not key or not settings.JOINEDUP_NOTIFY_TEMPLATE:
        raise KeyRefused()
    return Notify(settings.JOINEDUP_NOTIFY_ADDRESS, key, settings.JOINEDUP_NOTIFY_TEMPLATE)


def _hold(delivery_id: DeliveryId, *, at: datetime) -> None:
    # Until whoever looks after the place has put the key right: asking again would only lose days.
    try:
        deliveries.hold(delivery_id, at=at, by=system(_ACTS))
    except (NotFound, Refused):
        return


@journey.change
def _note_sent(summary_id: UUID, carrier_id: str, *, at: datetime, by: Actor) -> None:
    held = journey.lock(Summary, summary_id, seen=None)
    if held.state != TextState.WAITING:
        return
    held.state, held.state_at, held.sent_at = TextState.SENT.value, at, at
    held.carrier_id, held.ask_at = carrier_id[:60], at + rules.ASK_FIRST
    changed = ["state", "state_at", "sent_at", "carrier_id", "ask_at", "version"]
    held.save(update_fields=changed)
    fact = events.SummaryTextSent(summary_id=held.id)
    journey.record(fact, about=held, person=PersonId(held.person_id), at=at, by=by)


@journey.change
def _note_end(
    summary_id: UUID, state: TextState, trouble: Trouble, *, at: datetime, by: Actor
) -> None:
    held = journey.lock(Summary, summary_id, seen=None)
    if held.state == TextState.WAITING:
        end(held, state, trouble, at=at, by=by)


@journey.change
def _put_off(summary_id: UUID, *, until: datetime, tries: int) -> None:
    held = journey.lock(Summary, summary_id, seen=None)
    if held.state == TextState.WAITING:
        held.send_at, held.handed_at, held.tries = until, None, tries
        held.save(update_fields=["send_at", "handed_at", "tries"])
