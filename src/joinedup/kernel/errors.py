"""Five kinds of error, one tree: what went wrong in codes and values, never in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID


class JoinedupError(Exception):
    """The root of every error that this product raises on purpose."""


class Refused(JoinedupError):
    """A rule said no. Subclass it beside the rule, with a `code` of its own."""

    code: ClassVar[str] = "refused"

    def __init__(self, code: str | None = None, **values: Any) -> None:
        self.refusal_code = code or self.code
        self.values = values
        super().__init__(self.refusal_code, values)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why something may not be opened; its words come from the catalogue."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


class NotPermitted(JoinedupError):
    """Findable, but this viewer may not open it; carries every reason, and whose record it is."""

    def __init__(self, reasons: tuple[Reason, ...], *, person_id: UUID | None = None) -> None:
        self.reasons = reasons
        self.person_id = person_id
        super().__init__(*(reason.code for reason in reasons))


class NotFound(JoinedupError):
    """Not there, or outside what this viewer may search: which of the two is not said."""

    code: ClassVar[str] = "not_found"


class Conflict(JoinedupError):
    """Somebody else changed the thing after this user read version `seen`."""

    def __init__(self, about_kind: str, about_id: UUID, seen: int) -> None:
        self.about_kind = about_kind
        self.about_id = about_id
        self.seen = seen
        super().__init__(about_kind, str(about_id), seen)


class Unavailable(JoinedupError):
    """An outside system, or the store, did not answer in time: trying again is right."""
