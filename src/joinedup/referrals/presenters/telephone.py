"""What became of a file of the telephone system, in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from joinedup.referrals.domain.telephone import FileRead, Overlap, Turned
from joinedup.web import words


def lines(read: FileRead) -> Iterator[str]:
    """Every row that was turned away or overlaps, as far as they are told, and the counts."""
    for one in read.turned:
        yield turned(one)
    for overlap in read.overlaps:
        yield overlapping(overlap)
    untold = read.refused_count - len(read.turned)
    if untold:
        yield _("… and %(n)s more refused.") % {"n": f"{untold:,}"}
    yield counted(read)


def turned(one: Turned) -> str:
    """Why one row was refused."""
    said = words.of_refusal(one.code, one.values)
    return _("Row %(row)s: %(said)s (%(code)s)") % {"row": one.row, "said": said, "code": one.code}


def overlapping(one: Overlap) -> str:
    """Two calls that one extension answered at once: both count, somebody should look."""
    said = _("Row %(row)s: %(call)s overlaps %(other)s on extension %(extension)s; both are kept.")
    given = {
        "row": one.row,
        "call": one.call_id,
        "other": one.other,
        "extension": one.extension,
    }
    return said % given


def counted(read: FileRead) -> str:
    """How many rows became what; of a file without any row, that it holds no call."""
    if not read.row_count:
        return _("The file names its columns and holds no call: nothing was taken.")
    said = _(
        "%(accepted)s accepted, %(completed)s completed, %(unchanged)s unchanged,"
        " %(refused)s refused, %(overlapping)s overlapping."
    )
    given = {
        "accepted": f"{read.accepted_count:,}",
        "completed": f"{read.completed_count:,}",
        "unchanged": f"{read.unchanged_count:,}",
        "refused": f"{read.refused_count:,}",
        "overlapping": f"{read.overlapping_count:,}",
    }
    return said % given
