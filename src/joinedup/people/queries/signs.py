"""What a row about somebody warns of: alerts, a form about CPR in force, and two records."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from joinedup.foundation import anchors, place
from joinedup.foundation.models import Merge
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import document_standing
from joinedup.people.domain import relations as rules
from joinedup.people.domain.document_standing import Held
from joinedup.people.domain.documents import ABOUT_CPR, Cpr, DocumentKind, EndedHow, Paper
from joinedup.people.domain.pairs import ASKED
from joinedup.people.domain.record import OVER, EntryKind, words_without_where
from joinedup.people.domain.record_now import (
    RESUSCITATION_WORDS,
    WISH_KINDS,
    is_respect_form,
)
from joinedup.people.domain.relations import AlertKind
from joinedup.people.models import Alert, Document, PossibleDuplicate, RecordEntry
from joinedup.people.queries.cards import Card
from joinedup.people.queries.documents import local_day

_PAIR: Final = "a pair"
_ENTRY: Final = "an entry: "
_DOCUMENT: Final = "a document"
# What the store can look for; the rule itself reads what it finds.
_ABOUT_RESUSCITATION: Final = reduce(
    or_, (Q(words__icontains=part) for part in RESUSCITATION_WORDS)
)


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
    """What the rows of a page warn of, by the id that the page names each person by.

    `respect` is of whom a document in force, the record, or an alert tells of a ReSPECT or DNACPR
    form that holds.
    """

    alerts: Mapping[PersonId, tuple[AlertSign, ...]] = field(default_factory=dict)
    paired: frozenset[PersonId] = frozenset()
    respect: frozenset[PersonId] = frozenset()


def signs_of(scope: Scope, shown: Mapping[PersonId, Card]) -> Signs:
    """What must be known of the people of a page whom the viewer may open, in one question."""
    opened = {one: card for one, card in shown.items() if card.is_open}
    cards = {card.person_id: card for card in opened.values()}
    if not cards:
        return Signs()
    held: dict[PersonId, list[AlertSign]] = defaultdict(list)
    papers: dict[PersonId, list[Held]] = defaultdict(list)
    paired, respect = set(), set()
    sees_records = scope.may(Permission.RECORD_SEE)
    for known_as, kind, words, review_on, until, at in _asked(sees_records, list(cards), scope.now):
        if kind == _PAIR:
            paired.add(known_as)
        elif kind == _DOCUMENT:
            papers[known_as].append(_paper(len(papers[known_as]), words, review_on, until, at))
        elif kind.startswith(_ENTRY):
            if known_as not in respect and _tells_of_respect(kind, words, cards[known_as]):
                respect.add(known_as)
        else:
            held[known_as].append(_sign(kind, words, review_on, cards[known_as]))
            if kind == AlertKind.DNACPR:
                respect.add(known_as)
    respect |= {one for one, found in papers.items() if _is_form_in_force(found)}
    return Signs(
        {
            one: tuple(sorted(held[card.person_id], key=lambda sign: (sign.review_on, sign.label)))
            for one, card in opened.items()
            if card.person_id in held
        },
        _of(opened, paired),
        _of(opened, respect),
    )


def kinds_of_place() -> dict[str, str]:
    """The kinds of alert that the place names besides the usual ones."""
    return {one.code: str(one.staff) for one in place.current().reasons_for(ReasonKind.ALERT)}


def unmerged() -> Q:
    """The pairs of which nobody is known under another entry by now."""
    live = Merge.objects.filter(until__isnull=True).values("absorbed_id")
    return ~Q(one_id__in=live) & ~Q(other_id__in=live)


@question
def _asked(
    sees_records: bool, cards: Sequence[PersonId], now: datetime
) -> QuerySet[Any, tuple[PersonId, str, str, date, date | None, datetime]]:
    alerts = _known_as(Alert.objects.filter(anchors.theirs(cards), until__isnull=True))
    alerts = alerts.annotate(valid_until=_NO_DAY)
    others = [_pairs(side, cards) for side in _SIDES]
    if sees_records:
        others += [_entries(cards, now), _documents(cards)]
    asked: QuerySet[Any, Any] = alerts.values_list(*_COLUMNS).union(*others, all=True)
    return asked


def _known_as(rows: QuerySet[Any]) -> QuerySet[Any]:
    live = Merge.objects.filter(until__isnull=True)
    into = Subquery(live.filter(absorbed_id=OuterRef("person_id")).values("into_id")[:1])
    survivor = Coalesce(into, F("person_id"), output_field=UUIDField())
    told: QuerySet[Any] = rows.annotate(known_as=survivor)
    return told


def _entries(cards: Sequence[PersonId], now: datetime) -> QuerySet[Any, Any]:
    """What the records hold now of a ReSPECT or DNACPR form, each with the kind of its entry."""
    live = RecordEntry.objects.filter(
        anchors.theirs(cards),
        _ABOUT_RESUSCITATION,
        superseded_at=None,
        is_entered_in_error=False,
        says_none=False,
        kind__in=sorted(kind.value for kind in WISH_KINDS),
    ).exclude(Q(status__in=sorted(OVER)) | Q(until__lte=now))
    told = _known_as(live).annotate(
        of=Concat(Value(_ENTRY), F("kind"), output_field=CharField()),
        no_day=_NO_DAY,
        no_end=_NO_DAY,
        no_instant=_NO_INSTANT,
    )
    found: QuerySet[Any, Any] = told.values_list(
        "known_as", "of", "words", "no_day", "no_end", "no_instant"
    )
    return found


def _documents(cards: Sequence[PersonId]) -> QuerySet[Any, Any]:
    """The documents that may say of resuscitation, with what their standing follows from."""
    told = _known_as(Document.objects.filter(anchors.theirs(cards), kind__in=_MAY_SAY_OF_CPR))
    beside = Case(When(stands_beside=True, then=Value("beside")), default=Value("alone"))
    space = Value(" ")
    told = told.annotate(
        of=Value(_DOCUMENT, output_field=CharField()),
        said=Concat("kind", space, "cpr", space, beside, space, "ended_how"),
    )
    found: QuerySet[Any, Any] = told.values_list(
        "known_as", "of", "said", "issued_on", "valid_until", "recorded_at"
    )
    return found


def _paper(
    number: int, said: str, issued_on: date | None, valid_until: date | None, at: datetime
) -> Held:
    kind, cpr, beside, ended_how = said.split(" ")
    return Held(
        document_id=UUID(int=number),
        paper=Paper(
            kind=DocumentKind(kind),
            summary=said,
            cpr=Cpr(cpr),
            stands_beside=beside == "beside",
            issued_on=issued_on,
            valid_until=valid_until,
        ),
        recorded_at=at,
        recorded_on=local_day(at),
        ended_how=EndedHow(ended_how) if ended_how else None,
    )


def _is_form_in_force(found: Sequence[Held]) -> bool:
    return document_standing.about_cpr(document_standing.standings(found, on=place.today()), found)


def _tells_of_respect(kind: str, words: str, card: Card) -> bool:
    of = EntryKind(kind.removeprefix(_ENTRY))
    seen = words_without_where(of, words) if card.is_location_restricted else words
    return is_respect_form(of, seen)


def _of(opened: Mapping[PersonId, Card], found: Collection[PersonId]) -> frozenset[PersonId]:
    return frozenset(one for one, card in opened.items() if card.person_id in found)


_COLUMNS: Final = ("known_as", "kind", "words", "review_on", "valid_until", "since")
_NO_DAY: Final = Cast(Value(None), output_field=DateField())
_NO_INSTANT: Final = Cast(Value(None), output_field=DateTimeField())
_MAY_SAY_OF_CPR: Final = sorted(one.value for one in (*ABOUT_CPR, DocumentKind.ADRT))
_SIDES: Final = ("one_id", "other_id")


def _pairs(side: str, cards: Sequence[PersonId]) -> QuerySet[Any, Any]:
    pairs = PossibleDuplicate.objects.filter(
        unmerged(), Q(**{f"{side}__in": cards}), answer__in=ASKED
    )
    nothing = Value("", output_field=CharField())
    pair = Value(_PAIR, output_field=CharField())
    return pairs.values_list(F(side), pair, nothing, _NO_DAY, _NO_DAY, _NO_INSTANT)


def _sign(kind: str, words: str, review_on: date, card: Card) -> AlertSign:
    return AlertSign(
        kind=kind,
        label=rules.alert_label(kind, kinds_of_place()),
        words=rules.alert_words(kind, words, is_where_hidden=card.is_location_restricted),
        review_on=review_on,
        is_review_overdue=rules.is_review_overdue(review_on, on=place.today()),
    )
