"""What somebody reads of their own record online: all of it that is not held back from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from joinedup.foundation.questions import question
from joinedup.foundation.scope import Decision, Opens, Scope, open_rows, require_view
from joinedup.kernel.ids import Page, PersonId
from joinedup.people.domain.own_parts import KINDS_OF, OwnPart
from joinedup.people.domain.record import OVER
from joinedup.people.models import RecordEntry
from joinedup.people.queries import documents, record
from joinedup.people.queries import record_rows as rows
from joinedup.people.queries.documents import DocumentRow
from joinedup.people.queries.record_rows import RecordRow, Seen
from joinedup.people.queries.record_sections import PARTS


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry as whoever it is about reads it, and whether what it says is so no more."""

    row: RecordRow
    is_over: bool


def parts_held(scope: Scope, person_id: PersonId, ids: Sequence[PersonId]) -> Mapping[OwnPart, int]:
    """How much there is to read of each part; what is held back is counted nowhere."""
    decision = require_view(scope, person_id)
    is_own = decision.opens is Opens.OWN
    told = dict(_counted(ids) if is_own else _by_kind(_given(scope, decision, ids)))
    counts = {part: sum(told.get(kind, 0) for kind in kinds) for part, kinds in KINDS_OF.items()}
    papers = _papers(decision, ids)
    counts[OwnPart.WISHES] += len(papers)
    return counts


def own_entries(
    scope: Scope,
    person_id: PersonId,
    ids: Sequence[PersonId],
    *,
    part: OwnPart,
    holds: bool = False,
    after: str = "",
    limit: int = 25,
) -> Page[OwnEntry]:
    """One part of what somebody reads of their own record, the newest first.

    Whom of the staff an entry is for does not matter here: it is theirs. Nothing of it says that
    something is held back, neither a row nor a count. What was entered in error is left out, and
    of an entry that was changed no earlier version goes with it. `holds` leaves out what is over.
    Whoever acts for them reads what is for everybody, and no section that they keep back from
    anybody.
    """
    decision = require_view(scope, person_id)
    found = _given(scope, decision, ids).filter(kind__in=rows.kinds_in(KINDS_OF[part]))
    if holds:
        found = found.exclude(status__in=OVER).exclude(until__lte=scope.now)
    total = found[: record.MOST_COUNTED + 1].count()
    key = record.key_of(after)
    page = found.filter(record.older_than(key)) if key else found
    seen = Seen(scope, ids, decision.is_location_restricted)
    read = rows.drawn(seen, rows.with_heard(page).order_by("-at", "-id")[: limit + 1])
    shown = read[:limit]
    return Page(
        rows=tuple(OwnEntry(one, rows.is_over(one, at=scope.now)) for one in shown),
        next_key=record.spelt(shown[-1].at, shown[-1].entry_id) if len(read) > limit else None,
        total=min(total, record.MOST_COUNTED),
        total_is_capped=total > record.MOST_COUNTED,
    )


def own_papers(
    scope: Scope, person_id: PersonId, ids: Sequence[PersonId]
) -> tuple[DocumentRow, ...]:
    """The documents in force on what somebody wants, and on who decides for them."""
    decision = require_view(scope, person_id)
    return _papers(decision, ids)


@question
def _counted(ids: Sequence[PersonId]) -> QuerySet[RecordEntry, tuple[str, int]]:
    return _by_kind(_theirs(ids))


def _by_kind(found: QuerySet[RecordEntry]) -> QuerySet[RecordEntry, tuple[str, int]]:
    return found.values("kind").annotate(n=Count("pk")).order_by().values_list("kind", "n")


def _given(scope: Scope, decision: Decision, ids: Sequence[PersonId]) -> QuerySet[RecordEntry]:
    found = _theirs(ids)
    if decision.opens is Opens.OWN:
        return found
    found = found.filter(audience__isnull=True)
    only = open_rows(scope, decision, PARTS)
    return found if only is None else found.filter(only)


def _papers(decision: Decision, ids: Sequence[PersonId]) -> tuple[DocumentRow, ...]:
    # Papers name others, and whom to ring: nobody who acts for them reads those here.
    if decision.opens is not Opens.OWN:
        return ()
    return documents.own_papers(ids, is_hidden=decision.is_location_restricted)


def _theirs(ids: Sequence[PersonId]) -> QuerySet[RecordEntry]:
    return RecordEntry.objects.filter(
        person_id__in=ids, superseded_at=None, is_entered_in_error=False, own_view=None
    )
