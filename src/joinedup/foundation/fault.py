"""What `verify` says of a row that is not as it was written."""

from dataclasses import dataclass
from uuid import UUID

CHANGED = "changed"
REMOVED = "removed"
INSERTED = "inserted"
REORDERED = "reordered"
CUT_OFF = "cut off"
WRONG_CONTENT = "wrong content"
HEAD_CHANGED = "head changed"
NOT_AS_SEALED = "not as sealed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad row: where it stands, and what was done to it."""

    table: str
    row_id: UUID | None
    subject_id: UUID | None
    seq: int | None
    kind: str
    what: str

    def __str__(self) -> str:
        row = f" row {self.row_id}" if self.row_id else ""
        subject = f" of subject {self.subject_id}" if self.subject_id else ""
        number = f", number {self.seq}" if self.seq is not None else ""
        kind = f" ({self.kind})" if self.kind else ""
        return f"{self.table}{row}{subject}{number}{kind}: {self.what}"
