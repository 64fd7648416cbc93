"""What a text to somebody would say, and what came of those that were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from joinedup.foundation import place
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import summaries as rules
from joinedup.mycare.domain import texting
from joinedup.mycare.domain.summaries import (
    Addressee,
    Sender,
    Text,
    TextsOff,
    TextWish,
    Wished,
)
from joinedup.mycare.domain.texting import TextState, Trouble
from joinedup.mycare.models import Resident, Summary, TextDecision
from joinedup.people.queries import texting as people
from joinedup.people.queries.cards import Card

FOLDER: Final = "folder"
NOTIFY: Final = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The text that somebody would get, when, and what the sender should know first."""

    text: Text
    goes_at: datetime
    others_with_number: int
    did_not_arrive: bool

    @property
    def is_doubted(self) -> bool:
        """Whether whoever sends has to say that it goes to this number all the same."""
        return bool(self.others_with_number) or self.did_not_arrive


def carrier() -> str:
    """By what texts go out here; nothing where none do.

    Beside invented people they are files, whatever was set: an invented number may be somebody's.
    """
    if settings.JOINEDUP_DEMO:
        return FOLDER
    return str(settings.JOINEDUP_TEXTS)


def zone() -> ZoneInfo:
    """The time zone of the place."""
    return ZoneInfo(place.current().zone)


def wished(ids: Sequence[PersonId]) -> Wished:
    """What somebody said about texts; where two records were joined, the one that says less."""
    held = list(TextDecision.objects.filter(person_id__in=ids, until__isnull=True))
    if not held:
        return Wished()
    least = min(held, key=lambda one: _LEAST.index(TextWish(one.wish)))
    return Wished(
        wish=TextWish(least.wish),
        may_name=least.may_name and all(one.may_name for one in held),
    )


def addressee(card: Card, ids: Sequence[PersonId]) -> Addressee:
    """What of somebody decides what may be texted to them."""
    reads = Resident.objects.filter(person_id__in=ids, until__isnull=True).exists()
    return Addressee(
        phone=card.phone or "",
        names=(card.family_name, card.given_name, card.known_as),
        wished=wished(ids),
        has_died=card.died_on is not None,
        is_hidden=card.is_location_restricted,
        reads_online=reads,
    )


def planned(
    card: Card, ids: Sequence[PersonId], *, words: str, address: str, at: datetime
) -> Planned:
    """The text that somebody would get for some words; raises why they get none."""
    if not carrier():
        raise TextsOff(at="how")
    here = place.current()
    sender = Sender(place=here.name, telephone=here.front_door.telephone, address=address)
    to = addressee(card, ids)
    text = rules.text(words, to, sender, guarded=people.guarded_words(ids))
    return Planned(
        text=text,
        goes_at=texting.next_open(at, zone()),
        others_with_number=people.others_with_number(ids, to.phone),
        did_not_arrive=number_fails(ids, text.number),
    )


def number_fails(ids: Sequence[PersonId], number: str) -> bool:
    """Whether the last that was heard of a number is that it does not work."""
    failed = Q(state=TextState.FAILED, trouble=Trouble.NUMBER)
    heard = Summary.objects.filter(
        failed | Q(state=TextState.ARRIVED), person_id__in=ids, number=number
    )
    last = heard.order_by("-state_at", "-id").values_list("state", flat=True).first()
    return last == TextState.FAILED


def why_not_now(summary: Summary, card: Card, ids: Sequence[PersonId]) -> Trouble | None:
    """Why a text that waited may not go out any more: what it was written for has changed."""
    to = addressee(card, ids)
    if to.has_died:
        return Trouble.DIED
    if to.is_hidden:
        return Trouble.RESTRICTED
    is_more = f"\n{summary.words}\n" in summary.told
    if to.wished.wish is TextWish.NO_TEXTS or (is_more and to.wished.wish is not TextWish.WORDS):
        return Trouble.NOT_WANTED
    if texting.mobile(to.phone) != summary.number:
        return Trouble.NUMBER_CHANGED
    return None if carrier() else Trouble.OFF


_LEAST: Final = (TextWish.NO_TEXTS, TextWish.LITTLE, TextWish.NOT_ASKED, TextWish.WORDS)
