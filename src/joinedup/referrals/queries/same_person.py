"""What else is open for the same person."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet

from joinedup.foundation import anchors
from joinedup.foundation.permissions import Permission
from joinedup.foundation.questions import question
from joinedup.foundation.scope import Scope, require_permission
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries as people
from joinedup.people.queries import Card
from joinedup.referrals.domain.duplicates import is_likely_duplicate
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import OPEN, held_by, staged
from joinedup.referrals.queries.repeats import is_repeated, need_of, overlaps_any
from joinedup.referrals.queries.rows import OtherLine


def open_lines(
    scope: Scope, person_id: PersonId, *, service_codes: Sequence[str] = ()
) -> list[OtherLine]:
    """Every open line of a person, newest first, those that asking would repeat marked.

    Whoever may refer somebody is told that lines are open and with whom, so that nothing is asked
    for twice; the words are for whoever may open the person.
    """
    require_permission(scope, Permission.REFERRAL_MAKE)
    card = people.cards(scope, [person_id]).get(person_id)
    return open_lines_of(scope, card, service_codes=service_codes) if card else []


def open_lines_of(
    scope: Scope, card: Card, *, service_codes: Sequence[str] = ()
) -> list[OtherLine]:
    """The same of a person whose card the viewer has before them."""
    require_permission(scope, Permission.REFERRAL_MAKE)

    def is_likely(line: Line) -> bool:
        overlaps = overlaps_any(line.service_code, service_codes)
        received_at = line.referral.received_at
        return is_likely_duplicate(overlaps=overlaps, received_at=received_at, at=scope.now)

    return _open_lines(card, is_likely)


def likely_duplicates(
    scope: Scope, person_id: PersonId, *, service_codes: Sequence[str] = ()
) -> list[OtherLine]:
    """Open lines that a new referral for these services would probably repeat."""
    lines = open_lines(scope, person_id, service_codes=service_codes)
    return [line for line in lines if line.is_likely_duplicate]


def lines_beside(line: Line, card: Card) -> tuple[OtherLine, ...]:
    """The other open lines of the person of a line that the viewer has before them."""
    found = _open_lines(card, lambda other: is_repeated(need_of(line), need_of(other)))
    return tuple(one for one in found if one.line_id != line.id)


def _open_lines(card: Card, is_likely: Callable[[Line], bool]) -> list[OtherLine]:
    if card.is_access_restricted:
        return []
    return [_row(line, card, is_likely=is_likely(line)) for line in _open_of(card.person_id)]


@question
def _open_of(person_id: PersonId) -> QuerySet[Line]:
    # A referral of somebody absorbed follows a moment later; until then it is still theirs.
    theirs = anchors.theirs([person_id], person="referral__person_id")
    found = staged(Line.objects.filter(OPEN, theirs))
    return found.select_related("referral").order_by("-referral__received_at", "id")


def _row(line: Line, card: Card, *, is_likely: bool) -> OtherLine:
    referral = line.referral
    # The name of a team says where somebody is.
    is_placed = card.is_location_restricted and not card.is_open
    return OtherLine(
        line_id=LineId(line.id),
        referral_id=ReferralId(referral.id),
        referral_version=Version(referral.version),
        reference=referral.reference,
        service_code=line.service_code,
        stage=Stage(line.stage),
        held_by_team="" if is_placed else held_by(line),
        received_at=referral.received_at,
        change_words=referral.change_words if card.is_open else None,
        may_read=card.is_open,
        is_likely_duplicate=is_likely,
    )
