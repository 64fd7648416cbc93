"""Calls to the front door: the one before its taker, those that are open, those that ended."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from joinedup.foundation import anchors, care
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope, require_permission, visible
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import AccountId, Page, PersonId, Version
from joinedup.people import queries as people
from joinedup.people.queries import Card, Found
from joinedup.people.queries.cards import FOUND
from joinedup.people.queries.signs import signs_of
from joinedup.referrals.domain.calls import Outcome, is_left_open
from joinedup.referrals.domain.ids import CallId, ReferralId
from joinedup.referrals.models import Call, Contact, Line, Referral
from joinedup.referrals.queries.call_rows import (
    CallRow,
    Happened,
    Lately,
    OpenCall,
    Strip,
)
from joinedup.referrals.queries.owed import MOST_SHOWN, about, cards_of, kept_from, organisation
from joinedup.referrals.queries.paging import MOST_COUNTED, UnknownPage
from joinedup.referrals.queries.same_person import open_lines_of

LATELY: Final = timedelta(days=7)
MOST_HAPPENED: Final = 8


class CallNotFound(NotFound):
    """There is no such call."""

    code = "call_not_found"


def call(scope: Scope, call_id: CallId) -> CallRow:
    """One call, open or ended, for whoever takes calls."""
    require_permission(scope, Permission.CALL_TAKE)
    held = Call.objects.filter(pk=call_id).select_related("taken_by", "called_back_by").first()
    if held is None:
        raise CallNotFound()
    return _row(held, _known(scope, [held]).get(held.person_id))


def call_begun(scope: Scope, *, key: str) -> CallId | None:
    """The call that the viewer's own account began by a key, if it was begun."""
    require_permission(scope, Permission.CALL_TAKE)
    found = Call.objects.filter(opened_by_id=scope.account_id, key=key)
    begun = found.values_list("pk", flat=True).first()
    return CallId(begun) if begun else None


def find_in_call(scope: Scope, text: str) -> list[Found]:
    """Whom a box of text may mean, looked up because somebody is on the telephone.

    That is the ground on which whoever cannot be opened yet is written down as shown.
    """
    require_permission(scope, Permission.CALL_TAKE)
    found = people.find(scope, text)
    for one in found:
        if scope.shown.get(one.card.person_id) == FOUND:
            scope.shown[one.card.person_id] = care.OPEN_CALL
    return found


def open_calls(scope: Scope) -> list[OpenCall]:
    """Every call that nobody has ended, the oldest first: nobody is left on a dead line."""
    require_permission(scope, Permission.CALL_TAKE)
    found = unended().select_related("taken_by")
    held = list(found.order_by("began_at", "pk")[:MOST_SHOWN])
    known = _known(scope, held)
    return [
        OpenCall(
            call_id=CallId(one.pk),
            taken_by=AccountId(one.taken_by_id),
            taker_name=one.taken_by.display_name,
            began_at=one.began_at,
            caller_name=one.caller_name,
            caller_number=one.caller_number,
            about=about(one, known.get(one.person_id)),
            is_left_open=is_left_open(one.saved_at, at=scope.now),
        )
        for one in held
    ]


def calls_of(
    scope: Scope, *, outcome: Outcome | None = None, after: str | None = None, limit: int = 25
) -> Page[CallRow]:
    """Calls that have ended, the last one first; all of them, or those of one outcome."""
    require_permission(scope, Permission.CALL_TAKE)
    ended = Call.objects.filter(ended_at__isnull=False)
    if outcome is not None:
        ended = ended.filter(outcome=outcome.value)
    page = ended.filter(pk__lt=_id(after)) if after else ended
    found = list(page.select_related("taken_by", "called_back_by").order_by("-pk")[: limit + 1])
    shown, total = found[:limit], ended[: MOST_COUNTED + 1].count()
    known = _known(scope, shown)
    return Page(
        rows=tuple(_row(one, known.get(one.person_id)) for one in shown),
        next_key=str(shown[-1].pk) if len(found) > limit else None,
        total=min(total, MOST_COUNTED),
        total_is_capped=total > MOST_COUNTED,
    )


def strip(scope: Scope, card: Card) -> Strip:
    """What is going on for somebody whom a call is about, before any question is asked."""
    require_permission(scope, Permission.CALL_TAKE)
    if not card.is_open:
        return Strip(card=card, lines=(), happened=(), lately=None, risks=())
    last = Referral.objects.filter(visible(scope), anchors.theirs([card.person_id]))
    said = list(last.order_by("-received_at", "-id")[:3])
    return Strip(
        card=card,
        lines=tuple(open_lines_of(scope, card)),
        happened=_happened(scope, card, said),
        lately=_lately(said[0]) if said else None,
        risks=tuple((one.received_at, one.risks) for one in said if one.risks),
        alerts=signs_of(scope, {card.person_id: card}).alerts.get(card.person_id, ()),
    )


def unended() -> QuerySet[Call]:
    """Calls that nobody has said what came of."""
    return Call.objects.filter(ended_at__isnull=True)


def _known(scope: Scope, calls: Iterable[Call]) -> dict[UUID | None, Card]:
    return cards_of(scope, {one.person_id for one in calls})


def _happened(scope: Scope, card: Card, said: list[Referral]) -> tuple[Happened, ...]:
    since = scope.now - LATELY
    found = [
        *(_referred(one) for one in said if one.received_at >= since),
        *(_one_of(*one) for one in _asked(card.person_id, since)),
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:MOST_HAPPENED])


def _referred(one: Referral) -> Happened:
    who = ", ".join(part for part in (one.caller_name, one.caller_role) if part)
    return Happened(at=one.received_at, kind="referral", what="", who=who, reference=one.reference)


@question
def _asked(person_id: PersonId, since: datetime) -> QuerySet[Any, Any]:
    """Contacts, lines that were closed and calls that have ended, in one question."""
    one = [person_id]
    of_line = anchors.theirs(one, person="line__referral__person_id")
    contacts = Contact.objects.filter(of_line, happened_at__gte=since)
    of_referral = anchors.theirs(one, person="referral__person_id")
    closed = Line.objects.filter(of_referral, closed_at__gte=since)
    calls = Call.objects.filter(anchors.theirs(one), began_at__gte=since, ended_at__isnull=False)
    named = _told(contacts, "contact", "happened_at", "kind", "made_by", "account__display_name")
    every: QuerySet[Any, Any] = named.union(
        _told(closed, "closed", "closed_at", "service_code", "", "", "referral__reference"),
        _told(calls, "call", "began_at", "outcome", "caller_name", "caller_role"),
        all=True,
    )
    return every.order_by("-told_at")[:MOST_HAPPENED]


def _told(
    rows: QuerySet[Any], told: str, at: str, what: str, name: str, more: str, reference: str = ""
) -> QuerySet[Any, Any]:
    columns = {"told_what": what, "told_name": name, "told_more": more, "told_of": reference}
    words = {column: _words(F(field) if field else Value("")) for column, field in columns.items()}
    kind = _words(Value(told))
    shown: QuerySet[Any, Any] = rows.annotate(told_at=F(at), told_kind=kind, **words)
    return shown.values_list("told_at", "told_kind", *columns)


def _words(given: F | Value) -> Cast:
    # What stands in one column has one type, whatever each table holds.
    return Cast(given, output_field=TextField())


def _one_of(at: datetime, kind: str, what: str, name: str, more: str, reference: str) -> Happened:
    # Of a contact the name of whoever made it, where it was not who wrote it down.
    said = [name or more] if kind == "contact" else [name, more]
    who = ", ".join(part for part in said if part)
    return Happened(at=at, kind=kind, what=what, who=who, reference=reference)


def _lately(one: Referral) -> Lately:
    return Lately(
        at=one.received_at,
        reference=one.reference,
        respect_kind=one.respect_kind,
        respect_signed_on=one.respect_signed_on,
        is_respect_original_seen=one.is_respect_original_seen,
        allergies=one.allergies or None,
        risks=one.risks or None,
        interpreter=one.interpreter,
        where_kind=one.where_kind,
    )


def _row(held: Call, card: Card | None) -> CallRow:
    back_by = held.called_back_by
    return CallRow(
        call_id=CallId(held.pk),
        version=Version(held.version),
        taken_by=AccountId(held.taken_by_id),
        taker_name=held.taken_by.display_name,
        taken_on_paper_by=held.taken_on_paper_by,
        opened_at=held.opened_at,
        began_at=held.began_at,
        began_reason=held.began_reason,
        saved_at=held.saved_at,
        caller_name=held.caller_name,
        caller_role=held.caller_role,
        caller_organisation=organisation(held.caller_organisation, card),
        caller_number=held.caller_number,
        is_crew_waiting=held.is_crew_waiting,
        person_id=PersonId(held.person_id) if held.person_id else None,
        card=card,
        description=held.description,
        wanted=kept_from(held.wanted, card),
        fields=held.fields,
        ended_at=held.ended_at,
        outcome=held.outcome,
        reason=held.reason,
        referral_id=ReferralId(held.referral_id) if held.referral_id else None,
        advice=kept_from(held.advice, card),
        safety_net=kept_from(held.safety_net, card),
        sent_to=held.sent_to,
        sent_to_name=held.sent_to_name,
        sent_to_number=held.sent_to_number,
        call_back_by=held.call_back_by,
        called_back_at=held.called_back_at,
        called_back_by=back_by.display_name if back_by else "",
        called_back_words=kept_from(held.called_back_words, card),
    )


def _id(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise UnknownPage() from error
