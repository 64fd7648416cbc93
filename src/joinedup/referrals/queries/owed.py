"""Who is owed a call that nobody has made: by a call of theirs, or a line that has closed since."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from joinedup.foundation import place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import Page, PersonId, Version
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.ids import CallId, LineId
from joinedup.referrals.models import Call, Line
from joinedup.referrals.queries.call_rows import PromisedCall
from joinedup.referrals.queries.lines import OWED
from joinedup.referrals.queries.paging import Position, position

MOST_SHOWN: Final = 50


def promised_calls(scope: Scope, *, most: int = MOST_SHOWN) -> list[PromisedCall]:
    """Everybody who is owed a call that no open line owes, the soonest due first."""
    return _soonest(scope, Q(), most=most)


def promised_page(
    scope: Scope, *, after: str | None = None, limit: int = MOST_SHOWN
) -> Page[PromisedCall]:
    """The same a page at a time, with how many they are in all."""
    found = _soonest(scope, _after(position(after)) if after else Q(), most=limit + 1)
    shown, is_more = found[:limit], len(found) > limit
    return Page(
        rows=tuple(shown),
        next_key=_word(shown[-1]) if is_more else None,
        total=owed_count() if after or is_more else len(found),
    )


def owed_count() -> int:
    """How many are owed a call that no open line owes."""
    return owed_calls().count() + owed_lines().count()


def call_owed_by(scope: Scope, line_id: LineId) -> PromisedCall:
    """The call that a closed line still owes, for whoever takes calls."""
    require_permission(scope, Permission.CALL_TAKE)
    held = _drawn().filter(pk=line_id).first()
    if held is None:
        raise NotFound()
    return _by_line(held, _cards(scope, [], [held]).get(held.referral.person_id))


def owed_calls() -> QuerySet[Call]:
    """Calls whose caller is owed one, and has not been rung."""
    return Call.objects.filter(call_back_by__isnull=False, called_back_at__isnull=True)


def owed_lines() -> QuerySet[Line]:
    """Lines that have closed and owe a call still."""
    return Line.objects.filter(OWED)


def cards_of(scope: Scope, ids: Iterable[UUID | None]) -> dict[UUID | None, Card]:
    """The cards of those whom calls are about, as far as they are known."""
    shown = people.cards(scope, {PersonId(one) for one in ids if one})
    found: dict[UUID | None, Card] = {}
    for person_id, card in shown.items():
        found[person_id] = card
    return found


def about(one: Call, card: Card | None) -> str:
    """Whom a call is about: by name, as described, or nobody yet."""
    return (card.description or card.name) if card else one.description


def kept_from(words: str, card: Card | None) -> str:
    """Words about somebody, for whoever may open them; about nobody yet, for everybody here."""
    return words if card is None or card.is_open else ""


def organisation(code: str, card: Card | None) -> str:
    """Where somebody rings from, unless it says where a hidden person lives, as a practice does.

    The card of somebody restricted to everybody does not say whether their whereabouts are too.
    """
    is_hidden = card is not None and (card.is_location_restricted or card.is_access_restricted)
    return "" if is_hidden and code in place.current().practices else code


def _soonest(scope: Scope, wanted: Q, *, most: int) -> list[PromisedCall]:
    require_permission(scope, Permission.QUEUE_SEE)
    by_call = owed_calls().filter(wanted).select_related("taken_by")
    calls = list(by_call.order_by("call_back_by", "pk")[:most])
    lines = list(_drawn().filter(wanted).order_by("call_back_by", "pk")[:most])
    cards = _cards(scope, calls, lines)
    found = [
        *(_by_call(one, cards.get(one.person_id)) for one in calls),
        *(_by_line(one, cards.get(one.referral.person_id)) for one in lines),
    ]
    return sorted(found, key=_place)[:most]


def _after(last: Position) -> Q:
    tied = Q(call_back_by=last.due_at, pk__gt=last.line_id)
    return Q(call_back_by__gt=last.due_at) | tied


def _word(last: PromisedCall) -> str:
    by_when, thing_id = _place(last)
    return Position(0, by_when, UUID(thing_id)).word()


def _place(one: PromisedCall) -> tuple[datetime, str]:
    """Where a caller stands among those who are owed a call."""
    return one.by_when, str(one.line_id or one.call_id)


def _drawn() -> QuerySet[Line]:
    return owed_lines().select_related("referral")


def _cards(scope: Scope, calls: Iterable[Call], lines: Iterable[Line]) -> dict[UUID | None, Card]:
    ids = {one.person_id for one in calls} | {one.referral.person_id for one in lines}
    return cards_of(scope, ids)


def _by_call(one: Call, card: Card | None) -> PromisedCall:
    return PromisedCall(
        call_id=CallId(one.pk),
        line_id=None,
        reference="",
        version=Version(one.version),
        by_when=one.call_back_by or one.began_at,
        is_cut_off=one.outcome == Outcome.CUT_OFF,
        caller_name=one.caller_name,
        caller_role=one.caller_role,
        caller_organisation=organisation(one.caller_organisation, card),
        caller_number=one.caller_number,
        about=about(one, card),
        died_on=card.died_on if card else None,
        wanted=kept_from(one.wanted, card),
        ended_how="",
        outcome="",
        began_at=one.began_at,
        taker_name=one.taken_on_paper_by or one.taken_by.display_name,
        is_location_restricted=card is not None and card.is_location_restricted,
        is_access_restricted=card is not None and card.is_access_restricted,
        may_open=card is not None and card.is_open,
    )


def _by_line(one: Line, card: Card | None) -> PromisedCall:
    asked = one.referral
    return PromisedCall(
        call_id=None,
        line_id=LineId(one.pk),
        reference=asked.reference,
        version=Version(one.version),
        by_when=one.call_back_by or asked.received_at,
        is_cut_off=False,
        caller_name=asked.caller_name,
        caller_role=asked.caller_role,
        caller_organisation=organisation(asked.organisation_code, card),
        caller_number=asked.caller_number,
        about=(card.description or card.name) if card else "",
        died_on=card.died_on if card else None,
        wanted=kept_from(asked.change_words or "", card),
        ended_how=kept_from(one.closed_how, card),
        outcome=kept_from(one.outcome, card),
        began_at=asked.received_at,
        taker_name="",
        is_location_restricted=card is not None and card.is_location_restricted,
        is_access_restricted=card is not None and card.is_access_restricted,
        may_open=card is not None and card.is_open,
    )
