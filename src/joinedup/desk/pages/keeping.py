"""What of a record is kept from whoever looks: by the person, or for want of an agreement."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.desk.pages.saying import Said
from joinedup.foundation import place
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import PersonId
from joinedup.people.queries import Card, sharing
from joinedup.people.queries.record import RecordNow
from joinedup.people.queries.sharing import NotShown
from joinedup.web import filters


def not_shown(scope: Scope, card: Card, now: RecordNow | None) -> Iterator[Said]:
    """Each part that is kept, by whom since when, and whom to ask; never that there is none."""
    if now is None:
        return
    kept = sharing.not_shown(scope, card)
    for one in kept:
        yield _limited(one, card) if one.is_by_them else _not_agreed(one)
    if kept and scope.may(Permission.GLASS_BREAK) and card.closed:
        yield Said(
            words=_("In an emergency in which they cannot be asked: open it and say why"),
            href=reverse("people:break_glass", args=[card.person_id]),
        )


def against(scope: Scope, card: Card, ids: Sequence[PersonId]) -> list[str]:
    """What the person decided that stands open all the same, because the glass is broken."""
    return [
        _("%(what)s (%(day)s)") % {"what": one.words, "day": filters.short_day(one.decided_on)}
        for one in sharing.decided_against(scope, card, ids)
    ]


def _limited(one: NotShown, card: Card) -> Said:
    part = one.section.label if one.section else ""
    since = one.since if isinstance(one.since, datetime) else None
    day = filters.short_day(filters.local(since).date()) if since else ""
    said = _("the person decided, on %(day)s") % {"day": day}
    return Said(
        words=_("Not shown: %(part)s") % {"part": part},
        more=_("Who to ask: the person, or %(who)s") % {"who": _officer()},
        source=said,
        tone="orange",
        href=reverse("people:sharing", args=[card.person_id]),
    )


def _not_agreed(one: NotShown) -> Said:
    ended = _("no sharing agreement of your organisation is in force")
    if one.since:
        said = _("the last sharing agreement of your organisation ended on %(day)s")
        ended = said % {"day": filters.short_day(one.since)}
    return Said(
        words=_("Not shown: what other organisations told, but allergies and treatment wishes"),
        more=_("Who to ring: %(who)s, and whoever told it") % {"who": _officer()},
        source=ended,
        tone="orange",
    )


def _officer() -> str:
    here = place.current()
    number = here.role_number(Role.PRIVACY_OFFICER)
    name = here.role_name(Role.PRIVACY_OFFICER)
    door = here.front_door
    if number:
        return f"{name}, {filters.phone(number)}"
    return f"{name} ({door.short_name}, {filters.phone(door.telephone)})"
