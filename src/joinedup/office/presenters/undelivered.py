"""Hand-offs in words: to whom, about what, what went wrong and when the next try is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joinedup.foundation import deliveries, instant, place
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import DeliveryId, Page
from joinedup.office.queries import Counts, HandOff, HandOffPage, Part, State
from joinedup.web import filters, words

CAPPED: Final = "1,000 or more"
# Its shortest job comes round every ten seconds.
WORKER_IS_HEARD_OF: Final = timedelta(minutes=2)
_TABS: Final = {
    Part.TO_LOOK_AT: gettext_lazy("To look at"),
    Part.TRYING: gettext_lazy("Trying again"),
    Part.HELD: gettext_lazy("Held back"),
    Part.GIVEN_UP: gettext_lazy("Given up"),
    Part.ALL: gettext_lazy("All undelivered"),
}
_STATES: Final = {
    State.WAITING: (gettext_lazy("Not tried yet"), "blue"),
    State.TRYING: (gettext_lazy("Trying again"), "yellow"),
    State.HELD: (gettext_lazy("Held back"), "purple"),
    State.GIVEN_UP: (gettext_lazy("Given up"), "red"),
    State.DELIVERED: (gettext_lazy("Arrived"), "green"),
}
_CHANNELS: Final = {
    deliveries.ROOM: gettext_lazy("Within Joinedup"),
    "bars": gettext_lazy("Referral message"),
    "notice": gettext_lazy("Text or email"),
    "text": gettext_lazy("Text to a person"),
}
_OF_KIND: Final = {
    "Conflict": gettext_lazy("Somebody changed the same thing at the same moment."),
    "NotFound": gettext_lazy("What it speaks of is not there."),
    "NotPermitted": gettext_lazy("The account that hands it over may not do that."),
    "Unavailable": gettext_lazy("The receiver did not answer."),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks to see; anything unknown shows what somebody should look at."""

    part: Part
    channel: str
    after: DeliveryId | None

    def address(self, **changed: str) -> str:
        """The address of the page with some of it changed; paging starts again."""
        wanted = {"part": str(self.part), "channel": self.channel, **changed}
        asked = {name: value for name, value in wanted.items() if value}
        return f"{reverse('office:undelivered')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the list, with its count."""

    words: str
    href: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One hand-off as the list and its own page draw it."""

    id: DeliveryId
    href: str
    state: str
    tone: str
    channel: str
    to: str
    about: str
    about_href: str
    made_at: datetime
    tries: str
    why: str
    told: str
    next_try: str
    may_try: bool
    is_held: bool
    is_given_up: bool
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did to a hand-off."""

    title: str
    at: datetime
    who: str
    words: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything that the list draws."""

    rows: tuple[Row, ...]
    tabs: tuple[Tab, ...]
    filters: Filters
    channels: tuple[tuple[str, str], ...]
    chosen: tuple[tuple[str, str], ...]
    held_count: int
    worker_away: str
    total: str
    here: str
    next_href: str
    first_href: str


def asked(given: Mapping[str, str]) -> Filters:
    """Read the address."""
    part, channel = given.get("part", ""), given.get("channel", "")
    return Filters(
        part=Part(part) if part in set(Part) else Part.TO_LOOK_AT,
        channel=channel if channel.isidentifier() else "",
        after=_delivery_id(given.get("after", "")),
    )


def page(
    listed: Page[HandOff],
    counts: Counts,
    asked: Filters,
    scope: Scope,
    *,
    worker_seen_at: datetime | None,
) -> ListPage:
    """Put the rows, the tabs and the filters together."""
    there = sorted({*counts.by_channel, *([asked.channel] if asked.channel else [])})
    is_chosen = bool(asked.channel)
    after = str(asked.after) if asked.after else ""
    return ListPage(
        rows=tuple(row(one, scope) for one in listed.rows),
        tabs=tuple(
            Tab(
                str(said),
                asked.address(part=part),
                counts.of(part, channel=asked.channel),
                part == asked.part,
            )
            for part, said in _TABS.items()
        ),
        filters=asked,
        channels=(("", _("All channels")), *((code, channel(code)) for code in there)),
        chosen=((channel(asked.channel), asked.address(channel="")),) if is_chosen else (),
        held_count=counts.of(Part.HELD, channel=asked.channel),
        worker_away=worker_away(worker_seen_at),
        total=CAPPED if listed.total_is_capped else f"{listed.total:,}",
        here=asked.address(after=after),
        next_href=asked.address(after=listed.next_key) if listed.next_key else "",
        first_href=asked.address() if asked.after else "",
    )


def row(one: HandOff, scope: Scope) -> Row:
    """One hand-off in words; what it is about is a link for whoever may open people."""
    state, tone = _STATES[one.state]
    called = one.called
    may_open = called is not None and called.route and scope.may(Permission.PERSON_OPEN)
    return Row(
        id=one.id,
        href=reverse("office:hand_off", args=[one.id]),
        state=str(state),
        tone=tone,
        channel=channel(one.channel),
        to=_to(one),
        about=_about(one),
        about_href=reverse(called.route, args=[one.about_id]) if called and may_open else "",
        made_at=one.made_at,
        tries=_tries(one),
        why=why(one),
        told=one.last_error,
        next_try=_next_try(one),
        may_try=_may_try(one),
        is_held=one.state is State.HELD,
        is_given_up=one.state is State.GIVEN_UP,
        delivered_at=one.delivered_at,
    )


def steps(page: HandOffPage) -> list[Step]:
    """What people did to a hand-off, with the reason they gave."""
    return [_step(one, page.names) for one in page.steps]


def worker_away(seen_at: datetime | None) -> str:
    """What to say where the worker, which hands everything over, is not running."""
    if seen_at is None:
        return _("The worker has not run yet. Nothing goes out until it does.")
    if instant.now() - seen_at < WORKER_IS_HEARD_OF:
        return ""
    said = _("The worker was last heard of %(since)s. Nothing goes out until it runs again.")
    return said % {"since": filters.since(seen_at)}


def channel(code: str) -> str:
    """A channel in words."""
    return str(_CHANNELS.get(code, code.replace("_", " ").capitalize()))


def why(one: HandOff) -> str:
    """Why the last try failed, in a plain sentence; nothing where none has."""
    if not one.attempt_count:
        return ""
    if not one.last_error:
        return _("Whoever was handing it over stopped before it was done.")
    kind, _colon, code = one.last_error.partition(": ")
    if code in words.REFUSALS:
        return words.of_refusal(code, {})
    if code in words.UNAVAILABLE:
        return words.of_unavailable(code)
    fault = _("Something went wrong inside Joinedup. Tell whoever looks after it.")
    return str(_OF_KIND.get(kind, fault))


def _to(one: HandOff) -> str:
    here = place.current()
    if one.channel == deliveries.ROOM:
        room, _dot, what = one.listener.partition(".")
        return f"{room.capitalize()}: {what.replace('_', ' ')}"
    known = here.partners.get(one.address) or here.organisations.get(one.address)
    return known.name if known else one.address


def _about(one: HandOff) -> str:
    if one.called is not None:
        return one.called.words
    if one.about_id is None:
        return _("Nothing in particular")
    kind = one.about_kind.rpartition(".")[2].replace("_", " ").capitalize()
    return f"{kind} {one.about_id.hex[-8:]}"


def _tries(one: HandOff) -> str:
    if not one.attempt_count:
        return _("Not tried yet")
    said = ngettext("Tried once", "Tried %(n)s times", one.attempt_count)
    return said % {"n": one.attempt_count}


def _next_try(one: HandOff) -> str:
    if one.state is State.DELIVERED:
        return _("None needed")
    if one.state is State.GIVEN_UP:
        return _("None, until somebody tries it")
    if one.state is State.HELD:
        return _("None, until it is released")
    if one.is_being_sent:
        return _("Being tried now")
    if one.is_behind_another:
        return _("After the one before it about the same")
    wait = one.next_at - instant.now()
    if wait.total_seconds() <= 0:
        return _("Due now: it waits for the worker")
    if wait.total_seconds() < 60:
        return _("In less than a minute")
    return _("In %(time)s") % {"time": filters.duration(wait)}


def _may_try(one: HandOff) -> bool:
    # Pressing it would change nothing for what is due already or must wait for another.
    if one.state is State.GIVEN_UP:
        return True
    is_in_turn = not one.is_behind_another and not one.is_being_sent
    return one.state is State.TRYING and is_in_turn and one.next_at > instant.now()


def _step(entry: EntryRow, names: Mapping[UUID, str]) -> Step:
    return Step(
        title=words.of_fact(entry.kind),
        at=entry.at,
        who=names.get(entry.by_account, ""),
        words=entry.content or "",
        notes=(_("Words destroyed"),) if entry.is_content_destroyed else (),
    )


def _delivery_id(text: str) -> DeliveryId | None:
    try:
        return DeliveryId(UUID(text))
    except ValueError:
        return None
