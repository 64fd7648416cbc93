"""What came to the front door, or came back to it, since a page was made."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, require_permission, visible
from joinedup.kernel import facts
from joinedup.referrals import events
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import OPEN
from joinedup.referrals.queries.rows import Changes

ARRIVING: Final = frozenset(
    facts.kind_of(fact)
    for fact in (
        events.LineAsked,
        events.LineDeclined,
        events.RedirectRefused,
        events.QuestionAnswered,
    )
)

# Of two changes at once the one that took its id first may be written last. So a word names the
# last entry old enough for every earlier one to have been written, and each younger one seen.
SETTLES_IN: Final = timedelta(seconds=10)
MOST_YOUNG: Final = 60


def changes_since(scope: Scope, since: str | None) -> Changes:
    """How many lines arrived or came back since a word that an earlier answer gave.

    Without a word, or with one that says nothing, nothing is new: it is the first answer.
    """
    require_permission(scope, Permission.QUEUE_SEE)
    said = _ids(since)
    return Changes(new_count=_arrived(scope, said) if said else 0, latest=_word(scope))


def _arrived(scope: Scope, said: list[UUID]) -> int:
    settled, *young = said
    # Ids are made in the order of time, so the newest entries are found by the key itself.
    new = Entry.objects.filter(id__gt=settled, kind__in=ARRIVING).exclude(id__in=young)
    lines = Line.objects.filter(
        visible(scope, person="referral__person_id"),
        OPEN,
        sent_at__isnull=True,
        pk__in=new.values("about_id"),
    )
    return lines.count()


def _word(scope: Scope) -> str:
    newest = Entry.objects.order_by("-id").values_list("id", "kind", "recorded_at")
    young = []
    settled = UUID(int=0)
    for entry_id, kind, recorded_at in newest[:MOST_YOUNG]:
        settled = entry_id
        if recorded_at <= scope.now - SETTLES_IN:
            break
        if kind in ARRIVING:
            young.append(entry_id)
    return ".".join(one.hex for one in (settled, *young))


def _ids(word: str | None) -> list[UUID]:
    if not word:
        return []
    try:
        return [UUID(hex=one) for one in word.split(".")[: MOST_YOUNG + 1]]
    except ValueError:
        return []
