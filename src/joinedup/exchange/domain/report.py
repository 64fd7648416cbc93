"""What a load came to, file by file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from joinedup.kernel.finding import Finding

MOST_REFUSALS_LISTED = 1_000
# What could not be read to its end. What was read and refused is told to its sender by name.
UNREAD = frozenset(
    {
        "archive_not_taken",
        "empty",
        "not_json",
        "not_readable",
        "not_utf8",
        "too_deep",
        "too_large",
        "too_many_values",
        "truncated",
    }
)


@dataclass(slots=True)
class FileReport:
    """What became of one file: each message, person, row or whole file in it counted once.

    `not_kept` counts by type what is no part of a record, which is no fault of the sender.
    """

    file: str
    format: str = ""
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    repaired: int = 0
    not_kept: Counter[str] = field(default_factory=Counter)
    refusals: list[Finding] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether anything at all was found in it."""
        return bool(self.accepted + self.unchanged + self.refused + self.not_kept.total())

    @property
    def has_unread(self) -> bool:
        """Whether it holds what could not even be read, so that nobody knows what it says."""
        return any(one.code in UNREAD for one in self.refusals)

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Count one thing refused, and keep why."""
        self.refused += 1
        for finding in findings:
            if len(self.refusals) < MOST_REFUSALS_LISTED:
                self.refusals.append(finding)
            elif len(self.refusals) == MOST_REFUSALS_LISTED:
                said = "There are more. Correct these and load the file again."
                self.refusals.append(Finding(self.file, "file", "and_more", said))

    def take_again(self, again: "FileReport") -> None:
        """Count a second try of what was refused: what was taken now, and what is refused still."""
        self.accepted += again.accepted
        self.repaired += again.repaired
        self.refused, self.refusals = again.refused, again.refusals

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON shows it."""
        return {
            "file": self.file,
            "format": self.format,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "repaired": self.repaired,
            "not_kept": dict(sorted(self.not_kept.items())),
            "refusals": [
                {"at": one.at, "code": one.code, "message": one.message} for one in self.refusals
            ],
        }


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a whole load came to."""

    files: tuple[FileReport, ...]

    @property
    def is_all_taken(self) -> bool:
        """Whether nothing at all was refused."""
        return not any(one.refused for one in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON shows it."""
        return {
            "accepted": sum(one.accepted for one in self.files),
            "unchanged": sum(one.unchanged for one in self.files),
            "refused": sum(one.refused for one in self.files),
            "not_kept": sum(one.not_kept.total() for one in self.files),
            "files": [one.as_dict() for one in self.files],
        }
