"""What a row about somebody warns of: alerts in words, and that they may have two records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import (
    CharField,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Coalesce

from joinedup.foundation import anchors, place
from joinedup.foundation.models import Merge
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import relations as rules
from joinedup.people.domain.pairs import ASKED
from joinedup.people.models import Alert, PossibleDuplicate
from joinedup.people.queries.cards import Card

_PAIR: Final = "a pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSign:
    """An alert as a row shows it."""

    kind: str
    label: str
    words: str
    review_on: date
    is_review_overdue: bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rows of a page warn of, by the id that the page names each person by."""

    alerts: Mapping[PersonId, tuple[AlertSign, ...]] = field(default_factory=dict)
    paired: frozenset[PersonId] = frozenset()


def signs_of(scope: Scope, shown: Mapping[PersonId, Card]) -> Signs:
    """What must be known of the people of a page whom the viewer may open, in one question."""
    del scope
    opened = {one: card for one, card in shown.items() if card.is_open}
    cards = {card.person_id: card for card in opened.values()}
    if not cards:
        return Signs()
    held: dict[PersonId, list[AlertSign]] = defaultdict(list)
    paired = set()
    for known_as, kind, words, review_on in _asked(list(cards)):
        if kind == _PAIR:
            paired.add(known_as)
        else:
            held[known_as].append(_sign(kind, words, review_on, cards[known_as]))
    return Signs(
        {
            one: tuple(sorted(held[card.person_id], key=lambda sign: (sign.review_on, sign.label)))
            for one, card in opened.items()
            if card.person_id in held
        },
        frozenset(one for one, card in opened.items() if card.person_id in paired),
    )


def kinds_of_place() -> dict[str, str]:
    """The kinds of alert that the place names besides the usual ones."""
    return {one.code: str(one.staff) for one in place.current().reasons_for(ReasonKind.ALERT)}


def unmerged() -> Q:
    """The pairs of which nobody is known under another entry by now."""
    live = Merge.objects.filter(until__isnull=True).values("absorbed_id")
    return ~Q(one_id__in=live) & ~Q(other_id__in=live)


@question
def _asked(cards: Sequence[PersonId]) -> QuerySet[Any, tuple[PersonId, str, str, date]]:
    live = Merge.objects.filter(until__isnull=True)
    into = Subquery(live.filter(absorbed_id=OuterRef("person_id")).values("into_id")[:1])
    theirs = Alert.objects.filter(anchors.theirs(cards), until__isnull=True)
    alerts = theirs.annotate(known_as=Coalesce(into, F("person_id"), output_field=UUIDField()))
    columns = ("known_as", "kind", "words", "review_on")
    return alerts.values_list(*columns).union(
        *(_pairs(side, cards) for side in _SIDES),
        all=True,
    )


_SIDES: Final = ("one_id", "other_id")


def _pairs(side: str, cards: Sequence[PersonId]) -> QuerySet[Any, Any]:
    pairs = PossibleDuplicate.objects.filter(
        unmerged(), Q(**{f"{side}__in": cards}), answer__in=ASKED
    )
    nothing = Value("", output_field=CharField())
    no_day = Value(None, output_field=DateField())
    return pairs.values_list(F(side), Value(_PAIR, output_field=CharField()), nothing, no_day)


def _sign(kind: str, words: str, review_on: date, card: Card) -> AlertSign:
    return AlertSign(
        kind=kind,
        label=rules.alert_label(kind, kinds_of_place()),
        words=rules.alert_words(kind, words, is_where_hidden=card.is_location_restricted),
        review_on=review_on,
        is_review_overdue=rules.is_review_overdue(review_on, on=place.today()),
    )
